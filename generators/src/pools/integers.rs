//! Integers at the boundaries of 64-bit arithmetic, and their neighbours.
//!
//! A sum, difference or product of two of these lands on either side of the range's ends. The order is from harmless
//! to extreme, so that a generator that wants mostly small numbers takes a prefix.

/// How many of [`ALL`], from its start, are small everyday numbers.
pub const SMALL: usize = 14;

/// The integers.
pub const ALL: &[i64] = &[
    0,
    1,
    -1,
    2,
    3,
    -2,
    5,
    7,
    10,
    -10,
    42,
    99,
    100,
    101,
    // Widths of narrower integers, and where a double stops being exact.
    127,
    128,
    255,
    256,
    32_767,
    65_536,
    2_147_483_647,
    2_147_483_648,
    -2_147_483_648,
    -2_147_483_649,
    4_294_967_295,
    4_294_967_296,
    9_007_199_254_740_991,
    9_007_199_254_740_992,
    9_007_199_254_740_993,
    -9_007_199_254_740_993,
    // Roots and halves of the range: products and sums of two of them meet its ends.
    3_037_000_499,
    3_037_000_500,
    -3_037_000_500,
    4_611_686_018_427_387_903,
    4_611_686_018_427_387_904,
    -4_611_686_018_427_387_904,
    -4_611_686_018_427_387_905,
    // The ends.
    i64::MAX,
    i64::MAX - 1,
    i64::MIN,
    i64::MIN + 1,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_reached_and_passed_by_each_operator() {
        type Operator = fn(i64, i64) -> Option<i64>;
        let operators: [Operator; 3] = [i64::checked_add, i64::checked_sub, i64::checked_mul];
        for operator in operators {
            let results: Vec<_> = ALL.iter().flat_map(|a| ALL.iter().map(move |b| operator(*a, *b))).collect();
            assert!(results.contains(&None));
            assert!(results.contains(&Some(i64::MAX)) && results.contains(&Some(i64::MIN)));
        }
        assert!(ALL[..SMALL].iter().all(|i| i.abs() <= 101));
        assert!(ALL[SMALL..].iter().all(|i| i.unsigned_abs() > 101));
    }
}
