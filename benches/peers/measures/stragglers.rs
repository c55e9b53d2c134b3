//! Whether those who outlive COMMAND end in good order: daemons in sessions of their own, with something to clean up.

use super::{in_turn, under};
use crate::channel::{hear, pipe, say_ready, tell};
use crate::effort::Effort;
use crate::inits::Init;
use crate::namespace::First;
use crate::row::{Goal, Row, Unit};
use crate::{clock, statistics};
use nix::sys::signal::{SigSet, Signal};
use nix::sys::stat::Mode;
use nix::unistd::{ForkResult, fork, mkfifo, setsid};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Duration;
use std::{process, thread};

/// The COMMAND that launches daemons and ends.
pub const LAUNCHER: &str = "launcher";

const CLEANING_UP: Duration = Duration::from_millis(50);

/// In a directory: the file that each daemon leaves a byte in, when it has cleaned up.
const MARKS: &str = "marks";

/// In a directory: a pipe that all daemons hold, and never write to. It ends with the last of them.
const LIFE_LINE: &str = "life-line";

/// What came of one stop.
struct Stop {
    finished: f64,
    /// Microseconds from the last daemon's end to the init's, if all of them left a mark.
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
    let directory = tempfile::tempdir().expect("a directory for marks");
    let [marks, life_line] = [MARKS, LIFE_LINE].map(|name| directory.path().join(name));
    File::create(&marks).expect("a file for marks");
    mkfifo(&life_line, Mode::S_IRUSR | Mode::S_IWUSR).expect("a pipe with a name");
    let words = under(init, &[LAUNCHER, &daemons.to_string(), &directory.path().display().to_string()]);
    let mut first = First::start(&words);
    fs::read(&life_line).expect("the end of the life line");
    let last = clock::now();
    let ended = first.wait();
    let finished = fs::read(&marks).expect("marks").len() as u64;
    let lag = (finished == daemons).then(|| ended.saturating_sub(last) as f64 / 1000.0);
    Stop { finished: finished as f64, lag }
}

/// See [`LAUNCHER`].
pub fn launch(daemons: u64, directory: &str) {
    let open = |name| OpenOptions::new().append(true).open(Path::new(directory).join(name)).expect("the bench made it");
    let (_held, marks) = (open(LIFE_LINE), open(MARKS));
    let (reader, writer) = pipe();
    for _ in 0..daemons {
        // SAFETY: there is one thread, so no lock is held in the copy.
        if let ForkResult::Child = unsafe { fork() }.expect("room for a process") {
            clean_up_when_told(&marks, &writer);
        }
    }
    for _ in 0..daemons {
        hear(&reader).expect("a daemon is ready");
    }
    say_ready();
}

fn clean_up_when_told(mut marks: &File, ready: &File) -> ! {
    setsid().expect("setsid");
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGTERM);
    signals.thread_block().expect("sigprocmask");
    tell(ready, 0);
    signals.wait().expect("sigwait");
    thread::sleep(CLEANING_UP);
    marks.write_all(b"x").expect("a mark");
    process::exit(0)
}
