//! A system's init: what is to be done before the supervisor's first step, and after its last.

use super::cmdline::{self, Name, Parameters};
use super::inittab;
use super::table::Table;
use super::{console, exists, mounts, root};
use crate::config::{Config, Instead, Program};
use crate::dialect::{Dialect, init};
use crate::entry::{Room, Strings, Text};
use crate::log::{Facts, Kind, Log};
use crate::machine::{Action, Ending, Fate};
use crate::options::CommandLine;
use crate::packed;
use crate::signal::Set;
use crate::sys::{self, fault, file, image, machine, process, signal, terminal};
use crate::{supervise, tools};

/// What the variables are called that all have.
const NAMES: Text = Text::new(c"PATH,HOME,SHELL,USER");

/// What they are, if the kernel was not told others.
const VARIABLES: [Option<Text<'static>>; 4] = [
    Some(Text::new(c"PATH=/sbin:/usr/sbin:/bin:/usr/bin")),
    Some(Text::new(c"HOME=/")),
    Some(Text::new(c"SHELL=/bin/sh")),
    Some(Text::new(c"USER=root")),
];

/// How many variables there may be: more than the kernel takes from its command line (init/main.c, MAX_INIT_ENVS).
const SLOTS: usize = 48;

/// None of them.
pub const NO_SLOTS: [Option<Text<'static>>; SLOTS] = [None; SLOTS];

/// As whit tells of it.
pub(super) const LOG: Log = Log { words: packed::WHIT_WORDS, verbosity: 0, name: Text::EMPTY, subject: Text::EMPTY };

/// What it is that this program is started on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Nothing of its own: a container, or a system that has an init.
    Shared,
    /// A machine that begins.
    Machine,
    /// One whose real root file system could not be had.
    Rootless,
}

/// If this is a machine's first process, makes a system of what the kernel leaves: a console, the file systems that are needed,
/// a session, an environment. An inittab mounts the rest itself. An initramfs without one makes way for the root file system that
/// the kernel's command line names, if it does; `mask` is to be blocked in the init that is there.
#[inline(never)]
pub fn come_up<'a>(
    dialect: &Dialect,
    program: &mut Program<'a>,
    slots: &'a mut [Option<Text<'a>>; SLOTS],
    mask: Set,
) -> Ground {
    if process::pid() != 1 || !machine::is_own() {
        return Ground::Shared;
    }
    fault::report();
    signal::set_mask(Set(!Set::FAULTS.0));
    let has_inittab = exists(inittab::PATH);
    mounts::come_up(dialect.is_alone || !has_inittab);
    let (mut line, mut words) = (Room::<{ cmdline::LENGTH }>::new(), Room::new());
    file::read_at(file::HERE, cmdline::PATH, line.buffer());
    let mut parameters = Parameters::NONE;
    parameters.read(line.text(), &mut words);
    if !file::is_open(0)
        && sys::console::attach(Text::new(c"/dev/console")).is_err()
        && let Some(name) = parameters.get(Name::Console)
    {
        console::attach(name, b',');
    }
    let _ = process::lead_session();
    program.environment = environment(&mut program.environment, slots);
    // What the kernel hands to the first program begins with words that neither it nor anybody else knows about.
    if dialect.is_alone && parameters.arguments != 0 {
        program.command.keep_last(parameters.arguments);
    }
    let has_command = dialect.is_alone && program.command.first().is_some();
    if !has_command && !has_inittab && root::by_command_line(&parameters, &program.command, &program.environment, mask)
    {
        return Ground::Rootless;
    }
    Ground::Machine
}

/// What else there is to be said to a command line that was read.
#[inline(never)]
pub fn settle(line: &mut CommandLine, ground: Ground) {
    let config = &mut line.config;
    if ground == Ground::Shared {
        if config.instead == Instead::Run {
            config.then = Fate::Nothing;
        }
        return;
    }
    config.is_machine = true;
    config.is_single |= ground == Ground::Rootless;
    config.unblocked = Set::FAULTS;
    if config.instead == Instead::Run && line.program.command.first().is_none() {
        // A machine cannot do nothing.
        init::be_init(config);
    } else if config.instead == Instead::Run && config.then == Fate::Nothing {
        config.then = Fate::PowerOff;
    }
}

