//! A command line, its end, and what is said.

use crate::support::dialect::{Program, with};
use crate::support::line::{Line, Role};
use crate::support::running::Running;
use crate::support::saying::check;
use crate::support::suite::{Suite, UNSHARE};
use std::env;

/// Whose programs a row is true of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Both,
    Whit,
    Real,
}

impl Of {
    pub fn includes(self, program: Program) -> bool {
        match self {
            Self::Both => true,
            Self::Whit => !program.is_real(),
            Self::Real => program.is_real(),
        }
    }
}

/// One row.
///
/// It runs as the first process, with nothing on stdin: so its pid is 1, its child's 2. In `words`, `{helper}` begins the command line of a
/// helper; in what is said, `{0}` is argv\[0\] (see [`check`] for the rest).
#[derive(Clone, Copy)]
pub struct Case {
    words: &'static [&'static str],
    status: i32,
    environment: &'static [&'static str],
    under: &'static [&'static str],
    out: &'static [&'static str],
    err: &'static [&'static str],
    of: Of,
    role: Role,
}

impl Case {
    /// With these arguments it exits with `status`, and says nothing.
    pub const fn new(words: &'static [&'static str], status: i32) -> Self {
        Self { words, status, environment: &[], under: &[], out: &[], err: &[], of: Of::Both, role: Role::First }
    }

    /// With these variables in its environment.
    pub const fn with(self, environment: &'static [&'static str]) -> Self {
        Self { environment, ..self }
    }

    /// Behind another program that becomes it.
    pub const fn under(self, under: &'static [&'static str]) -> Self {
        Self { under, ..self }
    }

    /// On stdout.
    pub const fn out(self, out: &'static [&'static str]) -> Self {
        Self { out, ..self }
    }

    /// On stderr.
    pub const fn err(self, err: &'static [&'static str]) -> Self {
        Self { err, ..self }
    }

    /// True of these.
    pub const fn of(self, of: Of) -> Self {
        Self { of, ..self }
    }

    /// As any process.
    pub const fn as_a_child(self) -> Self {
        Self { role: Role::Child, ..self }
    }

    fn name(&self) -> String {
        let role = if self.role == Role::Child { "not as PID 1: " } else { "" };
        let words = self.words.iter().map(|word| if word.is_empty() { "''" } else { word });
        let words: Vec<_> = self.environment.iter().copied().chain(self.under.iter().copied()).chain(words).collect();
        let of = if self.of == Of::Both { "" } else { " (unlike the other)" };
        format!("says::{role}{}{of}", words.join(" "))
    }

    fn run(&self, program: Program) {
        let line = expand(Line::of::<&str>([]), self.under).runs(expand(program.line(), self.words));
        let path = format!("PATH={}", path());
        let environment = [&[path.as_str()], self.environment].concat();
        let outcome = Running::start(with(&environment, line).run_as(self.role).command(), self.role).finish();
        let lines =
            |lines: &[&str]| lines.iter().map(|line| line.replace("{0}", &program.called())).collect::<Vec<_>>();
        check(&outcome.out, &lines(self.out));
        check(&outcome.err, &lines(self.err));
        assert_eq!(outcome.code(), self.status, "{outcome:?}");
    }
}

/// Where programs are, without what this user may not look into: what is in none of these is not there.
fn path() -> String {
    let path = env::var_os("PATH").unwrap_or_default();
    let may_look = |directory: &std::path::PathBuf| std::fs::read_dir(directory).is_ok();
    env::join_paths(env::split_paths(&path).filter(may_look)).unwrap().into_string().unwrap()
}

fn expand(mut line: Line, words: &[&str]) -> Line {
    for word in words {
        if *word == "{helper}" {
            line = line.and([env::current_exe().unwrap()]).and(["helper"]);
        } else {
            line = line.and([word]);
        }
    }
    line
}

/// Adds a trial for each row and each program of that name that it is true of.
pub fn list(suite: &mut Suite, name: &'static str, cases: &'static [Case]) {
    for program in Program::pair(name) {
        for case in cases.iter().filter(|case| case.of.includes(program)) {
            program.add(suite, &case.name(), &[UNSHARE], move || case.run(program));
        }
    }
}
