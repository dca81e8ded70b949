//! Breaking a line that is too long.
//!
//! The printers write a statement as one line and mark, in passing, where groups begin and end and where a group may be
//! broken. A line that fits stays as it is; the marks cost little. In a line that does not fit, each group that still
//! does not fit from where it starts is broken at all of its breaks, outer groups first. One pass over the marks, so
//! the cost is linear in the text.

/// The widest line, in bytes.
pub(super) const WIDTH: usize = 100;

/// The deepest indentation: deeper nesting is not indented further, or a thousand levels would take a megabyte.
const DEEPEST: usize = 60;

/// How many columns a broken group is indented.
const STEP: usize = 2;

/// What a place in a line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A group begins, whose breaks are indented.
    Open,
    /// A group begins, whose breaks stand under its first line: the operands of `&&`.
    OpenFlush,
    /// A group ends.
    Close,
    /// A break inside the group, in place of so many blanks.
    Break(u8),
    /// A break before the closing bracket, in place of so many blanks.
    BreakOut(u8),
}

/// Where a mark stands: a byte offset in the line.
pub(super) type MarkAt = (u32, Mark);

/// Appends `line` to `out`, broken where it is too long. `out` stands at column `indent` of a new line.
pub(super) fn lay_out(line: &str, marks: &[MarkAt], indent: usize, out: &mut String) {
    let ends = ends_of_groups(marks);
    let mut line_start = out.len().saturating_sub(indent);
    // The indentation of each broken group's breaks, and of what surrounds the group.
    let mut broken: Vec<(usize, usize)> = Vec::new();
    let mut position = 0;
    let mut index = 0;
    while let Some(&(at, mark)) = marks.get(index) {
        let at = at as usize;
        out.push_str(&line[position..at]);
        position = at;
        match mark {
            Mark::Open | Mark::OpenFlush => {
                let end = ends[index];
                let width = marks[end].0 as usize - at;
                let column = out.len() - line_start;
                // Two more for what commonly follows a group: `;`, `,` or a bracket.
                if column + width + 2 <= WIDTH {
                    index = end;
                } else {
                    let outer = broken.last().map_or(indent, |(inner, _)| *inner);
                    let step = if mark == Mark::Open { STEP } else { 0 };
                    broken.push(((outer + step).min(DEEPEST), outer));
                }
            }
            Mark::Close => {
                broken.pop();
            }
            Mark::Break(blanks) | Mark::BreakOut(blanks) => {
                let (inner, outer) = broken.last().copied().unwrap_or((indent, indent));
                out.push('\n');
                line_start = out.len();
                indent_by(out, if matches!(mark, Mark::Break(_)) { inner } else { outer });
                position += usize::from(blanks);
            }
        }
        index += 1;
    }
    out.push_str(&line[position..]);
}

/// Appends so many blanks, at most [`DEEPEST`].
pub(super) fn indent_by(out: &mut String, columns: usize) {
    const BLANKS: &str = "                                                            ";
    out.push_str(&BLANKS[..columns.min(DEEPEST)]);
}

/// For each mark that opens a group, the index of the mark that closes it.
fn ends_of_groups(marks: &[MarkAt]) -> Vec<usize> {
    let mut ends = vec![0; marks.len()];
    let mut open = Vec::new();
    for (index, (_, mark)) in marks.iter().enumerate() {
        match mark {
            Mark::Open | Mark::OpenFlush => open.push(index),
            Mark::Close => {
                if let Some(start) = open.pop() {
                    ends[start] = index;
                }
            }
            Mark::Break(_) | Mark::BreakOut(_) => {}
        }
    }
    ends
}
