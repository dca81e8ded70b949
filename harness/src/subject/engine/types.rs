//! The types that the engine gives to sub-expressions, in the reference model's language of types.

use std::collections::{BTreeMap, HashMap};

use crosscheck_engine::ext::ExtensionType;
use crosscheck_engine::{
    ExpressionType, PolicySet, Span, TypeShape, TypedAttribute, TypedCondition, ValidationMode, Validator,
};
use crosscheck_reference_model::name::EntityType;
use crosscheck_reference_model::parse;
use crosscheck_reference_model::types::{BoolType, ExtType, InferredField, Type};

use super::validity::{text_at, uid};
use crate::outcome::{Place, PolicyTypes, Types, Violations, environment_text};

/// The types of what is strictly valid, with `text` as the text of the policies.
pub(super) fn of(validator: &Validator, policies: &PolicySet, text: &str, invalid: &Violations) -> Types {
    let mut types: Types = BTreeMap::new();
    let mut numbers: HashMap<(u32, u32), usize> = HashMap::new();
    for condition in validator.typed_conditions(policies, ValidationMode::Strict) {
        let id = condition.policy.to_string();
        if invalid.contains_key(&id) {
            continue;
        }
        let of_policy = types.entry(id).or_default();
        let expressions = condition.expressions.iter().filter_map(|expression| {
            let number = number(&mut numbers, of_policy, expression.span, text)?;
            Some((number, stacker::maybe_grow(64 << 10, 1 << 20, || ty(&expression.ty))?))
        });
        let expressions: Vec<(usize, Type)> = expressions.collect();
        of_policy.environments.insert(environment(&condition), expressions);
    }
    types
}

/// The number of the expression of this span within its policy.
fn number(
    numbers: &mut HashMap<(u32, u32), usize>,
    of_policy: &mut PolicyTypes,
    span: Span,
    text: &str,
) -> Option<usize> {
    if let Some(number) = numbers.get(&(span.start, span.end)) {
        return Some(*number);
    }
    of_policy.exprs.push(Place::Text(text_at(text, span)?));
    let number = of_policy.exprs.len() - 1;
    numbers.insert((span.start, span.end), number);
    Some(number)
}

fn environment(condition: &TypedCondition) -> String {
    environment_text(&uid(&condition.action), condition.principal.as_str(), condition.resource.as_str())
}

/// The type in the model's language; `None` for what has a name that the model cannot read, which no schema can declare.
fn ty(of: &ExpressionType) -> Option<Type> {
    Some(match of.shape() {
        TypeShape::Never => Type::Never,
        TypeShape::Bool => Type::Bool(BoolType::Any),
        TypeShape::True => Type::Bool(BoolType::True),
        TypeShape::False => Type::Bool(BoolType::False),
        TypeShape::Long => Type::Long,
        TypeShape::String => Type::String,
        TypeShape::Extension(extension) => Type::Ext(match extension {
            ExtensionType::Datetime => ExtType::Datetime,
            ExtensionType::Decimal => ExtType::Decimal,
            ExtensionType::Duration => ExtType::Duration,
            ExtensionType::IpAddr => ExtType::IpAddr,
        }),
        TypeShape::Entity(name) => Type::entity(&entity_type(name.as_str())?),
        TypeShape::EntityOf(names) => {
            Type::Entity(names.iter().map(|name| entity_type(name.as_str())).collect::<Option<_>>()?)
        }
        TypeShape::Set(element) => Type::set_of(ty(&element)?),
        TypeShape::Record { attributes, open } => {
            let field = |attribute: &TypedAttribute<'_>| {
                let field = InferredField { ty: ty(&attribute.ty)?, required: attribute.required };
                Some((attribute.name.to_owned(), field))
            };
            Type::Record { fields: attributes.iter().map(field).collect::<Option<_>>()?, open }
        }
    })
}

fn entity_type(name: &str) -> Option<EntityType> {
    parse::name(name)
}
