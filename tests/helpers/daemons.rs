//! Daemons that left the session of those who started them.

use super::{Arguments, number};
use crate::support::{eventually, processes, signals};
use nix::libc::{self, SIGCHLD, SIGCONT, SIGSTOP};
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, Pid, Uid, dup2_stderr, dup2_stdin, dup2_stdout, fork, getpid, pause, pipe, read};
use nix::unistd::{setresuid, setsid, write};
use std::ffi::{c_int, c_void};
use std::fs::{self, File};
use std::io::{Read, stdin};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// How long a daemon takes to clean up.
const CLEANING: Duration = Duration::from_millis(50);

/// How many generations one that is `deep` has.
pub const DEPTH: usize = 20;

/// How many one has that is `nested`.
pub const NESTED: usize = 1000;

/// How many there are in the end of those that are `multiplying`.
const MULTITUDE: usize = 3000;

/// How often a daemon starts another in its place that is `hopping`, and how soon.
const HOPS: u32 = 4000;
const HOP: Duration = Duration::from_millis(1);

/// What a daemon knows.
struct Daemon {
    /// Where it leaves its mark once it has cleaned up.
    directory: PathBuf,
    /// Who started it.
    command: i32,
    ready: OwnedFd,
}

/// What one of a kind does with its life.
type Life = fn(&Daemon);

/// What daemons do when they are asked to end, by name.
const KINDS: [(&str, Life); 15] = [
    ("obedient", Daemon::obey),
    ("stopped", |daemon| {
        // Somebody has to say that it is.
        let pid = getpid().as_raw();
        start(|| {
            eventually("it has stopped", || (processes::state(pid) == Some('T')).then_some(()));
            daemon.is_ready();
        });
        signals::send(pid, SIGSTOP).unwrap();
        daemon.clean_up(daemon.wait());
    }),
    ("forking", Daemon::fork_on),
    ("stubborn", Daemon::ignore),
    ("twice", |daemon| {
        daemon.is_ready();
        let first = daemon.wait();
        daemon.leave("once", &first.to_string());
        let second = daemon.wait();
        daemon.leave("mark", &second.to_string());
    }),
    ("succeeded", |daemon| {
        daemon.is_ready();
        daemon.wait();
        start(|| {
            setsid().unwrap();
            daemon.leave("next", "");
            daemon.clean_up(daemon.wait());
        });
    }),
    ("alien", |daemon| {
        let other = Uid::from_raw(54323);
        setresuid(other, other, other).unwrap();
        daemon.ignore();
    }),
    ("deep", |daemon| daemon.go_deep(DEPTH)),
    ("brittle", |daemon| {
        signals::set_mask(0);
        daemon.go_down(DEPTH);
    }),
    ("nested", |daemon| daemon.nest(NESTED)),
    ("headless", |daemon| headless(daemon, Daemon::obey)),
    ("headless-deaf", |daemon| headless(daemon, Daemon::ignore)),
    ("with-a-zombie", |daemon| {
        let zombie = start(|| ()).as_raw();
        eventually("it is a zombie", || (processes::state(zombie) == Some('Z')).then_some(()));
        daemon.ignore();
    }),
    ("multiplying", Daemon::multiply),
    ("hopping", Daemon::hop),
];

/// `daemons DIRECTORY STATUS KIND:COUNT…`: starts daemons and says "ready" when they are; exits with STATUS when stdin ends.
///
/// If STATUS is `catch`, it says which two signals it gets first; it exits with 0 then.
///
/// A daemon that ends in good order leaves a file `mark-PID` in DIRECTORY: the signal that it got and whether COMMAND, which is
/// this helper, was there then.
pub fn daemons(arguments: Arguments) -> u8 {
    let kinds: Vec<(&str, usize)> = arguments[2..].iter().map(|kind| parse_kind(kind.to_str().unwrap())).collect();
    let (ready, token) = pipe().unwrap();
    let daemon = Daemon { directory: (&arguments[0]).into(), command: getpid().as_raw(), ready: token };
    let parent = start(|| {
        for (kind, count) in &kinds {
            let (_, live) = KINDS.iter().find(|(name, _)| name == kind).expect("there is such a kind");
            for _ in 0..*count {
                start(|| daemon.begin(kind, *live));
            }
        }
    });
    waitpid(parent, None).unwrap();
    let generations = |kind| match kind {
        "deep" | "brittle" => DEPTH,
        "nested" => NESTED,
        _ => 1,
    };
    let count: usize = kinds.iter().map(|(kind, count)| generations(*kind) * count).sum();
    (0..count).for_each(|_| assert_eq!(read(&ready, &mut [0]).unwrap(), 1));
    if arguments[1] == "catch" {
        signals::set_mask(signals::Set::MAX);
        println!("ready");
        (0..2).for_each(|_| println!("{}", signals::wait(signals::Set::MAX).0));
        stdin().read_to_end(&mut Vec::new()).unwrap();
        return 0;
    }
    println!("ready");
    stdin().read_to_end(&mut Vec::new()).unwrap();
    number(arguments, 1)
}

fn parse_kind(kind: &str) -> (&str, usize) {
    let (name, count) = kind.split_once(':').unwrap();
    (name, count.parse().unwrap())
}

/// A child that does `what` and ends.
fn start(what: impl FnOnce()) -> Pid {
    // SAFETY: a helper has one thread.
    match unsafe { fork() }.unwrap() {
        ForkResult::Parent { child } => child,
        ForkResult::Child => {
            what();
            // SAFETY: no memory is involved, and it does not return.
            unsafe { libc::_exit(0) }
        }
    }
}

