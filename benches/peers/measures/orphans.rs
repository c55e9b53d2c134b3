//! What an orphan costs: the init's processor time, and the time until it is gone.

use super::{in_turn, under};
use crate::channel::{answer, hear, pipe, request, say_ready, tell};
use crate::effort::Effort;
use crate::inits::Init;
use crate::namespace::First;
use crate::reaped::Reaped;
use crate::row::{Goal, Row, Unit};
use crate::{clock, statistics};
use nix::sys::wait::{Id, WaitPidFlag, waitid, waitpid};
use nix::unistd::{ForkResult, Pid, fork, pause, setsid};
use std::fs;
use std::process;

/// The COMMAND that makes daemons, and then orphans on request: how many, and which [`Pace`].
pub const MAKER: &str = "maker";

const WARM_UP: u64 = 20;

/// How orphans come to their end.
#[derive(Clone, Copy)]
enum Pace {
    /// The next one is made when the last one is gone: each wakes the init.
    OneByOne,
    /// All at the same moment: their parent leaves so many zombies.
    AtOnce,
}

impl Pace {
    const ALL: [Self; 2] = [Self::OneByOne, Self::AtOnce];

    fn named(self) -> &'static str {
        match self {
            Self::OneByOne => "one by one",
            Self::AtOnce => "all at once",
        }
    }
}

/// Microseconds of an orphan: of the init's processor time, and from its making or release to its being gone.
#[derive(Clone, Default)]
struct Costs {
    busy: Vec<f64>,
    life: Vec<f64>,
}

pub fn measure(inits: &[Init], effort: &Effort) -> Vec<Row> {
    let mut rows = Vec::new();
    for (daemons, rounds) in [(0, effort.orphan_rounds), (effort.daemons, effort.crowded_orphan_rounds)] {
        // By pace, then by init.
        let mut costs = Pace::ALL.map(|_| vec![Costs::default(); inits.len()]);
        for round in 0..rounds {
            for index in in_turn(round, inits.len()) {
                let first = First::start_ready(&under(&inits[index], &[MAKER, &daemons.to_string()]));
                // The first ones find nothing in the caches.
                cost(&first, WARM_UP, Pace::OneByOne);
                for (pace, costs) in Pace::ALL.iter().zip(&mut costs) {
                    let (busy, life) = cost(&first, effort.orphans[*pace as usize], *pace);
                    costs[index].busy.push(busy);
                    costs[index].life.push(life);
                }
            }
        }
        for (pace, costs) in Pace::ALL.iter().zip(&costs) {
            rows.extend(pace_rows(*pace, daemons, costs));
        }
    }
    rows
}

fn pace_rows(pace: Pace, daemons: u64, costs: &[Costs]) -> [Row; 2] {
    let among = if daemons == 0 { String::new() } else { format!(" among {daemons} daemons") };
    let title = |what| format!("{what} of an orphan{among}, {}", pace.named());
    let medians = |of: fn(&Costs) -> &Vec<f64>| costs.iter().map(|costs| statistics::median(of(costs))).collect();
    let new = |what, values| Row::new(title(what), Unit::Microseconds, Goal::NoMoreThanBestPeer, values);
    let busy = new("processor time", medians(|costs| &costs.busy));
    let life = new("life", medians(|costs| &costs.life));
    [if daemons > 0 { busy.drawn() } else { busy }, life]
}

/// The init's processor time and the wall time of one of `orphans`, in microseconds.
fn cost(first: &First, orphans: u64, pace: Pace) -> (f64, f64) {
    let before = processor_time(first.pid());
    first.tell(orphans);
    first.tell(pace as u64);
    let wall = first.hear().expect("COMMAND lives");
    let busy = processor_time(first.pid()) - before;
    let of_one = |nanoseconds: u64| nanoseconds as f64 / orphans as f64 / 1000.0;
    (of_one(busy), of_one(wall))
}

/// Nanoseconds on a processor: the first number of /proc/PID/schedstat.
fn processor_time(pid: Pid) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/schedstat")).expect("a kernel with CONFIG_SCHED_INFO");
    text.split(' ').next().and_then(|word| word.parse().ok()).expect("a number")
}

/// See [`MAKER`].
pub fn make(daemons: u64) {
    be_apart();
    let reaped = Reaped::new();
    abandon(daemons, Fate::LivesOn);
    say_ready();
    loop {
        let orphans = request();
        answer(if request() == Pace::AtOnce as u64 {
            life(&reaped, orphans, Fate::IsDead)
        } else {
            (0..orphans).map(|_| life(&reaped, 1, Fate::Dies)).sum()
        });
    }
}

/// Goes on in a session of its own: schedulers weigh sessions (sched(7), autogroup), and with some inits COMMAND has one
/// already.
fn be_apart() {
    if let ForkResult::Parent { child } = fork_one() {
        waitpid(child, None).expect("the child");
        process::exit(0);
    }
    setsid().expect("a new process leads no group");
}

/// What becomes of a process whose parent ends.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    /// It is a daemon.
    LivesOn,
    /// It ends about then.
    Dies,
    /// It has ended before, unnoticed.
    IsDead,
}

/// Nanoseconds from the moment that `count` processes become orphans to the moment that all of them are gone.
fn life(reaped: &Reaped, count: u64, fate: Fate) -> u64 {
    let (pids, begun) = abandon(count, fate);
    reaped.wait_for(&pids);
    clock::now() - begun
}

/// Makes `count` orphans; returns them, and when their parent ended.
fn abandon(count: u64, fate: Fate) -> (Vec<Pid>, u64) {
    let (reader, writer) = pipe();
    match fork_one() {
        ForkResult::Parent { child } => {
            waitpid(child, None).expect("the orphans' parent");
        }
        ForkResult::Child => {
            for _ in 0..count {
                match fork_one() {
                    ForkResult::Parent { child } => {
                        tell(&writer, child.as_raw() as u64);
                        if fate == Fate::IsDead {
                            let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT;
                            waitid(Id::Pid(child), flags).expect("a child that ends");
                        }
                    }
                    ForkResult::Child if fate == Fate::LivesOn => loop {
                        pause();
                    },
                    ForkResult::Child => process::exit(0),
                }
            }
            tell(&writer, clock::now());
            process::exit(0);
        }
    }
    let hear = || hear(&reader).expect("the orphans' parent tells");
    ((0..count).map(|_| Pid::from_raw(hear() as i32)).collect(), hear())
}

fn fork_one() -> ForkResult {
    // SAFETY: there is one thread, so no lock is held in the copy.
    unsafe { fork() }.expect("room for a process")
}
