//! What tini, dumb-init and catatonit do that whit itself does not.

use super::Supervisor;
use crate::config::{AfterEnd, Config, Isolation, Subreaper};
use crate::entry::{Room, Text};
use crate::log::{Facts, Kind, Log};
use crate::signal::{Set, number};
use crate::spawn::Child;
use crate::status::Change;
use crate::sys::{Errno, process, signal, terminal};
use crate::wake::ANY;
use core::ffi::CStr;

/// How signals are heard.
#[derive(Debug)]
pub struct Manners<'a> {
    config: &'a Config,
    /// The first of each of these is nobody's business.
    to_swallow: Set,
}

impl<'a> Manners<'a> {
    /// Gives the terminal to the command's session, if it gets one. If this process leads its own, the kernel sends signals
    /// to all in the foreground then (drivers/tty/tty_jobctrl.c, `disassociate_ctty`): they are about nothing else.
    pub fn new(config: &'a Config, pid: i32, log: &Log) -> Self {
        let mut to_swallow = Set::default();
        if config.conduct.isolation == Isolation::Session {
            let (kind, facts) = match terminal::give_up(0) {
                Err(errno) => (Kind::CannotDetach, Facts::why(errno)),
                Ok(()) if process::session() == pid => {
                    to_swallow = Set::of(number::HUP).and(number::CONT);
                    (Kind::Detached, Facts::default())
                }
                Ok(()) => (Kind::DetachedMember, Facts::default()),
            };
            log.say(kind, facts);
        }
        Self { config, to_swallow }
    }

    /// A signal arrived. `false` if it is nobody's business.
    pub fn hear(&mut self, signal: u8, log: &Log) -> bool {
        let facts = Facts::default().of(signal);
        log.say(Kind::Received, facts);
        let rest = self.to_swallow.without(signal);
        let is_news = self.to_swallow == rest;
        self.to_swallow = rest;
        if is_news {
            self.tell_rewriting(signal, log);
        } else {
            log.say(Kind::Swallowed, facts);
        }
        is_news
    }

    /// SIGCHLD arrived.
    pub fn hear_child(&self, log: &Log) {
        log.say(Kind::ReceivedChild, Facts::default().of(number::CHLD));
    }

    /// Tells what a signal is sent on as, if that is not itself. Returns that.
    #[inline(never)]
    fn tell_rewriting(&self, signal: u8, log: &Log) -> u8 {
        let facts = Facts::default().of(signal);
        let sent = self.config.rules.sent_for(signal);
        if sent != signal {
            log.say(Kind::Translating, facts.with(sent));
        }
        if sent == 0 {
            log.say(Kind::NotForwarding, facts);
        }
        sent
    }
}

/// Tells what is to be told before anything else.
pub fn begin(config: &Config, log: &Log) {
    for &notice in &config.notices {
        if notice != Kind::Nothing {
            log.say(notice, Facts::default());
        }
    }
}

/// Tells that this is the end.
pub fn end(status: u8, log: &Log) {
    log.say(Kind::Goodbye, Facts::number(status.into()));
}

/// Sees to it that orphans are reparented to this process, which is not PID 1, if that is wanted. `false` if it is required,
/// and cannot be had.
pub fn adopt_orphans(config: &Config, log: &Log) -> bool {
    if config.conduct.subreaper == Subreaper::No {
        if !process::is_subreaper() {
            log.say(Kind::NotReaper, Facts::default());
        }
        return true;
    }
    if let Err(errno) = process::become_subreaper() {
        log.say(Kind::CannotAdopt, Facts::why(errno));
        return config.conduct.subreaper != Subreaper::Required;
    }
    true
}

/// What is told of a child that was reaped, of which this signal was the end, if any was.
pub fn reaped(killer: u8) -> Kind {
    if killer == 0 { Kind::ChildExited } else { Kind::ChildKilled }
}

/// What is told of a signal that could not be sent on.
pub fn unsent(errno: Errno) -> Kind {
    if errno == Errno::ESRCH { Kind::WasGone } else { Kind::CannotSignal }
}

/// Puts the command into a session, if it gets one.
#[inline(always)]
pub fn begin_session(child: &Child) {
    if child.config.conduct.isolation == Isolation::Session {
        let _ = process::lead_session();
        if let Err(errno) = terminal::control(0) {
            child.log.say(Kind::CannotAttach, Facts::why(errno));
        }
        child.log.say(Kind::Session, Facts::default());
    }
}

/// Sockets that were passed to whit are COMMAND's: sd_listen_fds(3) looks whether it is the one that is named. There is `room`
/// for that variable, as long as it is needed.
#[inline(always)]
pub fn pass_sockets(child: &Child, room: &mut Room<{ LISTEN_PID.count_bytes() + 11 }>) {
    if child.config.conduct.passes_sockets {
        let name = Text::new(LISTEN_PID);
        let mut variable = room.buffer();
        variable.text(name);
        variable.number(process::pid() as u32);
        child.program.environment.replace_if(name, room.text(), |listener| listener.leading_number() == child.parent);
    }
}

/// The variable that names the process which sockets are passed to.
const LISTEN_PID: &CStr = c"LISTEN_PID=";

impl Supervisor<'_> {
    /// What this signal was sent on as has been sent.
    pub(super) fn follow(&self, signal: u8) {
        if self.config.rules.suspends(signal) {
            self.child.log.say(Kind::Suspending, Facts::default());
            let _ = signal::send(number::STOP, self.wake.pid);
        }
    }

    /// The command has ended, and what is left of it is not waited for.
    pub(super) fn leave(&mut self, pid: i32) {
        match self.config.conduct.after_end {
            AfterEnd::Stop => {}
            AfterEnd::Leave => self.reap_rest(),
            AfterEnd::Farewell => {
                let sent = self.wake.manners.tell_rewriting(number::TERM, self.child.log);
                if sent != 0 {
                    self.forward(sent, pid);
                }
            }
        }
    }

    /// Reaps what is dead already.
    fn reap_rest(&mut self) {
        loop {
            let (pid, status) = process::wait(ANY);
            if pid <= 0 {
                let errno = Errno::new(-pid);
                if pid != 0 && errno != Errno::ECHILD {
                    self.child.log.say(Kind::CannotWait, Facts::why(errno));
                }
                return;
            }
            self.tell(pid, Change(status), false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_of_a_signal_is_swallowed() {
        let quiet = Log { words: crate::packed::TINI_WORDS, verbosity: -1, name: Text::EMPTY, subject: Text::EMPTY };
        let mut manners = Manners { config: &Config::ZERO, to_swallow: Set::of(number::HUP) };
        for (signal, is_news) in [(number::CONT, true), (number::HUP, false), (number::HUP, true)] {
            assert_eq!(manners.hear(signal, &quiet), is_news);
        }
    }
}