impl Daemon {
    fn begin(&self, kind: &str, live: Life) {
        setsid().unwrap();
        signals::set_mask(signals::Set::MAX);
        processes::set_own_name(kind);
        let null = File::options().read(true).write(true).open("/dev/null").unwrap();
        dup2_stdin(&null).unwrap();
        dup2_stdout(&null).unwrap();
        dup2_stderr(&null).unwrap();
        live(self);
    }

    fn is_ready(&self) {
        assert_eq!(write(&self.ready, &[1]).unwrap(), 1);
    }

    /// The next signal but those that say nothing.
    fn wait(&self) -> i32 {
        signals::wait(signals::Set::MAX & !signals::bit(SIGCONT) & !signals::bit(SIGCHLD)).0
    }

    fn ignore(&self) {
        self.is_ready();
        loop {
            self.wait();
        }
    }

    fn obey(&self) {
        self.is_ready();
        self.clean_up(self.wait());
    }

    fn clean_up(&self, signal: i32) {
        let is_there = processes::state(self.command).is_some_and(|state| state != 'Z');
        thread::sleep(CLEANING);
        self.leave("mark", &format!("{signal} {}", if is_there { "before" } else { "after" }));
    }

    fn leave(&self, name: &str, text: &str) {
        let path = self.directory.join(format!("{name}-{}", getpid()));
        // It appears as a whole.
        let draft = Path::new(&path).with_extension("draft");
        fs::write(&draft, text).unwrap();
        fs::rename(draft, path).unwrap();
    }

    /// Asked to end, it starts another session, which has work to do.
    fn fork_on(&self) {
        self.is_ready();
        let signal = self.wait();
        start(|| {
            setsid().unwrap();
            start(|| {
                thread::sleep(2 * CLEANING);
                self.leave("mark", &signal.to_string());
            });
        });
    }

    /// Each is the parent of the next.
    fn go_deep(&self, levels: usize) {
        if levels > 1 {
            start(|| {
                setsid().unwrap();
                self.go_deep(levels - 1);
            });
        }
        self.obey();
    }

    /// Each is the parent of the next, and ends as soon as it is asked to.
    fn go_down(&self, levels: usize) {
        if levels > 1 {
            start(|| self.go_down(levels - 1));
        }
        self.is_ready();
        loop {
            pause();
        }
    }

    /// Each is the parent of the next, and ignores what it is asked. They share their memory: it takes fork(2) longer and longer to
    /// copy a copy of a copy.
    fn nest(&self, levels: usize) {
        extern "C" fn live(argument: *mut c_void) -> c_int {
            // SAFETY: it is what was given below, and nobody writes to it.
            let (daemon, levels) = unsafe { &*argument.cast::<(&Daemon, usize)>() };
            daemon.nest(*levels);
            0
        }
        if levels > 1 {
            let stack = Box::leak(vec![0_u8; 1 << 16].into_boxed_slice());
            let argument = ptr::from_ref(Box::leak(Box::new((self, levels - 1)))).cast_mut();
            // SAFETY: the stack is the child's alone, and its end is aligned. This process does nothing but wait from here on.
            let child = unsafe {
                let end = stack.as_mut_ptr_range().end;
                libc::clone(live, end.cast(), libc::CLONE_VM | SIGCHLD, argument.cast())
            };
            assert!(child > 0);
        } else {
            (0..NESTED).for_each(|_| self.is_ready());
        }
        loop {
            // SAFETY: no memory is involved, and no signal arrives.
            unsafe { libc::pause() };
        }
    }

    /// All of them start others as fast as they can, until so many have been started.
    fn multiply(&self) {
        let (protection, flags) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_ANONYMOUS);
        // SAFETY: new memory, which is never unmapped.
        let count = unsafe { libc::mmap(ptr::null_mut(), size_of::<AtomicUsize>(), protection, flags, -1, 0) };
        assert_ne!(count, libc::MAP_FAILED);
        // SAFETY: it is large enough, aligned to a page, and zero.
        let count = unsafe { &*count.cast::<AtomicUsize>() };
        self.is_ready();
        loop {
            while count.fetch_add(1, Ordering::Relaxed) < MULTITUDE {
                // SAFETY: a helper has one thread.
                let _ = unsafe { fork() };
            }
            self.wait();
        }
    }

    /// Starts another in its place, again and again: nobody is there for long.
    fn hop(&self) {
        self.is_ready();
        for _ in 0..HOPS {
            thread::sleep(HOP);
            // SAFETY: a helper has one thread.
            if let ForkResult::Parent { .. } = unsafe { fork() }.unwrap() {
                return;
            }
        }
    }
}

/// One whose first thread ends, while another lives on.
fn headless(daemon: &Daemon, live: Life) {
    thread::scope(|scope| {
        scope.spawn(|| {
            let pid = getpid().as_raw();
            eventually("its first thread has ended", || (processes::state(pid) == Some('Z')).then_some(()));
            live(daemon);
            // SAFETY: no memory is involved, and it does not return.
            unsafe { libc::_exit(0) }
        });
        // SAFETY: as above; what this thread has on its stack stays.
        unsafe { libc::syscall(libc::SYS_exit, 0) };
    });
}

/// `server [stubborn] DIRECTORY`: says "ready"; asked to end, it cleans up, leaves a mark in DIRECTORY, and exits with 0.
pub fn server(arguments: Arguments) -> u8 {
    signals::set_mask(signals::Set::MAX);
    super::die_with_parent(false);
    let [kind @ .., directory] = arguments else { panic!("a directory is named") };
    println!("ready");
    let (_, ready) = pipe().unwrap();
    let daemon = Daemon { directory: directory.into(), command: 0, ready };
    if let [kind] = kind {
        processes::set_own_name(kind.to_str().unwrap());
        loop {
            daemon.wait();
        }
    }
    let signal = daemon.wait();
    thread::sleep(CLEANING);
    daemon.leave("mark", &signal.to_string());
    0
}
