//! Literals of `ip`: an IPv4 or IPv6 address, optionally with a prefix length.
//!
//! IPv4 is four decimal octets without leading zeros; IPv6 is eight groups of one to four hexadecimal digits, of which
//! `::` may stand for one or more zero groups, and never holds an IPv4 address; a prefix has no leading zero.
//! Source: language guide, `ip()`; formal model, `Spec/Ext/IPAddr`.

use super::{ExtLiteral, invalid, valid};

/// Accepted literals.
pub const VALID: &[ExtLiteral] = &[
    valid("127.0.0.1", "loopback"),
    valid("10.0.0.1", "an everyday address"),
    valid("10.0.0.0/8", "a network"),
    valid("192.168.0.1", "another address"),
    valid("192.168.0.1/24", "a network with bits behind the prefix"),
    valid("192.168.0.3/24", "the same network, other bits behind the prefix"),
    valid("192.168.0.0/24", "the network itself"),
    valid("192.168.0.255", "its last address"),
    valid("192.168.1.0", "the address after it"),
    valid("0.0.0.0", "all zero"),
    valid("0.0.0.0/0", "every IPv4 address"),
    valid("255.255.255.255", "all ones"),
    valid("255.255.255.255/0", "every IPv4 address, bits behind the prefix"),
    valid("1.2.3.4/32", "a full prefix, equal to none"),
    valid("1.2.3.4", "equal to a full prefix"),
    valid("1.2.3.4/31", "one bit less"),
    valid("127.0.0.0/8", "the loopback network"),
    valid("127.0.0.0/7", "more than the loopback network"),
    valid("126.255.255.255", "before loopback"),
    valid("128.0.0.0", "after loopback"),
    valid("223.255.255.255", "before multicast"),
    valid("224.0.0.0/4", "the multicast network"),
    valid("224.0.0.0/3", "more than the multicast network"),
    valid("239.255.255.255", "the last multicast address"),
    valid("240.0.0.0", "after multicast"),
    valid("::", "all zero"),
    valid("::/0", "every IPv6 address"),
    valid("::1", "loopback"),
    valid("::1/128", "loopback, full prefix"),
    valid("::1/127", "more than loopback"),
    valid("::2", "after loopback"),
    valid("1::", "zeros at the end"),
    valid("1::2", "zeros in the middle"),
    valid("1:2:3:4:5:6:7:8", "no zeros left out"),
    valid("1:2:3:4:5:6:7::", "one group left out at the end"),
    valid("::2:3:4:5:6:7:8", "one group left out at the start"),
    valid("1:2:3::5:6:7:8", "one group left out in the middle"),
    valid("0:0:0:0:0:0:0:0", "all zero, written out"),
    valid("0000:0000:0000:0000:0000:0000:0000:0001", "loopback, written out with leading zeros"),
    valid("ABCD:EF01:2345:6789:ABCD:EF01:2345:6789/128", "the longest literal, upper case"),
    valid("abcd:ef01:2345:6789:abcd:ef01:2345:6789", "equal to its upper case"),
    valid("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "all ones"),
    valid("::ffff:7f00:1", "an embedded IPv4 loopback is no loopback"),
    valid("::7f00:1", "the other embedding"),
    valid("fe80::1/64", "link-local"),
    valid("2001:db8::/32", "documentation network"),
    valid("2001:db8::1", "an address in it"),
    valid("feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "before multicast"),
    valid("ff00::/8", "the multicast network"),
    valid("ff00::/7", "more than the multicast network"),
    valid("ff02::1", "a multicast address"),
    valid("0.0.0.0/32", "all zero, full prefix"),
    valid("255.255.255.255/32", "all ones, full prefix"),
    valid("1.2.3.4/1", "the shortest prefix but none"),
    valid("128.0.0.0/1", "the upper half of all"),
    valid("1.2.3.4/9", "a prefix of one digit"),
    valid("1.2.3.4/10", "a prefix of two digits, one of them zero"),
    valid("9.10.99.100", "octets of one, two and three digits"),
    valid("199.200.249.250", "octets on both sides of two hundred and of 250"),
    valid("::/128", "all zero, full prefix"),
    valid("::/1", "the lower half of all"),
    valid("8000::/1", "the upper half of all"),
    valid("1::/64", "half an address"),
    valid("1::/63", "a bit less than half"),
    valid("1::/65", "a bit more than half"),
    valid("::0", "a zero written out"),
    valid("0::0", "zeros written out on both sides"),
    valid("1:0:0:0:0:0:0:8", "zeros that could be left out"),
    valid("1::8", "the same, left out"),
    valid("0123::", "a group with a leading zero"),
    valid("::ffff:0:0", "the network of embedded addresses"),
    valid("1::/9", "a prefix of one digit"),
    valid("1::/100", "a prefix of three digits"),
    valid("ff0f::1", "a multicast address of another scope"),
];

/// Rejected literals.
pub const INVALID: &[ExtLiteral] = &[
    invalid("", "empty"),
    invalid("localhost", "a name"),
    invalid("127.0.0", "three octets"),
    invalid("127.0.0.1.1", "five octets"),
    invalid("127.0.0.", "an empty octet at the end"),
    invalid(".0.0.1", "an empty octet at the start"),
    invalid("127..0.1", "an empty octet"),
    invalid("256.0.0.1", "an octet above 255"),
    invalid("1.2.3.1000", "an octet of four digits"),
    invalid("010.0.0.1", "an octet with a leading zero"),
    invalid("00.0.0.1", "an octet of two zeros"),
    invalid("+1.2.3.4", "a sign in an octet"),
    invalid("0x7f.0.0.1", "a hexadecimal octet"),
    invalid("2130706433", "an address as a number"),
    invalid(" 1.2.3.4", "a blank in front"),
    invalid("1.2.3.4 ", "a blank behind"),
    invalid("1.2.3.4\n", "a line break behind"),
    invalid("1.2.3.4:80", "a port"),
    invalid("[::1]", "brackets"),
    invalid("::1%eth0", "a zone"),
    invalid("1.2.3.4/", "an empty prefix"),
    invalid("1.2.3.4/33", "a prefix above 32"),
    invalid("1.2.3.4/032", "a prefix with a leading zero"),
    invalid("127.0.0.1/01", "a prefix of one digit with a leading zero"),
    invalid("1.2.3.4/00", "a prefix of two zeros"),
    invalid("1.2.3.4/+8", "a sign in the prefix"),
    invalid("1.2.3.4/-1", "a negative prefix"),
    invalid("1.2.3.4/8/8", "two prefixes"),
    invalid("1.2.3.4 /8", "a blank before the prefix"),
    invalid("1.2.3.4/255.0.0.0", "a mask"),
    invalid("/8", "a prefix alone"),
    invalid(":", "one colon"),
    invalid(":::", "three colons"),
    invalid("1:::2", "three colons inside"),
    invalid("::1::", "zeros left out twice"),
    invalid("1:2:3:4:5:6:7", "seven groups"),
    invalid("1:2:3:4:5:6:7:8:9", "nine groups"),
    invalid("1:2:3:4:5:6:7:8::", "no group left to leave out, at the end"),
    invalid("::1:2:3:4:5:6:7:8", "no group left to leave out, at the start"),
    invalid("1:2:3:4::5:6:7:8", "no group left to leave out, inside"),
    invalid("1:2:3:4:5:6:7:", "an empty group at the end"),
    invalid(":1:2:3:4:5:6:7", "an empty group at the start"),
    invalid("12345::", "a group of five digits"),
    invalid("g::", "a digit that is not hexadecimal"),
    invalid("::1/129", "a prefix above 128"),
    invalid("::1/0128", "a prefix of four digits"),
    invalid("::1/064", "a prefix with a leading zero"),
    invalid("::/", "an empty prefix"),
    invalid("::ffff:127.0.0.1", "an embedded IPv4 address"),
    invalid("::127.0.0.1", "the other embedding"),
    invalid("::ffff:127.0.0.1/96", "an embedded IPv4 address with a prefix"),
    invalid("١٢٧.0.0.1", "digits that are not ASCII"),
    invalid("1.2.3.4é", "a character of two bytes behind"),
    invalid("127.1", "octets left out"),
    invalid("0177.0.0.1", "an octet of four digits with a leading zero"),
    invalid("1.2.3.256", "the last octet above 255"),
    invalid("1.2.3.-4", "a negative octet"),
    invalid("1.2.3. 4", "a blank before an octet"),
    invalid("1.2.3.4.", "a point behind"),
    invalid("1.2.3.4/08", "a prefix of eight with a leading zero"),
    invalid("1.2.3.4/100", "a prefix of three digits"),
    invalid("1.2.3.4/ 8", "a blank in the prefix"),
    invalid("1.2.3.4/8 ", "a blank behind the prefix"),
    invalid("1.2.3.4/0x8", "a hexadecimal prefix"),
    invalid("1.2.3.4//8", "two slashes"),
    invalid("1.2.3.4/٨", "a prefix that is not ASCII"),
    invalid("1.2.3.4/4294967304", "a prefix that wraps to eight in 32 bits"),
    invalid("1.2.3.4/264", "a prefix that wraps to eight in eight bits"),
    invalid("::1/+64", "a sign in a prefix of IPv6"),
    invalid("::1/-1", "a negative prefix of IPv6"),
    invalid("::1/256", "a prefix that wraps to zero in eight bits"),
    invalid("::1/00", "a prefix of two zeros"),
    invalid("1::2::3", "zeros left out twice, inside"),
    invalid("::00001", "a group of five digits, all but one zero"),
    invalid("00000::", "a group of five zeros"),
    invalid("1:2:3:4:5:6:7:8:", "a colon behind eight groups"),
    invalid(":1:2:3:4:5:6:7:8", "a colon before eight groups"),
    invalid("1:2:3:4:5:6:1.2.3.4", "an embedded address in the last two groups"),
    invalid("64:ff9b::1.2.3.4", "an embedded address behind a prefix"),
    invalid("fe80::1%1/64", "a zone and a prefix"),
    invalid("0x1::", "a hexadecimal sign"),
    invalid("::-1", "a negative group"),
    invalid("::+1", "a sign in a group"),
    invalid(":: 1", "a blank before a group"),
    invalid("::1\0", "a zero character behind"),
    invalid("::\u{ff11}", "a digit of full width"),
    invalid("\u{ff11}.2.3.4", "an octet of full width"),
];

#[cfg(test)]
mod tests {
    use crosscheck_reference_model::ext::IpNet;

    use super::*;

    #[test]
    fn the_tables_agree_with_the_definition() {
        for literal in VALID.iter().chain(INVALID) {
            assert_eq!(IpNet::parse(literal.text).is_some(), literal.valid, "{literal:?}");
        }
    }

    #[test]
    fn each_question_has_an_edge_on_both_sides() {
        let at = |text: &str| IpNet::parse(text).unwrap();
        for (inside, outside) in [("127.0.0.0/8", "127.0.0.0/7"), ("::1/128", "::1/127"), ("127.0.0.1", "128.0.0.0")] {
            assert!(at(inside).is_loopback() && !at(outside).is_loopback(), "{inside} {outside}");
        }
        for (inside, outside) in
            [("224.0.0.0/4", "224.0.0.0/3"), ("ff00::/8", "ff00::/7"), ("239.255.255.255", "240.0.0.0")]
        {
            assert!(at(inside).is_multicast() && !at(outside).is_multicast(), "{inside} {outside}");
        }
        assert!(at("192.168.0.255").is_in_range(at("192.168.0.1/24")));
        assert!(!at("192.168.1.0").is_in_range(at("192.168.0.1/24")));
    }

    #[test]
    fn literals_mean_what_the_guide_says() {
        let v4 = |address, prefix| IpNet::V4 { address, prefix };
        let v6 = |address, prefix| IpNet::V6 { address, prefix };
        for (text, expected) in [
            ("127.0.0.1", v4(0x7f00_0001, 32)),
            ("192.168.0.3/24", v4(0xc0a8_0003, 24)),
            ("9.10.99.100", v4(0x090a_6364, 32)),
            ("::", v6(0, 128)),
            ("::/0", v6(0, 0)),
            ("1::8", v6(0x1 << 112 | 8, 128)),
            ("1:0:0:0:0:0:0:8", v6(0x1 << 112 | 8, 128)),
            ("0123::", v6(0x123 << 112, 128)),
            ("::ffff:0:0", v6(0xffff_0000_0000, 128)),
            ("8000::/1", v6(1 << 127, 1)),
        ] {
            assert_eq!(IpNet::parse(text), Some(expected), "{text}");
            assert!(VALID.iter().any(|literal| literal.text == text), "{text}");
        }
    }
}
