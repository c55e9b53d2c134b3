//! Terminals that somebody names: a line of an inittab, the kernel command line, the user of `switch_root`.

use super::{Failure, Trouble, tell};
use crate::entry::{Room, Text};
use crate::sys::console;

/// Puts a terminal on descriptors 0, 1 and 2: `name` is its path, with `/dev/` or without, up to `end`. Tells of it if that fails.
#[inline(never)]
pub fn attach(name: Text, end: u8) -> bool {
    let directory = Text::new(c"/dev/");
    let mut room = Room::<64>::new();
    let mut path = room.buffer();
    path.text(directory);
    path.text_to(name.behind(directory).unwrap_or(name), end);
    let result = console::attach(room.text());
    if let Err(errno) = result {
        tell(Failure::new(Trouble::CannotOpen, errno), room.text());
    }
    result.is_ok()
}
