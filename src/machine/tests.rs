//! The supervisor, against a small world of its own: every sequence of events up to a bound, and each transition by name.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed assertion is what a test is for"
)]

use super::*;
use crate::config::Conduct;
use crate::signal::{Set, number};
use crate::status::WHIT_FAILED;
use std::vec::Vec;

const COMMAND: i32 = 10;
const ORPHAN: i32 = 20;
const GRACE: Grace = Grace { after_signal: 7 * SECOND, after_end: 5 * SECOND };

fn config(grace: Grace, all_at_once: bool) -> Config {
    let mut config = Config { grace, all_at_once, conduct: Conduct::WHIT, ..Config::ZERO };
    config.rules.stop_on(Set::STOP);
    config
}

fn command() -> [Entry; 1] {
    [Entry::command()]
}

/// No clock is looked at for an orphan, nor for a signal that goes on.
fn step(machine: &mut Machine, now: Time, event: Event) -> Actions {
    let is_timed = match event {
        Event::Child(pid, change) => !(ORPHAN..=STUBBORN).contains(&pid) && !change.is_stop(),
        Event::Signal(signal) => machine.config.rules.stops(signal),
        _ => true,
    };
    let clock = || {
        assert!(is_timed, "{event:?} costs nothing more");
        now
    };
    machine.step(clock, &event);
    *machine.actions()
}

/// Runs `test` with a machine whose command is running as [`COMMAND`].
fn with_command(grace: Grace, all_at_once: bool, test: impl FnOnce(&mut Machine)) {
    let (mut entries, config) = (command(), config(grace, all_at_once));
    let mut machine = Machine::new(&mut entries, &config);
    assert_eq!(step(&mut machine, 0, Event::Timeout), Actions { start: true, ..NOTHING });
    assert_eq!(step(&mut machine, 0, Event::Started(COMMAND)), NOTHING);
    test(&mut machine);
}

const NOTHING: Actions = Actions::NONE;

/// What everybody is sent.
const TERMINATE: (Kind, u8) = (Kind::Stopped, number::TERM);
const KILL: (Kind, u8) = (Kind::KilledStraggler, number::KILL);
const KILL_LATECOMERS: (Kind, u8) = (Kind::Forwarding, number::KILL);
const NAME: (Kind, u8) = (Kind::StillThere, number::KILL);
const PEACE: (Kind, u8) = (Kind::Nothing, 0);

fn to_all((to_all, signal): (Kind, u8)) -> Actions {
    Actions { to_all, signal, ..NOTHING }
}

fn all_get(actions: Actions) -> (Kind, u8) {
    (actions.to_all, actions.signal)
}

fn forward(signal: u8) -> Actions {
    Actions { forward: signal, pid: COMMAND, ..NOTHING }
}

fn finishes(machine: &mut Machine, now: Time, event: Event) -> Option<Ending> {
    step(machine, now, event).finish.then(|| machine.ending())
}

fn exit(status: u8) -> Option<Ending> {
    Some(Ending::Exit(status))
}

fn exited(status: u8) -> Event {
    Event::Child(COMMAND, Change::exited(status))
}

#[test]
fn the_entry_is_started_once() {
    with_command(GRACE, false, |machine| assert_eq!(step(machine, 1, Event::Timeout), NOTHING));
}

#[test]
fn what_cannot_be_started_ends_with_whits_own_failure() {
    let (mut entries, config) = (command(), config(GRACE, false));
    let mut machine = Machine::new(&mut entries, &config);
    step(&mut machine, 0, Event::Timeout);
    step(&mut machine, 0, Event::Started(0));
    assert_eq!(finishes(&mut machine, 1, Event::Childless), exit(WHIT_FAILED));
}

#[test]
fn signals_are_forwarded_by_their_rule() {
    with_command(GRACE, false, |machine| {
        for signal in (1..=64).filter(|signal| !Set::NEVER_FORWARDED.has(*signal)) {
            assert_eq!(step(machine, 1, Event::Signal(signal)), forward(signal), "signal {signal}");
        }
    });
}

