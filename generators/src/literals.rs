//! Policies about literals: each holds one literal of an extension type at a rule of its grammar, or one step past it.
//!
//! The grammars have some hundred rules, and a literal that is refused ends the evaluation of its policy; so these are
//! many small policies, in few cases ([`Settings::literals`]). Some literals are an edit away from one of the tables: what
//! they are, only the reference model and the subject know.
//!
//! [`Settings::literals`]: crate::Settings::literals

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp, Var};
use crosscheck_reference_model::policy::{ActionScope, Condition, ConditionKind, Effect, Scope, Template};
use crosscheck_reference_model::types::{CedarType, ExtType};

use crate::choices::Choices;
use crate::edges;
use crate::policies::{self, Ground};
use crate::pools::steps;
use crate::settings::Feature;

/// The constructors, with the type each makes and the feature it is part of.
const CONSTRUCTORS: [(ExtFun, ExtType, Feature); 4] = [
    (ExtFun::Decimal, ExtType::Decimal, Feature::Decimal),
    (ExtFun::Ip, ExtType::IpAddr, Feature::Ip),
    (ExtFun::Datetime, ExtType::Datetime, Feature::Datetime),
    (ExtFun::Duration, ExtType::Duration, Feature::Datetime),
];

/// Where a literal is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Accepted,
    Refused,
    Edited,
    /// One around a limit, held against another around it.
    Steps,
}

const SOURCES: [(u32, From); 4] = [(20, From::Accepted), (45, From::Refused), (15, From::Edited), (20, From::Steps)];

/// What edits put into a literal: what means something in some grammar, and what some reader of numbers lets pass.
const ALPHABET: &[char] = &[
    '0', '1', '9', '5', '.', ':', '-', '+', '/', '_', ' ', 'T', 'Z', 'd', 'h', 'm', 's', 'a', 'e', 'x', ',', '\u{661}',
    '\0', 'é', '\u{ff11}',
];

/// Adds the policies, if the case is to have any and a type of extensions is on.
pub(crate) fn add(choices: &mut Choices<'_>, ground: &Ground<'_>, policies: &mut Vec<Template>) {
    let stock = &ground.stock;
    let on: Vec<_> = CONSTRUCTORS.iter().filter(|(.., feature)| stock.settings.has(*feature)).collect();
    for _ in 0..stock.settings.literals {
        let Some((function, ty, _)) = choices.pick_any(&on).copied() else { return };
        let (text, other) = pair(choices, *function);
        let made = Expr::Call(*function, vec![Expr::string(text)]);
        let other = match other {
            Some(other) => Expr::Call(*function, vec![Expr::string(other)]),
            None => stock.value(choices, &CedarType::Ext(*ty)),
        };
        let test = held_against(choices, *ty, made, other);
        let aim = choices.pick(ground.planned);
        let effect = if choices.chance(1, 4) { Effect::Forbid } else { Effect::Permit };
        let mut template = policies::hitting(choices, stock, aim, effect);
        (template.principal, template.action, template.resource) = (Scope::Any, ActionScope::Any, Scope::Any);
        let is = Expr::Var(Var::Principal).unary(UnaryOp::Is(aim.request.principal.ty.clone()));
        let body = if choices.chance(1, 2) { test.or(is) } else { is.and(test) };
        template.conditions = vec![Condition { kind: ConditionKind::When, body }];
        template.id = format!("policy{}", policies.len());
        policies.push(template);
    }
}

/// A literal, and one that it is to be held against if that should be a certain one.
fn pair(choices: &mut Choices<'_>, function: ExtFun) -> (String, Option<String>) {
    let valid = edges::valid(function);
    match *choices.weighted(&SOURCES) {
        From::Accepted => {
            // In the tables, what belongs together stands together.
            let at = choices.below(valid.len());
            let other = valid[(at + choices.size_in(0..=2)) % valid.len()].text;
            (valid[at].text.to_owned(), Some(other.to_owned()))
        }
        From::Refused => (choices.pick(edges::invalid(function)).text.to_owned(), None),
        From::Edited => {
            let text = choices.pick(valid).text;
            (edited(choices, text), None)
        }
        From::Steps => {
            let around = match function {
                ExtFun::Decimal => steps::decimals(choices),
                ExtFun::Ip => steps::ips(choices),
                ExtFun::Datetime => steps::datetimes(choices),
                _ => steps::durations(choices),
            };
            let text = choices.pick(&around).clone();
            (text, choices.pick_any(&around).cloned())
        }
    }
}

/// The literal with one character more, less, twice, or changed.
fn edited(choices: &mut Choices<'_>, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let place = choices.below(chars.len());
    match choices.below(4) {
        0 => chars.insert(choices.below(chars.len() + 1), *choices.pick(ALPHABET)),
        1 if chars.len() > 1 => drop(chars.remove(place)),
        2 if !chars.is_empty() => chars.insert(place, chars[place]),
        _ => match chars.get_mut(place) {
            // A digit more or less by one is most often still a digit.
            Some(c) if c.is_ascii_digit() => *c = if choices.chance(1, 2) { next(*c, 1) } else { next(*c, 9) },
            Some(c) => *c = *choices.pick(ALPHABET),
            None => chars.push('0'),
        },
    }
    chars.into_iter().collect()
}

/// The digit so many behind this one, round from nine to zero.
fn next(digit: char, steps: u32) -> char {
    digit.to_digit(10).and_then(|digit| char::from_digit((digit + steps) % 10, 10)).unwrap_or('0')
}

/// A comparison of the two, in either order.
fn held_against(choices: &mut Choices<'_>, ty: ExtType, made: Expr, other: Expr) -> Expr {
    let (left, right) = if choices.chance(1, 3) { (other, made) } else { (made, other) };
    if choices.chance(1, 3) {
        return left.binary(BinaryOp::Eq, right);
    }
    match ty {
        ExtType::Decimal => {
            let function = *choices.pick(&[ExtFun::LessThan, ExtFun::GreaterThanOrEqual]);
            Expr::Call(function, vec![left, right])
        }
        ExtType::IpAddr if choices.chance(2, 5) => {
            let functions = [ExtFun::IsLoopback, ExtFun::IsMulticast, ExtFun::IsIpv4, ExtFun::IsIpv6];
            Expr::Call(*choices.pick(&functions), vec![left])
        }
        ExtType::IpAddr => Expr::Call(ExtFun::IsInRange, vec![left, right]),
        ExtType::Datetime | ExtType::Duration => left.binary(BinaryOp::Less, right),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crosscheck_reference_model::restricted;

    use super::*;

    #[test]
    fn literals_are_accepted_or_refused_about_evenly_and_of_all_sorts() {
        for (function, ..) in CONSTRUCTORS {
            let texts: BTreeSet<String> =
                (0..4000).map(|seed| pair(&mut Choices::from_seed(seed), function).0).collect();
            let is_accepted =
                |text: &&String| restricted::value(&Expr::Call(function, vec![Expr::string(text.as_str())])).is_ok();
            let accepted = texts.iter().filter(is_accepted).count();
            assert!(accepted * 10 > texts.len() && accepted * 10 < texts.len() * 9, "{function:?}: {accepted}");
            let (all, none) = (edges::valid(function), edges::invalid(function));
            let missing: Vec<_> = all.iter().chain(none).filter(|literal| !texts.contains(literal.text)).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    }
}
