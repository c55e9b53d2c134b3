//! Options, and how whit is told that they are wrong.

use crate::support::line::Line;
use crate::support::suite::Suite;

/// Bad command lines, without COMMAND; what is named of it.
const BAD: &[(&[&str], &str)] = &[
    (&["-z"], "-z"),
    (&["-gz"], "z"),
    (&["--zzz"], "--zzz"),
    (&["--zzz=1"], "--zzz"),
    (&["-r", "TERM"], "--rewrite"),
    (&["-r", "TERM:"], "--rewrite"),
    (&["-r", ":TERM"], "--rewrite"),
    (&["-r", ""], "--rewrite"),
    (&["-r", "TERM:USR1:USR2"], "--rewrite"),
    (&["-r", "TREM:USR1"], "--rewrite"),
    (&["-r", "TERM:URS1"], "--rewrite"),
    (&["-r", "0:TERM"], "--rewrite"),
    (&["-r", "65:TERM"], "--rewrite"),
    (&["-r", "TERM:65"], "--rewrite"),
    (&["-r", "TERM:-1"], "--rewrite"),
    (&["-r", "TERM:4294967297"], "--rewrite"),
    (&["-r", "TERM:18446744073709551617"], "--rewrite"),
    (&["-r", "RTMIN+31:TERM"], "--rewrite"),
    (&["-r", "RTMIN-1:TERM"], "--rewrite"),
    (&["-r", "RTMIN+:TERM"], "--rewrite"),
    (&["-r", "SIG:TERM"], "--rewrite"),
    (&["-r", "KILL:TERM"], "--rewrite"),
    (&["-r", "STOP:TERM"], "--rewrite"),
    (&["--rewrite="], "--rewrite"),
    (&["-e", "256"], "--expect"),
    (&["-e", "-1"], "--expect"),
    (&["-e", "1x"], "--expect"),
    (&["-e", ""], "--expect"),
    (&["-e", " 1"], "--expect"),
    (&["-e", "0x10"], "--expect"),
    (&["-e", "4294967296"], "--expect"),
    (&["-e", "18446744073709551616"], "--expect"),
    (&["--expect="], "--expect"),
    (&["-p", "0"], "--parent-death"),
    (&["-p", "65"], "--parent-death"),
    (&["-p", "NOPE"], "--parent-death"),
    (&["-p", ""], "--parent-death"),
    (&["--group=yes"], "--group"),
    (&["--verbose=3"], "--verbose"),
    (&["--quiet="], "--quiet"),
    (&["--as", "nobody"], "--as"),
    (&["--as="], "--as"),
    (&["--as=nobody"], "--as"),
];

/// What is wrong with WHIT_OPTIONS; what is named of it.
const BAD_VARIABLE: &[(&str, &str)] = &[
    ("-z", "-z"),
    ("sh", "WHIT_OPTIONS"),
    ("-v sh -c true", "WHIT_OPTIONS"),
    ("--", "'--'"),
    ("-", "WHIT_OPTIONS"),
    ("-e", "--expect"),
    ("-v -e", "--expect"),
    ("--expect", "--expect"),
    ("-r", "--rewrite"),
    ("-r 'TERM:QUIT'", "--rewrite"),
    ("-e \"3\"", "--expect"),
];

pub fn list(suite: &mut Suite) {
    for (options, named) in BAD {
        let name = format!("usage::bad::{options:?}");
        suite.add(name, &[], || complains(Line::whit(options), None, named));
    }
    for (variable, named) in BAD_VARIABLE {
        let name = format!("usage::bad::WHIT_OPTIONS={variable:?}");
        suite.add(name, &[], || complains(Line::whit(&[]), Some(variable), named));
    }
    for words in [&[][..], &["--"], &["-v"], &["-v", "--"], &["-g", "-e3"]] {
        suite.add(format!("usage::bad::no_command::{words:?}"), &[], || {
            says_one_line(&Line::whit(words).finish(), "COMMAND");
        });
    }
    for option in ["-r", "--rewrite", "-e", "--expect", "-p", "--parent-death", "-ve", "--as"] {
        suite.add(format!("usage::bad::no_value::{option}"), &[], move || {
            let named = option.trim_start_matches(['-', 'v']);
            says_one_line(&Line::whit(&[option]).finish(), named);
        });
    }
    suite.add("usage::quiet_still_tells_of_mistakes", &[], || {
        says_one_line(&Line::whit(&["-q", "-e", "x", "true"]).finish(), "--expect");
    });
    suite.add("usage::a_long_word_is_no_more_than_a_line", &[], || {
        says_one_line(&Line::whit(&["-e", &"9".repeat(100_000), "true"]).finish(), "--expect");
        says_one_line(&Line::whit(&[&format!("--{}", "x".repeat(100_000)), "true"]).finish(), "--xxx");
    });
    suite.add("usage::a_word_with_newlines_is_no_more_than_a_line", &[], || {
        says_one_line(&Line::whit(&["-e", "1\n2\n", "true"]).finish(), "--expect");
    });
    suite.add("usage::help", &[], help);
    suite.add("usage::version", &[], || {
        for option in ["-V", "--version", "-gV"] {
            let outcome = Line::whit(&[option]).finish();
            outcome.expect(0);
            assert_eq!(outcome.out, format!("whit {}\n", env!("CARGO_PKG_VERSION")));
        }
    });
    good(suite);
}