#[test]
fn a_rewritten_signal_goes_on_as_what_it_becomes() {
    let (mut entries, mut config) = (command(), config(GRACE, false));
    config.rules.rewrite(number::HUP, number::INT);
    config.rules.rewrite(number::TERM, 0);
    let mut machine = Machine::new(&mut entries, &config);
    step(&mut machine, 0, Event::Timeout);
    step(&mut machine, 0, Event::Started(COMMAND));
    assert_eq!(step(&mut machine, 1, Event::Signal(number::HUP)), forward(number::INT));
    assert_eq!(step(&mut machine, 1, Event::Signal(number::TERM)).forward, 0);
    assert_eq!(machine.deadline(), NEVER, "a dropped signal stops nothing");
}

#[cfg(feature = "dialects")]
#[test]
fn where_nobody_is_waited_for_the_end_of_the_command_is_the_end() {
    for after_end in [AfterEnd::Leave, AfterEnd::Farewell] {
        let (mut entries, mut config) = (command(), config(GRACE, false));
        config.conduct.after_end = after_end;
        let mut machine = Machine::new(&mut entries, &config);
        step(&mut machine, 0, Event::Timeout);
        step(&mut machine, 0, Event::Started(COMMAND));
        step(&mut machine, 1, Event::Signal(number::TERM));
        assert_eq!(step(&mut machine, 2, exited(3)), Actions { is_entry: true, finish: true, ..NOTHING });
        assert_eq!(Some(machine.ending()), exit(3));
    }
}

#[test]
fn a_stop_signal_starts_one_clock() {
    with_command(GRACE, false, |machine| {
        assert_eq!(machine.deadline(), NEVER);
        step(machine, SECOND, Event::Signal(number::HUP));
        assert_eq!(machine.deadline(), NEVER, "a reload is no stop");
        step(machine, 2 * SECOND, Event::Signal(number::TERM));
        assert_eq!(machine.deadline(), 9 * SECOND);
        step(machine, 3 * SECOND, Event::Signal(number::INT));
        assert_eq!(machine.deadline(), 9 * SECOND, "a repeat does not start it anew");
        step(machine, 4 * SECOND, exited(0));
        assert_eq!(machine.deadline(), 9 * SECOND, "the command's end is part of the same stop");
        assert_eq!(machine.stopping_since(), 2 * SECOND);
    });
}

#[test]
fn without_a_time_a_stop_signal_sets_no_deadline() {
    let grace = Grace { after_signal: NEVER, ..GRACE };
    with_command(grace, false, |machine| {
        step(machine, SECOND, Event::Signal(number::TERM));
        assert_eq!(machine.deadline(), NEVER);
        step(machine, SECOND, exited(0));
        assert_eq!(machine.deadline(), NEVER);
    });
}

#[test]
fn the_commands_end_asks_everyone_to_end() {
    with_command(GRACE, false, |machine| {
        let all = step(machine, SECOND, exited(3));
        assert_eq!(all, Actions { is_entry: true, ..to_all(TERMINATE) });
        assert_eq!(machine.deadline(), 6 * SECOND);
        let reload = step(machine, SECOND, Event::Signal(number::HUP));
        assert_eq!(reload, NOTHING, "there is nobody to forward it to");
        let again = step(machine, SECOND, Event::Signal(number::TERM));
        assert_eq!(again, to_all((Kind::Forwarding, number::TERM)), "a repeat goes to whoever remains");
        let end = step(machine, 2 * SECOND, Event::Childless);
        assert_eq!(end, Actions { finish: true, ..NOTHING });
        assert_eq!(machine.deadline(), 2 * SECOND + OUTSIDERS_GET);
    });
}

