//! Whether those who outlive COMMAND end in good order: daemons in sessions of their own, with something to clean up.

use super::{in_turn, under};
use crate::channel::{hear, pipe, say_ready, tell};
use crate::effort::Effort;
use crate::inits::Init;
use crate::namespace::First;
use crate::row::{Goal, Row, Unit};
use crate::{clock, statistics};
use nix::sys::signal::{SigSet, Signal};
use nix::unistd::{ForkResult, fork, setsid};
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::time::Duration;
use std::{process, thread};

/// The COMMAND that launches daemons and ends.
pub const LAUNCHER: &str = "launcher";

const CLEANING_UP: Duration = Duration::from_millis(50);

/// Each daemon's mark in the file: when it had cleaned up, in nanoseconds.
const MARK: usize = size_of::<u64>();

/// What came of one stop.
struct Stop {
    finished: f64,
    /// Microseconds from the last daemon's mark to the init's end, if all of them left one.
    lag: Option<f64>,
}

pub fn measure(inits: &[Init], effort: &Effort) -> Vec<Row> {
    let mut rows = Vec::new();
    for (daemons, rounds) in [(10, effort.stops), (effort.crowd, effort.crowded_stops)] {
        let mut stops: Vec<Vec<Stop>> = inits.iter().map(|_| Vec::new()).collect();
        for round in 0..rounds {
            for index in in_turn(round, inits.len()) {
                stops[index].push(stop(&inits[index], daemons));
            }
        }
        let worst = |stops: &Vec<Stop>| stops.iter().map(|stop| stop.finished).reduce(f64::min);
        let lag = |stops: &Vec<Stop>| statistics::median(&stops.iter().filter_map(|stop| stop.lag).collect::<Vec<_>>());
        let title = "daemons that end in good order after COMMAND";
        let finished = stops.iter().map(worst).collect();
        rows.push(Row::new(title, Unit::Of(daemons), Goal::AtLeast(daemons as f64), finished).drawn());
        rows.push(Row::new(
            format!("from the last of {daemons} daemons' end to the init's"),
            Unit::Microseconds,
            Goal::AtMost(1000.0),
            stops.iter().map(lag).collect(),
        ));
    }
    rows
}

fn stop(init: &Init, daemons: u64) -> Stop {
    let marks = tempfile::NamedTempFile::new().expect("a file for marks");
    let path = marks.path().display().to_string();
    let mut first = First::start(&under(init, &[LAUNCHER, &daemons.to_string(), &path]));
    let ended = first.wait();
    let bytes = fs::read(&path).expect("marks");
    let times = bytes.chunks_exact(MARK).map(|mark| u64::from_ne_bytes(mark.try_into().unwrap()));
    let times: Vec<u64> = times.filter(|time| *time != 0).collect();
    let last = times.iter().max().filter(|_| times.len() as u64 == daemons);
    Stop { finished: times.len() as f64, lag: last.map(|last| ended.saturating_sub(*last) as f64 / 1000.0) }
}

/// See [`LAUNCHER`].
pub fn launch(daemons: u64, marks: &str) {
    let marks = OpenOptions::new().write(true).open(marks).expect("a file for marks");
    let (reader, writer) = pipe();
    for index in 0..daemons {
        // SAFETY: there is one thread, so no lock is held in the copy.
        if let ForkResult::Child = unsafe { fork() }.expect("room for a process") {
            clean_up_when_told(&marks, index, &writer);
        }
    }
    for _ in 0..daemons {
        hear(&reader).expect("a daemon is ready");
    }
    say_ready();
}

fn clean_up_when_told(marks: &File, index: u64, ready: &File) -> ! {
    setsid().expect("setsid");
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGTERM);
    signals.thread_block().expect("sigprocmask");
    tell(ready, index);
    signals.wait().expect("sigwait");
    thread::sleep(CLEANING_UP);
    marks.write_all_at(&clock::now().to_ne_bytes(), index * MARK as u64).expect("a mark");
    process::exit(0)
}
