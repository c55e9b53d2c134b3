//! The checks of the fuzz targets, with what is in their corpus and with what proptest makes up.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed assertion is what a test is for")]

#[path = "../../fuzz/models.rs"]
mod models;

use proptest::prelude::*;
use std::fs;
use std::path::Path;
use std::vec::Vec;

/// Checks all files of a target's corpus.
fn replay(target: &str, check: fn(&[u8])) {
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target)).unwrap();
    let checked = files.map(|file| check(&fs::read(file.unwrap().path()).unwrap())).count();
    assert_ne!(checked, 0);
}

#[test]
fn the_corpus_of_inittabs() {
    replay("inittab", models::inittab);
}

#[test]
fn the_corpus_of_kernel_command_lines() {
    replay("cmdline", models::cmdline);
}

#[test]
fn the_corpus_of_commands() {
    replay("command", models::command);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn any_inittab(lines in prop::collection::vec("[ \t]{0,2}(|tty1|null|/dev/ttyS0):[12]{0,2}:(sysinit|wait|once|respawn|askfirst|ctrlaltdel|shutdown|restart|x|):[ -~\t]{0,20}\r?", 0..80)) {
        models::inittab(lines.join("\n").as_bytes());
    }

    #[test]
    fn any_bytes_as_inittab(data: Vec<u8>) {
        models::inittab(&data);
    }

    #[test]
    fn any_kernel_command_line(line in "([a-c]{0,2}|=|\"|--|ro|rw|root|rootwait| |\t){0,30}") {
        models::cmdline(line.as_bytes());
    }

    #[test]
    fn any_bytes_as_kernel_command_line(data: Vec<u8>) {
        models::cmdline(&data);
    }

    #[test]
    fn any_command(command in "-?[ -~]{0,60}") {
        models::command(command.as_bytes());
    }

    #[test]
    fn any_plain_command(command in "-?[a-z/]{1,9}( [a-z-]{0,3}){0,40}") {
        models::command(command.as_bytes());
    }
}
