//! `docker-init` and `podman-init`: what engines run under `--init`. It is whit itself, but people set tini's variables, which
//! are read first, and dockerd wants to know the version of a tini.

use super::{Dialect, run, tini};
use crate::log::Kind;
use crate::options::CommandLine;
use crate::packed;
use crate::text::concat_c;
use core::ffi::CStr;

/// What `--version` prints.
pub const VERSION: &CStr = concat_c!("tini version ", env!("CARGO_PKG_VERSION"), " (whit)\n");

/// `docker-init`, `podman-init`.
pub const DOCKER_INIT: Dialect = Dialect { read, may_boot: false, version: packed::DOCKER_INIT_VERSION, ..run::WHIT };

fn read(line: &mut CommandLine) -> Result<(), Kind> {
    tini::read_variables(line)?;
    run::read(line)
}
