//! Wiping the stack: a value that is moved leaves a copy where it was, which nothing else wipes.

use std::{hint::black_box, mem::MaybeUninit};

/// Bytes that are wiped at once. From 2 KiB on, glibc's `memset` is a `rep stosb`, which callgrind counts by the byte: 131,000
/// instructions where these pieces take 11,000.
const PIECE: usize = 1024;
/// Pieces of stack that are wiped: more than twice what any call that handles a card has used.
const PIECES: usize = 128;

/// Does `work`, then wipes the stack that it used. All of a card that `work` handles is below this call, however much the compiler
/// inlines; what `work` returns is not, so it must hold no card but in a box.
#[inline(never)]
pub(crate) fn with_wiped_stack<T>(work: impl FnOnce() -> T) -> T {
    let result = apart(work);
    wipe_stack();
    result
}

/// Does `work` in a frame of its own.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Overwrites the unused part of the stack. Without it, a value built next would carry such bytes in its padding to another
/// thread.
#[inline(never)]
#[expect(clippy::large_stack_arrays, reason = "it overwrites the stack")]
pub(crate) fn wipe_stack() {
    let mut unused = [const { MaybeUninit::<[u8; PIECE]>::uninit() }; PIECES];
    for piece in &mut unused {
        black_box(piece.write([0; PIECE]));
    }
}
