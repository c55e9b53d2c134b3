//! Filters of system calls.

use nix::libc;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use std::collections::BTreeMap;

/// What Kubernetes' own pause issues, and what profiles of pods list.
const PAUSE_NEEDS: [i64; 7] = [
    libc::SYS_pause,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigreturn,
    libc::SYS_wait4,
    libc::SYS_getpid,
    libc::SYS_write,
    libc::SYS_exit_group,
];

fn filter(rules: BTreeMap<i64, Vec<SeccompRule>>, otherwise: SeccompAction, matched: SeccompAction) -> BpfProgram {
    let machine = std::env::consts::ARCH.try_into().unwrap();
    SeccompFilter::new(rules, otherwise, matched, machine).unwrap().try_into().unwrap()
}

/// Kills on everything but what pause needs, and the execve(2) that starts it.
pub fn only_what_pause_needs() -> BpfProgram {
    let allowed = PAUSE_NEEDS.iter().chain([&libc::SYS_execve]).map(|&number| (number, Vec::new())).collect();
    filter(allowed, SeccompAction::KillProcess, SeccompAction::Allow)
}

/// Refuses rt_sigaction(2) for that signal.
pub fn refuses_disposition_of(signal: u64) -> BpfProgram {
    let is_signal = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, signal).unwrap();
    let rule = SeccompRule::new(vec![is_signal]).unwrap();
    let refused = BTreeMap::from([(libc::SYS_rt_sigaction, vec![rule])]);
    filter(refused, SeccompAction::Allow, SeccompAction::Errno(libc::EPERM.cast_unsigned()))
}

/// Refuses that system call.
pub fn refuses(number: i64) -> BpfProgram {
    let refused = BTreeMap::from([(number, Vec::new())]);
    filter(refused, SeccompAction::Allow, SeccompAction::Errno(libc::EPERM.cast_unsigned()))
}
