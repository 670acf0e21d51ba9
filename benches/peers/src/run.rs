//! The measurement of all peers: evaluation, compilation, agreement.

use std::hint::black_box;

use crate::agreement::{TOLERANCE, largest_difference};
use crate::measure::{Contender, Settings, best, medians};
use crate::peers::Peer;
use crate::suite::{Case, Rows};

/// The cases whose way from source to ready is timed.
const COMPILED: [&str; 2] = ["E4", "E8"];

type BoxedPeer = Box<dyn Peer>;
type Peers = [BoxedPeer];

/// What the report has to know of a peer.
pub struct PeerInfo {
    pub name: &'static str,
    pub version: String,
    pub ours: bool,
}

impl PeerInfo {
    pub fn label(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}

/// For each case a number for each peer; `None` where a peer cannot do it.
pub struct Section {
    pub cells: Vec<(&'static str, Vec<Option<f64>>)>,
}

impl Section {
    pub fn of_peer(&self, peer: usize) -> impl Iterator<Item = Option<f64>> {
        self.cells.iter().map(move |(_, numbers)| numbers[peer])
    }

    /// Does the peer have any number?
    pub fn measured(&self, peer: usize) -> bool {
        self.of_peer(peer).any(|number| number.is_some())
    }
}

/// All that one run found out.
pub struct Measurements {
    pub peers: Vec<PeerInfo>,
    /// Nanoseconds per evaluation.
    pub evaluations: Section,
    /// Nanoseconds from source to ready.
    pub compilations: Section,
    /// The largest relative difference from the first peer.
    pub differences: Section,
}

impl Measurements {
    /// No peer deviates from the reference by more than the tolerance.
    pub fn agree(&self) -> bool {
        let mut all = self
            .differences
            .cells
            .iter()
            .flat_map(|(_, numbers)| numbers);
        all.all(|difference| difference.is_none_or(|d| d <= TOLERANCE))
    }
}

/// Measures these cases with these peers. Repeats are spread over the whole time of the run.
pub fn run(peers: &Peers, cases: &[Case], settings: Settings) -> Measurements {
    let rows = Rows::new(Rows::ROTATION);
    let differences = section(cases, |case| differences(peers, case, &rows));
    let mut measured: Option<(Section, Section)> = None;
    for repeat in 1..=settings.repeats {
        eprintln!("repeat {repeat} of {}", settings.repeats);
        let evaluations = section(cases, |case| evaluations(peers, case, &rows, settings));
        let compiled = cases.iter().filter(|case| COMPILED.contains(&case.id));
        let compilations = section(compiled, |case| compilations(peers, case, settings));
        measured = Some(match measured {
            None => (evaluations, compilations),
            Some((e, c)) => (best_of(e, &evaluations), best_of(c, &compilations)),
        });
    }
    let (evaluations, compilations) = measured.expect("at least one repeat");
    Measurements {
        peers: peers.iter().map(info).collect(),
        evaluations,
        compilations,
        differences,
    }
}

fn info(peer: &BoxedPeer) -> PeerInfo {
    PeerInfo {
        name: peer.name(),
        version: peer.version(),
        ours: peer.is_ours(),
    }
}

fn section<'a>(
    cases: impl IntoIterator<Item = &'a Case>,
    measure: impl Fn(&Case) -> Vec<Option<f64>>,
) -> Section {
    Section {
        cells: cases
            .into_iter()
            .map(|case| (case.id, measure(case)))
            .collect(),
    }
}

fn best_of(mut section: Section, other: &Section) -> Section {
    for ((_, a), (_, b)) in section.cells.iter_mut().zip(&other.cells) {
        *a = best(a, b);
    }
    section
}

fn evaluations(peers: &Peers, case: &Case, rows: &Rows, settings: Settings) -> Vec<Option<f64>> {
    let packed = rows.packed(case.params);
    let n_results = Rows::ROTATION * case.expressions.len();
    let contender = |peer: &BoxedPeer| {
        let mut evaluate = peer.evaluator(case)?;
        let mut results = vec![0.0; n_results];
        let packed = &packed;
        Some(Contender::new(Rows::ROTATION, move || {
            evaluate(black_box(packed), &mut results);
            black_box(&results);
        }))
    };
    medians(
        &mut peers.iter().map(contender).collect::<Vec<_>>(),
        settings,
    )
}

fn compilations(peers: &Peers, case: &Case, settings: Settings) -> Vec<Option<f64>> {
    let contender = |peer: &BoxedPeer| Some(Contender::new(1, peer.compiler(case)?));
    medians(
        &mut peers.iter().map(contender).collect::<Vec<_>>(),
        settings,
    )
}

fn differences(peers: &Peers, case: &Case, rows: &Rows) -> Vec<Option<f64>> {
    let packed = rows.packed(case.params);
    let results = |peer: &BoxedPeer| {
        let mut results = vec![f64::NAN; Rows::ROTATION * case.expressions.len()];
        peer.evaluator(case)?(&packed, &mut results);
        Some(results)
    };
    let reference = results(&peers[0]).expect("the reference has every case");
    let difference = |r: Vec<f64>| largest_difference(&r, &reference);
    peers
        .iter()
        .map(|peer| results(peer).map(difference))
        .collect()
}