#[test]
fn outsiders_get_no_more_than_is_left_of_the_time() {
    with_command(GRACE, false, |machine| {
        step(machine, SECOND, exited(0));
        step(machine, 6 * SECOND - 1, Event::Childless);
        assert_eq!(machine.deadline(), 6 * SECOND);
    });
}

#[test]
fn at_the_deadline_everything_is_killed() {
    with_command(GRACE, false, |machine| {
        step(machine, 0, exited(3));
        assert_eq!(step(machine, 5 * SECOND - 1, Event::Timeout), NOTHING, "not a nanosecond early");
        assert_eq!(step(machine, 5 * SECOND, Event::Timeout), to_all(KILL));
        assert_eq!(machine.deadline(), KILLED_NOW, "as soon as that is done");
        assert_eq!(step(machine, 6 * SECOND, Event::Timeout), NOTHING);
        assert_eq!(machine.deadline(), 6 * SECOND + KILL_TAKES, "however long it took");
        let again = step(machine, 5 * SECOND, Event::Signal(number::TERM));
        assert_eq!(all_get(again), PEACE, "there is no more to be asked");
        let end = step(machine, 7 * SECOND, Event::Timeout);
        assert_eq!(end, Actions { finish: true, ..to_all(NAME) });
    });
}

#[test]
fn who_comes_after_the_deadline_is_killed_too() {
    with_command(GRACE, false, |machine| {
        step(machine, 0, exited(3));
        assert_eq!(step(machine, SECOND, Event::Timeout), NOTHING, "it is reaped, and nobody is to be killed yet");
        step(machine, 5 * SECOND, Event::Timeout);
        step(machine, 5 * SECOND, Event::Timeout);
        assert_eq!(step(machine, 5 * SECOND + 1, Event::Child(ORPHAN, Change::killed(number::KILL))), NOTHING);
        assert_eq!(step(machine, 5 * SECOND + 2, Event::Timeout), to_all(KILL_LATECOMERS));
        assert_eq!(machine.deadline(), 6 * SECOND, "there is no more time for them");
        assert_eq!(finishes(machine, 6 * SECOND, Event::Timeout), exit(3));
    });
}

#[test]
fn the_deadline_covers_the_command_too() {
    with_command(GRACE, false, |machine| {
        step(machine, 0, Event::Signal(number::TERM));
        assert_eq!(
            step(machine, 7 * SECOND, Event::Timeout),
            Actions { pid: COMMAND, ..to_all(KILL) },
            "even where nobody is found"
        );
        let killed = step(machine, 7 * SECOND, Event::Child(COMMAND, Change::killed(number::KILL)));
        assert_eq!(all_get(killed), PEACE, "all were killed with it");
        assert_eq!(finishes(machine, 7 * SECOND, Event::Childless), exit(137));
    });
}

#[test]
fn a_command_that_cannot_be_killed_counts_as_killed() {
    with_command(GRACE, false, |machine| {
        step(machine, 0, Event::Signal(number::TERM));
        step(machine, 7 * SECOND, Event::Timeout);
        step(machine, 7 * SECOND, Event::Timeout);
        let end = step(machine, 8 * SECOND, Event::Timeout);
        assert_eq!(end, Actions { pid: COMMAND, finish: true, ..to_all(NAME) });
        assert_eq!(Some(machine.ending()), exit(137));
    });
}

#[test]
fn no_time_at_all_kills_at_once() {
    with_command(Grace { after_signal: 0, after_end: 0 }, false, |machine| {
        assert_eq!(all_get(step(machine, 1, exited(3))), KILL);
    });
}

#[test]
fn all_at_once_begins_with_the_signal() {
    with_command(GRACE, true, |machine| {
        let first = step(machine, 0, Event::Signal(number::TERM));
        assert_eq!(first, Actions { to_all: TERMINATE.0, signal: TERMINATE.1, ..forward(number::TERM) });
        assert_eq!(step(machine, 0, Event::Signal(number::TERM)), forward(number::TERM));
        assert_eq!(step(machine, 0, Event::Signal(number::HUP)), forward(number::HUP));
    });
}

