//! The literals at the edges of the language, as the generators ask for them: thin views of [`crate::pools`].

use crosscheck_reference_model::expr::ExtFun;

use crate::pools::{self, ExtLiteral};

/// The literals that the constructor `function` rejects.
pub(crate) fn invalid(function: ExtFun) -> &'static [ExtLiteral] {
    pools::extension_literals(function.name()).1
}

/// The literals that the constructor `function` accepts.
pub(crate) fn valid(function: ExtFun) -> &'static [ExtLiteral] {
    pools::extension_literals(function.name()).0
}
