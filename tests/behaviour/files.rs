//! What the two files are made of.

use crate::support::line::{PAUSE, WHIT};
use crate::support::suite::Suite;
use goblin::elf::header::ET_EXEC;
use goblin::elf::program_header::{PF_R, PF_W, PF_X, PT_DYNAMIC, PT_GNU_STACK, PT_INTERP, PT_LOAD};
use goblin::elf::{Elf, ProgramHeader};
use std::fs;

pub fn list(suite: &mut Suite) {
    for (name, file) in [("whit", WHIT), ("pause", PAUSE)] {
        let mut add = |behaviour: &str, check: fn(&Elf)| {
            suite.add(format!("files::{name}::{behaviour}"), &[], move || {
                check(&Elf::parse(&fs::read(file).unwrap()).unwrap());
            });
        };
        add("is_static", is_static);
        add("has_one_segment_to_execute", one_segment_to_execute);
        add("has_no_segment_to_write_and_execute", |elf| {
            assert!(elf.program_headers.iter().all(|header| header.p_flags & (PF_W | PF_X) != PF_W | PF_X));
        });
        add("has_a_stack_that_is_not_executed", |elf| {
            let stacks: Vec<u32> = of_type(elf, PT_GNU_STACK).map(|header| header.p_flags).collect();
            assert_eq!(stacks, [PF_R | PF_W]);
        });
        add("has_nothing_for_others", nothing_for_others);
    }
}

fn of_type<'a>(elf: &'a Elf, kind: u32) -> impl Iterator<Item = &'a ProgramHeader> {
    elf.program_headers.iter().filter(move |header| header.p_type == kind)
}

fn is_static(elf: &Elf) {
    assert_eq!(elf.header.e_type, ET_EXEC);
    assert_eq!(elf.interpreter, None);
    assert_eq!(of_type(elf, PT_INTERP).chain(of_type(elf, PT_DYNAMIC)).count(), 0);
    assert!(elf.dynrelas.is_empty() && elf.dynrels.is_empty() && elf.pltrelocs.is_empty());
    assert!(elf.shdr_relocs.is_empty());
}

fn one_segment_to_execute(elf: &Elf) {
    let code: Vec<_> = of_type(elf, PT_LOAD).filter(|header| header.p_flags & PF_X != 0).collect();
    assert_eq!(code.len(), 1);
    assert_eq!(code[0].p_flags, PF_R | PF_X);
    if !cfg!(debug_assertions) {
        assert_eq!(code[0].p_offset, 0, "the headers are in it");
    }
    assert!(code[0].vm_range().contains(&(elf.entry as usize)));
    let others: Vec<_> = of_type(elf, PT_LOAD).filter(|header| header.p_flags & PF_X == 0).collect();
    assert!(others.len() <= 1 && others.iter().all(|header| header.p_flags == PF_R | PF_W), "{others:?}");
}

fn nothing_for_others(elf: &Elf) {
    for header in &elf.section_headers {
        let name = elf.shdr_strtab.get_at(header.sh_name).unwrap_or_default();
        let unwanted = [".comment", ".eh_frame", ".eh_frame_hdr", ".interp", ".dynamic", ".note.gnu.build-id"];
        assert!(!unwanted.contains(&name), "{name}");
    }
    if !cfg!(debug_assertions) {
        assert_eq!(elf.header.e_shnum, 0);
    }
}
