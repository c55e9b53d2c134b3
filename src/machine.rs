//! The supervisor: what to do about what happens. Pure, and the same for one command, an inittab and a virtual machine.
//!
//! It is one machine over a table of [entries](Entry), each a process to keep. [`Machine::step`] takes one [`Event`] and says
//! what to do, as [`Actions`]; it asks nobody and does nothing itself.
//!
//! ```text
//!         the essential entry ended,              the deadline passed
//!         or cannot be started
//!     Up ────────────────────────────▶ Terminating ─────────────────▶ Killing
//!      (no answer)                      (an answer)                     │ no children are left,
//!                                            │ no children are left     │ or a last deadline passed
//!                                            ▼                          ▼
//!                                        [Ending]                   [Ending]
//! ```
//!
//! A stop signal starts the clock while the entry still runs; when that runs out, everything is killed from `Up` too.
#![forbid(unsafe_code)]

use crate::config::{AfterEnd, Config};
use crate::signal::{Order, Rule, Set, number};
use crate::status::{Change, KILLED_BY};

mod entry;

pub use entry::{Action, Entry};

/// Nanoseconds on the monotonic clock.
pub type Time = u64;

/// No time at all.
pub const NEVER: Time = Time::MAX;

/// One second.
pub const SECOND: Time = 1_000_000_000;

/// How long processes are waited for that SIGKILL was sent to: they may be in the middle of a system call.
pub const KILL_TAKES: Time = SECOND;

/// The deadline while all are being killed: as soon as that is done, time begins to run.
const KILLED: Time = 0;

/// How long processes are waited for that are no children, since they entered the namespace from outside.
pub const OUTSIDERS_GET: Time = SECOND;

/// How long one of the actions before the stop may take.
pub const SHUTDOWN_TAKES: Time = 60 * SECOND;

/// The longest rest before what ends at once is started again.
pub const LONGEST_REST: Time = 10 * SECOND;

/// How long the stop may take, until everything that is left is killed; [`NEVER`] for as long as it likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grace {
    /// If a stop signal began it.
    pub after_signal: Time,
    /// If the essential entry's own end began it.
    pub after_end: Time,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// All is set up.
    Begin,
    /// The entry that was to be started was, as this process; 0 if it could not be.
    Started(i32),
    /// This signal arrived.
    Signal(u8),
    /// A child, an orphan mostly, ended or stopped.
    Child(i32, Change),
    /// The kernel says that there are no children.
    Childless,
    /// The time that [`Machine::deadline`] named may have come. If there is one, it is also looked at whenever all that had
    /// ended was reaped.
    Timeout,
}

/// What to do: whatever is set, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    /// Start the entry of this number, and tell of it by [`Event::Started`].
    pub start: Option<usize>,
    /// Read the table of entries again: see [`Machine::entries`].
    pub reload: bool,
    /// If not 0, the entry of the number below ended at once, and is started again only after so long.
    pub rest: Time,
    /// See above.
    pub entry: usize,
    /// The child that the event is about is no orphan.
    pub is_entry: bool,
    /// The process of an entry, which the next three are about.
    pub pid: i32,
    /// Ask the kernel about it alone, and tell by [`Event::Child`] if it is gone: as killed, if nobody knows how it ended.
    pub check: bool,
    /// If not 0, it was stopped by this signal: hand that up, and go on together.
    pub suspend: u8,
    /// The signal that the event is about is nobody's business.
    pub swallowed: bool,
    /// If not 0, send it this signal, or its process group if the configuration says so.
    pub forward: u8,
    /// Stop this very process, until somebody makes it go on.
    pub suspend_self: bool,
    /// Send something to every process that whit is responsible for, but to `pid`, unless it is SIGKILL.
    pub to_all: ToAll,
    /// No child is left. Wait, at most until [`Machine::deadline`], for processes that are nobody's children here.
    pub await_outsiders: bool,
    /// It is over.
    pub finish: Option<Ending>,
}

/// What every process is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ToAll {
    /// Nothing: they are left in peace.
    #[default]
    Peace,
    /// This signal, again.
    Repeat(u8),
    /// What asks it to end: the straggler signal, and SIGCONT for those that are stopped.
    Terminate,
    /// SIGKILL. Those who get it are named.
    Kill,
    /// SIGKILL once more. Those who are left are named.
    Names,
}

/// How it all ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// exit_group(2) with this status.
    Exit(u8),
    /// reboot(2) with this command.
    Reboot(u32),
    /// execve(2) of the entry for that.
    Restart,
}

/// The supervisor.
#[derive(Debug)]
pub struct Machine<'a> {
    entries: &'a mut [Entry],
    config: &'a Config,
    /// What is being started now.
    stage: Action,
    /// The number of the entry that is being started.
    starting: usize,
    /// When the next one is due, or [`NEVER`].
    due: Time,
    /// Nothing is started for now.
    paused: bool,
    /// SIGKILL was sent to everyone.
    killing: bool,
    /// The first of each of these is nobody's business.
    to_swallow: Set,
    /// When the stop began, whoever began it, or [`NEVER`].
    stopping_since: Time,
    deadline: Time,
    /// How it all ends, once that is known: then everything is to end.
    answer: Option<Ending>,
    /// What the last step decided.
    actions: Actions,
}

