//! The sheet that all printers write on: text, gaps between tokens, and lines.
//!
//! In come tokens in order, with the canonical gap between each two of them; out comes text. This file knows what may
//! stand between two tokens and nothing of the grammar.

use super::layout::{self, Mark, MarkAt};
use super::style::{Liberty, Style};

/// Text in the making, and the style that decides how it is spelled.
#[derive(Debug)]
pub(super) struct Printer<S> {
    pub(super) out: String,
    pub(super) style: S,
    marks: Vec<MarkAt>,
    /// A line while it is broken, kept for its room.
    long_line: String,
    line_start: usize,
    indent: usize,
}

/// Comments; each ends before its line does. A person's comment first, then what a lexer may trip over.
const COMMENTS: [&str; 14] = [
    "// a comment",
    "//",
    "//// more than two slashes",
    "// \"an open string",
    "// permit(principal, action, resource);",
    "// ) } ] unbalanced",
    "// é 😀 \u{202e}",
    "//\t*/ /* other languages",
    "// \\",
    "//@id(\"no\")",
    "// \0\u{1}\u{feff}",
    "//\u{85}\u{2028}permit\u{2029}",
    "//\u{b}\u{c}//",
    "//'\\u{110000}\\q",
];

/// What ends a comment.
const COMMENT_ENDS: [&str; 4] = ["\n", "\r\n", "\r", "\n\n"];

/// Blanks between tokens of Cedar: each character that is white space, and some runs of them.
const BLANKS: [&str; 29] = [
    " ", "  ", "\n", "\t", "\r\n", " \n\t ", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{a0}", "\u{1680}", "\u{2000}",
    "\u{2001}", "\u{2002}", "\u{2003}", "\u{2004}", "\u{2005}", "\u{2006}", "\u{2007}", "\u{2008}", "\u{2009}",
    "\u{200a}", "\u{2028}", "\u{2029}", "\u{202f}", "\u{205f}", "\u{3000}", "\n\n\n",
];

/// How many of the blanks are common ones, which most gaps are made of.
const COMMON_BLANKS: usize = 7;

/// Blanks between tokens of JSON.
const JSON_BLANKS: [&str; 6] = [" ", "", "\n", "\t", "\r\n", " \n\t "];

impl<S: Style> Printer<S> {
    /// An empty sheet, with room for about so many bytes.
    pub(super) fn new(style: S, room: usize) -> Self {
        Self {
            out: String::with_capacity(room),
            style,
            marks: Vec::new(),
            long_line: String::new(),
            line_start: 0,
            indent: 0,
        }
    }

    /// A token, or part of one.
    pub(super) fn write(&mut self, token: &str) {
        self.out.push_str(token);
    }

    /// Between two tokens that touch in the canonical spelling and could stand apart.
    pub(super) fn join(&mut self) {
        if self.style.takes(Liberty::Gap) {
            self.unusual_gap();
        }
    }

    /// Between two tokens that stand apart in the canonical spelling and could touch.
    pub(super) fn blank(&mut self) {
        if !self.style.takes(Liberty::Gap) {
            self.out.push(' ');
        } else if self.style.below(2) == 0 {
            self.unusual_gap();
        }
    }

    /// Between two words, which must stand apart.
    pub(super) fn space(&mut self) {
        if self.style.takes(Liberty::Gap) {
            self.unusual_gap();
        } else {
            self.out.push(' ');
        }
    }

    /// Before a word behind anything: what is no word itself may touch it.
    pub(super) fn space_before_word(&mut self) {
        if !self.style.takes(Liberty::Gap) {
            self.out.push(' ');
        } else if self.ends_in_word() || self.style.below(3) > 0 {
            self.unusual_gap();
        }
    }

