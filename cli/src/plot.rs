//! `exp-rs plot`: curves of one variable. [`braille`] draws to the terminal, [`picture`] to files.

mod braille;
mod picture;

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use exp_rs::Context;
use serde::Serialize;

use crate::Failure;
use crate::arguments::Plot;
use crate::definitions::{compile, new_context, read_arguments, value, wrong};
use crate::output::{Number, write_json};

/// What is drawn: curves over the same values of x.
pub struct Curves {
    name: String,
    x: Vec<f64>,
    curves: Vec<(String, Vec<f64>)>,
    /// What is shown of the results.
    y_range: Range<f64>,
}

#[derive(Serialize)]
struct Record<'r> {
    variable: &'r str,
    x: Vec<Number>,
    curves: Vec<Curve<'r>>,
}

#[derive(Serialize)]
struct Curve<'r> {
    expression: &'r str,
    y: Vec<Number>,
}

impl Curves {
    fn x_range(&self) -> Range<f64> {
        self.x.first().copied().unwrap_or(0.0)..self.x.last().copied().unwrap_or(1.0)
    }

    /// The pieces of a curve that are seen and hang together: cut where it has no number, where it leaves what is
    /// shown, and where it jumps across all of that.
    fn pieces(&self, curve: &[f64]) -> Vec<Vec<(f64, f64)>> {
        let points: Vec<(f64, f64)> = self.x.iter().copied().zip(curve.iter().copied()).collect();
        let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
        for pair in points.windows(2) {
            if let Some((from, to)) = self.seen(pair[0], pair[1]) {
                match pieces.last_mut() {
                    Some(piece) if piece.last() == Some(&from) => piece.push(to),
                    _ => pieces.push(vec![from, to]),
                }
            }
        }
        pieces
    }

    /// The part of a line that is within what is shown.
    fn seen(&self, from: (f64, f64), to: (f64, f64)) -> Option<((f64, f64), (f64, f64))> {
        let Range { start, end } = self.y_range;
        let within = |y: f64| (start..=end).contains(&y);
        let finite = from.1.is_finite() && to.1.is_finite();
        if !finite || !(within(from.1) || within(to.1)) {
            return None;
        }
        let cut = |outside: (f64, f64), inside: (f64, f64)| {
            let edge = outside.1.clamp(start, end);
            let part = (edge - inside.1) / (outside.1 - inside.1);
            if within(outside.1) {
                outside
            } else {
                (inside.0 + (outside.0 - inside.0) * part, edge)
            }
        };
        Some((cut(from, to), cut(to, from)))
    }
}

/// Evaluates, then draws.
pub fn run(options: &Plot, json: bool) -> Result<(), Failure> {
    let format = match &options.output {
        Some(path) => Some(picture::Format::of(path).ok_or_else(|| {
            Failure::Usage(format!("{}: a plot's file ends in .svg or .png", path.display()))
        })?),
        None => None,
    };
    let curves = read(options)?;
    if curves.curves.iter().flat_map(|(_, y)| y).all(|y| !y.is_finite()) {
        anstream::eprintln!("note: none of the values is a finite number");
    }
    let mut out = anstream::stdout().lock();
    if json {
        let numbers = |column: &[f64]| column.iter().map(|value| Number(*value)).collect();
        let record = |(text, y): &'_ (String, Vec<f64>)| (text.clone(), numbers(y));
        let all: Vec<(String, Vec<Number>)> = curves.curves.iter().map(record).collect();
        let shown = all.iter().map(|(expression, y)| Curve { expression, y: y.clone() });
        let record =
            Record { variable: &curves.name, x: numbers(&curves.x), curves: shown.collect() };
        write_json(&mut out, &record)?;
    }
    match options.output.as_deref().zip(format) {
        Some((path, format)) => {
            let size = size(options, (960, 540), (64, 4096))?;
            picture::write(path, format, &curves, size).map_err(|e| of_file(path, e))
        }
        None if json => Ok(()),
        None => {
            let size = size(options, terminal_size(), (20, 1000))?;
            Ok(out.write_all(braille::draw(&curves, size).as_bytes())?)
        }
    }
}

fn of_file(path: &Path, error: io::Error) -> Failure {
    Failure::File(path.display().to_string(), error)
}

