//! Validation of policies against a schema: what it accepts fails at run time only by overflow, by missing entities,
//! or (in permissive mode) by refused extension literals.
//!
//! In come a [`Schema`] and a [`PolicySet`]; out comes a [`ValidationResult`]. A policy is checked once for each
//! combination of types that its scope admits a request to have, unless it mentions nothing that differs between two
//! of them. `declared` numbers the schema, `types` and `relation` are the types, `check` and its companions find the
//! type of each expression, `level` how far it reaches, and `describe` puts what was found into words. (Language guide,
//! "Policy validation"; RFC 19, 76 and 82; formal model, `Cedar.Validation`.)

mod access;
mod advice;
mod alike;
mod attribute_words;
mod call_words;
mod calls;
mod capability;
mod check;
mod declared;
mod describe;
mod expression_type;
mod finding;
mod level;
mod operators;
mod relation;
mod result;
mod room;
mod scope;
mod suggest;
#[cfg(test)]
mod tests;
mod text;
mod typed;
mod types;

pub use expression_type::{ExpressionType, TypeShape, TypedAttribute};
pub use typed::{TypedCondition, TypedExpression};

pub use result::{
    ValidationError, ValidationErrorKind, ValidationMode, ValidationResult, ValidationWarning, ValidationWarningKind,
};

use crate::error::Span;
use crate::policy::{Body, Policy, PolicyId};
use crate::policy_set::PolicySet;
use crate::schema::Schema;
use crate::syntax::{Node, NodeId, SlotId, TemplateSyntax, Var};
use check::Checker;
use declared::{ActionId, Declared};
use finding::{Detail, Environment, Findings};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::Arc;
use text::{Names, Referent, Text, find_referent};
use types::{EntityTypeId, Ty, TypeTable};

/// Checks policies against one schema.
#[derive(Clone, Debug)]
pub struct Validator {
    schema: Schema,
    declared: Declared,
}

impl Validator {
    /// A validator for a schema.
    #[must_use]
    pub fn new(schema: Schema) -> Self {
        let declared = Declared::new(&schema);
        Self { schema, declared }
    }

    /// The schema.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Checks all policies, templates and links of a set.
    #[must_use]
    pub fn validate(&self, policies: &PolicySet, mode: ValidationMode) -> ValidationResult {
        self.run(policies, mode, None)
    }

    /// Checks all policies, templates and links of a set, and that none uses the data of entities that are `level` or
    /// more steps away from the request.
    #[must_use]
    pub fn validate_with_level(&self, policies: &PolicySet, mode: ValidationMode, level: u32) -> ValidationResult {
        self.run(policies, mode, Some(level))
    }

    fn run(&self, policies: &PolicySet, mode: ValidationMode, level: Option<u32>) -> ValidationResult {
        room::with_room(self.levels(policies), || Session::new(&self.declared, mode, level).run(policies))
    }

    /// How deep the walks over a set recurse.
    fn levels(&self, policies: &PolicySet) -> u32 {
        self.declared.type_depth.saturating_add(room::height(policies))
    }
}

/// One run of validation.
struct Session<'v, 's> {
    declared: &'v Declared,
    strict: bool,
    level: Option<u32>,
    /// By the address of the syntax of the text.
    checkers: FxHashMap<usize, Checker<'v, 's>>,
    result: ValidationResult,
}

impl<'v, 's> Session<'v, 's> {
    fn new(declared: &'v Declared, mode: ValidationMode, level: Option<u32>) -> Self {
        let strict = mode == ValidationMode::Strict;
        Self { declared, strict, level, checkers: FxHashMap::default(), result: ValidationResult::default() }
    }

