//! `decimal`: a signed number with up to four digits after the point, in the range of 64 bits of ten-thousandths.

/// A decimal, in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(pub i64);