#[test]
fn a_stopped_command_is_handed_up_and_an_orphan_is_not() {
    with_command(GRACE, false, |machine| {
        let stop = Change::stopped(number::TSTP);
        let suspend = Actions { is_entry: true, pid: COMMAND, suspend: number::TSTP, ..NOTHING };
        assert_eq!(step(machine, 0, Event::Child(COMMAND, stop)), suspend);
        assert_eq!(step(machine, 0, Event::Child(ORPHAN, stop)), NOTHING);
        assert_eq!(step(machine, 0, Event::Signal(number::HUP)), forward(number::HUP), "it runs, still");
    });
}

#[test]
fn that_there_are_no_children_is_not_believed_while_the_command_runs() {
    with_command(GRACE, false, |machine| {
        let check = Actions { check: true, ..NOTHING };
        assert_eq!(step(machine, 0, Event::Childless), check);
        assert_eq!(step(machine, 0, Event::Timeout), NOTHING, "it was reaped, and there are some");
        assert_eq!(step(machine, 0, Event::Childless), check, "and again");
    });
}

#[test]
fn a_command_that_the_kernel_forgot_counts_as_killed() {
    with_command(GRACE, false, |machine| {
        step(machine, 0, Event::Childless);
        assert_eq!(finishes(machine, 0, Event::Childless), exit(137));
    });
}

#[cfg(feature = "init")]
#[test]
fn an_entry_that_is_not_essential_ends_nothing() {
    let (mut entries, config) = ([Entry::new(Action::ONCE, crate::boot::inittab::Line::NONE)], config(GRACE, false));
    let mut machine = Machine::new(&mut entries, &config);
    step(&mut machine, 0, Event::Timeout);
    step(&mut machine, 0, Event::Started(COMMAND));
    assert_eq!(step(&mut machine, 0, exited(0)), Actions { is_entry: true, ..NOTHING });
    assert_eq!(step(&mut machine, 0, Event::Childless), NOTHING);
}

/// What may happen next in the small world: a command and two orphans, one of which ignores SIGTERM.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Stop,
    Reload,
    CommandEnds,
    MeekOrphanEnds,
    StubbornOrphanEnds,
    FalseEchild,
    TimePasses,
}

const HAPPENINGS: [Happening; 7] = [
    Happening::Stop,
    Happening::Reload,
    Happening::CommandEnds,
    Happening::MeekOrphanEnds,
    Happening::StubbornOrphanEnds,
    Happening::FalseEchild,
    Happening::TimePasses,
];

/// The kernel's side: who is alive, and who was told what.
#[derive(Debug, Default)]
struct World {
    now: Time,
    alive: Vec<i32>,
    status: Option<u8>,
    starts: usize,
    terminates: usize,
    kills: usize,
    killed_at: Time,
    finished: Option<u8>,
}

const MEEK: i32 = 21;
const STUBBORN: i32 = 22;

impl World {
    fn obey(&mut self, machine: &mut Machine, event: Event) {
        assert_eq!(self.finished, None, "nothing may happen after the end");
        let deadline = machine.deadline();
        let actions = step(machine, self.now, event);
        if actions.start {
            self.starts += 1;
            self.alive.extend([COMMAND, MEEK, STUBBORN]);
            assert_eq!(step(machine, self.now, Event::Started(COMMAND)), NOTHING);
        }
        if actions.check {
            let asked_again = if self.alive.is_empty() { Event::Childless } else { Event::Timeout };
            self.obey(machine, asked_again);
        }
        if actions.forward != 0 {
            assert!(self.alive.contains(&actions.pid), "forwarded to the dead");
        }
        match all_get(actions) {
            TERMINATE => self.terminates += 1,
            KILL => {
                assert!(self.now >= deadline, "killed before its time");
                self.kills += 1;
                self.killed_at = self.now;
            }
            NAME => assert!(self.now >= self.killed_at + KILL_TAKES && self.kills == 1),
            KILL_LATECOMERS => assert_eq!(self.kills, 1, "latecomers only"),
            (Kind::Forwarding, _) => assert!(self.status.is_some(), "the command is told itself"),
            other => assert_eq!(other, PEACE),
        }
        if actions.finish
            && let Ending::Exit(status) = machine.ending()
        {
            self.finished = Some(status);
        }
    }

