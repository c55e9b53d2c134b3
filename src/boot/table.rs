//! An inittab, and the processes that its lines become.

use super::command::{self, Parts};
use super::inittab::{self, ENTRIES, Line, Mistake};
use crate::config::Program;
use crate::entry::{Room, Strings, Text};
use crate::log::{Facts, Kind, Log};
use crate::machine::{Action, Entry};
use crate::signal::number;
use crate::spawn::{Child, execute};
use crate::sys::contents::Contents;
use crate::sys::{Errno, console, file, process, signal};
use crate::work::Work;

/// An inittab.
#[derive(Debug)]
pub struct Table {
    /// The file, if there is one.
    contents: Contents,
    /// What counts if there is none.
    default: Text<'static>,
    lines: [Line; ENTRIES],
}

impl Table {
    /// Nothing read yet; `default` counts if there is no /etc/inittab.
    #[must_use]
    pub const fn new(default: Text<'static>) -> Self {
        Self { contents: Contents::NONE, default, lines: [Line::NONE; ENTRIES] }
    }

    /// Reads the file. If it is not there, it is as it was.
    pub fn open(&mut self) {
        let contents = Contents::of(inittab::PATH);
        if contents.is_there() {
            self.contents = contents;
        }
    }

    /// Where the lines are.
    fn text(&self) -> Text<'_> {
        if self.contents.is_there() { self.contents.text() } else { self.default }
    }

    fn line(&self, index: usize) -> Line {
        self.lines.get(index).copied().unwrap_or(Line::NONE)
    }

    /// Takes the lines apart. What is the same as before goes on; what is new becomes a new entry; what is gone is asked to end.
    pub fn read(&mut self, entries: &mut [Entry]) {
        let mut before = self.lines;
        let mut lines = [Line::NONE; ENTRIES];
        inittab::read(self.text(), &mut lines, tell);
        self.lines = lines;
        let mut running = [Entry::NONE; ENTRIES];
        for (old, entry) in running.iter_mut().zip(&mut *entries) {
            *old = core::mem::replace(entry, Entry::NONE);
        }
        for (line, entry) in lines.iter().zip(entries) {
            if line.action != Action::NEVER {
                let same = inittab::take_same(*line, &mut before).and_then(|place| running.get_mut(place));
                *entry = match same {
                    Some(same) => core::mem::replace(same, Entry::NONE),
                    None => Entry::new(line.action),
                };
            }
        }
        for gone in running {
            if gone.pid > 0 {
                let _ = signal::send(number::TERM, gone.pid);
                let _ = signal::send(number::CONT, gone.pid);
            }
        }
    }

    /// Executes the command of the first line with this action in place of this process. Returns only if it cannot.
    pub fn become_line(&self, action: Action, environment: &Strings, log: &Log) {
        if let Some(line) = self.lines.iter().find(|line| line.action == action) {
            become_command(line.command(self.text()), environment, log);
        }
    }
}

impl Work for Table {
    fn start(&self, index: usize, child: &Child) -> Result<i32, Errno> {
        process::spawn_apart(begin, &Task { table: self, line: self.line(index), child })
    }

    fn name(&self, index: usize) -> Text<'_> {
        self.line(index).command(self.text())
    }

    fn reload(&mut self, entries: &mut [Entry]) {
        self.open();
        self.read(entries);
    }
}

fn tell(line: u32, mistake: Mistake) {
    let kind = match mistake {
        Mistake::Incomplete => Kind::IncompleteLine,
        Mistake::UnknownAction => Kind::UnknownAction,
        Mistake::TooLong => Kind::LongCommand,
        Mistake::TooMuch => Kind::LongInittab,
    };
    super::init::LOG.say(kind, Facts::number(line as i32));
}

/// What a child needs.
struct Task<'a> {
    table: &'a Table,
    line: Line,
    child: &'a Child<'a>,
}

/// What it says before it waits for somebody.
const INVITATION: Text = Text::new(c"\nPlease press Enter to activate this console. ");

/// The child's first function.
extern "C" fn begin(task: &Task) -> ! {
    let text = task.table.text();
    let log = task.child.log;
    task.child.set_signals();
    let _ = process::lead_session();
    let mut path = Room::<64>::new();
    if command::write_terminal(task.line.tty(text), &mut path.buffer())
        && let Err(errno) = console::attach(path.text())
    {
        log.say_of(Kind::CannotOpen, path.text(), Facts::why(errno));
        process::exit(1);
    }
    let _ = crate::sys::terminal::control(0);
    if task.line.action == Action::ASKFIRST {
        file::print(1, INVITATION);
        // If there is nothing to read, there is nobody to ask.
        while !matches!(file::read(0, &mut [0]), [] | [b'\n']) {}
    }
    become_command(task.line.command(text), &task.child.program.environment, log);
    process::exit(1)
}

/// Executes `command` in place of this process. Returns only if it cannot, and tells why.
fn become_command(command: Text, environment: &Strings, log: &Log) {
    let mut parts = Parts::new();
    let (file, arguments) = command::take_apart(command, &mut parts);
    let log = Log { subject: file, ..*log };
    let (kind, errno) = execute(file, &Program { command: arguments, environment: environment.same() });
    log.say_of(kind, file, Facts::why(errno));
}
