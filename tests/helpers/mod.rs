//! Small programs that trials run beside whit or under it.
//!
//! Each tells on stdout what it has done, a line each. They are in this same file: the first argument is `helper`, the
//! second one's name. A helper dies with its parent, so that none is left behind by a trial that fails.

mod daemons;
mod ends;
mod orphans;
mod reports;
mod signals;
mod terminal;
mod wrappers;

pub use daemons::{DEPTH, NESTED};
use nix::libc;
use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

/// What a helper gets.
type Arguments<'a> = &'a [OsString];

/// What a helper does; it returns its exit status.
type Helper = fn(Arguments) -> u8;

const HELPERS: [(&str, Helper); 23] = [
    ("exit", ends::exit),
    ("die", ends::die),
    ("end-with-input", ends::end_with_input),
    ("tick", ends::tick),
    ("hog", ends::hog),
    ("catch", signals::catch),
    ("go-on", signals::go_on),
    ("catch-with-child", signals::catch_with_child),
    ("daemons", daemons::daemons),
    ("server", daemons::server),
    ("orphans", orphans::orphans),
    ("bomb", orphans::bomb),
    ("born-with", orphans::born_with),
    ("report", reports::report),
    ("digest", reports::digest),
    ("with-signals", wrappers::with_signals),
    ("hold", wrappers::hold),
    ("confined", wrappers::confined),
    ("limited", wrappers::limited),
    ("without-capability", wrappers::without_capability),
    ("as-another", wrappers::as_another),
    ("as-subreaper", wrappers::as_subreaper),
    ("session", terminal::session),
];

/// Runs the helper that the command line names, if it does.
pub fn run_if_asked() -> Option<ExitCode> {
    let words: Vec<OsString> = env::args_os().skip(1).collect();
    let [first, name, arguments @ ..] = &words[..] else { return None };
    if first != "helper" {
        return None;
    }
    die_with_parent(true);
    let (_, helper) = HELPERS.iter().find(|(known, _)| name == known).expect("there is such a helper");
    Some(helper(arguments).into())
}

/// Whether the kernel kills this process when its parent dies.
fn die_with_parent(is_so: bool) {
    // SAFETY: no memory is involved.
    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, if is_so { libc::SIGKILL } else { 0 }) };
}

/// An argument that is a number.
fn number<N: std::str::FromStr>(arguments: Arguments, index: usize) -> N {
    let argument = arguments.get(index).and_then(|argument| argument.to_str());
    argument.and_then(|argument| argument.parse().ok()).unwrap_or_else(|| panic!("argument {index} is a number"))
}
