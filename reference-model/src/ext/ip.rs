//! `ipaddr`: an address of either family together with a prefix length.
//!
//! A literal is an IPv4 or IPv6 address, then optionally `/` and a prefix length.
//!
//! - IPv4: four numbers from 0 to 255 between dots, one to three digits each, no leading zero.
//! - IPv6: eight groups of one to four hexadecimal digits between colons; `::` may stand once for the zeros of one or
//!   more groups. An IPv4 address inside an IPv6 one is not accepted.
//! - The prefix length: 0 to 32 or 0 to 128, digits only, no leading zero. Without one it is 32 or 128.
//!
//! The range of an address is that of all addresses with the same bits in the prefix. `a.isInRange(b)`: the range of
//! `a` lies in that of `b`; never across families. Loopback is `127.0.0.0/8` and `::1/128`, multicast `224.0.0.0/4` and
//! `ff00::/8`; a range is one of them if it lies wholly in it.
//!
//! Source: language guide, data types, `ipaddr`, and operators, IP address functions; formal model, `Ext.IPAddr`.

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

const LOOPBACK_V4: IpNet = IpNet::V4 { address: 127 << 24, prefix: 8 };
const LOOPBACK_V6: IpNet = IpNet::V6 { address: 1, prefix: 128 };
const MULTICAST_V4: IpNet = IpNet::V4 { address: 224 << 24, prefix: 4 };
const MULTICAST_V6: IpNet = IpNet::V6 { address: 0xff << 120, prefix: 8 };

impl IpNet {
    /// Reads a literal; `None` if it is malformed.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        if address.contains(':') {
            Some(Self::V6 { address: read_v6(address)?, prefix: read_prefix(prefix, 128)? })
        } else {
            Some(Self::V4 { address: read_v4(address)?, prefix: read_prefix(prefix, 32)? })
        }
    }

    /// Whether it is of the IPv4 family.
    pub fn is_ipv4(self) -> bool {
        matches!(self, Self::V4 { .. })
    }

    /// Whether it is of the IPv6 family.
    pub fn is_ipv6(self) -> bool {
        matches!(self, Self::V6 { .. })
    }

    /// Whether all of its range is loopback.
    pub fn is_loopback(self) -> bool {
        self.is_in_range(LOOPBACK_V4) || self.is_in_range(LOOPBACK_V6)
    }

    /// Whether all of its range is multicast.
    pub fn is_multicast(self) -> bool {
        self.is_in_range(MULTICAST_V4) || self.is_in_range(MULTICAST_V6)
    }

    /// Whether its range lies in the range of `other`.
    pub fn is_in_range(self, other: Self) -> bool {
        let (low, high) = self.range();
        let (other_low, other_high) = other.range();
        self.is_ipv4() == other.is_ipv4() && other_low <= low && high <= other_high
    }

    /// The first and the last address of its range.
    fn range(self) -> (u128, u128) {
        let (address, host_bits) = match self {
            Self::V4 { address, prefix } => (u128::from(address), 32 - u32::from(prefix)),
            Self::V6 { address, prefix } => (address, 128 - u32::from(prefix)),
        };
        // All 128 bits are of the host in `::/0`, where shifting one bit so far would lose it.
        let host_mask = 1u128.checked_shl(host_bits).map_or(u128::MAX, |bit| bit - 1);
        (address & !host_mask, address | host_mask)
    }
}

/// Reads one to `max_digits` decimal digits without a leading zero, up to a limit.
fn read_decimal(text: &str, max_digits: usize, limit: u32) -> Option<u32> {
    if text.is_empty() || text.len() > max_digits || (text.starts_with('0') && text != "0") {
        return None;
    }
    let mut number = 0;
    for c in text.chars() {
        number = number * 10 + c.to_digit(10)?;
    }
    (number <= limit).then_some(number)
}

/// Reads a prefix length; without one it is the width of the address.
fn read_prefix(text: Option<&str>, width: u8) -> Option<u8> {
    match text {
        None => Some(width),
        Some(text) => u8::try_from(read_decimal(text, 3, u32::from(width))?).ok(),
    }
}

