//! A process as PID 1 of a fresh PID namespace, with a /proc of its own, and the two pipes that lead there.

use crate::{channel, clock};
use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, clone, unshare};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::{Pid, dup2_stdin, dup2_stdout, execv, getgid, getuid};
use std::ffi::CString;
use std::fs::{self, File};

const STACK: usize = 256 * 1024;

/// Makes sure that namespaces can be made from here on: a user without privileges needs one of users first.
pub fn prepare() {
    if !getuid().is_root() {
        let (user, group) = (getuid(), getgid());
        unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNS).expect("unprivileged user namespaces, or root");
        fs::write("/proc/self/setgroups", "deny").expect("setgroups");
        fs::write("/proc/self/uid_map", format!("0 {user} 1")).expect("uid_map");
        fs::write("/proc/self/gid_map", format!("0 {group} 1")).expect("gid_map");
    }
}

/// PID 1 of a namespace. It is killed when this is dropped, and the namespace with it.
pub struct First {
    pid: Pid,
    has_ended: bool,
    input: File,
    output: File,
}

impl First {
    /// Starts `words`, a path and its arguments.
    pub fn start(words: &[String]) -> Self {
        let words: Vec<CString> = words.iter().map(|word| CString::new(word.as_str()).unwrap()).collect();
        let (stdin, input) = channel::pipe();
        let (output, stdout) = channel::pipe();
        let begin = || -> isize {
            set_pdeathsig(Signal::SIGKILL).expect("PR_SET_PDEATHSIG");
            mount_proc();
            dup2_stdin(&stdin).and_then(|()| dup2_stdout(&stdout)).expect("dup2");
            channel::answer(clock::now());
            execv(&words[0], &words).expect("a program that can be executed");
            unreachable!()
        };
        let flags = CloneFlags::CLONE_NEWPID | CloneFlags::CLONE_NEWNS;
        let mut stack = vec![0; STACK];
        // SAFETY: without CLONE_VM the child has a copy of all memory; there is one thread, so no lock is held in it.
        let pid = unsafe { clone(Box::new(begin), &mut stack, flags, Some(nix::libc::SIGCHLD)) }.expect("clone");
        Self { pid, has_ended: false, input, output }
    }

    /// As [`Self::start`], and waits for COMMAND to be ready.
    pub fn start_ready(words: &[String]) -> Self {
        let first = Self::start(words);
        first.hear().expect("when it was executed");
        first.hear().expect("COMMAND is ready");
        first
    }

    /// Its pid out here.
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// Tells COMMAND a number.
    pub fn tell(&self, number: u64) {
        channel::tell(&self.input, number);
    }

    /// The next number that comes from there. The first is the time just before it was executed, then COMMAND's.
    pub fn hear(&self) -> Option<u64> {
        channel::hear(&self.output)
    }

    /// Waits for its end; returns when that was.
    pub fn wait(&mut self) -> u64 {
        waitpid(self.pid, None).expect("a child");
        let ended = clock::now();
        self.has_ended = true;
        ended
    }
}

impl Drop for First {
    fn drop(&mut self) {
        if !self.has_ended {
            let _ = kill(self.pid, Signal::SIGKILL);
            let _ = waitpid(self.pid, None);
        }
    }
}

/// Without it an init would see the pids of another namespace.
fn mount_proc() {
    let nothing = None::<&str>;
    mount(nothing, "/", nothing, MsFlags::MS_REC | MsFlags::MS_PRIVATE, nothing).expect("private mounts");
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV | MsFlags::MS_NOEXEC;
    mount(Some("proc"), "/proc", Some("proc"), flags, nothing).expect("a /proc of its own");
}
