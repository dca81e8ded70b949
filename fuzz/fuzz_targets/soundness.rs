//! Soundness from bytes: the bytes are the generators' only source of chance; the answers of engine and reference model
//! to a typed case must keep every law, and agree.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    match crosscheck::fuzzing::parted(&data[..size], seed) {
        Some(input) => crosscheck::fuzzing::put(&input, data),
        None => libfuzzer_sys::fuzzer_mutate(data, size, max_size),
    }
});

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crosscheck::fuzzing::soundness(bytes));

#[cfg(not(fuzzing))]
fn main() {
    crosscheck_fuzz::replay(crosscheck::fuzzing::soundness);
}
