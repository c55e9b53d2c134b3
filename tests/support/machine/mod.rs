//! Virtual machines that boot a real kernel, with somebody at the serial console.
//!
//! ```text
//! Image ─► cpio archive, or Disk ─► QEMU ─► console (its stdin and stdout), QMP (a socket) ─► How
//! ```
//!
//! The benches use it, too: it needs nothing but `transcript`, `running`, `suite::find` and `PATIENCE` beside it.

mod disk;
mod image;
mod place;
mod qmp;
pub mod root;

pub use disk::Disk;
pub use image::Image;

use super::transcript::Transcript;
use super::{PATIENCE, running};
use place::Place;
use qmp::Qmp;
use serde_json::json;
use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};
use tempfile::TempDir;

/// A machine is taken for hung that does nothing for so long: it boots in two seconds, but shares its host with others.
const LONG: Duration = PATIENCE.saturating_mul(4);

/// How often it is looked at what tells nobody when it changes.
const INTERVAL: Duration = Duration::from_millis(5);

/// What reboot(2) leaves on the console when the processor halts: QEMU goes on then, and has no event for it.
const HALTED: &str = "reboot: System halted";
/// BusyBox' shell asks for the cursor's place before each line.
pub const CURSOR: &str = "\x1b[6n";
const PANIC: &str = "Kernel panic";

/// The kernel: `$KERNEL`, or what scripts/kernel fetched.
pub fn kernel() -> Option<PathBuf> {
    let fetched = || Path::new(env!("CARGO_TARGET_TMPDIR")).parent().map(|target| target.join("machine/vmlinuz"));
    env::var_os("KERNEL").map(PathBuf::from).or_else(fetched).filter(|file| file.is_file())
}

/// What is booted.
#[derive(Default)]
pub struct Plan<'a> {
    /// The kernel's command line, beyond what every machine has.
    pub words: &'a str,
    /// The consoles, if it is not the serial line.
    pub console: Option<&'a str>,
    pub initramfs: Option<&'a Image>,
    /// An NVMe disk, /dev/nvme0n1.
    pub disk: Option<&'a Disk>,
    /// Whether the disk is there only once it is plugged in.
    pub is_late: bool,
}

/// How a machine ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    PowerOff,
    Reboot,
    /// The processor stands still and takes no interrupts, the power is on.
    Halt,
    Panic,
}

/// A machine that runs. It is switched off when nobody needs it any more.
pub struct Machine {
    qemu: Child,
    qmp: Qmp,
    keyboard: ChildStdin,
    /// What is on the serial console.
    console: Transcript,
    complaints: Transcript,
    /// The socket and the initramfs.
    _files: TempDir,
    _place: Place,
}

impl Machine {
    /// Boots it. Waits for a place among the few machines that there may be at a time.
    pub fn boot(plan: &Plan) -> Self {
        let place = Place::take();
        let files = tempfile::tempdir().unwrap();
        let socket = files.path().join("qmp");
        let mut command = command(plan, files.path(), &socket);
        let mut qemu = running::spawn(&mut command).unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let keyboard = qemu.stdin.take().unwrap();
        let console = Transcript::of(qemu.stdout.take().unwrap());
        let mut complaints = Transcript::of(qemu.stderr.take().unwrap());
        let deadline = Instant::now() + LONG;
        let qmp = loop {
            if let Some(qmp) = Qmp::connect(&socket) {
                break qmp;
            }
            let is_over = qemu.try_wait().unwrap().is_some() || Instant::now() > deadline;
            if is_over {
                let _ = qemu.kill();
                panic!("QEMU cannot be talked to: {}", complaints.rest());
            }
            thread::sleep(INTERVAL);
        };
        Self { qemu, qmp, keyboard, console, complaints, _files: files, _place: place }
    }

    /// Waits until `text` is on the console, behind what was seen before. Returns all up to its end.
    pub fn sees(&mut self, text: &str) -> String {
        self.expects(text);
        self.console.up_to(text)
    }

    /// Waits until `text` is on the console, behind what was seen before. It is not seen yet.
    pub fn expects(&mut self, text: &str) {
        if !self.console.comes_within(text, LONG) {
            let is_over = self.qmp.shutdown(Duration::ZERO).map_or("it goes on", |_| "it has ended");
            self.fail(format_args!("waited in vain for {text:?}; {is_over}"));
        }
    }

