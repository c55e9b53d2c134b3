//! The one wait: what the kernel tells becomes an [`Event`].

use crate::log::{Facts, Kind, Log};
use crate::machine::{Event, NEVER, Time};
use crate::signal::{Set, number};
use crate::status::Change;
use crate::sys::{Errno, process, signal, time};

/// How soon something is tried again that failed and must not fail.
const RETRY: Time = 100_000_000;

/// What is known of the kernel's side.
#[derive(Debug)]
pub struct Wake {
    /// whit's own pid: a signal that it sent is its own doing.
    pid: i32,
    /// SIGCHLD does not queue: after one, wait4 is asked until it has no more to say.
    reaping: bool,
    /// The child that the last SIGCHLD was about. Asking for it by its pid costs the same however many children there are.
    first: i32,
    /// Something failed that never should. It is tried again, a little later, whatever else happens.
    failing: bool,
}

impl Wake {
    /// Before anything is known, there may be something to reap.
    #[must_use]
    pub const fn new(pid: i32) -> Self {
        Self { pid, reaping: true, first: -1, failing: false }
    }

    /// Asks for children again.
    pub const fn reap(&mut self) {
        self.reaping = true;
    }

    /// Sleeps until something happens, or until `deadline`.
    pub fn next(&mut self, deadline: Time, log: &Log) -> Event {
        loop {
            if self.reaping
                && let Some(event) = self.child(log)
            {
                return event;
            }
            match signal::wait(Set::ALL, self.timeout(deadline)) {
                Ok(arrival) if arrival.signal == number::CHLD => {
                    self.reaping = true;
                    self.first = arrival.pid;
                }
                Ok(arrival) if !self.is_no_news(&arrival) => return Event::Signal(arrival.signal),
                Ok(_) | Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN) if !self.failing => return Event::Timeout,
                Err(Errno::EAGAIN) => {
                    self.failing = false;
                    self.reaping = true;
                }
                Err(errno) => {
                    log.say(Kind::CannotWait, Facts::why(errno));
                    process::sleep(RETRY);
                }
            }
        }
    }

    /// whit's own signals (SIGPIPE and SIGXFSZ of its writes, a stop signal for its process group), and a fault's: blocked,
    /// that is no fault of this process, or it would not be here to see it.
    fn is_no_news(&self, arrival: &signal::Arrival) -> bool {
        if arrival.code > 0 { Set::FAULTS.has(arrival.signal) } else { arrival.pid == self.pid }
    }

    fn timeout(&self, deadline: Time) -> Option<Time> {
        let latest = if self.failing { RETRY } else { NEVER };
        if deadline == NEVER && latest == NEVER {
            return None;
        }
        Some(latest.min(deadline.saturating_sub(time::now())))
    }

    /// A child that ended or stopped, if there is another.
    fn child(&mut self, log: &Log) -> Option<Event> {
        loop {
            let whom = core::mem::replace(&mut self.first, -1);
            match process::wait(whom) {
                Ok(Some((pid, status))) => return Some(Event::Child(pid, Change::new(status))),
                // It was reaped already, together with one before it.
                Ok(None) | Err(Errno::ECHILD) if whom != -1 => {}
                Ok(None) => {
                    self.reaping = false;
                    return None;
                }
                Err(Errno::ECHILD) => {
                    self.reaping = false;
                    return Some(Event::Childless);
                }
                Err(Errno::EINTR) => {}
                Err(errno) => {
                    log.say(Kind::CannotWait, Facts::why(errno));
                    self.reaping = false;
                    self.failing = true;
                    return None;
                }
            }
        }
    }
}
