//! What execve(2) gave: C strings and arrays of them, as safe views.
//!
//! # Safety
//!
//! The kernel (fs/binfmt_elf.c, `create_elf_tables`) leaves argc, argv, NULL, envp, NULL and the strings that they point to
//! at the top of the stack. They are writable, live as long as the process, and nothing else knows of them: [`Stack::new`]
//! hands them out once, so that a [`Strings`] owns its slots and its strings.
//!
//! A [`Text`] is never moved past the NUL that ends it, and what it borrows is not written to.

use core::ffi::{CStr, c_char};
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr::NonNull;

/// A C string, and a cursor in it: one register, where a slice is two and a bounds check.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    at: NonNull<u8>,
    life: PhantomData<&'a CStr>,
}

impl<'a> Text<'a> {
    /// Nothing.
    pub const EMPTY: Text<'static> = Text::new(c"");

    /// All of `string`.
    #[must_use]
    pub const fn new(string: &'a CStr) -> Self {
        // SAFETY: a reference is not null.
        Self { at: unsafe { NonNull::new_unchecked(string.as_ptr().cast_mut().cast()) }, life: PhantomData }
    }

    /// The C string at `string`.
    ///
    /// # Safety
    ///
    /// It is one, and it lives, unchanged, as long as `'a`.
    #[must_use]
    pub const unsafe fn at(string: *const u8) -> Self {
        // SAFETY: the caller vouches for it.
        Self { at: unsafe { NonNull::new_unchecked(string.cast_mut()) }, life: PhantomData }
    }

    /// What is in `strings` from `at` on, up to the next NUL.
    #[must_use]
    #[inline(always)]
    pub fn within(strings: &'a [u8], at: usize) -> Self {
        let Some((0, rest)) = strings.split_last() else { return Self::EMPTY };
        // SAFETY: at most at that NUL.
        let first = unsafe { rest.as_ptr().add(at.min(rest.len())) };
        // SAFETY: there is a NUL at the end, if not before.
        unsafe { Self::at(first) }
    }

    /// What is at `place`.
    #[must_use]
    #[inline(always)]
    pub fn of<K: Kept>(place: Place<K>) -> Text<'static> {
        // SAFETY: before the end, as the place was made.
        let first = unsafe { K::STRINGS.as_ptr().add(place.at.into()) };
        // SAFETY: there is a NUL at the end, if not before.
        unsafe { Text::at(first) }
    }

    /// The next byte, which stays; 0 at the end.
    #[must_use]
    pub const fn first(self) -> u8 {
        // SAFETY: at most at the NUL.
        unsafe { *self.at.as_ptr() }
    }

    /// The next byte, which is gone then; 0 at the end.
    #[allow(clippy::should_implement_trait)]
    pub const fn next(&mut self) -> u8 {
        let byte = self.first();
        // SAFETY: the byte behind this one, or the NUL again.
        self.at = unsafe { self.at.add((byte != 0) as usize) };
        byte
    }

    /// How many bytes are left.
    #[must_use]
    pub const fn length(self) -> usize {
        let mut end = self;
        while end.next() != 0 {}
        // SAFETY: both are in the same string.
        unsafe { end.at.offset_from_unsigned(self.at) }
    }

    /// For execve(2) and other calls that take a path.
    #[must_use]
    pub const fn as_ptr(self) -> *const u8 {
        self.at.as_ptr()
    }
}

/// Strings that are kept in one place.
pub trait Kept {
    /// They, one behind the other.
    const STRINGS: &'static [u8];
}

/// Where one of them is: this is shorter than an address.
#[derive(Debug)]
pub struct Place<K> {
    at: u16,
    kept: PhantomData<K>,
}

impl<K: Kept> Place<K> {
    /// The string at `at`.
    #[must_use]
    pub const fn new(at: usize) -> Self {
        assert!(matches!(K::STRINGS.split_last(), Some((0, before)) if at <= before.len()), "it ends there");
        assert!(at <= u16::MAX as usize, "it is not too far");
        Self { at: at as u16, kept: PhantomData }
    }
}

impl<K> Clone for Place<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Place<K> {}

/// Room for a C string of less than `N` bytes. What is not written to is not touched: it costs no memory.
#[derive(Clone, Copy, Debug)]
pub struct Room<const N: usize>([MaybeUninit<u8>; N]);

impl<const N: usize> Room<N> {
    /// Nothing in it.
    #[must_use]
    #[inline(always)]
    pub const fn new() -> Self {
        const { assert!(N > 0) };
        let mut room = Self([MaybeUninit::uninit(); N]);
        room.buffer();
        room
    }