    /// Types at the console.
    pub fn types(&mut self, keys: &str) {
        // Of a machine that is gone, its end tells more than this.
        let _ = self.keyboard.write_all(keys.as_bytes()).and_then(|()| self.keyboard.flush());
    }

    /// Presses keys of its other keyboard, as QEMU's `sendkey` calls them.
    pub fn presses(&mut self, keys: &str) {
        self.qmp.monitor(&format!("sendkey {keys}"));
    }

    /// Lets the disk write a byte a second, no more.
    pub fn stalls_disk(&mut self) {
        self.throttles_disk(1);
    }

    /// Lets the disk write as fast as it can.
    pub fn releases_disk(&mut self) {
        self.throttles_disk(0);
    }

    /// Lets the disk write so many bytes a second; 0: as many as it can.
    fn throttles_disk(&mut self, bytes: u32) {
        let limits = json!({
            "device": disk::DEVICE, "bps": 0, "bps_rd": 0, "bps_wr": bytes, "iops": 0, "iops_rd": 0, "iops_wr": 0
        });
        self.qmp.execute("block_set_io_throttle", limits);
    }

    /// Plugs a disk in that comes late.
    pub fn plugs_disk(&mut self) {
        let disk = json!({"driver": "nvme", "drive": disk::DEVICE, "serial": "1", "bus": disk::PORT});
        self.qmp.execute("device_add", disk);
    }

    /// Everything that was on the console.
    pub fn screen(&self) -> String {
        self.console.all()
    }

    /// Waits for its end.
    pub fn ends(&mut self) -> How {
        let deadline = Instant::now() + LONG;
        loop {
            if let Some(reason) = self.qmp.shutdown(INTERVAL) {
                return self.ended(&reason);
            }
            // It reads what is there.
            if self.console.comes_within(HALTED, Duration::ZERO) && self.is_halted() {
                return How::Halt;
            }
            if Instant::now() > deadline {
                self.fail("waited in vain for its end");
            }
        }
    }

    /// Panics, with the console.
    pub fn fail(&mut self, why: impl Display) -> ! {
        let screen = self.console.all().replace(['\r', '\0'], "").replace(CURSOR, "");
        let registers = self.qmp.monitor("info registers");
        let place = registers.lines().find(|line| line.starts_with("RIP")).unwrap_or("off");
        let _ = self.qemu.kill();
        let complaints = self.complaints.rest();
        let complaints: Vec<&str> = complaints.lines().filter(|line| !line.contains(" info: ")).collect();
        panic!(
            "{why}\n-- The processor: {place}\n-- QEMU says: {}\n-- The console:\n{screen}\n-- (its end)",
            complaints.join("\n")
        )
    }

    /// QEMU has ended the machine for `reason`.
    fn ended(&mut self, reason: &str) -> How {
        self.qemu.wait().unwrap();
        self.console.rest();
        match reason {
            "guest-shutdown" => How::PowerOff,
            "guest-reset" if self.screen().contains(PANIC) => How::Panic,
            "guest-reset" => How::Reboot,
            reason => self.fail(format_args!("QEMU ended it: {reason}")),
        }
    }

    fn is_halted(&mut self) -> bool {
        self.qmp.monitor("info registers").contains("HLT=1")
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.qemu.kill();
        let _ = self.qemu.wait();
    }
}

/// QEMU's command line.
fn command(plan: &Plan, files: &Path, socket: &Path) -> Command {
    // On a busy host the kernel's check of its timer fails, and it goes on with a slow one.
    let words = format!("{} quiet panic=-1 no_timer_check {}", plan.console.unwrap_or("console=ttyS0"), plan.words);
    // It is killed with this process, should that be killed.
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--", "qemu-system-x86_64"]);
    command.args(["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"]);
    command.args(["-accel", "tcg", "-M", "q35", "-m", "256", "-serial", "stdio"]);
    // It waits for somebody to connect, so no event is missed.
    command.arg("-qmp").arg(format!("unix:{},server=on,wait=on", socket.display()));
    command.arg("-kernel").arg(kernel().expect("scripts/kernel fetches a kernel"));
    command.args(["-append", words.trim_end()]);
    if let Some(image) = plan.initramfs {
        let path = files.join("initramfs");
        fs::write(&path, image.archive()).unwrap();
        command.arg("-initrd").arg(path);
    }
    if let Some(disk) = plan.disk {
        command.args(disk.arguments(plan.is_late));
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}
