//! Mounting, unmounting and changing the root directory, in user, mount and PID namespaces of their own: nothing that happens
//! there can reach this machine's own file systems and swap.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed assertion is what a test is for")]

use super::cmdline::{Name, Parameters};
use super::{Failure, Trouble, mounts, root};
use crate::config::{Config, Instead, Program};
use crate::dialect;
use crate::entry::{Room, Strings, Text};
use crate::options::CommandLine;
use crate::signal::{Set, number};
use crate::sys::file::{self, HERE};
use crate::sys::{Errno, child, fault, machine, mount, process, signal, terminal};
use crate::tools;
use std::boxed::Box;
use std::cell::{Cell, RefCell};
use std::ffi::CString;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};
use std::string::String;
use std::time::{Duration, Instant};
use std::vec::Vec;
use std::{env, format, vec};

/// Says that a test is where it belongs.
const INSIDE: &str = "WHIT_TEST_INSIDE";

/// Runs the test `inside::name` as PID 1 of namespaces of its own, with all signals blocked in all threads, as whit has it.
/// `None`, if there can be no such namespaces.
fn enter(name: &str) -> Option<Output> {
    let unshare = |program: &[&str]| {
        let mut command = Command::new("timeout");
        command.args(["-s", "KILL", "60", "unshare", "-Urmpf", "--mount-proc", "--kill-child"]);
        command.args(["env", "--block-signal"]).args(program).env(INSIDE, name).output()
    };
    if !unshare(&["true"]).is_ok_and(|output| output.status.success()) {
        assert!(env::var_os("CI").is_none(), "no user namespaces here");
        std::eprintln!("skipped: no user namespaces here");
        return None;
    }
    let this = env::current_exe().unwrap();
    let test = format!("boot::namespaces::inside::{name}");
    Some(unshare(&[this.to_str().unwrap(), "--ignored", "--exact", "--nocapture", &test]).unwrap())
}

/// Runs it, and expects it to pass.
fn passes(name: &str) {
    if let Some(output) = enter(name) {
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && told.contains("1 passed"), "{name}: {told}");
    }
}

#[test]
fn what_is_missing_is_mounted() {
    passes("come_up");
}

#[test]
fn the_way_down() {
    passes("go_down");
}

#[test]
fn the_root_is_switched() {
    passes("switch");
}

#[test]
fn a_root_that_is_none_is_refused() {
    passes("refuse");
}

#[test]
fn a_step_that_hangs_is_left_behind() {
    passes("hang");
}

#[test]
fn the_real_root_is_mounted() {
    passes("mount_root");
}

#[test]
fn a_container_is_no_machine() {
    passes("container");
}

#[test]
fn a_fault_is_told() {
    passes("fault");
}

#[test]
fn tools_ask_init() {
    passes("tools");
}

/// reboot(2) ends a PID namespace by SIGHUP, or by SIGINT if nothing is to come after (reboot(2), notes).
#[test]
fn tools_ask_the_kernel_at_once() {
    for (name, signal) in [("reboot", 1), ("halt", 2), ("poweroff", 2)] {
        if let Some(output) = enter(name) {
            let status = output.status;
            assert!(status.signal() == Some(signal) || status.code() == Some(128 + signal), "{name}: {output:?}");
        }
    }
}

std::thread_local! {
    /// What was told: what is wrong, why, and about which path.
    static TOLD: RefCell<Vec<(u8, u32, String)>> = const { RefCell::new(vec![]) };
}

/// What is told here.
pub(super) fn note(failure: Failure, path: Text) {
    TOLD.with_borrow_mut(|told| told.push((failure.trouble as u8, failure.errno.number(), path.into())));
}

/// What is run by the tests above, and by nobody else: it does nothing where it does not belong.
mod inside {
    use super::*;

    /// Whether the test `name` is where it belongs.
    fn is_inside(name: &str) -> bool {
        env::var_os(INSIDE).is_some_and(|inside| inside == name)
    }

