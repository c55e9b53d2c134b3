//! The results as a picture: a panel for each measurement that most people ask for, a bar for each init.

use crate::inits::Init;
use crate::row::Row;
use plotters::coord::Shift;
use plotters::prelude::{
    DrawingArea, IntoDrawingArea, IntoFont, RGBColor, Rectangle, SVGBackend, Text, TextStyle, WHITE,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const COLUMNS: usize = 2;
const PANEL: (u32, u32) = (480, 212);
const MARGIN: i32 = 16;
/// Where bars begin, and how long the longest is: its number stands behind it.
const BARS: (i32, i32) = (110, 250);
const TITLE: i32 = 34;
const BAR: i32 = 26;
const GAP: i32 = 6;

const WHIT: RGBColor = RGBColor(0xb7, 0x41, 0x0e);
const PEER: RGBColor = RGBColor(0x8a, 0x94, 0x9e);
const INK: RGBColor = RGBColor(0x24, 0x29, 0x2f);

/// Draws those of `rows` that are meant to be, into an SVG file. Its ground is white, whatever the page's is.
pub fn draw(inits: &[Init], rows: &[Row], path: &Path) {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.is_drawn).collect();
    let lines = rows.len().div_ceil(COLUMNS);
    let size = (PANEL.0 * COLUMNS as u32, PANEL.1 * lines as u32);
    let root = SVGBackend::new(path, size).into_drawing_area();
    root.fill(&WHITE).expect("a drawing");
    for (panel, row) in root.split_evenly((lines, COLUMNS)).iter().zip(rows) {
        draw_row(panel, inits, row);
    }
    root.present().expect("a file to draw into");
}

fn draw_row(panel: &Area, inits: &[Init], row: &Row) {
    write(panel, &row.title, (MARGIN, TITLE / 2), 16, HPos::Left);
    let most = row.values.iter().flatten().fold(f64::MIN_POSITIVE, |most, value| most.max(*value));
    for (index, (init, value)) in inits.iter().zip(&row.values).enumerate() {
        let top = TITLE + index as i32 * (BAR + GAP);
        let middle = top + BAR / 2;
        write(panel, init.name, (BARS.0 - 8, middle), 14, HPos::Right);
        let length = (value.unwrap_or(0.0).max(0.0) / most * f64::from(BARS.1)) as i32;
        let color = if index == 0 { WHIT } else { PEER };
        let corners = [(BARS.0, top), (BARS.0 + length.max(1), top + BAR)];
        panel.draw(&Rectangle::new(corners, plotters::style::ShapeStyle::from(color).filled())).expect("a bar");
        let number = value.map_or("–".to_owned(), |value| row.unit.format(value));
        write(panel, &number, (BARS.0 + length + 8, middle), 14, HPos::Left);
    }
}

fn write(panel: &Area, text: &str, place: (i32, i32), size: i32, anchor: HPos) {
    let style = TextStyle::from(("sans-serif", size).into_font()).color(&INK).pos(Pos::new(anchor, VPos::Center));
    panel.draw(&Text::new(text.to_owned(), place, style)).expect("a text");
}
