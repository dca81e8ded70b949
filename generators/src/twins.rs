//! Twins: for each type of sets and records a value or two that data and policies share, and write in other words.
//!
//! Two sets drawn apart are rarely equal, and hardly ever equal and written differently. So each composite type has a few
//! values in stock: a value of that type is one of them in disguise (another order, an element twice, another spelling of
//! an element), or one step away from it (an optional field more or less, an element more or less, a neighbour inside).

use crosscheck_reference_model::expr::{Expr, ExtFun};
use crosscheck_reference_model::types::{CedarType, ExtType, RecordType};
use crosscheck_reference_model::value::Prim;

use crate::choices::Choices;
use crate::pools::{lookalikes, respell};
use crate::values::Stock;
use crate::world::{Shape, World};

/// The values in stock, by type.
#[derive(Debug, Default)]
pub(crate) struct Twins(Vec<(CedarType, Vec<Expr>)>);

/// How many types have values in stock; those that are declared first.
const MOST: usize = 10;

/// How a value of a type in stock is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kinship {
    /// Without regard to the stock.
    Stranger,
    /// The value in other words.
    Disguise,
    /// One step away.
    Neighbour,
}

/// Weights of the kinships.
pub(crate) const KINSHIPS: [(u32, Kinship); 3] =
    [(45, Kinship::Stranger), (35, Kinship::Disguise), (20, Kinship::Neighbour)];

impl Twins {
    /// Draws the values in stock.
    pub(crate) fn draw(choices: &mut Choices<'_>, stock: &Stock<'_>) -> Self {
        let mut twins = Vec::new();
        for ty in composite_types(stock.world) {
            let count = choices.size_in(1..=2);
            let values = (0..count).map(|_| stock.value(choices, &ty)).collect();
            twins.push((ty, values));
        }
        Self(twins)
    }

    /// One of the values of type `ty`, if it has any.
    pub(crate) fn of<'t>(&'t self, choices: &mut Choices<'_>, ty: &CedarType) -> Option<&'t Expr> {
        let (_, values) = self.0.iter().find(|(other, _)| other == ty)?;
        choices.pick_any(values)
    }
}

/// The types of sets and records that attributes, tags and contexts have, outermost first, each once.
fn composite_types(world: &World) -> Vec<CedarType> {
    let mut open: Vec<&CedarType> = Vec::new();
    for plan in &world.types {
        if let Shape::Standard { attrs, tags } = &plan.shape {
            open.extend(attrs.values().map(|field| &field.ty));
            open.extend(tags);
        }
    }
    open.extend(world.actions.iter().flat_map(|action| action.context.values().map(|field| &field.ty)));
    let mut found: Vec<CedarType> = Vec::new();
    let mut next = 0;
    while next < open.len() && found.len() < MOST {
        let ty = open[next];
        next += 1;
        match ty {
            CedarType::Set(element) => open.push(element),
            CedarType::Record(record) if !record.is_empty() => open.extend(record.values().map(|field| &field.ty)),
            _ => continue,
        }
        if !found.contains(ty) {
            found.push(ty.clone());
        }
    }
    found
}

/// The same value in other words.
pub(crate) fn disguise(choices: &mut Choices<'_>, value: &Expr) -> Expr {
    match value {
        Expr::Set(elements) => {
            let mut elements: Vec<Expr> = elements.iter().map(|element| disguise(choices, element)).collect();
            if choices.chance(1, 2)
                && let Some(twice) = choices.pick_any(&elements).cloned()
            {
                elements.push(disguise(choices, &twice));
            }
            choices.shuffle(&mut elements);
            Expr::Set(elements)
        }
        Expr::Record(fields) => {
            let mut fields: Vec<(String, Expr)> =
                fields.iter().map(|(name, field)| (name.clone(), disguise(choices, field))).collect();
            choices.shuffle(&mut fields);
            Expr::Record(fields)
        }
        Expr::Call(function, arguments) => Expr::Call(*function, respelled(choices, *function, arguments)),
        other => other.clone(),
    }
}

