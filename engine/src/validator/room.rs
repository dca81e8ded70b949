//! Room on the stack for the walks over expressions and types, which recurse.
//!
//! Parsers bound how deep both nest: expressions and schemas to 1,000 levels each. What is nested as people write it
//! is checked where the caller is; what is nested deeper, on a thread of its own whose stack has room for the deepest,
//! in debug builds too. So validation neither needs a large stack nor pays for a thread in the usual case.

use crate::policy_set::PolicySet;

/// Up to this many levels of expressions and types together, any stack will do.
const SHALLOW: u32 = 100;
/// More than ten times what the deepest expression over the deepest type takes in a debug build, in bytes. Memory that
/// is not touched is not used.
const STACK: usize = 256 << 20;

/// How deep the expressions of a set nest.
pub(super) fn height(policies: &PolicySet) -> u32 {
    let templates = policies.templates().map(|template| template.body().syntax.height);
    let policies = policies.policies().map(|policy| policy.body().syntax.height);
    templates.chain(policies).max().unwrap_or(0)
}

/// Runs what recurses this many levels deep.
pub(super) fn with_room<T: Send>(levels: u32, run: impl Fn() -> T + Sync) -> T {
    if levels <= SHALLOW {
        return run();
    }
    let on_thread = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, &run).ok()?;
        Some(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    // Without a thread to be had, the stack at hand has to do.
    on_thread.unwrap_or_else(run)
}
