//! The plan that policies suggest where there is no schema: which types, actions and attributes their words speak of.
//!
//! What a policy compares, adds or searches tells what an attribute holds; where nothing tells, it is a string. Every
//! attribute is optional, and an entity may be in one of any type, since nothing says otherwise.

use std::collections::BTreeMap;

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp, Var};
use crosscheck_reference_model::name::{EntityType, EntityUid, Name};
use crosscheck_reference_model::policy::Template;
use crosscheck_reference_model::types::{BoolType, CedarType, ExtType, Field, RecordType};
use crosscheck_reference_model::value::Prim;

use crate::case::Case;
use crate::mutate::{names, sites};
use crate::world::{ActionPlan, Shape, TypePlan, World};

/// What is known of an attribute: its type as its use tells it, and what is read from it.
#[derive(Debug, Default)]
struct Known {
    ty: Option<CedarType>,
    fields: BTreeMap<String, Known>,
}

/// What is read from each variable.
#[derive(Debug, Default)]
struct Roots {
    entity: Known,
    context: Known,
    /// Whether tags are read.
    tags: bool,
}

/// The plan that these policies suggest.
pub(crate) fn world(policies: &[Template]) -> World {
    let mut roots = Roots::default();
    for condition in policies.iter().flat_map(|policy| &policy.conditions) {
        roots.look_at(&condition.body);
    }
    let case = Case { policies: policies.to_vec(), ..Case::default() };
    let mut types: Vec<EntityType> = Vec::new();
    let mut add = |ty: &EntityType| {
        if !types.contains(ty) {
            types.push(ty.clone());
        }
    };
    for policy in policies {
        [&policy.principal, &policy.resource].into_iter().filter_map(names::type_in_scope).for_each(&mut add);
    }
    let uids = names::uids(&case);
    uids.iter().filter(|uid| !names::is_action(uid)).for_each(|uid| add(&uid.ty));
    for expr in sites::nodes(policies.iter().flat_map(|policy| &policy.conditions).map(|condition| &condition.body)) {
        if let Expr::Unary(UnaryOp::Is(ty), _) = expr {
            add(ty);
        }
    }
    // Whatever nothing is said of needs a type as well.
    for stand_in in ["User", "Thing"].map(Name::unqualified) {
        if types.len() < 2 && !types.contains(&stand_in) {
            types.push(stand_in);
        }
    }
    let all: Vec<usize> = (0..types.len()).collect();
    let attrs = roots.entity.record();
    let tags = roots.tags.then_some(CedarType::String);
    let plan = |name: EntityType| TypePlan {
        namespace: 0,
        name,
        parents: all.clone(),
        ancestors: all.clone(),
        shape: Shape::Standard { attrs: attrs.clone(), tags: tags.clone() },
    };
    let mut actions: Vec<EntityUid> = uids.into_iter().filter(|uid| names::is_action(uid)).cloned().collect();
    if actions.is_empty() {
        actions.push(EntityUid::new(Name::unqualified("Action"), "act"));
    }
    let context = roots.context.record();
    let action = |uid: EntityUid| ActionPlan {
        namespace: 0,
        uid,
        groups: Vec::new(),
        ancestors: Vec::new(),
        principals: all.clone(),
        resources: all.clone(),
        context: context.clone(),
    };
    World {
        namespaces: vec![None],
        types: types.into_iter().map(plan).collect(),
        actions: actions.into_iter().map(action).collect(),
        common_types: Vec::new(),
    }
}

impl Known {
    /// The record that the fields make, all of them optional.
    fn record(&self) -> RecordType {
        let field = |known: &Known| Field { ty: known.as_type(), required: false };
        self.fields.iter().map(|(name, known)| (name.clone(), field(known))).collect()
    }

    fn as_type(&self) -> CedarType {
        match &self.ty {
            Some(ty) => ty.clone(),
            None if !self.fields.is_empty() => CedarType::Record(self.record()),
            None => CedarType::String,
        }
    }
}

