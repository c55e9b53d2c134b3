//! The files themselves.

use goblin::elf::header::header64::SIZEOF_EHDR;
use std::fs;

/// whit's own file, made for another machine.
pub fn foreign_program(program: &str) -> Vec<u8> {
    /// Where e_machine is (elf(5)).
    const E_MACHINE: usize = 18;
    /// A machine that Linux never ran on: the AT&T WE 32100.
    const EM_M32: u8 = 1;
    let mut bytes = fs::read(program).unwrap();
    assert!(bytes.len() > SIZEOF_EHDR);
    bytes[E_MACHINE..E_MACHINE + 2].copy_from_slice(&[EM_M32, 0]);
    bytes
}
