//! What must be true of every inittab, kernel command line and command: checked against plain models, written for clarity.
//!
//! The fuzz targets and the library's own tests use the same checks; the latter with what is in `corpus`.

use std::cell::RefCell;
use std::ffi::CString;
use whit::boot::cmdline::{self, Name, Parameters};
use whit::boot::command::{self, NO_WORDS, Script};
use whit::boot::inittab::{self, ENTRIES, LENGTH, NO_ENTRIES};
use whit::entry::{Room, Text};
use whit::log::Kind;
use whit::machine::{Action, Entry};

/// `data` up to its first NUL.
fn c_string(data: &[u8]) -> CString {
    CString::new(data.split(|byte| *byte == 0).next().unwrap_or_default()).unwrap_or_default()
}

/// The bytes of `text` before one of which `is_end` is true.
fn bytes(mut text: Text, is_end: impl Fn(u8) -> bool) -> Vec<u8> {
    core::iter::from_fn(|| (!text.is_empty() && !is_end(text.first())).then(|| text.next())).collect()
}

/// `data` before one of which `is_end` is true.
fn before(data: &[u8], is_end: impl Fn(u8) -> bool) -> &[u8] {
    data.split(|byte| is_end(*byte)).next().unwrap_or_default()
}

const ACTIONS: [(&[u8], Action); 8] = [
    (b"sysinit", Action::SYSINIT),
    (b"wait", Action::WAIT),
    (b"once", Action::ONCE),
    (b"respawn", Action::RESPAWN),
    (b"askfirst", Action::ASKFIRST),
    (b"ctrlaltdel", Action::CTRLALTDEL),
    (b"shutdown", Action::SHUTDOWN),
    (b"restart", Action::RESTART),
];

/// A line's terminal, action and command, or what is wrong with it; `None` of a blank one.
type Row = Option<Result<(Vec<u8>, Action, Vec<u8>), Kind>>;

fn row(line: &[u8]) -> Row {
    let blanks = line.iter().take_while(|byte| b" \t".contains(byte)).count();
    let line = before(&line[blanks..], |byte| b"\n#".contains(&byte));
    if line.is_empty() {
        return None;
    }
    let parts: Vec<_> = line.splitn(4, |byte| *byte == b':').collect();
    let [tty, _, action, command @ [_, ..]] = parts[..] else { return Some(Err(Kind::IncompleteLine)) };
    if command.len() >= inittab::COMMAND {
        return Some(Err(Kind::LongCommand));
    }
    let Some((_, action)) = ACTIONS.iter().find(|(name, _)| *name == action) else {
        return Some(Err(Kind::UnknownAction));
    };
    Some(Ok((tty.into(), *action, command.into())))
}

thread_local! {
    /// Which lines were told to be wrong.
    static TOLD: RefCell<Vec<(u32, Kind)>> = const { RefCell::new(vec![]) };
}

/// Any bytes are an inittab.
pub fn inittab(data: &[u8]) {
    let string = c_string(data);
    let text = Text::new(&string);
    let mut entries = NO_ENTRIES;
    inittab::read(text, &mut entries, |mistake, number| TOLD.with_borrow_mut(|told| told.push((number, mistake))));
    let count = entries.iter().take_while(|entry| entry.action != Action::NEVER).count();
    let found: Vec<_> = entries[..count]
        .iter()
        .map(|entry| {
            let (tty, command) = (entry.line.tty(text), entry.line.command(text));
            (bytes(tty, |byte| byte == b':'), entry.action, bytes(command, inittab::is_end))
        })
        .collect();
    let (mut rows, mut mistakes) = (vec![], vec![]);
    let mut offset = 0;
    for (number, line) in (1..).zip(string.as_bytes().split_inclusive(|byte| *byte == b'\n')) {
        let end = offset + before(line, |byte| b"\n#".contains(&byte)).len();
        offset += line.len();
        match row(line) {
            None => {}
            Some(Ok(_)) if end > LENGTH || rows.len() == ENTRIES => {
                mistakes.push((number, Kind::LongInittab));
                break;
            }
            Some(Ok(row)) => rows.push(row),
            Some(Err(mistake)) => mistakes.push((number, mistake)),
        }
    }
    assert_eq!((found, TOLD.take()), (rows, mistakes));
    reload(&entries, count);
}

