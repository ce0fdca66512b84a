//! The type checker: it finds what can never work, before anything is evaluated.

mod calls;
mod operators;
#[cfg(test)]
mod tests;
mod unify;

use crate::ast::{
    Ast, BinaryOp, BinderId, EntryKey, EntryList, ExprId, Fold, FoldOp, Kind, Name, UnaryOp,
};
use crate::env::{Env, type_name};
use crate::problem::Problem;
use crate::types::Type;
use palisade_source::did_you_mean;
use std::sync::Arc;
use unify::Unifier;

/// The type of every node.
#[derive(Debug)]
pub(crate) struct Types {
    types: Vec<Type>,
}

impl Types {
    /// For an expression that is not checked: everything is dynamic.
    pub(crate) fn unknown() -> Self {
        Self { types: Vec::new() }
    }

    /// The type of a node.
    pub(crate) fn of(&self, id: ExprId) -> &Type {
        self.types.get(id.0 as usize).unwrap_or(&Type::Dyn)
    }
}

/// Checks a resolved expression.
pub(crate) fn check(ast: &Ast<'_>, env: &Env, problems: &mut Vec<Problem>) -> Types {
    let mut checker = Checker {
        ast,
        env,
        types: vec![Type::Dyn; ast.len()],
        binders: vec![Type::Dyn; ast.binder_count()],
        unifier: Unifier::default(),
        problems,
    };
    checker.expr(ast.root());
    let types = checker.types.iter().map(|t| checker.unifier.apply(t)).collect();
    Types { types }
}

struct Checker<'c, 's> {
    ast: &'c Ast<'s>,
    env: &'c Env,
    types: Vec<Type>,
    binders: Vec<Type>,
    unifier: Unifier,
    problems: &'c mut Vec<Problem>,
}

