//! The harness: subjects, compare, signature, minimize, corpus, campaign, reports and the command line.
//!
//! Only this crate does input and output. Generated or saved cases go to every subject as the same text; what they make
//! of it is compared; what differs is put into a bucket, minimized, saved and then shown.

pub mod block;
pub mod buckets;
pub mod campaign;
pub mod check;
pub mod cli;
pub mod commands;
pub mod compare;
pub mod corpus;
mod coverage;
pub mod duration;
pub mod examine;
pub mod excerpt;
pub mod exhaustive;
pub mod exit;
pub mod explain;
pub mod fuzzing;
pub mod generated;
pub mod given_cases;
pub mod known;
pub mod laws;
mod measured;
pub mod minimize;
pub mod outcome;
pub mod output;
pub mod pairs;
pub mod progress;
pub mod recorded;
pub mod replay;
pub mod report;
pub mod seed;
pub mod seed_corpus;
pub mod settings_file;
pub mod signature;
pub mod statistics;
pub mod stop;
pub mod subject;
pub mod triage;