    fn run(mut self, policies: &'s PolicySet) -> ValidationResult {
        for template in policies.templates() {
            self.policy(template.id(), template.body());
        }
        for policy in policies.policies() {
            match policy.template_id() {
                None => self.policy(policy.id(), policy.body()),
                Some(_) => self.link(policy),
            }
        }
        let key = |policy: &PolicyId, span: Span| (policy.clone(), span.start, span.end);
        self.result.errors.sort_by_cached_key(|error| (key(&error.policy, error.place.span()), error.kind));
        self.result.warnings.sort_by_cached_key(|warning| (key(&warning.policy, warning.place.span()), warning.kind));
        self.result
    }

    fn checker(&mut self, body: &'s Body) -> &mut Checker<'v, 's> {
        let (declared, strict) = (self.declared, self.strict);
        let none = Environment { principal: EntityTypeId(0), action: ActionId(0), resource: EntityTypeId(0) };
        self.checkers.entry(Arc::as_ptr(&body.syntax) as usize).or_insert_with(|| Checker {
            declared,
            types: TypeTable::over(&declared.types),
            names: Names::over(&declared.names),
            text: Text::new(&body.syntax),
            findings: Findings::default(),
            strict,
            environment: none,
            node_types: Vec::new(),
            first_node: 0,
        })
    }

    /// Checks a static policy or a template.
    fn policy(&mut self, id: &PolicyId, body: &'s Body) {
        let level = self.level;
        let template = body.template();
        let checker = self.checker(body);
        let nodes = checker.nodes(template);
        let unknown_in_scope = checker.check_names(template, nodes.clone());
        checker.check_action_list(template);
        let admitted = checker.admitted(template);
        let satisfied = checker.environments(template, nodes, &admitted, level);
        if level == Some(0) {
            checker.all_scope_levels(template);
        }
        if admitted.is_empty() && !unknown_in_scope {
            let detail = Detail::InapplicableScope {
                means_in: checker.means_in(template),
                filled: Vec::new(),
                action: checker.only_action(template),
            };
            checker.findings.add(checker.scope_span(template), detail, None);
        }
        let findings = checker.findings.take();
        let warning = match satisfied {
            // A mistake, such as an unknown name, is more likely the reason than what is meant.
            Satisfied::Never(by) if findings.is_empty() => Some(checker.impossible(id, template.span, by)),
            _ => None,
        };
        let errors: Vec<ValidationError> = findings.iter().map(|finding| checker.describe(id, finding)).collect();
        self.result.errors.extend(errors);
        self.result.warnings.extend(warning);
    }

    /// Checks what a link adds to its template: the entities that fill the slots. They must be declared as entities in
    /// a policy must, break no rule of the scope, and leave it something to apply to. (Formal model: a link is a policy with them written in.)
    fn link(&mut self, policy: &'s Policy) {
        let body = policy.body();
        let template = body.template();
        let checker = self.checker(body);
        let filled = [SlotId::Principal, SlotId::Resource].map(|slot| policy.slot(slot));
        checker.check_names(template, 0..0);
        for (uid, span) in filled.into_iter().zip([template.scope_spans[0], template.scope_spans[2]]) {
            let Some(uid) = uid else { continue };
            let name = uid.ty().as_str();
            let referent = find_referent(checker.declared.entity_type(name), name, uid.id(), checker.declared);
            if !matches!(referent, Referent::Entity(_) | Referent::Action(_)) {
                checker.findings.add(span, Detail::UnknownFiller(uid.clone(), referent), None);
            }
        }
        let types = filled.map(|uid| uid.map(|uid| uid.ty().as_str()));
        if checker.findings.list.is_empty() {
            checker.check_action_list_of_link(template, types[0]);
        }
        if checker.findings.list.is_empty() && !checker.link_applies(template, types) {
            let filled = filled.into_iter().flatten().cloned().collect();
            let detail = Detail::InapplicableScope { means_in: false, filled, action: checker.only_action(template) };
            checker.findings.add(checker.scope_span(template), detail, None);
        }
        let findings = checker.findings.take();
        let errors: Vec<ValidationError> =
            findings.iter().map(|finding| checker.describe(policy.id(), finding)).collect();
        self.result.errors.extend(errors);
    }
}

