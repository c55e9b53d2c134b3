//! The supervisor, against a small world of its own: every sequence of events up to a bound, and each transition by name.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failed assertion is what a test is for")]

use super::*;
use crate::signal::{Set, number};
use std::vec::Vec;

const COMMAND: i32 = 10;
const ORPHAN: i32 = 20;
const GRACE: Grace = Grace { after_signal: 7 * SECOND, after_end: 5 * SECOND };

fn rules() -> Rules {
    let mut rules = Rules::new();
    rules.stop_on(Set::STOP);
    rules
}

fn command() -> [Entry; 1] {
    [Entry { pid: 0, due: true, essential: true }]
}

fn actions(machine: &mut Machine, now: Time, event: Event) -> Vec<Action> {
    machine.step(now, event).into_iter().flatten().collect()
}

/// Runs `test` with a machine whose command is running as [`COMMAND`].
fn with_command(grace: Grace, all_at_once: bool, test: impl FnOnce(&mut Machine)) {
    let (mut entries, rules) = (command(), rules());
    let mut machine = Machine::new(&mut entries, &rules, grace, all_at_once);
    assert_eq!(actions(&mut machine, 0, Event::Begin), [Action::Start(0)]);
    assert_eq!(actions(&mut machine, 0, Event::Started(0, COMMAND)), []);
    test(&mut machine);
}

#[test]
fn the_entry_is_started_once() {
    with_command(GRACE, false, |machine| assert_eq!(actions(machine, 1, Event::Begin), []));
}

#[test]
fn what_cannot_be_started_ends_with_whits_own_failure() {
    let (mut entries, rules) = (command(), rules());
    let mut machine = Machine::new(&mut entries, &rules, GRACE, false);
    actions(&mut machine, 0, Event::Begin);
    actions(&mut machine, 0, Event::Unstartable(0));
    assert_eq!(actions(&mut machine, 1, Event::Childless).last(), Some(&Action::Finish(Ending::Exit(WHIT_FAILED))));
}

#[test]
fn signals_are_forwarded_by_their_rule() {
    with_command(GRACE, false, |machine| {
        for signal in 1..=64 {
            let expected: &[Action] =
                if Set::NEVER_FORWARDED.has(signal) { &[] } else { &[Action::Forward(signal, COMMAND)] };
            assert_eq!(actions(machine, 1, Event::Signal(signal)), expected, "signal {signal}");
        }
    });
}

#[test]
fn a_rewritten_signal_goes_on_as_what_it_becomes() {
    let (mut entries, mut rules) = (command(), rules());
    rules.rewrite(number::HUP, number::INT);
    rules.rewrite(number::TERM, 0);
    let mut machine = Machine::new(&mut entries, &rules, GRACE, false);
    actions(&mut machine, 0, Event::Begin);
    actions(&mut machine, 0, Event::Started(0, COMMAND));
    assert_eq!(actions(&mut machine, 1, Event::Signal(number::HUP)), [Action::Forward(number::INT, COMMAND)]);
    assert_eq!(actions(&mut machine, 1, Event::Signal(number::TERM)), []);
    assert_eq!(machine.deadline(), NEVER, "a dropped signal stops nothing");
}

#[test]
fn a_stop_signal_starts_one_clock() {
    with_command(GRACE, false, |machine| {
        assert_eq!(machine.deadline(), NEVER);
        actions(machine, SECOND, Event::Signal(number::HUP));
        assert_eq!(machine.deadline(), NEVER, "a reload is no stop");
        actions(machine, 2 * SECOND, Event::Signal(number::TERM));
        assert_eq!(machine.deadline(), 9 * SECOND);
        actions(machine, 3 * SECOND, Event::Signal(number::INT));
        assert_eq!(machine.deadline(), 9 * SECOND, "a repeat does not start it anew");
        actions(machine, 4 * SECOND, Event::Child(COMMAND, Change::Exited(0)));
        assert_eq!(machine.deadline(), 9 * SECOND, "the command's end is part of the same stop");
        assert_eq!(machine.stopping_since(), 2 * SECOND);
    });
}

