//! From the checked tree down to the policy IR.

mod folds;
mod messages;

use crate::ast::{
    BinaryOp, BinderId, EntryKey, EntryList, ExprId as Node, ExprList, Kind, UnaryOp,
};
use crate::env::{Binding, Env, type_name};
use crate::{Checked, Source, Type};
use palisade_ir::{Access, ArrayItem, BuildItem, Expr, ExprId, Op, ProgramBuilder, Slot};
use palisade_source::Location;
use palisade_value::{Ext, Value};

/// The registers of the function that expressions are lowered into.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    next: u16,
    top: u16,
}

impl Frame {
    /// A frame whose first registers are taken: the arguments and what the caller put there.
    #[must_use]
    pub const fn new(taken: u16) -> Self {
        Self { next: taken, top: taken }
    }

    /// How many registers the function needs so far.
    #[must_use]
    pub const fn slots(&self) -> u16 {
        self.top
    }

    /// Takes a register for good.
    pub fn take(&mut self) -> Slot {
        let slot = Slot(self.next);
        self.next = self.next.saturating_add(1);
        self.top = self.top.max(self.next);
        slot
    }
}

/// Lowers an expression without problems.
pub(crate) fn lower(
    checked: &Checked<'_>,
    source: &Source<'_>,
    env: &Env,
    builder: &mut ProgramBuilder<'_>,
    frame: &mut Frame,
) -> ExprId {
    let binders = vec![Slot(0); checked.ast.binder_count()];
    let root = checked.ast.root();
    Lower { checked, source, env, builder, frame, binders }.expr(root)
}

struct Lower<'l, 's, 'b> {
    checked: &'l Checked<'s>,
    source: &'l Source<'s>,
    env: &'l Env,
    builder: &'l mut ProgramBuilder<'b>,
    frame: &'l mut Frame,
    binders: Vec<Slot>,
}