/// Read again, each line has itself as its successor, in its own place among those that are the same.
fn reload(entries: &[Entry; ENTRIES], count: usize) {
    let (mut before, mut after) = (*entries, *entries);
    for (entry, pid) in before[..count].iter_mut().zip(1..) {
        entry.pid = pid;
    }
    inittab::go_on(&mut after, &mut before);
    for (entry, pid) in after[..count].iter().zip(1..) {
        assert_eq!(entry.pid, pid);
    }
    // Nobody is gone, and nobody goes on twice.
    assert!(before.iter().all(|entry| entry.pid == 0));
    let mut others = *entries;
    inittab::go_on(&mut others, &mut before);
    assert_eq!(others, *entries);
}

/// A word as lib/cmdline.c's next_arg() takes it off the front of `line`; what the kernel makes of it, but for quotes in the middle:
/// they are no part of it either.
fn next_arg(line: &mut &[u8]) -> Option<Vec<u8>> {
    let is_space = |byte: &u8| *byte <= b' ';
    let blanks = line.iter().take_while(|byte| is_space(byte)).count();
    let args = &line[blanks..];
    if args.is_empty() {
        return None;
    }
    let (mut in_quote, mut length) = (false, 0);
    while length < args.len() && (in_quote || !is_space(&args[length])) {
        in_quote ^= args[length] == b'"';
        length += 1;
    }
    *line = &args[length..];
    Some(args[..length].iter().copied().filter(|byte| *byte != b'"').collect())
}

/// Any bytes are a kernel command line.
pub fn cmdline(data: &[u8]) {
    let string = c_string(data.get(..2048).unwrap_or(data));
    let mut room = Room::<{ cmdline::LENGTH }>::new();
    let arguments = cmdline::split(Text::new(&string), room.buffer());
    let (mut expected, mut expected_arguments) = (vec![], 0);
    let mut is_behind = false;
    let mut rest = string.as_bytes();
    loop {
        let line = rest;
        let Some(word) = next_arg(&mut rest) else { break };
        if is_behind {
            expected_arguments += 1;
            continue;
        }
        // In quotes, the kernel would take it for one.
        is_behind =
            word == b"--" && line.len() - rest.len() - line.iter().take_while(|byte| **byte <= b' ').count() == 2;
        if !is_behind {
            expected.push(word);
        }
    }
    let found = bytes(room.text(), |_| false);
    let lines = |text: &[u8]| -> Vec<Vec<u8>> {
        text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
    };
    assert_eq!((lines(&found), arguments), (lines(&expected.join(&b'\n')), expected_arguments));
    let (mut parameters, mut room) = (Parameters::NONE, Room::new());
    parameters.read(Text::new(&string), &mut room);
    for (name, prefix) in [(Name::Root, b"root".as_slice()), (Name::RootWait, b"rootwait"), (Name::Rw, b"rw")] {
        // A control character within quotes ends a word here.
        let parts = found.split(|byte| *byte <= b'\n').filter(|part| !part.is_empty());
        let value = |part: &[u8]| -> Option<Vec<u8>> {
            let rest = part.strip_prefix(prefix)?;
            if rest.is_empty() {
                Some(vec![])
            } else {
                rest.strip_prefix(b"=").filter(|value| !value.is_empty()).map(<[u8]>::to_vec)
            }
        };
        // Of those that are there twice, the last one counts.
        let expected = parts.filter_map(value).next_back();
        assert_eq!(parameters.get(name).map(|value| bytes(value, |_| false)), expected);
    }
}

/// Any bytes are a command.
pub fn command(data: &[u8]) {
    let string = c_string(before(data.get(..inittab::COMMAND - 1).unwrap_or(data), inittab::is_end));
    let command = string.as_bytes();
    let (mut script, mut words) = (Script::new(), NO_WORDS);
    let (file, mut arguments) = command::take_apart(Text::new(&string), &mut script, &mut words);
    let found: Vec<_> = core::iter::from_fn(|| arguments.take_first()).map(|word| bytes(word, |_| false)).collect();
    let dash = usize::from(command.first() == Some(&b'-'));
    let (dash, command) = command.split_at(dash);
    let needs_shell = command.iter().any(|byte| b"~`!$^&*()=|\\{}[];\"'<>?".contains(byte))
        || command.iter().filter(|byte| **byte <= b' ').count() > 28;
    let expected: Vec<_> = if needs_shell {
        vec![[dash, b"/bin/sh"].concat(), b"-c".to_vec(), [b"exec ", command].concat()]
    } else {
        let words = string.as_bytes().split(|byte| *byte <= b' ').filter(|word| !word.is_empty());
        words.map(<[u8]>::to_vec).collect()
    };
    let path = expected.first().map_or(&[][..], |name| name.strip_prefix(b"-").unwrap_or(name)).to_vec();
    assert_eq!((bytes(file, |_| false), found), (path, expected));
}
