//! Expressions.

use palisade_hcl::{Conditional, Expr, ExprKind, For, ObjectItem, ObjectKey, UnaryOp};
use palisade_shapes::empty::is_empty;
use palisade_source::Location;
use palisade_value::{Array, Number, ObjectBuilder, Origin, Unknown, UnknownKind, Value};

use super::{DEPTH, Dep, Env, Eval, Evaluator, Frame, Problem};
use crate::types::{
    Type, article, parse_number, set_items, to_bool, to_number, to_text, unify_to, unify_with,
};

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// Evaluates an expression.
    pub(crate) fn eval(&mut self, expr: &Expr<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        if self.depth >= DEPTH {
            let problem = Problem::limit("an expression nests too deep to be evaluated");
            return Err(problem.at(env.at(expr)));
        }
        self.step(env.at(expr))?;
        self.depth += 1;
        let value = self.eval_kind(expr, env);
        self.depth -= 1;
        value.map_err(|problem| problem.at(env.at(expr)))
    }

    fn eval_kind(&mut self, expr: &Expr<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        match &expr.kind {
            ExprKind::Invalid => {
                // The parser has told what is wrong with it.
                let subject = self.text_of(expr, env);
                let kind = palisade_value::UnknownKind::Invalid;
                Ok(self.unknown(kind, &subject, Some(env.at(expr))))
            }
            ExprKind::Null => Ok(Value::Null),
            ExprKind::Bool(b) => Ok(Value::Bool(*b)),
            ExprKind::Number(text) => match parse_number(self.arena, text) {
                Some(number) => Ok(number),
                None if text.len() > Number::DIGITS => {
                    let most = Number::DIGITS;
                    let message = format!("a number of over {most} digits is not read");
                    Err(Problem::limit(message).at(env.at(expr)))
                }
                None => Err(Problem::new(format!("`{text}` is no number"))),
            },
            ExprKind::String(text) => Ok(Value::str(self.arena, text)),
            ExprKind::Template(template) => self.template(template, env),
            ExprKind::Variable(name) => self.name(name, expr, env),
            ExprKind::Traversal(traversal) => self.traversal(traversal, expr, env),
            ExprKind::Call(call) => self.call(call, expr, env),
            ExprKind::Tuple(items) => self.tuple(items, env),
            ExprKind::Object(items) => self.object(items, env),
            ExprKind::For(each) => self.for_each(each, env),
            ExprKind::Conditional(choice) => self.conditional(choice, env),
            ExprKind::Binary(binary) => self.binary(binary, env),
            ExprKind::Unary(unary) => {
                let value = self.eval(&unary.operand, env)?;
                if let Value::Unknown(unknown) = value {
                    let ty = if unary.op == UnaryOp::Not { Type::Bool } else { Type::Number };
                    self.can_be(unknown, &ty)?;
                    return Ok(self.made(unknown, ty));
                }
                match unary.op {
                    UnaryOp::Not => to_bool(value).map(|b| Value::Bool(!b)),
                    UnaryOp::Negate => {
                        to_number(self.arena, value).map(|n| crate::number::negate(self.arena, n))
                    }
                }
                .map_err(|misfit| Problem::new(misfit.to_string()))
            }
            ExprKind::Parens(inner) => self.eval(inner, env),
        }
    }

    /// Evaluates a part of a larger value: outside of `try` and `can` a problem there makes that
    /// part unknown and leaves the rest.
    pub(crate) fn eval_part(&mut self, expr: &Expr<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        match self.part(expr, env) {
            Err(problem) if self.quiet == 0 => {
                let problem = self.once(problem);
                let subject = self.text_of(expr, env);
                Ok(self.give_up(*problem, env.at(expr), &subject))
            }
            result => result,
        }
    }

    /// The text of an expression on one line, shortened, to name it by.
    pub(crate) fn text_of(&self, expr: &Expr<'_>, env: &Env<'_, 'a>) -> String {
        let source = self.context.sources.get(env.file);
        let mut text = String::new();
        for word in source.slice(expr.span).split_whitespace() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
            if text.len() > 60 {
                let end = (0..=60).rev().find(|n| text.is_char_boundary(*n)).unwrap_or(0);
                text.truncate(end);
                text.push('…');
                break;
            }
        }
        text
    }

    fn tuple(&mut self, items: &[Expr<'s>], env: &Env<'_, 'a>) -> Eval<'a> {
        let mut values = Vec::with_capacity(items.len());
        let mut origins = Vec::with_capacity(items.len());
        for item in items {
            let mark = self.sources.len();
            values.push(self.eval_part(item, env)?);
            origins.push(self.slot_origin(env.at(item), item, mark));
        }
        let (values, origins) = (self.arena.alloc_slice(&values), self.arena.alloc_slice(&origins));
        Ok(Value::Array(self.arena.alloc(Array::with_origins(values, origins))))
    }

    fn object(&mut self, items: &[ObjectItem<'s>], env: &Env<'_, 'a>) -> Eval<'a> {
        let mut builder = ObjectBuilder::with_capacity(items.len());
        let mut unknown_key = None;
        let mut last_unknown = 0;
        for item in items {
            let mark = self.sources.len();
            let key = match &item.key {
                ObjectKey::Name(ident) => Value::Str(self.keys.intern(ident.name)),
                ObjectKey::Expr(expr) => match self.eval(expr, env)? {
                    Value::Unknown(unknown) => {
                        unknown_key = unknown_key.or(Some(unknown));
                        last_unknown = builder.len();
                        Value::Null
                    }
                    Value::Null => {
                        return Err(Problem::new("a key is null").at(env.at(expr)));
                    }
                    key => Value::Str(
                        to_text(self.arena, key)
                            .map_err(|misfit| Problem::new(misfit.to_string()).at(env.at(expr)))?,
                    ),
                },
            };
            let value = self.eval_part(&item.value, env)?;
            let location = Location::new(env.file, item.span);
            let origin = self.slot_origin(location, &item.value, mark);
            if !matches!(key, Value::Null) {
                builder.insert_at(key, value, origin);
            }
        }
        Ok(match unknown_key {
            Some(unknown) => {
                // A key that is not known may be one of those before it.
                builder.change_first(last_unknown, |value| self.replaced(value, unknown));
                self.with_part(self.plain(unknown), self.cut_object(builder, unknown))
            }
            None => builder.finish(self.arena),
        })
    }

    fn conditional(&mut self, choice: &Conditional<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        let condition = self.eval(&choice.condition, env)?;
        if let Value::Unknown(cause) = condition {
            // Known all the same if both ways lead to the same value.
            self.quiet += 1;
            let mark = self.deps.len();
            let then = self.eval(&choice.then, env);
            let other = self.deps.len();
            let otherwise = self.eval(&choice.otherwise, env);
            self.quiet -= 1;
            self.doubt_either(mark, other, cause);
            return Ok(match (then, otherwise) {
                (Err(problem), _) | (_, Err(problem)) if problem.is_limit() => {
                    return Err(problem);
                }
                (Ok(a), Ok(b))
                    if a.equals(&b) == palisade_value::Equality::Equal
                        && !matches!(a, Value::Unknown(_)) =>
                {
                    a
                }
                (Ok(a), Ok(b)) => {
                    // A provider may take what is empty as not there.
                    let is_absent = |value| may_be_null(value) || is_empty(value);
                    let nullable = is_absent(a) || is_absent(b);
                    let either = match self.either(cause, a, b) {
                        Err(problem) if self.quiet > 0 => return Err(problem),
                        either => either.unwrap_or_else(|_| self.plain(cause)),
                    };
                    self.either_subject((a, b), self.with_null(either, nullable))
                }
                _ => self.plain(cause),
            });
        }
        let holds = match condition {
            Value::Null => Err(Problem::new("the condition is null")),
            condition => to_bool(condition).map_err(|misfit| Problem::new(misfit.to_string())),
        };
        let holds = holds.map_err(|problem| problem.at(env.at(&choice.condition)))?;
        let (chosen, other) = if holds {
            (&choice.then, &choice.otherwise)
        } else {
            (&choice.otherwise, &choice.then)
        };
        let value = self.eval(chosen, env)?;
        if alike(value, other) {
            return Ok(value);
        }
        // Both ways have one type in Terraform; what the other way refers to does not count.
        self.quiet += 1;
        let (other, ..) = self.traced(|this| this.eval(other, env));
        self.quiet -= 1;
        let unified = match other {
            Ok(Value::Unknown(unknown)) if !matches!(value, Value::Unknown(_) | Value::Null) => {
                match self.hint(unknown) {
                    Some(hint) => unify_to(self.arena, value, &hint.ty)
                        .map_err(|misfit| Problem::new(misfit.to_string())),
                    None => Ok(value),
                }
            }
            Ok(other) if is_collection(value) && is_collection(other) => {
                self.charge(&[value, other]);
                unify_conditional(self.arena, value, other)
            }
            Ok(other) => unify_conditional(self.arena, value, other),
            // Of what fails there is no type.
            Err(_) => Ok(value),
        };
        match unified {
            // Terraform refuses this, and still the value is known.
            Err(problem) if self.quiet == 0 => {
                self.give_up(*problem, env.at(&choice.condition), "");
                Ok(value)
            }
            result => result,
        }
    }

    /// The entries of a collection; those of a resource as a whole are not all written.
    pub(super) fn entries(
        &self,
        collection: Value<'a>,
    ) -> Result<Result<Vec<Entry<'a>>, &'a Unknown<'a>>, String> {
        if let Some((address, data, location)) = self.stands_for(collection) {
            let kind = if data { UnknownKind::DataSource } else { UnknownKind::AfterApply };
            if let Value::Unknown(unknown) = self.unknown(kind, address, Some(location)) {
                return Ok(Err(unknown));
            }
        }
        entries_of(self.arena, collection)
    }

    /// Takes what the two ways of a conditional hang on as what it may hang on, but for what both
    /// do. The first way's begins at `mark`, the other way's at `other`.
    fn doubt_either(&mut self, mark: usize, other: usize, cause: &'a Unknown<'a>) {
        let one = self.deps.get(mark..other).unwrap_or(&[]);
        let two = self.deps.get(other..).unwrap_or(&[]);
        let both: Vec<Dep<'a>> = one
            .iter()
            .filter(|dep| two.iter().any(|other| dep.is_same_as(other)))
            .copied()
            .collect();
        self.doubt_since(mark, cause);
        self.deps.extend(both);
    }

    fn for_each(&mut self, each: &For<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        let mark = self.sources.len();
        let collection = self.eval(&each.collection, env)?;
        let shared: Vec<Origin<'a>> = self.sources.get(mark..).unwrap_or(&[]).to_vec();
        let entries = self
            .entries(collection)
            .map_err(|what| Problem::new(what).at(env.at(&each.collection)))?;
        let mut unknown = None;
        let entries = match entries {
            Ok(entries) => entries,
            Err(cause) => {
                self.can_be_gone_through(cause)
                    .map_err(|problem| problem.at(env.at(&each.collection)))?;
                let Some(known) = self.known_entries(cause) else { return Ok(self.plain(cause)) };
                unknown = Some(cause);
                known
            }
        };
        let mut values: Vec<(Value<'a>, Origin<'a>)> = Vec::new();
        let mut keyed = ObjectBuilder::new();
        let mut groups: Vec<(Value<'a>, Vec<(Value<'a>, Origin<'a>)>)> = Vec::new();
        let mut group_at = rustc_hash::FxHashMap::default();
        if entries.len() > super::ITEMS {
            let problem = Problem::limit(format!("a `for` over more than {} items", super::ITEMS));
            return Err(problem.at(env.at(&each.collection)));
        }
        for (key, value, slot) in entries {
            self.spend_part(env.at(&each.value))?;
            let outer;
            let mut frame = env.frame;
            if let Some(key_var) = &each.key_var {
                outer = Frame { name: key_var.name, value: key, origin: None, parent: frame };
                frame = Some(&outer);
            }
            // A slot that says where it was set tells more than the collection as a whole.
            let inner = Frame { name: each.value_var.name, value, origin: slot, parent: frame };
            let env = Env { frame: Some(&inner), ..*env };
            if let Some(condition) = &each.condition {
                match self.eval(condition, &env)? {
                    Value::Unknown(cause) => {
                        unknown = unknown.or(Some(cause));
                        continue;
                    }
                    holds => {
                        let holds = to_bool(holds).map_err(|misfit| {
                            Problem::new(misfit.to_string()).at(env.at(condition))
                        })?;
                        if !holds {
                            continue;
                        }
                    }
                }
            }
            let mark = self.sources.len();
            let key = each.key.as_ref().map(|key| (self.eval(key, &env), env.at(key)));
            let value = match self.eval(&each.value, &env) {
                Err(problem) if self.quiet == 0 && !problem.used_up => {
                    let subject = self.text_of(&each.value, &env);
                    self.give_up(*problem, env.at(&each.value), &subject)
                }
                result => result?,
            };
            if self.sources.len() == mark {
                self.sources.extend(&shared);
            }
            let origin = self.slot_origin(env.at(&each.value), &each.value, mark);
            let Some((key, key_at)) = key else {
                values.push((value, origin));
                continue;
            };
            let key = match key? {
                Value::Unknown(cause) => {
                    unknown = unknown.or(Some(cause));
                    continue;
                }
                Value::Null => return Err(Problem::new("a key is null").at(key_at)),
                key => to_text(self.arena, key)
                    .map_err(|misfit| Problem::new(misfit.to_string()).at(key_at))?,
            };
            if each.group {
                let at = *group_at.entry(key).or_insert(groups.len());
                if at == groups.len() {
                    groups.push((Value::Str(key), Vec::new()));
                }
                groups[at].1.push((value, origin));
            } else if group_at.insert(key, 0).is_some() {
                return Err(Problem::new(format!("two results have the key `{key}`"))
                    .at(key_at)
                    .help(Some(
                        "write `...` behind the value to gather them in lists".to_owned(),
                    )));
            } else {
                keyed.insert_at(Value::Str(key), value, origin);
            }
        }
        if let Some(unknown) = unknown {
            let part = if each.key.is_none() {
                let slots = values.into_iter().map(|(value, origin)| (value, Some(origin)));
                self.listed(slots.collect(), unknown, false)
            } else if each.group {
                None
            } else {
                // Two of one key are refused: those that are known stay what they are.
                self.cut_object(keyed, unknown)
            };
            return Ok(self.with_part(self.plain(unknown), part));
        }
        if each.key.is_none() {
            return Ok(self.list(&values));
        }
        for (key, values) in groups {
            let origin = values.first().map(|(_, origin)| *origin);
            let list = self.list(&values);
            if let Some(origin) = origin {
                keyed.insert_at(key, list, origin);
            }
        }
        Ok(keyed.finish(self.arena))
    }

    /// A list of values with their origins.
    pub(crate) fn list(&self, values: &[(Value<'a>, Origin<'a>)]) -> Value<'a> {
        let items = self.arena.alloc_iter(values.iter().map(|(value, _)| *value));
        let origins = self.arena.alloc_iter(values.iter().map(|(_, origin)| *origin));
        Value::Array(self.arena.alloc(Array::with_origins(items, origins)))
    }
}

/// The value as the type that it has together with the other way of a condition.
fn unify_conditional<'a>(
    arena: &'a palisade_arena::Arena,
    value: Value<'a>,
    other: Value<'a>,
) -> Eval<'a> {
    unify_with(arena, value, other).map_err(|misfit| {
        Problem::new(format!("the two results of a condition differ in type: {misfit}"))
    })
}

