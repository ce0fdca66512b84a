//! Which type fits where, with type variables bound on the way.

use crate::signature::Signature;
use crate::types::Type;
use std::sync::Arc;

/// The type variables of one expression.
#[derive(Default)]
pub(super) struct Unifier {
    vars: Vec<Option<Type>>,
    /// What to undo: a variable and what it was before.
    trail: Vec<(u32, Option<Type>)>,
}

impl Unifier {
    /// A type that is yet to be found.
    pub(super) fn fresh(&mut self) -> Type {
        let number = u32::try_from(self.vars.len()).unwrap_or(u32::MAX);
        self.vars.push(None);
        Type::Var(number)
    }

    pub(super) fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Takes back all bindings made since the mark.
    pub(super) fn undo(&mut self, mark: usize) {
        while self.trail.len() > mark {
            if let Some((number, former)) = self.trail.pop()
                && let Some(slot) = self.vars.get_mut(number as usize)
            {
                *slot = former;
            }
        }
    }

    fn bound(&self, number: u32) -> Option<&Type> {
        self.vars.get(number as usize).and_then(Option::as_ref)
    }

    fn bind(&mut self, number: u32, ty: Type) {
        if let Some(slot) = self.vars.get_mut(number as usize) {
            self.trail.push((number, slot.replace(ty)));
        }
    }

    /// The type with a variable at its top replaced by what it is bound to.
    pub(super) fn shallow(&self, ty: &Type) -> Type {
        let mut found = ty;
        while let Type::Var(number) = found {
            match self.bound(*number) {
                Some(next) => found = next,
                None => break,
            }
        }
        found.clone()
    }

    /// The type with all variables replaced; those that are bound to nothing are dynamic.
    pub(super) fn apply(&self, ty: &Type) -> Type {
        match self.shallow(ty) {
            Type::Var(_) | Type::Param(_) => Type::Dyn,
            Type::List(item) => Type::list(self.apply(&item)),
            Type::Map(key, value) => Type::map(self.apply(&key), self.apply(&value)),
            Type::Optional(value) => Type::optional(self.apply(&value)),
            other => other,
        }
    }

    fn occurs(&self, number: u32, ty: &Type) -> bool {
        match self.shallow(ty) {
            Type::Var(other) => other == number,
            Type::List(item) | Type::Optional(item) => self.occurs(number, &item),
            Type::Map(key, value) => self.occurs(number, &key) || self.occurs(number, &value),
            _ => false,
        }
    }

    /// Whether a value of type `actual` can stand where `wanted` is.
    pub(super) fn fits(&mut self, actual: &Type, wanted: &Type) -> bool {
        let actual = self.shallow(actual);
        if let Type::Var(number) = *wanted
            && let Some(bound) = self.bound(number).cloned()
        {
            return self.fits_bound(&actual, number, &bound);
        }
        match (&actual, wanted) {
            (Type::Var(a), Type::Var(b)) if a == b => true,
            (_, Type::Var(number)) => {
                let free = !self.occurs(*number, &actual);
                if free {
                    self.bind(*number, actual);
                }
                free
            }
            (Type::Var(number), _) => {
                let free = !self.occurs(*number, wanted);
                if free {
                    self.bind(*number, wanted.clone());
                }
                free
            }
            (Type::Dyn, _)
            | (_, Type::Dyn)
            | (Type::Number, Type::Int | Type::Uint | Type::Double)
            | (Type::Int | Type::Uint | Type::Double, Type::Number)
            | (Type::Null, Type::Object(_) | Type::Timestamp | Type::Duration) => true,
            (Type::List(a), Type::List(b)) | (Type::Optional(a), Type::Optional(b)) => {
                self.fits(a, b)
            }
            (Type::Map(k, v), Type::Map(l, w)) => self.fits(k, l) && self.fits(v, w),
            // An object is a map that is keyed by the names of its fields.
            (Type::Object(_), Type::Map(key, value)) => {
                self.fits(&Type::String, key) && self.fits(&Type::Dyn, value)
            }
            (Type::Map(key, _), Type::Object(_)) => self.fits(key, &Type::String),
            (a, b) => a == b,
        }
    }

    /// The same for a variable that has a type already; the more general of both remains.
    fn fits_bound(&mut self, actual: &Type, number: u32, bound: &Type) -> bool {
        if *actual == Type::Dyn {
            if !matches!(bound, Type::Dyn | Type::Var(_)) {
                self.bind(number, Type::Dyn);
            }
            return true;
        }
        let mark = self.mark();
        if self.fits(actual, bound) {
            return true;
        }
        self.undo(mark);
        if self.fits(bound, actual) {
            self.bind(number, actual.clone());
            return true;
        }
        self.undo(mark);
        false
    }

    /// The type that holds values of both types.
    pub(super) fn join(&mut self, a: &Type, b: &Type) -> Type {
        let mark = self.mark();
        if self.fits(b, a) {
            return if self.shallow(b) == Type::Dyn { Type::Dyn } else { a.clone() };
        }
        self.undo(mark);
        if self.fits(a, b) {
            return b.clone();
        }
        self.undo(mark);
        Type::Dyn
    }

    /// An overload with its type parameters made fresh.
    pub(super) fn instance(&mut self, signature: &Signature) -> Signature {
        let mut names: Vec<(char, Type)> = Vec::new();
        let params = signature.params.iter().map(|p| self.renew(p, &mut names)).collect();
        let result = self.renew(&signature.result, &mut names);
        Signature { params, result, ..*signature }
    }

    fn renew(&mut self, ty: &Type, names: &mut Vec<(char, Type)>) -> Type {
        match ty {
            Type::Param(letter) => match names.iter().find(|(known, _)| known == letter) {
                Some((_, found)) => found.clone(),
                None => {
                    let fresh = self.fresh();
                    names.push((*letter, fresh.clone()));
                    fresh
                }
            },
            Type::List(item) => Type::List(Arc::new(self.renew(item, names))),
            Type::Optional(value) => Type::Optional(Arc::new(self.renew(value, names))),
            Type::Map(key, value) => {
                Type::Map(Arc::new(self.renew(key, names)), Arc::new(self.renew(value, names)))
            }
            other => other.clone(),
        }
    }
}
