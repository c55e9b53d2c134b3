//! Programs that make orphans and zombies.

use super::{Arguments, number};
use crate::support::{eventually, processes};
use nix::libc;
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, Pid, fork, pipe, read};
use std::io::{Read, stdin};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// `orphans COUNT STATUS [LEFT]`: makes orphans that live until stdin ends, and says "alive"; says "dead" when all
/// are. With LEFT it goes on until so many of them are still there as zombies, and says "left". It exits with STATUS.
///
/// It wants a /proc of its own, with nobody in it who comes and goes.
pub fn orphans(arguments: Arguments) -> u8 {
    let before = processes::all().len();
    let (alive, release) = make_orphans(number(arguments, 0));
    println!("alive");
    stdin().read_to_end(&mut Vec::new()).unwrap();
    drop(release);
    // Each of them holds it open until its end.
    assert_eq!(read(&alive, &mut [0]).unwrap(), 0);
    eventually("the orphans are dead", || (processes::all().len() - before == processes::zombies()).then_some(()));
    println!("dead");
    if arguments.len() > 2 {
        let left: usize = number(arguments, 2);
        eventually("the zombies are as many as expected", || (processes::all().len() - before == left).then_some(()));
        println!("left");
    }
    number(arguments, 1)
}

/// Makes so many orphans. Each holds the other end of the first pipe, and lives as long as the second one is open.
fn make_orphans(count: usize) -> (OwnedFd, OwnedFd) {
    let (stay, release) = pipe().unwrap();
    let (alive, token) = pipe().unwrap();
    if let Some(parent) = spawn_copy() {
        drop(token);
        waitpid(parent, None).unwrap();
        return (alive, release);
    }
    drop((alive, release));
    for _ in 0..count {
        if spawn_copy().is_none() {
            let _ = read(&stay, &mut [0]);
            exit_at_once(0);
        }
    }
    exit_at_once(0)
}

/// fork(2): the child's pid, or `None` in the child.
fn spawn_copy() -> Option<Pid> {
    // SAFETY: a helper has one thread.
    match unsafe { fork() }.unwrap() {
        ForkResult::Parent { child } => Some(child),
        ForkResult::Child => None,
    }
}

/// _exit(2): nothing of the parent's is flushed or dropped twice.
fn exit_at_once(status: i32) -> ! {
    // SAFETY: no memory is involved, and it does not return.
    unsafe { libc::_exit(status) }
}

/// `born-with COMMAND…`: becomes COMMAND, which then has three children that it does not know of: one dead, one dead
/// whose end raises no SIGCHLD, one that lives until stdin ends. It wants a /proc of its own.
pub fn born_with(arguments: Arguments) -> u8 {
    if spawn_copy().is_none() {
        exit_at_once(1);
    }
    // SAFETY: as fork(2), but for the signal that tells of the end: none.
    match unsafe { libc::syscall(libc::SYS_clone, 0, 0, 0, 0, 0) } {
        -1 => panic!("clone fails"),
        0 => exit_at_once(1),
        _ => {}
    }
    eventually("two are dead", || (processes::zombies() == 2).then_some(()));
    if spawn_copy().is_none() {
        stdin().read_to_end(&mut Vec::new()).unwrap();
        exit_at_once(1);
    }
    panic!("{}", Command::new(&arguments[0]).args(&arguments[1..]).exec());
}

/// `bomb COUNT STATUS`: makes orphans, which end at once; exits with STATUS. As many as its parent does not reap in time are zombies at
/// the same time, but no more than a few thousand: others need pids, too.
pub fn bomb(arguments: Arguments) -> u8 {
    const AT_A_TIME: usize = 2000;
    const ALL_THAT_THERE_ARE: usize = 5 * AT_A_TIME;
    let mut left: usize = number(arguments, 0);
    while left > 0 {
        let some = left.min(AT_A_TIME);
        left -= some;
        let Some(maker) = spawn_copy() else {
            for _ in 0..some {
                if spawn_copy().is_none() {
                    exit_at_once(0);
                }
            }
            exit_at_once(0)
        };
        waitpid(maker, None).unwrap();
        eventually("orphans are reaped", || (processes::on_this_machine() < ALL_THAT_THERE_ARE).then_some(()));
    }
    number(arguments, 1)
}
