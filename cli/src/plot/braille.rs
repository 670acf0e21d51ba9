//! A plot of characters, each of them two by four dots.

use super::Curves;

/// The first of the 256 characters; bits say which dots are set.
const BLANK: u32 = 0x2800;

/// The bit of a dot, by its column and row within the character.
const DOTS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

const COLORS: [anstyle::AnsiColor; 6] = [
    anstyle::AnsiColor::Cyan,
    anstyle::AnsiColor::Yellow,
    anstyle::AnsiColor::Magenta,
    anstyle::AnsiColor::Green,
    anstyle::AnsiColor::Red,
    anstyle::AnsiColor::Blue,
];

struct Cell {
    dots: u8,
    /// The last curve that set a dot.
    curve: Option<usize>,
}

struct Canvas {
    columns: usize,
    rows: usize,
    cells: Vec<Cell>,
}

impl Canvas {
    fn new(columns: usize, rows: usize) -> Canvas {
        let cells = (0..columns * rows).map(|_| Cell { dots: 0, curve: None }).collect();
        Canvas { columns, rows, cells }
    }

    /// Sets a dot, counted from the upper left.
    fn set(&mut self, x: i64, y: i64, curve: Option<usize>) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x < 2 * self.columns && y < 4 * self.rows {
            let cell = &mut self.cells[y / 4 * self.columns + x / 2];
            cell.dots |= DOTS[x % 2][y % 4];
            cell.curve = curve.or(cell.curve);
        }
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), curve: usize) {
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).ceil().max(1.0);
        for step in 0..=steps as u32 {
            let part = f64::from(step) / steps;
            let at = |from: f64, to: f64| (from + (to - from) * part).round() as i64;
            self.set(at(from.0, to.0), at(from.1, to.1), Some(curve));
        }
    }

    fn row(&self, row: usize) -> String {
        let mut text = String::new();
        for cell in &self.cells[row * self.columns..][..self.columns] {
            let shape = char::from_u32(BLANK + u32::from(cell.dots)).unwrap_or(' ');
            match cell.curve {
                Some(curve) => {
                    let style = color(curve);
                    text += &format!("{style}{shape}{style:#}");
                }
                None => text.push(if cell.dots == 0 { ' ' } else { shape }),
            }
        }
        text
    }
}

fn color(curve: usize) -> anstyle::Style {
    anstyle::Style::new().fg_color(Some(COLORS[curve % COLORS.len()].into()))
}

/// A number for an axis, in few characters.
fn label(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-3..1e6).contains(&magnitude) {
        format!("{value:.2e}")
    } else {
        let text = format!("{value:.4}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// The whole plot, so many characters wide and high, with a legend below.
pub fn draw(curves: &Curves, (width, height): (u32, u32)) -> String {
    let (x, y) = (curves.x_range(), curves.y_range.clone());
    let labels = [label(y.end), label(y.start)];
    let margin = labels.iter().map(String::len).max().unwrap_or(0);
    let columns = (width as usize).saturating_sub(margin + 2).max(10);
    let rows = (height as usize).saturating_sub(2).max(3);
    let mut canvas = Canvas::new(columns, rows);
    let (across, down) = ((2 * columns - 1) as f64, (4 * rows - 1) as f64);
    let place = |point: &(f64, f64)| {
        let (px, py) =
            ((point.0 - x.start) / (x.end - x.start), (y.end - point.1) / (y.end - y.start));
        (px * across, py * down)
    };
    axes(&mut canvas, place(&(0.0, 0.0)));
    for (index, (_, values)) in curves.curves.iter().enumerate() {
        for piece in curves.pieces(values) {
            let points: Vec<(f64, f64)> = piece.iter().map(place).collect();
            for pair in points.windows(2) {
                canvas.line(pair[0], pair[1], index);
            }
        }
    }
    let mut text = String::new();
    for row in 0..rows {
        let label = match row {
            0 => &labels[0],
            _ if row == rows - 1 => &labels[1],
            _ => "",
        };
        text += &format!("{label:>margin$} ┤{}\n", canvas.row(row));
    }
    let (from, to) = (label(x.start), label(x.end));
    let gap = columns.saturating_sub(from.len() + to.len());
    text += &format!("{:>margin$}  {from}{:gap$}{to}\n", "", "");
    for (index, (expression, _)) in curves.curves.iter().enumerate() {
        let style = color(index);
        text += &format!("{:>margin$}  {style}⠤⠤{style:#} {expression}\n", "");
    }
    text
}

/// Dotted lines where x and y are 0.
fn axes(canvas: &mut Canvas, (x, y): (f64, f64)) {
    for at in (0..2 * canvas.columns as i64).step_by(4) {
        canvas.set(at, y.round() as i64, None);
    }
    for at in (0..4 * canvas.rows as i64).step_by(4) {
        canvas.set(x.round() as i64, at, None);
    }
}
