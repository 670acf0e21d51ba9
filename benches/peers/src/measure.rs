//! Time: short rounds of all contenders in turn, the median over the rounds of each.
//!
//! A machine that is shared or changes its clock disturbs all contenders of a round alike, and a
//! median drops the rounds in which one of them was interrupted.

use std::time::{Duration, Instant};

/// How long and how often.
#[derive(Clone, Copy)]
pub struct Settings {
    /// Rounds for each median.
    pub rounds: usize,
    /// How often the whole suite is measured; the best median counts.
    pub repeats: usize,
    /// Aim for the length of one contender's part of a round.
    pub slice: Duration,
}

/// Something to time: `pass` does `units` pieces of work.
pub struct Contender<'a> {
    units: usize,
    pass: Box<dyn FnMut() + 'a>,
    passes: usize,
}

impl<'a> Contender<'a> {
    pub fn new(units: usize, pass: impl FnMut() + 'a) -> Self {
        Self {
            units,
            pass: Box::new(pass),
            passes: 1,
        }
    }

    /// Warms up and sets how many passes fill a slice; at least one.
    fn calibrate(&mut self, slice: Duration) {
        self.passes = 1;
        loop {
            let time = self.time();
            if time >= slice / 2 || self.passes > 1 << 24 {
                let wanted = self.passes as f64 * slice.as_secs_f64() / time.as_secs_f64();
                self.passes = (wanted.round() as usize).max(1);
                return;
            }
            self.passes *= 2;
        }
    }

    fn time(&mut self) -> Duration {
        let start = Instant::now();
        for _ in 0..self.passes {
            (self.pass)();
        }
        start.elapsed()
    }

    fn nanoseconds_per_unit(&mut self) -> f64 {
        self.time().as_nanos() as f64 / (self.passes * self.units) as f64
    }
}

/// Nanoseconds per unit: for each contender the median over the rounds. `None` stays `None`.
pub fn medians(contenders: &mut [Option<Contender>], settings: Settings) -> Vec<Option<f64>> {
    for contender in contenders.iter_mut().flatten() {
        contender.calibrate(settings.slice);
    }
    let mut samples = vec![Vec::with_capacity(settings.rounds); contenders.len()];
    for _ in 0..settings.rounds {
        for (contender, samples) in contenders.iter_mut().zip(&mut samples) {
            if let Some(contender) = contender {
                samples.push(contender.nanoseconds_per_unit());
            }
        }
    }
    samples.iter_mut().map(|s| median(s)).collect()
}

/// The smaller of two measurements of the same contenders, one by one.
pub fn best(a: &[Option<f64>], b: &[Option<f64>]) -> Vec<Option<f64>> {
    a.iter()
        .zip(b)
        .map(|(a, b)| Some((*a)?.min((*b)?)))
        .collect()
}

/// The middle one; of an even number the lower of the two in the middle. `None` if there is none.
fn median(samples: &mut [f64]) -> Option<f64> {
    samples.sort_by(f64::total_cmp);
    samples.get(samples.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_is_the_middle_sample() {
        assert_eq!(median(&mut [3.0, 1.0, 100.0]), Some(3.0));
        assert_eq!(median(&mut [4.0, 1.0, 3.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut []), None);
    }

    #[test]
    fn best_keeps_the_gaps() {
        assert_eq!(
            best(&[Some(2.0), None], &[Some(1.0), None]),
            [Some(1.0), None]
        );
    }

    #[test]
    fn every_contender_is_timed_per_unit() {
        let settings = Settings {
            rounds: 3,
            repeats: 1,
            slice: Duration::from_millis(2),
        };
        let sleep = || std::thread::sleep(Duration::from_millis(1));
        let times = medians(&mut [Some(Contender::new(1000, sleep)), None], settings);
        assert!(times[0].is_some_and(|ns| ns >= 1000.0), "{times:?}");
        assert_eq!(times[1], None);
    }
}
