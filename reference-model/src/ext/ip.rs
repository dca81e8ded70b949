//! `ipaddr`: an address of either family together with a prefix length.

/// An address and its prefix length. Two of them are equal if family, all bits of the address (those behind the prefix
/// too) and prefix are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IpNet {
    /// IPv4: 32 bits, prefix 0 to 32.
    V4 {
        /// The address, most significant byte first.
        address: u32,
        /// The prefix length in bits.
        prefix: u8,
    },
    /// IPv6: 128 bits, prefix 0 to 128.
    V6 {
        /// The address, most significant byte first.
        address: u128,
        /// The prefix length in bits.
        prefix: u8,
    },
}
