//! Rust source text as tokens, without comments: words, signs, and texts in their quotes. As much
//! as is needed to look for words in a source that compiles.

/// A source file: its path below the source folder, and its tokens.
pub struct Source {
    pub path: String,
    pub tokens: Vec<String>,
}

/// All Rust files below `folder`, sorted.
pub fn sources(folder: &std::path::Path) -> Vec<Source> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(place) = waiting.pop() {
        for entry in std::fs::read_dir(place).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                let below = path.strip_prefix(folder).expect("below the folder");
                found.push(source(&below.display().to_string(), &text));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// A source of its own, for controls.
pub fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), tokens: tokens(text) }
}

fn tokens(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let rest = &characters[at..];
        let length = token_length(rest);
        let token: String = rest[..length].iter().collect();
        at += length;
        if !token.trim().is_empty() && !token.starts_with("//") && !token.starts_with("/*") {
            found.push(token);
        }
    }
    found
}

fn token_length(rest: &[char]) -> usize {
    let next = rest.get(1).copied().unwrap_or(' ');
    match rest[0] {
        '/' if next == '/' => rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()),
        '/' if next == '*' => comment_length(rest),
        '"' => quoted_length(rest, '"'),
        'b' | 'c' if next == '"' => 1 + quoted_length(&rest[1..], '"'),
        'b' if next == '\'' => 1 + quoted_length(&rest[1..], '\''),
        '\'' if next == '\\' || rest.get(2) == Some(&'\'') => quoted_length(rest, '\''),
        ':' if next == ':' => 2,
        '=' if next == '>' => 2,
        c if is_word(c) => rest.iter().position(|c| !is_word(*c)).unwrap_or(rest.len()),
        _ => 1,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn comment_length(rest: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        let pair = (rest[at], rest.get(at + 1).copied().unwrap_or(' '));
        depth += match pair {
            ('/', '*') => 1,
            ('*', '/') => -1,
            _ => 0,
        };
        at += if matches!(pair, ('/', '*') | ('*', '/')) { 2 } else { 1 };
        if depth == 0 {
            break;
        }
    }
    at.min(rest.len())
}

fn quoted_length(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

#[test]
fn comments_and_quotes_hide_what_is_in_them() {
    let text = "a::b /* x /* y */ z */ '\"' \"// \\\" c\" 'l b'{' // d\n=> e";
    let expected = ["a", "::", "b", "'\"'", "\"// \\\" c\"", "'", "l", "b'{'", "=>", "e"];
    assert_eq!(tokens(text), expected);
}
