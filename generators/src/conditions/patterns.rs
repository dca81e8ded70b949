//! Patterns of `like`: from the table, or made from a string of the case, so that they match or nearly match.

use crosscheck_reference_model::expr::{Expr, PatternElem, UnaryOp};
use crosscheck_reference_model::types::CedarType;
use crosscheck_reference_model::value::{Prim, Value};

use super::Writer;

/// How much of a string goes into a pattern as it is; of a longer one the ends do.
const LONGEST: usize = 24;

impl Writer<'_, '_, '_> {
    /// A string held against a pattern.
    pub(super) fn like(&mut self, depth: usize, want: bool) -> Expr {
        let subject = self.subject(&CedarType::String, depth);
        if self.choices.chance(1, 3)
            && let Some(pattern) = self.choices.pick_any(&self.stock.lexicon.patterns)
        {
            return subject.unary(UnaryOp::Like(pattern.clone()));
        }
        let text = match self.judge.value(&subject) {
            Some(Value::Prim(Prim::String(text))) if want || self.choices.chance(1, 3) => text,
            _ => self.choices.pick(&self.stock.lexicon.strings).clone(),
        };
        let pattern = self.pattern(&text);
        subject.unary(UnaryOp::Like(pattern))
    }

    /// A pattern made from `text`.
    fn pattern(&mut self, text: &str) -> Vec<PatternElem> {
        let mut pattern: Vec<PatternElem> = text.chars().take(LONGEST).map(PatternElem::Char).collect();
        if let Some((end, _)) = text.char_indices().rev().nth(2)
            && text.chars().nth(LONGEST).is_some()
        {
            pattern.push(PatternElem::Star);
            pattern.extend(text[end..].chars().map(PatternElem::Char));
        }
        for _ in 0..self.choices.size_in(0..=3) {
            // Replace a stretch of the text, which may be empty, by a star.
            let start = self.choices.below(pattern.len() + 1);
            let end = start + self.choices.below((pattern.len() - start).min(6) + 1);
            pattern.splice(start..end, [PatternElem::Star]);
        }
        if self.choices.chance(1, 8) {
            // Start and end of the text, both longer than what is left for them: the star would have to be less than
            // nothing.
            let end = self.choices.below(pattern.len() + 1);
            let start = self.choices.below(end + 1);
            let suffix = pattern[start..].to_vec();
            pattern.truncate(end);
            pattern.push(PatternElem::Star);
            pattern.extend(suffix);
        }
        if self.choices.chance(1, 6) && !pattern.is_empty() {
            let at = self.choices.below(pattern.len());
            pattern[at] = PatternElem::Char(*self.choices.pick(&['x', '*', '\\', 'é', 'R']));
        }
        if self.choices.chance(1, 8) {
            self.change_case(&mut pattern);
        }
        pattern
    }

    /// A letter in the other case, which no string in the first case matches.
    fn change_case(&mut self, pattern: &mut [PatternElem]) {
        let start = self.choices.below(pattern.len());
        let letter = |elem: &PatternElem| matches!(elem, PatternElem::Char(c) if c.is_ascii_alphabetic());
        if let Some(place) = (start..pattern.len()).chain(0..start).find(|place| letter(&pattern[*place]))
            && let PatternElem::Char(c) = &mut pattern[place]
        {
            *c = if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
        }
    }
}
