//! Tables of what the parsers accept and reject, grammar rule by grammar rule.

mod expressions;
mod hostile;
mod policies;
mod schemas;
