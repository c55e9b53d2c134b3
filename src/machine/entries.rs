//! The table of entries: which is started when, and again; what a system's init is ordered by signals.

use super::{Action, Ending, Entry, Fate, KILLED, Machine, NEVER, SECOND, Time};
use crate::config::HAS_COMMAND;
use crate::signal::Order;

/// How long one of the actions before the stop may take.
pub const SHUTDOWN_TAKES: Time = 60 * SECOND;

/// The longest rest before what ends at once is started again, in seconds.
pub const LONGEST_REST: u8 = 10;

/// The entries, and how far they have come.
#[derive(Debug)]
pub struct Entries<'a> {
    table: &'a mut [Entry],
    /// What is being started now.
    stage: Action,
    /// Nothing is started for now.
    paused: bool,
    /// The number of the entry that is to be started.
    pub(super) starting: usize,
    /// When the next one is due, or [`NEVER`].
    due: Time,
    /// How it all ends; while nobody knows that, as if the essential one were killed.
    ending: Ending,
}

/// What there is to be done for a table of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// Read the table of entries again: see [`Entries::table`].
    pub reload: bool,
    /// If not 0, the entry of the number below ended at once, and is started again only after so many seconds.
    pub rest: u8,
    /// See above.
    pub entry: u8,
}

impl News {
    /// Nothing.
    pub const NONE: Self = Self { reload: false, rest: 0, entry: 0 };
}

impl<'a> Entries<'a> {
    pub(super) const fn of(table: &'a mut [Entry]) -> Self {
        Self { table, stage: Action::SYSINIT, paused: false, starting: 0, due: NEVER, ending: Ending::Exit(KILLED) }
    }

    /// The entries, for others to take their places: those that run are to stay what they are.
    pub const fn table(&mut self) -> &mut [Entry] {
        self.table
    }

    /// The entry of this number.
    #[must_use]
    pub fn at(&self, index: usize) -> &Entry {
        self.table.get(index).unwrap_or(&Entry::NONE)
    }

    /// The entry that is to be started.
    #[must_use]
    pub fn next(&self) -> &Entry {
        self.at(self.starting)
    }

    /// The processes of the entries that run.
    pub fn pids(&self) -> impl Iterator<Item = i32> {
        self.table.iter().map(|entry| entry.pid).filter(|pid| *pid > 0)
    }

    pub(super) fn started(&mut self, now: Time, pid: i32) -> usize {
        if let Some(entry) = self.table.get_mut(self.starting) {
            entry.pid = pid;
            entry.since = now;
        }
        self.starting
    }

    /// The number of the entry that runs as process `pid`.
    #[inline(never)]
    pub(super) fn find(&self, pid: i32) -> Option<usize> {
        self.table.iter().position(|entry| entry.pid == pid)
    }

    /// The process of an entry that runs, or 0.
    #[inline(never)]
    pub(super) fn running(&self) -> i32 {
        self.pids().next().unwrap_or(0)
    }

    pub(super) const fn due(&self) -> Time {
        self.due
    }

    /// Whether nothing is started any more.
    pub(super) fn are_over(&self) -> bool {
        self.stage == Action::NEVER
    }

    /// The essential one ended with this status; `then` is what becomes of the machine.
    pub(super) const fn conclude(&mut self, status: u8, then: Fate) {
        self.ending = match then {
            Fate::Nothing => Ending::Exit(status),
            fate => Ending::Reboot(fate),
        };
    }

    pub(super) const fn ending(&self) -> Ending {
        self.ending
    }

    /// Whether no more is started than what is run before the stop.
    fn are_going_down(&self) -> bool {
        self.stage == Action::SHUTDOWN || self.are_over()
    }

    /// All with this action that run do so no more, as far as anybody here cares; or those are due that do not.
    fn set(&mut self, action: Action, running: bool) {
        for entry in &mut *self.table {
            if entry.action == action && (entry.pid > 0) == running {
                entry.pid = if running { 0 } else { Entry::DUE };
            }
        }
    }
}

impl Machine<'_> {
    /// An entry ended. Says whether that is the end of everything.
    pub(super) fn ends_all(&mut self, now: Time, index: usize) -> bool {
        let is_down = self.entries.are_going_down();
        let entries = &mut self.entries;
        let Some(entry) = entries.table.get_mut(index) else { return false };
        entry.pid = 0;
        if is_down {
            return false;
        }
        if HAS_COMMAND && entry.essential {
            entries.stage = Action::NEVER;
        } else if entry.action.is_in(Action::AGAIN) {
            // What ends at once would keep the machine busy.
            let lived = now.saturating_sub(entry.since);
            entry.rest = if lived >= SECOND { 0 } else { (2 * entry.rest).clamp(1, LONGEST_REST) };
            entry.since = now + Time::from(entry.rest) * SECOND;
            entry.pid = Entry::DUE;
            self.actions.news.rest = entry.rest;
            self.actions.news.entry = index as u8;
        }
        HAS_COMMAND && entry.essential
    }

    /// Starts what is due, one entry at a time, unless the table is read again first.
    pub(super) fn start_next(&mut self, now: Time) {
        let entries = &mut self.entries;
        entries.due = NEVER;
        while !entries.paused && !self.actions.news.reload {
            for (index, entry) in entries.table.iter().enumerate() {
                if !entry.action.is_in(entries.stage) || entry.pid == 0 {
                    continue;
                }
                if entry.pid != Entry::DUE {
                    if entries.stage.is_in(Action::AWAITED) {
                        return;
                    }
                } else if entry.since <= now {
                    entries.starting = index;
                    self.actions.start = true;
                    return;
                } else {
                    entries.due = entries.due.min(entry.since);
                }
            }
            if entries.stage == Action::SHUTDOWN {
                entries.stage = Action::NEVER;
                self.deadline = now.saturating_add(self.config.grace.after_end);
                self.terminate();
                return;
            }
            let Some(next) = entries.stage.next() else { return };
            entries.stage = next;
        }
    }

    /// If it is an action before the stop that takes too long, the next one gets its turn; the stop sees to this one.
    pub(super) fn gives_up_action(&mut self, now: Time) -> bool {
        let is_one = self.entries.stage == Action::SHUTDOWN;
        if is_one {
            self.entries.set(Action::SHUTDOWN, true);
            self.deadline = now + SHUTDOWN_TAKES;
        }
        is_one
    }

    /// Does what a signal orders.
    pub(super) fn obey(&mut self, now: Time, order: Order) {
        match order {
            Order::Reload => self.actions.news.reload = true,
            Order::Pause => self.entries.paused = true,
            Order::Resume => self.entries.paused = false,
            Order::CtrlAltDel => self.entries.set(Action::CTRLALTDEL, false),
            Order::Restart => self.go_down(now, Ending::Restart),
            Order::GoDown(fate) => self.go_down(now, Ending::Reboot(fate)),
        }
        self.start_next(now);
    }

    /// Begins the way down: nothing is started any more but what is to be run before the stop.
    #[inline(always)]
    fn go_down(&mut self, now: Time, ending: Ending) {
        if !self.entries.are_going_down() {
            self.entries.ending = ending;
            self.entries.stage = Action::SHUTDOWN;
            self.entries.set(Action::SHUTDOWN, false);
            self.begin_stop(now, SHUTDOWN_TAKES);
        }
    }
}