    /// Where a string is to be put, in place of what is in it.
    #[inline(always)]
    pub const fn buffer(&mut self) -> Buffer<'_> {
        let first: *mut u8 = self.0.as_mut_ptr().cast();
        // SAFETY: there is at least one byte.
        unsafe { *first = 0 };
        // SAFETY: the last byte.
        let last = unsafe { first.add(N - 1) };
        Buffer { at: first, last, life: PhantomData }
    }

    /// What is in it.
    #[must_use]
    #[inline(never)]
    pub const fn text(&self) -> Text<'_> {
        // SAFETY: it began with a NUL, and there is one behind whatever was put into it.
        unsafe { Text::at(self.0.as_ptr().cast()) }
    }

    /// The words in it, which are taken apart there.
    pub fn words(&mut self) -> Words<'_> {
        // SAFETY: as above; nobody else has it.
        Words(unsafe { Text::at(self.0.as_mut_ptr().cast()) })
    }
}

impl<const N: usize> Default for Room<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// Where text is being put together: a cursor, always at the NUL that ends it. What does not fit is left out.
#[derive(Debug)]
#[repr(C)]
pub struct Buffer<'a> {
    at: *mut u8,
    last: *mut u8,
    life: PhantomData<&'a mut u8>,
}

impl Buffer<'_> {
    /// How many bytes there is room for.
    #[must_use]
    pub fn left(&self) -> usize {
        self.last.addr() - self.at.addr()
    }

    /// Adds a byte.
    #[inline(never)]
    pub fn byte(&mut self, byte: u8) {
        if self.at != self.last {
            // SAFETY: before the last byte.
            unsafe { *self.at = byte };
            // SAFETY: one byte more is there.
            unsafe { self.added(1) };
        }
    }

    /// Where [`Self::left`] bytes can be written to.
    #[must_use]
    pub const fn as_ptr(&self) -> *mut u8 {
        self.at
    }

    /// Goes on behind bytes that were written to [`Self::as_ptr`].
    ///
    /// # Safety
    ///
    /// There are so many, and they are at most [`Self::left`].
    #[inline(always)]
    pub const unsafe fn added(&mut self, count: usize) {
        // SAFETY: the caller vouches for it: this is at most at the last byte.
        self.at = unsafe { self.at.add(count) };
        // SAFETY: as above.
        unsafe { *self.at = 0 };
    }
}

/// An array of C strings ended by a null pointer, as execve(2) takes it.
#[derive(Debug)]
pub struct Strings<'a> {
    first: *const Option<Text<'a>>,
}

impl<'a> Strings<'a> {
    /// The strings before the first null pointer of `slots`.
    ///
    /// # Safety
    ///
    /// Each pointer before the null is a C string that lives as long as `'a` and that nobody else writes to; there is a
    /// null.
    #[must_use]
    pub const unsafe fn new(slots: *mut *mut c_char) -> Self {
        Self { first: slots.cast() }
    }

