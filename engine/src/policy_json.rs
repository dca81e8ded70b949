//! Policies in Cedar's JSON format, written from the tables that the parser has filled.
//!
//! In comes a policy's body and what fills its slots; out comes one line of JSON. (Language guide, "JSON policy format".)
//! What may be written in several ways has one form here, that of the formal model: `a != b` is `!(a == b)`, `a > b` is
//! `!(a <= b)`, `a >= b` is `!(a < b)`, `e is T in g` is `(e is T) && (e in g)`, `e has a.b` is `(e has a) && (e.a has b)`,
//! `action in [A]` is `action in A`, an annotation without a value has the empty one, and annotations are sorted. An
//! explicit stack of tasks takes the place of recursion.

mod expression;

use crate::entity_uid::EntityUid;
use crate::policy::{Body, Policy, PolicyId, Template};
use crate::policy_set::PolicySet;
use crate::symbols::Symbol;
use crate::syntax::{ActionConstraint, Effect, EntityReference, ScopeConstraint, SlotId, Syntax, UidId};
use expression::Task;

/// `has` with a path and `is … in` repeat their operand when they are written out, and nested in themselves they double
/// at each level: beyond so many steps a text is not written.
const MOST_STEPS: usize = 4_000_000;

/// Written out, the policy would be larger than anyone could want.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "written out in JSON, the policy takes more than {MOST_STEPS} steps: `has` with a path or `is … in` is nested in itself"
)]
pub struct TooLarge;

impl Policy {
    /// The policy in Cedar's JSON format; of a link, with its slots filled.
    ///
    /// # Errors
    /// It is too large for that.
    pub fn to_json(&self) -> Result<String, TooLarge> {
        let filled = [self.slot(SlotId::Principal), self.slot(SlotId::Resource)];
        Writer::new(self.body(), filled).policy()
    }
}

impl Template {
    /// The template in Cedar's JSON format.
    ///
    /// # Errors
    /// It is too large for that.
    pub fn to_json(&self) -> Result<String, TooLarge> {
        Writer::new(self.body(), [None, None]).policy()
    }
}

impl PolicySet {
    /// The set in Cedar's JSON format: static policies, templates and links, each sorted by id.
    ///
    /// # Errors
    /// One of its policies is too large for that.
    pub fn to_json(&self) -> Result<String, TooLarge> {
        let mut out = String::from("{\"staticPolicies\":{");
        let fixed = self.policies().filter(|policy| policy.template_id().is_none());
        for (index, policy) in fixed.enumerate() {
            member(&mut out, index, policy.id());
            out.push_str(&policy.to_json()?);
        }
        out.push_str("},\"templates\":{");
        for (index, template) in self.templates().enumerate() {
            member(&mut out, index, template.id());
            out.push_str(&template.to_json()?);
        }
        out.push_str("},\"templateLinks\":[");
        let links = self.policies().filter_map(|policy| Some((policy, policy.template_id()?)));
        for (index, (link, template)) in links.enumerate() {
            self::link(&mut out, index, link, template);
        }
        out.push_str("]}");
        Ok(out)
    }
}

fn member(out: &mut String, index: usize, id: &PolicyId) {
    comma(out, index);
    string(out, id.as_str());
    out.push(':');
}

fn link(out: &mut String, index: usize, link: &Policy, template: &PolicyId) {
    comma(out, index);
    out.push_str("{\"templateId\":");
    string(out, template.as_str());
    out.push_str(",\"newId\":");
    string(out, link.id().as_str());
    out.push_str(",\"values\":{");
    let slots = [SlotId::Principal, SlotId::Resource];
    for (index, (slot, uid)) in slots.iter().filter_map(|slot| Some((slot, link.slot(*slot)?))).enumerate() {
        comma(out, index);
        string(out, slot_name(*slot));
        out.push(':');
        entity(out, uid.ty().as_str(), uid.id());
    }
    out.push_str("}}");
}

fn comma(out: &mut String, index: usize) {
    if index > 0 {
        out.push(',');
    }
}

fn slot_name(slot: SlotId) -> &'static str {
    match slot {
        SlotId::Principal => "?principal",
        SlotId::Resource => "?resource",
    }
}

fn entity(out: &mut String, ty: &str, id: &str) {
    out.push_str("{\"type\":");
    string(out, ty);
    out.push_str(",\"id\":");
    string(out, id);
    out.push('}');
}