/// Whether a value is null or may turn out to be.
pub(super) fn may_be_null(value: Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Unknown(unknown) => unknown.nullable,
        _ => false,
    }
}

fn is_collection(value: Value<'_>) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_) | Value::Set(_))
}

/// Whether what a conditional chose has plainly the type of the other way.
fn alike(value: Value<'_>, other: &Expr<'_>) -> bool {
    match (value, other.kind) {
        (_, ExprKind::Null) => true,
        (Value::Str(_), ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Bool(_)) => true,
        (Value::Bool(_), ExprKind::Bool(_)) => true,
        (value, ExprKind::Number(_)) => value.is_number(),
        _ => false,
    }
}

/// A key, a value and where the slot was set.
pub(crate) type Entry<'a> = (Value<'a>, Value<'a>, Option<Origin<'a>>);

/// The entries that `for` goes through, or the unknown that hides them.
pub(crate) fn entries_of<'a>(
    arena: &'a palisade_arena::Arena,
    collection: Value<'a>,
) -> Result<Result<Vec<Entry<'a>>, &'a Unknown<'a>>, String> {
    Ok(Ok(match collection {
        Value::Unknown(unknown) => return Ok(Err(unknown)),
        Value::Array(array) => {
            let items = array.items().iter().enumerate();
            items
                .map(|(n, item)| {
                    (
                        Value::Int(i64::try_from(n).unwrap_or(i64::MAX)),
                        *item,
                        array.origin(n).copied(),
                    )
                })
                .collect()
        }
        Value::Set(set) => set_items(arena, set).iter().map(|item| (*item, *item, None)).collect(),
        Value::Object(object) => {
            let entries = object.entries().iter().enumerate();
            entries.map(|(n, (key, value))| (*key, *value, object.origin(n).copied())).collect()
        }
        Value::Null => return Err("a null value cannot be gone through".to_owned()),
        other => return Err(format!("{} cannot be gone through", article(other))),
    }))
}
