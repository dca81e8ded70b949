//! The commands, one a file: arguments in, work done by the library's parts, an exit code out.

pub mod doctor;
pub mod generate;
pub mod known;
pub mod replay;
pub mod run;
pub mod stats;