/// The environment of all that is started.
fn environment<'a>(given: &mut Strings<'a>, slots: &'a mut [Option<Text<'a>>; SLOTS]) -> Strings<'a> {
    // What the kernel always says is true of its own terminals only.
    if !terminal::is_virtual(0) {
        given.replace(Text::new(c"TERM=linux"), Text::new(c"TERM=vt102"));
    }
    if let Some(first) = slots.first_chunk_mut() {
        *first = VARIABLES;
    }
    let mut free = VARIABLES.len();
    while let Some(variable) = given.take_first() {
        let mut place = variable.place_in(NAMES, b'=');
        if place == VARIABLES.len() {
            place = free;
            free += 1;
        }
        if let Some(slot) = slots.get_mut(place) {
            *slot = Some(variable);
        }
    }
    Strings::of(slots)
}

/// Does what is not done by running a command.
pub fn run(line: &mut CommandLine, log: &Log, mask: Set) -> Ending {
    let (config, program) = (&mut line.config, &mut line.program);
    let is_first = process::pid() == 1;
    let failed = Ending::Exit(config.conduct.statuses.failed);
    match config.instead {
        // The copy of this program that ends a system: see below.
        Instead::Ask if is_first => finish(config.then),
        Instead::Ask | Instead::Reload => {
            return Ending::Exit(match tools::ask(config) {
                Ok(()) => 0,
                Err(errno) => {
                    log.say(Kind::CannotAsk, Facts::why(errno));
                    1
                }
            });
        }
        Instead::SwitchRoot => {
            if root::by_hand(&mut program.command, &program.environment, mask).is_none() {
                LOG.say(Kind::NoNewRoot, Facts::default());
            }
            if !is_first {
                return failed;
            }
            // A first process that ends is a kernel panic: it becomes a shell.
            init::be_init(config);
            config.is_machine = true;
            config.is_single = true;
            config.unblocked = Set::FAULTS;
        }
        _ if !is_first => {
            log.say(Kind::NotInit, Facts::default());
            return failed;
        }
        _ => {}
    }
    if !exists(inittab::PATH) && !exists(Text::new(c"/etc/init.d/rcS")) && !exists(Text::new(c"/bin/sh")) {
        log.say(Kind::NothingToRun, Facts::default());
        return Ending::Reboot(Fate::Halt);
    }
    run_table(config, program, log)
}

/// Runs what an inittab says, to the end of the system. (Not inline: nobody else has room for its entries on the stack.)
#[inline(never)]
fn run_table(config: &Config, program: &Program, log: &Log) -> Ending {
    let mut entries = inittab::NO_ENTRIES;
    let mut table = Table::new(if config.is_single { inittab::SINGLE } else { inittab::DEFAULT });
    if !config.is_single {
        table.open();
    }
    table.read(&mut entries);
    // Where all that is run begins.
    let _ = file::change_directory(Text::new(c"/"));
    let ending = supervise::supervise(config, program, &mut table, &mut entries, log, Set::default());
    if ending == Ending::Restart {
        table.become_entry(&entries, Action::RESTART, &program.environment);
    }
    ending
}

/// The end: everything is written, and no file system is left as if in use; then the machine does what it is asked for. Returns
/// the exit status, in a container.
pub fn end(ending: Ending, environment: &Strings, is_machine: bool, image: &[u8]) -> u8 {
    let fate = match ending {
        Ending::Exit(status) if !is_machine => return status,
        // Called wrongly, or unable to begin: the kernel would panic at the end of its first process.
        Ending::Exit(_) => Fate::Halt,
        Ending::Reboot(fate) => fate,
        Ending::Restart => Fate::Reboot,
    };
    if !is_machine {
        // It ends the namespace: its parent sees by which signal (reboot(2)). Without the right to do so, the end of this
        // process is the next best.
        let _ = machine::reboot(fate);
        return 0;
    }
    let name = match fate {
        Fate::Halt => c"halt",
        Fate::PowerOff => c"poweroff",
        _ => c"reboot",
    };
    // From a copy in memory: then the file of this program is not in use any more, whatever became of it.
    image::execute(image, &Strings::of(&mut [Some(Text::new(name)), None]), environment);
    finish(fate)
}

/// The machine's end.
fn finish(fate: Fate) -> ! {
    mounts::go_down();
    let _ = machine::reboot(fate);
    // PID 1 must not end.
    loop {
        let _ = signal::pause();
    }
}
