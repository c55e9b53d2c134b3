//! The results in Markdown.

use crate::row::Row;

/// A table of `rows`, a column for each name.
pub fn markdown(names: &[&str], rows: &[Row]) -> String {
    let mut columns = vec!["".to_owned()];
    columns.extend(names.iter().map(ToString::to_string));
    columns.extend(["whit / best peer".to_owned(), "goal".to_owned()]);
    let mut text = line(&columns);
    text += &format!("| --- {}| --- |\n", "| ---: ".repeat(columns.len() - 2));
    for row in rows {
        let mut cells = vec![row.title.clone()];
        cells.extend(row.values.iter().map(|value| value.map_or("–".to_owned(), |value| row.unit.format(value))));
        cells.push(row.ratio().map_or("–".to_owned(), |ratio| format!("{ratio:.3}")));
        cells.push(row.verdict());
        text += &line(&cells);
    }
    text
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}
