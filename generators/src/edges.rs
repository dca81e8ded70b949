//! The literals at the edges of the language, as the generators ask for them: a thin view of [`crate::pools`].

use crosscheck_reference_model::expr::ExtFun;

use crate::pools::{self, ExtLiteral};

/// The literals that the constructor `function` rejects.
pub(crate) fn invalid(function: ExtFun) -> &'static [ExtLiteral] {
    pools::extension_literals(function.name()).1
}
