//! Command lines, from argv and the environment to what the engine is told.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed assertion is what a test is for")]

use super::super::reading;
use super::*;
use crate::config::Program;
use crate::entry::Strings;
use crate::log::Kind;
use crate::options::CommandLine;
use core::ffi::c_char;
use proptest::prelude::*;
use std::boxed::Box;
use std::ffi::CString;
use std::string::String;
use std::vec::Vec;

/// An array of C strings, with a slot in front. Tests end soon: it is never freed.
fn strings(words: &[&str]) -> Strings<'static> {
    let mut slots = std::vec![core::ptr::null_mut::<c_char>()];
    for word in words {
        slots.push(CString::new(*word).unwrap().into_raw());
    }
    slots.push(core::ptr::null_mut());
    // SAFETY: behind the first slot, strings that live for ever, and a null.
    unsafe { Strings::new(Box::leak(slots.into_boxed_slice())[1..].as_mut_ptr()) }
}

/// What a command line becomes, and what is left of it.
fn read_line(environment: &[&str], arguments: &[&str]) -> (Result<(), Kind>, CommandLine<'static>) {
    let program = Program { command: strings(arguments), environment: strings(environment) };
    let mut line = CommandLine::new(Text::new(c"whit"), &WHIT, program);
    let result = reading::read(&WHIT, &mut line);
    (result, line)
}

fn config(arguments: &[&str]) -> Config {
    let (result, line) = read_line(&[], &[arguments, &["true"]].concat());
    assert_eq!(result, Ok(()), "{arguments:?}");
    line.config
}

fn string(text: Text) -> String {
    text.into()
}

fn left(mut words: Strings) -> Vec<String> {
    core::iter::from_fn(|| words.take_first()).map(string).collect()
}

#[test]
fn times_have_units() {
    for (word, time) in [
        ("0", 0),
        ("0ms", 0),
        ("500ms", SECOND / 2),
        ("10s", 10 * SECOND),
        ("2m", 120 * SECOND),
        ("20", 20 * SECOND),
        ("inf", NEVER),
        ("4294967294m", NEVER),
    ] {
        for arguments in [&["-t", word][..], &["--time", word]] {
            assert_eq!(config(arguments).grace, Grace { after_signal: time, after_end: time }, "{word}");
        }
    }
}

#[test]
fn without_a_time_only_the_commands_own_end_has_a_deadline() {
    assert_eq!(config(&[]).grace, Grace { after_signal: NEVER, after_end: 5 * SECOND });
}

#[test]
fn users_have_groups() {
    for (word, id, groups) in [
        ("1000", 1000, &[1000][..]),
        ("0", 0, &[0]),
        ("1000:100", 1000, &[100]),
        ("1000:100,4,24", 1000, &[100, 4, 24]),
        ("4294967294:0", 4_294_967_294, &[0]),
    ] {
        let user = config(&["-u", word]).user;
        assert_eq!((user.id(), &user.ids[1..user.count]), (id, groups), "{word}");
    }
}

#[test]
fn short_options_bundle_and_take_attached_values() {
    let config = config(&["-vvge143", "-t1s", "-aw"]);
    assert_eq!(config.verbosity, 2);
    assert!(config.conduct.group && config.all_at_once && config.warn_reaped);
    assert_eq!(config.expected.apply(143), 0);
    assert_eq!(config.grace.after_end, SECOND);
}

#[test]
fn the_variable_comes_first_and_is_gone() {
    let (result, line) = read_line(&["A=1", "WHIT_OPTIONS= -vv\t -e 3 \n", "B=2"], &["-v", "sh", "-v"]);
    assert_eq!(result, Ok(()));
    assert_eq!(line.config.verbosity, 3);
    assert_eq!(line.config.expected.apply(3), 0);
    assert_eq!(left(line.program.command), ["sh", "-v"]);
    assert_eq!(left(line.program.environment), ["A=1", "B=2"]);
}

#[test]
fn an_option_in_the_variable_does_not_swallow_the_command() {
    assert_eq!(read_line(&["WHIT_OPTIONS=-e"], &["3"]).0, Err(Kind::NoValue));
    assert_eq!(read_line(&["WHIT_OPTIONS=-v sh"], &["sh"]).0, Err(Kind::Operand));
}

#[test]
fn mistakes_are_told_apart() {
    for (arguments, mistake) in [
        (&["-z", "sh"][..], Kind::UnknownLetter),
        (&["--zzz", "sh"], Kind::UnknownOption),
        (&["--ver", "sh"], Kind::UnknownOption),
        (&["--group=1", "sh"], Kind::UnwantedValue),
        (&["-e"], Kind::NoValue),
        (&["-e", "256", "sh"], Kind::BadValue),
        (&["-t", "1x", "sh"], Kind::BadValue),
        (&["-t", "", "sh"], Kind::BadValue),
        (&["-t", "1mss", "sh"], Kind::BadValue),
        (&["-u", "root", "sh"], Kind::BadValue),
        (&["-u", "1:", "sh"], Kind::BadValue),
        (&["-u", "1:2,", "sh"], Kind::BadValue),
        (&["-u", "4294967295", "sh"], Kind::BadValue),
        (&["-r", "TERM", "sh"], Kind::BadValue),
        (&["-r", "KILL:TERM", "sh"], Kind::BadValue),
        (&["-r", "CHLD:TERM", "sh"], Kind::BadValue),
        (&["--stop-on", "0", "sh"], Kind::BadValue),
        (&["--stop-on", "KILL", "sh"], Kind::BadValue),
        (&["--stop-on", "STOP", "sh"], Kind::BadValue),
        (&["--stop-on", "CHLD", "sh"], Kind::BadValue),
        (&["--as", "pause"], Kind::BadValue),
    ] {
        assert_eq!(read_line(&[], arguments).0, Err(mistake), "{arguments:?}");
    }
}

proptest! {
    #[test]
    fn no_command_line_is_too_strange(words in proptest::collection::vec("[-=:,0-9a-zA-Z+ /]{0,12}", 0..6), variable in "[ -=:a-z0-9]{0,20}") {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let _ = read_line(&[&std::format!("WHIT_OPTIONS={variable}")], &words);
    }

    #[test]
    fn what_is_behind_the_command_is_the_commands(words in proptest::collection::vec("[ -~]{0,12}", 0..6)) {
        let command: Vec<&str> = core::iter::once("command").chain(words.iter().map(String::as_str)).collect();
        let (result, line) = read_line(&[], &[&["-v"], &command[..]].concat());
        prop_assert_eq!(result, Ok(()));
        prop_assert_eq!(left(line.program.command), command);
    }
}
