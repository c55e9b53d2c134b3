//! Link arguments for the two binaries, and nothing else.
//!
//! They are given here, for each binary by name, because flags in `.cargo/config.toml` or `RUSTFLAGS` would also reach
//! build scripts and tests, which need a libc.

use std::{env, path::PathBuf};

/// Set (to anything) to get release binaries with symbols and section headers, to debug with: see `scripts/size`.
const UNSTRIPPED: &str = "WHIT_UNSTRIPPED";

fn main() {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let script = manifest.join("linker.ld");
    println!("cargo::rerun-if-changed={}", script.display());
    println!("cargo::rerun-if-env-changed={UNSTRIPPED}");

    let mut arguments = vec![
        "-nostartfiles".into(),
        "-nostdlib".into(),
        "-static".into(),
        "-no-pie".into(),
        format!("-Wl,-T,{}", script.display()),
        "-Wl,--build-id=none".into(),
        // Strings that end alike share their end.
        "-Wl,-O2".into(),
        "-Wl,-z,norelro".into(),
        "-Wl,-z,noexecstack".into(),
        // The loader maps whole pages of the one segment; nothing is aligned to more than that.
        "-Wl,-z,max-page-size=4096".into(),
    ];
    let is_release = env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    if is_release && env::var_os(UNSTRIPPED).is_none() {
        // The bytes of the one segment are the file: linker.ld writes the headers itself. (GNU ld then neither drops
        // functions that nobody calls nor makes a .got, which optimized code does without.)
        arguments.push("-Wl,--oformat=binary".into());
    }
    for binary in ["whit", "pause"] {
        for argument in &arguments {
            println!("cargo::rustc-link-arg-bin={binary}={argument}");
        }
    }
}
