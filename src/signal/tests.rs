//! Every signal, by every name that it has.

use super::*;
use crate::entry::Room;
use std::ffi::CString;
use std::format;
use std::string::String;

fn parsed(word: &str) -> u8 {
    let word = CString::new(word).unwrap_or_default();
    read(Text::new(&word), 0)
}

fn name(signal: u8) -> String {
    let mut room = Room::<32>::new();
    write_name(&mut room.buffer(), signal);
    room.text().into()
}

#[test]
fn each_is_read_back_from_its_name_and_its_number() {
    for signal in 1..=LAST {
        for word in [name(signal), format!("SIG{}", name(signal)), format!("{signal}")] {
            assert_eq!(parsed(&word), signal, "{word}");
            assert_eq!(parsed(&word.to_lowercase()), signal, "{word} in lower case");
        }
    }
}

#[test]
fn names_are_those_that_everybody_uses() {
    for (signal, expected) in
        [(1, "HUP"), (9, "KILL"), (15, "TERM"), (29, "IO"), (31, "SYS"), (34, "RTMIN"), (37, "RTMIN+3")]
    {
        assert_eq!(name(signal), expected);
    }
}

#[test]
fn none_is_number_0() {
    assert_eq!(parsed("0"), 0);
}

#[test]
fn real_time_signals_are_counted_from_the_first() {
    for distance in 1..=LAST - RTMIN {
        assert_eq!(parsed(&format!("RTMIN+{distance}")), RTMIN + distance);
    }
}

#[test]
fn what_is_no_signal_is_none() {
    for word in [
        "",
        "65",
        "256",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1x",
        "SIG",
        "SIGNOPE",
        "TER",
        "TERMS",
        "TERM,",
        "HUP,INT",
        "RTMIN+31",
        "RTMIN-1",
        "RTMAX",
        "RTMIN+",
        "4294967311",
        "18446744073709551617",
    ] {
        assert_eq!(parsed(word), NONE, "{word:?}");
    }
}

#[test]
fn a_set_holds_what_was_put_in() {
    for signal in 1..=LAST {
        assert!(Set::ALL.has(signal));
        assert!(!Set::ALL.without(signal).has(signal));
        assert!(Set::of(signal).has(signal));
        assert_eq!(Set::default().and(signal), Set::of(signal));
        assert_eq!(Set::of(signal).0, 1 << (signal - 1));
    }
}

#[test]
fn rules_send_on_what_they_are_told() {
    let mut rules = Rules::NONE;
    rules.rewrite(1, 2);
    rules.rewrite(3, 0);
    rules.rewrite(4, 4);
    for (from, to) in [(3, 5), (4, 6), (5, 6)] {
        rules.rewrite_other(from, to);
    }
    rules.stop_on(Set::STOP);
    for signal in 1..=LAST {
        let expected = match signal {
            1 => Rule::Forward { to: 2 },
            3 => Rule::Drop,
            5 => Rule::Forward { to: 6 },
            2 | 15 | 30 | 37 => Rule::Stop { to: signal },
            _ => Rule::Forward { to: signal },
        };
        assert_eq!(rules.get(signal), expected, "signal {signal}");
    }
}