    /// The strings in `slots`, up to the first `None`; in the last there is one.
    pub fn of<const N: usize>(slots: &'a mut [Option<Text<'a>>; N]) -> Self {
        const { assert!(N > 0) };
        if let Some(last) = slots.last_mut() {
            *last = None;
        }
        Self { first: slots.as_mut_ptr() }
    }

    /// Takes off the front until no more than `count` are left.
    pub fn keep_last(&mut self, count: usize) {
        let mut ahead = Strings { first: self.first };
        for _ in 0..count {
            ahead.take_first();
        }
        while ahead.take_first().is_some() {
            self.take_first();
        }
    }

    /// The same strings, for another view that takes none of them away.
    #[must_use]
    pub const fn same(&self) -> Self {
        Strings { first: self.first }
    }

    /// Puts `first` in front: the free slot there takes it, which [`Self::take_first`] left.
    #[must_use]
    pub fn behind<'s>(&self, first: Text<'s>) -> Strings<'s>
    where
        'a: 's,
    {
        // SAFETY: the free slot in front.
        let front = unsafe { self.first.sub(1) };
        // SAFETY: as above. It outlives `first`, but nobody but execve(2), which is next, reads it any more.
        unsafe { *front.cast_mut() = Some(first) };
        Strings { first: front }
    }

    /// The first one.
    #[must_use]
    pub fn first(&self) -> Option<Text<'a>> {
        // SAFETY: at most at the null, and a null is `None`.
        unsafe { *self.first }
    }

    /// The one behind the first one.
    #[must_use]
    pub fn second(&self) -> Option<Text<'a>> {
        self.first()?;
        // SAFETY: the first slot is not the null, so this is at most that.
        let slot = unsafe { self.first.add(1) };
        // SAFETY: as above.
        unsafe { *slot }
    }

    /// Takes the first one off the front. Its slot stays, free, in front of the rest.
    pub fn take_first(&mut self) -> Option<Text<'a>> {
        let first = self.first()?;
        // SAFETY: not at the null yet.
        self.first = unsafe { self.first.add(1) };
        Some(first)
    }

    /// The slot of the first one that begins with `prefix`, and what is behind the prefix.
    fn find(&self, prefix: Text) -> Option<(*const Option<Text<'a>>, Text<'a>)> {
        let mut slot = self.first;
        loop {
            // SAFETY: at most at the null.
            let string = unsafe { *slot }?;
            if let Some(rest) = string.behind(prefix) {
                return Some((slot, rest));
            }
            // SAFETY: not at the null yet.
            slot = unsafe { slot.add(1) };
        }
    }

    /// What is behind `prefix` in the first one that begins with it.
    #[must_use]
    pub fn get(&self, prefix: Text) -> Option<Text<'a>> {
        Some(self.find(prefix)?.1)
    }

    /// Puts `string` in the place of the first one that begins with `prefix`, as [`Self::replace_if`] does.
    pub fn replace(&self, prefix: Text, string: Text) {
        self.replace_if(prefix, string, |_| true);
    }

    /// Puts `string` in the place of the first one that begins with `prefix`, if `is_meant` says so of what is behind the prefix.
    /// It must outlive the array's use: execve(2), which is next, is to be the only one that reads it.
    #[inline(always)]
    pub fn replace_if(&self, prefix: Text, string: Text, is_meant: impl FnOnce(Text) -> bool) {
        if let Some((slot, rest)) = self.find(prefix)
            && is_meant(rest)
        {
            // SAFETY: a slot of this array, which is this view's alone.
            unsafe { *slot.cast_mut().cast() = Some(string) };
        }
    }

    /// Takes the first one that begins with `prefix` out, and its words apart: they end where a blank was.
    pub fn take_words(&mut self, prefix: Text) -> Option<Words<'a>> {
        let (mut slot, rest) = self.find(prefix)?;
        // SAFETY: at most at the null.
        while unsafe { *slot }.is_some() {
            // SAFETY: the one behind is at most the null.
            let next = unsafe { slot.add(1) };
            // SAFETY: as above.
            let string = unsafe { *next };
            // SAFETY: slots of this array, which is this view's alone.
            unsafe { *slot.cast_mut() = string };
            slot = next;
        }
        Some(Words(rest))
    }

    /// This program's argv, with a shell's name and `script` in place of the first: the free slot in front takes the name.
    #[must_use]
    pub fn behind_shell<'s>(&self, script: Text<'s>) -> Strings<'s>
    where
        'a: 's,
    {
        // SAFETY: the first slot. It outlives the script, but nobody but execve(2), which is next, reads it any more.
        unsafe { *self.first.cast_mut() = Some(script) };
        self.behind(Text::new(c"sh"))
    }

    /// The array for execve(2).
    #[must_use]
    pub const fn as_ptr(&self) -> *const Option<Text<'a>> {
        self.first
    }
}

/// The words of a string that was taken out of the environment; blanks separate them, and nothing can be quoted.
#[derive(Debug)]
pub struct Words<'a>(Text<'a>);

impl<'a> Words<'a> {
    /// No words.
    pub const NONE: Self = Self(Text::EMPTY);

    /// Takes the first one off the front. A tab or a newline, as YAML likes to leave at an end, is a blank, too.
    pub fn take_first(&mut self) -> Option<Text<'a>> {
        self.take(b' ')
    }

    /// The same, where all bytes up to `blank` are blanks.
    #[inline(never)]
    pub fn take(&mut self, blank: u8) -> Option<Text<'a>> {
        let mut word = self.0;
        while (1..=blank).contains(&word.first()) {
            word.next();
        }
        if word.is_empty() {
            return None;
        }
        let mut end = word;
        while end.first() > blank {
            end.next();
        }
        self.0 = end;
        self.0.next();
        // SAFETY: nobody else has the string, it is writable, and the word before this blank or NUL was not handed out yet.
        unsafe { *end.at.as_ptr() = 0 };
        Some(word)
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
    pub const fn arguments(self) -> Strings<'static> {
        // SAFETY: argv begins behind argc.
        let first = unsafe { self.0.add(1) };
        // SAFETY: argv is as `create_elf_tables` wrote it.
        unsafe { Strings::new(first.cast()) }
    }

    /// argv and envp.
    #[must_use]
    pub const fn split(self) -> (Strings<'static>, Strings<'static>) {
        // SAFETY: argc, which counts argv.
        let count = unsafe { *self.0 };
        // SAFETY: envp begins behind argc, argv and argv's null.
        let environment = unsafe { self.0.add(count + 2) };
        // SAFETY: envp is as `create_elf_tables` wrote it.
        let environment = unsafe { Strings::new(environment.cast()) };
        (self.arguments(), environment)
    }
}
