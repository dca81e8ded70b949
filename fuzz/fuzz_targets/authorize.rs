//! Authorization from bytes: the bytes are the generators' only source of chance; engine and reference model must agree
//! on the case that they make.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crosscheck::fuzzing::authorize(bytes));

#[cfg(not(fuzzing))]
fn main() {
    crosscheck_fuzz::replay(crosscheck::fuzzing::authorize);
}
