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
#[repr(C)]
pub struct Wake<'a> {
    /// whit's own pid: a signal that it sent is its own doing.
    pub pid: i32,
    /// The child that the last SIGCHLD was about. Asking for it by its pid costs the same however many children there are.
    first: i32,
    /// SIGCHLD does not queue: after one, wait4 is asked until it has no more to say.
    pub reaping: bool,
    /// Counts, and begins anew with 0: a flood of orphans does not keep signals waiting for ever.
    turn: u8,
    /// The signals that are blocked, to be awaited.
    awaited: Set,
    /// Who hears of signals first.
    pub manners: Manners<'a>,
}

impl<'a> Wake<'a> {
    /// Nothing is known yet.
    #[must_use]
    pub const fn new(pid: i32, awaited: Set, manners: Manners<'a>) -> Self {
        // What was there before this program was executed tells nobody of its end; but signals come first.
        Self { pid, first: ANY, reaping: true, turn: u8::MAX, awaited, manners }
    }

    /// Sleeps until something happens, which becomes the `event`, or until `deadline`. [`Event::Timeout`] may come early.
    #[inline(always)]
    pub fn next(&mut self, deadline: Time, log: &Log, event: &mut Event) {
        loop {
            let mut rest = deadline;
            if deadline != NEVER {
                rest = deadline.saturating_sub(time::now());
                if rest == 0 {
                    // However much else happens: a flood of orphans or of signals does not put it off.
                    *event = Event::Timeout;
                    return;
                }
            }
            self.turn = self.turn.wrapping_add(1);
            let errno = if self.reaping && self.turn != 0 {
                let whom = core::mem::replace(&mut self.first, ANY);
                let (pid, status) = process::wait(whom);
                if pid > 0 {
                    *event = Event::Child(pid, Change(status));
                    return;
                }
                let errno = Errno::new(-pid);
                if pid == 0 || errno == Errno::ECHILD {
                    // If it is not any, it was reaped already, together with one before it.
                    if whom == ANY {
                        self.reaping = false;
                        if pid != 0 {
                            *event = Event::Childless;
                            return;
                        }
                        // All have been reaped that ended meanwhile: a moment to look at the clock, and at who is left.
                        if deadline != NEVER {
                            *event = Event::Timeout;
                            return;
                        }
                    }
                    continue;
                }
                errno
            } else {
                if self.reaping {
                    rest = 0;
                }
                match signal::wait(self.awaited, rest) {
                    Ok(arrival) if arrival.signal == number::CHLD => {
                        self.manners.hear_child(log);
                        self.reaping = true;
                        self.first = arrival.pid;
                        continue;
                    }
                    Ok(arrival) if !self.is_no_news(&arrival) && self.manners.hear(arrival.signal, log) => {
                        *event = Event::Signal(arrival.signal);
                        return;
                    }
                    Err(Errno::EAGAIN) if !self.reaping => {
                        *event = Event::Timeout;
                        return;
                    }
                    Ok(_) | Err(Errno::EAGAIN | Errno::EINTR) => continue,
                    Err(errno) => errno,
                }
            };
            // That never should be. It is tried again, a little later.
            log.say(Kind::CannotWait, Facts::why(errno));
            process::sleep(RETRY);
        }
    }

    /// Signals that whit raised itself, and a fault's: blocked, that is no fault of this process, or it would not be here to see
    /// it.
    fn is_no_news(&self, arrival: &signal::Arrival) -> bool {
        let unheard = if arrival.code > 0 {
            Set::FAULTS
        } else if arrival.pid == self.pid {
            Set::OWN
        } else {
            return false;
        };
        unheard.has(arrival.signal)
    }
}
