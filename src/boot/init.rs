//! A system's init: what is to be done before the supervisor's first step, and after its last.

use super::inittab::{self, ENTRIES};
use super::table::Table;
use super::{Failure, cmdline, mounts, root};
use crate::config::{Config, Instead, Program};
use crate::dialect::{Dialect, init};
use crate::entry::{Room, Strings, Text};
use crate::log::{Facts, Kind, Log};
use crate::machine::{Action, Ending, Entry};
use crate::signal::Set;
use crate::options::CommandLine;
use crate::{supervise, tools};
use crate::sys::{console, fault, file, machine, process, signal, terminal};
use linux_raw_sys::general::{LINUX_REBOOT_CMD_HALT, LINUX_REBOOT_CMD_POWER_OFF, LINUX_REBOOT_CMD_RESTART};

/// The variables that all have, if the kernel was not told others: name and value.
const VARIABLES: [(Text, Text); 4] = [
    (Text::new(c"PATH="), Text::new(c"PATH=/sbin:/usr/sbin:/bin:/usr/bin")),
    (Text::new(c"HOME="), Text::new(c"HOME=/")),
    (Text::new(c"SHELL="), Text::new(c"SHELL=/bin/sh")),
    (Text::new(c"USER="), Text::new(c"USER=root")),
];

/// How many variables there may be: more than the kernel takes from its command line (init/main.c, MAX_INIT_ENVS).
pub const SLOTS: usize = 48;

/// Tells of trouble.
fn tell_by(log: &Log) -> impl Fn(Failure, Text) {
    move |failure, path| log.say_of(failure.trouble, path, Facts::why(failure.errno))
}

/// If this is a machine's first process, makes a system of what the kernel leaves: a console, the file systems that are needed,
/// a session, an environment. An inittab mounts the rest itself.
pub fn come_up<'a>(
    dialect: &Dialect,
    program: &mut Program<'a>,
    slots: &'a mut [Option<Text<'a>>; SLOTS],
    log: &Log,
) -> bool {
    let is_machine = process::pid() == 1 && machine::is_own();
    if is_machine {
        fault::report();
        signal::set_mask(Set(!Set::FAULTS.0));
        let is_alone = dialect.is_alone;
        mounts::come_up(is_alone || !file::exists(inittab::PATH), &tell_by(log));
        if !file::is_open(0) && console::attach(Text::new(c"/dev/console")).is_err() {
            attach_named_console();
        }
        let _ = process::lead_session();
        program.environment = environment(&mut program.environment, slots);
        if is_alone {
            keep_own_words(&mut program.command);
        }
    }
    is_machine
}

/// What else there is to be said to a command line that was read.
pub fn settle(line: &mut CommandLine, is_machine: bool) {
    let config = &mut line.config;
    config.is_machine = is_machine;
    if !is_machine {
        config.then = 0;
        return;
    }
    config.unblocked = Set::FAULTS;
    if config.instead == Instead::Run && line.program.command.first().is_none() {
        // A machine cannot do nothing.
        init::be_init(config);
    } else if config.then == 0 {
        config.then = LINUX_REBOOT_CMD_POWER_OFF;
    }
}

/// The environment of all that is started.
fn environment<'a>(given: &mut Strings<'a>, slots: &'a mut [Option<Text<'a>>; SLOTS]) -> Strings<'a> {
    // What the kernel always says is true of its own terminals only.
    let is_linux = terminal::is_virtual(0);
    let mut free = slots.iter_mut();
    let mut add = |variable| {
        if let Some(slot) = free.next() {
            *slot = Some(variable);
        }
    };
    for (name, variable) in VARIABLES {
        if given.get(name).is_none() {
            add(variable);
        }
    }
    while let Some(variable) = given.take_first() {
        let is_wrong = !is_linux && variable.is(Text::new(c"TERM=linux"));
        add(if is_wrong { Text::new(c"TERM=vt102") } else { variable });
    }
    Strings::of(slots)
}

/// Opens the console that the kernel was told of.
#[inline(never)]
fn attach_named_console() {
    let mut words = Room::new();
    read_parameters(&mut words);
    if let Some(mut name) = cmdline::last(words.text(), Text::new(c"\nconsole=")) {
        let mut path = Room::<64>::new();
        let mut buffer = path.buffer();
        buffer.text(Text::new(c"/dev/"));
        while name.first() > b',' {
            buffer.byte(name.next());
        }
        let _ = console::attach(path.text());
    }
}

/// Reads the kernel's parameters. Returns how many words there are for init behind them.
fn read_parameters(parameters: &mut Room<{ cmdline::LENGTH }>) -> usize {
    let mut line = Room::<{ cmdline::LENGTH }>::new();
    file::read_at(file::HERE, cmdline::PATH, line.buffer());
    cmdline::split(line.text(), parameters.buffer())
}

/// Of what the kernel hands to the first program, keeps what its command line has behind ` -- `, if there is that. The rest are
/// words that neither the kernel nor anybody else knows about.
#[inline(never)]
fn keep_own_words(command: &mut Strings) {
    let count = read_parameters(&mut Room::new());
    if count != 0 {
        command.keep_last(count);
    }
}

