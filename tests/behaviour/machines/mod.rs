//! Virtual machines whose first process is an init: BusyBox', whose answers are known, and whit, whose are wanted. One table
//! for both; where their answers differ, they stand side by side, BusyBox' first.

mod coming_up;
mod going_down;
mod inittab;
mod one_program;
mod roots;
mod unbreakable;

use crate::support::line::WHIT;
use crate::support::machine::root::{self, WHIT_IS_AN_INIT};
use crate::support::machine::{Disk, How, Image, Machine, Plan};
use crate::support::suite::{Need, Suite};
use std::fmt;
use std::path::Path;

const NEEDS: [Need; 5] = [
    Need::Tool("qemu-system-x86_64", "qemu-system-x86"),
    Need::Tool("setpriv", "util-linux"),
    Need::Tool("mkfs.ext4", "e2fsprogs"),
    Need::Tool("busybox", "busybox-static"),
    Need::Kernel,
];

pub fn list(suite: &mut Suite) {
    // Without its feature `init` whit is none.
    let inits: &[Init] = if WHIT_IS_AN_INIT { &[Init::BusyBox, Init::Whit] } else { &[] };
    let files =
        [coming_up::CASES, inittab::CASES, going_down::CASES, roots::CASES, one_program::CASES, unbreakable::CASES];
    for case in files.into_iter().flatten() {
        for init in inits.iter().filter(|init| case.is_for(**init)) {
            init.add(suite, case.name, || case.run(*init));
        }
    }
    going_down::list(suite, inits);
    coming_up::list(suite, inits);
}

/// Who is the first process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Init {
    BusyBox,
    Whit,
}

impl fmt::Display for Init {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(if *self == Self::BusyBox { "busybox" } else { "whit" })
    }
}

/// A path and what is in the file.
type File = (&'static str, &'static str);

/// Something for BusyBox, and for whit.
type Beside<T> = [T; 2];

/// A machine, what is done with it and how it answers.
struct Case {
    name: &'static str,
    /// Whether BusyBox does that at all.
    only_whit: bool,
    /// Words for the kernel's command line.
    words: &'static str,
    /// Its consoles, if it is not the serial line.
    console: Option<&'static str>,
    /// What its initramfs has beside the init and BusyBox' tools, if there is one.
    initramfs: Option<&'static [File]>,
    /// The same for its disk.
    disk: Option<&'static [File]>,
    /// Whether the disk is not there yet when the machine boots.
    is_late: bool,
    /// What is taken away again from the initramfs.
    without: &'static [&'static str],
    does: &'static [Step],
    ends: Beside<How>,
    /// What must never be on the console.
    never: &'static [&'static str],
    /// Whether e2fsck has nothing to say afterwards.
    is_clean: Beside<bool>,
    /// What else must be true of all that is on the console. Says what is wrong.
    judge: fn(Init, &str) -> Result<(), String>,
}

/// The usual one.
const CASE: Case = Case {
    name: "",
    only_whit: false,
    words: "",
    console: None,
    initramfs: Some(&[]),
    disk: None,
    is_late: false,
    without: &[],
    does: &[],
    ends: [How::PowerOff; 2],
    never: &[],
    is_clean: [true; 2],
    judge: |_, _| Ok(()),
};

