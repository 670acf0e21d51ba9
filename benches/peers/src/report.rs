//! The tables, as text and as markdown.

use std::fmt::Write as _;

use crate::agreement::TOLERANCE;
use crate::run::{Measurements, PeerInfo, Section};

/// A table: the first column is text, the others are numbers.
pub struct Table {
    pub title: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Said below the table.
    pub note: String,
}

/// All tables of a run.
pub fn tables(m: &Measurements) -> Vec<Table> {
    let mut tables = vec![times("ns per evaluation", &m.evaluations, &m.peers, 1.0)];
    tables.extend(ratios(
        "ns per evaluation: ours / peer",
        &m.evaluations,
        &m.peers,
    ));
    tables.push(times(
        "Source to ready, µs",
        &m.compilations,
        &m.peers,
        1000.0,
    ));
    tables.extend(ratios(
        "Source to ready: ours / peer",
        &m.compilations,
        &m.peers,
    ));
    tables.push(agreement(&m.differences, &m.peers));
    tables
}

fn times(title: &str, section: &Section, peers: &[PeerInfo], divisor: f64) -> Table {
    let rows = peers
        .iter()
        .enumerate()
        .filter(|(p, _)| section.measured(*p));
    Table {
        title: title.to_owned(),
        header: header("", section),
        rows: rows
            .map(|(p, peer)| {
                let cells = section
                    .of_peer(p)
                    .map(|time| number(time.map(|t| t / divisor)));
                labelled(peer.label(), cells)
            })
            .collect(),
        note: "- : the peer cannot express it".to_owned(),
    }
}

/// `None` without the library under test.
fn ratios(title: &str, section: &Section, peers: &[PeerInfo]) -> Option<Table> {
    let ours = peers.iter().position(|peer| peer.ours)?;
    let others = (0..peers.len()).filter(|&p| p != ours && section.measured(p));
    let row = |p: usize| {
        let pairs = section.of_peer(ours).zip(section.of_peer(p));
        let ratios: Vec<Option<f64>> = pairs.map(|(ours, peer)| Some(ours? / peer?)).collect();
        let mean = geometric_mean(ratios.iter().flatten());
        labelled(
            peers[p].label(),
            ratios.into_iter().chain([mean]).map(number),
        )
    };
    let mut header = header("", section);
    header.push("geo. mean".to_owned());
    Some(Table {
        title: title.to_owned(),
        header,
        rows: others.map(row).collect(),
        note: "Below 1: ours is faster. The mean is over the columns that both have.".to_owned(),
    })
}

/// The means alone: how many times as long as ours a peer takes.
pub fn summary(m: &Measurements) -> Table {
    let ours = m.peers.iter().position(|peer| peer.ours);
    let mean = |section: &Section, p: usize| {
        let pairs = section.of_peer(ours?).zip(section.of_peer(p));
        let ratios: Vec<f64> = pairs
            .filter_map(|(ours, peer)| Some(peer? / ours?))
            .collect();
        geometric_mean(ratios.iter())
    };
    let others = (0..m.peers.len()).filter(|p| Some(*p) != ours);
    Table {
        title: "Time of others, ours = 1".to_owned(),
        header: ["", "evaluation, E1 to E10", "source to ready, E4 and E8"]
            .map(str::to_owned)
            .to_vec(),
        rows: others
            .map(|p| {
                let means = [mean(&m.evaluations, p), mean(&m.compilations, p)];
                labelled(m.peers[p].label(), means.into_iter().map(number))
            })
            .collect(),
        note: "Geometric means; above 1: ours is faster. - : nothing to compile at run time"
            .to_owned(),
    }
}

fn agreement(section: &Section, peers: &[PeerInfo]) -> Table {
    let rows = peers.iter().enumerate().skip(1);
    Table {
        title: format!("Largest relative difference from the {}", peers[0].name),
        header: header("", section),
        rows: rows
            .map(|(p, peer)| labelled(peer.label(), section.of_peer(p).map(difference)))
            .collect(),
        note: format!("! : more than {TOLERANCE:e}, which makes the run fail"),
    }
}

fn header(first: &str, section: &Section) -> Vec<String> {
    let ids = section.cells.iter().map(|(id, _)| (*id).to_owned());
    [first.to_owned()].into_iter().chain(ids).collect()
}

fn labelled(label: String, cells: impl Iterator<Item = String>) -> Vec<String> {
    [label].into_iter().chain(cells).collect()
}

/// Three significant digits or all before the point; `-` for none.
pub fn number(value: Option<f64>) -> String {
    match value {
        None => "-".to_owned(),
        Some(v) if v < 0.1 => format!("{v:.4}"),
        Some(v) if v < 1.0 => format!("{v:.3}"),
        Some(v) if v < 10.0 => format!("{v:.2}"),
        Some(v) if v < 100.0 => format!("{v:.1}"),
        Some(v) => format!("{v:.0}"),
    }
}

fn difference(value: Option<f64>) -> String {
    match value {
        None => "-".to_owned(),
        Some(0.0) => "0".to_owned(),
        Some(v) if v > TOLERANCE => format!("! {v:.0e}"),
        Some(v) => format!("{v:.0e}"),
    }
}

fn geometric_mean<'a>(values: impl Iterator<Item = &'a f64>) -> Option<f64> {
    let logarithms: Vec<f64> = values.map(|v| v.ln()).collect();
    let count = logarithms.len();
    (count > 0).then(|| (logarithms.iter().sum::<f64>() / count as f64).exp())
}

/// For a terminal: padded columns.
pub fn text(table: &Table) -> String {
    let lines = || std::iter::once(&table.header).chain(&table.rows);
    let width = |column: usize| {
        lines()
            .map(|l| l[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..table.header.len()).map(width).collect();
    let mut text = format!("\n{}\n", table.title);
    for line in lines() {
        let mut padded = format!("{:<1$}", line[0], widths[0]);
        for (cell, width) in line.iter().zip(&widths).skip(1) {
            let _ = write!(padded, "  {cell:>width$}");
        }
        text += padded.trim_end();
        text.push('\n');
    }
    text + &table.note + "\n"
}

/// For a document.
pub fn markdown(table: &Table) -> String {
    let mut text = format!("\n### {}\n\n", table.title);
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    text += &line(&table.header);
    text += &format!("|---|{}\n", "---:|".repeat(table.header.len() - 1));
    for row in &table.rows {
        text += &line(row);
    }
    format!("{text}\n{}\n", table.note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_what_is_significant() {
        let shown = |v| number(Some(v));
        assert_eq!(
            [shown(0.0123), shown(1.234), shown(12.34)],
            ["0.0123", "1.23", "12.3"]
        );
        assert_eq!(number(None), "-");
    }

    #[test]
    fn geometric_mean_of_reciprocals_is_one() {
        let mean = geometric_mean([4.0, 0.25].iter()).expect("two values");
        assert!((mean - 1.0).abs() < 1e-15);
        assert_eq!(geometric_mean([].iter()), None);
    }
}
