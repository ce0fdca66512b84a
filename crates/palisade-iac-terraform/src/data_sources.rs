//! Data sources that need no provider to be answered.

use palisade_value::ObjectBuilder;

use crate::decl::ResourceDecl;
use crate::eval::Evaluator;

/// Adds what a data source computes from its own arguments.
pub(crate) fn complete<'a>(
    _evaluator: &mut Evaluator<'a, '_, '_>,
    _decl: &ResourceDecl<'_>,
    _builder: &mut ObjectBuilder<'a>,
) {
}