impl<'s> Checker<'_, 's> {
    fn expr(&mut self, id: ExprId) -> Type {
        let found = self.infer(id);
        if let Some(slot) = self.types.get_mut(id.0 as usize) {
            *slot = found.clone();
        }
        found
    }

    fn bind(&mut self, binder: BinderId, ty: Type) {
        if let Some(slot) = self.binders.get_mut(binder.index()) {
            *slot = ty;
        }
    }

    /// Tells that a type does not belong at a place.
    fn mismatch(&mut self, id: ExprId, what: &str, found: &Type, help: &str) {
        let found = self.unifier.apply(found);
        let message = format!("{what}, found `{found}`");
        self.problems.push(Problem::types(self.ast.span(id), message).help(help));
    }

    fn condition(&mut self, id: ExprId, what: &str) {
        let found = self.expr(id);
        if !self.unifier.fits(&found, &Type::Bool) {
            let help =
                "compare the value with something, such as `value == 'x'` or `size(value) > 0`";
            self.mismatch(id, &format!("{what} must be a `bool`"), &found, help);
        }
    }

    fn infer(&mut self, id: ExprId) -> Type {
        match self.ast.kind(id) {
            Kind::Error | Kind::Ident { .. } => Type::Dyn,
            Kind::Null => Type::Null,
            Kind::Bool(_) => Type::Bool,
            Kind::Int(_) => Type::Int,
            Kind::Uint(_) => Type::Uint,
            Kind::Double(_) => Type::Double,
            Kind::String(_) => Type::String,
            Kind::Bytes(_) => Type::Bytes,
            Kind::TypeName(_) => Type::Type,
            Kind::Local(binder) => self.binders.get(binder.index()).cloned().unwrap_or(Type::Dyn),
            Kind::Global(number) => self.env.variable_type(number),
            Kind::Select { base, field, optional } => {
                let base_type = self.expr(base);
                let found = self.field(&base_type, field);
                let inside = self.unifier.shallow(&base_type);
                match (optional, inside, self.unifier.shallow(&found)) {
                    (true, Type::Optional(_), found) => found,
                    (true, _, found) => Type::optional(found),
                    (false, ..) => found,
                }
            }
            Kind::Has { base, field, .. } => {
                let base = self.expr(base);
                self.field(&base, field);
                Type::Bool
            }
            Kind::Index { base, index, optional } => self.index(base, index, optional),
            Kind::Call { target, args, .. } => {
                target.iter().chain(self.ast.list(args)).for_each(|a| {
                    self.expr(*a);
                });
                Type::Dyn
            }
            Kind::Invoke { function, name, method, args } => {
                let args = self.ast.list(args);
                self.invoke(function, name, method, args)
            }
            Kind::Unary { op: UnaryOp::Not, operand } => {
                self.condition(operand, "what `!` negates");
                Type::Bool
            }
            Kind::Unary { op: UnaryOp::Neg, operand } => {
                let found = self.expr(operand);
                let found = self.unifier.shallow(&found);
                match found {
                    Type::Int | Type::Double | Type::Number | Type::Dyn | Type::Var(_) => found,
                    _ => {
                        let help = "only an `int` or a `double` can be negated";
                        self.mismatch(operand, "what `-` negates must be a number", &found, help);
                        Type::Dyn
                    }
                }
            }
            Kind::Binary { op, left, right } => self.binary(id, op, left, right),
            Kind::And(list) => self.operands(list, "an operand of `&&`"),
            Kind::Or(list) => self.operands(list, "an operand of `||`"),
            Kind::Cond { test, then, other } => {
                self.condition(test, "the condition before `?`");
                let (a, b) = (self.expr(then), self.expr(other));
                let whole = self.unifier.fresh();
                if !(self.unifier.fits(&a, &whole) && self.unifier.fits(&b, &whole)) {
                    let (a, b) = (self.unifier.apply(&a), self.unifier.apply(&b));
                    if a != Type::Null && b != Type::Null {
                        let message =
                            format!("both sides of `:` must have one type, found `{a}` and `{b}`");
                        let problem = Problem::types(self.ast.span(id), message);
                        self.problems
                            .push(problem.help("wrap one side in `dyn(…)` if both are meant"));
                    }
                    return Type::Dyn;
                }
                whole
            }
            Kind::List(entries) => self.list(entries),
            Kind::Map(entries) => self.map(entries),
            Kind::Message { name, fields } => self.message(name, fields),
            Kind::Fold(fold) => match self.ast.fold(fold) {
                Some(fold) => self.fold(fold),
                None => Type::Dyn,
            },
            Kind::Let { binder, value, body } => {
                let value = self.expr(value);
                self.bind(binder, value);
                self.expr(body)
            }
            Kind::Block { first, values, body } => {
                for (n, value) in self.ast.list(values).iter().enumerate() {
                    let value = self.expr(*value);
                    let number = first.0.saturating_add(u32::try_from(n).unwrap_or(0));
                    self.bind(BinderId(number), value);
                }
                self.expr(body)
            }
            Kind::OptMap { target, binder, body, flat } => self.opt_map(target, binder, body, flat),
        }
    }

    fn operands(&mut self, list: crate::ast::ExprList, what: &str) -> Type {
        for operand in self.ast.list(list) {
            self.condition(*operand, what);
        }
        Type::Bool
    }

    /// The type of a field of a value.
    fn field(&mut self, base: &Type, field: Name<'s>) -> Type {
        match self.unifier.shallow(base) {
            Type::Dyn | Type::Var(_) | Type::Param(_) => Type::Dyn,
            Type::Optional(inner) => {
                let found = self.field(&inner, field);
                match self.unifier.shallow(&found) {
                    Type::Optional(_) => found,
                    found => Type::optional(found),
                }
            }
            Type::Map(key, value) => {
                if !self.unifier.fits(&Type::String, &key) {
                    let key = self.unifier.apply(&key);
                    let message =
                        format!("a map with keys of type `{key}` has no field `{}`", field.text);
                    let problem = Problem::types(field.span, message);
                    self.problems.push(problem.help("read it with `map[key]`"));
                }
                (*value).clone()
            }
            Type::Object(name) => self.object_field(&name, field),
            other => {
                let message = format!("`{other}` has no field `{}`", field.text);
                let problem = Problem::types(field.span, message);
                self.problems.push(match self.env.function_number(field.text) {
                    Some(_) => problem.help(format!("call it: `{}()`", field.text)),
                    None => problem,
                });
                Type::Dyn
            }
        }
    }

    fn object_field(&mut self, name: &Arc<str>, field: Name<'s>) -> Type {
        let Some(object) = self.env.object_type(name) else { return Type::Dyn };
        if let Some(found) = object.get(field.text) {
            return found;
        }
        let message = format!("`{name}` has no field `{}`", field.text);
        let problem = Problem::name(field.span, message);
        let help = did_you_mean(field.text, object.names());
        self.problems.push(Problem { help, ..problem });
        Type::Dyn
    }

    fn index(&mut self, base: ExprId, index: ExprId, optional: bool) -> Type {
        let (base_type, index_type) = (self.expr(base), self.expr(index));
        let mut container = self.unifier.shallow(&base_type);
        let mut wrapped = optional;
        if let Type::Optional(inner) = &container {
            wrapped = true;
            container = self.unifier.shallow(inner);
        }
        let found = match container {
            Type::Dyn | Type::Var(_) | Type::Param(_) => Type::Dyn,
            Type::List(item) => {
                if !self.unifier.fits(&index_type, &Type::Int) {
                    let help = "items of a list are counted from 0";
                    self.mismatch(index, "the index of a list must be an `int`", &index_type, help);
                }
                (*item).clone()
            }
            Type::Map(key, value) => {
                if !self.unifier.fits(&index_type, &key) {
                    let what =
                        format!("the key of this map must be a `{}`", self.unifier.apply(&key));
                    self.mismatch(index, &what, &index_type, "convert the key");
                }
                (*value).clone()
            }
            Type::Object(name) => match self.ast.kind(index) {
                Kind::String(text) => {
                    let object = self.env.object_type(&name);
                    let text = self.ast.text(text);
                    object.and_then(|o| o.get(text)).unwrap_or(Type::Dyn)
                }
                _ => Type::Dyn,
            },
            other => {
                let help = "only lists and maps can be indexed";
                self.mismatch(base, "`[…]` reads from a list or a map", &other, help);
                Type::Dyn
            }
        };
        if wrapped { Type::optional(found) } else { found }
    }

    fn binary(&mut self, id: ExprId, op: BinaryOp, left: ExprId, right: ExprId) -> Type {
        let (a, b) = (self.expr(left), self.expr(right));
        if matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            let null = |t: &Type| *t == Type::Null;
            let whole = self.unifier.fresh();
            let equal = self.unifier.fits(&a, &whole) && self.unifier.fits(&b, &whole);
            if !equal && !null(&self.unifier.shallow(&a)) && !null(&self.unifier.shallow(&b)) {
                self.no_operator(id, op, &a, &b);
            }
            return Type::Bool;
        }
        if op == BinaryOp::In {
            let fits = match self.unifier.shallow(&b) {
                Type::List(item) => self.unifier.fits(&a, &item),
                Type::Map(key, _) => self.unifier.fits(&a, &key),
                Type::Object(_) => self.unifier.fits(&a, &Type::String),
                Type::Dyn | Type::Var(_) | Type::Param(_) => true,
                _ => false,
            };
            if !fits {
                self.no_operator(id, op, &a, &b);
            }
            return Type::Bool;
        }
        let mark = self.unifier.mark();
        let mut results: Vec<Type> = Vec::new();
        let mut only = None;
        for overload in operators::overloads(op) {
            if self.unifier.fits(&a, &overload.0) && self.unifier.fits(&b, &overload.1) {
                only = Some(overload);
                results.push(overload.2.clone());
            }
            self.unifier.undo(mark);
        }
        if op == BinaryOp::Add {
            let list = Type::list(self.unifier.fresh());
            if self.unifier.fits(&a, &list) && self.unifier.fits(&b, &list) {
                if results.is_empty() {
                    return list;
                }
                results.push(Type::Dyn);
            }
            self.unifier.undo(mark);
        }
        match (results.as_slice(), only) {
            ([], _) => {
                self.no_operator(id, op, &a, &b);
                if matches!(op, BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge) {
                    Type::Bool
                } else {
                    Type::Dyn
                }
            }
            ([result], Some((l, r, _))) => {
                self.unifier.fits(&a, l);
                self.unifier.fits(&b, r);
                result.clone()
            }
            ([first, rest @ ..], _) if rest.iter().all(|r| r == first) => first.clone(),
            _ => Type::Dyn,
        }
    }

    fn no_operator(&mut self, id: ExprId, op: BinaryOp, a: &Type, b: &Type) {
        let (a, b) = (self.unifier.apply(a), self.unifier.apply(b));
        let op = op.text();
        let message = format!("`{op}` cannot be used on `{a}` and `{b}`");
        let number = |t: &Type| matches!(t, Type::Int | Type::Uint | Type::Double);
        let problem = Problem::types(self.ast.span(id), message);
        self.problems.push(if number(&a) && number(&b) {
            problem.help(format!("convert one side, such as `{a}(…)`"))
        } else if op == "in" && b == Type::String {
            problem.help("write `text.contains(part)`")
        } else if op == "+" && (a == Type::String || b == Type::String) {
            problem.help("convert the other side with `string(…)`")
        } else {
            problem
        });
    }

    fn list(&mut self, entries: EntryList) -> Type {
        let mut whole: Option<Type> = None;
        for entry in self.ast.entries(entries) {
            let found = self.expr(entry.value);
            let found = self.marked(entry.value, entry.optional, found);
            whole = Some(match whole {
                Some(known) => self.unifier.join(&known, &found),
                None => found,
            });
        }
        let item = whole.unwrap_or_else(|| self.unifier.fresh());
        Type::list(item)
    }

    /// The type that an entry adds: of one marked with `?`, what is inside the optional.
    fn marked(&mut self, id: ExprId, optional: bool, found: Type) -> Type {
        if !optional {
            return found;
        }
        match self.unifier.shallow(&found) {
            Type::Optional(inner) => (*inner).clone(),
            Type::Dyn | Type::Var(_) => Type::Dyn,
            other => {
                let help = "leave the `?` out, or wrap the value in `optional.of(…)`";
                self.mismatch(id, "an entry marked with `?` must be an optional", &other, help);
                Type::Dyn
            }
        }
    }

    fn map(&mut self, entries: EntryList) -> Type {
        let mut whole: Option<(Type, Type)> = None;
        for entry in self.ast.entries(entries) {
            let key = match entry.key {
                EntryKey::Expr(key) => {
                    let found = self.expr(key);
                    self.key(key, &found);
                    found
                }
                _ => Type::String,
            };
            let found = self.expr(entry.value);
            let value = self.marked(entry.value, entry.optional, found);
            whole = Some(match whole {
                Some((k, v)) => (self.unifier.join(&k, &key), self.unifier.join(&v, &value)),
                None => (key, value),
            });
        }
        let (key, value) = match whole {
            Some(known) => known,
            None => (self.unifier.fresh(), self.unifier.fresh()),
        };
        Type::map(key, value)
    }

    fn key(&mut self, id: ExprId, found: &Type) {
        let found = self.unifier.shallow(found);
        let key = matches!(
            found,
            Type::Bool
                | Type::Int
                | Type::Uint
                | Type::String
                | Type::Number
                | Type::Dyn
                | Type::Var(_)
                | Type::Param(_)
        );
        if !key {
            let help = "keys are of type `string`, `int`, `uint` or `bool`";
            self.mismatch(id, "this cannot be the key of a map", &found, help);
        }
    }

    fn message(&mut self, name: ExprId, fields: EntryList) -> Type {
        for field in self.ast.entries(fields) {
            let found = self.expr(field.value);
            self.marked(field.value, field.optional, found);
        }
        let Kind::TypeName(number) = self.ast.kind(name) else { return Type::Dyn };
        let (known, result): (&[&str], Type) = match type_name(number) {
            "google.protobuf.BoolValue" => (&["value"], Type::Bool),
            "google.protobuf.BytesValue" => (&["value"], Type::Bytes),
            "google.protobuf.DoubleValue" | "google.protobuf.FloatValue" => {
                (&["value"], Type::Double)
            }
            "google.protobuf.Int32Value" | "google.protobuf.Int64Value" => (&["value"], Type::Int),
            "google.protobuf.UInt32Value" | "google.protobuf.UInt64Value" => {
                (&["value"], Type::Uint)
            }
            "google.protobuf.StringValue" => (&["value"], Type::String),
            "google.protobuf.ListValue" => (&["values"], Type::list(Type::Dyn)),
            "google.protobuf.Struct" => (&["fields"], Type::map(Type::String, Type::Dyn)),
            "google.protobuf.Timestamp" => (&["seconds", "nanos"], Type::Timestamp),
            "google.protobuf.Duration" => (&["seconds", "nanos"], Type::Duration),
            "google.protobuf.Any" => (&["type_url", "value"], Type::Dyn),
            _ => (
                &[
                    "null_value",
                    "number_value",
                    "string_value",
                    "bool_value",
                    "struct_value",
                    "list_value",
                ],
                Type::Dyn,
            ),
        };
        for field in self.ast.entries(fields) {
            if let EntryKey::Field(field) = field.key
                && !known.contains(&field.text)
            {
                let message = format!("`{}` has no field `{}`", type_name(number), field.text);
                let help = did_you_mean(field.text, known.iter().copied());
                let problem = Problem::name(field.span, message);
                self.problems.push(Problem { help, ..problem });
            }
        }
        result
    }

    fn fold(&mut self, fold: Fold) -> Type {
        let range = self.expr(fold.range);
        let range = self.unifier.shallow(&range);
        let (first, second) = match (&range, fold.second) {
            (Type::Dyn | Type::Var(_) | Type::Param(_), _) => (Type::Dyn, Type::Dyn),
            (Type::List(item), Some(_)) => (Type::Int, (**item).clone()),
            (Type::List(item), None) => ((**item).clone(), Type::Dyn),
            (Type::Map(key, value), _) if fold.op != FoldOp::SortBy => {
                ((**key).clone(), (**value).clone())
            }
            (Type::Object(_), _) if fold.op != FoldOp::SortBy => (Type::String, Type::Dyn),
            _ => {
                let help = match range {
                    Type::Optional(_) => "take its value first, such as `value.orValue([])`",
                    _ => "only lists and maps have items",
                };
                self.mismatch(fold.range, "this macro walks a list or a map", &range, help);
                (Type::Dyn, Type::Dyn)
            }
        };
        self.bind(fold.first, first.clone());
        if let Some(binder) = fold.second {
            self.bind(binder, second);
        }
        if let Some(filter) = fold.filter {
            self.condition(filter, "the filter of this macro");
        }
        match fold.op {
            FoldOp::All | FoldOp::Exists | FoldOp::ExistsOne => {
                self.condition(fold.body, "the predicate of this macro");
                Type::Bool
            }
            FoldOp::Filter => {
                self.condition(fold.body, "the predicate of this macro");
                Type::list(first)
            }
            FoldOp::Map | FoldOp::TransformList => Type::list(self.expr(fold.body)),
            FoldOp::SortBy => {
                self.expr(fold.body);
                range
            }
            FoldOp::TransformMap => Type::map(first, self.expr(fold.body)),
            FoldOp::TransformMapEntry => {
                let found = self.expr(fold.body);
                match self.unifier.shallow(&found) {
                    entry @ (Type::Map(..) | Type::Dyn) => entry,
                    other => {
                        let help = "write `{key: value}`";
                        self.mismatch(fold.body, "an entry must be a map", &other, help);
                        Type::Dyn
                    }
                }
            }
        }
    }

    fn opt_map(&mut self, target: ExprId, binder: BinderId, body: ExprId, flat: bool) -> Type {
        let found = self.expr(target);
        let inner = match self.unifier.shallow(&found) {
            Type::Optional(inner) => (*inner).clone(),
            Type::Dyn | Type::Var(_) => Type::Dyn,
            other => {
                let help = "read with `.?` or `[?…]`, or wrap the value in `optional.of(…)`";
                self.mismatch(target, "this macro works on an optional", &other, help);
                Type::Dyn
            }
        };
        self.bind(binder, inner);
        let result = self.expr(body);
        match (flat, self.unifier.shallow(&result)) {
            (false, result) => Type::optional(result),
            (true, result @ (Type::Optional(_) | Type::Dyn | Type::Var(_))) => result,
            (true, other) => {
                let help = "use `optMap` for a plain value";
                self.mismatch(body, "`optFlatMap` must give an optional", &other, help);
                Type::Dyn
            }
        }
    }
}