/// The arguments of a constructor in another spelling, every other time.
fn respelled(choices: &mut Choices<'_>, function: ExtFun, arguments: &[Expr]) -> Vec<Expr> {
    let ty = match function {
        ExtFun::Decimal => ExtType::Decimal,
        ExtFun::Ip => ExtType::IpAddr,
        ExtFun::Datetime => ExtType::Datetime,
        ExtFun::Duration => ExtType::Duration,
        _ => return arguments.to_vec(),
    };
    match arguments {
        [Expr::Lit(Prim::String(literal))] if choices.chance(1, 2) => {
            vec![Expr::string(respell::respell(choices, ty, literal))]
        }
        _ => arguments.to_vec(),
    }
}

impl Stock<'_> {
    /// A value of type `ty` that is one step away from `value`, which is of that type too.
    pub(crate) fn neighbour(&self, choices: &mut Choices<'_>, ty: &CedarType, value: &Expr) -> Expr {
        match (value, ty) {
            (Expr::Set(elements), CedarType::Set(element)) => {
                let mut elements = elements.clone();
                let place = choices.below(elements.len());
                match choices.below(3) {
                    0 if elements.len() > 1 => drop(elements.remove(place)),
                    1 if !elements.is_empty() => {
                        elements[place] = self.neighbour(choices, element, &elements[place]);
                    }
                    _ => elements.push(self.value(choices, element)),
                }
                Expr::Set(elements)
            }
            (Expr::Record(fields), CedarType::Record(record)) => {
                Expr::Record(self.near_record(choices, record, fields))
            }
            (Expr::Lit(Prim::Bool(b)), _) => Expr::bool(!b),
            (Expr::Lit(Prim::Long(i)), _) => {
                Expr::long(if choices.chance(1, 2) { i.saturating_add(1) } else { i.saturating_sub(1) })
            }
            (Expr::Lit(Prim::String(text)), _) => Expr::string(lookalikes::near(choices, text)),
            _ => self.value(choices, ty),
        }
    }

    /// One optional field more or less, if there is any and this is drawn; or one value changed by a step.
    fn near_record(
        &self,
        choices: &mut Choices<'_>,
        record: &RecordType,
        fields: &[(String, Expr)],
    ) -> Vec<(String, Expr)> {
        let mut fields = fields.to_vec();
        let optional: Vec<&String> = record.iter().filter(|(_, field)| !field.required).map(|(name, _)| name).collect();
        if choices.chance(2, 3)
            && let Some(name) = choices.pick_any(&optional)
        {
            match fields.iter().position(|(other, _)| other == *name) {
                Some(place) => drop(fields.remove(place)),
                None => fields.push(((*name).clone(), self.value(choices, &record[*name].ty))),
            }
            return fields;
        }
        let place = choices.below(fields.len());
        if let Some((name, value)) = fields.get_mut(place)
            && let Some(field) = record.get(name)
        {
            *value = self.neighbour(choices, &field.ty, value);
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use crosscheck_reference_model::restricted;

    use super::*;

    #[test]
    fn a_disguise_is_the_same_value_and_mostly_other_words() {
        let texts = ["[1, 2, 3]", "[[1, 2], [3]]", r#"[decimal("1.0"), decimal("2.5")]"#, r#"{a: 1, b: [ip("::1")]}"#];
        for text in texts {
            let value = crosscheck_reference_model::parse::expression(text).expect(text);
            let mut other_words = 0;
            for seed in 0..200 {
                let other = disguise(&mut Choices::from_seed(seed), &value);
                assert_eq!(restricted::value(&other), restricted::value(&value), "{text}: {other:?}");
                other_words += i32::from(other != value);
            }
            assert!(other_words > 100, "{text}: {other_words}");
        }
    }
}