/// A JSON string: quotes, backslashes and control characters are escaped, with a letter where there is one.
fn string(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let letter = match byte {
            b'"' => b'"',
            b'\\' => b'\\',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            0..=0x1f => b'u',
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        plain = at + 1;
        out.push('\\');
        out.push(char::from(letter));
        if letter == b'u' {
            out.push_str("00");
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

struct Writer<'s> {
    body: &'s Body,
    syntax: &'s Syntax,
    /// What fills the slots of principal and resource.
    filled: [Option<&'s EntityUid>; 2],
    out: String,
    tasks: Vec<Task>,
    steps: usize,
}

impl<'s> Writer<'s> {
    fn new(body: &'s Body, filled: [Option<&'s EntityUid>; 2]) -> Self {
        let out = String::with_capacity(512);
        Self { body, syntax: &body.syntax, filled, out, tasks: Vec::new(), steps: 0 }
    }

    fn policy(mut self) -> Result<String, TooLarge> {
        let template = self.body.template();
        self.out.push_str(match template.effect {
            Effect::Permit => "{\"effect\":\"permit\",\"principal\":",
            Effect::Forbid => "{\"effect\":\"forbid\",\"principal\":",
        });
        self.scope(template.principal, SlotId::Principal);
        self.out.push_str(",\"action\":");
        self.action(template.action);
        self.out.push_str(",\"resource\":");
        self.scope(template.resource, SlotId::Resource);
        self.out.push_str(",\"conditions\":[");
        for (index, clause) in self.syntax.clauses[template.clauses.range()].iter().enumerate() {
            comma(&mut self.out, index);
            let kind = if clause.is_when { "{\"kind\":\"when\",\"body\":" } else { "{\"kind\":\"unless\",\"body\":" };
            self.out.push_str(kind);
            self.expression(clause.condition)?;
            self.out.push('}');
        }
        self.out.push(']');
        self.annotations();
        self.out.push('}');
        Ok(self.out)
    }

    fn annotations(&mut self) {
        let mut annotations: Vec<(&str, &str)> = self.body.annotations().collect();
        if annotations.is_empty() {
            return;
        }
        annotations.sort_unstable();
        self.out.push_str(",\"annotations\":{");
        for (index, (key, value)) in annotations.into_iter().enumerate() {
            comma(&mut self.out, index);
            string(&mut self.out, key);
            self.out.push(':');
            string(&mut self.out, value);
        }
        self.out.push('}');
    }

    fn scope(&mut self, constraint: ScopeConstraint, slot: SlotId) {
        match constraint {
            ScopeConstraint::Any => self.out.push_str("{\"op\":\"All\""),
            ScopeConstraint::Equal(reference) => {
                self.out.push_str("{\"op\":\"==\",");
                self.reference(reference, slot);
            }
            ScopeConstraint::In(reference) => {
                self.out.push_str("{\"op\":\"in\",");
                self.reference(reference, slot);
            }
            ScopeConstraint::Is(ty) => {
                self.out.push_str("{\"op\":\"is\",\"entity_type\":");
                self.text(ty);
            }
            ScopeConstraint::IsIn(ty, reference) => {
                self.out.push_str("{\"op\":\"is\",\"entity_type\":");
                self.text(ty);
                self.out.push_str(",\"in\":{");
                self.reference(reference, slot);
                self.out.push('}');
            }
        }
        self.out.push('}');
    }

    fn reference(&mut self, reference: EntityReference, slot: SlotId) {
        let filled = match slot {
            SlotId::Principal => self.filled[0],
            SlotId::Resource => self.filled[1],
        };
        match (reference, filled) {
            (EntityReference::Uid(uid), _) => {
                self.out.push_str("\"entity\":");
                self.uid(uid);
            }
            (EntityReference::Slot, Some(uid)) => {
                self.out.push_str("\"entity\":");
                entity(&mut self.out, uid.ty().as_str(), uid.id());
            }
            (EntityReference::Slot, None) => {
                self.out.push_str("\"slot\":");
                string(&mut self.out, slot_name(slot));
            }
        }
    }

    fn action(&mut self, constraint: ActionConstraint) {
        match constraint {
            ActionConstraint::Any => self.out.push_str("{\"op\":\"All\""),
            ActionConstraint::Equal(uid) => {
                self.out.push_str("{\"op\":\"==\",\"entity\":");
                self.uid(uid);
            }
            ActionConstraint::In(run) => match &self.syntax.actions[run.range()] {
                [only] => {
                    self.out.push_str("{\"op\":\"in\",\"entity\":");
                    self.uid(*only);
                }
                several => {
                    self.out.push_str("{\"op\":\"in\",\"entities\":[");
                    for (index, uid) in several.iter().enumerate() {
                        comma(&mut self.out, index);
                        self.uid(*uid);
                    }
                    self.out.push(']');
                }
            },
        }
        self.out.push('}');
    }

    fn uid(&mut self, uid: UidId) {
        let (ty, id) = self.syntax.uids[uid.0 as usize];
        entity(&mut self.out, self.syntax.text(ty), self.syntax.text(id));
    }

    fn text(&mut self, symbol: Symbol) {
        string(&mut self.out, self.syntax.text(symbol));
    }
}

#[cfg(test)]
mod tests;
