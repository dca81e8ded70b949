//! Decisive tests: those in a condition which the whole turns with, and the changes that may turn them.
//!
//! Each part of a condition is evaluated with the model under the request, and followed only where its truth decides: both
//! sides of a true `&&`, the one true side of `||`, the branch that is taken. What such a test compares is looked up in the
//! same way, so that a value is moved next to the one that it is compared with, and just beyond.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::types::CedarType;
use crosscheck_reference_model::value::{Prim, Value};

use super::candidates::{Change, Edit, Finder};
use super::data;
use crate::intents::Miss;

impl Finder<'_, '_> {
    fn truth(&self, expr: &Expr) -> Option<bool> {
        match self.value(expr) {
            Some(Value::Prim(Prim::Bool(is))) => Some(is),
            _ => None,
        }
    }

    /// Looks for changes in the tests that decide over an expression which is `is`.
    pub(super) fn decisive(&mut self, expr: &Expr, is: bool) {
        match expr {
            Expr::And(left, right) => self.both(left, right, is, true),
            Expr::Or(left, right) => self.both(left, right, is, false),
            Expr::Unary(UnaryOp::Not, operand) => self.decisive(operand, !is),
            Expr::If(test, then, otherwise) => {
                let Some(taken) = self.truth(test) else { return };
                let (branch, other) = if taken { (then, otherwise) } else { (otherwise, then) };
                self.decisive(branch, is);
                if self.truth(other) != Some(is) {
                    self.decisive(test, taken);
                }
            }
            _ => self.test(expr),
        }
    }

    /// The operands of `&&`, or of `||` if they are not `conjoined`.
    fn both(&mut self, left: &Expr, right: &Expr, is: bool, conjoined: bool) {
        if is == conjoined {
            self.decisive(left, is);
            self.decisive(right, is);
        } else if self.truth(left) != Some(is) {
            self.decisive(right, is);
        } else if self.truth(right) != Some(is) {
            // The right one says the opposite, or is an error where its guard does not hold.
            self.decisive(left, is);
        }
    }

    /// A test and what it is made of.
    fn test(&mut self, root: &Expr) {
        match root {
            Expr::Binary(op, left, right) => self.binary(*op, left, right),
            Expr::Unary(UnaryOp::Like(_) | UnaryOp::IsEmpty, operand) => self.other_value(operand),
            Expr::HasAttr(owner, attr) => self.present(owner, attr),
            Expr::GetAttr(..) => self.other_value(root),
            Expr::Call(function, arguments) => match arguments.as_slice() {
                [left, right] => self.compared(order_of(*function), left, right),
                [operand] => self.other_value(operand),
                _ => {}
            },
            _ => {}
        }
        self.parts(root);
    }