#[test]
fn without_a_time_a_stop_signal_sets_no_deadline() {
    let grace = Grace { after_signal: NEVER, ..GRACE };
    with_command(grace, false, |machine| {
        actions(machine, SECOND, Event::Signal(number::TERM));
        assert_eq!(machine.deadline(), NEVER);
        actions(machine, SECOND, Event::Child(COMMAND, Change::Exited(0)));
        assert_eq!(machine.deadline(), NEVER);
    });
}

#[test]
fn the_commands_end_asks_everyone_to_end() {
    with_command(GRACE, false, |machine| {
        let all = actions(machine, SECOND, Event::Child(COMMAND, Change::Exited(3)));
        assert_eq!(all, [Action::Terminate(0)]);
        assert_eq!(machine.deadline(), 6 * SECOND);
        assert_eq!(actions(machine, SECOND, Event::Signal(number::HUP)), [], "there is nobody to forward it to");
        let again = actions(machine, SECOND, Event::Signal(number::TERM));
        assert_eq!(again, [Action::Broadcast(number::TERM)], "a repeat goes to whoever remains");
        let end = actions(machine, 2 * SECOND, Event::Childless);
        assert_eq!(end, [Action::AwaitOutsiders, Action::Finish(Ending::Exit(3))]);
        assert_eq!(machine.deadline(), 2 * SECOND + OUTSIDERS_GET);
    });
}

#[test]
fn outsiders_get_no_more_than_is_left_of_the_time() {
    with_command(GRACE, false, |machine| {
        actions(machine, SECOND, Event::Child(COMMAND, Change::Exited(0)));
        actions(machine, 6 * SECOND - 1, Event::Childless);
        assert_eq!(machine.deadline(), 6 * SECOND);
    });
}

#[test]
fn at_the_deadline_everything_is_killed() {
    with_command(GRACE, false, |machine| {
        actions(machine, 0, Event::Child(COMMAND, Change::Exited(3)));
        assert_eq!(actions(machine, 5 * SECOND - 1, Event::Timeout), [], "not a nanosecond early");
        assert_eq!(actions(machine, 5 * SECOND, Event::Timeout), [Action::Kill]);
        assert_eq!(machine.deadline(), 5 * SECOND + KILL_TAKES);
        assert_eq!(actions(machine, 5 * SECOND, Event::Signal(number::TERM)), [], "there is no more to be asked");
        let end = actions(machine, 6 * SECOND, Event::Timeout);
        assert_eq!(end, [Action::NameTheRest, Action::Finish(Ending::Exit(3))]);
    });
}

#[test]
fn the_deadline_covers_the_command_too() {
    with_command(GRACE, false, |machine| {
        actions(machine, 0, Event::Signal(number::TERM));
        assert_eq!(actions(machine, 7 * SECOND, Event::Timeout), [Action::Kill]);
        let killed = Event::Child(COMMAND, Change::Killed(number::KILL));
        assert_eq!(actions(machine, 7 * SECOND, killed), [], "all were killed with it");
        let end = actions(machine, 7 * SECOND, Event::Childless);
        assert_eq!(end.last(), Some(&Action::Finish(Ending::Exit(137))));
    });
}

#[test]
fn a_command_that_cannot_be_killed_counts_as_killed() {
    with_command(GRACE, false, |machine| {
        actions(machine, 0, Event::Signal(number::TERM));
        actions(machine, 7 * SECOND, Event::Timeout);
        let end = actions(machine, 8 * SECOND, Event::Timeout);
        assert_eq!(end, [Action::NameTheRest, Action::Finish(Ending::Exit(137))]);
    });
}

#[test]
fn no_time_at_all_kills_at_once() {
    with_command(Grace { after_signal: 0, after_end: 0 }, false, |machine| {
        assert_eq!(actions(machine, 1, Event::Child(COMMAND, Change::Exited(3))), [Action::Kill]);
    });
}

