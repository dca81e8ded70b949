//! Which families of data a case holds: boundary integers, strings that bite, values in disguise, shapes of hierarchies.
//!
//! Each family has a name and a floor, so that a generator that stops making one is noticed. What is counted is what
//! stands in the entities, contexts and conditions of the case, wherever it came from.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_reference_model::expr::{Expr, ExtFun, PatternElem, UnaryOp};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::restricted;
use crosscheck_reference_model::value::{Prim, Value};

use super::hierarchies;
use crate::case::Case;
use crate::pools::{identifiers, lookalikes};

/// Every family that must occur, with the share of cases, in hundredths of a percent, that must have it.
pub(super) const FAMILIES: [(&str, u64); 24] = [
    ("family: integer at a limit", 1_000),
    ("family: integers on both sides of a limit", 300),
    ("family: empty string", 200),
    ("family: string with quotes, escapes or stars", 500),
    ("family: string with a combining mark", 200),
    ("family: string beyond the basic plane", 300),
    ("family: string with marks of direction or invisible characters", 200),
    ("family: string with a letter of another script", 200),
    ("family: string with a control character", 200),
    ("family: string that is a reserved word", 100),
    ("family: strings one of which begins the other", 500),
    ("family: string of 64 characters or more", 200),
    ("family: string of 1000 characters or more", 30),
    ("family: pattern with several stars", 1_000),
    ("family: pattern with a star to be matched", 100),
    ("family: literals of one value in two spellings", 500),
    ("family: refused literal", 200),
    ("family: sets equal in disguise", 1_000),
    ("family: set of sets or records", 300),
    ("family: set of sixteen elements or more", 150),
    ("family: records equal in another order", 100),
    ("family: records that differ in one key", 200),
    ("family: record of nine attributes or more", 200),
    ("family: entity with nine tags or more", 50),
];

/// The values that a case speaks of.
#[derive(Debug, Default)]
struct Spoken<'c> {
    longs: BTreeSet<i64>,
    strings: BTreeSet<&'c str>,
    patterns: Vec<&'c [PatternElem]>,
    /// By constructor and value: the literals.
    literals: BTreeMap<(ExtFun, Option<Value>), BTreeSet<&'c str>>,
    sets: Vec<&'c [Expr]>,
    records: Vec<&'c [(String, Expr)]>,
}

/// The families that are in `case`.
pub(super) fn of(case: &Case) -> Vec<&'static str> {
    let mut spoken = Spoken::default();
    for condition in case.policies.iter().flat_map(|policy| &policy.conditions) {
        spoken.add(&condition.body);
    }
    for entity in &case.entities {
        entity.attrs.values().chain(entity.tags.values()).for_each(|value| spoken.add(value));
    }
    case.requests.iter().flat_map(|request| request.context.values()).for_each(|value| spoken.add(value));
    let names = FAMILIES.map(|(name, _)| name);
    let wide = |count: usize| count >= 9;
    let parts = [
        spoken.numbers().to_vec(),
        spoken.texts().to_vec(),
        spoken.matching().to_vec(),
        spoken.spellings().to_vec(),
        spoken.composites().to_vec(),
        vec![
            case.entities.iter().any(|entity| wide(entity.attrs.len()))
                || case.requests.iter().any(|request| wide(request.context.len())),
            case.entities.iter().any(|entity| wide(entity.tags.len())),
        ],
    ];
    let found = names.into_iter().zip(parts.concat()).filter_map(|(name, is_there)| is_there.then_some(name));
    found.chain(hierarchies::of(&case.entities)).collect()
}

impl<'c> Spoken<'c> {
    fn add(&mut self, root: &'c Expr) {
        let mut open = vec![root];
        while let Some(expr) = open.pop() {
            match expr {
                Expr::Lit(Prim::Long(value)) => drop(self.longs.insert(*value)),
                Expr::Lit(Prim::String(text)) => drop(self.strings.insert(text)),
                Expr::Unary(UnaryOp::Like(pattern), _) => self.patterns.push(pattern),
                Expr::Set(elements) => self.sets.push(elements),
                Expr::Record(fields) => self.records.push(fields),
                Expr::Call(function, arguments) => {
                    if let [Expr::Lit(Prim::String(text))] = arguments.as_slice() {
                        let value = restricted::value(expr).ok();
                        self.literals.entry((*function, value)).or_default().insert(text);
                    }
                }
                _ => {}
            }
            open.extend(expr.operands());
        }
    }

    fn numbers(&self) -> [bool; 2] {
        let at_limit = |value: &&i64| {
            let size = value.unsigned_abs();
            size > 1 << 30 && (size - 1..=size + 1).any(|near| near.is_power_of_two() || is_power_of_ten(near))
        };
        let is_there = |value: Option<i64>| value.is_some_and(|value| self.longs.contains(&value));
        let pair = |value: &i64| is_there(value.checked_add(1)) || is_there(value.checked_sub(1));
        [
            self.longs.iter().any(|value| at_limit(&value)),
            self.longs.iter().any(|value| at_limit(&value) && pair(value)),
        ]
    }

