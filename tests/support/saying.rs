//! What programs say, line by line.

/// Any text, within a line; any lines, as a line.
const ANY: &str = "…";

/// Panics unless `said` is what `expected` says.
///
/// A line that begins with `& ` is another process's: it comes in order with its like, and anywhere among the others.
pub fn check(said: &str, expected: &[String]) {
    let (others, own): (Vec<&str>, Vec<&str>) =
        expected.iter().map(String::as_str).partition(|line| line.starts_with("& "));
    let others: Vec<&str> = others.iter().map(|line| &line[2..]).collect();
    let is_other = |line: &&str| others.iter().any(|pattern| is_line(pattern, line));
    let (theirs, ours): (Vec<&str>, Vec<&str>) = said.lines().partition(is_other);
    assert!(is_text(&own, &ours) && is_text(&others, &theirs), "expected {expected:#?}\nit said:\n{said}");
}

fn is_text(expected: &[&str], lines: &[&str]) -> bool {
    match expected {
        [] => lines.is_empty(),
        [ANY, rest @ ..] => (0..=lines.len()).any(|skipped| is_text(rest, &lines[skipped..])),
        [line, rest @ ..] => lines.first().is_some_and(|first| is_line(line, first)) && is_text(rest, &lines[1..]),
    }
}

fn is_line(expected: &str, line: &str) -> bool {
    let Some((start, mut rest)) = expected.split_once(ANY) else { return expected == line };
    let Some(mut line) = line.strip_prefix(start) else { return false };
    while let Some((part, behind)) = rest.split_once(ANY) {
        let Some((_, after)) = line.split_once(part) else { return false };
        (line, rest) = (after, behind);
    }
    line.ends_with(rest)
}
