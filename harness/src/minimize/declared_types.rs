//! Passes over the types that a schema declares: to simpler ones, to required attributes, without common types.
//!
//! What the simpler type makes of the rest of the case is not asked here: where the difference is lost, the type stays.

use crosscheck_generators::Case;
use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::schema::{
    AttributeSyntax, Declaration, EntityShape, SchemaSyntax, TypeName, TypeSyntax,
};

use super::passes::Pick;

/// Types that have no parts, the plainest first.
const PLAIN: [&str; 3] = ["Long", "Bool", "String"];

/// One site for each type that stands anywhere in the schema, in the order of reading.
pub(super) fn sites(case: &Case) -> usize {
    let mut count = 0;
    if let Some(schema) = &mut case.schema.clone() {
        visit(schema, &mut |_| count += 1);
    }
    count
}

/// The type at `site` becomes one of its parts, or a plain one.
pub(super) fn simpler(case: &Case, site: usize, number: usize) -> Option<Case> {
    let mut case = case.clone();
    let (mut at, mut changed) = (0, false);
    visit(case.schema.as_mut()?, &mut |ty| {
        if at == site
            && let Some(simpler) = alternatives(ty).into_iter().nth(number)
        {
            *ty = simpler;
            changed = true;
        }
        at += 1;
    });
    changed.then_some(case)
}

fn alternatives(ty: &TypeSyntax) -> Vec<TypeSyntax> {
    let plain = |name: &str| TypeSyntax::Name(TypeName::from(Name::unqualified(name)));
    let mut found: Vec<TypeSyntax> = match ty {
        TypeSyntax::Name(name) if PLAIN.iter().any(|plain| **name == Name::unqualified(*plain)) => {
            let simpler = PLAIN.iter().take_while(|plain| **name != Name::unqualified(**plain));
            return simpler.map(|name| plain(name)).collect();
        }
        TypeSyntax::Name(_) => Vec::new(),
        TypeSyntax::Set(element) => vec![(**element).clone()],
        TypeSyntax::Record(attributes) => attributes.iter().map(|attribute| attribute.ty.clone()).collect(),
    };
    found.extend(PLAIN.iter().map(|name| plain(name)));
    found
}

/// Optional attributes to required ones.
pub(super) fn optional(case: &mut Case, pick: &mut Pick) {
    let Some(schema) = &mut case.schema else { return };
    attributes(schema, &mut |attribute| {
        if !attribute.required && pick.take() {
            attribute.required = true;
        }
    });
}

/// One site for each declared common type.
pub(super) fn common_types(case: &Case) -> usize {
    let declarations = case.schema.iter().flat_map(|schema| &schema.namespaces).flat_map(|of| &of.declarations);
    declarations.filter(|declaration| matches!(declaration, Declaration::CommonType(_))).count()
}

/// The common type at `site` is written out wherever its name stands, and gone. A name in another namespace that ends the
/// same is taken for it: where that is wrong the difference is lost.
pub(super) fn inlined(case: &Case, site: usize, number: usize) -> Option<Case> {
    if number > 0 {
        return None;
    }
    let mut case = case.clone();
    let schema = case.schema.as_mut()?;
    let mut at = 0;
    let mut taken = None;
    for namespace in &mut schema.namespaces {
        namespace.declarations.retain(|declaration| {
            let Declaration::CommonType(common) = declaration else { return true };
            at += 1;
            if at - 1 == site {
                taken = Some(common.clone());
            }
            at - 1 != site
        });
    }
    let common = taken?;
    visit(schema, &mut |ty| {
        if matches!(ty, TypeSyntax::Name(name) if name.basename == *common.name) {
            *ty = common.ty.clone();
        }
    });
    Some(case)
}

/// Every type in the order of reading, what holds others before what it holds. A type that `change` puts in place of
/// another one is not looked into.
fn visit(schema: &mut SchemaSyntax, change: &mut dyn FnMut(&mut TypeSyntax)) {
    roots(schema, &mut |root| {
        let mut open = vec![root];
        while let Some(ty) = open.pop() {
            change(ty);
            match ty {
                TypeSyntax::Name(_) => {}
                TypeSyntax::Set(element) => open.push(element),
                TypeSyntax::Record(attributes) => {
                    open.extend(attributes.iter_mut().rev().map(|attribute| &mut attribute.ty));
                }
            }
        }
    });
}

/// The types that stand directly in declarations.
fn roots(schema: &mut SchemaSyntax, found: &mut dyn FnMut(&mut TypeSyntax)) {
    for declaration in schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations) {
        match declaration {
            Declaration::CommonType(common) => found(&mut common.ty),
            Declaration::Action(action) => {
                let context = action.applies_to.as_mut().and_then(|applies_to| applies_to.context.as_mut());
                context.into_iter().for_each(&mut *found);
            }
            Declaration::Entity(entity) => match &mut entity.shape {
                EntityShape::Standard { attributes, tags, .. } => {
                    attributes.iter_mut().map(|attribute| &mut attribute.ty).chain(tags).for_each(&mut *found);
                }
                EntityShape::Named { tags, .. } => tags.iter_mut().for_each(&mut *found),
                EntityShape::Enum(_) => {}
            },
        }
    }
}

/// Every attribute of an entity type, then those of each record type.
fn attributes(schema: &mut SchemaSyntax, change: &mut dyn FnMut(&mut AttributeSyntax)) {
    for declaration in schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations) {
        if let Declaration::Entity(entity) = declaration
            && let EntityShape::Standard { attributes, .. } = &mut entity.shape
        {
            attributes.iter_mut().for_each(&mut *change);
        }
    }
    visit(schema, &mut |ty| {
        if let TypeSyntax::Record(attributes) = ty {
            attributes.iter_mut().for_each(&mut *change);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crosscheck_generators::print;
    use crosscheck_reference_model::parse;

    const SCHEMA: &str = "type T = {x: Set<String>, y?: U}; type U = ipaddr;
        entity A = {a?: T} tags Set<Bool>; action b appliesTo {principal: A, resource: A, context: {c?: A}};";

    fn case() -> Case {
        Case { schema: Some(parse::schema(SCHEMA).expect("a schema")), ..Case::default() }
    }

    fn shown(case: &Case) -> String {
        let text = case.schema.as_ref().map(print::schema).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_type_has_simpler_ones() {
        let case = case();
        let at = |site, number| simpler(&case, site, number).map(|case| shown(&case));
        assert_eq!(sites(&case), 10);
        assert!(at(0, 0).is_some_and(|text| text.starts_with("type T = Set<String>;")), "{:?}", at(0, 0));
        assert!(at(0, 2).is_some_and(|text| text.starts_with("type T = Long;")));
        assert!(at(1, 0).is_some_and(|text| text.contains("x: String,")));
        assert!(at(2, 0).is_some_and(|text| text.contains("x: Set<Long>,")), "String comes down to Long and Bool");
        assert_eq!(at(2, 2), None);
        assert_eq!(at(10, 0), None);
    }

    #[test]
    fn common_types_are_written_out() {
        let case = case();
        assert_eq!(common_types(&case), 2);
        let text = inlined(&case, 1, 0).map(|case| shown(&case)).unwrap_or_default();
        assert!(text.contains("y?: ipaddr") && !text.contains("type U"), "{text}");
        assert_eq!(inlined(&case, 2, 0), None);
        assert_eq!(inlined(&case, 0, 1), None);
    }
}
