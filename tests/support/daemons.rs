//! whit with a COMMAND whose daemons have left its session.

use super::line::{Line, Role};
use super::running::{Outcome, Running};
use super::{eventually, processes, signals};
use nix::libc::SIGKILL;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use tempfile::TempDir;

/// A directory where daemons leave their marks. Who of them is still there in the end, is killed.
pub struct Haunt(TempDir);

impl Haunt {
    /// A new one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The helper `daemons`, with these arguments.
    pub fn daemons(&self, arguments: &[&str]) -> Line {
        Line::helper("daemons", &[]).and([self.path()]).and(arguments)
    }

    /// What the daemons left in files whose names begin so.
    pub fn marks(&self, name: &str) -> Vec<String> {
        let files = fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().path());
        let is_mark =
            |path: &&Path| path.extension().is_none() && path.file_name().unwrap().to_str().unwrap().starts_with(name);
        files.filter(|path| is_mark(&path.as_path())).map(|path| fs::read_to_string(path).unwrap()).collect()
    }
}

impl Drop for Haunt {
    fn drop(&mut self) {
        let path = self.path().to_str().unwrap();
        for pid in processes::all().into_iter().filter(|&pid| processes::is_called(pid, path)) {
            let _ = signals::send(pid, SIGKILL);
        }
    }
}

/// whit, COMMAND and the daemons.
pub struct Daemons {
    haunt: Haunt,
    pub whit: Running,
}

/// The status that COMMAND ends with by itself.
pub const STATUS: i32 = 42;

impl Daemons {
    /// Starts them, and waits until all are ready. `kinds` are as the helper `daemons` has them.
    pub fn start(role: Role, options: &[&str], kinds: &[&str]) -> Self {
        Self::start_under(Line::of::<&str>([]), role, options, kinds)
    }

    /// As [`Self::start`], with something that becomes whit.
    pub fn start_under(wrapper: Line, role: Role, options: &[&str], kinds: &[&str]) -> Self {
        let haunt = Haunt::new();
        let command = haunt.daemons(&[&STATUS.to_string()]).and(kinds);
        let line = wrapper.runs(Line::whit(options)).runs(command).run_as(role);
        let mut command = line.command();
        command.stdin(Stdio::piped());
        let mut whit = Running::start(command, role);
        assert_eq!(whit.out.line(), "ready");
        Self { haunt, whit }
    }

    /// Where they leave their marks: a part of the command line of each, and of nobody else but whit.
    pub fn directory(&self) -> &str {
        self.haunt.path().to_str().unwrap()
    }

    /// COMMAND ends by itself.
    pub fn end_command(&mut self) {
        self.whit.close_stdin();
    }

    /// What the daemons left that have done something: `mark` if it was all.
    pub fn marks(&self, name: &str) -> Vec<String> {
        self.haunt.marks(name)
    }

    /// Waits until so many have.
    pub fn until_marked(&self, name: &str, count: usize) -> Vec<String> {
        eventually("the daemons have left their marks", || Some(self.marks(name)).filter(|marks| marks.len() == count))
    }

    /// Waits for whit's end: how it ended, and the marks.
    pub fn finish(self) -> (Outcome, Vec<String>) {
        let Self { haunt, whit } = self;
        (whit.finish(), haunt.marks("mark"))
    }
}