    fn text(string: &str) -> Text<'static> {
        Text::new(Box::leak(CString::new(string).unwrap().into_boxed_c_str()))
    }

    /// What was told since the last time, but for the reasons.
    fn told() -> Vec<(u8, String)> {
        TOLD.take().into_iter().map(|(trouble, _, path)| (trouble, path)).collect()
    }

    fn mount_tmpfs(place: &str) {
        fs::create_dir_all(place).unwrap();
        mount::mount(text("test"), text(place), text("tmpfs"), 0, text("size=1m")).unwrap();
    }

    /// Makes a file system in memory the root directory, as far as anyone here can see, with what an initramfs has.
    fn enter_initramfs() {
        mount_tmpfs("/tmp");
        for place in ["dev", "proc", "sys", "run", "new"] {
            fs::create_dir_all(format!("/tmp/{place}")).unwrap();
        }
        fs::write("/tmp/init", "").unwrap();
        mount::mount(text("proc"), text("/tmp/proc"), text("proc"), 0, Text::EMPTY).unwrap();
        file::change_directory(text("/tmp")).unwrap();
        mount::enter();
    }

    fn is_mount(place: &str) -> bool {
        file::status(HERE, text(place)).device != file::status(HERE, text(&format!("{place}/.."))).device
    }

    #[test]
    #[ignore = "it is run by what_is_missing_is_mounted"]
    fn come_up() {
        if !is_inside("come_up") {
            return;
        }
        enter_initramfs();
        // A user namespace may have neither /dev nor, for a group that it does not know, /dev/pts: that is told, and the rest is
        // done.
        mounts::come_up(true);
        let refused = told();
        assert!(refused.contains(&(Trouble::CannotMount as u8, "/dev".into())), "{refused:?}");
        for place in ["/run", "/dev/shm", "/proc"] {
            assert!(is_mount(place), "{place} {refused:?}");
        }
        assert_eq!(mount::file_system(text("/run")), 0x0102_1994);
        let count = || fs::read_to_string("/proc/self/mounts").unwrap().lines().count();
        let before = count();
        // What is there is not mounted again.
        mounts::come_up(true);
        assert_eq!(count(), before);
        // With an inittab nothing is mounted if there is a console, and only /dev if there is none.
        mount::unmount(text("/run")).unwrap();
        told();
        mounts::come_up(false);
        assert_eq!(told(), [(Trouble::CannotMount as u8, "/dev".into())]);
        fs::write("/dev/console", "").unwrap();
        mounts::come_up(false);
        assert_eq!(told(), []);
        assert!(!is_mount("/run"));
        // A read-only root has no place for them: told, never fatal.
        fs::remove_dir("/run").unwrap();
        mount::mount(Text::EMPTY, text("/"), Text::EMPTY, 32 | 1, Text::EMPTY).unwrap();
        mounts::come_up(true);
        assert!(told().contains(&(Trouble::CannotMount as u8, "/run".into())));
    }

    #[test]
    #[ignore = "it is run by the_way_down"]
    fn go_down() {
        if !is_inside("go_down") {
            return;
        }
        enter_initramfs();
        for place in ["/a", "/a/b", "/with blank\t\\", "/held", "/busy", "/moved", "/moved/below"] {
            mount_tmpfs(place);
        }
        // Moved, it is listed before what is below it is.
        fs::create_dir("/there").unwrap();
        mount::change_place(text("/moved"), text("/there")).unwrap();
        let mut list = File::open("/proc/self/mounts").unwrap();
        fs::write("/held/file", "").unwrap();
        let held = File::open("/held/file").unwrap();
        let busy = OpenOptions::new().create(true).append(true).open("/busy/file").unwrap();
        let begin = Instant::now();
        mounts::go_down();
        assert!(begin.elapsed() < Duration::from_secs(4));
        let mut mounts = String::new();
        list.read_to_string(&mut mounts).unwrap();
        for gone in ["/a", "/a/b", "/with", "/moved", "/there"] {
            assert!(!mounts.contains(&format!(" {gone}")), "{gone} in {mounts}");
        }
        // In use, it is read-only now; written to, it cannot be, and that is told.
        assert!(mounts.contains(" /held tmpfs ro"), "{mounts}");
        assert!(mounts.contains(" /busy tmpfs rw"), "{mounts}");
        const EBUSY: u32 = 16;
        let told = TOLD.take();
        assert!(told.contains(&(Trouble::CannotUnmount as u8, EBUSY, "/busy".into())), "{told:?}");
        assert!(!told.iter().any(|(_, _, path)| path == "/held" || path.starts_with("/a")), "{told:?}");
        assert_eq!(fs::write("/after", "").unwrap_err().kind(), ErrorKind::ReadOnlyFilesystem);
        drop((held, busy));
    }

    #[test]
    #[ignore = "it is run by the_root_is_switched"]
    fn switch() {
        if !is_inside("switch") {
            return;
        }
        enter_initramfs();
        mount_tmpfs("/new");
        for place in ["proc", "dev", "bin", "real"] {
            fs::create_dir(format!("/new/{place}")).unwrap();
        }
        fs::write("/new/real/init", "").unwrap();
        // As some distributions have it: it leads from the new root directory, not from the old one.
        symlink("/real/init", "/new/bin/init").unwrap();
        // What is to be deleted, and what is not.
        mount_tmpfs("/dev");
        fs::write("/dev/taken-along", "").unwrap();
        mount_tmpfs("/run");
        let mut deep = String::from("/deep");
        for _ in 0..90 {
            deep.push_str("/d");
        }
        fs::create_dir_all(&deep).unwrap();
        fs::write(format!("{deep}/file"), "").unwrap();
        symlink("/new", "/link-to-new").unwrap();
        for number in 0..500 {
            fs::write(format!("/a-name-that-is-long-enough-to-need-several-calls-{number}"), "").unwrap();
        }
        mount_tmpfs("/mnt/other");
        fs::write("/mnt/other/kept", "").unwrap();
        let other = file::open_at(HERE, text("/mnt/other"));
        let old = file::open_at(HERE, text("/"));
        let mut slots =
            ["-c", "/dev/none", "/new", "/bin/init", "argument"].map(text).map(Some).into_iter().chain([None; 2]);
        let mut slots: [_; 7] = core::array::from_fn(|_| slots.next().unwrap());
        let called = root::by_hand(&mut Strings::of(&mut slots), &Strings::of(&mut [None]), Set::default());
        // It may not be executed, and so there is somebody left to look around here.
        let expected = [(Trouble::CannotOpen, "/dev/none"), (Trouble::NoInit, "/bin/init")];
        assert_eq!((called, told()), (Some(()), Vec::from(expected.map(|(what, path)| (what as u8, path.into())))));
        assert!(fs::exists("/real/init").unwrap() && fs::exists("/dev/taken-along").unwrap());
        assert!(fs::exists("/proc/self").unwrap() && !fs::exists("/init").unwrap());
        assert_eq!(env::current_dir().unwrap().to_str(), Some("/"));
        assert!(!fs::read_to_string("/proc/self/mounts").unwrap().contains(" /run "));
        assert!(file::open_at(other, text("kept")) >= 0);
        // Nothing is left of the old one but the way to what is still mounted there.
        let mut names = file::Directory::of(old);
        let mut left = Vec::new();
        while let Some(name) = names.next_name() {
            left.push(String::from(name));
        }
        left.sort();
        assert_eq!(left, [".", "..", "mnt"]);
    }

    #[test]
    #[ignore = "it is run by a_root_that_is_none_is_refused"]
    fn refuse() {
        if !is_inside("refuse") {
            return;
        }
        let trouble = |init: &str, new: &str| root::switch(text(new), text(init)).unwrap_err().trouble as u8;
        // Here / is this machine's own.
        assert_eq!(trouble("/init", "/tmp"), Trouble::NotInitramfs as u8);
        enter_initramfs();
        fs::write("/kept", "").unwrap();
        assert_eq!(trouble("/init", "/nowhere"), Trouble::NoRoot as u8);
        assert_eq!(trouble("/init", "/init"), Trouble::NoRoot as u8);
        assert_eq!(trouble("/init", "/new"), Trouble::SameRoot as u8);
        mount_tmpfs("/new");
        assert_eq!(trouble("/sbin/init", "/new"), Trouble::NoInit as u8);
        fs::write("/new/sbin", "").unwrap();
        fs::rename("/init", "/renamed").unwrap();
        assert_eq!(trouble("/sbin", "/new"), Trouble::NotInitramfs as u8);
        symlink("/nowhere", "/init").unwrap();
        assert_eq!(trouble("/sbin", "/new"), Trouble::NotInitramfs as u8);
        assert!(fs::exists("/kept").unwrap() && fs::exists("/proc/self").unwrap());
        fs::remove_file("/init").unwrap();
        fs::rename("/renamed", "/init").unwrap();
        assert_eq!(root::switch(text("/new"), text("/sbin")), Ok(()));
        assert!(!fs::exists("/kept").unwrap());
    }

    #[test]
    #[ignore = "it is run by a_step_that_hangs_is_left_behind"]
    fn hang() {
        if !is_inside("hang") {
            return;
        }
        const PATIENCE: u64 = 50_000_000;
        let never = || -> bool { panic!("it is done in time") };
        assert_eq!(child::attempt(1_000_000_000_000, never, || 0), Some(0));
        assert_eq!(child::attempt(1_000_000_000_000, never, || 16), Some(16));
        let sleeps = || {
            process::sleep(100_000_000_000);
            0
        };
        let begin = Instant::now();
        assert_eq!(child::attempt(PATIENCE, || false, sleeps), None);
        // As long as something is written, it is waited for.
        let asked = Cell::new(0);
        let goes_on = || {
            asked.set(asked.get() + 1);
            asked.get() < 4
        };
        assert_eq!(child::attempt(PATIENCE, goes_on, sleeps), None);
        assert_eq!(asked.get(), 4);
        assert!(begin.elapsed() >= Duration::from_millis(250) && begin.elapsed() < Duration::from_secs(20));
    }

    #[test]
    #[ignore = "it is run by the_real_root_is_mounted"]
    fn mount_root() {
        if !is_inside("mount_root") {
            return;
        }
        enter_initramfs();
        fs::write("/dev/disk", "").unwrap();
        let try_mount = |line: &str| {
            let (mut parameters, mut room) = (Parameters::NONE, Room::new());
            parameters.read(text(line), &mut room);
            let device = parameters.get(Name::Root).unwrap_or(Text::EMPTY);
            root::mount(&parameters, device).map_err(|failure| failure.trouble as u8)
        };
        assert_eq!(try_mount("root=LABEL=x"), Err(Trouble::UnknownRoot as u8));
        assert_eq!(try_mount("rootwait quiet"), Err(Trouble::UnknownRoot as u8));
        assert_eq!(try_mount("root=/dev/disk rootfstype=no-such"), Err(Trouble::CannotMountRoot as u8));
        assert!(!is_mount("/root"));
        let line = "root=/dev/disk rootwait rw rootfstype=tmpfs \"rootflags=size=64k,nr_inodes=9\"";
        assert_eq!(try_mount(line), Ok(()));
        let mounts = || fs::read_to_string("/proc/self/mounts").unwrap();
        assert!(mounts().contains("/dev/disk /root tmpfs rw,relatime,size=64k,nr_inodes=9"), "{}", mounts());
        mount::unmount(root::PLACE).unwrap();
        // Without rw, it is read-only.
        assert_eq!(try_mount("rw ro root=/dev/disk rootfstype=tmpfs"), Ok(()));
        assert!(mounts().contains("/dev/disk /root tmpfs ro"), "{}", mounts());
        mount::unmount(root::PLACE).unwrap();
        // All of it: without root= nothing is done, and with it the first step that fails is told of.
        for (line, expected) in [
            ("rw quiet", None),
            ("root=/dev/disk rootfstype=tmpfs init=/x", Some((Trouble::NoInit as u8, "/x".into()))),
            ("root=/dev/disk rootfstype=tmpfs", Some((Trouble::NoInit as u8, "/sbin/init".into()))),
            ("root=nowhere init=/x", Some((Trouble::UnknownRoot as u8, "nowhere".into()))),
        ] {
            let (mut parameters, mut room) = (Parameters::NONE, Room::new());
            parameters.read(text(line), &mut room);
            let (mut arguments, mut environment) = ([Some(text("free")), None], [None]);
            let (mut arguments, environment) = (Strings::of(&mut arguments), Strings::of(&mut environment));
            arguments.take_first();
            root::by_command_line(&parameters, &arguments, &environment, Set::default());
            assert_eq!(told(), Vec::from_iter(expected), "{line}");
        }
    }

    #[test]
    #[ignore = "it is run by a_container_is_no_machine"]
    fn container() {
        if !is_inside("container") {
            return;
        }
        assert!(!machine::is_own());
        // A session has no terminal until it takes one, and a file is none.
        let _ = process::lead_session();
        fs::write("/tmp/whit-test-no-terminal", "").ok();
        assert!(terminal::control(0).is_err());
    }

    #[test]
    #[ignore = "it is run by a_fault_is_told"]
    #[allow(unsafe_code, reason = "a fault is what is wanted")]
    fn fault() {
        if !is_inside("fault") {
            return;
        }
        enter_initramfs();
        fs::write("/dev/kmsg", "").unwrap();
        let told = || fs::read_to_string("/dev/kmsg").unwrap();
        let fails = || {
            signal::set_mask(Set::default());
            fault::report();
            // What somebody else sends is no fault.
            let _ = signal::send(number::SEGV, process::pid());
            if !told().is_empty() {
                return 1;
            }
            // SAFETY: nothing is there, and that is the point.
            unsafe { core::ptr::without_provenance_mut::<u8>(16).write_volatile(1) };
            2
        };
        assert_eq!(child::attempt(10_000_000_000, || false, fails), Some(0));
        assert_eq!(told().trim_end_matches('\0'), "<0>whit: a fault of its own: SIGSEGV\n");
    }

    /// Does what the tool does that is called so.
    fn run(name: &str, arguments: &[&str]) -> Result<(), Errno> {
        let mut slots = [None; 5];
        for (slot, argument) in slots.iter_mut().zip(arguments) {
            *slot = Some(text(argument));
        }
        let mut none = [None];
        let program = Program { command: Strings::of(&mut slots), environment: Strings::of(&mut none) };
        let mode = dialect::named(text(name)).ok_or(Errno::EINVAL)?;
        let dialect = mode.dialect().ok_or(Errno::EINVAL)?;
        let mut line = CommandLine::new(text(name), dialect, program);
        mode.read(dialect, &mut line).map_err(|_| Errno::EINVAL)?;
        tools::ask(&line.config)
    }

    #[test]
    #[ignore = "it is run by tools_ask_init"]
    fn tools() {
        if !is_inside("tools") {
            return;
        }
        assert!(dialect::named(text("rebootx")).is_none() && dialect::named(text("")).is_none());
        let arrived = || signal::wait(Set::ALL.without(number::CHLD), 0).map(|arrival| arrival.signal);
        let begin = Instant::now();
        for (name, arguments, asked) in [
            ("poweroff", &[][..], Ok(number::USR2)),
            ("halt", &["-n"], Ok(number::USR1)),
            ("reboot", &["-d0"], Ok(number::TERM)),
            ("reboot", &["-nd", "1"], Ok(number::TERM)),
            ("reboot", &["-x"], Err(Errno::EINVAL)),
            ("reboot", &["-"], Err(Errno::EINVAL)),
            ("reboot", &["now"], Err(Errno::EINVAL)),
            ("reboot", &["-d"], Err(Errno::EINVAL)),
            ("reboot", &["-d", "x"], Err(Errno::EINVAL)),
        ] {
            assert_eq!(run(name, arguments), asked.map(|_| ()), "{name} {arguments:?}");
            assert_eq!(arrived(), asked.map_err(|_| Errno::EAGAIN), "{name} {arguments:?}");
        }
        assert!(begin.elapsed() >= Duration::from_secs(1));
        tools::ask(&Config { instead: Instead::Reload, ..Config::ZERO }).unwrap();
        assert_eq!(arrived(), Ok(number::HUP));
    }

    /// Ends the namespaces.
    fn end(name: &str) {
        if is_inside(name) && process::pid() == 1 && !machine::is_own() {
            run(name, &["-f"]).unwrap();
        }
    }

    #[test]
    #[ignore = "it is run by tools_ask_the_kernel_at_once"]
    fn reboot() {
        end("reboot");
    }

    #[test]
    #[ignore = "it is run by tools_ask_the_kernel_at_once"]
    fn halt() {
        end("halt");
    }

    #[test]
    #[ignore = "it is run by tools_ask_the_kernel_at_once"]
    fn poweroff() {
        end("poweroff");
    }
}
