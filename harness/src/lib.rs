//! The harness: subjects, compare, signature, minimize, corpus, campaign, reports and the command line.
//!
//! Only this crate does input and output. Generated or saved cases go to every subject as the same text; what they make
//! of it is compared; what differs is put into a bucket, minimized, saved and then shown.

pub mod compare;
pub mod duration;
pub mod exit;
pub mod outcome;
pub mod output;
pub mod seed;
pub mod signature;
pub mod statistics;
pub mod subject;