    /// What a test needs to be there: without schema an attribute may be read that nothing guards.
    fn parts(&mut self, root: &Expr) {
        let mut open = vec![root];
        while let Some(expr) = open.pop() {
            match expr {
                Expr::Lit(_) | Expr::Var(_) | Expr::If(..) | Expr::And(..) | Expr::Or(..) => {}
                Expr::Unary(_, operand) | Expr::HasAttr(operand, _) => open.push(operand),
                Expr::Binary(op, left, right) => {
                    if *op == BinaryOp::GetTag {
                        self.tag(left, right);
                    }
                    open.extend([&**left, right]);
                }
                Expr::GetAttr(owner, attr) => {
                    if !self.stock.settings.schema {
                        self.present(owner, attr);
                    }
                    open.push(owner);
                }
                Expr::Set(elements) | Expr::Call(_, elements) => open.extend(elements),
                Expr::Record(fields) => open.extend(fields.iter().map(|(_, field)| field)),
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) {
        match op {
            BinaryOp::Eq => self.compared(|order| order == 0, left, right),
            BinaryOp::Less => self.compared(|order| order < 0, left, right),
            BinaryOp::LessEq => self.compared(|order| order <= 0, left, right),
            BinaryOp::In => self.is_in(left, right),
            BinaryOp::HasTag => self.tag(left, right),
            BinaryOp::Contains | BinaryOp::ContainsAll | BinaryOp::ContainsAny => {
                self.other_value(left);
                self.other_value(right);
            }
            BinaryOp::GetTag | BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => {}
        }
    }

    fn is_in(&mut self, left: &Expr, right: &Expr) {
        let Expr::Var(var @ (Var::Principal | Var::Resource)) = left else { return };
        let targets: Vec<EntityUid> = match self.value(right) {
            Some(Value::Prim(Prim::Entity(uid))) => vec![uid],
            Some(Value::Set(elements)) => elements
                .into_iter()
                .filter_map(|element| if let Value::Prim(Prim::Entity(uid)) = element { Some(uid) } else { None })
                .collect(),
            _ => return,
        };
        let uid = self.uid(*var);
        let ancestors = self.store.0.get(uid).map(|data| &data.ancestors);
        if targets.iter().any(|target| ancestors.is_some_and(|ancestors| ancestors.contains(target))) {
            self.edges(*var, &targets);
        } else if let Some(target) = targets.first().filter(|target| *target != uid) {
            self.joined(*var, target);
        }
    }

    /// Both sides of a comparison: each may be moved to the other, and by a step beyond, where that turns the order.
    fn compared(&mut self, holds: fn(i64) -> bool, left: &Expr, right: &Expr) {
        for (moved, still, sign) in [(left, right, 1), (right, left, -1)] {
            if let Expr::Binary(BinaryOp::GetTag, owner, key) = moved {
                self.other_tag(owner, key);
            }
            let Some((var, steps)) = read(innermost(moved)) else { continue };
            let (Some(from), Some(to)) = (self.value(moved), self.value(still)) else { continue };
            let Some(distance) = data::distance(&from, &to) else {
                self.other_value(moved);
                continue;
            };
            // Left minus right, as far as their order goes.
            let is = holds(sign * distance.signum().wrapping_neg());
            let turning = [-1, 0, 1].into_iter().filter(|beyond| holds(sign * beyond) != is);
            for step in turning.filter_map(|beyond| distance.checked_add(beyond)) {
                self.moved(var, &steps, innermost(moved), step);
                if innermost(moved) != moved {
                    // What is subtracted moves the other way.
                    step.checked_neg().into_iter().for_each(|step| self.moved(var, &steps, innermost(moved), step));
                }
            }
        }
    }

    /// A read value that is moved by so many steps.
    fn moved(&mut self, var: Var, steps: &[&str], read: &Expr, by: i64) {
        let value = self.value(read).and_then(|now| data::neighbour(&now, by)).as_ref().and_then(data::datum);
        if let Some(value) = value.filter(|_| by != 0) {
            let miss = if by > 0 { Miss::BoundaryAbove } else { Miss::BoundaryBelow };
            self.add(miss, Change::Edit(var, owned(steps), Edit::Put(value)));
        }
    }

    /// Another value, as near as can be, for what is read.
    fn other_value(&mut self, expr: &Expr) {
        if let Expr::Binary(BinaryOp::GetTag, owner, key) = expr {
            return self.other_tag(owner, key);
        }
        let Some((var, steps)) = read(expr) else { return };
        if steps.is_empty() {
            return;
        }
        let Some(now) = self.value(expr) else { return };
        let ty = self.field(var, &steps).map(|field| field.ty.clone());
        for (miss, value) in self.values_beside(&now, ty.as_ref()) {
            self.add(miss, Change::Edit(var, owned(&steps), Edit::Put(value)));
        }
    }

    fn values_beside(&mut self, now: &Value, ty: Option<&CedarType>) -> Vec<(Miss, Expr)> {
        let (above, below) = (Miss::BoundaryAbove, Miss::BoundaryBelow);
        match now {
            Value::Prim(Prim::Bool(b)) => vec![(Miss::AttributeValue, Expr::bool(!b))],
            Value::Prim(Prim::String(text)) => {
                let [longer, shorter, other] = data::strings_beside(text).map(Expr::string);
                vec![(above, longer), (below, shorter), (Miss::AttributeValue, other)]
            }
            Value::Set(elements) => {
                let mut sets = Vec::new();
                let skipped = self.choices.below(elements.len());
                let fewer = elements.iter().enumerate().filter(|(index, _)| *index != skipped);
                if let Some(fewer) = fewer.map(|(_, element)| data::datum(element)).collect::<Option<Vec<_>>>()
                    && !elements.is_empty()
                {
                    sets.push((below, Expr::Set(fewer)));
                }
                if let Some(CedarType::Set(element)) = ty
                    && let Some(mut all) = elements.iter().map(data::datum).collect::<Option<Vec<_>>>()
                {
                    all.push(self.stock.value(self.choices, element));
                    sets.push((above, Expr::Set(all)));
                }
                sets
            }
            _ => ty.map(|ty| (Miss::AttributeValue, self.stock.value(self.choices, ty))).into_iter().collect(),
        }
    }

    /// An attribute that is there or not.
    fn present(&mut self, owner: &Expr, attr: &str) {
        let Some((var, mut steps)) = read(owner) else { return };
        steps.push(attr);
        let field = self.field(var, &steps);
        match self.truth(&owner.clone().has(attr)) {
            Some(true) if field.is_none_or(|field| !field.required) || !self.stock.settings.schema => {
                self.add(Miss::AttributePresence, Change::Edit(var, owned(&steps), Edit::Remove));
            }
            Some(false) => {
                if let Some(field) = field {
                    let value = self.stock.value(self.choices, &field.ty);
                    self.add(Miss::AttributePresence, Change::Edit(var, owned(&steps), Edit::Put(value)));
                }
            }
            _ => {}
        }
    }

    /// A tag that is there or not.
    fn tag(&mut self, owner: &Expr, key: &Expr) {
        let Some((var, steps)) = read(owner) else { return };
        let Some(Value::Prim(Prim::String(key_text))) = self.value(key) else { return };
        match self.truth(&owner.clone().binary(BinaryOp::HasTag, key.clone())) {
            Some(true) => {
                self.add(Miss::TagPresence, Change::Edit(var, owned(&steps), Edit::RemoveTag(key_text)));
            }
            Some(false) => {
                if let Some(ty) = self.tags_of(owner) {
                    let value = self.stock.value(self.choices, &ty);
                    self.add(Miss::TagPresence, Change::Edit(var, owned(&steps), Edit::PutTag(key_text, value)));
                }
            }
            _ => {}
        }
    }

    fn tags_of(&self, owner: &Expr) -> Option<CedarType> {
        let Some(Value::Prim(Prim::Entity(uid))) = self.value(owner) else { return None };
        self.stock.world.tags(self.stock.world.type_index(&uid.ty)?).cloned()
    }

    /// Another value of a tag that is there.
    fn other_tag(&mut self, owner: &Expr, key: &Expr) {
        let Some((var, steps)) = read(owner) else { return };
        let Some(Value::Prim(Prim::String(text))) = self.value(key) else { return };
        let Some(now) = self.value(&owner.clone().binary(BinaryOp::GetTag, key.clone())) else { return };
        let ty = self.tags_of(owner);
        for (_, value) in self.values_beside(&now, ty.as_ref()) {
            self.add(Miss::TagValue, Change::Edit(var, owned(&steps), Edit::PutTag(text.clone(), value)));
        }
    }
}

/// For which orders of its arguments a function is true.
fn order_of(function: ExtFun) -> fn(i64) -> bool {
    match function {
        ExtFun::LessThan => |order| order < 0,
        ExtFun::LessThanOrEqual => |order| order <= 0,
        ExtFun::GreaterThan => |order| order > 0,
        ExtFun::GreaterThanOrEqual => |order| order >= 0,
        _ => |order| order == 0,
    }
}

/// The variable and the attributes of a mere read.
fn read(expr: &Expr) -> Option<(Var, Vec<&str>)> {
    let mut steps = Vec::new();
    let mut expr = expr;
    while let Expr::GetAttr(owner, attr) = expr {
        steps.push(attr.as_str());
        expr = owner;
    }
    steps.reverse();
    match expr {
        Expr::Var(var) if *var != Var::Action => Some((*var, steps)),
        _ => None,
    }
}

/// The read in an operand of `+`, `-` and the like; the operand itself if there is none.
fn innermost(expr: &Expr) -> &Expr {
    let is_read = |expr: &Expr| read(expr).is_some_and(|(_, steps)| !steps.is_empty());
    match expr {
        Expr::Binary(BinaryOp::Add | BinaryOp::Sub, left, right) => {
            [&**left, right].into_iter().map(innermost).find(|operand| is_read(operand)).unwrap_or(expr)
        }
        Expr::Unary(UnaryOp::Neg, operand) => innermost(operand),
        Expr::Call(ExtFun::Offset | ExtFun::ToMilliseconds, arguments) => {
            arguments.iter().map(innermost).find(|operand| is_read(operand)).unwrap_or(expr)
        }
        _ => expr,
    }
}

fn owned(steps: &[&str]) -> Vec<String> {
    steps.iter().map(|step| (*step).to_owned()).collect()
}
