//! The commands, one a file: arguments in, work done by the library's parts, an exit code out.

pub mod check_policy;
pub mod doctor;
pub mod explain;
pub mod generate;
pub mod known;
pub mod minimize;
pub mod replay;
pub mod run;
mod saved;
mod source;
pub mod stats;
