//! How long a signal to the init takes to COMMAND. All processes share one processor, so that what is measured is the work of
//! the init and two switches, not how fast another processor wakes up.

use super::{in_turn, under};
use crate::channel::{answer, say_ready};
use crate::effort::Effort;
use crate::inits::Init;
use crate::namespace::First;
use crate::row::{Goal, Row, Unit};
use crate::{clock, statistics};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::sys::signal::{SigSet, Signal, kill};
use nix::unistd::Pid;

/// The COMMAND that tells when it got a signal.
pub const RECEIVER: &str = "receiver";

const SIGNAL: Signal = Signal::SIGUSR1;

/// See [`RECEIVER`].
pub fn receive() {
    let mut signals = SigSet::empty();
    signals.add(SIGNAL);
    signals.thread_block().expect("sigprocmask");
    say_ready();
    loop {
        signals.wait().expect("sigwait");
        answer(clock::now());
    }
}

pub fn measure(inits: &[Init], effort: &Effort) -> Vec<Row> {
    let this = Pid::from_raw(0);
    let all = sched_getaffinity(this).expect("sched_getaffinity");
    sched_setaffinity(this, &last_of(&all)).expect("sched_setaffinity");
    let samples = samples(inits, effort.signals);
    sched_setaffinity(this, &all).expect("sched_setaffinity");

    let values = |percent| samples.iter().map(|samples| statistics::percentile(samples, percent)).collect();
    vec![
        Row::new("signal to COMMAND", Unit::Microseconds, Goal::NoMoreThanBestPeer, values(50)).drawn(),
        Row::new("signal to COMMAND, 99th percentile", Unit::Microseconds, Goal::None, values(99)),
    ]
}

fn samples(inits: &[Init], rounds: usize) -> Vec<Vec<f64>> {
    let running: Vec<First> = inits.iter().map(|init| First::start_ready(&under(init, &[RECEIVER]))).collect();
    let mut samples = vec![Vec::new(); inits.len()];
    for round in 0..rounds {
        for index in in_turn(round, inits.len()) {
            let sent = clock::now();
            kill(running[index].pid(), SIGNAL).expect("kill");
            let received = running[index].hear().expect("a signal is not lost");
            samples[index].push((received - sent) as f64 / 1000.0);
        }
    }
    samples
}

fn last_of(all: &CpuSet) -> CpuSet {
    let mut one = CpuSet::new();
    let last = (0..CpuSet::count()).rfind(|processor| all.is_set(*processor) == Ok(true));
    one.set(last.expect("a processor")).expect("it is in the set");
    one
}
