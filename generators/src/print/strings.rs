//! String literals of Cedar and of JSON, and `like` patterns.
//!
//! Canonically a character stands for itself unless it would end the literal, or would not be seen in it: controls,
//! blanks that are no space, marks that combine, direction marks, joiners and other invisible characters are escaped.
//! Source: language guide, grammar, `STR`, and the public implementation, which takes Rust's escapes; RFC 8259.

use std::fmt::Write;

use crosscheck_reference_model::expr::PatternElem;

use super::printer::Printer;
use super::style::{Liberty, Style};

/// Whether a character must or should not stand for itself.
fn needs_escape(c: char) -> bool {
    match c {
        '"' | '\\' => true,
        ' '..='~' => false,
        '\0'..='\u{a0}' | '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{61c}' => true,
        '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' => true,
        '\u{d7b0}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' => true,
        '\u{e0000}'..='\u{10ffff}' => true,
        _ => false,
    }
}

/// Whether the whole string stands for itself; the common case, decided byte by byte.
fn is_simple(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\')
}

impl<S: Style> Printer<S> {
    /// A string literal of Cedar, with its quotes.
    pub(super) fn string(&mut self, text: &str) {
        self.out.push('"');
        if !self.style.ever_takes(Liberty::Escape) && is_simple(text) {
            self.out.push_str(text);
        } else {
            for c in text.chars() {
                self.character(c);
            }
        }
        self.out.push('"');
    }

    /// A `like` pattern, with its quotes.
    pub(super) fn pattern(&mut self, pattern: &[PatternElem]) {
        self.out.push('"');
        for element in pattern {
            match element {
                PatternElem::Star if self.style.takes(Liberty::Escape) => self.numeric_escape('*'),
                PatternElem::Star => self.out.push('*'),
                // No escape but this one keeps a star from being a wildcard.
                PatternElem::Char('*') => self.out.push_str("\\*"),
                PatternElem::Char(c) => self.character(*c),
            }
        }
        self.out.push('"');
    }

    /// One character inside a literal of Cedar.
    fn character(&mut self, c: char) {
        if self.style.takes(Liberty::Escape) {
            self.unusual_character(c);
        } else if needs_escape(c) {
            self.canonical_escape(c);
        } else {
            self.out.push(c);
        }
    }

    fn canonical_escape(&mut self, c: char) {
        let short = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\0' => "\\0",
            c => return self.hexadecimal(c, 0, false),
        };
        self.out.push_str(short);
    }

    /// A spelling that is not the canonical one; for some characters there is only a longer one.
    fn unusual_character(&mut self, c: char) {
        let stands_for_itself = !matches!(c, '"' | '\\' | '\r');
        if self.style.below(2) == 0 {
            match c {
                '\'' => self.out.push_str("\\'"),
                '\n' | '\r' | '\t' | '\0' | '"' | '\\' if self.style.below(2) == 0 => self.canonical_escape(c),
                c if stands_for_itself && needs_escape(c) => self.out.push(c),
                c => self.numeric_escape(c),
            }
        } else {
            self.numeric_escape(c);
        }
    }

    /// `\x41`, `\u{41}`, `\u{00041}`, `\u{4_1}`, `\u{41__}`.
    fn numeric_escape(&mut self, c: char) {
        match self.style.below(8) {
            0 if c.is_ascii() => {
                let _ = write!(self.out, "\\x{:02x}", c as u32);
            }
            1 if c.is_ascii() => {
                let _ = write!(self.out, "\\x{:02X}", c as u32);
            }
            6 => {
                let _ = write!(self.out, "\\u{{{:x}__}}", c as u32);
            }
            7 => {
                let width = 1 + self.style.below(6);
                self.hexadecimal(c, width, true);
            }
            2 => self.hexadecimal(c, 6, false),
            3 => self.hexadecimal(c, 4, true),
            4 => {
                let digits = format!("{:02x}", c as u32);
                let (first, rest) = digits.split_at(1);
                let _ = write!(self.out, "\\u{{{first}_{rest}}}");
            }
            _ => self.hexadecimal(c, 0, false),
        }
    }

    fn hexadecimal(&mut self, c: char, width: usize, upper: bool) {
        let code = c as u32;
        let _ =
            if upper { write!(self.out, "\\u{{{code:0width$X}}}") } else { write!(self.out, "\\u{{{code:0width$x}}}") };
    }

    /// A string of JSON, with its quotes.
    pub(super) fn json_string(&mut self, text: &str) {
        self.out.push('"');
        if !self.style.ever_takes(Liberty::Escape) && is_simple(text) {
            self.out.push_str(text);
        } else {
            for c in text.chars() {
                self.json_character(c);
            }
        }
        self.out.push('"');
    }

    fn json_character(&mut self, c: char) {
        if self.style.takes(Liberty::Escape) {
            match c {
                '/' => self.out.push_str("\\/"),
                '\u{8}' if self.style.below(2) == 0 => self.out.push_str("\\b"),
                '\u{c}' if self.style.below(2) == 0 => self.out.push_str("\\f"),
                c if c >= '\u{7f}' && needs_escape(c) && self.style.below(2) == 0 => self.out.push(c),
                c => {
                    let upper = self.style.below(2) == 1;
                    self.json_escape(c, upper);
                }
            }
            return;
        }
        match c {
            '"' => self.out.push_str("\\\""),
            '\\' => self.out.push_str("\\\\"),
            '\n' => self.out.push_str("\\n"),
            '\r' => self.out.push_str("\\r"),
            '\t' => self.out.push_str("\\t"),
            c if needs_escape(c) => self.json_escape(c, false),
            c => self.out.push(c),
        }
    }

    /// The UTF-16 code units of a character.
    fn json_escape(&mut self, c: char, upper: bool) {
        let mut units = [0; 2];
        for unit in c.encode_utf16(&mut units) {
            let _ = if upper { write!(self.out, "\\u{unit:04X}") } else { write!(self.out, "\\u{unit:04x}") };
        }
    }
}
