//! Wrong values in data that are declared: fields of records that are missing or too many, values of other types, ids
//! that no enumerated type lists.

use std::collections::BTreeMap;

use crosscheck_reference_model::expr::{Expr, ExtFun};
use crosscheck_reference_model::types::{CedarType, ExtType, RecordType};

use crate::choices::Choices;
use crate::values::Stock;
use crate::world::{Shape, World};

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A required field is not there.
    Missing,
    /// There is a field that is not declared.
    Unexpected,
    /// It is of another type.
    Mismatch,
    /// It is, or holds, an id that its enumerated type does not list.
    Unlisted,
}

impl Fault {
    /// The kind that a validator must report.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Missing => "missing-attribute",
            Self::Unexpected => "unexpected-attribute",
            Self::Mismatch => "type-mismatch",
            Self::Unlisted => "unlisted-id",
        }
    }
}

/// How deep in the data it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// A field of the whole.
    Top,
    /// A field of a record in it.
    Nested,
    /// In an element of a set, or in a field of one.
    Element,
}

/// A step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Field(String),
    Element(usize),
}

/// A value, or the place of a field, that can be wrong.
#[derive(Debug, Clone)]
pub(super) struct Spot<'t> {
    steps: Vec<Step>,
    depth: Depth,
    ty: &'t CedarType,
}

/// The name of what is declared nowhere.
pub(super) const NOWHERE: &str = "nowhere";

/// Everything in `data` that can have this fault at this depth.
pub(super) fn spots<'t>(
    world: &World,
    data: &BTreeMap<String, Expr>,
    types: &'t RecordType,
    fault: Fault,
    depth: Depth,
) -> Vec<Spot<'t>> {
    let mut found = Vec::new();
    for (name, field) in types {
        let steps = vec![Step::Field(name.clone())];
        match data.get(name) {
            Some(value) => in_value(world, value, &Spot { steps, depth: Depth::Top, ty: &field.ty }, fault, &mut found),
            None => continue,
        }
        if fault == Fault::Missing && field.required {
            let steps = vec![Step::Field(name.clone())];
            found.push(Spot { steps, depth: Depth::Top, ty: &field.ty });
        }
    }
    found.retain(|spot| spot.depth == depth);
    found
}

/// Adds what can have this fault in a value, which stands at `here`.
fn in_value<'t>(world: &World, value: &Expr, here: &Spot<'t>, fault: Fault, found: &mut Vec<Spot<'t>>) {
    let is_enumerated = |name| world.type_index(name).is_some_and(|ty| matches!(world.types[ty].shape, Shape::Enum(_)));
    match fault {
        Fault::Mismatch => found.push(here.clone()),
        Fault::Unlisted if matches!(here.ty, CedarType::Entity(name) if is_enumerated(name)) => {
            found.push(here.clone());
        }
        _ => {}
    }
    let step = |step: Step, depth: Depth, ty: &'t CedarType| {
        let steps = [&here.steps[..], &[step]].concat();
        Spot { steps, depth: if here.depth == Depth::Element { Depth::Element } else { depth }, ty }
    };
    match (value, here.ty) {
        (Expr::Record(fields), CedarType::Record(types)) => {
            if fault == Fault::Unexpected {
                found.push(step(Step::Field(NOWHERE.to_owned()), Depth::Nested, here.ty));
            }
            for (name, field) in fields {
                let Some(declared) = types.get(name) else { continue };
                let inner = step(Step::Field(name.clone()), Depth::Nested, &declared.ty);
                if fault == Fault::Missing && declared.required {
                    found.push(inner.clone());
                }
                in_value(world, field, &inner, fault, found);
            }
        }
        (Expr::Set(elements), CedarType::Set(ty)) => {
            for (index, element) in elements.iter().enumerate() {
                in_value(world, element, &step(Step::Element(index), Depth::Element, ty), fault, found);
            }
        }
        _ => {}
    }
}

