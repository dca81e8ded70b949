//! `ipaddr`: an IPv4 or IPv6 address, or a range of them in CIDR notation; a lone address is the range of full prefix.
//!
//! In: literals. IPv4 is four decimal octets without leading zeros; IPv6 is eight groups of one to four hexadecimal
//! digits, one run of one or more groups of zeros being writable as `::`; either may end in `/prefix`, in decimal
//! without leading zeros. IPv4 embedded in IPv6 (`::ffff:1.2.3.4`) is refused. These rules are checked here,
//! since general-purpose parsers accept more; only then does `ipnet` hold the address.
//! Two ranges are equal if address *and* prefix are: nothing is cut down to its network.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while_m_n};
use nom::character::complete::char;
use nom::combinator::{all_consuming, map, map_opt, opt};
use nom::multi::separated_list0;
use nom::sequence::preceded;
use nom::{IResult, Parser};

use super::ExtensionError;

/// Prefixes of single addresses.
const FULL_V4: u8 = 32;
const FULL_V6: u8 = 128;

/// An address or a range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ip(IpNet);

impl Ip {
    /// Reads an address or a range.
    ///
    /// # Errors
    /// [`ExtensionError::Malformed`] if the text is neither.
    pub fn parse(literal: &str) -> Result<Ip, ExtensionError> {
        let expected = "expected an IPv4 or IPv6 address, or a range like `10.0.0.0/8` or `ffee::/64`";
        match all_consuming(alt((v4, v6))).parse(literal) {
            Ok((_, network)) => Ok(Ip(network)),
            Err(_) => Err(ExtensionError::malformed("ip", literal, expected)),
        }
    }

    /// The address and prefix it holds.
    pub fn network(self) -> IpNet {
        self.0
    }

    /// Whether it is of the IPv4 family.
    pub fn is_ipv4(self) -> bool {
        matches!(self.0, IpNet::V4(_))
    }

    /// Whether it is of the IPv6 family.
    pub fn is_ipv6(self) -> bool {
        matches!(self.0, IpNet::V6(_))
    }

    /// Whether every address of the range is a loopback address: inside `127.0.0.0/8`, or `::1` alone.
    pub fn is_loopback(self) -> bool {
        match self.0 {
            IpNet::V4(v4) => v4.addr().is_loopback() && v4.prefix_len() >= 8,
            IpNet::V6(v6) => v6.addr().is_loopback() && v6.prefix_len() == FULL_V6,
        }
    }

    /// Whether every address of the range is a multicast address: inside `224.0.0.0/4` or `ff00::/8`.
    pub fn is_multicast(self) -> bool {
        match self.0 {
            IpNet::V4(v4) => v4.addr().is_multicast() && v4.prefix_len() >= 4,
            IpNet::V6(v6) => v6.addr().is_multicast() && v6.prefix_len() >= 8,
        }
    }

    /// Whether every address of the range lies in another range; never across families.
    pub fn is_in_range(self, range: Ip) -> bool {
        match (self.0, range.0) {
            (IpNet::V4(inner), IpNet::V4(outer)) => outer.contains(&inner),
            (IpNet::V6(inner), IpNet::V6(outer)) => outer.contains(&inner),
            _ => false,
        }
    }
}

/// An IPv4 address with or without a prefix.
fn v4(input: &str) -> IResult<&str, IpNet> {
    let rest_of = || preceded(char('.'), number(u8::MAX));
    let address = (number(u8::MAX), rest_of(), rest_of(), rest_of());
    let network = (address, opt(preceded(char('/'), number(FULL_V4))));
    map_opt(network, |((a, b, c, d), prefix)| {
        Some(IpNet::V4(Ipv4Net::new(Ipv4Addr::new(a, b, c, d), prefix.unwrap_or(FULL_V4)).ok()?))
    })
    .parse(input)
}

/// An IPv6 address with or without a prefix.
fn v6(input: &str) -> IResult<&str, IpNet> {
    let groups = || separated_list0(char(':'), group);
    let address = (groups(), opt(preceded(tag("::"), groups())));
    let network = (
        map_opt(address, |(head, tail)| place_groups(&head, tail.as_deref())),
        opt(preceded(char('/'), number(FULL_V6))),
    );
    map_opt(network, |(address, prefix)| Some(IpNet::V6(Ipv6Net::new(address, prefix.unwrap_or(FULL_V6)).ok()?)))
        .parse(input)
}

/// Puts the groups before and after `::` in their places; all eight must be there if it is absent.
fn place_groups(head: &[u16], tail: Option<&[u16]>) -> Option<Ipv6Addr> {
    let mut groups = [0u16; 8];
    let fits = match tail {
        None => head.len() == 8,
        Some(tail) => head.len() + tail.len() <= 7,
    };
    if !fits {
        return None;
    }
    let tail = tail.unwrap_or(&[]);
    groups[..head.len()].copy_from_slice(head);
    groups[8 - tail.len()..].copy_from_slice(tail);
    Some(Ipv6Addr::from(groups))
}

/// One to four hexadecimal digits.
fn group(input: &str) -> IResult<&str, u16> {
    let digits = take_while_m_n(1, 4, |c: char| c.is_ascii_hexdigit());
    map_opt(digits, |digits: &str| u16::from_str_radix(digits, 16).ok()).parse(input)
}

/// A decimal number of at most `max`, without leading zeros.
fn number<'a>(max: u8) -> impl Parser<&'a str, Output = u8, Error = nom::error::Error<&'a str>> {
    let digits = take_while_m_n(1, 3, |c: char| c.is_ascii_digit());
    let plain = map(digits, |digits: &str| (digits.len() > 1 && digits.starts_with('0'), digits.parse::<u16>().ok()));
    map_opt(plain, move |(padded, number)| {
        let number = number.filter(|number| !padded && *number <= u16::from(max))?;
        u8::try_from(number).ok()
    })
}

impl fmt::Display for Ip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