/// Reads four bytes between dots.
fn read_v4(text: &str) -> Option<u32> {
    let mut address = 0;
    let mut count = 0;
    for part in text.split('.') {
        count += 1;
        if count > 4 {
            return None;
        }
        address = address << 8 | read_decimal(part, 3, 255)?;
    }
    (count == 4).then_some(address)
}

/// Reads eight groups between colons, some of which `::` may stand for.
fn read_v6(text: &str) -> Option<u128> {
    let groups = match text.split_once("::") {
        None => read_groups(text)?,
        Some((before, after)) => {
            let mut groups = read_groups_or_none(before)?;
            let after = read_groups_or_none(after)?;
            let zeros = 8usize.checked_sub(groups.len() + after.len()).filter(|zeros| *zeros > 0)?;
            groups.extend(std::iter::repeat_n(0, zeros));
            groups.extend(after);
            groups
        }
    };
    (groups.len() == 8).then(|| groups.iter().fold(0, |address, group| address << 16 | u128::from(*group)))
}

/// Reads groups between colons; the empty text has none.
fn read_groups_or_none(text: &str) -> Option<Vec<u16>> {
    if text.is_empty() { Some(Vec::new()) } else { read_groups(text) }
}

/// Reads one or more groups between colons.
fn read_groups(text: &str) -> Option<Vec<u16>> {
    text.split(':').map(read_group).collect()
}

