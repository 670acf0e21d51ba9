//! A plot as an SVG or PNG file. The letters of a PNG come from a font in the program: nothing of the system's is
//! needed.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::ops::Range;
use std::path::Path;
use std::sync::Once;

use plotters::backend::BitMapBackend;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

use super::Curves;

/// Blue, orange, green, purple, red, brown: apart from one another for most eyes, on white.
const COLORS: [RGBColor; 6] = [
    RGBColor(0x1f, 0x6f, 0xb4),
    RGBColor(0xe0, 0x7b, 0x00),
    RGBColor(0x2a, 0x8a, 0x4a),
    RGBColor(0x7b, 0x4f, 0xa8),
    RGBColor(0xc8, 0x32, 0x32),
    RGBColor(0x7a, 0x55, 0x3a),
];

/// A PNG is drawn so many times as large and then averaged: lines without steps.
const FINER: u32 = 3;

/// The steps of an SVG's places in a pixel.
const STEPS: u32 = 10;

/// Of a picture that is [`FINER`] times as large.
fn averaged(fine: &[u8], width: usize, height: usize) -> Vec<u8> {
    let finer = FINER as usize;
    let mut pixels = Vec::with_capacity(3 * width * height);
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        for channel in 0..3 {
            let at = |dy: usize, dx: usize| {
                3 * ((y * finer + dy) * width * finer + x * finer + dx) + channel
            };
            let all = (0..finer).flat_map(|dy| (0..finer).map(move |dx| (dy, dx)));
            let sum: u32 = all.map(|(dy, dx)| u32::from(fine[at(dy, dx)])).sum();
            pixels.push((sum / (FINER * FINER)) as u8);
        }
    }
    pixels
}

/// An SVG with another size, at which all that was drawn is shown.
fn sized(text: &str, drawn: (u32, u32), shown: (u32, u32)) -> String {
    let size = |(width, height)| format!("<svg width=\"{width}\" height=\"{height}\"");
    text.replacen(&size(drawn), &size(shown), 1)
}

/// What kinds of files there are.
#[derive(Clone, Copy)]
pub enum Format {
    Svg,
    Png,
}

impl Format {
    /// By the ending of the file's name; none for any other.
    pub fn of(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?;
        match ending.to_ascii_lowercase().as_str() {
            "svg" => Some(Format::Svg),
            "png" => Some(Format::Png),
            _ => None,
        }
    }
}

/// Writes the file.
pub fn write(
    path: &Path,
    format: Format,
    curves: &Curves,
    (width, height): (u32, u32),
) -> io::Result<()> {
    match format {
        Format::Svg => {
            let mut text = String::new();
            let steps = (STEPS * width, STEPS * height);
            draw(SVGBackend::with_string(&mut text, steps), curves, STEPS)?;
            fs::write(path, sized(&text, steps, (width, height)))
        }
        Format::Png => {
            let (fine_width, fine_height) = (FINER * width, FINER * height);
            let mut fine = vec![0; 3 * fine_width as usize * fine_height as usize];
            draw(BitMapBackend::with_buffer(&mut fine, (fine_width, fine_height)), curves, FINER)?;
            let pixels = averaged(&fine, width as usize, height as usize);
            let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), width, height);
            encoder.set_color(png::ColorType::Rgb);
            encoder.set_depth(png::BitDepth::Eight);
            let mut writer = encoder.write_header()?;
            writer.write_image_data(&pixels)?;
            Ok(writer.finish()?)
        }
    }
}

/// Everything `scale` times as large.
fn draw<B: DrawingBackend>(backend: B, curves: &Curves, scale: u32) -> io::Result<()>
where
    B::ErrorType: 'static,
{
    static FONT: Once = Once::new();
    FONT.call_once(|| {
        // Refused only for bytes that are no font.
        let _ = register_font("sans-serif", FontStyle::Normal, dejavu::sans::regular());
    });
    draw_chart(&backend.into_drawing_area(), curves, scale)
        .map_err(|e| io::Error::other(e.to_string()))
}

/// The number at a tick: with as many digits as steps of a hundredth of the range need, and 0 without a sign.
fn tick(value: f64, range: &Range<f64>) -> String {
    let width = range.end - range.start;
    let value = if value.abs() < width * 1e-9 { 0.0 } else { value };
    let most = range.start.abs().max(range.end.abs());
    if !(1e-4..1e7).contains(&most) {
        let text = format!("{value:.2e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        return if value == 0.0 {
            "0".to_owned()
        } else {
            format!("{}e{exponent}", short(mantissa))
        };
    }
    let digits = (2.0 - width.log10().floor()).clamp(0.0, 12.0) as usize;
    short(&format!("{value:.digits$}")).to_owned()
}

/// Without zeros that end a fraction.
fn short(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

fn draw_chart<B: DrawingBackend>(
    area: &DrawingArea<B, plotters::coord::Shift>,
    curves: &Curves,
    scale: u32,
) -> Result<(), Box<dyn Error>>
where
    B::ErrorType: 'static,
{
    area.fill(&WHITE)?;
    // Half a label of the x axis, where there is room.
    let right = (area.dim_in_pixel().0 / 30).clamp(16 * scale, 36 * scale);
    let mut chart = ChartBuilder::on(area)
        .margin(16 * scale)
        .margin_right(right)
        .x_label_area_size(44 * scale)
        .y_label_area_size(64 * scale)
        .build_cartesian_2d(curves.x_range(), curves.y_range.clone())?;
    chart
        .configure_mesh()
        .x_desc(&curves.name)
        .x_label_formatter(&|x| tick(*x, &curves.x_range()))
        .y_label_formatter(&|y| tick(*y, &curves.y_range))
        .light_line_style(WHITE)
        .bold_line_style(RGBColor(0xe4, 0xe4, 0xe4).stroke_width(scale))
        .axis_style(BLACK.stroke_width(scale))
        .set_all_tick_mark_size(5 * scale)
        .label_style(("sans-serif", 14 * scale))
        .axis_desc_style(("sans-serif", 16 * scale))
        .draw()?;
    for (index, (expression, values)) in curves.curves.iter().enumerate() {
        let style = COLORS[index % COLORS.len()].stroke_width(2 * scale);
        for (number, piece) in curves.pieces(values).into_iter().enumerate() {
            let series = chart.draw_series(LineSeries::new(piece, style))?;
            if number == 0 {
                series.label(expression).legend(move |(x, y)| {
                    PathElement::new(vec![(x, y), (x + 20 * scale as i32, y)], style)
                });
            }
        }
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.85))
        .border_style(RGBColor(0xc0, 0xc0, 0xc0).stroke_width(scale))
        .margin(10 * scale)
        .legend_area_size(30 * scale)
        .label_font(("sans-serif", 15 * scale))
        .draw()?;
    area.present()?;
    Ok(())
}
