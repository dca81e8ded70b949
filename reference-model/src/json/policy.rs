//! Policies and templates in Cedar's JSON format, one line each.
//!
//! The abstract syntax holds what a policy means and not how it was written, so what may be written in several ways has
//! one form here: a list of one action in a scope is that action, an annotation without a value has the empty one.
//!
//! Source: language guide, "JSON policy format".

use std::fmt::{self, Display, Formatter, Write};

use crate::expr::{Expr, PatternElem, UnaryOp, Var};
use crate::name::EntityUid;
use crate::policy::{ActionScope, ConditionKind, Effect, EntityOrSlot, Scope, Slot, Template};
use crate::stack::with_room_for_syntax;
use crate::value::Prim;

/// The policy or template in Cedar's JSON format. Its id is no part of it.
pub fn policy(template: &Template) -> String {
    let mut text = String::with_capacity(512);
    // Writing to a string never fails.
    let _written = write!(text, "{}", Policy(template));
    text
}

struct Policy<'a>(&'a Template);

struct ScopeOf<'a>(&'a Scope<EntityOrSlot>, Slot);

struct Action<'a>(&'a ActionScope);

struct Uid<'a>(&'a EntityUid);

struct Expression<'a>(&'a Expr);

struct Pattern<'a>(&'a [PatternElem]);

struct Quoted<'a>(&'a str);

/// Things with commas between them.
struct List<I>(I);

