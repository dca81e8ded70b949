//! The binary: arguments in, exit code out.

use std::process::ExitCode;

/// Cases are made of many small strings and trees; `docs/measurements.md` has what this allocator gains.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    crosscheck::cli::main(std::env::args_os()).into()
}
