//! What the bench and a COMMAND tell each other: numbers, over COMMAND's stdin and stdout, which every init leaves open.

use std::fs::File;
use std::io::{self, Read, Write, stdin, stdout};
use std::os::fd::OwnedFd;

/// COMMAND says that it is what it should be; what comes next is up to the bench.
pub fn say_ready() {
    answer(0);
}

/// COMMAND tells the bench a number.
pub fn answer(number: u64) {
    stdout().write_all(&number.to_ne_bytes()).and_then(|()| stdout().flush()).expect("the bench listens");
}

/// COMMAND waits for the bench to tell it a number.
pub fn request() -> u64 {
    let mut bytes = [0; 8];
    stdin().read_exact(&mut bytes).expect("the bench talks");
    u64::from_ne_bytes(bytes)
}

/// A pipe: where to [`hear`], and where to [`tell`].
pub fn pipe() -> (File, File) {
    let (reader, writer) = io::pipe().expect("a pipe");
    (OwnedFd::from(reader).into(), OwnedFd::from(writer).into())
}

/// Tells a number through `pipe`.
pub fn tell(mut pipe: &File, number: u64) {
    pipe.write_all(&number.to_ne_bytes()).expect("the other side listens");
}

/// Waits for a number through `pipe`. `None`: nobody is left to tell one.
pub fn hear(mut pipe: &File) -> Option<u64> {
    let mut bytes = [0; 8];
    pipe.read_exact(&mut bytes).ok().map(|()| u64::from_ne_bytes(bytes))
}
