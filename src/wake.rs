//! The one wait: what the kernel tells becomes an [`Event`].

use crate::log::{Facts, Kind, Log};
use crate::machine::{Event, NEVER, Time};
use crate::signal::{Set, number};
use crate::status::Change;
use crate::supervise::manners::Manners;
use crate::sys::{Errno, process, signal, time};

/// How soon something is tried again that failed and must not fail.
const RETRY: Time = 100_000_000;

/// For wait4(2): whichever child it is.
pub const ANY: i32 = -1;

/// What is known of the kernel's side.
#[derive(Debug)]
pub struct Wake<'a> {
    /// whit's own pid: a signal that it sent is its own doing.
    pub pid: i32,
    /// The signals that are blocked, to be awaited.
    awaited: Set,
    /// The child that the last SIGCHLD was about. Asking for it by its pid costs the same however many children there are.
    first: i32,
    /// SIGCHLD does not queue: after one, wait4 is asked until it has no more to say.
    reaping: bool,
    /// Something failed that never should. It is tried again, a little later, whatever else happens.
    failing: bool,
    /// Who hears of signals first.
    pub manners: Manners<'a>,
    /// Counts, and begins anew with 0: a flood of orphans does not keep signals waiting for ever.
    turn: u8,
}

impl<'a> Wake<'a> {
    /// Nothing is known yet.
    #[must_use]
    pub const fn new(pid: i32, awaited: Set, manners: Manners<'a>) -> Self {
        // What was there before this program was executed tells nobody of its end; but signals come first.
        Self { pid, awaited, first: ANY, reaping: true, failing: false, turn: u8::MAX, manners }
    }

    /// Sleeps until something happens, or until `deadline`. [`Event::Timeout`] may come early.
    #[inline(always)]
    pub fn next(&mut self, deadline: Time, log: &Log) -> Event {
        loop {
            let mut rest = deadline;
            if deadline != NEVER {
                rest = deadline.saturating_sub(time::now());
                if rest == 0 {
                    // However much else happens: a flood of orphans or of signals does not put it off.
                    return Event::Timeout;
                }
            }
            if self.failing {
                rest = rest.min(RETRY);
            }
            self.turn = self.turn.wrapping_add(1);
            if self.reaping {
                rest = 0;
            }
            if self.reaping && self.turn != 0 {
                let whom = core::mem::replace(&mut self.first, ANY);
                let (pid, status) = process::wait(whom);
                if pid > 0 {
                    return Event::Child(pid, Change(status));
                }
                if whom != ANY {
                    // It was reaped already, together with one before it.
                    continue;
                }
                self.reaping = false;
                match Errno::new(-pid) {
                    Errno::ECHILD => return Event::Childless,
                    errno if pid != 0 => {
                        log.say(Kind::CannotWait, Facts::why(errno));
                        self.failing = true;
                    }
                    // All have been reaped that ended meanwhile: a moment to look at the clock, and at who is left.
                    _ if deadline != NEVER => return Event::Timeout,
                    _ => {}
                }
                continue;
            }
            match signal::wait(self.awaited, rest) {
                Ok(arrival) if arrival.signal == number::CHLD => {
                    log.say(Kind::ReceivedChild, Facts::default().of(number::CHLD));
                    self.reaping = true;
                    self.first = arrival.pid;
                }
                Ok(arrival) if !self.is_no_news(&arrival) && self.manners.hear(arrival.signal, log) => {
                    return Event::Signal(arrival.signal);
                }
                Ok(_) | Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN) if self.reaping => {}
                Err(Errno::EAGAIN) => {
                    self.reaping = self.failing;
                    self.failing = false;
                    return Event::Timeout;
                }
                Err(errno) => {
                    log.say(Kind::CannotWait, Facts::why(errno));
                    process::sleep(RETRY);
                }
            }
        }
    }

    /// Signals that whit raised itself, and a fault's: blocked, that is no fault of this process, or it would not be here to see
    /// it.
    fn is_no_news(&self, arrival: &signal::Arrival) -> bool {
        if arrival.code > 0 {
            Set::FAULTS.has(arrival.signal)
        } else {
            arrival.pid == self.pid && Set::OWN.has(arrival.signal)
        }
    }
}
