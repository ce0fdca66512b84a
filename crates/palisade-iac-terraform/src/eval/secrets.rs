//! Values that must not be shown: variables and outputs declared so, `sensitive(…)`, and all that is
//! made of them. The mark is [`OriginKind::Sensitive`] on the origins of slots.

use palisade_hcl::ExprKind;
use palisade_source::Location;
use palisade_value::{Origin, OriginKind, Value};

use super::{Evaluator, Memo};

/// Parts of an argument looked at for marks.
const PARTS: u32 = 100_000;

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// Whether anything referred to since a mark is sensitive.
    pub(super) fn is_secret_since(&self, mark: usize) -> bool {
        let since = self.sources.get(mark..).unwrap_or(&[]);
        self.secrets && since.iter().any(is_secret)
    }

    /// Notes that what is evaluated now is sensitive.
    fn mark_secret(&mut self, location: Location) {
        self.secrets = true;
        let kind = OriginKind::Sensitive;
        self.sources.push(Origin { kind, ..Origin::literal(location) });
    }

    /// Carries the marks of arguments over to the result of a call, or sets and takes them where
    /// the function is for that; the answer of `issensitive` is given back.
    pub(super) fn call_secrets(
        &mut self,
        name: &str,
        args: &[Value<'a>],
        mark: usize,
        location: Location,
    ) -> Option<Value<'a>> {
        let inside = self.secrets && args.iter().any(|arg| holds_secret(*arg, &mut PARTS.clone()));
        match name {
            "sensitive" => self.mark_secret(location),
            "nonsensitive" => {
                for source in self.sources.get_mut(mark..).unwrap_or(&mut []) {
                    if source.kind == OriginKind::Sensitive {
                        source.kind = OriginKind::Expression;
                    }
                }
            }
            "issensitive" => {
                // What is sensitive inside of a value does not make the whole so.
                let answer = self.is_secret_since(mark);
                return (args.len() == 1).then_some(Value::Bool(answer));
            }
            _ if inside => self.mark_secret(location),
            _ => {}
        }
        None
    }

    /// What a named thing evaluated to, with the mark that its declaration asks for.
    pub(super) fn guarded(&mut self, memo: Memo<'a>, declared: bool) -> Memo<'a> {
        if !declared {
            return memo;
        }
        self.secrets = true;
        let origin = memo.origin.map(|origin| Origin { kind: OriginKind::Sensitive, ..origin });
        Memo { origin, ..memo }
    }

    /// The kind of a named thing's origin: sensitive if what it is made of is. Of what is written
    /// in braces and brackets each slot has its own mark.
    pub(super) fn kind_of_memo(
        &self,
        kind: OriginKind,
        sources: &[Origin<'a>],
        expr: &ExprKind<'s>,
    ) -> OriginKind {
        let slots = matches!(expr, ExprKind::Object(_) | ExprKind::Tuple(_));
        let secret = self.secrets && !slots && sources.iter().any(is_secret);
        if secret { OriginKind::Sensitive } else { kind }
    }
}

fn is_secret(origin: &Origin<'_>) -> bool {
    origin.kind == OriginKind::Sensitive
}

/// Whether a slot anywhere in a value is marked.
fn holds_secret(value: Value<'_>, left: &mut u32) -> bool {
    let Some(rest) = left.checked_sub(1) else { return true };
    *left = rest;
    match value {
        Value::Array(array) => {
            array.items().iter().enumerate().any(|(n, item)| {
                array.origin(n).is_some_and(is_secret) || holds_secret(*item, left)
            })
        }
        Value::Object(object) => object.entries().iter().enumerate().any(|(n, (_, item))| {
            object.origin(n).is_some_and(is_secret) || holds_secret(*item, left)
        }),
        Value::Set(set) => set.items().iter().any(|item| holds_secret(*item, left)),
        _ => false,
    }
}
