//! Authorization from bytes: the bytes are the generators' only source of chance; engine and reference model must agree
//! on the case that they make.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    match crosscheck::fuzzing::parted(&data[..size], seed) {
        Some(input) => crosscheck::fuzzing::put(&input, data),
        None => libfuzzer_sys::fuzzer_mutate(data, size, max_size),
    }
});

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crosscheck::fuzzing::authorize(bytes));

#[cfg(not(fuzzing))]
fn main() {
    crosscheck_fuzz::replay(crosscheck::fuzzing::authorize);
}