    fn end(&mut self, machine: &mut Machine, pid: i32, change: Change) {
        if let Some(index) = self.alive.iter().position(|alive| *alive == pid) {
            self.alive.remove(index);
            if pid == COMMAND {
                self.status = Some(change.exit_status());
            }
            self.obey(machine, Event::Child(pid, change));
        }
        if self.alive.is_empty() && self.finished.is_none() {
            self.obey(machine, Event::Childless);
        }
    }

    fn happen(&mut self, machine: &mut Machine, happening: Happening) {
        let killed = self.kills > 0;
        let how = |status| if killed { Change::killed(number::KILL) } else { Change::exited(status) };
        match happening {
            Happening::Stop => self.obey(machine, Event::Signal(number::TERM)),
            Happening::Reload => self.obey(machine, Event::Signal(number::HUP)),
            Happening::CommandEnds => self.end(machine, COMMAND, how(42)),
            Happening::MeekOrphanEnds => self.end(machine, MEEK, how(0)),
            Happening::StubbornOrphanEnds if killed => self.end(machine, STUBBORN, how(0)),
            Happening::StubbornOrphanEnds => {}
            Happening::FalseEchild if self.alive.contains(&COMMAND) => self.obey(machine, Event::Childless),
            Happening::FalseEchild => {}
            Happening::TimePasses if machine.deadline() != NEVER => {
                self.now = self.now.max(machine.deadline());
                self.obey(machine, Event::Timeout);
            }
            Happening::TimePasses => {}
        }
    }

    fn check(&self, sequence: &[Happening]) {
        assert_eq!(self.starts, 1, "never two commands: {sequence:?}");
        assert!(self.terminates <= 1, "everyone is asked once: {sequence:?}");
        assert!(self.kills <= 1, "everyone is killed at most once: {sequence:?}");
        if self.kills > 0 {
            assert!(self.now >= GRACE.after_end.min(GRACE.after_signal), "no SIGKILL before its time: {sequence:?}");
        }
        if let Some(status) = self.finished {
            assert_eq!(status, self.status.unwrap_or(137), "a status is never lost: {sequence:?}");
            let waited = self.kills == 1 && self.now >= self.killed_at + KILL_TAKES;
            assert!(self.alive.is_empty() || waited, "nobody is left behind: {sequence:?}");
        }
    }
}

#[test]
fn every_sequence_of_events_keeps_the_rules() {
    const LENGTH: u32 = 7;
    let config = config(GRACE, false);
    let (mut finished, mut killed) = (0, 0);
    for mut choice in 0..HAPPENINGS.len().pow(LENGTH) {
        let mut sequence = Vec::new();
        for _ in 0..LENGTH {
            sequence.push(HAPPENINGS[choice % HAPPENINGS.len()]);
            choice /= HAPPENINGS.len();
        }
        let mut entries = command();
        let mut machine = Machine::new(&mut entries, &config);
        let mut world = World::default();
        world.obey(&mut machine, Event::Timeout);
        for happening in &sequence {
            if world.finished.is_none() {
                world.happen(&mut machine, *happening);
            }
        }
        world.check(&sequence);
        finished += usize::from(world.finished.is_some());
        killed += world.kills;
    }
    assert!(finished > 1000 && killed > 1000, "the bound is long enough to see ends: {finished} and {killed}");
}

#[cfg(feature = "init")]
mod table;
