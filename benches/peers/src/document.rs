//! Documents of the library that show what was measured: the part between two lines is written anew.

use std::error::Error;
use std::fs;
use std::path::Path;

use crate::report::{self, Table};

const BEGIN: &str = "<!-- peers:begin -->\n";
const END: &str = "<!-- peers:end -->\n";

/// Writes a document's part anew: tables and picture.
pub fn update(
    document: &Path,
    machine: &str,
    tables: &[Table],
    picture: Option<&Path>,
) -> Result<(), Box<dyn Error>> {
    let mut part = format!("\nOne run on {machine}.\n");
    part.extend(tables.iter().map(report::markdown));
    if let Some(picture) = picture {
        // Paths in a document begin where it is.
        let folder = document.parent().unwrap_or(Path::new(""));
        let link = picture.strip_prefix(folder).unwrap_or(picture).display();
        part += &format!("\n![times of the suite]({link})\n");
    }
    part.push('\n');
    let text = fs::read_to_string(document)?;
    let new = with_part(&text, &part)
        .ok_or_else(|| format!("{}: no lines {BEGIN}and {END}", document.display()))?;
    fs::write(document, new)?;
    Ok(())
}

fn with_part(text: &str, part: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{part}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_part_changes() {
        let text = format!("a\n{BEGIN}old\n{END}b\n");
        let new = with_part(&text, "new\n").expect("both lines are there");
        assert_eq!(new, format!("a\n{BEGIN}new\n{END}b\n"));
        assert_eq!(with_part("a\n", "new\n"), None);
    }
}
