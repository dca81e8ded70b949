//! Features hold: one that is off does not occur in a case, one that is on does within a few.

use crosscheck_generators::pools::identifiers;
use crosscheck_generators::settings::{Feature, Features};
use crosscheck_generators::{Case, Choices, Pins, Settings, generate};
use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::schema::{AttributeSyntax, Declaration, EntityShape, TypeSyntax};
use crosscheck_reference_model::value::Prim;

/// How many cases each question is asked of.
const CASES: u64 = 250;

fn case(pins: &Pins, seed: u64) -> Case {
    let mut choices = Choices::from_seed(seed);
    let drawn = Settings::draw(&mut choices);
    let settings = pins.apply(&mut choices, drawn);
    generate(&mut choices, &settings).case
}

/// Every expression of the case, its parts too: of conditions, or of data.
fn expressions<'c>(case: &'c Case, of_data: bool) -> Vec<&'c Expr> {
    let mut open: Vec<&'c Expr> = if of_data {
        let entities = case.entities.iter().flat_map(|entity| entity.attrs.values().chain(entity.tags.values()));
        entities.chain(case.requests.iter().flat_map(|request| request.context.values())).collect()
    } else {
        case.policies.iter().flat_map(|policy| policy.conditions.iter().map(|it| &it.body)).collect()
    };
    let mut next = 0;
    while next < open.len() {
        match open[next] {
            Expr::Lit(_) | Expr::Var(_) => {}
            Expr::If(a, b, c) => open.extend([&**a, b, c]),
            Expr::And(a, b) | Expr::Or(a, b) | Expr::Binary(_, a, b) => open.extend([&**a, b]),
            Expr::Unary(_, a) | Expr::GetAttr(a, _) | Expr::HasAttr(a, _) => open.push(a),
            Expr::Set(elements) | Expr::Call(_, elements) => open.extend(elements),
            Expr::Record(fields) => open.extend(fields.iter().map(|(_, field)| field)),
        }
        next += 1;
    }
    open
}

fn declarations(case: &Case) -> impl Iterator<Item = &Declaration> {
    case.schema.iter().flat_map(|schema| &schema.namespaces).flat_map(|namespace| &namespace.declarations)
}

/// The attributes that entity types and contexts declare.
fn attributes(case: &Case) -> Vec<&AttributeSyntax> {
    let mut found = Vec::new();
    for declaration in declarations(case) {
        match declaration {
            Declaration::Entity(entity) => {
                if let EntityShape::Standard { attributes, .. } = &entity.shape {
                    found.extend(attributes);
                }
            }
            Declaration::Action(action) => {
                if let Some(TypeSyntax::Record(attributes)) =
                    action.applies_to.as_ref().and_then(|it| it.context.as_ref())
                {
                    found.extend(attributes);
                }
            }
            Declaration::CommonType(_) => {}
        }
    }
    found
}

fn calls(case: &Case, functions: &[&str]) -> bool {
    let is = |expr: &&Expr| matches!(expr, Expr::Call(function, _) if functions.contains(&function.name()));
    expressions(case, false).iter().chain(&expressions(case, true)).any(is)
}

fn conditions(case: &Case, is: impl Fn(&Expr) -> bool) -> bool {
    expressions(case, false).into_iter().any(is)
}

fn uids(case: &Case) -> impl Iterator<Item = &EntityUid> {
    let listed = case.entities.iter().flat_map(|entity| entity.parents.iter().chain([&entity.uid]));
    listed.chain(case.requests.iter().flat_map(|request| [&request.principal, &request.action, &request.resource]))
}

