//! Errors in documents that people write: what is wrong, what was expected, and where.
//!
//! In comes a text, a byte range in it and two phrases; out comes a value that owns everything it needs to be printed
//! later, the marked line included, so that the text itself need not be kept. Lines and columns are 1-based and
//! columns count characters. Errors of evaluation are not here (see `response`).

use std::fmt;

/// The longest part of a source line that an excerpt shows, in characters; machine-made lines can be megabytes long.
const EXCERPT_WIDTH: usize = 100;

/// A byte range of a source text: from `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Offset in bytes of the first byte.
    pub start: u32,
    /// Offset in bytes after the last byte.
    pub end: u32,
}

/// Why a document written in one of Cedar's languages was refused, and where.
///
/// `Display` gives the whole report: place, message and the source line with the fault underlined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError(Box<Report>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Report {
    file: Option<String>,
    line: usize,
    column: usize,
    span: Span,
    found: String,
    expected: Option<String>,
    excerpt: String,
    marker_indent: usize,
    marker_width: usize,
}

impl SourceError {
    /// The error that says `found` (what is wrong) about the bytes `span` of `text`.
    pub(crate) fn new(text: &str, span: Span, found: impl Into<String>) -> Self {
        let start = floor_boundary(text, span.start as usize);
        let end = floor_boundary(text, (span.end as usize).max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find(['\n', '\r']).map_or(text.len(), |length| start + length);
        let (excerpt, marker_indent, marker_width) =
            mark(&text[line_start..line_end], start - line_start, end.min(line_end).max(start) - line_start);
        Self(Box::new(Report {
            file: None,
            line: text[..line_start].bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            span,
            found: found.into(),
            expected: None,
            excerpt,
            marker_indent,
            marker_width,
        }))
    }

    /// The same error, also saying what would have been right.
    #[must_use]
    pub(crate) fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.0.expected = Some(expected.into());
        self
    }

    /// The same error with the name of the file that the text came from.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.0.file = Some(file.into());
        self
    }

    /// The name of the file, if the caller gave one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.0.file.as_deref()
    }

    /// The line of the fault, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// The column of the fault, counted in characters from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.0.column
    }

    /// The bytes of the text that are at fault.
    #[must_use]
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// What was found, as a phrase.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.0.found
    }

    /// What would have been right there, as a phrase, where that can be said.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = &*self.0;
        if let Some(file) = &report.file {
            write!(formatter, "{file}:")?;
        }
        write!(formatter, "{}:{}: {}", report.line, report.column, report.found)?;
        if let Some(expected) = &report.expected {
            write!(formatter, "; expected {expected}")?;
        }
        let number = report.line.to_string();
        let margin = " ".repeat(number.len());
        writeln!(formatter)?;
        writeln!(formatter, "{margin} |")?;
        writeln!(formatter, "{number} | {}", report.excerpt)?;
        let indent = " ".repeat(report.marker_indent);
        write!(formatter, "{margin} | {indent}{}", "^".repeat(report.marker_width))
    }
}

impl std::error::Error for SourceError {}

/// The largest character boundary of `text` that is not after `offset`.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut boundary = offset.min(text.len());
    while !text.is_char_boundary(boundary) {
        boundary -= 1;
    }
    boundary
}

/// The line as it is shown, with the indent and the width of the marker below it, both in characters. Control
/// characters become blanks so that the marker stays under what it marks; a long line is cut around the fault.
fn mark(line: &str, start: usize, end: usize) -> (String, usize, usize) {
    let before = line[..start].chars().count();
    let marked = line[start..end].chars().count().max(1);
    let skipped = if before + marked <= EXCERPT_WIDTH { 0 } else { before.saturating_sub(EXCERPT_WIDTH / 2) };
    let mut shown = String::new();
    if skipped > 0 {
        shown.push('…');
    }
    let indent = before - skipped + usize::from(skipped > 0);
    let mut rest = line.chars().skip(skipped);
    shown.extend(rest.by_ref().take(EXCERPT_WIDTH).map(|c| if c.is_control() { ' ' } else { c }));
    if rest.next().is_some() {
        shown.push('…');
    }
    (shown, indent, marked.min((EXCERPT_WIDTH + 1).saturating_sub(indent).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, start: u32, end: u32, line: usize, column: usize) -> SourceError {
        let error = SourceError::new(text, Span { start, end }, "wrong");
        assert_eq!((error.line(), error.column()), (line, column), "in {text:?}");
        error
    }

    #[test]
    fn places_count_lines_and_characters() {
        check("abc", 0, 1, 1, 1);
        check("abc", 3, 3, 1, 4);
        check("a\nbc", 3, 4, 2, 2);
        check("é\r\néx", 6, 7, 2, 2);
        check("", 0, 0, 1, 1);
        check("a\n", 2, 2, 2, 1);
        check("é", 1, 2, 1, 1);
        check("a", 7, 9, 1, 2);
    }

    #[test]
    fn the_report_marks_the_fault() {
        let error = check("permit(\n\tprincpal);", 9, 17, 2, 2).expecting("`principal`").in_file("a.cedar");
        insta::assert_snapshot!(error, @r"
        a.cedar:2:2: wrong; expected `principal`
          |
        2 |  princpal);
          |  ^^^^^^^^
        ");
    }

    #[test]
    fn long_lines_are_cut_around_the_fault() {
        let text = format!("{}X{}", "a".repeat(1000), "b".repeat(1000));
        let report = check(&text, 1000, 1001, 1, 1001).to_string();
        let lines: Vec<&str> = report.lines().collect();
        assert!(lines[2].chars().count() < 120);
        let at = lines[3].chars().position(|c| c == '^').expect("a marker");
        assert_eq!(lines[2].chars().nth(at), Some('X'));
        let whole = check(&text, 0, 2001, 1, 1).to_string();
        assert!(whole.lines().all(|line| line.chars().count() < 120));
    }
}
