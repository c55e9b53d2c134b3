//! `docker-init` and `podman-init`: what engines run under `--init`. It is whit itself, but people set tini's variables, which
//! are read first, and dockerd wants to know the version of a tini.

use super::reading::variables;
use super::{Dialect, run};
use crate::packed;
use crate::text::concat_c;
use core::ffi::CStr;

/// What `--version` prints.
pub const VERSION: &CStr = concat_c!("tini version ", env!("CARGO_PKG_VERSION"), " (whit)\n");

/// `docker-init`, `podman-init`.
pub const DOCKER_INIT: Dialect =
    Dialect { may_boot: false, version: packed::DOCKER_INIT_VERSION, variables: variables::TINI, ..run::WHIT };
