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
    let directory = tempfile::tempdir().expect("a directory for programs");
    let path = |name| directory.path().join(name).display().to_string();
    let (program, least) = (path("stamp"), path("least"));
    compile(Path::new(&program), &STATIC);
    let mut lines: Vec<Vec<String>> = inits.iter().map(|init| init.running(&[&program])).collect();
    if cfg!(target_arch = "x86_64") {
        compile(Path::new(&least), &FREESTANDING);
        lines.push(vec![least, program.clone()]);
    }
    let bare = lines.len();
    lines.push(vec![program]);

    let mut starts = vec![Vec::new(); bare];
    let mut ends = vec![Vec::new(); bare];
    for round in 0..effort.start_ups {
        let mut runs = vec![Run { start: 0.0, end: 0.0 }; lines.len()];
        for index in in_turn(round, lines.len()) {
            runs[index] = run(&lines[index]);
        }
        for (index, run) in runs[..bare].iter().enumerate() {
            starts[index].push(run.start - runs[bare].start);
            ends[index].push(run.end - runs[bare].end);
        }
    }
    let medians = |of: &[Vec<f64>]| {
        let mut medians: Vec<_> = of.iter().map(|differences| median(differences)).collect();
        medians.resize(inits.len(), None);
        medians
    };
    let new = |what, goal, of: &[Vec<f64>]| {
        Row::new(format!("{what}, over a bare exec"), Unit::Microseconds, goal, medians(&of[..inits.len()]))
    };
    // In whit's column: it says what is the machine's part of whit's time.
    let least = |what, of: &[Vec<f64>]| {
        let title = format!("{what}, over a bare exec, by a program that does nothing else");
        Row::new(title, Unit::Microseconds, Goal::None, medians(&of[inits.len()..]))
    };
    vec![
        new("start of COMMAND", Goal::AtMost(50.0), &starts).drawn(),
        least("start of COMMAND", &starts),
        new("start and end", Goal::NoMoreThanBestPeer, &ends),
        least("start and end", &ends),
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

/// A static program, so that the dynamic loader's noise is not measured.
const STATIC: [&str; 2] = ["-Copt-level=2", "-Ctarget-feature=+crt-static"];

/// One that has no libc either.
const FREESTANDING: [&str; 3] = ["-Clink-arg=-nostartfiles", "-Clink-arg=-nostdlib", "-Clink-arg=-static"];

/// Makes the program of that name. Cargo has no way to link only one bench in its own way.
fn compile(program: &Path, options: &[&str]) {
    let name = program.file_name().expect("a name");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/programs").join(name).with_extension("rs");
    let mut compiler = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    compiler.args(["--edition=2024", "-Cpanic=abort", "-Crelocation-model=static"]).args(options);
    let status = compiler.arg(source).arg("-o").arg(program).status().expect("rustc");
    assert!(status.success(), "cannot link a static program: is libc.a installed?");
}
