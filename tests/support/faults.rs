//! System calls that fail, thanks to strace.

use super::line::Line;
use super::running::Running;
use std::collections::BTreeMap;
use std::fs;
use tempfile::NamedTempFile;

/// System calls and the errors that their manual pages name, those first that are likelier.
const ERRORS: &[(&str, &[&str])] = &[
    ("chdir", &["EACCES", "ENOENT", "EIO", "ENOMEM"]),
    ("fchdir", &["EACCES", "EBADF", "EIO", "EINTR"]),
    ("clock_gettime", &["EINVAL"]),
    ("clone", &["EAGAIN", "ENOMEM", "EPERM"]),
    ("close", &["EIO", "EINTR", "EBADF"]),
    ("close_range", &["ENOSYS", "EINVAL", "EMFILE", "ENOMEM"]),
    (
        "execve",
        &["E2BIG", "EACCES", "EINVAL", "EIO", "ELIBBAD", "EMFILE", "ENOEXEC", "ENOMEM", "EPERM", "ETXTBSY", "EAGAIN"],
    ),
    ("faccessat", &["EACCES", "ENOENT"]),
    ("getdents64", &["EBADF", "EINVAL", "ENOENT"]),
    ("getpgid", &["ESRCH", "EPERM"]),
    ("getpid", &[]),
    ("getppid", &[]),
    ("ioctl", &["ENOTTY", "EBADF", "EINVAL", "EIO", "EPERM"]),
    ("kill", &["EPERM", "ESRCH", "EINVAL"]),
    ("lseek", &["EINVAL", "EBADF"]),
    ("madvise", &["EAGAIN", "EINVAL", "ENOMEM"]),
    ("mmap", &["ENOMEM", "EAGAIN", "EPERM"]),
    ("mprotect", &["ENOMEM", "EACCES"]),
    ("munmap", &["EINVAL"]),
    ("nanosleep", &["EINTR", "EINVAL"]),
    ("openat", &["ENOENT", "EACCES", "EMFILE", "ENFILE", "ENOMEM", "EINTR"]),
    ("pidfd_open", &["ENOSYS", "ESRCH", "EMFILE", "ENOMEM", "EINVAL", "EPERM"]),
    ("pidfd_send_signal", &["EPERM", "ESRCH", "ENOSYS", "EINVAL", "EBADF"]),
    ("poll", &["EINTR", "ENOMEM", "EINVAL"]),
    ("ppoll", &["EINTR", "ENOMEM", "EINVAL"]),
    ("prctl", &["EINVAL", "EPERM"]),
    ("read", &["EIO", "EINTR", "EBADF", "ESRCH"]),
    ("readlinkat", &["EACCES", "ENOENT"]),
    ("reboot", &["EPERM", "EINVAL"]),
    ("rt_sigaction", &["EINVAL", "EFAULT"]),
    ("rt_sigprocmask", &["EINVAL", "EFAULT"]),
    ("rt_sigtimedwait", &["EINTR", "EAGAIN", "EINVAL"]),
    ("setgid", &["EPERM", "EINVAL"]),
    ("setgroups", &["EPERM", "EINVAL", "ENOMEM"]),
    ("setpgid", &["EPERM", "EACCES", "ESRCH", "EINVAL"]),
    ("setresgid", &["EPERM", "EAGAIN", "EINVAL"]),
    ("setresuid", &["EPERM", "EAGAIN", "EINVAL"]),
    ("setuid", &["EPERM", "EAGAIN", "EINVAL"]),
    ("waitid", &["EINTR", "EINVAL"]),
    ("wait4", &["EINTR", "ECHILD", "EINVAL"]),
    ("write", &["EPIPE", "EAGAIN", "EBADF", "EINTR", "EIO", "ENOSPC"]),
];

/// Those that do not return.
const ENDS: [&str; 2] = ["exit", "exit_group"];

/// A failure to inject.
#[derive(Clone, Debug)]
pub struct Fault {
    pub call: String,
    pub error: &'static str,
    /// Which of the calls fails, from 1 on.
    pub when: usize,
    /// Only calls that name this file are counted.
    pub only: Option<&'static str>,
}

/// What strace saw.
pub struct Trace(String);

impl Trace {
    /// How often each system call was issued, from the execve on that began it all.
    fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for call in self.0.lines().filter_map(call_of).skip_while(|call| *call != "execve") {
            *counts.entry(call).or_default() += 1;
        }
        counts
    }

    /// Whether the failure happened.
    pub fn is_injected(&self) -> bool {
        self.0.contains("(INJECTED)")
    }

    /// Whether `call` was issued without success being denied.
    pub fn has_succeeded(&self, call: &str) -> bool {
        self.0.lines().any(|line| call_of(line) == Some(call) && !line.contains(" = -1 "))
    }
}

/// The system call of a line of strace's, with a pid before it or without.
fn call_of(line: &str) -> Option<&str> {
    let call = line.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    let (name, _) = call.split_once('(')?;
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_').then_some(name)
}

/// strace on a process.
pub struct Tracer {
    strace: Running,
    trace: NamedTempFile,
}

impl Tracer {
    /// Traces `pid` from now on, and what it forks if that is wanted.
    pub fn attach(pid: i32, fault: Option<&Fault>, forks: bool) -> Self {
        let trace = NamedTempFile::new().unwrap();
        let mut line = Line::of(["strace", "-o"]).and([trace.path()]).and(["-p", &pid.to_string()]);
        if forks {
            line = line.and(["-f"]);
        }
        if let Some(Fault { only: Some(path), .. }) = fault {
            line = line.and(["-P", path]);
        }
        if let Some(Fault { call, error, when, .. }) = fault {
            line = line.and(["-e", &format!("inject={call}:error={error}:when={when}")]);
        }
        let mut strace = line.start();
        strace.err.up_to("attached");
        Self { strace, trace }
    }

    /// What it saw until the process had ended.
    pub fn finish(self) -> Trace {
        self.strace.finish();
        Trace(fs::read_to_string(self.trace.path()).unwrap())
    }
}

/// Every failure of every system call in `trace`: each error for the first call of a kind, and the first error for those behind it, as
/// long as they are few; of many, the first and the last ones. `program` is what is executed last, if that is traced.
pub fn all(trace: &Trace, program: Option<&'static str>) -> Vec<Fault> {
    const MANY: usize = 6;
    let mut faults = Vec::new();
    for (call, count) in trace.counts() {
        if ENDS.contains(&call) {
            continue;
        }
        let known = ERRORS.iter().find(|(name, _)| *name == call);
        let (_, errors) = known.unwrap_or_else(|| panic!("it is known how {call} fails"));
        let fault = |error, when| Fault { call: call.into(), error, when, only: None };
        if call == "execve" {
            // The first is not whit's: it is what begins the trace.
            let only = |error| program.map(|path| Fault { only: Some(path), ..fault(error, 1) });
            faults.extend(errors.iter().filter_map(|error| only(error)));
            continue;
        }
        faults.extend(errors.iter().map(|error| fault(error, 1)));
        let Some(error) = errors.first() else { continue };
        faults.extend((2..=count).filter(|when| *when <= MANY || when + 2 > count).map(|when| fault(error, when)));
    }
    faults
}
