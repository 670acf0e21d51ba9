//! The picture for a README: a group of bars for each case, one bar for each peer, logarithmic.

use std::error::Error;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::run::Measurements;

const SIZE: (u32, u32) = (1200, 620);
/// Where title and legend begin, pixels.
const LEFT: i32 = 24;
const FONT: &str = "sans-serif";
/// The share of a group's width that is left blank beside it.
const GAP: f64 = 0.16;

/// Okabe and Ito's palette, which the colour-blind can tell apart; the first is for ours.
const OURS: RGBColor = RGBColor(213, 94, 0);
const OTHERS: [RGBColor; 7] = [
    RGBColor(40, 40, 40),
    RGBColor(0, 114, 178),
    RGBColor(86, 180, 233),
    RGBColor(0, 158, 115),
    RGBColor(240, 228, 66),
    RGBColor(204, 121, 167),
    RGBColor(160, 160, 160),
];

/// Draws the times per evaluation.
pub fn svg(path: &Path, m: &Measurements, machine: &str) -> Result<(), Box<dyn Error>> {
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    root.draw_text(
        "Time per evaluation, new parameter values each time (lower is better)",
        &(FONT, 24).into_font().color(&BLACK),
        (LEFT, 14),
    )?;
    root.draw_text(
        machine,
        &(FONT, 13).into_font().color(&BLACK.mix(0.65)),
        (LEFT, 44),
    )?;
    legend(&root, m)?;
    chart(&root, m)?;
    root.present()?;
    Ok(())
}

fn chart(root: &DrawingArea<SVGBackend, Shift>, m: &Measurements) -> Result<(), Box<dyn Error>> {
    let groups = &m.evaluations.cells;
    let (low, high) = range(m);
    let mut chart = ChartBuilder::on(root)
        .margin(16)
        .margin_top(100)
        .x_label_area_size(48)
        .y_label_area_size(72)
        .build_cartesian_2d(0.0..groups.len() as f64, (low..high).log_scale())?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .bold_line_style(BLACK.mix(0.25))
        .light_line_style(BLACK.mix(0.07))
        .y_desc("ns per evaluation (logarithmic)")
        .y_label_formatter(&|ns| format!("{ns}"))
        .label_style((FONT, 15))
        .draw()?;
    let bar_width = (1.0 - GAP) / m.peers.len() as f64;
    for p in 0..m.peers.len() {
        let colour = colour(m, p);
        let left = |group: usize| group as f64 + GAP / 2.0 + p as f64 * bar_width;
        let times = m.evaluations.of_peer(p).enumerate();
        let bars = times.filter_map(|(group, time)| {
            let corners = [(left(group), low), (left(group) + bar_width, time?)];
            Some(Rectangle::new(corners, colour.filled()))
        });
        chart.draw_series(bars)?;
    }
    // Pixels of the whole picture, which `root` draws in.
    let below_group = |group: usize| {
        chart
            .plotting_area()
            .map_coordinate(&(group as f64 + 0.5, low))
    };
    for (group, (id, _)) in groups.iter().enumerate() {
        let (x, y) = below_group(group);
        let centred = Pos::new(HPos::Center, VPos::Top);
        root.draw_text(
            id,
            &(FONT, 17).into_font().color(&BLACK).pos(centred),
            (x, y + 8),
        )?;
    }
    Ok(())
}

/// One line above the chart, where it can cover no bar.
fn legend(root: &DrawingArea<SVGBackend, Shift>, m: &Measurements) -> Result<(), Box<dyn Error>> {
    let width = (SIZE.0 as i32 - 2 * LEFT) / m.peers.len() as i32;
    for (p, peer) in m.peers.iter().enumerate() {
        let x = LEFT + p as i32 * width;
        root.draw(&Rectangle::new(
            [(x, 72), (x + 12, 84)],
            colour(m, p).filled(),
        ))?;
        let style = (FONT, 13).into_font().color(&BLACK);
        root.draw_text(&peer.label(), &style, (x + 17, 72))?;
    }
    Ok(())
}

fn colour(m: &Measurements, peer: usize) -> RGBColor {
    if m.peers[peer].ours {
        return OURS;
    }
    let others_before = m.peers[..peer].iter().filter(|p| !p.ours).count();
    OTHERS[others_before % OTHERS.len()]
}

/// From half the smallest time, so that its bar can be seen, to a little above the largest.
fn range(m: &Measurements) -> (f64, f64) {
    let times = m
        .evaluations
        .cells
        .iter()
        .flat_map(|(_, times)| times.iter().flatten());
    let (low, high) = times.fold((f64::MAX, f64::MIN), |(low, high), &t| {
        (low.min(t), high.max(t))
    });
    (low / 2.0, high * 1.5)
}
