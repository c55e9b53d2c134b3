//! whit with a COMMAND whose daemons have left its session.

use super::eventually;
use super::line::{Line, Role};
use super::running::{Outcome, Running};
use std::fs;
use std::process::Stdio;
use tempfile::TempDir;

/// whit, COMMAND and the daemons.
pub struct Daemons {
    directory: TempDir,
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
        let directory = tempfile::tempdir().unwrap();
        let command = Line::helper("daemons", &[]).and([directory.path()]).and([STATUS.to_string()]).and(kinds);
        let line = wrapper.runs(Line::whit(options)).runs(command).run_as(role);
        let mut command = line.command();
        command.stdin(Stdio::piped());
        let mut whit = Running::start(command, role);
        assert_eq!(whit.out.line(), "ready");
        Self { directory, whit }
    }

    /// Where they leave their marks: a part of the command line of each, and of nobody else but whit.
    pub fn directory(&self) -> &str {
        self.directory.path().to_str().unwrap()
    }

    /// COMMAND ends by itself.
    pub fn end_command(&mut self) {
        self.whit.close_stdin();
    }

    /// What the daemons left that have done something: `mark` if it was all.
    pub fn marks(&self, name: &str) -> Vec<String> {
        marks(&self.directory, name)
    }

    /// Waits until so many have.
    pub fn until_marked(&self, name: &str, count: usize) -> Vec<String> {
        eventually("the daemons have left their marks", || Some(self.marks(name)).filter(|marks| marks.len() == count))
    }

    /// Waits for whit's end: how it ended, and the marks.
    pub fn finish(self) -> (Outcome, Vec<String>) {
        let Self { directory, whit } = self;
        (whit.finish(), marks(&directory, "mark"))
    }
}

/// What was left in `directory` by that name.
pub fn marks(directory: &TempDir, name: &str) -> Vec<String> {
    let files = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let is_mark = |path: &std::path::PathBuf| {
        path.extension().is_none() && path.file_name().unwrap().to_str().unwrap().starts_with(name)
    };
    files.filter(is_mark).map(|path| fs::read_to_string(path).unwrap()).collect()
}
