//! From numbers to cases: many conditions in one case, each of them the condition of a policy of its own.
//!
//! All policies are permits for any request, so that each one's outcome is seen: the satisfied ones are the determining
//! policies, those in error are listed with the kind of the error, the others are false.
//!
//! Of a condition whose value is no boolean one would see only that it is none. So a second policy compares its value
//! with the one that the reference model finds: `e == v`.

use std::ops::Range;

use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::evaluate::evaluate;
use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun};
use crosscheck_reference_model::ext::IpNet;
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::policy::{ActionScope, Condition, ConditionKind, Effect, Scope, Template};
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::value::{Ext, Prim, Value};

use super::count::Counts;
use super::universe::Universe;
use crate::case::Case;
use crate::judge;
use crate::print;
use crate::text::CaseText;

/// How many conditions share a case: enough that what a case costs beside them does not matter, few enough that a case
/// is still done in a moment.
const PACKED: u64 = 128;

/// Every condition up to a size, packed into cases.
#[derive(Debug)]
pub struct Enumeration {
    counts: Counts,
    total: u64,
    store: Entities,
    request: Request,
    /// What every case has in common.
    frame: CaseText,
}

impl Enumeration {
    /// The conditions of the tiny universe up to `size` operators; `None` if there are too many to be numbered in 64 bits.
    pub fn new(size: usize) -> Option<Self> {
        Self::over(Universe::tiny(), size)
    }

    /// The conditions of a universe up to `size` operators; `None` if there are too many to be numbered in 64 bits, or
    /// if the universe's data have no value.
    pub fn over(universe: Universe, size: usize) -> Option<Self> {
        let counts = Counts::new(universe, size)?;
        let total = u64::try_from(counts.all()).ok()?;
        let universe = counts.universe();
        let store = Entities::from_listed(&universe.entities).ok()?;
        let request = Request::from_syntax(&universe.request).ok()?;
        let (entities, requests) = (universe.entities.clone(), vec![universe.request.clone()]);
        let frame = print::plain(&Case { entities, requests, ..Case::default() });
        Some(Self { counts, total, store, request, frame })
    }

    /// The conditions, counted.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How many conditions there are.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// A checksum of everything that a case of a given index depends on but the size: the universe and how it is packed.
    pub fn fingerprint(&self) -> u64 {
        let universe = self.counts.universe();
        let leaves: Vec<String> = universe.leaves.iter().map(print::expression).collect();
        let data = (&self.frame.entities, &self.frame.requests);
        checksum(format!("{PACKED} {leaves:?} {:?} {data:?}", universe.operators).as_bytes())
    }

    /// How many cases hold them all.
    pub fn cases(&self) -> u64 {
        self.total.div_ceil(PACKED)
    }

    /// The numbers of the conditions that the case of this index holds; none beyond the last case.
    pub fn packed(&self, case: u64) -> Range<u64> {
        let start = case.saturating_mul(PACKED).min(self.total);
        start..start.saturating_add(PACKED).min(self.total)
    }

    /// A case of the conditions of these numbers.
    pub fn case(&self, numbers: Range<u64>) -> CaseText {
        let mut policies = Vec::new();
        for expr in numbers.filter_map(|number| self.counts.expression(u128::from(number))) {
            let witness = self.witness(&expr);
            policies.push(permit(policies.len(), expr));
            if let Some(witness) = witness {
                policies.push(permit(policies.len(), witness));
            }
        }
        CaseText { policies: print::policies(&policies), ..self.frame.clone() }
    }

    /// `expr == v`, if the value `v` of `expr` is no boolean.
    fn witness(&self, expr: &Expr) -> Option<Expr> {
        match evaluate(expr, &self.request, &self.store, &mut NoObserver) {
            Err(_) | Ok(Value::Prim(Prim::Bool(_))) => None,
            Ok(value) => Some(expr.clone().binary(BinaryOp::Eq, literal(&value)?)),
        }
    }
}

/// A number that two different texts share most improbably (FNV-1a), the same on every machine.
pub fn checksum(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

fn permit(number: usize, body: Expr) -> Template {
    Template {
        id: format!("policy{number}"),
        annotations: [].into(),
        effect: Effect::Permit,
        principal: Scope::Any,
        action: ActionScope::Any,
        resource: Scope::Any,
        conditions: vec![Condition { kind: ConditionKind::When, body }],
    }
}

/// An expression of this value. Also of those values that [`judge::literal`] does not spell, since no typed policy
/// writes them.
fn literal(value: &Value) -> Option<Expr> {
    match value {
        Value::Set(elements) => elements.iter().map(literal).collect::<Option<_>>().map(Expr::Set),
        Value::Record(fields) => {
            let fields = fields.iter().map(|(name, field)| Some((name.clone(), literal(field)?)));
            fields.collect::<Option<_>>().map(Expr::Record)
        }
        Value::Ext(Ext::Ip(ip)) => Some(Expr::Call(ExtFun::Ip, vec![Expr::string(address(*ip))])),
        other => judge::literal(other),
    }
}

fn address(ip: IpNet) -> String {
    match ip {
        IpNet::V4 { address, prefix } => {
            let [a, b, c, d] = address.to_be_bytes();
            format!("{a}.{b}.{c}.{d}/{prefix}")
        }
        IpNet::V6 { address, prefix } => {
            let groups: Vec<String> = (0..8).rev().map(|at| format!("{:x}", (address >> (16 * at)) & 0xffff)).collect();
            format!("{}/{prefix}", groups.join(":"))
        }
    }
}