impl Display for Policy<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Template { effect, principal, action, resource, conditions, annotations, .. } = self.0;
        let effect = match effect {
            Effect::Permit => "permit",
            Effect::Forbid => "forbid",
        };
        let (principal, resource) = (ScopeOf(principal, Slot::Principal), ScopeOf(resource, Slot::Resource));
        write!(f, r#"{{"effect":"{effect}","principal":{principal},"action":{},"#, Action(action))?;
        write!(f, r#""resource":{resource},"conditions":["#)?;
        for (index, condition) in conditions.iter().enumerate() {
            let kind = match condition.kind {
                ConditionKind::When => "when",
                ConditionKind::Unless => "unless",
            };
            let comma = if index > 0 { "," } else { "" };
            write!(f, r#"{comma}{{"kind":"{kind}","body":{}}}"#, Expression(&condition.body))?;
        }
        f.write_str("]")?;
        if !annotations.is_empty() {
            let members = annotations.iter().map(|(key, value)| Member(key, Quoted(value)));
            write!(f, r#","annotations":{{{}}}"#, List(members))?;
        }
        f.write_str("}")
    }
}

impl Display for ScopeOf<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(scope, slot) = self;
        let target = |target: &EntityOrSlot| match target {
            EntityOrSlot::Entity(uid) => format!(r#""entity":{}"#, Uid(uid)),
            EntityOrSlot::Slot => format!(r#""slot":"{}""#, slot.name()),
        };
        match scope {
            Scope::Any => f.write_str(r#"{"op":"All"}"#),
            Scope::Eq(to) => write!(f, r#"{{"op":"==",{}}}"#, target(to)),
            Scope::In(to) => write!(f, r#"{{"op":"in",{}}}"#, target(to)),
            Scope::Is(ty) => write!(f, r#"{{"op":"is","entity_type":"{ty}"}}"#),
            Scope::IsIn(ty, to) => write!(f, r#"{{"op":"is","entity_type":"{ty}","in":{{{}}}}}"#, target(to)),
        }
    }
}

impl Display for Action<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let several = match self.0 {
            ActionScope::Any => return f.write_str(r#"{"op":"All"}"#),
            ActionScope::Eq(uid) => return write!(f, r#"{{"op":"==","entity":{}}}"#, Uid(uid)),
            ActionScope::In(uid) => std::slice::from_ref(uid),
            ActionScope::InAny(uids) => uids.as_slice(),
        };
        match several {
            [only] => write!(f, r#"{{"op":"in","entity":{}}}"#, Uid(only)),
            uids => write!(f, r#"{{"op":"in","entities":[{}]}}"#, List(uids.iter().map(Uid))),
        }
    }
}

impl Display for Uid<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, r#"{{"type":"{}","id":{}}}"#, self.0.ty, Quoted(&self.0.eid))
    }
}

impl Display for Expression<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        with_room_for_syntax(|| expression(self.0, f))
    }
}

fn expression(e: &Expr, f: &mut Formatter<'_>) -> fmt::Result {
    match e {
        Expr::Lit(Prim::Bool(b)) => write!(f, r#"{{"Value":{b}}}"#),
        Expr::Lit(Prim::Long(i)) => write!(f, r#"{{"Value":{i}}}"#),
        Expr::Lit(Prim::String(s)) => write!(f, r#"{{"Value":{}}}"#, Quoted(s)),
        Expr::Lit(Prim::Entity(uid)) => write!(f, r#"{{"Value":{{"__entity":{}}}}}"#, Uid(uid)),
        Expr::Var(var) => write!(f, r#"{{"Var":"{}"}}"#, variable(*var)),
        Expr::If(c, t, e) => {
            let [c, t, e] = [c, t, e].map(|part| Expression(part));
            write!(f, r#"{{"if-then-else":{{"if":{c},"then":{t},"else":{e}}}}}"#)
        }
        Expr::And(a, b) => pair("&&", a, b, f),
        Expr::Or(a, b) => pair("||", a, b, f),
        Expr::Unary(UnaryOp::Not, a) => write!(f, r#"{{"!":{{"arg":{}}}}}"#, Expression(a)),
        Expr::Unary(UnaryOp::Neg, a) => write!(f, r#"{{"neg":{{"arg":{}}}}}"#, Expression(a)),
        Expr::Unary(UnaryOp::IsEmpty, a) => write!(f, r#"{{"isEmpty":{{"arg":{}}}}}"#, Expression(a)),
        Expr::Unary(UnaryOp::Like(pattern), a) => {
            write!(f, r#"{{"like":{{"left":{},"pattern":[{}]}}}}"#, Expression(a), Pattern(pattern))
        }
        Expr::Unary(UnaryOp::Is(ty), a) => {
            write!(f, r#"{{"is":{{"left":{},"entity_type":"{ty}"}}}}"#, Expression(a))
        }
        Expr::Binary(op, a, b) => pair(op.name(), a, b, f),
        Expr::GetAttr(a, attr) => write!(f, r#"{{".":{{"left":{},"attr":{}}}}}"#, Expression(a), Quoted(attr)),
        Expr::HasAttr(a, attr) => write!(f, r#"{{"has":{{"left":{},"attr":{}}}}}"#, Expression(a), Quoted(attr)),
        Expr::Set(items) => write!(f, r#"{{"Set":[{}]}}"#, List(items.iter().map(Expression))),
        Expr::Record(fields) => {
            let members = fields.iter().map(|(key, value)| Member(key, Expression(value)));
            write!(f, r#"{{"Record":{{{}}}}}"#, List(members))
        }
        Expr::Call(function, arguments) => {
            write!(f, r#"{{"{}":[{}]}}"#, function.name(), List(arguments.iter().map(Expression)))
        }
    }
}

fn pair(op: &str, a: &Expr, b: &Expr, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, r#"{{"{op}":{{"left":{},"right":{}}}}}"#, Expression(a), Expression(b))
}

fn variable(var: Var) -> &'static str {
    match var {
        Var::Principal => "principal",
        Var::Action => "action",
        Var::Resource => "resource",
        Var::Context => "context",
    }
}

/// A member of an object.
struct Member<'a, T>(&'a str, T);

impl<T: Display> Display for Member<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", Quoted(self.0), self.1)
    }
}

impl<I: Iterator<Item: Display> + Clone> Display for List<I> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.clone().enumerate() {
            f.write_str(if index > 0 { "," } else { "" })?;
            item.fmt(f)?;
        }
        Ok(())
    }
}

impl Display for Pattern<'_> {
    /// Characters that follow one another are one literal.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let is_star = |element: &PatternElem| *element == PatternElem::Star;
        for (index, run) in self.0.chunk_by(|a, b| !is_star(a) && !is_star(b)).enumerate() {
            f.write_str(if index > 0 { "," } else { "" })?;
            if run == [PatternElem::Star] {
                f.write_str(r#""Wildcard""#)?;
                continue;
            }
            let literal: String = run.iter().filter_map(character).collect();
            write!(f, r#"{{"Literal":{}}}"#, Quoted(&literal))?;
        }
        Ok(())
    }
}

fn character(element: &PatternElem) -> Option<char> {
    match element {
        PatternElem::Star => None,
        PatternElem::Char(c) => Some(*c),
    }
}

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                '\u{8}' => f.write_str("\\b")?,
                '\u{c}' => f.write_str("\\f")?,
                '\0'..='\u{1f}' => write!(f, "\\u{:04x}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{self, PolicyIds};

    fn check(text: &str, expected: &str) {
        let read = parse::policies(text, PolicyIds::Positional).expect(text);
        let [only] = read.as_slice() else { panic!("one policy in {text}") };
        let written = policy(only);
        assert_eq!(written, expected, "{text}");
        serde_json::from_str::<serde_json::Value>(&written).expect("JSON");
    }

    #[test]
    fn scopes_and_annotations() {
        check(
            r#"@b("x\ny") @a forbid(principal, action, resource);"#,
            r#"{"effect":"forbid","principal":{"op":"All"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[],"annotations":{"a":"","b":"x\ny"}}"#,
        );
        check(
            r#"permit(principal == ?principal, action in [A::Action::"a"], resource is A::B in ?resource);"#,
            r#"{"effect":"permit","principal":{"op":"==","slot":"?principal"},"action":{"op":"in","entity":{"type":"A::Action","id":"a"}},"resource":{"op":"is","entity_type":"A::B","in":{"slot":"?resource"}},"conditions":[]}"#,
        );
        check(
            r#"permit(principal in U::"a", action in [], resource is B);"#,
            r#"{"effect":"permit","principal":{"op":"in","entity":{"type":"U","id":"a"}},"action":{"op":"in","entities":[]},"resource":{"op":"is","entity_type":"B"},"conditions":[]}"#,
        );
    }

    #[test]
    fn expressions() {
        let check = |condition: &str, expected: &str| {
            let text = format!("permit(principal, action, resource) unless {{ {condition} }};");
            let all = r#"{"op":"All"}"#;
            let head = format!(r#"{{"effect":"permit","principal":{all},"action":{all},"resource":{all},"#);
            check(&text, &format!(r#"{head}"conditions":[{{"kind":"unless","body":{expected}}}]}}"#));
        };
        check("1 != -2", r#"{"!":{"arg":{"==":{"left":{"Value":1},"right":{"Value":-2}}}}}"#);
        check(
            r#"context has a.b"#,
            r#"{"&&":{"left":{"has":{"left":{"Var":"context"},"attr":"a"}},"right":{"has":{"left":{".":{"left":{"Var":"context"},"attr":"a"}},"attr":"b"}}}}"#,
        );
        check(
            r#""a" like "a*\*b**""#,
            r#"{"like":{"left":{"Value":"a"},"pattern":[{"Literal":"a"},"Wildcard",{"Literal":"*b"},"Wildcard","Wildcard"]}}"#,
        );
        check(r#"A::"x" is A"#, r#"{"is":{"left":{"Value":{"__entity":{"type":"A","id":"x"}}},"entity_type":"A"}}"#);
        check(
            r#"if true then {b: [], "a": ip("::")} else -(!false)"#,
            r#"{"if-then-else":{"if":{"Value":true},"then":{"Record":{"b":{"Set":[]},"a":{"ip":[{"Value":"::"}]}}},"else":{"neg":{"arg":{"!":{"arg":{"Value":false}}}}}}}"#,
        );
    }
}