impl Spot<'_> {
    /// The way to it, as reports write it.
    pub(super) fn path(&self) -> String {
        self.steps.iter().map(field_path).collect()
    }

    /// The first step, which is the name of a field.
    fn first(&self) -> &str {
        match self.steps.first() {
            Some(Step::Field(name)) => name,
            _ => "",
        }
    }

    /// Makes it wrong.
    pub(super) fn spoil(
        &self,
        choices: &mut Choices<'_>,
        stock: &Stock<'_>,
        data: &mut BTreeMap<String, Expr>,
        fault: Fault,
    ) {
        let Some((Step::Field(last), before)) = self.steps.split_last() else {
            return self.replace(data, wrong_value(choices, stock, self.ty, fault));
        };
        match fault {
            Fault::Missing if before.is_empty() => drop(data.remove(last)),
            Fault::Missing => self.with_owner(data, before, |fields| fields.retain(|(name, _)| name != last)),
            Fault::Unexpected => {
                let value = Expr::long(*choices.pick(&stock.lexicon.longs));
                self.with_owner(data, before, |fields| fields.push((last.clone(), value)));
            }
            Fault::Mismatch | Fault::Unlisted => self.replace(data, wrong_value(choices, stock, self.ty, fault)),
        }
    }

    fn replace(&self, data: &mut BTreeMap<String, Expr>, value: Expr) {
        if let Some(place) = data.get_mut(self.first()).and_then(|root| reach(root, &self.steps[1..])) {
            *place = value;
        }
    }

    fn with_owner(
        &self,
        data: &mut BTreeMap<String, Expr>,
        before: &[Step],
        change: impl FnOnce(&mut Vec<(String, Expr)>),
    ) {
        let owner = data.get_mut(self.first()).and_then(|root| reach(root, &before[1..]));
        if let Some(Expr::Record(fields)) = owner {
            change(fields);
        }
    }
}

fn field_path(step: &Step) -> String {
    match step {
        Step::Field(name) => format!("[{name:?}]"),
        Step::Element(_) => String::new(),
    }
}

fn reach<'v>(root: &'v mut Expr, steps: &[Step]) -> Option<&'v mut Expr> {
    steps.iter().try_fold(root, |value, step| match (value, step) {
        (Expr::Record(fields), Step::Field(name)) => {
            fields.iter_mut().find(|(other, _)| other == name).map(|(_, field)| field)
        }
        (Expr::Set(elements), Step::Element(index)) => elements.get_mut(*index),
        _ => None,
    })
}

/// A value that is not of type `ty`, or an id of its enumerated type that is not listed.
///
/// It must not be a short JSON form of a value of the type: a string may stand for a value of an extension type, a record
/// with `type` and `id` for an entity.
pub(super) fn wrong_value(choices: &mut Choices<'_>, stock: &Stock<'_>, ty: &CedarType, fault: Fault) -> Expr {
    if let (Fault::Unlisted, CedarType::Entity(name)) = (fault, ty) {
        return Expr::entity(crosscheck_reference_model::name::EntityUid::new(name.clone(), NOWHERE));
    }
    let types = &stock.world.types;
    let entity = CedarType::Entity(types[choices.below(types.len())].name.clone());
    let decimal = Expr::Call(ExtFun::Decimal, vec![Expr::string("1.5")]);
    let long = Expr::long(*choices.pick(&stock.lexicon.longs));
    let candidates = [
        (CedarType::Long, long.clone()),
        (CedarType::Bool(crosscheck_reference_model::types::BoolType::Any), Expr::bool(true)),
        (CedarType::String, Expr::string(choices.pick(&stock.lexicon.strings).clone())),
        (CedarType::Set(Box::new(CedarType::Long)), Expr::Set(vec![long.clone()])),
        (CedarType::Record(RecordType::new()), Expr::Record(vec![(NOWHERE.to_owned(), long)])),
        (entity.clone(), stock.value(choices, &entity)),
        (CedarType::Ext(ExtType::Decimal), decimal),
    ];
    let fits: Vec<&Expr> = candidates.iter().filter(|(of, _)| is_unlike(of, ty)).map(|(_, value)| value).collect();
    (*choices.pick(&fits)).clone()
}

/// Whether no value of type `of` is, or may be read as, one of type `ty`.
fn is_unlike(of: &CedarType, ty: &CedarType) -> bool {
    use CedarType::{Bool, Entity, Ext, Long, Record, Set, String};
    match (of, ty) {
        (Bool(_), Bool(_)) | (Long, Long) | (String, String | Ext(_)) | (Set(_), Set(_)) => false,
        (Record(_), Record(_) | Entity(_) | Ext(_)) => false,
        // An entity's escape is an object.
        (Entity(a), Entity(b)) => a != b,
        (Entity(_), Record(_)) => false,
        (Ext(a), Ext(b)) => a != b,
        (Ext(_), Record(_)) => false,
        _ => true,
    }
}
