//! Programs that change something about themselves and then become another.

use super::{Arguments, number};
use crate::support::{seccomp, signals};
use nix::libc;
use nix::sys::resource::{Resource, setrlimit};
use nix::unistd::{Pid, Uid, getpgid, getppid, setpgid, setresuid};
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Becomes the command line.
fn become_program(words: Arguments) -> u8 {
    panic!("cannot execute {words:?}: {}", Command::new(&words[0]).args(&words[1..]).exec());
}

/// execve(2), with nothing else before it: [`Command`] would put the mask and SIGPIPE in order.
fn become_program_as_it_is(words: Arguments) -> u8 {
    use std::ffi::CString;
    use std::os::unix::ffi::OsStrExt;
    let words: Vec<CString> = words.iter().map(|word| CString::new(word.as_bytes()).unwrap()).collect();
    panic!("cannot execute {words:?}: {}", nix::unistd::execvp(&words[0], &words).unwrap_err());
}

/// `with-signals BLOCKED IGNORED COMMAND…`: two sets, as numbers.
pub fn with_signals(arguments: Arguments) -> u8 {
    signals::set_dispositions(number(arguments, 1));
    signals::set_mask(number(arguments, 0));
    become_program_as_it_is(&arguments[2..])
}

/// `confined HOW COMMAND…`: with a filter of system calls. HOW is `pause`, or what is refused: `disposition-N`, `pause-call`.
pub fn confined(arguments: Arguments) -> u8 {
    let filter = match arguments[0].to_str().unwrap() {
        "pause" => seccomp::only_what_pause_needs(),
        "pause-call" => seccomp::refuses(libc::SYS_pause),
        other => seccomp::refuses_disposition_of(other.strip_prefix("disposition-").unwrap().parse().unwrap()),
    };
    // All that needs other system calls comes before the filter.
    use std::ffi::CString;
    use std::os::unix::ffi::OsStrExt;
    let words: Vec<CString> = arguments[1..].iter().map(|word| CString::new(word.as_bytes()).unwrap()).collect();
    seccompiler::apply_filter(&filter).unwrap();
    panic!("cannot execute {words:?}: {}", nix::unistd::execv(&words[0], &words).unwrap_err());
}

/// `limited UID PROCESSES COMMAND…`: as that user, who may have so many processes.
pub fn limited(arguments: Arguments) -> u8 {
    let processes = number(arguments, 1);
    setrlimit(Resource::RLIMIT_NPROC, processes, processes).unwrap();
    let user = Uid::from_raw(number(arguments, 0));
    setresuid(user, user, user).unwrap();
    become_program(&arguments[2..])
}

/// `without-capability NUMBER COMMAND…`: root, but for that (capabilities(7)).
pub fn without_capability(arguments: Arguments) -> u8 {
    let capability: libc::c_ulong = number(arguments, 0);
    // SAFETY: no memory is involved.
    let result = unsafe { libc::prctl(libc::PR_CAPBSET_DROP, capability, 0, 0, 0) };
    assert_eq!(result, 0, "the capability can be dropped");
    become_program(&arguments[1..])
}

/// `as-another parent|UID COMMAND…`: in the process group of its parent, instead of its own; or as another user.
pub fn as_another(arguments: Arguments) -> u8 {
    if arguments[0] == "parent" {
        setpgid(Pid::from_raw(0), getpgid(Some(getppid())).unwrap()).unwrap();
    } else {
        let user = Uid::from_raw(number(arguments, 0));
        setresuid(user, user, user).unwrap();
    }
    become_program(&arguments[1..])
}

/// `hold COMMAND…`: says "held"; becomes COMMAND once there is a byte on stdin, by the next system call.
///
/// It waits in readv(2), which is no call of whit's: somebody counts those.
pub fn hold(arguments: Arguments) -> u8 {
    use std::ffi::CString;
    use std::os::unix::ffi::OsStrExt;
    let words: Vec<CString> = arguments.iter().map(|word| CString::new(word.as_bytes()).unwrap()).collect();
    println!("held");
    let mut byte = [0];
    nix::sys::uio::readv(std::io::stdin(), &mut [std::io::IoSliceMut::new(&mut byte)]).unwrap();
    panic!("cannot execute {words:?}: {}", nix::unistd::execv(&words[0], &words).unwrap_err());
}

/// `as-subreaper COMMAND…`: orphans come to it. It stays so for what it becomes (PR_SET_CHILD_SUBREAPER(2const)).
pub fn as_subreaper(arguments: Arguments) -> u8 {
    nix::sys::prctl::set_child_subreaper(true).unwrap();
    become_program(arguments)
}
