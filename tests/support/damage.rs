//! Texts that are hardly ever expressions: pieces of the language in any order, and expressions with
//! pieces taken out, put in or turned round.

use super::generate::Choices;

const PIECES: [&str; 48] = [
    "1", "x", " ", "(", ")", "+", "-", ",", "*", "t", "[", "]", "?", ":", ":=", ";", "&&", "||",
    "and", "or", "not", "if(", "ifs(", "sin(", "tick(", "2.5", "0x1F", "0b", "1e", "1_0", "1..2",
    ".", "=", "==", "<<", ">>>", "<", "!", "~", "^", "**", "%", "#", "/*", "*/", "\n", "é", "$",
];

/// A text that may be an expression, but hardly ever is.
pub fn soup(choices: &mut Choices) -> String {
    let count = choices.below(24);
    (0..count).map(|_| choices.of(&PIECES)).collect()
}

/// A text with a few pieces taken out, put in or written twice.
pub fn mutated(text: &str, choices: &mut Choices) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..=choices.below(3) {
        let start = (choices.below(256) * 256 + choices.below(256)) % (characters.len() + 1);
        let end = (start + choices.below(4)).min(characters.len());
        let piece: Vec<char> = match choices.below(4) {
            0 => Vec::new(),
            1 => choices.of(&PIECES).chars().collect(),
            2 => characters[start..end].repeat(2),
            _ => characters[start..end].iter().rev().copied().collect(),
        };
        characters.splice(start..end, piece);
    }
    characters.into_iter().collect()
}
