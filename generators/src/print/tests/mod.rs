//! The law of printing: what is printed parses to the tree that was printed.

mod layout;
mod round_trip;
mod schema_json;
mod trees;
