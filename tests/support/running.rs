//! Programs that run, and how they ended.

use super::line::Role;
use super::transcript::Transcript;
use super::{PATIENCE, eventually, processes, signals};
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus};
use std::sync::mpsc::channel;
use std::sync::{PoisonError, RwLock};
use std::thread;
use std::{fs, io};

/// Held by those who start programs, and alone by who writes one: a child inherits what is open for writing until it has called
/// execve, and a file that anybody can write to cannot be executed.
static STARTING: RwLock<()> = RwLock::new(());

/// Starts a program.
pub fn spawn(command: &mut Command) -> io::Result<Child> {
    let _starting = STARTING.read().unwrap_or_else(PoisonError::into_inner);
    command.spawn()
}

/// Writes a file that everybody may execute.
pub fn write_program(path: &Path, bytes: &[u8]) {
    let _alone = STARTING.write().unwrap_or_else(PoisonError::into_inner);
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A program that runs. It is killed when nobody needs it any more.
pub struct Running {
    child: Child,
    role: Role,
    /// Its standard input, if that is a pipe.
    pub stdin: Option<ChildStdin>,
    /// What it says on stdout.
    pub out: Transcript,
    /// What it says on stderr.
    pub err: Transcript,
}

/// How a program ended.
#[derive(Debug)]
pub struct Outcome {
    /// The status that its parent got.
    pub status: ExitStatus,
    /// What was not read yet of stdout.
    pub out: String,
    /// What was not read yet of stderr.
    pub err: String,
}

impl Running {
    /// Starts `command`, which runs something in that role.
    pub fn start(mut command: Command, role: Role) -> Self {
        Self::of(spawn(&mut command).unwrap_or_else(|error| panic!("cannot start {command:?}: {error}")), role)
    }

    /// A process that was started already.
    pub fn of(mut child: Child, role: Role) -> Self {
        let out = child.stdout.take().map_or_else(Transcript::nothing, Transcript::of);
        let err = child.stderr.take().map_or_else(Transcript::nothing, Transcript::of);
        Self { stdin: child.stdin.take(), child, role, out, err }
    }

    /// The pid of the program itself, as it is called here.
    pub fn pid(&self) -> i32 {
        let pid = self.child.id().cast_signed();
        match self.role {
            Role::Child => pid,
            Role::First => {
                eventually("the namespace has a first process", || processes::children(pid).first().copied())
            }
        }
    }

    /// Sends it a signal.
    pub fn signal(&self, number: i32) {
        signals::send(self.pid(), number).expect("it can be signalled");
    }

    /// Says that no more comes on its standard input.
    pub fn close_stdin(&mut self) {
        drop(self.stdin.take().expect("it is a pipe"));
    }

    /// Waits for its end.
    pub fn finish(mut self) -> Outcome {
        let status = self.wait();
        let (out, err) = (self.out.rest(), self.err.rest());
        Outcome { status, out, err }
    }

    /// Waits for its end, which others that hold its output open may outlive.
    pub fn wait(&mut self) -> ExitStatus {
        let pid = Pid::from_raw(self.child.id().cast_signed());
        let (sender, ended) = channel();
        // It stays a zombie until the trial's own thread waits for it: so its pid means nobody else when it is killed.
        thread::spawn(move || sender.send(waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT)));
        if ended.recv_timeout(PATIENCE).is_err() {
            let _ = self.child.kill();
            panic!("waited {PATIENCE:?} in vain for it to end");
        }
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Outcome {
    /// Its exit status.
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| panic!("it did not exit: {self:?}"))
    }

    /// The signal that killed it.
    pub fn killer(&self) -> i32 {
        self.status.signal().unwrap_or_else(|| panic!("it was not killed: {self:?}"))
    }

    /// Panics unless it exited with `status` and without a word on stderr.
    pub fn expect(&self, status: i32) {
        assert_eq!((self.status.code(), self.err.as_str()), (Some(status), ""), "{self:?}");
    }
}