/// Which variables the conditions of a policy mention: environments that differ in nothing else are all alike.
#[derive(Clone, Copy, Debug, Default)]
struct Mentioned {
    principal: bool,
    action: bool,
    resource: bool,
    context: bool,
}

/// Whether the conditions of a policy may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Satisfied {
    Perhaps,
    /// They never do; because of this condition, if it is one alone.
    Never(Option<NodeId>),
}

impl Satisfied {
    /// In one environment or in another.
    fn or(self, other: Satisfied) -> Satisfied {
        match (self, other) {
            (Satisfied::Never(one), Satisfied::Never(other)) => Satisfied::Never(one.filter(|_| one == other)),
            _ => Satisfied::Perhaps,
        }
    }
}

impl Checker<'_, '_> {
    /// The nodes of the conditions of a policy.
    fn nodes(&self, template: &TemplateSyntax) -> Range<usize> {
        let clauses = template.clauses.range();
        if clauses.is_empty() {
            return 0..0;
        }
        let syntax = self.text.syntax;
        syntax.condition_nodes(clauses.start).start..syntax.condition_nodes(clauses.end - 1).end
    }

    /// Checks the conditions in all environments that the scope admits.
    fn environments(
        &mut self,
        template: &TemplateSyntax,
        nodes: Range<usize>,
        admitted: &[Environment],
        level: Option<u32>,
    ) -> Satisfied {
        let syntax = self.text.syntax;
        let clauses = &syntax.clauses[template.clauses.range()];
        let mentioned = self.mentioned(nodes.clone(), level.is_some());
        let mut seen = FxHashSet::default();
        let mut satisfied: Option<Satisfied> = None;
        for environment in admitted {
            if admitted.len() > 1 && !seen.insert(self.aspect(mentioned, *environment)) {
                continue;
            }
            self.environment = *environment;
            let before = self.findings.list.len();
            let here = self.clauses(clauses, nodes.clone());
            satisfied = Some(satisfied.map_or(here, |before| before.or(here)));
            if let Some(level) = level
                && self.findings.list.len() == before
            {
                self.clause_levels(clauses, level);
            }
        }
        satisfied.unwrap_or(Satisfied::Never(None))
    }

    fn mentioned(&self, nodes: Range<usize>, with_level: bool) -> Mentioned {
        let mut mentioned = Mentioned::default();
        for node in &self.text.syntax.nodes[nodes] {
            match node {
                Node::Var(Var::Principal) => mentioned.principal = true,
                Node::Var(Var::Action) => mentioned.action = true,
                Node::Var(Var::Resource) => mentioned.resource = true,
                Node::Var(Var::Context) => mentioned.context = true,
                // Whether a level provides the data of a written action depends on the action of the request.
                Node::Entity(_) if with_level => mentioned.action = true,
                _ => {}
            }
        }
        mentioned
    }

    /// What the mentioned variables are in an environment.
    fn aspect(
        &self,
        mentioned: Mentioned,
        environment: Environment,
    ) -> (Option<EntityTypeId>, Option<ActionId>, Option<EntityTypeId>, Option<Ty>) {
        (
            mentioned.principal.then_some(environment.principal),
            mentioned.action.then_some(environment.action),
            mentioned.resource.then_some(environment.resource),
            mentioned.context.then(|| self.declared.action(environment.action).context),
        )
    }

    /// At level 0 the scope itself is checked, in every environment of the schema.
    fn all_scope_levels(&mut self, template: &TemplateSyntax) {
        let declared = self.declared;
        for action in declared.action_ids() {
            let info = declared.action(action);
            for principal in &info.principals {
                for resource in &info.resources {
                    let environment = Environment { principal: *principal, action, resource: *resource };
                    self.scope_levels(template, environment);
                }
            }
        }
    }

    /// From the first variable of the scope to the last.
    fn scope_span(&self, template: &TemplateSyntax) -> Span {
        Span { start: template.scope_spans[0].start, end: template.scope_spans[2].end }
    }
}
