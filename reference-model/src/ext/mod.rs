//! The extension types, each in its own file: what its literals are, what they mean, what its functions do.

mod datetime;
mod decimal;
mod duration;
mod ip;

pub use datetime::Datetime;
pub use decimal::Decimal;
pub use duration::Duration;
pub use ip::IpNet;
