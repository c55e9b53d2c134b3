//! Programs that tell what they were given.

use super::Arguments;
use crate::support::processes;
use nix::unistd::{getpgrp, getpid, getppid, getsid, tcgetpgrp};
use serde_json::json;
use std::collections::hash_map::DefaultHasher;
use std::env;
use std::hash::{Hash, Hasher};
use std::io::stdin;
use std::os::unix::ffi::OsStrExt;

/// `report [ANYTHING…]`: all about this process, in JSON.
pub fn report(arguments: Arguments) -> u8 {
    let text = |text: &std::ffi::OsStr| text.to_str().unwrap().to_owned();
    let environment: Vec<_> = env::vars_os().map(|(name, value)| (text(&name), text(&value))).collect();
    let report = json!({
        "pid": getpid().as_raw(),
        "parent": getppid().as_raw(),
        "group": getpgrp().as_raw(),
        "session": getsid(None).unwrap().as_raw(),
        "foreground": tcgetpgrp(stdin()).ok().map(nix::unistd::Pid::as_raw),
        "directory": env::current_dir().unwrap(),
        "descriptors": processes::descriptors(getpid().as_raw()),
        "arguments": arguments.iter().map(|argument| text(argument)).collect::<Vec<_>>(),
        "environment": environment,
    });
    println!("{report}");
    0
}

/// `digest [ANYTHING…]`: what arguments and environment are, in few words.
pub fn digest(arguments: Arguments) -> u8 {
    let environment: Vec<_> = env::vars_os().collect();
    let mut hasher = DefaultHasher::new();
    (arguments, &environment).hash(&mut hasher);
    let bytes: usize = arguments.iter().map(|argument| argument.as_bytes().len()).sum();
    println!("{} {} {bytes} {:x}", arguments.len(), environment.len(), hasher.finish());
    0
}
