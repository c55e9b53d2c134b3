//! whit beside the other container inits that are installed, in one run and interleaved, each as PID 1 of a fresh PID
//! namespace; then whit beside BusyBox' init, each as the first process of a virtual machine. Prints tables; with `--write DIRECTORY` also puts it there, with a drawing.
//!
//! `cargo bench` measures quickly, to see that it works; `scripts/bench` measures well (`--thorough`).
//!
//! ```text
//! inits ─► measures (each: namespace ─► init ─► this file again, as COMMAND) ─► rows ─► table, drawing
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a measurement that went wrong must not become a number: it ends the run"
)]

mod boots;
mod channel;
mod clock;
mod drawing;
mod effort;
mod inits;
mod machine;
mod measures;
mod namespace;
mod reaped;
mod row;
mod statistics;
mod support;
mod table;

use effort::Effort;
use std::{env, fs, path::Path};

/// What whit's bench may take before it is taken for hung, in seconds.
const PATIENCE: u32 = 600;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&measures::COMMAND, words)) => measures::be_command(words),
        _ => measure(&words),
    }
}

fn measure(words: &[&str]) {
    let effort = if words.contains(&"--thorough") { Effort::THOROUGH } else { Effort::QUICK };
    let directory = words.iter().position(|word| *word == "--write").map(|at| words[at + 1]);
    nix::unistd::alarm::set(PATIENCE);
    namespace::prepare();

    let inits = inits::installed();
    let rows = measures::all(&inits, &effort);
    let names: Vec<&str> = inits.iter().map(|init| init.name).collect();
    let booted = boots::measure(&effort).map(|rows| table::markdown(&boots::NAMES, &rows));
    let booted = booted.unwrap_or_else(|reason| format!("{reason}\n"));
    let report = format!("{}\n{booted}\n{}", table::markdown(&names, &rows), machine::describe(&inits));
    println!("{report}");
    if let Some(directory) = directory {
        let directory = Path::new(directory);
        fs::create_dir_all(directory).expect("a directory to write to");
        fs::write(directory.join("bench.md"), &report).expect("bench.md");
        drawing::draw(&inits, &rows, &directory.join("bench.svg"));
    }
}
