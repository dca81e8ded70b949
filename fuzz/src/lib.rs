//! What a fuzz target does when no fuzzer is linked: replay files.
//!
//! Built by `cargo fuzz` a target mutates bytes; built by plain cargo the same file runs each file or folder of files
//! that is named on its command line through the same function, so that saved inputs are regression tests.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// Calls `run` on the contents of each file named on the command line, folders recursively and in the order of their
/// names, and prints how many there were.
///
/// Ends the process with code 64 when no path was given and 65 when one cannot be read.
pub fn replay(run: impl Fn(&[u8])) {
    let paths: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        eprintln!("usage: TARGET PATH…   (files, or folders of files, to replay)");
        process::exit(64);
    }
    let mut count = 0_u64;
    for path in &paths {
        if let Err(error) = replay_path(path, &run, &mut count) {
            eprintln!("cannot read {}: {error}", path.display());
            process::exit(65);
        }
    }
    println!("replayed {count} inputs");
}

fn replay_path(path: &Path, run: &impl Fn(&[u8]), count: &mut u64) -> std::io::Result<()> {
    if !path.is_dir() {
        run(&fs::read(path)?);
        *count += 1;
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| replay_path(entry, run, count))
}