/// A COMMAND that would be noticed.
fn noticed(line: Line) -> Line {
    line.and(["sh", "-c", "echo started"])
}

/// whit refuses the command line that begins so.
fn complains(line: Line, variable: Option<&str>, named: &str) {
    let mut command = noticed(line).command();
    if let Some(variable) = variable {
        command.env("WHIT_OPTIONS", variable);
    }
    let outcome = crate::support::running::Running::start(command, crate::support::line::Role::Child).finish();
    says_one_line(&outcome, named);
}

pub fn says_one_line(outcome: &crate::support::running::Outcome, named: &str) {
    assert_eq!((outcome.code(), outcome.out.as_str()), (125, ""), "{outcome:?}");
    let line = outcome.err.strip_suffix('\n').expect("a line");
    assert!(!line.contains('\n'), "one line: {line}");
    assert!(line.starts_with("whit: "), "{line}");
    assert!(line.contains(named), "{named:?} is named: {line}");
    assert!(line.contains("expected") || line.contains("unknown"), "it is told what was expected: {line}");
    assert!(line.ends_with("; see whit -h") || line.len() > 500, "how to get help: {line}");
}

fn help() {
    for option in ["-h", "--help", "-vh"] {
        let outcome = noticed(Line::whit(&[option])).finish();
        outcome.expect(0);
        let options = "-g --group -r --rewrite -e --expect -p --parent-death -w --warn-reaped -v --verbose \
                       -q --quiet --as -h --help -V --version WHIT_OPTIONS COMMAND";
        for word in options.split(' ') {
            assert!(outcome.out.contains(word), "{word} is told of: {}", outcome.out);
        }
        assert!(!outcome.out.contains("started"));
    }
}

/// Command lines that are good, WHIT_OPTIONS for them, and COMMAND's arguments as it gets them.
const GOOD: &[(&[&str], &str, &[&str])] = &[
    (&["sh", "-q"], "", &["sh", "-q"]),
    (&["--", "sh", "-q"], "", &["sh", "-q"]),
    (&["--", "sh", "--"], "", &["sh", "--"]),
    (&["-v", "sh", "-v", "--", "-e", "x"], "", &["sh", "-v", "--", "-e", "x"]),
    (&["-vvg", "sh"], "", &["sh"]),
    (&["-vvge143", "sh"], "", &["sh"]),
    (&["-ge", "143", "sh"], "", &["sh"]),
    (&["-wqg", "sh", "", " ", "a b", "\n"], "", &["sh", "", " ", "a b", "\n"]),
    (&["--expect", "3", "--rewrite", "TERM:0", "sh"], "", &["sh"]),
    (&["-e", "3", "--", "sh"], "", &["sh"]),
    (&["sh", "x"], "-v", &["sh", "x"]),
    (&["sh"], "   -e3  -g   --rewrite=TERM:QUIT  ", &["sh"]),
    (&["sh"], "", &["sh"]),
    (&["sh"], "   ", &["sh"]),
    (&["sh"], "-e 3", &["sh"]),
    (&["-e", "4", "sh"], "--expect 3 -r TERM:USR1", &["sh"]),
    (&["--", "sh"], "-q", &["sh"]),
];

fn good(suite: &mut Suite) {
    for (words, variable, arguments) in GOOD {
        suite.add(format!("usage::good::{words:?} WHIT_OPTIONS={variable:?}"), &[], move || {
            // COMMAND is `sh`, in this directory: it tells what it got.
            let directory = tempfile::tempdir().unwrap();
            let script = "#!/bin/bash\nprintf '%s\\0' sh \"$@\"\n";
            crate::support::running::write_program(&directory.path().join("sh"), script.as_bytes());
            let mut command = Line::whit(words).command();
            command.env("PATH", directory.path()).env("WHIT_OPTIONS", variable);
            let outcome = crate::support::running::Running::start(command, crate::support::line::Role::Child).finish();
            assert_eq!(outcome.code(), 0, "{outcome:?}");
            let got: Vec<&str> = outcome.out.trim_end_matches('\0').split('\0').collect();
            assert_eq!(got.len(), arguments.len(), "{got:?}");
            assert_eq!(
                got.iter().filter(|word| !word.is_empty()).count(),
                arguments.iter().filter(|word| !word.is_empty()).count()
            );
            assert_eq!(&got, arguments);
        });
    }
    suite.add("usage::variable_comes_first", &[], || {
        let mut command = Line::whit(&["-r", "TERM:0"]).and(["sh", "-c", "kill -TERM $PPID; exit 9"]).command();
        command.env("WHIT_OPTIONS", "-r TERM:KILL -e 9");
        crate::support::running::Running::start(command, crate::support::line::Role::Child).finish().expect(0);
    });
}
