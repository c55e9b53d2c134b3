//! How COMMAND is found, and why it cannot be executed.

use crate::support::elf::foreign_program;
use crate::support::line::{Line, Role, WHIT};
use crate::support::running::{Outcome, Running, write_program};
use crate::support::suite::{Need, Suite};
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use tempfile::TempDir;

/// A program's place, what whit says of it and returns.
const FAILURES: &[(&str, &str, i32)] = &[
    ("nothing", "not found", 127),
    ("./nothing", "not found", 127),
    ("nowhere/nothing", "not found", 127),
    ("dangling", "not found", 127),
    ("./dangling", "not found", 127),
    ("./interpreter-missing", "it exists, but its interpreter is missing", 127),
    ("./foreign", "not a program for this machine?", 126),
    ("foreign", "not a program for this machine?", 126),
    ("./not-executable", "Permission denied", 126),
    ("not-executable", "Permission denied", 126),
    ("./directory", "Permission denied", 126),
    ("./not-executable/program", "Not a directory", 126),
    ("./loop", "Too many levels of symbolic links", 126),
];

/// A directory with programs, none of them good.
fn bad_programs() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    symlink("nothing", path("dangling")).unwrap();
    write_program(&path("interpreter-missing"), b"#!/nowhere/interpreter\n");
    write_program(&path("foreign"), &foreign_program(WHIT));
    fs::write(path("not-executable"), "#!/bin/sh\n").unwrap();
    fs::create_dir(path("directory")).unwrap();
    symlink("loop", path("loop")).unwrap();
    directory
}

/// A script that says where it is and what it got.
const SCRIPT: &str = "#!/bin/sh\necho \"$0\" \"$@\"\n";

/// A program `name` in `directory`, which is made.
fn put(directory: &Path, name: &str, text: &str) {
    fs::create_dir_all(directory).unwrap();
    write_program(&directory.join(name), text.as_bytes());
}

/// Runs whit in `directory` with that PATH, or without one.
fn whit_in(directory: &Path, path: Option<&str>, words: &[&str]) -> Outcome {
    let mut command = Line::whit(words).command();
    command.current_dir(directory);
    match path {
        Some(path) => command.env("PATH", path),
        None => command.env_remove("PATH"),
    };
    Running::start(command, Role::Child).finish()
}

pub fn list(suite: &mut Suite) {
    for (program, reason, status) in FAILURES {
        suite.add(format!("exec::fails::{program}"), &[], move || {
            let directory = bad_programs();
            let outcome = whit_in(directory.path(), Some(directory.path().to_str().unwrap()), &[program, "x"]);
            assert_eq!(outcome.err, format!("whit: cannot execute {program}: {reason}\n"));
            assert_eq!((outcome.code(), outcome.out.as_str()), (*status, ""));
        });
    }
    suite.add("exec::fails::a_file_that_is_being_written", &[], || {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("busy");
        write_program(&path, &fs::read(WHIT).unwrap());
        let _writer = File::options().append(true).open(&path).unwrap();
        let outcome = whit_in(directory.path(), None, &["./busy"]);
        assert_eq!(outcome.code(), 126, "{outcome:?}");
        assert!(outcome.err.starts_with("whit: cannot execute ./busy: "), "{outcome:?}");
    });
    suite.add("exec::fails::a_name_that_is_too_long", &[], || {
        let name = format!("./{}", "x".repeat(300));
        let outcome = whit_in(Path::new("/"), None, &[&name]);
        assert_eq!((outcome.code(), outcome.err), (126, format!("whit: cannot execute {name}: File name too long\n")));
    });
    suite.add("exec::fails::an_empty_name", &[], || {
        let outcome = whit_in(Path::new("/"), Some("/bin"), &[""]);
        assert_eq!((outcome.code(), outcome.err.as_str()), (127, "whit: cannot execute : not found\n"));
    });
    suite.add("exec::fails::an_option_behind_the_dashes_is_a_command", &[], || {
        let outcome = whit_in(Path::new("/"), Some("/bin"), &["--", "-x"]);
        assert_eq!((outcome.code(), outcome.err.as_str()), (127, "whit: cannot execute -x: not found\n"));
    });
    suite.add("exec::fails::quiet_tells_why", &[], || {
        let outcome = whit_in(Path::new("/"), Some("/bin"), &["-q", "nothing"]);
        assert_eq!((outcome.code(), outcome.err.as_str()), (127, "whit: cannot execute nothing: not found\n"));
    });
    searches(suite);
    scripts(suite);
    suite.add("exec::chroot::a_program_whose_loader_is_missing", &[Need::Root], || {
        let root = scratch();
        write_program(&root.path().join("true"), &fs::read("/bin/true").unwrap());
        let outcome = in_root(root.path(), &["/true"]);
        let message = "whit: cannot execute /true: it exists, but its interpreter is missing\n";
        assert_eq!((outcome.code(), outcome.err.as_str()), (127, message));
    });
    suite.add("exec::chroot::a_script_without_a_shell", &[Need::Root], || {
        let root = scratch();
        write_program(&root.path().join("script"), b"echo hello\n");
        let outcome = in_root(root.path(), &["/script"]);
        let message = "whit: cannot execute /script: not a program for this machine?\n";
        assert_eq!((outcome.code(), outcome.err.as_str()), (126, message));
    });
}

