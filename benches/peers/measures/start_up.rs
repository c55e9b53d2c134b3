//! How much later a program starts, and has ended, under an init than without one.

use super::in_turn;
use crate::effort::Effort;
use crate::inits::Init;
use crate::namespace::First;
use crate::row::{Goal, Row, Unit};
use crate::statistics::median;
use std::path::Path;
use std::{env, process::Command};

/// In microseconds, from the execve of PID 1.
#[derive(Clone, Copy)]
struct Run {
    start: f64,
    end: f64,
}

pub fn measure(inits: &[Init], effort: &Effort) -> Vec<Row> {
    let directory = tempfile::tempdir().expect("a directory for a program");
    let program = directory.path().join("stamp").display().to_string();
    compile(Path::new(&program));
    // The last one is the program itself.
    let mut lines: Vec<Vec<String>> = inits.iter().map(|init| init.running(&[&program])).collect();
    lines.push(vec![program]);

    let mut starts = vec![Vec::new(); inits.len()];
    let mut ends = vec![Vec::new(); inits.len()];
    for round in 0..effort.start_ups {
        let mut runs = vec![Run { start: 0.0, end: 0.0 }; lines.len()];
        for index in in_turn(round, lines.len()) {
            runs[index] = run(&lines[index]);
        }
        let bare = runs[inits.len()];
        for (index, run) in runs[..inits.len()].iter().enumerate() {
            starts[index].push(run.start - bare.start);
            ends[index].push(run.end - bare.end);
        }
    }
    let medians = |of: &[Vec<f64>]| of.iter().map(|differences| median(differences)).collect();
    vec![
        Row::new("start of COMMAND, over a bare exec", Unit::Microseconds, Goal::AtMost(50.0), medians(&starts))
            .drawn(),
        Row::new("start and end, over a bare exec", Unit::Microseconds, Goal::NoMoreThanBestPeer, medians(&ends)),
    ]
}

fn run(words: &[String]) -> Run {
    let mut first = First::start(words);
    let ended = first.wait();
    let executed = first.hear().expect("when it was executed");
    let started = first.hear().expect("when COMMAND started");
    let since = |time| (time - executed) as f64 / 1000.0;
    Run { start: since(started), end: since(ended) }
}

/// A static program, so that the dynamic loader's noise is not measured. Cargo has no way to link only one bench so.
fn compile(program: &Path) {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/programs/stamp.rs");
    let options = ["--edition=2024", "-Copt-level=2", "-Cpanic=abort", "-Crelocation-model=static"];
    let mut compiler = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let compiler = compiler.args(options).arg("-Ctarget-feature=+crt-static").arg(source).arg("-o").arg(program);
    assert!(compiler.status().expect("rustc").success(), "cannot link a static program: is libc.a installed?");
}