    /// Whether a word behind what is written would grow together with it.
    fn ends_in_word(&self) -> bool {
        self.out.bytes().next_back().is_none_or(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
    }

    /// Blanks or a comment, but something.
    fn unusual_gap(&mut self) {
        match self.style.below(15) {
            index if index < COMMON_BLANKS => self.out.push_str(BLANKS[index]),
            index if index < 10 => {
                let blank = BLANKS[self.style.below(BLANKS.len())];
                self.out.push_str(blank);
            }
            _ => {
                let comment = COMMENTS[self.style.below(COMMENTS.len())];
                let end = COMMENT_ENDS[self.style.below(COMMENT_ENDS.len())];
                self.out.push(' ');
                self.out.push_str(comment);
                self.out.push_str(end);
            }
        }
    }

    /// Between two tokens of JSON, `canonical` or anything that JSON allows.
    pub(super) fn json_gap(&mut self, canonical: &str) {
        let gap =
            if self.style.takes(Liberty::Gap) { JSON_BLANKS[self.style.below(JSON_BLANKS.len())] } else { canonical };
        self.out.push_str(gap);
    }

    /// Before the first token of the text.
    pub(super) fn start_of_text(&mut self) {
        if self.style.takes(Liberty::Gap) {
            self.unusual_gap();
        }
    }

    /// Behind the last token of the text.
    pub(super) fn end_of_text(&mut self) {
        if self.style.takes(Liberty::Gap) {
            match self.style.below(3) {
                0 => {}
                1 => self.out.push_str("// the end, without a line break"),
                _ => self.unusual_gap(),
            }
        } else {
            self.out.push('\n');
        }
    }

    /// Begins a line at an indentation.
    pub(super) fn begin_line(&mut self, indent: usize) {
        layout::indent_by(&mut self.out, indent);
        self.indent = indent;
        self.line_start = self.out.len();
        self.marks.clear();
    }

    /// Ends the line that was begun, breaking it if it is too long. The line break itself is not written.
    pub(super) fn end_line(&mut self) {
        if S::LAYS_OUT && self.indent + self.out.len() - self.line_start > layout::WIDTH && !self.marks.is_empty() {
            self.long_line.clear();
            self.long_line.push_str(&self.out[self.line_start..]);
            self.out.truncate(self.line_start);
            layout::lay_out(&self.long_line, &self.marks, self.indent, &mut self.out);
        }
    }

    /// A line break between two statements.
    pub(super) fn line_break(&mut self) {
        if !self.style.takes(Liberty::Gap) {
            self.out.push('\n');
        } else if self.ends_in_word() || self.style.below(4) > 0 {
            self.unusual_gap();
        }
    }

    fn mark(&mut self, mark: Mark) {
        if S::LAYS_OUT {
            self.marks.push(((self.out.len() - self.line_start) as u32, mark));
        }
    }

    /// Opens a group whose breaks are indented.
    pub(super) fn open(&mut self) {
        self.mark(Mark::Open);
    }

    /// Opens a group whose breaks are not indented.
    pub(super) fn open_flush(&mut self) {
        self.mark(Mark::OpenFlush);
    }

    /// Closes a group.
    pub(super) fn close(&mut self) {
        self.mark(Mark::Close);
    }

    /// [`Printer::join`] where a line may be broken.
    pub(super) fn join_or_break(&mut self) {
        self.mark(Mark::Break(0));
        self.join();
    }

    /// [`Printer::join`] where a line may be broken before a closing bracket.
    pub(super) fn join_or_break_out(&mut self) {
        self.mark(Mark::BreakOut(0));
        self.join();
    }

    /// [`Printer::blank`] where a line may be broken.
    pub(super) fn blank_or_break(&mut self) {
        self.mark(Mark::Break(1));
        self.blank();
    }

    /// [`Printer::blank`] where a line may be broken before a closing bracket.
    pub(super) fn blank_or_break_out(&mut self) {
        self.mark(Mark::BreakOut(1));
        self.blank();
    }

    /// [`Printer::space`] where a line may be broken.
    pub(super) fn space_or_break(&mut self) {
        self.mark(Mark::Break(1));
        self.space_before_word();
    }

    /// [`Printer::json_gap`] where a line may be broken.
    pub(super) fn json_break(&mut self, canonical: &str) {
        self.mark(Mark::Break(canonical.len() as u8));
        self.json_gap(canonical);
    }

    /// [`Printer::json_gap`] where a line may be broken before a closing bracket.
    pub(super) fn json_break_out(&mut self) {
        self.mark(Mark::BreakOut(0));
        self.json_gap("");
    }
}