impl Roots {
    /// Notes what every node of an expression tells of its operands.
    fn look_at(&mut self, root: &Expr) {
        self.note(root, boolean);
        for expr in sites::nodes([root].into_iter()) {
            match expr {
                Expr::GetAttr(..) | Expr::HasAttr(..) => drop(self.known(expr)),
                Expr::And(left, right) | Expr::Or(left, right) => {
                    [left, right].into_iter().for_each(|operand| self.note(operand, boolean));
                }
                Expr::If(test, ..) => self.note(test, boolean),
                Expr::Unary(UnaryOp::Not, operand) => self.note(operand, boolean),
                Expr::Unary(UnaryOp::Neg, operand) => self.note(operand, || CedarType::Long),
                Expr::Unary(UnaryOp::Like(_), operand) => self.note(operand, || CedarType::String),
                Expr::Unary(UnaryOp::Is(ty), operand) => self.note(operand, || CedarType::Entity(ty.clone())),
                Expr::Unary(UnaryOp::IsEmpty, operand) => self.note(operand, || set_of(CedarType::String)),
                Expr::Binary(op, left, right) => self.binary(*op, left, right),
                Expr::Call(function, arguments) => self.call(*function, arguments),
                Expr::Lit(_) | Expr::Var(_) | Expr::Set(_) | Expr::Record(_) => {}
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) {
        match op {
            BinaryOp::Eq => {
                for (one, other) in [(left, right), (right, left)] {
                    if let Some(ty) = literal_type(other) {
                        self.note(one, || ty);
                    }
                }
            }
            BinaryOp::Less | BinaryOp::LessEq => {
                for (one, other) in [(left, right), (right, left)] {
                    self.note(one, || literal_type(other).unwrap_or(CedarType::Long));
                }
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => {
                [left, right].into_iter().for_each(|operand| self.note(operand, || CedarType::Long));
            }
            BinaryOp::Contains => self.note(left, || set_of(literal_type(right).unwrap_or(CedarType::String))),
            BinaryOp::ContainsAll | BinaryOp::ContainsAny => {
                for (one, other) in [(left, right), (right, left)] {
                    self.note(one, || literal_type(other).unwrap_or(set_of(CedarType::String)));
                }
            }
            BinaryOp::In => {
                for (one, other) in [(left, right), (right, left)] {
                    if let Some(ty) = literal_type(other).map(element) {
                        self.note(one, || ty);
                    }
                }
            }
            BinaryOp::HasTag | BinaryOp::GetTag => self.tags = true,
        }
    }

    fn call(&mut self, function: ExtFun, arguments: &[Expr]) {
        let ty = match function {
            ExtFun::Decimal | ExtFun::Ip | ExtFun::Datetime | ExtFun::Duration => CedarType::String,
            ExtFun::LessThan | ExtFun::LessThanOrEqual | ExtFun::GreaterThan | ExtFun::GreaterThanOrEqual => {
                CedarType::Ext(ExtType::Decimal)
            }
            ExtFun::IsIpv4 | ExtFun::IsIpv6 | ExtFun::IsLoopback | ExtFun::IsMulticast | ExtFun::IsInRange => {
                CedarType::Ext(ExtType::IpAddr)
            }
            ExtFun::Offset | ExtFun::DurationSince | ExtFun::ToDate | ExtFun::ToTime => {
                CedarType::Ext(ExtType::Datetime)
            }
            ExtFun::ToMilliseconds | ExtFun::ToSeconds | ExtFun::ToMinutes | ExtFun::ToHours | ExtFun::ToDays => {
                CedarType::Ext(ExtType::Duration)
            }
        };
        for (index, argument) in arguments.iter().enumerate() {
            let by = function == ExtFun::Offset && index == 1;
            self.note(argument, || if by { CedarType::Ext(ExtType::Duration) } else { ty.clone() });
        }
    }

    /// Notes the type of what `expr` reads, if it is an attribute whose type nothing has told before.
    fn note(&mut self, expr: &Expr, ty: impl FnOnce() -> CedarType) {
        // `has` asks for an attribute and says nothing of what it holds.
        if let Expr::GetAttr(..) = expr
            && let Some(known) = self.known(expr)
            && known.ty.is_none()
        {
            known.ty = Some(ty());
        }
    }

    /// What is known of the attribute that `expr` reads or asks for.
    fn known(&mut self, expr: &Expr) -> Option<&mut Known> {
        let (Expr::GetAttr(owner, name) | Expr::HasAttr(owner, name)) = expr else { return None };
        let outer = match &**owner {
            Expr::Var(Var::Context) => &mut self.context,
            Expr::GetAttr(..) => self.known(owner)?,
            // Whatever else it is read from is most likely an entity.
            _ => &mut self.entity,
        };
        Some(outer.fields.entry(name.clone()).or_default())
    }
}

fn boolean() -> CedarType {
    CedarType::Bool(BoolType::Any)
}

fn set_of(element: CedarType) -> CedarType {
    CedarType::Set(Box::new(element))
}

/// The type of the elements of a set, or the type itself.
fn element(ty: CedarType) -> CedarType {
    match ty {
        CedarType::Set(element) => *element,
        other => other,
    }
}

/// The type of a literal, a set of literals, or a call.
fn literal_type(expr: &Expr) -> Option<CedarType> {
    match expr {
        Expr::Lit(Prim::Bool(_)) => Some(boolean()),
        Expr::Lit(Prim::Long(_)) => Some(CedarType::Long),
        Expr::Lit(Prim::String(_)) => Some(CedarType::String),
        Expr::Lit(Prim::Entity(uid)) => Some(CedarType::Entity(uid.ty.clone())),
        Expr::Set(elements) => elements.first().and_then(literal_type).map(set_of),
        Expr::Call(ExtFun::Decimal, _) => Some(CedarType::Ext(ExtType::Decimal)),
        Expr::Call(ExtFun::Ip, _) => Some(CedarType::Ext(ExtType::IpAddr)),
        Expr::Call(ExtFun::Datetime | ExtFun::Offset | ExtFun::ToDate, _) => Some(CedarType::Ext(ExtType::Datetime)),
        Expr::Call(ExtFun::Duration | ExtFun::DurationSince | ExtFun::ToTime, _) => {
            Some(CedarType::Ext(ExtType::Duration))
        }
        _ => None,
    }
}
