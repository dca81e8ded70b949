//! The commands, one a file: arguments in, work done by the library's parts, an exit code out.

pub mod run;