/// Columns and rows of a plot in the terminal, 80 by 20 where there is none.
fn terminal_size() -> (u32, u32) {
    let size = terminal_size::terminal_size();
    let (columns, rows) = size.map_or((80, 22), |(width, height)| (width.0, height.0));
    (u32::from(columns).clamp(20, 1000), u32::from(rows).saturating_sub(2).clamp(5, 40))
}

/// `--size`, each side within the limits.
fn size(
    options: &Plot,
    default: (u32, u32),
    (least, most): (u32, u32),
) -> Result<(u32, u32), Failure> {
    let Some(text) = &options.size else {
        return Ok(default);
    };
    let sides = text.split_once('x').and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    sides.filter(|(w, h)| (least..=most).contains(w) && (5..=most).contains(h)).ok_or_else(|| {
        Failure::Usage(format!("--size takes WIDTHxHEIGHT, from {least}x5 to {most}x{most}"))
    })
}

/// `FROM..TO`, both of them expressions.
fn range(text: &str, context: &Context) -> Result<Option<Range<f64>>, Failure> {
    let Some((from, to)) = text.split_once("..") else {
        return Ok(None);
    };
    let value = |source: &str| value(source, context).map_err(|e| wrong(source, &e));
    let (from, to) = (value(from)?, value(to)?);
    if from < to && (to - from).is_finite() {
        return Ok(Some(from..to));
    }
    Err(Failure::Usage(format!(
        "the range '{text}' goes from {from} to {to}: it must rise, within numbers"
    )))
}

fn read(options: &Plot) -> Result<Curves, Failure> {
    let mut context = new_context()?;
    let ranged =
        |text: &&String| text.split_once('=').is_some_and(|(_, value)| value.contains(".."));
    let (ranges, others): (Vec<&String>, Vec<&String>) = options.items.iter().partition(ranged);
    let others: Vec<String> = others.into_iter().cloned().collect();
    let expressions = read_arguments(&others, &mut context)?;
    let [text] = ranges[..] else {
        return Err(Failure::Usage("one variable needs a range, as x=-10..10".to_owned()));
    };
    if expressions.is_empty() {
        return Err(Failure::Usage("there is no expression to plot".to_owned()));
    }
    let (name, limits) = text.split_once('=').unwrap_or((text, ""));
    let name = name.trim();
    let Some(Range { start, end }) = range(limits, &context)? else {
        return Err(Failure::Usage(format!("'{text}' has no range")));
    };
    let steps = f64::from(options.samples - 1);
    let x: Vec<f64> =
        (0..options.samples).map(|i| start + (end - start) * (f64::from(i) / steps)).collect();
    let mut curves = Vec::new();
    for source in expressions {
        curves.push((source.to_owned(), evaluate(source, name, &x, &context)?));
    }
    let y_range = match &options.y {
        None => fitting(&curves),
        Some(text) => {
            range(text, &context)?.ok_or_else(|| Failure::Usage("--y takes FROM..TO".to_owned()))?
        }
    };
    Ok(Curves { name: name.to_owned(), x, curves, y_range })
}

fn evaluate(source: &str, name: &str, x: &[f64], context: &Context) -> Result<Vec<f64>, Failure> {
    let mut y = vec![0.0; x.len()];
    compile(source, &[name], context)
        .and_then(|mut expression| expression.eval_columns(&[x], &mut y))
        .map_err(|error| wrong(source, &error))?;
    Ok(y)
}

/// All results, with some room; but where a few are far from all others (poles), without those.
fn fitting(curves: &[(String, Vec<f64>)]) -> Range<f64> {
    let mut all: Vec<f64> =
        curves.iter().flat_map(|(_, y)| y).copied().filter(|y| y.is_finite()).collect();
    all.sort_unstable_by(f64::total_cmp);
    let part = |share: f64| all.get((share * all.len().saturating_sub(1) as f64) as usize).copied();
    let (Some(least), Some(most)) = (part(0.0), part(1.0)) else {
        return -1.0..1.0;
    };
    let (low, high) = (part(0.05).unwrap_or(least), part(0.95).unwrap_or(most));
    let width = high - low;
    let (mut least, mut most) = (least.max(low - 3.0 * width), most.min(high + 3.0 * width));
    if width == 0.0 {
        (least, most) = (part(0.0).unwrap_or(least), part(1.0).unwrap_or(most));
    }
    let room = if most > least { 0.05 * (most - least) } else { 0.5 * most.abs().max(1.0) };
    let (start, end) = (least - room, most + room);
    if (end - start).is_finite() { start..end } else { -1e300..1e300 }
}
