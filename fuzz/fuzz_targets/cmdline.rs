//! Whatever is in it: see `models`.
#![no_main]

#[allow(dead_code)]
#[path = "../models.rs"]
mod models;

libfuzzer_sys::fuzz_target!(|data: &[u8]| models::cmdline(data));
