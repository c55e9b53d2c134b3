//! Programs that get signals.

use super::{Arguments, number};
use crate::support::{line::Line, running::Running, signals};
use nix::libc::SIGCONT;
use std::process::Stdio;

/// `catch COUNT`: says "ready", then the number of each signal that it gets; ends after so many.
pub fn catch(arguments: Arguments) -> u8 {
    signals::set_mask(signals::Set::MAX);
    println!("ready");
    for _ in 0..number::<usize>(arguments, 0) {
        let (signal, _) = signals::wait(signals::Set::MAX);
        println!("{signal}");
    }
    0
}

/// `go-on`: says "ready", then "on it goes" each time that it goes on after a stop.
pub fn go_on(_: Arguments) -> u8 {
    signals::set_mask(signals::bit(SIGCONT));
    println!("ready");
    loop {
        signals::wait(signals::bit(SIGCONT));
        println!("on it goes");
    }
}

/// `catch-with-child`: gets one signal, tells its child to end by SIGWINCH, and says what that child got before.
///
/// The child is in the same process group. It gets signals in the order of their numbers.
pub fn catch_with_child(_: Arguments) -> u8 {
    signals::set_mask(signals::Set::MAX);
    let mut command = Line::helper("catch", &["1"]).command();
    command.stderr(Stdio::inherit());
    let mut child = Running::start(command, crate::support::line::Role::Child);
    assert_eq!(child.out.line(), "ready");
    println!("ready");
    let others = signals::Set::MAX & !signals::bit(nix::libc::SIGCHLD);
    println!("command got {}", signals::wait(others).0);
    child.signal(nix::libc::SIGWINCH);
    println!("its child got {}", child.out.line());
    0
}