#[test]
fn all_at_once_begins_with_the_signal() {
    with_command(GRACE, true, |machine| {
        let first = actions(machine, 0, Event::Signal(number::TERM));
        assert_eq!(first, [Action::Forward(number::TERM, COMMAND), Action::Terminate(COMMAND)]);
        let second = actions(machine, 0, Event::Signal(number::TERM));
        assert_eq!(second, [Action::Forward(number::TERM, COMMAND)]);
        assert_eq!(actions(machine, 0, Event::Signal(number::HUP)), [Action::Forward(number::HUP, COMMAND)]);
    });
}

#[test]
fn a_stopped_command_is_handed_up_and_an_orphan_is_not() {
    with_command(GRACE, false, |machine| {
        let stop = Change::Stopped(number::TSTP);
        assert_eq!(actions(machine, 0, Event::Child(COMMAND, stop)), [Action::Suspend(number::TSTP, COMMAND)]);
        assert_eq!(actions(machine, 0, Event::Child(ORPHAN, stop)), []);
    });
}

#[test]
fn that_there_are_no_children_is_not_believed_while_the_command_runs() {
    with_command(GRACE, false, |machine| {
        assert_eq!(actions(machine, 0, Event::Childless), [Action::Check(0, COMMAND)]);
        assert_eq!(actions(machine, 0, Event::Lost(0)), [Action::Terminate(0)]);
        assert_eq!(actions(machine, 0, Event::Childless).last(), Some(&Action::Finish(Ending::Exit(137))));
    });
}

#[test]
fn an_entry_that_is_not_essential_ends_nothing() {
    let (mut entries, rules) = ([Entry { pid: 0, due: true, essential: false }], rules());
    let mut machine = Machine::new(&mut entries, &rules, GRACE, false);
    actions(&mut machine, 0, Event::Begin);
    actions(&mut machine, 0, Event::Started(0, COMMAND));
    assert_eq!(actions(&mut machine, 0, Event::Child(COMMAND, Change::Exited(0))), []);
    assert_eq!(actions(&mut machine, 0, Event::Childless), []);
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
        for action in actions(machine, self.now, event) {
            match action {
                Action::Start(index) => {
                    self.starts += 1;
                    self.alive.extend([COMMAND, MEEK, STUBBORN]);
                    assert_eq!(actions(machine, self.now, Event::Started(index, COMMAND)), []);
                }
                Action::Terminate(_) => self.terminates += 1,
                Action::Kill => {
                    assert!(self.now >= deadline || machine.deadline() == self.now + KILL_TAKES);
                    assert!(!self.alive.is_empty() || self.status.is_some());
                    self.kills += 1;
                    self.killed_at = self.now;
                }
                Action::Check(index, pid) => {
                    if !self.alive.contains(&pid) {
                        self.obey(machine, Event::Lost(index));
                    }
                }
                Action::Finish(Ending::Exit(status)) => self.finished = Some(status),
                Action::NameTheRest => assert!(self.now >= self.killed_at + KILL_TAKES && self.kills == 1),
                Action::Forward(_, pid) => assert!(self.alive.contains(&pid), "forwarded to the dead"),
                _ => {}
            }
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
        let how = |status| if killed { Change::Killed(number::KILL) } else { Change::Exited(status) };
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
    let rules = rules();
    let (mut finished, mut killed) = (0, 0);
    for mut choice in 0..HAPPENINGS.len().pow(LENGTH) {
        let mut sequence = Vec::new();
        for _ in 0..LENGTH {
            sequence.push(HAPPENINGS[choice % HAPPENINGS.len()]);
            choice /= HAPPENINGS.len();
        }
        let mut entries = command();
        let mut machine = Machine::new(&mut entries, &rules, GRACE, false);
        let mut world = World::default();
        world.obey(&mut machine, Event::Begin);
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
