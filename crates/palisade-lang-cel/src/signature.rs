//! Overloads of functions, read from the form in which messages show them.

use crate::functions::STANDARD;
use crate::types::Type;
use std::sync::{LazyLock, OnceLock};

/// The overloads of the standard functions, each read when first asked for.
static PARSED: LazyLock<Vec<OnceLock<Vec<Signature>>>> =
    LazyLock::new(|| STANDARD.iter().map(|_| OnceLock::new()).collect());

/// The overloads of a standard function, by its number.
pub(crate) fn standard(number: usize) -> &'static [Signature] {
    let (Some(slot), Some((name, overloads))) = (PARSED.get(number), STANDARD.get(number)) else {
        return &[];
    };
    slot.get_or_init(|| overloads.iter().filter_map(|o| Signature::parse(name, o)).collect())
}

/// One overload of a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Signature {
    /// Whether it is called on its first parameter.
    pub(crate) method: bool,
    /// The parameters, the target of a method first.
    pub(crate) params: Vec<Type>,
    /// Whether the last parameter may repeat.
    pub(crate) repeats: bool,
    /// What it returns.
    pub(crate) result: Type,
}

impl Signature {
    /// Reads `name(int, A) -> A` or `list(A).name(int) -> A`.
    pub(crate) fn parse(name: &str, text: &str) -> Option<Self> {
        let (mut params, rest) = match text.strip_prefix(name) {
            Some(rest) if rest.starts_with('(') => (Vec::new(), rest),
            _ => {
                let at = text.find(&format!(".{name}("))?;
                let target = Type::parse(text.get(..at)?)?;
                (vec![target], text.get(at + 1 + name.len()..)?)
            }
        };
        let method = !params.is_empty();
        let (list, result) = rest.strip_prefix('(')?.rsplit_once("->")?;
        let list = list.trim().strip_suffix(')')?.trim();
        let repeats = list.ends_with("...");
        let list = list.strip_suffix("...").unwrap_or(list);
        let (mut depth, mut start) = (0_u32, 0);
        for (at, c) in list.char_indices().chain([(list.len(), ',')]) {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.checked_sub(1)?,
                ',' if depth == 0 => {
                    let part = list.get(start..at)?.trim();
                    if !(part.is_empty() && list.is_empty()) {
                        params.push(Type::parse(part)?);
                    }
                    start = at + 1;
                }
                _ => {}
            }
        }
        Some(Self { method, params, repeats, result: Type::parse(result)? })
    }

    /// Whether so many arguments (the target included) fit.
    pub(crate) fn takes(&self, count: usize) -> bool {
        if self.repeats { count >= self.params.len() } else { count == self.params.len() }
    }

    /// The parameter at a position.
    pub(crate) fn param(&self, at: usize) -> Option<&Type> {
        let last = if self.repeats { self.params.last() } else { None };
        self.params.get(at).or(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overloads_are_read_with_their_target() {
        let found = Signature::parse("slice", "list(A).slice(int, map(A, B)) -> list(A)");
        let found = found.expect("signature");
        assert!(found.method && !found.repeats && found.takes(3) && !found.takes(2));
        assert_eq!(found.params[2].to_string(), "map(A, B)");
        let many = Signature::parse("m.f", "m.f(number...) -> int").expect("signature");
        assert!(!many.method && many.takes(1) && many.takes(9) && !many.takes(0));
        for wrong in ["f", "f()", "f(int -> int", "g(int) -> int", "f(int,) -> int"] {
            assert_eq!(Signature::parse("f", wrong), None, "{wrong}");
        }
    }
}
