//! The kernel command line: /proc/cmdline, read as the kernel reads it (lib/cmdline.c, `next_arg`).
//!
//! Blanks separate words, but not within quotes. Quotes around a word or around its value are no part of it. From a word `--`
//! on, all are init's arguments: the kernel hands them over without their quotes, at the end of argv.
//!
//! [`split`] makes a line of each word, with a newline in front of the first, too: what is looked for begins and ends with one.
#![forbid(unsafe_code)]

use crate::entry::{Buffer, Room, Text};

/// Where it is.
pub const PATH: Text = Text::new(c"/proc/cmdline");

/// How long it can be, with what [`split`] adds: COMMAND_LINE_SIZE is 4096 at most, in all architectures.
pub const LENGTH: usize = 4096 + 4;

/// Adds each parameter of `line` to `parameters`, a line each. Returns how many words follow a `--`: so many words at the end of
/// argv are COMMAND, and what is in front of them in argv are stray words.
#[inline(never)]
pub fn split(mut line: Text, parameters: Buffer) -> usize {
    let mut nothing = Room::<1>::new();
    let mut parameters = parameters;
    let mut arguments = 0;
    let mut is_behind = 0;
    parameters.byte(b'\n');
    loop {
        while is_blank(line.first()) {
            line.next();
        }
        if line.is_empty() {
            return arguments;
        }
        arguments += is_behind;
        if line.behind(Text::new(c"--")).is_some_and(|rest| rest.is_empty() || is_blank(rest.first())) {
            is_behind = 1;
            parameters = nothing.buffer();
        }
        let mut is_quoted = false;
        // A quote here is no part of the word; nor is, then, one at its end.
        let mut opens = true;
        let mut opened = false;
        let mut has_value = false;
        while !line.is_empty() && (is_quoted || !is_blank(line.first())) {
            let byte = line.next();
            if byte == b'"' {
                is_quoted = !is_quoted;
                let is_last = line.is_empty() || !is_quoted && is_blank(line.first());
                if opens || opened && is_last {
                    opened = true;
                    opens = false;
                    continue;
                }
            }
            opens = byte == b'=' && !has_value;
            has_value |= opens;
            parameters.byte(byte);
        }
        parameters.byte(b'\n');
    }
}

/// Whether words end here: at isspace() of the kernel (lib/ctype.c), and at what nobody writes.
const fn is_blank(byte: u8) -> bool {
    byte.wrapping_sub(1) < b' '
}

/// What is behind the last `mark` in `parameters`: of a parameter that is there twice, the last one counts.
///
/// A mark begins with a newline, and ends with one, or with `=`; a value ends before one.
#[inline(never)]
#[must_use]
pub fn last<'a>(mut parameters: Text<'a>, mark: Text) -> Option<Text<'a>> {
    let mut found = None;
    loop {
        found = parameters.behind(mark).or(found);
        if parameters.next() == 0 {
            return found;
        }
    }
}

/// Whether the root file system is to be writable: the last of `ro` and `rw` is `rw`. Without either, the kernel's own
/// default is `ro`.
#[must_use]
pub fn is_writable(parameters: Text) -> bool {
    let writable = last(parameters, Text::new(c"\nrw\n"));
    writable.map(Text::as_ptr) > last(parameters, Text::new(c"\nro\n")).map(Text::as_ptr)
}
