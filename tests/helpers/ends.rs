//! Programs that end.

use super::{Arguments, number};
use crate::support::signals;
use nix::sys::resource::{Resource, setrlimit};
use std::io::{Read, stdin};
use std::thread;
use std::time::Duration;

/// `exit STATUS`
pub fn exit(arguments: Arguments) -> u8 {
    number(arguments, 0)
}

/// `die SIGNAL`: of that signal, as a program does that has not said what to do about it.
pub fn die(arguments: Arguments) -> u8 {
    let signal = number(arguments, 0);
    setrlimit(Resource::RLIMIT_CORE, 0, 0).unwrap();
    signals::set_dispositions(0);
    signals::set_mask(0);
    signals::send(nix::unistd::getpid().as_raw(), signal).unwrap();
    eprintln!("{} did not kill", signals::name(signal));
    99
}

/// `end-with-input STATUS`: once there is no more to read on stdin.
pub fn end_with_input(arguments: Arguments) -> u8 {
    println!("ready");
    stdin().read_to_end(&mut Vec::new()).unwrap();
    number(arguments, 0)
}

/// `tick MILLISECONDS`: a line each time that many have passed.
pub fn tick(arguments: Arguments) -> u8 {
    loop {
        println!("tick");
        thread::sleep(Duration::from_millis(number(arguments, 0)));
    }
}

/// `hog [outlives]`: takes half a gigabyte of memory; outliving its parent, if it is to. It exits with 9 if it gets all.
pub fn hog(arguments: Arguments) -> u8 {
    super::die_with_parent(arguments.is_empty());
    // Whom the OOM killer is to take first.
    std::fs::write("/proc/self/oom_score_adj", "1000").unwrap();
    let all: Vec<_> = (0..512).map(|_| vec![1_u8; 1 << 20]).collect();
    eprintln!("{} MiB were there", all.len());
    9
}
