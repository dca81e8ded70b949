//! Tables of bounds: two types in, the least type above both out, or none.

use crate::name::Name;
use crate::types::{BoolType, ExtType, InferredField, Mode, NoBound, Type, is_subtype, least_upper_bound};

fn entity(names: &[&str]) -> Type {
    Type::Entity(names.iter().map(|name| Name::unqualified(*name)).collect())
}

fn record(fields: &[(&str, Type, bool)], open: bool) -> Type {
    let field = |(name, ty, required): &(&str, Type, bool)| {
        ((*name).to_owned(), InferredField { ty: ty.clone(), required: *required })
    };
    Type::Record { fields: fields.iter().map(field).collect(), open }
}

const TRUE: Type = Type::Bool(BoolType::True);
const FALSE: Type = Type::Bool(BoolType::False);

#[test]
fn bounds() {
    use Mode::{Permissive, Strict};
    let check = |a: &Type, b: &Type, mode: Mode, expected: Result<Type, NoBound>| {
        for (a, b) in [(a, b), (b, a)] {
            assert_eq!(least_upper_bound(a, b, mode), expected, "{a} and {b}, {mode:?}");
        }
    };
    let both = |a: &Type, b: &Type, expected: Result<Type, NoBound>| {
        check(a, b, Strict, expected.clone());
        check(a, b, Permissive, expected);
    };
    let set = Type::set_of;
    both(&TRUE, &TRUE, Ok(TRUE));
    both(&TRUE, &FALSE, Ok(Type::BOOL));
    both(&TRUE, &Type::BOOL, Ok(Type::BOOL));
    both(&Type::Long, &Type::Long, Ok(Type::Long));
    both(&Type::Long, &Type::String, Err(NoBound::Kinds));
    both(&Type::Ext(ExtType::Decimal), &Type::Ext(ExtType::Decimal), Ok(Type::Ext(ExtType::Decimal)));
    both(&Type::Ext(ExtType::Decimal), &Type::Ext(ExtType::IpAddr), Err(NoBound::Kinds));
    both(&Type::Never, &Type::String, Ok(Type::String));
    both(&set(TRUE), &set(FALSE), Ok(set(Type::BOOL)));
    both(&set(Type::Never), &set(Type::Long), Ok(set(Type::Long)));
    both(&set(Type::Long), &set(Type::String), Err(NoBound::Kinds));
    both(&set(Type::Long), &Type::Long, Err(NoBound::Kinds));
    both(&entity(&["A"]), &entity(&["A"]), Ok(entity(&["A"])));
    both(&entity(&["A"]), &record(&[], false), Err(NoBound::EntityAndRecord));

    check(&entity(&["A"]), &entity(&["B"]), Strict, Err(NoBound::EntityTypes));
    check(&entity(&["A"]), &entity(&["B"]), Permissive, Ok(entity(&["A", "B"])));
    check(&entity(&["A", "C"]), &entity(&["A"]), Permissive, Ok(entity(&["A", "C"])));
    check(&set(entity(&["A"])), &set(entity(&["B"])), Permissive, Ok(set(entity(&["A", "B"]))));
}

#[test]
fn bounds_of_records() {
    use Mode::{Permissive, Strict};
    let check = |a: &Type, b: &Type, strict: Result<Type, NoBound>, permissive: Type| {
        for (a, b) in [(a, b), (b, a)] {
            assert_eq!(least_upper_bound(a, b, Strict), strict, "{a} and {b}");
            assert_eq!(least_upper_bound(a, b, Permissive), Ok(permissive.clone()), "{a} and {b}");
        }
    };
    let long = |name, required| (name, Type::Long, required);
    let empty = || record(&[], false);
    check(&empty(), &empty(), Ok(empty()), empty());
    let (a, maybe_a) = (record(&[long("a", true)], false), record(&[long("a", false)], false));
    check(&a, &a, Ok(a.clone()), a.clone());
    check(&a, &maybe_a, Err(NoBound::Optionality), maybe_a.clone());
    check(&a, &empty(), Err(NoBound::Fields), record(&[], true));
    let ab = record(&[long("a", true), long("b", true)], false);
    check(&a, &ab, Err(NoBound::Fields), record(&[long("a", true)], true));
    let b = record(&[long("b", true)], false);
    check(&a, &b, Err(NoBound::Fields), record(&[], true));
    let string = record(&[("a", Type::String, true)], false);
    check(&a, &string, Err(NoBound::Kinds), record(&[], true));
    let (yes, no) = (record(&[("a", TRUE, true)], false), record(&[("a", FALSE, true)], false));
    let bool = record(&[("a", Type::BOOL, true)], false);
    check(&yes, &no, Ok(bool.clone()), bool);
    let nested = |inner: &Type| record(&[("r", inner.clone(), true)], false);
    check(&nested(&a), &nested(&ab), Err(NoBound::Fields), nested(&record(&[long("a", true)], true)));
}

#[test]
fn subtypes() {
    use Mode::{Permissive, Strict};
    let check = |a: &Type, b: &Type, strict: bool, permissive: bool| {
        assert_eq!(is_subtype(a, b, Strict), strict, "{a} below {b}");
        assert_eq!(is_subtype(a, b, Permissive), permissive, "{a} below {b}");
    };
    check(&TRUE, &Type::BOOL, true, true);
    check(&Type::BOOL, &TRUE, false, false);
    check(&TRUE, &FALSE, false, false);
    check(&Type::Never, &Type::Long, true, true);
    check(&Type::Long, &Type::Never, false, false);
    check(&Type::set_of(TRUE), &Type::set_of(Type::BOOL), true, true);
    check(&entity(&["A"]), &entity(&["A", "B"]), false, true);
    check(&entity(&["A", "B"]), &entity(&["A"]), false, false);
    let (a, maybe_a) = (record(&[("a", TRUE, true)], false), record(&[("a", Type::BOOL, false)], false));
    check(&a, &maybe_a, false, true);
    check(&a, &record(&[], false), false, false);
    check(&a, &record(&[], true), false, true);
    check(&record(&[], true), &record(&[], false), false, false);
}

#[test]
fn shown() {
    let check = |ty: &Type, expected: &str| assert_eq!(ty.to_string(), expected);
    check(&TRUE, "True");
    check(&Type::set_of(Type::Never), "Set<Never>");
    check(&entity(&["B", "A"]), "A | B");
    let fields = [("a", Type::Long, true), ("b c", Type::Ext(ExtType::Duration), false)];
    check(&record(&fields, false), "{a: Long, \"b c\"?: duration}");
    check(&record(&fields[..1], true), "{a: Long, …}");
}