    fn texts(&self) -> [bool; 11] {
        let any = |is: &dyn Fn(&str) -> bool| self.strings.iter().any(|text| is(text));
        let has = |is: fn(char) -> bool| any(&|text| text.chars().any(is));
        let texts: Vec<&&str> = self.strings.iter().filter(|text| !text.is_empty()).collect();
        [
            any(&|text| text.is_empty()),
            has(|c| matches!(c, '"' | '\\' | '*' | '\'')),
            has(|c| ('\u{300}'..='\u{36f}').contains(&c)),
            has(|c| c > '\u{ffff}'),
            has(|c| lookalikes::INVISIBLE.contains(&c)),
            has(|c| lookalikes::CONFUSABLES.iter().any(|(_, other)| *other == c && !c.is_ascii())),
            has(char::is_control),
            any(&|text| identifiers::RESERVED.contains(&text)),
            // Sorted, a string is followed by those that it begins.
            texts.windows(2).any(|pair| pair[1].starts_with(*pair[0])),
            any(&|text| text.chars().nth(63).is_some()),
            any(&|text| text.chars().nth(999).is_some()),
        ]
    }

    fn matching(&self) -> [bool; 2] {
        let count = |pattern: &[PatternElem], of| pattern.iter().filter(|elem| **elem == of).count();
        [
            self.patterns.iter().any(|pattern| count(pattern, PatternElem::Star) > 1),
            self.patterns.iter().any(|pattern| count(pattern, PatternElem::Char('*')) > 0),
        ]
    }

    fn spellings(&self) -> [bool; 2] {
        [
            self.literals.iter().any(|((_, value), texts)| value.is_some() && texts.len() > 1),
            self.literals.keys().any(|(_, value)| value.is_none()),
        ]
    }

    fn composites(&self) -> [bool; 5] {
        let values: Vec<(&[Expr], Value)> = self
            .sets
            .iter()
            .filter_map(|elements| {
                let values: Option<BTreeSet<Value>> = elements.iter().map(|it| restricted::value(it).ok()).collect();
                Some((*elements, Value::Set(values?)))
            })
            .collect();
        let mut by_value: BTreeMap<&Value, &[Expr]> = BTreeMap::new();
        let mut disguised = false;
        for (elements, value) in &values {
            let first = by_value.entry(value).or_insert(elements);
            disguised |= *first != *elements;
        }
        let nested = |elements: &[Expr]| elements.iter().any(|it| matches!(it, Expr::Set(_) | Expr::Record(_)));
        let large = |value: &Value| matches!(value, Value::Set(elements) if elements.len() >= 16);
        [
            disguised,
            self.sets.iter().any(|elements| nested(elements)),
            values.iter().any(|(_, value)| large(value)),
            self.pairs_of_records(|a, b| a != b && by_name(a) == by_name(b)),
            self.pairs_of_records(|a, b| {
                let (a, b) = (by_name(a), by_name(b));
                let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
                few.len() + 1 == many.len() && few.iter().all(|(name, value)| many.get(name) == Some(value))
            }),
        ]
    }

    fn pairs_of_records(&self, is: impl Fn(&[(String, Expr)], &[(String, Expr)]) -> bool) -> bool {
        self.records.iter().enumerate().any(|(at, a)| self.records[..at].iter().any(|b| is(a, b)))
    }
}

fn is_power_of_ten(value: u64) -> bool {
    (0..20).any(|power| 10_u64.checked_pow(power) == Some(value))
}

fn by_name(fields: &[(String, Expr)]) -> BTreeMap<&String, &Expr> {
    fields.iter().map(|(name, value)| (name, value)).collect()
}

/// How many ids are the same, or all but the same, across types.
pub(super) fn shares_an_id(uids: &[&EntityUid], of_one_basename: bool) -> bool {
    uids.iter().enumerate().any(|(at, a)| {
        let is =
            |b: &&&EntityUid| a.eid == b.eid && a.ty != b.ty && (!of_one_basename || a.ty.basename == b.ty.basename);
        uids[..at].iter().any(|b| is(&b))
    })
}

#[cfg(test)]
mod tests {
    use crosscheck_reference_model::parse::{self, PolicyIds};

    use super::*;

    #[test]
    fn families_are_found_in_conditions() {
        let check = |body: &str, expected: &[&str]| {
            let text = format!("permit(principal, action, resource) when {{ {body} }};");
            let policies = parse::policies(&text, PolicyIds::Positional).expect("a policy");
            let found = of(&Case { policies, ..Case::default() });
            let names: Vec<&str> = found.iter().filter_map(|name| name.strip_prefix("family: ")).collect();
            assert_eq!(names, expected, "{body}");
        };
        check("true", &[]);
        check("1 < 4294967296", &["integer at a limit"]);
        check(
            "9223372036854775807 == 9223372036854775806",
            &["integer at a limit", "integers on both sides of a limit"],
        );
        check("[1, 2] == [2, 1, 1]", &["sets equal in disguise"]);
        check("[1, 2] == [2, 3]", &[]);
        check(
            r#"[decimal("1.0")] == [decimal("1.00")]"#,
            &[
                "strings one of which begins the other",
                "literals of one value in two spellings",
                "sets equal in disguise",
            ],
        );
        check("{a: 1, b: 2} == {b: 2, a: 1}", &["records equal in another order"]);
        check("{a: 1, b: 2} == {b: 2}", &["records that differ in one key"]);
        check("{a: 1, b: 2} == {b: 3}", &[]);
        check(r#"ip("01.0.0.1").isIpv4()"#, &["refused literal"]);
        check(r#""ab" like "*a*""#, &["pattern with several stars"]);
        check(
            r#""if" == "\u{202e}if" "#,
            &["string with marks of direction or invisible characters", "string that is a reserved word"],
        );
    }
}
