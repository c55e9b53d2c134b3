//! The inits: whit, and those of its peers that are installed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const PEERS: [&str; 4] = ["tini", "tini-static", "dumb-init", "catatonit"];

/// A program that runs COMMAND as a container's first process.
pub struct Init {
    pub name: &'static str,
    pub path: PathBuf,
    /// How it is called to hold a pod's namespaces without a COMMAND, if it can do that.
    pub pause: Option<Vec<String>>,
}

/// whit first, then its peers.
pub fn installed() -> Vec<Init> {
    let pause = env!("CARGO_BIN_EXE_pause").to_owned();
    let mut inits = vec![Init { name: "whit", path: env!("CARGO_BIN_EXE_whit").into(), pause: Some(vec![pause]) }];
    for name in PEERS {
        let Some(path) = find(name) else {
            eprintln!("{name} is not installed: not measured");
            continue;
        };
        let pause = (name == "catatonit").then(|| vec![path.display().to_string(), "-P".to_owned()]);
        inits.push(Init { name, path, pause });
    }
    inits
}

pub fn find(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|directory| directory.join(name)).find(|path| path.is_file())
}

impl Init {
    /// The command line that runs `command` under it.
    pub fn running(&self, command: &[&str]) -> Vec<String> {
        let mut words = vec![self.path.display().to_string(), "--".to_owned()];
        words.extend(command.iter().map(ToString::to_string));
        words
    }

    /// The file that pause is.
    pub fn pause_file(&self) -> Option<&Path> {
        self.pause.as_ref().map(|words| Path::new(words[0].as_str()))
    }

    /// What it says when it is asked for its version.
    pub fn version(&self) -> String {
        let output = Command::new(&self.path).arg("--version").output().expect("an init that can be executed");
        let text = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&text).lines().next().unwrap_or_default().to_owned()
    }
}
