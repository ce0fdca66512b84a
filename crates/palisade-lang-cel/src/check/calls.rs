//! Calls: which overload is meant, and what to say when none is.

use super::Checker;
use crate::ast::{ExprId, Name};
use crate::problem::Problem;
use crate::signature::Signature;
use crate::types::Type;

impl<'s> Checker<'_, 's> {
    pub(super) fn invoke(
        &mut self,
        function: u32,
        name: Name<'s>,
        method: bool,
        args: &[ExprId],
    ) -> Type {
        let given: Vec<Type> = args.iter().map(|a| self.expr(*a)).collect();
        let env = self.env;
        let (full, overloads) = (env.function_name(function), env.signatures(function));
        let mark = self.unifier.mark();
        let mut matching: Vec<(usize, Type)> = Vec::new();
        for (at, signature) in overloads.iter().enumerate() {
            if let Some(result) = self.try_overload(signature, method, &given) {
                let result = self.unifier.apply(&result);
                matching.push((at, result));
            }
            self.unifier.undo(mark);
        }
        match matching.as_slice() {
            [] => {
                self.no_overload(function, full, name, method, &given);
                Type::Dyn
            }
            [(at, _)] => {
                let signature = overloads.get(*at);
                let result = signature.and_then(|s| self.try_overload(s, method, &given));
                self.number_result(full, &given).or(result).unwrap_or(Type::Dyn)
            }
            [(_, first), rest @ ..] => {
                let same = rest.iter().all(|(_, r)| r == first);
                let result = if same { first.clone() } else { Type::Dyn };
                self.number_result(full, &given).unwrap_or(result)
            }
        }
    }

    fn try_overload(
        &mut self,
        signature: &Signature,
        method: bool,
        given: &[Type],
    ) -> Option<Type> {
        if signature.method != method || !signature.takes(given.len()) {
            return None;
        }
        let signature = self.unifier.instance(signature);
        for (at, arg) in given.iter().enumerate() {
            let param = signature.param(at)?.clone();
            if !self.unifier.fits(arg, &param) {
                return None;
            }
        }
        Some(signature.result)
    }

    /// The greatest of several ints is an int.
    fn number_result(&mut self, name: &str, given: &[Type]) -> Option<Type> {
        if !matches!(name, "math.greatest" | "math.least") {
            return None;
        }
        let first = match given.first().map(|g| self.unifier.shallow(g))? {
            Type::List(item) => self.unifier.shallow(&item),
            other => other,
        };
        let same = given.len() == 1 || given.iter().all(|g| self.unifier.shallow(g) == first);
        Some(if same { first } else { Type::Dyn })
    }

    fn no_overload(
        &mut self,
        function: u32,
        full: &str,
        name: Name<'s>,
        method: bool,
        given: &[Type],
    ) {
        let shown: Vec<String> = given.iter().map(|g| self.unifier.apply(g).to_string()).collect();
        let call = match shown.split_first() {
            Some((target, rest)) if method => format!("{target}.{full}({})", rest.join(", ")),
            _ => format!("{full}({})", shown.join(", ")),
        };
        let forms: Vec<String> =
            self.env.overloads(function).iter().take(6).map(|o| format!("`{o}`")).collect();
        let problem = Problem::types(name.span, format!("no form of `{full}` takes `{call}`"));
        self.problems.push(problem.help(format!("it is called as {}", forms.join(" or "))));
    }
}