impl<'a> Machine<'a> {
    /// A supervisor at its beginning. The first of each of the signals `to_swallow` is nobody's business.
    pub fn new(entries: &'a mut [Entry], config: &'a Config, to_swallow: Set) -> Self {
        Self {
            entries,
            config,
            stage: Action::SYSINIT,
            starting: 0,
            due: NEVER,
            paused: false,
            killing: false,
            to_swallow,
            stopping_since: NEVER,
            deadline: NEVER,
            answer: None,
            actions: Actions::default(),
        }
    }

    /// When to come back with [`Event::Timeout`], if nothing else happens.
    #[must_use]
    pub fn deadline(&self) -> Time {
        self.deadline.min(self.due)
    }

    /// When the stop began, or [`NEVER`].
    #[must_use]
    pub const fn stopping_since(&self) -> Time {
        self.stopping_since
    }

    /// Whether [`Self::step`] needs to know what time it is: not for an orphan, and not for a signal that goes on.
    #[must_use]
    pub fn is_timed(&mut self, event: &Event) -> bool {
        match *event {
            Event::Child(pid, _) => find(self.entries, pid).is_some(),
            Event::Signal(signal) => self.config.rules.stops(signal),
            _ => true,
        }
    }

    /// The process of an entry that runs, or 0.
    #[inline(never)]
    fn running(&self) -> i32 {
        self.pids().next().unwrap_or(0)
    }

    /// The entries, for others to take their places: those that run are to stay what they are.
    pub const fn entries(&mut self) -> &mut [Entry] {
        self.entries
    }

    /// The processes of the entries that run.
    pub fn pids(&self) -> impl Iterator<Item = i32> {
        self.entries.iter().map(|entry| entry.pid).filter(|pid| *pid > 0)
    }

    /// What to do now that `event` has happened.
    #[inline(never)]
    pub fn step(&mut self, now: Time, event: &Event) {
        self.actions = Actions::default();
        match *event {
            Event::Begin => {}
            Event::Started(pid) => {
                if let Some(entry) = self.entries.get_mut(self.starting) {
                    entry.pid = pid;
                    entry.since = now;
                }
                if pid == 0 {
                    self.ended(now, self.starting, self.config.statuses.failed);
                }
            }
            Event::Child(pid, change) => {
                let Some(index) = self.entries.iter().position(|entry| entry.pid == pid) else { return };
                self.actions.is_entry = true;
                if change.is_stop() {
                    self.actions.pid = pid;
                    self.actions.suspend = change.status();
                    return;
                }
                self.ended(now, index, change.exit_status());
            }
            Event::Signal(signal) => {
                self.signal(now, signal);
                if !self.config.rules.stops(signal) {
                    return;
                }
            }
            Event::Childless => self.childless(now),
            Event::Timeout => self.look_at_clock(now),
        }
        self.start_next(now);
    }

    /// What the last step decided.
    #[must_use]
    pub const fn actions(&self) -> &Actions {
        &self.actions
    }

    #[inline(never)]
    fn signal(&mut self, now: Time, signal: u8) {
        if self.to_swallow.has(signal) {
            self.to_swallow = self.to_swallow.without(signal);
            self.actions.swallowed = true;
            return;
        }
        self.actions.suspend_self = self.config.rules.suspends(signal);
        self.actions.pid = self.running();
        let (to, stops) = match self.config.rules.get(signal) {
            Rule::Drop => return,
            Rule::Forward { to } => (to, false),
            Rule::Stop { to } => (to, true),
            Rule::Obey(order) => return self.obey(now, order),
        };
        let first = stops && self.begin_stop(now, self.config.grace.after_signal);
        if self.actions.pid != 0 {
            self.actions.forward = to;
            if first && self.config.all_at_once {
                self.actions.to_all = ToAll::Terminate;
            }
        } else if stops && !self.killing {
            // Who is told again is who remains.
            self.actions.to_all = ToAll::Repeat(to);
        }
    }

    /// Starts the clock of the stop, if it does not run already.
    fn begin_stop(&mut self, now: Time, grace: Time) -> bool {
        let first = self.stopping_since == NEVER;
        if first {
            self.stopping_since = now;
            self.deadline = now.saturating_add(grace);
        }
        first
    }

    /// Does what a signal orders.
    fn obey(&mut self, now: Time, order: Order) {
        match order {
            Order::Reload => self.actions.reload = true,
            Order::Pause => self.paused = true,
            Order::Resume => self.paused = false,
            Order::CtrlAltDel => {
                for entry in &mut *self.entries {
                    if entry.action == Action::CTRLALTDEL && entry.pid == 0 {
                        entry.pid = Entry::DUE;
                    }
                }
            }
            Order::Restart => self.go_down(now, Ending::Restart),
            Order::Reboot(command) => self.go_down(now, Ending::Reboot(command)),
        }
    }

