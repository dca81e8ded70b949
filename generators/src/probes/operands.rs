//! Operands of probes: data of the request where their value does not matter, else a sample, mostly in an expression that
//! reads a variable, so that nothing can be computed before the request is known.

use std::collections::BTreeMap;

use crosscheck_reference_model::expr::{BinaryOp, Expr, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::types::RecordType;
use crosscheck_reference_model::value::Kind;

use super::data::kind_of;
use super::samples;
use super::steps::Prober;

impl Prober<'_, '_, '_> {
    /// Some value of this kind.
    pub(super) fn some(&mut self, kind: Kind) -> Expr {
        let data = self.data_of(kind);
        if self.choices.chance(2, 3)
            && let Some(read) = self.choices.pick_any(&data)
        {
            return read.clone();
        }
        let sample = self.choices.pick(samples::of(kind)).clone();
        self.dressed(sample)
    }

    /// What the request and its entities hold of this kind.
    fn data_of(&self, kind: Kind) -> Vec<Expr> {
        let request = &self.aim.request;
        let mut found = match kind {
            Kind::Entity => vec![Expr::Var(Var::Principal), Expr::Var(Var::Resource), Expr::Var(Var::Action)],
            Kind::Record => vec![Expr::Var(Var::Context)],
            _ => Vec::new(),
        };
        let world = self.stock.world;
        // What may be missing needs a guard where types are looked at.
        let mut add = |var: Var, fields: &BTreeMap<String, Expr>, declared: Option<&RecordType>| {
            let is_sure = |name: &str| declared.is_none_or(|types| types.get(name).is_some_and(|field| field.required));
            let of_kind = fields.iter().filter(|(name, value)| kind_of(value) == kind && is_sure(name));
            found.extend(of_kind.map(|(name, _)| Expr::Var(var).attr(name.as_str())));
        };
        let is_typed = self.stock.settings.schema;
        add(Var::Context, &request.context, is_typed.then(|| &world.actions[self.aim.action].context));
        for (var, uid) in [(Var::Principal, &request.principal), (Var::Resource, &request.resource)] {
            if let Some(entity) = self.entities.iter().find(|entity| entity.uid == *uid) {
                let attrs = world.type_index(&uid.ty).and_then(|ty| world.attrs(ty)).filter(|_| is_typed);
                add(var, &entity.attrs, attrs);
            }
        }
        found
    }

    /// The same value, mostly by way of a variable.
    pub(super) fn dressed(&mut self, value: Expr) -> Expr {
        let var = Expr::Var(*self.choices.pick(&[Var::Principal, Var::Resource, Var::Action, Var::Context]));
        match self.choices.below(8) {
            0 | 1 => value,
            2..=4 => Expr::Record(vec![("a".to_owned(), var), ("b".to_owned(), value)]).attr("b"),
            5 | 6 => {
                let test = var.clone().binary(BinaryOp::Eq, var);
                Expr::If(Box::new(test), Box::new(value.clone()), Box::new(value))
            }
            _ => {
                let test = Expr::Set(vec![var.clone()]).binary(BinaryOp::Contains, var);
                // A branch of another type is for cases in which nobody looks at types.
                let other = if self.stock.settings.schema { value.clone() } else { Expr::bool(false) };
                Expr::If(Box::new(test), Box::new(value), Box::new(other))
            }
        }
    }

    /// This entity: a variable if the request has it there, else a literal.
    pub(super) fn entity(&mut self, uid: &EntityUid) -> Expr {
        let request = &self.aim.request;
        let mut ways = vec![Expr::entity(uid.clone())];
        for (var, other) in [(Var::Principal, &request.principal), (Var::Resource, &request.resource)] {
            if other == uid {
                ways.extend([Expr::Var(var), Expr::Var(var)]);
            }
        }
        let way = self.choices.pick(&ways).clone();
        if matches!(way, Expr::Lit(_)) { self.dressed(way) } else { way }
    }
}