impl<'s> Lower<'_, 's, '_> {
    fn kind(&self, id: Node) -> Kind<'s> {
        self.checked.ast.kind(id)
    }

    fn place(&self, id: Node) -> Option<Location> {
        Some(self.source.locate(self.checked.ast.span(id)))
    }

    fn node(&mut self, id: Node, expr: Expr) -> ExprId {
        let place = self.place(id);
        self.builder.expr(expr, place)
    }

    fn value(&mut self, id: Node, value: Value<'_>) -> ExprId {
        let place = self.place(id);
        self.builder.value(value, place)
    }

    /// A call of a function of the CEL library.
    fn call(&mut self, id: Node, name: &str, args: &[ExprId]) -> ExprId {
        let place = self.place(id);
        match palisade_builtins::find(&format!("cel.{name}")) {
            Some(builtin) => self.builder.call(builtin, args, false, place),
            None => self.host_call(id, name, args),
        }
    }

    fn host_call(&mut self, id: Node, name: &str, args: &[ExprId]) -> ExprId {
        if let Some(builtin) = palisade_builtins::find(name) {
            let place = self.place(id);
            return self.builder.call(builtin, args, false, place);
        }
        let (name, args) = (self.builder.text(name), self.builder.list(args));
        self.node(id, Expr::HostCall(name, args))
    }

    /// What stands for something that can only fail.
    fn fail(&mut self, id: Node, message: &str) -> ExprId {
        let message = self.value(id, Value::Str(message));
        self.call(id, "fail", &[message])
    }

    /// Binds a variable to a new register for the length of `within`.
    fn bound<T>(&mut self, binder: BinderId, within: impl FnOnce(&mut Self, Slot) -> T) -> T {
        self.temporary(|lower, slot| {
            if let Some(entry) = lower.binders.get_mut(binder.index()) {
                *entry = slot;
            }
            within(lower, slot)
        })
    }

    fn temporary<T>(&mut self, within: impl FnOnce(&mut Self, Slot) -> T) -> T {
        let before = self.frame.next;
        let slot = self.frame.take();
        let made = within(self, slot);
        self.frame.next = before;
        made
    }

    fn all(&mut self, ids: &[Node]) -> Vec<ExprId> {
        ids.iter().map(|id| self.expr(*id)).collect()
    }

    fn list(&mut self, list: ExprList) -> Vec<ExprId> {
        let checked = self.checked;
        self.all(checked.ast.list(list))
    }

    fn expr(&mut self, id: Node) -> ExprId {
        match self.kind(id) {
            Kind::Error => self.fail(id, "the expression could not be parsed"),
            Kind::Null => self.value(id, Value::Null),
            Kind::Bool(b) => self.value(id, Value::Bool(b)),
            Kind::Int(i) => self.value(id, Value::Int(i)),
            Kind::Uint(u) => self.value(id, Value::Uint(u)),
            Kind::Double(f) => self.value(id, Value::Float(f)),
            Kind::String(text) => {
                let checked = self.checked;
                self.value(id, Value::Str(checked.ast.text(text)))
            }
            Kind::Bytes(text) => {
                let checked = self.checked;
                self.value(id, Value::Ext(&Ext::Bytes(checked.ast.bytes(text))))
            }
            Kind::TypeName(number) => self.value(id, Value::Ext(&Ext::Type(type_name(number)))),
            Kind::Ident { name, .. } => self.fail(id, &format!("unknown variable `{name}`")),
            Kind::Local(binder) => {
                let slot = self.binders.get(binder.index()).copied().unwrap_or(Slot(0));
                self.node(id, Expr::Slot(slot))
            }
            Kind::Global(number) => self.global(id, number),
            Kind::Select { base, field, optional } => {
                let base = self.expr(base);
                let key = self.builder.text(field.text);
                let access = if optional { Access::Optional } else { Access::Error };
                self.node(id, Expr::Get(base, key, access))
            }
            Kind::Has { base, field, .. } => {
                let base = self.expr(base);
                let key = self.builder.text(field.text);
                self.node(id, Expr::Has(base, key))
            }
            Kind::Index { base, index, optional } => {
                let base = self.expr(base);
                let access = if optional { Access::Optional } else { Access::Error };
                if let Kind::String(text) = self.kind(index) {
                    let checked = self.checked;
                    let key = self.builder.text(checked.ast.text(text));
                    return self.node(id, Expr::Get(base, key, access));
                }
                let index = self.expr(index);
                self.node(id, Expr::Index(base, index, access))
            }
            Kind::Call { name, .. } => self.fail(id, &format!("unknown function `{}`", name.text)),
            Kind::Invoke { function, args, .. } => self.invoke(id, function, args),
            Kind::Unary { op, operand } => {
                let operand = self.expr(operand);
                let expr = match op {
                    UnaryOp::Not => Expr::Not(operand),
                    UnaryOp::Neg => Expr::Neg(operand),
                };
                self.node(id, expr)
            }
            Kind::Binary { op, left, right } => {
                let (left, right) = (self.expr(left), self.expr(right));
                self.node(id, Expr::Binary(operator(op), left, right))
            }
            Kind::And(list) => {
                let operands = self.list(list);
                let operands = self.builder.list(&operands);
                self.node(id, Expr::And(operands))
            }
            Kind::Or(list) => {
                let operands = self.list(list);
                let operands = self.builder.list(&operands);
                self.node(id, Expr::Or(operands))
            }
            Kind::Cond { test, then, other } => {
                let (test, then, other) = (self.expr(test), self.expr(then), self.expr(other));
                self.node(id, Expr::Cond(test, then, other))
            }
            Kind::List(entries) => {
                let items = self.entries(entries);
                let items: Vec<ArrayItem> = items
                    .into_iter()
                    .map(|(_, value, optional)| ArrayItem { value, optional })
                    .collect();
                let place = self.place(id);
                self.builder.array(&items, place)
            }
            Kind::Map(entries) => {
                let items = self.entries(entries);
                let items: Vec<BuildItem> = items
                    .into_iter()
                    .map(|(key, value, optional)| BuildItem {
                        key: key.unwrap_or(value),
                        value,
                        optional,
                    })
                    .collect();
                let place = self.place(id);
                self.builder.object(&items, place)
            }
            Kind::Message { name, fields } => self.message(id, name, fields),
            Kind::Fold(fold) => match self.checked.ast.fold(fold) {
                Some(fold) => self.fold(id, fold),
                None => self.fail(id, "the expression could not be parsed"),
            },
            Kind::Let { binder, value, body } => {
                let value = self.expr(value);
                self.bound(binder, |lower, slot| {
                    let body = lower.expr(body);
                    lower.node(id, Expr::Let(slot, value, body))
                })
            }
            Kind::Block { first, values, body } => {
                let checked = self.checked;
                self.block(id, first, checked.ast.list(values), body)
            }
            Kind::OptMap { target, binder, body, flat } => {
                self.opt_map(id, target, binder, body, flat)
            }
        }
    }

    fn global(&mut self, id: Node, number: u32) -> ExprId {
        let env = self.env;
        let expr = match env.binding(number) {
            Binding::Root(root) => Expr::Root(root),
            Binding::Slot(slot) => Expr::Slot(slot),
            Binding::Call(func) => {
                let none = self.builder.list(&[]);
                Expr::CallFunc(func, none)
            }
            Binding::Field(root) => {
                let base = self.node(id, Expr::Root(root));
                let key = self.builder.text(env.variable_name(number));
                Expr::Get(base, key, Access::Error)
            }
        };
        self.node(id, expr)
    }

    fn entries(&mut self, entries: EntryList) -> Vec<(Option<ExprId>, ExprId, bool)> {
        let checked = self.checked;
        let lowered = checked.ast.entries(entries).iter().map(|entry| {
            let key = match entry.key {
                EntryKey::Expr(key) => Some(self.map_key(key)),
                _ => None,
            };
            (key, self.expr(entry.value), entry.optional)
        });
        lowered.collect()
    }

    /// A key, with a look at its type when evaluated where it is not known.
    fn map_key(&mut self, id: Node) -> ExprId {
        let key = self.expr(id);
        let plain =
            matches!(self.kind(id), Kind::String(_) | Kind::Int(_) | Kind::Uint(_) | Kind::Bool(_));
        let known =
            matches!(self.checked.types.of(id), Type::String | Type::Int | Type::Uint | Type::Bool);
        if plain || known { key } else { self.call(id, "mapKey", &[key]) }
    }

    fn invoke(&mut self, id: Node, function: u32, args: ExprList) -> ExprId {
        let env = self.env;
        let name = env.function_name(function);
        let checked = self.checked;
        let nodes = checked.ast.list(args);
        if env.is_own_function(function) {
            let args = self.all(nodes);
            let place = self.place(id);
            return match palisade_builtins::find(name) {
                Some(builtin) => self.builder.call(builtin, &args, false, place),
                None => self.host_call(id, name, &args),
            };
        }
        match (name, nodes) {
            ("dyn", [arg]) => self.expr(*arg),
            ("orValue", [target, other]) => {
                let (first, second) = (self.expr(*target), self.expr(*other));
                let place = self.place(id);
                match self.builder.or_else(first, second, place) {
                    Some(joined) => joined,
                    None if self.is_simple(*other) => self.call(id, name, &[first, second]),
                    None => self.or_else(id, *target, *other, true),
                }
            }
            ("or", [target, other]) if !self.is_simple(*other) => {
                self.or_else(id, *target, *other, false)
            }
            _ => {
                let args = self.all(nodes);
                self.call(id, name, &args)
            }
        }
    }

    /// Whether evaluating it can neither fail nor cost much.
    fn is_simple(&self, id: Node) -> bool {
        match self.kind(id) {
            Kind::Null
            | Kind::Bool(_)
            | Kind::Int(_)
            | Kind::Uint(_)
            | Kind::Double(_)
            | Kind::String(_)
            | Kind::Bytes(_)
            | Kind::Local(_)
            | Kind::TypeName(_) => true,
            Kind::List(entries) | Kind::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// `target.or(other)` and `target.orValue(other)`: the other side runs only when needed.
    fn or_else(&mut self, id: Node, target: Node, other: Node, inner: bool) -> ExprId {
        let target = self.expr(target);
        self.temporary(|lower, slot| {
            let kept = lower.node(id, Expr::Slot(slot));
            let test = lower.call(id, "hasValue", &[kept]);
            let then = if inner { lower.call(id, "value", &[kept]) } else { kept };
            let other = lower.expr(other);
            let cond = lower.node(id, Expr::Cond(test, then, other));
            lower.node(id, Expr::Let(slot, target, cond))
        })
    }

    fn opt_map(
        &mut self,
        id: Node,
        target: Node,
        binder: BinderId,
        body: Node,
        flat: bool,
    ) -> ExprId {
        let target = self.expr(target);
        self.temporary(|lower, kept| {
            let whole = lower.node(id, Expr::Slot(kept));
            let test = lower.call(id, "hasValue", &[whole]);
            let inside = lower.call(id, "value", &[whole]);
            let then = lower.bound(binder, |lower, slot| {
                let body = lower.expr(body);
                let body = if flat { body } else { lower.call(id, "optional.of", &[body]) };
                lower.node(id, Expr::Let(slot, inside, body))
            });
            let none = lower.value(id, Value::Ext(&Ext::Optional(None)));
            let cond = lower.node(id, Expr::Cond(test, then, none));
            lower.node(id, Expr::Let(kept, target, cond))
        })
    }

    /// Values bound one after the other, each in the scope of those before it.
    fn block(&mut self, id: Node, first: BinderId, values: &[Node], body: Node) -> ExprId {
        let Some((value, rest)) = values.split_first() else { return self.expr(body) };
        let value = self.expr(*value);
        self.bound(first, |lower, slot| {
            let body = lower.block(id, BinderId(first.0.saturating_add(1)), rest, body);
            lower.node(id, Expr::Let(slot, value, body))
        })
    }
}

fn operator(op: BinaryOp) -> Op {
    match op {
        BinaryOp::Add => Op::Add,
        BinaryOp::Sub => Op::Sub,
        BinaryOp::Mul => Op::Mul,
        BinaryOp::Div => Op::Div,
        BinaryOp::Rem => Op::Rem,
        BinaryOp::Eq => Op::Eq,
        BinaryOp::Ne => Op::Ne,
        BinaryOp::Lt => Op::Lt,
        BinaryOp::Le => Op::Le,
        BinaryOp::Gt => Op::Gt,
        BinaryOp::Ge => Op::Ge,
        BinaryOp::In => Op::In,
    }
}
