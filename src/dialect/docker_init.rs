//! `docker-init` and `podman-init`: what engines run under `--init`. It is whit itself, but people set tini's variables, which
//! are read first, and dockerd wants to know the version of a tini.

use super::{Dialect, run, tini};
use crate::entry::Text;
use crate::log::Kind;
use crate::options::CommandLine;
use crate::text::concat_c;

/// `docker-init`, `podman-init`.
pub const DOCKER_INIT: Dialect = Dialect {
    read,
    may_boot: false,
    version: Text::new(concat_c!("tini version ", env!("CARGO_PKG_VERSION"), " (whit)\n")),
    ..run::WHIT
};

fn read(line: &mut CommandLine) -> Result<(), Kind> {
    tini::read_variables(line)?;
    run::read(line)
}
