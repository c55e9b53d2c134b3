//! The list of trials, and what becomes of those whose tools are missing.

use libtest_mimic::{Arguments, Trial};
use std::env;
use std::path::Path;
use std::process::ExitCode;

/// What a trial cannot do without.
#[derive(Clone, Copy, Debug)]
pub enum Need {
    /// A program, and the package that brings it.
    Tool(&'static str, &'static str),
    /// A user that may become any other.
    Root,
    /// Control groups that limit memory.
    MemoryGroup,
    /// A kernel for virtual machines.
    Kernel,
}

/// Makes namespaces.
pub const UNSHARE: Need = Need::Tool("unshare", "util-linux");
/// Starts a program in a session of its own, with a controlling terminal.
pub const SETSID: Need = Need::Tool("setsid", "util-linux");

/// A shell with job control.
pub const BASH: Need = Need::Tool("bash", "bash");

impl Need {
    /// What is to be done about it, if it is not met.
    fn unmet(self) -> Option<String> {
        match self {
            Self::Tool(name, package) => {
                find(name).is_none().then(|| format!("needs {name}: install the package {package}"))
            }
            Self::MemoryGroup => {
                let is_there = super::cgroup::Group::with_memory(1 << 20).is_some();
                (!is_there).then(|| "needs a memory cgroup: run the tests as root where cgroups can be written".into())
            }
            Self::Kernel => super::machine::kernel().is_none().then(|| "needs a kernel: run scripts/kernel".into()),
            Self::Root => (!nix::unistd::geteuid().is_root()).then(|| "needs root: run the tests as root".into()),
        }
    }
}

/// Where a program is.
pub fn find(name: &str) -> Option<std::path::PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    // Debian keeps some tools where only root looks.
    let directories = env::split_paths(&path).chain(["/usr/sbin", "/sbin"].map(Into::into));
    directories.map(|directory| directory.join(name)).find(|file| Path::is_file(file))
}

/// All trials.
#[derive(Default)]
pub struct Suite {
    trials: Vec<Trial>,
}

impl Suite {
    /// Adds a trial. Without what it needs it is ignored, and says so in its name; in CI, where nobody reads that, it fails.
    pub fn add(&mut self, name: impl Into<String>, needs: &[Need], body: impl FnOnce() + Send + 'static) {
        let name = name.into();
        let unmet: Vec<String> = needs.iter().filter_map(|need| need.unmet()).collect();
        let trial = if unmet.is_empty() {
            Trial::test(name, move || {
                body();
                Ok(())
            })
        } else if env::var_os("CI").is_some() {
            Trial::test(name, move || Err(unmet.join("; ").into()))
        } else {
            Trial::test(format!("{name} ({})", unmet.join("; ")), || Ok(())).with_ignored_flag(true)
        };
        self.trials.push(trial);
    }

    /// Adds a trial that takes long, or is about others than whit: only who asks for it gets it (`--include-ignored`).
    pub fn add_rare(&mut self, name: impl Into<String>, needs: &[Need], body: impl FnOnce() + Send + 'static) {
        self.add(name, needs, body);
        let trial = self.trials.pop().map(|trial| trial.with_ignored_flag(true));
        self.trials.extend(trial);
    }

    /// Runs what the command line asks for.
    pub fn run(self) -> ExitCode {
        let mut arguments = Arguments::from_args();
        // Most of a trial is waiting.
        arguments.test_threads.get_or_insert_with(|| 2 * std::thread::available_parallelism().map_or(1, Into::into));
        libtest_mimic::run(&arguments, self.trials).exit_code()
    }
}