/// What is done, and what is waited for, in that order.
enum Step {
    /// Text that comes on the console.
    Sees(&'static str),
    /// Text that comes, too, before what comes next or behind it.
    Comes(&'static str),
    /// What is seen, where they differ. Nothing is waited for if it is empty.
    Answers(Beside<&'static str>),
    /// Text that is typed at the console.
    Types(&'static str),
    /// Keys that are pressed on the machine's other keyboard.
    Presses(&'static str),
    /// From now on the disk hardly takes anything.
    StallsDisk,
    /// It takes everything again.
    ReleasesDisk,
    /// The disk that comes late comes.
    PlugsDisk,
}

use Step::{Answers, Comes, PlugsDisk, Presses, ReleasesDisk, Sees, StallsDisk, Types};

/// A step that waits until the disk is there, and mounts it.
const MOUNTS_DISK: Step = Types("mount-disk; echo mounted: $((6*7))\n");
const IS_MOUNTED: Step = Sees("mounted: 42");

/// What BusyBox' shell says when it waits for a command.
const PROMPT: &str = "/ # ";
const CTRL_ALT_DEL: &str = "ctrl-alt-delete";
const CTRL_C: &str = "\x03";
const CTRL_Z: &str = "\x1a";

/// An inittab whose first lines mount what most others need.
macro_rules! inittab_of {
    ($($line:literal)*) => {
        concat!(
            "::sysinit:/bin/mount -t devtmpfs dev /dev\n",
            "::sysinit:/bin/mount -t proc proc /proc\n",
            $($line, "\n"),*
        )
    };
}
use inittab_of;

/// The disk is the root file system.
const ON_DISK: &str = "root=/dev/nvme0n1 rootfstype=ext4 rootwait rw";

const INITTAB: &str = "etc/inittab";
const RC_S: &str = "etc/init.d/rcS";

/// A shell on the console that is there at once.
const SHELL_ONLY: File = (INITTAB, inittab_of!("::respawn:-/bin/sh"));

impl Case {
    fn is_for(&self, init: Init) -> bool {
        init == Init::Whit || !self.only_whit
    }

    fn run(&self, init: Init) {
        let initramfs = self.initramfs.map(|files| {
            // The kernel itself makes /dev/console there.
            let bare = init.image().device("dev/null", 1, 3);
            let all = files.iter().fold(bare, |image, (path, text)| image.file(path, *text));
            self.without.iter().fold(all, |image, path| image.without(path))
        });
        let disk = self
            .disk
            .map(|files| Disk::ext4(&files.iter().fold(init.image(), |image, (path, text)| image.file(path, *text))));
        let plan = Plan {
            words: self.words,
            console: self.console,
            initramfs: initramfs.as_ref(),
            disk: disk.as_ref(),
            is_late: self.is_late,
        };
        let mut machine = Machine::boot(&plan);
        for step in self.does {
            step.take(init, &mut machine);
        }
        let how = machine.ends();
        let column = init as usize;
        if how != self.ends[column] {
            machine.fail(format_args!("it ended by {how:?} instead of {:?}", self.ends[column]));
        }
        let screen = machine.screen();
        if let Some(text) = self.never.iter().find(|text| screen.contains(**text)) {
            machine.fail(format_args!("{text:?} is on the console"));
        }
        if let Err(complaint) = (self.judge)(init, &screen) {
            machine.fail(complaint);
        }
        if let Some((is_clean, complaints)) = disk.map(|disk| disk.is_clean())
            && is_clean != self.is_clean[column]
        {
            machine.fail(format_args!("whether the disk is clean: {is_clean}. e2fsck says:\n{complaints}"));
        }
    }
}

impl Step {
    fn take(&self, init: Init, machine: &mut Machine) {
        match self {
            Sees(text) => _ = machine.sees(text),
            Comes(text) => machine.expects(text),
            Answers(texts) => _ = machine.sees(texts[init as usize]),
            Types(keys) => machine.types(keys),
            Presses(keys) => machine.presses(keys),
            StallsDisk => machine.stalls_disk(),
            ReleasesDisk => machine.releases_disk(),
            PlugsDisk => machine.plugs_disk(),
        }
    }
}

impl Init {
    /// Adds a trial of it. BusyBox' answers are the same whatever whit does: they are asked for only to compare.
    fn add(self, suite: &mut Suite, name: &str, body: impl FnOnce() + Send + 'static) {
        let add = if self == Self::BusyBox { Suite::add_rare } else { Suite::add };
        add(suite, format!("machines::{self}::{name}"), &NEEDS, body);
    }

    /// A root file system with this init.
    fn image(self) -> Image {
        root::image((self == Self::Whit).then_some(Path::new(WHIT)))
    }
}
