//! Hostile text from bytes: the bytes make a case and edit the printed text of one of its documents; engine and reference
//! model must agree on what they refuse, where, and on the tree of what they read.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crosscheck::fuzzing::hostile(bytes));

#[cfg(not(fuzzing))]
fn main() {
    crosscheck_fuzz::replay(crosscheck::fuzzing::hostile);
}
