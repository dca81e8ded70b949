//! Cases as inputs: mutated and crossed as what they are, not as bytes; engine and reference model must agree on each.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
use crosscheck::fuzzing::{encoded, put};

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    put(&encoded::mutated(&data[..size], max_size, seed), data)
});

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_crossover!(|one: &[u8], other: &[u8], out: &mut [u8], seed: u32| {
    put(&encoded::crossed(one, other, out.len(), seed), out)
});

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crosscheck::fuzzing::cases(bytes));

#[cfg(not(fuzzing))]
fn main() {
    crosscheck_fuzz::replay(crosscheck::fuzzing::cases);
}