/// Reads one to four hexadecimal digits.
fn read_group(text: &str) -> Option<u16> {
    if text.is_empty() || text.len() > 4 {
        return None;
    }
    let mut number = 0;
    for c in text.chars() {
        number = number << 4 | c.to_digit(16)?;
    }
    u16::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v4(address: u32, prefix: u8) -> Option<IpNet> {
        Some(IpNet::V4 { address, prefix })
    }

    fn v6(address: u128, prefix: u8) -> Option<IpNet> {
        Some(IpNet::V6 { address, prefix })
    }

    fn check(text: &str, expected: Option<IpNet>) {
        assert_eq!(IpNet::parse(text), expected, "ip({text:?})");
    }

    #[test]
    fn ipv4_literals() {
        check("0.0.0.0", v4(0, 32));
        check("127.0.0.1", v4(0x7f00_0001, 32));
        check("255.255.255.255", v4(u32::MAX, 32));
        check("192.168.0.1/24", v4(0xc0a8_0001, 24));
        check("10.0.0.0/0", v4(0x0a00_0000, 0));
        check("10.0.0.0/32", v4(0x0a00_0000, 32));
        for text in ["256.0.0.1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "", ".", "...", "1.2.3.4.", "1"] {
            check(text, None);
        }
        for text in ["010.0.0.1", "00.0.0.0", "1.2.3.04", "+1.2.3.4", "-1.2.3.4", "1.2.3.0x4", "1.2.3.a", "1.2.3.1000"]
        {
            check(text, None);
        }
        for text in [" 1.2.3.4", "1.2.3.4 ", "1.2.3.4 /8", "1_0.2.3.4", "\u{661}.2.3.4", "1.2.3.4:80", "localhost"] {
            check(text, None);
        }
    }

    #[test]
    fn ipv6_literals() {
        check("::", v6(0, 128));
        check("::/0", v6(0, 0));
        check("::1", v6(1, 128));
        check("1::", v6(1 << 112, 128));
        check("1:2:3:4:5:6:7:8", v6(0x0001_0002_0003_0004_0005_0006_0007_0008, 128));
        check("1:2:3:4:5:6:7::", v6(0x0001_0002_0003_0004_0005_0006_0007_0000, 128));
        check("::2:3:4:5:6:7:8", v6(0x0000_0002_0003_0004_0005_0006_0007_0008, 128));
        check("1::8", v6((1 << 112) + 8, 128));
        check("ffff:FFFF:fFfF:ffff:ffff:ffff:ffff:ffff/128", v6(u128::MAX, 128));
        check("0001::0000/9", v6(1 << 112, 9));
        check("::ffff:7f00:1", v6(0xffff_7f00_0001, 128));
        for text in [":", ":::", "::::", "1::2::3", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7", "1:", ":1"] {
            check(text, None);
        }
        for text in
            ["1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "00001::", "g::"]
        {
            check(text, None);
        }
        for text in
            ["::ffff:127.0.0.1", "::127.0.0.1", "1:2:3:4:5:6:1.2.3.4", "[::1]", "::1%eth0", " ::1", "::1 ", "::+1"]
        {
            check(text, None);
        }
    }

    #[test]
    fn prefixes() {
        for text in ["127.0.0.1/", "127.0.0.1/33", "127.0.0.1/01", "127.0.0.1/00", "127.0.0.1/+1", "127.0.0.1/-1"] {
            check(text, None);
        }
        for text in ["127.0.0.1/032", "127.0.0.1/8/8", "127.0.0.1/ 8", "127.0.0.1/a", "127.0.0.1/300", "/8", "/"] {
            check(text, None);
        }
        for text in ["::1/129", "::1/0128", "::1/999", "::1/1000", "::1/", "::1//1", "::1/4294967297", "::1/\u{661}"] {
            check(text, None);
        }
    }

    #[test]
    fn ranges() {
        let check = |inner: &str, outer: &str, expected: bool| {
            let (a, b) = (IpNet::parse(inner).unwrap(), IpNet::parse(outer).unwrap());
            assert_eq!(a.is_in_range(b), expected, "{inner} in {outer}");
        };
        check("192.168.0.1", "192.168.0.0/24", true);
        check("192.168.0.1", "192.168.0.75/24", true);
        check("192.168.1.1", "192.168.0.0/24", false);
        check("192.168.0.0/24", "192.168.0.0/24", true);
        check("192.168.0.0/23", "192.168.0.0/24", false);
        check("192.168.0.0/25", "192.168.0.0/24", true);
        check("1.2.3.4", "0.0.0.0/0", true);
        check("0.0.0.0/0", "1.2.3.4/0", true);
        check("0.0.0.0/0", "0.0.0.0/1", false);
        check("10.0.0.1", "10.0.0.1", true);
        check("10.0.0.1", "10.0.0.2", false);
        check("::1", "::/0", true);
        check("::/0", "ffff::/0", true);
        check("::/0", "::/1", false);
        check("1::5", "1::/16", true);
        check("2::5", "1::/16", false);
        check("0.0.0.0", "::/0", false);
        check("::", "0.0.0.0/0", false);
        check("::ffff:7f00:1", "127.0.0.0/8", false);
    }

    #[test]
    fn families_loopback_multicast() {
        let check = |text: &str, expected: [bool; 4]| {
            let ip = IpNet::parse(text).unwrap();
            assert_eq!([ip.is_ipv4(), ip.is_ipv6(), ip.is_loopback(), ip.is_multicast()], expected, "{text}");
        };
        check("127.0.0.1", [true, false, true, false]);
        check("127.255.255.255/8", [true, false, true, false]);
        check("127.0.0.1/7", [true, false, false, false]);
        check("126.255.255.255", [true, false, false, false]);
        check("128.0.0.0", [true, false, false, false]);
        check("224.0.0.0", [true, false, false, true]);
        check("239.255.255.255/4", [true, false, false, true]);
        check("239.255.255.255/3", [true, false, false, false]);
        check("240.0.0.0", [true, false, false, false]);
        check("223.255.255.255", [true, false, false, false]);
        check("::1", [false, true, true, false]);
        check("::1/127", [false, true, false, false]);
        check("::2", [false, true, false, false]);
        check("::ffff:7f00:1", [false, true, false, false]);
        check("ff00::", [false, true, false, true]);
        check("ffff::1/8", [false, true, false, true]);
        check("ff00::/7", [false, true, false, false]);
        check("feff::", [false, true, false, false]);
    }
}