    /// Begins the way down: nothing is started any more but what is to be run before the stop.
    fn go_down(&mut self, now: Time, ending: Ending) {
        if self.answer.is_some() {
            return;
        }
        self.answer = Some(ending);
        self.stage = Action::SHUTDOWN;
        for entry in &mut *self.entries {
            if entry.action == Action::SHUTDOWN {
                entry.pid = Entry::DUE;
            } else if entry.pid == Entry::DUE {
                entry.pid = 0;
            }
        }
        self.begin_stop(now, SHUTDOWN_TAKES);
    }

    /// Starts what is due, one entry at a time, if nothing else is to be done first.
    fn start_next(&mut self, now: Time) {
        self.due = NEVER;
        let is_busy = self.actions.check || self.actions.reload || self.actions.finish.is_some() || self.killing;
        while !is_busy && !self.paused {
            for (index, entry) in self.entries.iter_mut().enumerate() {
                if !entry.action.is_in(self.stage) || entry.pid == 0 {
                    continue;
                }
                if entry.pid != Entry::DUE {
                    if self.stage.is_in(Action::AWAITED) {
                        return;
                    }
                } else if entry.since <= now {
                    self.starting = index;
                    self.actions.start = Some(index);
                    return;
                } else {
                    self.due = self.due.min(entry.since);
                }
            }
            self.stage = match self.stage {
                Action::SYSINIT => Action::WAIT,
                Action::WAIT => Action::ONCE,
                Action::ONCE => Action::UP,
                Action::SHUTDOWN => {
                    self.terminate(now);
                    Action::NEVER
                }
                _ => return,
            };
        }
    }

    /// Asks everybody to end.
    fn terminate(&mut self, now: Time) {
        self.deadline = now.saturating_add(self.config.grace.after_end);
        self.actions.to_all = ToAll::Terminate;
    }

    /// An entry ended. If that was the essential one, so does everything else.
    #[inline(never)]
    fn ended(&mut self, now: Time, index: usize, status: u8) {
        let Some(entry) = self.entries.get_mut(index) else { return };
        let pid = core::mem::take(&mut entry.pid);
        if self.answer.is_some() {
            return;
        }
        if !entry.essential {
            if entry.action.is_in(Action::AGAIN) {
                // What ends at once would keep the machine busy.
                let lived = now.saturating_sub(entry.since);
                entry.rest = if lived >= SECOND { 0 } else { (2 * entry.rest).clamp(SECOND, LONGEST_REST) };
                entry.since = now + entry.rest;
                entry.pid = Entry::DUE;
                self.actions.rest = entry.rest;
                self.actions.entry = index;
            }
            return;
        }
        self.stage = Action::NEVER;
        self.answer = Some(if self.config.then == 0 { Ending::Exit(status) } else { Ending::Reboot(self.config.then) });
        if self.config.after_end != AfterEnd::Stop {
            if self.config.after_end == AfterEnd::Farewell {
                self.actions.pid = pid;
                self.actions.forward = self.config.rules.sent_for(number::TERM);
            }
            self.actions.finish = self.ending();
            return;
        }
        self.begin_stop(now, self.config.grace.after_end);
        if !self.killing {
            self.actions.to_all = ToAll::Terminate;
            self.look_at_clock(now);
        }
    }

    /// If the deadline has passed, all are killed, or given up. Until then those are killed, too, who came meanwhile.
    #[inline(never)]
    fn look_at_clock(&mut self, now: Time) {
        if self.killing && self.deadline == KILLED {
            self.deadline = now + KILL_TAKES;
            return;
        }
        let is_over = now >= self.deadline;
        if is_over && self.stage == Action::SHUTDOWN {
            // The next one gets its turn; the stop sees to this one.
            for entry in &mut *self.entries {
                if entry.pid > 0 && entry.action == Action::SHUTDOWN {
                    entry.pid = 0;
                }
            }
            self.deadline = now + SHUTDOWN_TAKES;
            return;
        }
        if is_over || self.killing {
            self.actions.pid = self.running();
            self.actions.to_all = ToAll::Repeat(number::KILL);
        }
        if is_over && self.killing {
            self.actions.to_all = ToAll::Names;
            self.actions.finish = self.ending();
        } else if is_over {
            self.actions.to_all = ToAll::Kill;
            self.killing = true;
            self.deadline = KILLED;
        }
    }

    fn childless(&mut self, now: Time) {
        self.actions.pid = self.running();
        if self.actions.pid != 0 {
            // An entry that runs is a child: the kernel is asked again, not believed.
            self.actions.check = true;
        } else if self.answer.is_some() && self.stage != Action::SHUTDOWN {
            self.deadline = self.deadline.min(now + OUTSIDERS_GET);
            self.actions.await_outsiders = true;
            self.actions.finish = self.ending();
        }
    }

    fn ending(&self) -> Option<Ending> {
        Some(self.answer.unwrap_or(Ending::Exit(KILLED_BY + number::KILL)))
    }
}

/// The entry that runs as process `pid`.
#[inline(never)]
fn find(entries: &mut [Entry], pid: i32) -> Option<&mut Entry> {
    entries.iter_mut().find(|entry| entry.pid == pid)
}

#[cfg(test)]
mod tests;
