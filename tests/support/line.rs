//! Command lines, put together from parts.

use super::running::Running;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::process::{Command, Stdio};

/// How whit is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// As any process.
    Child,
    /// As the first process of a PID namespace.
    First,
}

impl Role {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Child, Self::First];
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Self::Child => "as_a_child",
            Self::First => "as_pid_1",
        })
    }
}

/// A command line.
#[derive(Clone, Debug)]
pub struct Line {
    words: Vec<OsString>,
    role: Role,
}

/// The file of whit itself.
pub const WHIT: &str = env!("CARGO_BIN_EXE_whit");
/// The file of pause alone.
pub const PAUSE: &str = env!("CARGO_BIN_EXE_pause");

impl Line {
    /// These words.
    pub fn of<W: Into<OsString>>(words: impl IntoIterator<Item = W>) -> Self {
        Self { words: words.into_iter().map(Into::into).collect(), role: Role::Child }
    }

    /// whit, with these options.
    pub fn whit(options: &[&str]) -> Self {
        Self::of([WHIT]).and(options)
    }

    /// A helper (see [`crate::helpers`]), with these arguments.
    pub fn helper(name: &str, arguments: &[&str]) -> Self {
        Self::of([env::current_exe().unwrap().into_os_string(), "helper".into(), name.into()]).and(arguments)
    }

    /// A script of the shell.
    pub fn shell(script: &str) -> Self {
        Self::of(["sh", "-c", script])
    }

    /// With these words behind it.
    pub fn and<W: AsRef<OsStr>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.words.extend(words.into_iter().map(|word| word.as_ref().to_owned()));
        self
    }

    /// With another command line behind it.
    pub fn runs(self, other: Self) -> Self {
        Self { role: other.role, ..self.and(other.words) }
    }

    /// In that role.
    pub fn run_as(self, role: Role) -> Self {
        match role {
            Role::Child => self,
            Role::First => self.unshare(&["--mount-proc"]),
        }
    }

    /// As the first process of a PID namespace, called by unshare(1) with these options.
    pub fn unshare(self, options: &[&str]) -> Self {
        let unprivileged: &[&str] = if nix::unistd::geteuid().is_root() { &[] } else { &["--user", "--map-root-user"] };
        let namespace = Self::of(["unshare", "--pid", "--fork", "--kill-child"]);
        Self { role: Role::First, ..namespace.and(options).and(unprivileged).and(["--"]).runs(self) }
    }

    /// The role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Ready to be started: nothing on stdin, stdout and stderr are captured.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env_remove("WHIT_OPTIONS");
        command
    }

    /// Starts it.
    pub fn start(&self) -> Running {
        Running::start(self.command(), self.role)
    }

    /// Runs it to its end.
    pub fn finish(&self) -> super::running::Outcome {
        self.start().finish()
    }
}
