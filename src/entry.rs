//! The initial stack as views: what execve(2) was given.
//!
//! # Safety
//!
//! The kernel (fs/binfmt_elf.c, `create_elf_tables`) leaves argc, argv, NULL, envp, NULL and the strings that they point to
//! at the top of the stack. They are writable, live as long as the process, and nothing else knows of them: [`Stack::new`]
//! hands them out once, so that a [`Strings`] owns its slots and its strings.

use core::ffi::{CStr, c_char};
use core::marker::PhantomData;

/// An array of C strings ended by a null pointer, as execve(2) takes it.
#[derive(Debug)]
pub struct Strings<'a> {
    first: *mut *mut c_char,
    count: usize,
    owner: PhantomData<&'a mut [*mut c_char]>,
}

impl<'a> Strings<'a> {
    /// The strings before the first null pointer of `slots`.
    ///
    /// # Safety
    ///
    /// Each pointer before the null is a C string that lives as long as `'a` and that nobody else writes to; there is a
    /// null.
    #[must_use]
    pub unsafe fn new(slots: *mut *mut c_char) -> Self {
        let mut count = 0;
        loop {
            // SAFETY: the caller promises a null, which ends the search.
            let slot = unsafe { slots.add(count) };
            // SAFETY: as above.
            if unsafe { *slot }.is_null() {
                break Self { first: slots, count, owner: PhantomData };
            }
            count += 1;
        }
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The one at `index`, if there are so many.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&'a CStr> {
        if index >= self.count {
            return None;
        }
        // SAFETY: below `count`.
        let slot = unsafe { self.first.add(index) };
        // SAFETY: below `count`, so initialized.
        let string = unsafe { *slot };
        // SAFETY: `new` was promised a C string that lives as long as 'a.
        Some(unsafe { CStr::from_ptr(string) })
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a CStr> {
        (0..self.count).map_while(|index| self.get(index))
    }

    /// The first one that begins with `prefix`: its index, and what is behind the prefix.
    #[must_use]
    pub fn find(&self, prefix: &[u8]) -> Option<(usize, &'a [u8])> {
        self.iter().enumerate().find_map(|(index, string)| Some((index, string.to_bytes().strip_prefix(prefix)?)))
    }

    /// Takes the first one off the front. Its slot stays, free, in front of the rest.
    pub fn take_first(&mut self) -> Option<&'a CStr> {
        let first = self.get(0)?;
        // SAFETY: there was one, so the next slot exists: at least the null.
        self.first = unsafe { self.first.add(1) };
        self.count -= 1;
        Some(first)
    }

    /// Takes the one at `index` out, moving the later ones up.
    pub fn remove(&mut self, index: usize) {
        if index >= self.count {
            return;
        }
        // SAFETY: below `count`.
        let slot = unsafe { self.first.add(index) };
        // SAFETY: the slots behind it, with the null at their end, are `count - index`.
        unsafe { core::ptr::copy(slot.add(1), slot, self.count - index) };
        self.count -= 1;
    }

    /// This program's argv, with a shell's name and `script` in place of the first: the free slot in front takes the name.
    #[must_use]
    pub fn behind_shell(&self, script: &'a CStr) -> Self {
        // SAFETY: the free slot in front, which `take_first` left.
        let front = unsafe { self.first.sub(1) };
        // SAFETY: as above.
        unsafe { *front = c"sh".as_ptr().cast_mut() };
        // SAFETY: the first slot, which is the null's if there is no string.
        unsafe { *self.first = script.as_ptr().cast_mut() };
        Self { first: front, count: self.count + 1, owner: PhantomData }
    }

    /// The array for execve(2).
    #[must_use]
    pub const fn as_ptr(&self) -> *const *const c_char {
        self.first.cast_const().cast()
    }
}

/// What the kernel hands to a new program.
#[derive(Debug)]
pub struct Stack(*mut usize);

impl Stack {
    /// The initial stack.
    ///
    /// # Safety
    ///
    /// `stack` is the stack pointer at the process's first instruction, and this is called once.
    #[must_use]
    pub const unsafe fn new(stack: *mut usize) -> Self {
        Self(stack)
    }

    /// argv. Empty only if the caller of execve(2) left it so, before Linux 5.18.
    #[must_use]
    pub fn arguments(self) -> Strings<'static> {
        // SAFETY: argv begins behind argc.
        let first = unsafe { self.0.add(1) };
        // SAFETY: argv is as `create_elf_tables` wrote it.
        unsafe { Strings::new(first.cast()) }
    }

    /// argv and envp.
    #[must_use]
    pub fn split(self) -> (Strings<'static>, Strings<'static>) {
        let arguments = self.arguments();
        // SAFETY: envp begins behind argv's null.
        let first = unsafe { arguments.first.add(arguments.count + 1) };
        // SAFETY: envp is as `create_elf_tables` wrote it.
        let environment = unsafe { Strings::new(first) };
        (arguments, environment)
    }
}