/// If the kernel's command line says where the real root file system is, goes there and executes its init. Returns only if that
/// is not to be, or cannot be.
#[inline(never)]
fn leave_initramfs(environment: &Strings, log: &Log) {
    let mut words = Room::new();
    read_parameters(&mut words);
    let parameters = words.text();
    let mut device = Room::<256>::new();
    root::write_value(parameters, Text::new(c"\nroot="), device.buffer());
    if device.text().is_empty() || !root::is_initramfs() {
        return;
    }
    let mut init = Room::<256>::new();
    let mut buffer = init.buffer();
    buffer.text_to(cmdline::last(parameters, Text::new(c"\ninit=")).unwrap_or(Text::new(c"/sbin/init")), b'\n');
    let init = init.text();
    let tell = tell_by(log);
    if let Err(failure) = root::mount(parameters, device.text()) {
        return tell(failure, device.text());
    }
    become_root(root::PLACE, init, Strings::of(&mut [None, Some(init), None]), environment, log);
}

/// Makes the mount at `new` the root directory and executes `init` there: `arguments` is its argv behind a free slot. Returns
/// only if it cannot, and tells why.
pub fn become_root(new: Text, init: Text, mut arguments: Strings, environment: &Strings, log: &Log) {
    let tell = tell_by(log);
    if let Err(failure) = root::switch(new, init) {
        return tell(failure, if failure.trouble == Kind::NoInit { init } else { new });
    }
    arguments.take_first();
    let errno = process::execute(init, &arguments, environment);
    log.say_of(Kind::NotExecutable, init, Facts::why(errno));
}

/// Does what is not done by running a command. Returns the exit status.
pub fn run(what: Instead, config: &Config, program: &mut Program, log: &Log) -> u8 {
    match what {
        Instead::Ask | Instead::Reload => {
            if let Err(errno) = tools::ask(config) {
                log.say(Kind::CannotAsk, Facts::why(errno));
                return 1;
            }
            return 0;
        }
        Instead::SwitchRoot => {
            switch_root(program, log);
            if process::pid() != 1 {
                return config.statuses.failed;
            }
            // A first process that ends is a kernel panic.
            let mut config = Config::ZERO;
            init::be_init(&mut config);
            config.is_single = true;
            return run_table(&config, program, log);
        }
        _ if process::pid() != 1 => {
            log.say(Kind::NotInit, Facts::default());
            return config.statuses.failed;
        }
        _ => {}
    }
    if config.is_machine && !file::exists(inittab::PATH) {
        leave_initramfs(&program.environment, log);
    }
    run_table(config, program, log)
}

/// `[-c DEVICE] NEWROOT INIT [ARG…]`. Returns only if it cannot, and tells why.
fn switch_root(program: &mut Program, log: &Log) {
    let arguments = &mut program.command;
    if arguments.first().is_some_and(|first| first.is(Text::new(c"-c"))) {
        arguments.take_first();
        let device = arguments.take_first().unwrap_or(Text::EMPTY);
        if let Err(errno) = console::attach(device) {
            log.say_of(Kind::CannotOpen, device, Facts::why(errno));
        }
    }
    let (Some(new), Some(init)) = (arguments.first(), arguments.second()) else {
        return log.say(Kind::NoNewRoot, Facts::default());
    };
    become_root(new, init, arguments.same(), &program.environment, log);
}

/// Runs what an inittab says, to the end of the system.
fn run_table(config: &Config, program: &Program, log: &Log) -> u8 {
    let has_inittab = file::exists(inittab::PATH);
    if !has_inittab && !file::exists(Text::new(c"/etc/init.d/rcS")) && !file::exists(Text::new(c"/bin/sh")) {
        log.say(Kind::NothingToRun, Facts::default());
        return end(Ending::Reboot(LINUX_REBOOT_CMD_HALT), log, config.is_machine);
    }
    let mut table = Table::new(if config.is_single { inittab::SINGLE } else { inittab::DEFAULT });
    if !config.is_single {
        table.open();
    }
    let mut entries = [Entry::NONE; ENTRIES];
    table.read(&mut entries, log);
    let ending = supervise::supervise(config, program, &mut table, &mut entries, log, Set::default());
    if ending == Ending::Restart {
        table.become_line(Action::RESTART, &program.environment, log);
    }
    end(ending, log, config.is_machine)
}

/// The end: everything is written, and no file system is left as if in use; then the machine does what it is asked for. Returns
/// the exit status, in a container.
pub fn end(ending: Ending, log: &Log, is_own: bool) -> u8 {
    let command = match ending {
        Ending::Exit(status) => return status,
        Ending::Reboot(command) => command,
        Ending::Restart => LINUX_REBOOT_CMD_RESTART,
    };
    if is_own {
        mounts::go_down(&tell_by(log));
    }
    // In a container it ends the namespace: its parent sees by which signal (reboot(2)). Without the right to do so, the end of
    // this process is the next best.
    let _ = machine::reboot(command);
    while is_own {
        // PID 1 must not end.
        process::sleep(u64::MAX >> 1);
    }
    0
}