/// Whether the feature occurs in the case.
fn occurs(feature: Feature, case: &Case) -> bool {
    let declared = |is: fn(&TypeSyntax) -> bool| attributes(case).iter().any(|attribute| is(&attribute.ty));
    let data = |is: fn(&Expr) -> bool| {
        // Only values of attributes and tags: what an attribute's name says is no value.
        case.entities.iter().flat_map(|entity| entity.attrs.values().chain(entity.tags.values())).any(is)
    };
    match feature {
        Feature::Namespaces => uids(case).any(|uid| !uid.ty.namespace.is_empty()),
        Feature::Enums => declarations(case)
            .any(|it| matches!(it, Declaration::Entity(entity) if matches!(entity.shape, EntityShape::Enum(_)))),
        Feature::CommonTypes => declarations(case).any(|it| matches!(it, Declaration::CommonType(_))),
        Feature::Records => {
            declared(|ty| matches!(ty, TypeSyntax::Record(_))) || conditions(case, |it| matches!(it, Expr::Record(_)))
        }
        Feature::Sets => declared(|ty| matches!(ty, TypeSyntax::Set(_))),
        Feature::Optional => attributes(case).iter().any(|attribute| !attribute.required),
        Feature::References => case.schema.is_some() && data(|it| matches!(it, Expr::Lit(Prim::Entity(_)))),
        Feature::Tags => {
            let is = |expr: &Expr| matches!(expr, Expr::Binary(BinaryOp::HasTag | BinaryOp::GetTag, ..));
            conditions(case, is) || case.entities.iter().any(|entity| !entity.tags.is_empty())
        }
        Feature::Groups => {
            let in_group = |it: &Declaration| matches!(it, Declaration::Action(action) if !action.groups.is_empty());
            declarations(case).any(in_group)
                || case.entities.iter().any(|it| it.uid.ty.basename == "Action" && !it.parents.is_empty())
        }
        Feature::Templates => !case.links.is_empty() || case.policies.iter().any(|policy| !policy.is_static()),
        Feature::Decimal => {
            calls(case, &["decimal", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"])
        }
        Feature::Ip => calls(case, &["ip", "isIpv4", "isIpv6", "isLoopback", "isMulticast", "isInRange"]),
        Feature::Datetime => ExtFun::ALL.iter().any(|function| {
            let name = function.name();
            ["datetime", "duration", "offset", "durationSince"].contains(&name) && calls(case, &[name])
                || name.starts_with("to") && calls(case, &[name])
        }),
        Feature::Like => conditions(case, |it| matches!(it, Expr::Unary(UnaryOp::Like(_), _))),
        Feature::Arithmetic => conditions(case, |it| {
            matches!(it, Expr::Unary(UnaryOp::Neg, _) | Expr::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, ..))
        }),
        Feature::Conditional => conditions(case, |it| matches!(it, Expr::If(..))),
        Feature::Absent => {
            let is_absent =
                |uid: &EntityUid| uid.ty.basename != "Action" && !case.entities.iter().any(|entity| entity.uid == *uid);
            case.entities.iter().flat_map(|entity| &entity.parents).any(is_absent)
        }
        Feature::Edges => expressions(case, true)
            .iter()
            .any(|it| matches!(it, Expr::Lit(Prim::Long(value)) if value.unsigned_abs() > 1 << 40)),
        Feature::OddNames => attributes(case).iter().any(|attribute| !identifiers::is_bare(&attribute.name)),
        Feature::Annotations => case.policies.iter().any(|policy| !policy.annotations.is_empty()),
    }
}

#[test]
fn what_is_off_does_not_occur_and_what_is_on_does() {
    let mut wrong = Vec::new();
    for feature in Vec::<Feature>::from(Features::all()) {
        let mut off = Pins::default();
        off.feature(feature, false);
        // A request that misses a policy by one edge may be about an entity whose parent no store holds.
        let is_exact = feature != Feature::Absent;
        if let Some(seed) = (0..CASES).filter(|_| is_exact).find(|seed| occurs(feature, &case(&off, *seed))) {
            wrong.push(format!("{} is off and occurs in seed {seed}", feature.name()));
        }
        let mut on = Pins::default();
        on.feature(feature, true);
        if !(0..40).any(|seed| occurs(feature, &case(&on, seed))) {
            wrong.push(format!("{} is on and does not occur", feature.name()));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn numbers_that_are_pinned_are_the_numbers_of_the_case() {
    let actions = |case: &Case| case.entities.iter().filter(|entity| entity.uid.ty.basename == "Action").count();
    for seed in 0..60 {
        for (policies, entities, requests) in [(0, 1, 1), (1, 5, 3), (12, 40, 8)] {
            let mut pins = Pins::default();
            for (name, value) in
                [("policies", policies), ("entities", entities), ("requests", requests), ("probes", 0), ("literals", 0)]
            {
                pins.field(name, value..=value).expect("a setting");
            }
            for name in ["flawed", "violation"] {
                pins.field(name, 0..=0).expect("a setting");
            }
            let case = case(&pins, seed);
            assert_eq!(case.policies.len() as u64, policies, "seed {seed}");
            // A request that misses a policy by one edge may need entities of its own.
            let listed = (case.entities.len() - actions(&case)) as u64;
            assert!((entities..=entities + 2 * requests).contains(&listed), "seed {seed}: {listed}");
            // A world of few entities has few requests that differ.
            assert!(case.requests.len() as u64 <= requests && !case.requests.is_empty(), "seed {seed}");
        }
    }
}
