//! An inittab, and the processes that its lines become.

use super::command::{self, NO_WORDS, Script};
use super::console;
use super::inittab::{self, ENTRIES, Line};
use crate::config::Program;
use crate::entry::{Strings, Text};
use crate::log::{Facts, Kind, Log};
use crate::machine::{Action, Entry};
use crate::signal::number;
use crate::spawn::{Child, execute};
use crate::sys::contents::Contents;
use crate::sys::{Errno, file, process, signal, terminal};
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
    /// Nothing read yet; `default` counts.
    #[must_use]
    #[inline(always)]
    pub const fn new(default: Text<'static>) -> Self {
        Self { contents: Contents::NONE, default, lines: inittab::NO_LINES }
    }

    /// Reads the file. If it is not there, `default` counts, or what was there before.
    pub fn open(&mut self, default: Text<'static>) {
        self.default = default;
        self.contents.read(inittab::PATH);
    }

    /// Where the lines are.
    fn text(&self) -> Text<'_> {
        self.contents.text().unwrap_or(self.default)
    }

    fn line(&self, index: usize) -> &Line {
        self.lines.get(index).unwrap_or(&Line::NONE)
    }

    /// Takes the lines apart. What is the same as before goes on; what is new becomes a new entry; what is gone is asked to end.
    pub fn read(&mut self, entries: &mut [Entry; ENTRIES]) {
        let mut before = self.lines;
        let text = self.contents.text().unwrap_or(self.default);
        inittab::read(text, &mut self.lines, tell);
        let mut running = *entries;
        for (line, entry) in self.lines.iter().zip(entries) {
            *entry = Entry::new(line.action);
            if let Some(same) = inittab::take_same(*line, &mut before).and_then(|place| running.get_mut(place)) {
                *entry = *same;
                same.pid = 0;
            }
        }
        for gone in &running {
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
        self.contents.read(inittab::PATH);
        if let Ok(entries) = entries.try_into() {
            self.read(entries);
        }
    }
}

fn tell(mistake: Kind, line: u32) {
    super::init::LOG.say(mistake, Facts::number(line as i32));
}

/// What a child needs.
struct Task<'a> {
    table: &'a Table,
    line: &'a Line,
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
    let tty = task.line.tty(text);
    if tty.first() != b':' && !console::attach(tty, b':', log) {
        process::exit(1);
    }
    let _ = terminal::control(0);
    terminal::make_sane(0);
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
    let (mut script, mut login) = (Script::new(), Script::new());
    let mut words = NO_WORDS;
    let (file, arguments) = command::take_apart(command, &mut script, &mut login, &mut words);
    let log = Log { subject: file, ..*log };
    let (kind, errno) = execute(file, &Program { command: arguments, environment: environment.same() });
    log.say_of(kind, file, Facts::why(errno));
}
