//! Programs that whit can be called as, and those that had the names before.

use super::line::{Line, WHIT};
use super::suite::{Need, Suite, find};
use std::fmt;
use std::io::ErrorKind;
use std::os::unix::fs::symlink;
use std::path::Path;

/// Whose program it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// whit, by a link of that name.
    Link,
    /// whit, by `--as`.
    Option,
    /// The program that is known by that name.
    Real,
}

impl fmt::Display for Maker {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Self::Link => "whit",
            Self::Option => "whit_as",
            Self::Real => "real",
        })
    }
}

/// The names that others had first, and the packages of Debian that bring those. The inits of engines are builds of them.
const PACKAGES: [(&str, &str); 4] =
    [("tini", "tini"), ("tini-static", "tini"), ("dumb-init", "dumb-init"), ("catatonit", "catatonit")];

/// A program, by name and maker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    pub name: &'static str,
    pub maker: Maker,
}

impl Program {
    /// All that go by this name.
    pub fn all(name: &'static str) -> Vec<Self> {
        let is_known = PACKAGES.iter().any(|(known, _)| *known == name);
        let makers = [Maker::Link, Maker::Option].into_iter().chain(is_known.then_some(Maker::Real));
        makers.map(|maker| Self { name, maker }).collect()
    }

    /// whit by a link, and the one that is replaced.
    pub fn pair(name: &'static str) -> Vec<Self> {
        Self::all(name).into_iter().filter(|program| program.maker != Maker::Option).collect()
    }

    /// Whether it is the other's.
    pub fn is_real(self) -> bool {
        self.maker == Maker::Real
    }

    /// Its argv\[0\].
    pub fn called(self) -> String {
        match self.maker {
            Maker::Link => link(self.name),
            Maker::Option => WHIT.into(),
            Maker::Real => find(self.name).unwrap().to_str().unwrap().into(),
        }
    }

    /// A command line that begins with it.
    pub fn line(self) -> Line {
        let line = Line::of([self.called()]);
        if self.maker == Maker::Option { line.and(["--as", self.name]) } else { line }
    }

    /// Adds a trial of this program.
    pub fn add(self, suite: &mut Suite, subject: &str, needs: &[Need], body: impl FnOnce() + Send + 'static) {
        let mut needs = needs.to_vec();
        if let (Maker::Real, Some((name, package))) = (self.maker, PACKAGES.iter().find(|(name, _)| *name == self.name))
        {
            needs.push(Need::Tool(name, package));
        }
        suite.add(format!("dialects::{}::{}::{subject}", self.name, self.maker), &needs, body);
    }
}

/// A link to whit. It stays: all trials share it.
fn link(name: &str) -> String {
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("names").join(profile);
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    match symlink(WHIT, &path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => panic!("cannot link {path:?}: {error}"),
        _ => path.to_str().unwrap().into(),
    }
}

/// In an environment that has these, too: `NAME=VALUE`.
pub fn with(environment: &[&str], line: Line) -> Line {
    if environment.is_empty() { line } else { Line::of(["env"]).and(environment).runs(line) }
}
