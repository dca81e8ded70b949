//! Soundness from bytes: the bytes are the generators' only source of chance; the answers of engine and reference model
//! to a typed case must keep every law, and agree.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crosscheck::fuzzing::soundness(bytes));

#[cfg(not(fuzzing))]
fn main() {
    crosscheck_fuzz::replay(crosscheck::fuzzing::soundness);
}
