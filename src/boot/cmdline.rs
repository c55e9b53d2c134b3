//! The kernel command line: /proc/cmdline, read as the kernel reads it (lib/cmdline.c, `next_arg`).
//!
//! Blanks separate words, but not within quotes, which are no part of a word. From a word `--` on, all are init's arguments: the kernel hands them over without their quotes, at the end of argv.
#![forbid(unsafe_code)]

use crate::entry::{Buffer, Room, Text};

/// Where it is.
pub const PATH: Text = Text::new(c"/proc/cmdline");

/// How long it can be, with what [`split`] adds: arch/x86/include/asm/setup.h, COMMAND_LINE_SIZE.
pub const LENGTH: usize = 2048 + 4;

/// Adds each parameter of `line` to `words`, a line each. Returns how many follow a `--`: so many words at the end of argv are COMMAND,
/// and what is in front of them in argv are stray words.
#[inline(always)]
pub fn split(mut line: Text, mut words: Buffer) -> usize {
    let mut arguments = 0;
    let mut is_behind = 0;
    loop {
        while is_blank(line.first()) {
            line.next();
        }
        if line.is_empty() {
            return arguments;
        }
        arguments += is_behind;
        if line.behind(Text::new(c"--")).is_some_and(|rest| rest.first() <= b' ') {
            is_behind = 1;
        }
        let mut is_quoted = false;
        while !line.is_empty() && (is_quoted || !is_blank(line.first())) {
            let byte = line.next();
            if byte == b'"' {
                is_quoted = !is_quoted;
            } else if is_behind == 0 {
                words.byte(byte);
            }
        }
        words.byte(b'\n');
    }
}

/// Whether words end here: at isspace() of the kernel (lib/ctype.c), and at what nobody writes.
#[inline(always)]
const fn is_blank(byte: u8) -> bool {
    byte.wrapping_sub(1) < b' '
}

/// What is asked for by name, with a value or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Name {
    Root,
    RootFsType,
    RootFlags,
    RootDelay,
    RootWait,
    Ro,
    Rw,
    Init,
    Console,
}

/// What they are called, in this order.
const NAMES: Text = Text::new(c"root,rootfstype,rootflags,rootdelay,rootwait,ro,rw,init,console");

/// How many there are.
const COUNT: usize = Name::Console as usize + 1;

/// The parameters that somebody here wants to know.
#[derive(Clone, Copy, Debug)]
pub struct Parameters<'a> {
    /// How many words are for init: so many at the end of its argv are COMMAND, if there are any, and what is in front of them are stray words.
    pub arguments: usize,
    values: [Option<Text<'a>>; COUNT],
}

impl<'a> Parameters<'a> {
    /// Nothing is known of them yet.
    pub const NONE: Self = Self { arguments: 0, values: [None; COUNT] };

    /// Reads `line`, whose words are put into `room`. Of a parameter that is there twice, the last one counts.
    #[inline(always)]
    pub fn read(&mut self, line: Text, room: &'a mut Room<LENGTH>) {
        self.arguments = split(line, room.buffer());
        let mut words = room.words();
        while let Some(word) = words.take(b'\n') {
            let mut value = word.from_next(b'=');
            if value.next() != 0 && value.is_empty() {
                continue;
            }
            if let Some(place) = self.values.get_mut(word.place_in(NAMES, b'=')) {
                *place = Some(value);
            }
        }
    }

    /// The value of a parameter, if it is there: nothing, if it is one that has none; never nothing behind a `=`.
    #[must_use]
    #[inline(always)]
    pub fn get(&self, name: Name) -> Option<Text<'a>> {
        self.values.get(name as usize).copied().flatten()
    }

    /// Whether the root file system is to be writable: the last of `ro` and `rw` is `rw`. Without either, the kernel's own
    /// default is `ro`.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        let place = |name| self.get(name).map_or(0, |value| value.as_ptr().addr());
        place(Name::Rw) > place(Name::Ro)
    }
}