/// Where a program is searched for: PATH, the directories it is in, and the one that it is found in.
const SEARCHES: &[(&str, &[&str], &str)] = &[
    ("a:b", &["a"], "a/"),
    ("a:b", &["b"], "b/"),
    ("a:b", &["a", "b"], "a/"),
    ("nowhere:b", &["b"], "b/"),
    ("a/program:b", &["a", "b"], "b/"),
    (":a", &["a", "."], ""),
    ("a:", &["."], ""),
    ("b::a", &["a", "."], ""),
    ("", &["."], ""),
];

fn searches(suite: &mut Suite) {
    for (path, places, found) in SEARCHES {
        suite.add(format!("exec::search::PATH={path:?} in {places:?}"), &[], move || {
            let directory = tempfile::tempdir().unwrap();
            places.iter().for_each(|place| put(&directory.path().join(place), "program", SCRIPT));
            let outcome = whit_in(directory.path(), Some(path), &["program", "x"]);
            outcome.expect(0);
            assert_eq!(outcome.out.trim_start_matches("./"), format!("{found}program x\n"));
        });
    }
    suite.add("exec::search::what_may_not_be_executed_is_passed_over", &[], || {
        let directory = tempfile::tempdir().unwrap();
        for place in ["a", "b"] {
            put(&directory.path().join(place), "program", SCRIPT);
        }
        let denied = directory.path().join("a/program");
        fs::set_permissions(denied, fs::Permissions::from_mode(0o644)).unwrap();
        let outcome = whit_in(directory.path(), Some("a:b"), &["program"]);
        outcome.expect(0);
        assert_eq!(outcome.out, "b/program\n");
    });
    suite.add("exec::search::what_has_no_interpreter_is_passed_over", &[], || {
        let directory = tempfile::tempdir().unwrap();
        put(&directory.path().join("a"), "program", "#!/nowhere/to/be/found\n");
        assert_eq!(whit_in(directory.path(), Some("a:b"), &["program"]).code(), 127);
        put(&directory.path().join("b"), "program", SCRIPT);
        let outcome = whit_in(directory.path(), Some("a:b"), &["program"]);
        outcome.expect(0);
        assert_eq!(outcome.out, "b/program\n");
    });
    suite.add("exec::search::not_with_a_slash_in_the_name", &[], || {
        let directory = tempfile::tempdir().unwrap();
        put(&directory.path().join("a/b"), "program", SCRIPT);
        assert_eq!(whit_in(directory.path(), Some("a"), &["b/program"]).code(), 127);
    });
    suite.add("exec::search::without_PATH_where_libc_looks", &[], || {
        whit_in(Path::new("/"), None, &["true"]).expect(0);
    });
    suite.add("exec::search::a_directory_with_a_long_name", &[], || {
        let path = format!("/{}:/bin", "x".repeat(5000));
        whit_in(Path::new("/"), Some(&path), &["true"]).expect(0);
    });
}

fn scripts(suite: &mut Suite) {
    let scripts: &[(&str, &str, i32)] = &[
        ("echo \"$0\" \"$@\"", "./script a b c\n", 0),
        ("exit 42", "", 42),
        ("", "", 0),
        ("echo \"$#\"\nexit 7\n", "3\n", 7),
    ];
    for (text, out, status) in scripts {
        suite.add(format!("exec::script_without_an_interpreter::{text:?}"), &[], || {
            let directory = tempfile::tempdir().unwrap();
            write_program(&directory.path().join("script"), text.as_bytes());
            let outcome = whit_in(directory.path(), None, &["./script", "a", "b", "c"]);
            outcome.expect(*status);
            assert_eq!(outcome.out, *out);
        });
    }
    suite.add("exec::script_without_an_interpreter::found_in_PATH", &[], || {
        let directory = tempfile::tempdir().unwrap();
        write_program(&directory.path().join("script"), b"echo \"$0\" \"$@\"\n");
        let outcome = whit_in(Path::new("/"), Some(directory.path().to_str().unwrap()), &["script", "a"]);
        outcome.expect(0);
        assert_eq!(outcome.out, format!("{} a\n", directory.path().join("script").display()));
    });
}

/// A root directory with nothing in it but whit.
fn scratch() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    write_program(&root.path().join("whit"), &fs::read(WHIT).unwrap());
    root
}

/// Runs whit where nothing else is.
fn in_root(root: &Path, words: &[&str]) -> Outcome {
    Line::of(["chroot"]).and([root]).and(["/whit"]).and(words).finish()
}
