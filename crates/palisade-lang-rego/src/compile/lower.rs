//! Down to the IR: bodies, terms and references of one function.

use super::emit::{Cursor, Opener};
use super::helpers;
use super::hir::{
    Callee, Comprehension, ComprehensionKind, Lit, LitKind, Operator, Target, Term, TermKind, Var,
    VarId, With, WithValue,
};
use super::module_json::builtin;
use super::order::{self, Bound};
use super::program::Linker;
use crate::capabilities::is_foreign;
use palisade_ir::{
    Access, BlockId, BuildItem, Expr, ExprId, FuncId, Generate, Op, Override, Root, Slot, Stmt,
};
use palisade_source::{Diagnostic, FileId, Location, Span};
use palisade_value::{JsonOptions, Number, ObjectBuilder, Value, parse_json};
use std::borrow::Cow;

/// The document that a decision is about.
pub const INPUT: Root = Root(0);
/// The documents beside the rules.
pub const DATA: Root = Root(1);

/// Writes one function, rule or query.
pub(crate) struct Lower<'l, 'b, 'h> {
    pub(crate) linker: &'l mut Linker<'b, 'h>,
    /// The function that is written, for the graph of calls.
    pub(crate) own: FuncId,
    file: FileId,
    pub(super) vars: Cow<'h, [Var<'h>]>,
    pub(super) slots: Vec<Option<Slot>>,
    pub(crate) next_slot: u16,
    pub(crate) bound: Bound,
    pub(super) cursor: Cursor,
}

impl<'l, 'b, 'h> Lower<'l, 'b, 'h> {
    pub(crate) fn new(
        linker: &'l mut Linker<'b, 'h>,
        own: FuncId,
        file: FileId,
        vars: &'h [Var<'h>],
        params: u16,
    ) -> Self {
        let mut slots = std::mem::take(&mut linker.spare_slots);
        slots.clear();
        slots.resize(vars.len(), None);
        Self {
            linker,
            own,
            file,
            slots,
            bound: Bound::default(),
            vars: Cow::Borrowed(vars),
            next_slot: params,
            cursor: Cursor::default(),
        }
    }

    pub(crate) fn at(&self, span: Span) -> Option<Location> {
        Some(Location::new(self.file, span))
    }

    pub(super) fn expr(&mut self, expr: Expr, span: Span) -> ExprId {
        let at = self.at(span);
        self.linker.builder.expr(expr, at)
    }

    pub(super) fn value(&mut self, value: Value<'_>, span: Span) -> ExprId {
        let at = self.at(span);
        self.linker.builder.value(value, at)
    }

    pub(super) fn new_slot(&mut self) -> Slot {
        let slot = Slot(self.next_slot);
        self.next_slot = self.next_slot.checked_add(1).unwrap_or_else(|| {
            self.linker.too_large = true;
            self.next_slot
        });
        slot
    }

    fn slot(&mut self, var: VarId) -> Slot {
        if let Some(slot) = self.slots[var] {
            return slot;
        }
        let slot = self.new_slot();
        self.slots[var] = Some(slot);
        slot
    }

    /// A variable that nobody wrote, in a register that something has set.
    pub(super) fn temporary(&mut self, slot: Slot, span: Span) -> Term<'h> {
        self.vars.to_mut().push(Var { name: "_", span, generated: true });
        self.slots.push(Some(slot));
        let var = self.vars.len() - 1;
        self.bound.add(var);
        Term::new(TermKind::Var(var), span)
    }

    pub(super) fn slot_expr(&mut self, slot: Slot, span: Span) -> ExprId {
        self.expr(Expr::Slot(slot), span)
    }

    /// Keeps a value in a register, unless it stands in one already or is constant.
    pub(super) fn keep(&mut self, value: ExprId, span: Span) -> ExprId {
        if let Expr::Slot(_) | Expr::Const(_) = self.linker.builder.peek(value) {
            return value;
        }
        let slot = self.new_slot();
        self.cursor.push(Stmt::Assign(slot, value));
        self.slot_expr(slot, span)
    }

    /// Binds the argument of a position to its pattern.
    pub(crate) fn argument(&mut self, pattern: &Term<'h>, position: u16) {
        let slot = Slot(position);
        if let TermKind::Var(var) = pattern.kind
            && !self.bound.has(var)
        {
            self.slots[var] = Some(slot);
            self.bound.add(var);
            return;
        }
        let value = self.temporary(slot, pattern.span);
        self.unify(pattern, &value);
    }

    /// Whether the parameter patterns bind all that they need.
    pub(crate) fn test_never(&mut self, span: Span) {
        let never = self.value(Value::Bool(false), span);
        self.cursor.push(Stmt::Test(never));
    }

    fn unsafe_vars(&mut self, vars: &[VarId]) {
        let named: Vec<_> = vars.iter().map(|v| self.vars[*v]).collect();
        let shown = named.iter().any(|v| !v.generated);
        for var in named {
            if shown && var.generated {
                continue;
            }
            let at = Location::new(self.file, var.span);
            let message = format!("var {} is unsafe", var.name);
            let help = "give it a value in the body, outside of `not`";
            self.linker
                .diagnostics
                .push(Diagnostic::error("rego-unsafe-var-error", message).at(at).help(help));
        }
    }

    // Bodies.

    /// The literals of a body in an order in which they can run; false where there is none.
    pub(crate) fn body(&mut self, body: &[Lit<'h>]) -> bool {
        match order::order(body, &self.bound) {
            Ok(None) => {
                body.iter().for_each(|lit| self.literal(lit));
                true
            }
            Ok(Some(order)) => {
                for at in &order {
                    self.literal(&body[*at]);
                }
                self.linker.orders.insert(body.as_ptr().addr(), order.into());
                true
            }
            Err(vars) => {
                self.unsafe_vars(&vars);
                false
            }
        }
    }

    /// The literals of a query: as a body, but that a term may be false; what each is.
    pub(crate) fn query(&mut self, groups: &[Vec<Lit<'h>>]) -> Option<Vec<ExprId>> {
        let flat: Vec<(usize, Lit<'h>)> = groups
            .iter()
            .enumerate()
            .flat_map(|(n, g)| g.iter().map(move |lit| (n, *lit)))
            .collect();
        let lits: Vec<Lit<'h>> = flat.iter().map(|(_, lit)| *lit).collect();
        let order = match order::order(&lits, &self.bound) {
            Ok(order) => order.unwrap_or_else(|| (0..lits.len()).collect()),
            Err(vars) => {
                self.unsafe_vars(&vars);
                return None;
            }
        };
        let yes = self.value(Value::Bool(true), Span::default());
        let mut values = vec![yes; groups.len()];
        for at in order {
            let (group, lit) = &flat[at];
            let shown = groups[*group].len() == 1;
            match &lit.kind {
                LitKind::Test(term) if shown => {
                    let slot = self.new_slot();
                    self.within(lit.with, |this| {
                        let value = this.term(term);
                        this.cursor.push(Stmt::Assign(slot, value));
                    });
                    values[*group] = self.slot_expr(slot, lit.span);
                }
                _ => self.literal(lit),
            }
        }
        Some(values)
    }

    /// Gives what it was written with back to whoever writes next, and says how many registers it
    /// took.
    pub(crate) fn done(self) -> u16 {
        self.linker.spare_slots = self.slots;
        self.next_slot
    }

    /// Ends the block with a statement and gives it.
    pub(crate) fn finish(&mut self, last: Option<Stmt>) -> BlockId {
        if let Some(last) = last {
            self.cursor.push(last);
        }
        std::mem::take(&mut self.cursor).close(&mut self.linker.builder)
    }

    /// Writes a block of its own that sees all variables and binds none for the outside.
    pub(super) fn closure(&mut self, write: impl FnOnce(&mut Self)) -> BlockId {
        let outer = std::mem::take(&mut self.cursor);
        let bound = self.bound.clone();
        write(self);
        let block = self.finish(None);
        self.cursor = outer;
        self.bound = bound;
        block
    }

    fn within(&mut self, with: &[With<'h>], write: impl FnOnce(&mut Self)) {
        if with.is_empty() {
            return write(self);
        }
        let mut overrides = Vec::with_capacity(with.len());
        for one in with {
            self.replacement(one, &mut overrides);
        }
        self.cursor.open(Opener::With(overrides));
        write(self);
        self.cursor.open(Opener::Outside);
    }

    fn replacement(&mut self, with: &With<'h>, overrides: &mut Vec<Override>) {
        let mut value = None;
        let mut function = None;
        match &with.value {
            WithValue::Term(term) => {
                let expr = self.term(term);
                value = Some(self.keep(expr, term.span));
            }
            WithValue::Function(callee) => function = Some(self.linker.callable(callee, self.own)),
        }
        // Replaced below it, a rule would be one thing as a whole and another one part by part.
        if let Target::Data(path) = &with.target
            && let Some(rule) = (1..path.len())
                .filter_map(|n| path.get(..n))
                .find(|above| self.linker.tree.find(above).is_some())
        {
            let rule = rule.join(".");
            let message =
                format!("`with` cannot replace a part of what the rule data.{rule} gives");
            let help = format!("replace the rule as a whole: `with data.{rule} as …`");
            let told = Diagnostic::error("rego-type-error", message).help(help);
            let told = match self.at(with.span) {
                Some(at) => told.at(at),
                None => told,
            };
            self.linker.diagnostics.push(told);
        }
        let mock = self.linker.mocks.get(&with.target).copied();
        match (&with.target, value, function) {
            (Target::Input(path), Some(value), _) => {
                let keys = self.linker.keys(path);
                overrides.push(Override::Document(INPUT, keys, value));
            }
            (Target::Data(path), Some(value), _) if !self.linker.is_function(path) => {
                let keys = self.linker.keys(path);
                overrides.push(Override::Document(DATA, keys, value));
                overrides.extend(mock.map(Override::Mark));
            }
            (_, Some(value), _) => overrides.extend(mock.map(|m| Override::Value(m, value))),
            (_, None, Some(function)) => {
                overrides.extend(mock.map(|m| Override::Function(m, function)));
            }
            _ => {}
        }
    }

    fn literal(&mut self, lit: &Lit<'h>) {
        self.within(lit.with, |this| this.literal_kind(lit));
    }

    fn literal_kind(&mut self, lit: &Lit<'h>) {
        match &lit.kind {
            LitKind::Test(term) => {
                let value = self.term(term);
                self.cursor.push(Stmt::Test(value));
            }
            LitKind::Unify(a, b) => self.unify(a, b),
            LitKind::Not(inner) => {
                let block = self.closure(|this| {
                    this.literal(inner);
                    this.cursor.push(Stmt::Yield { key: None, value: None });
                });
                self.cursor.push(Stmt::Not(block));
            }
            LitKind::Logic(how, bodies) => self.logic(*how, bodies, lit.span),
            LitKind::SomeIn { key, value, collection } => {
                let source = self.term(collection);
                let key = key.map(|k| self.receiver(k));
                let value_at = self.receiver(value);
                let (key_slot, value_slot) = (key.as_ref().and_then(|k| k.0), value_at.0);
                self.cursor.open(Opener::Scan { source, key: key_slot, value: value_slot });
                for (slot, pattern) in key.into_iter().chain([value_at]) {
                    if let (Some(slot), Some(pattern)) = (slot, pattern) {
                        let got = self.temporary(slot, pattern.span);
                        self.unify(&pattern, &got);
                    }
                }
            }
            LitKind::Every { key, value, domain, body, .. } => {
                let source = self.term(domain);
                let source = self.keep(source, domain.span);
                let at = self.at(domain.span);
                let test = self.linker.builder.call(&helpers::COLLECTION, &[source], true, at);
                self.cursor.push(Stmt::Test(test));
                let key_slot = key.map(|k| self.slot(k));
                let value_slot = self.slot(*value);
                let block = self.closure(|this| {
                    key.iter().chain([value]).for_each(|v| this.bound.add(*v));
                    if this.body(body) {
                        this.cursor.push(Stmt::Yield { key: None, value: None });
                    }
                });
                let value = Some(value_slot);
                self.cursor.push(Stmt::Every { source, key: key_slot, value, block });
            }
        }
    }

    /// The register for what an iteration gives, and the pattern that it has still to match. No
    /// register for a wildcard.
    pub(super) fn receiver(&mut self, pattern: &Term<'h>) -> (Option<Slot>, Option<Term<'h>>) {
        match pattern.kind {
            TermKind::Var(var) if !self.bound.has(var) => {
                self.bound.add(var);
                if self.vars[var].generated && self.slots[var].is_none() {
                    // Nobody reads a wildcard; hoisted variables have a register by then.
                    let slot = self.slot(var);
                    return (Some(slot), None);
                }
                (Some(self.slot(var)), None)
            }
            _ => (Some(self.new_slot()), Some(*pattern)),
        }
    }

    // Unification.

    pub(super) fn unify(&mut self, a: &Term<'h>, b: &Term<'h>) {
        if order::value_then_pattern(b, a, &self.bound) {
            self.assign(a, b);
            return;
        }
        if order::value_then_pattern(a, b, &self.bound) {
            self.assign(b, a);
            return;
        }
        let pairs = match (&a.kind, &b.kind) {
            (TermKind::Array(x), TermKind::Array(y)) if x.len() == y.len() => {
                x.iter().zip(y.iter()).collect()
            }
            (TermKind::Object(x), TermKind::Object(y)) => {
                order::object_pairs(x, y).unwrap_or_default()
            }
            _ => {
                self.test_never(a.span);
                let mut vars = Vec::new();
                a.vars(&mut vars);
                b.vars(&mut vars);
                vars.into_iter().for_each(|v| self.bound.add(v));
                return;
            }
        };
        for at in order::pair_order(&pairs, &self.bound) {
            self.unify(pairs[at].0, pairs[at].1);
        }
    }

    /// Matches a pattern with a value that can be computed.
    fn assign(&mut self, pattern: &Term<'h>, value: &Term<'h>) {
        match &pattern.kind {
            TermKind::Var(var) if !self.bound.has(*var) => {
                let value = self.term(value);
                if let Expr::Slot(slot) = self.linker.builder.peek(value)
                    && self.slots[*var].is_none()
                {
                    // Registers are set once on the way to any solution: no copy is needed.
                    self.slots[*var] = Some(slot);
                } else {
                    let slot = self.slot(*var);
                    self.cursor.push(Stmt::Assign(slot, value));
                }
                self.bound.add(*var);
            }
            TermKind::Array(_) | TermKind::Object(_) if self.has_unbound(pattern) => {
                let expr = self.term(value);
                let kept = self.keep(expr, value.span);
                self.destructure(pattern, kept);
            }
            _ => {
                let (a, b) = (self.term(pattern), self.term(value));
                let test = self.expr(Expr::Binary(Op::Eq, a, b), pattern.span.to(value.span));
                self.cursor.push(Stmt::Test(test));
            }
        }
    }

    pub(super) fn has_unbound(&self, term: &Term<'h>) -> bool {
        let mut vars = Vec::new();
        term.vars(&mut vars);
        vars.iter().any(|v| !self.bound.has(*v))
    }

    /// Matches a pattern with a value in a register.
    fn destructure(&mut self, pattern: &Term<'h>, value: ExprId) {
        let span = pattern.span;
        let at = self.at(span);
        match &pattern.kind {
            TermKind::Array(items) => {
                let size = self.value(count(items.len()), span);
                let shape = &helpers::ARRAY_OF;
                let test = self.linker.builder.call(shape, &[value, size], true, at);
                self.cursor.push(Stmt::Test(test));
                for (n, item) in items.iter().enumerate() {
                    let index = self.value(count(n), span);
                    let part = self.expr(Expr::Index(value, index, Access::Undefined), item.span);
                    self.match_part(item, part);
                }
            }
            TermKind::Object(pairs) => {
                let size = self.value(count(pairs.len()), span);
                let shape = &helpers::OBJECT_OF;
                let test = self.linker.builder.call(shape, &[value, size], true, at);
                self.cursor.push(Stmt::Test(test));
                for (key, item) in *pairs {
                    let key = self.term(key);
                    let part = self.expr(Expr::Index(value, key, Access::Undefined), item.span);
                    self.match_part(item, part);
                }
            }
            _ => {
                let term = self.term(pattern);
                let test = self.expr(Expr::Binary(Op::Eq, term, value), span);
                self.cursor.push(Stmt::Test(test));
            }
        }
    }

    pub(super) fn match_part(&mut self, pattern: &Term<'h>, part: ExprId) {
        match &pattern.kind {
            TermKind::Var(var) if !self.bound.has(*var) => {
                let slot = self.slot(*var);
                self.cursor.push(Stmt::Assign(slot, part));
                self.bound.add(*var);
            }
            TermKind::Array(_) | TermKind::Object(_) if self.has_unbound(pattern) => {
                let kept = self.keep(part, pattern.span);
                self.destructure(pattern, kept);
            }
            _ => {
                let term = self.term(pattern);
                let test = self.expr(Expr::Binary(Op::Eq, part, term), pattern.span);
                self.cursor.push(Stmt::Test(test));
            }
        }
    }

    // Terms.

    /// The value of a term; iterations in it are opened here.
    pub(crate) fn term(&mut self, term: &Term<'h>) -> ExprId {
        let span = term.span;
        if let TermKind::Str(text) = term.kind {
            return self.value(Value::Str(text), span);
        }
        if term.is_closed()
            && let Some(value) = constant(self.linker.builder.arena(), term)
        {
            return self.value(value, span);
        }
        match &term.kind {
            TermKind::Var(var) => {
                if !self.bound.has(*var) {
                    self.unsafe_vars(&[*var]);
                }
                let slot = self.slot(*var);
                self.slot_expr(slot, span)
            }
            TermKind::Input => self.expr(Expr::Root(INPUT), span),
            TermKind::Data(parts) => self.data(parts, span),
            TermKind::Ref(base, parts) => {
                let base = self.term(base);
                self.path(base, parts, span)
            }
            TermKind::Array(items) => {
                let values = self.all(items.iter());
                let list = self.linker.builder.list(&values);
                self.expr(Expr::Array(list), span)
            }
            TermKind::Set(items) => {
                let values = self.all(items.iter());
                let list = self.linker.builder.list(&values);
                self.expr(Expr::Set(list), span)
            }
            TermKind::Object(pairs) => self.object(pairs, span),
            TermKind::Comprehension(inner) => self.comprehension(inner, span),
            TermKind::Call(callee, args) => self.call(callee, args, span),
            TermKind::Template(parts) => {
                let values = self.all(parts.iter());
                let list = self.linker.builder.list(&values);
                let array = self.expr(Expr::Array(list), span);
                self.builtin_call("internal.template_string", &[array], span)
            }
            // Constants are taken above.
            _ => self.value(Value::Null, span),
        }
    }

    /// Several terms, each where the variables that it needs have values.
    fn all<'t>(&mut self, terms: impl ExactSizeIterator<Item = &'t Term<'h>> + Clone) -> Few
    where
        'h: 't,
    {
        let Some(order) = order::term_order(terms.clone(), &self.bound) else {
            let mut values = Few::new(terms.len());
            terms.for_each(|t| values.push(self.term(t)));
            return values;
        };
        let terms: Vec<&Term<'h>> = terms.collect();
        let mut values = vec![None; terms.len()];
        for at in order {
            values[at] = Some(self.term(terms[at]));
        }
        // What has no order is unsafe, and is told so by the term.
        let mut all = Few::new(terms.len());
        for (term, value) in terms.iter().zip(values) {
            all.push(value.unwrap_or_else(|| self.term(term)));
        }
        all
    }

    fn object(&mut self, pairs: &[(Term<'h>, Term<'h>)], span: Span) -> ExprId {
        let flat: Vec<Term<'h>> = pairs.iter().flat_map(|(k, v)| [*k, *v]).collect();
        let values = self.all(flat.iter());
        let at = self.at(span);
        let mut keys: Vec<&str> = pairs.iter().filter_map(|(k, _)| k.text()).collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.len() == pairs.len() {
            let items: Vec<BuildItem> = values
                .chunks_exact(2)
                .map(|p| BuildItem { key: p[0], value: p[1], optional: false })
                .collect();
            return self.linker.builder.object(&items, at);
        }
        self.linker.builder.call(&helpers::OBJECT, &values, true, at)
    }

    fn comprehension(&mut self, inner: &Comprehension<'h>, span: Span) -> ExprId {
        let block = self.closure(|this| {
            if !this.body(inner.body) {
                return;
            }
            let terms: Vec<Term<'h>> = inner.key.into_iter().chain([inner.head]).collect();
            let values = this.all(terms.iter());
            let (key, value) = match &*values {
                [key, value] => (Some(*key), Some(*value)),
                values => (None, values.first().copied()),
            };
            this.cursor.push(Stmt::Yield { key, value });
        });
        let generate = match inner.kind {
            ComprehensionKind::Array => Generate::Array,
            ComprehensionKind::Set => Generate::Set,
            ComprehensionKind::Object => Generate::Object,
        };
        self.expr(Expr::Generate(generate, block), span)
    }

    // Calls.

    fn builtin_call(&mut self, name: &str, arguments: &[ExprId], span: Span) -> ExprId {
        let at = self.at(span);
        match builtin(name) {
            Some(declared) => self.linker.builder.call(&declared.builtin, arguments, true, at),
            None => {
                let message = format!("undefined function {name}");
                let mut diagnostic = Diagnostic::error("rego-type-error", message);
                diagnostic.location = at;
                self.linker.diagnostics.push(diagnostic);
                self.value(Value::Null, span)
            }
        }
    }

    fn call(&mut self, callee: &Callee<'h>, args: &[Term<'h>], span: Span) -> ExprId {
        let arguments = self.all(args.iter());
        let (target, plain) = match callee {
            Callee::Host(name) => {
                let name = self.linker.builder.text(name);
                let list = self.linker.builder.list(&arguments);
                return self.expr(Expr::HostCall(name, list), span);
            }
            Callee::Operator(operator) => {
                let value = self.operator(*operator, &arguments, span);
                (Target::Builtin(operator.name()), value)
            }
            Callee::Builtin(declared) => {
                // What nobody can run is no missing value.
                let soft = !is_foreign(declared);
                let at = self.at(span);
                let value = self.linker.builder.call(&declared.builtin, &arguments, soft, at);
                (Target::Builtin(declared.builtin.name), value)
            }
            Callee::Function(path) => {
                let value = self.linker.call_function(path, &arguments, self.own, self.at(span));
                (Target::Data(path), value)
            }
        };
        let mut value = plain;
        if let Some(mock) = self.linker.mocks.get(&target).copied() {
            let list = self.linker.builder.list(&arguments);
            value = self.expr(Expr::CallMock(mock, list, plain), span);
        }
        if matches!(callee, Callee::Builtin(d) if d.builtin.name == "walk") {
            // A relation: one solution for each pair.
            let slot = self.new_slot();
            self.cursor.open(Opener::Scan { source: value, key: None, value: Some(slot) });
            return self.slot_expr(slot, span);
        }
        value
    }

    fn operator(&mut self, operator: Operator, arguments: &[ExprId], span: Span) -> ExprId {
        let op = match operator {
            Operator::Eq => Op::Eq,
            Operator::Ne => Op::Ne,
            Operator::Lt => Op::TotalLt,
            Operator::Le => Op::TotalLe,
            Operator::Gt => Op::TotalGt,
            Operator::Ge => Op::TotalGe,
            Operator::Add => Op::ExactAdd,
            Operator::Sub => Op::ExactSub,
            Operator::Mul => Op::ExactMul,
            Operator::Div => Op::ExactDiv,
            Operator::Rem => Op::ExactRem,
            Operator::In => Op::Member,
            Operator::Or | Operator::And | Operator::KeyIn => {
                return self.builtin_call(operator.name(), arguments, span);
            }
        };
        match arguments {
            [a, b] => self.expr(Expr::Binary(op, *a, *b), span),
            _ => self.value(Value::Null, span),
        }
    }
}

/// The values of a few terms, mostly: of as many no room is asked for.
enum Few {
    Here([ExprId; HERE], usize),
    There(Vec<ExprId>),
}

/// So many stand in [`Few`] itself.
const HERE: usize = 4;

impl Few {
    fn new(most: usize) -> Self {
        if most <= HERE {
            Few::Here([ExprId(0); HERE], 0)
        } else {
            Few::There(Vec::with_capacity(most))
        }
    }

    fn push(&mut self, value: ExprId) {
        match self {
            Few::Here(values, count) if *count < HERE => {
                values[*count] = value;
                *count += 1;
            }
            Few::Here(values, _) => {
                let mut all = values.to_vec();
                all.push(value);
                *self = Few::There(all);
            }
            Few::There(all) => all.push(value),
        }
    }
}

impl std::ops::Deref for Few {
    type Target = [ExprId];

    fn deref(&self) -> &[ExprId] {
        match self {
            Few::Here(values, count) => values.get(..*count).unwrap_or(&[]),
            Few::There(all) => all,
        }
    }
}

pub(super) fn count(n: usize) -> Value<'static> {
    Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

/// The value of a term without variables, calls and references.
pub(crate) fn constant<'a>(arena: &'a palisade_arena::Arena, term: &Term<'_>) -> Option<Value<'a>> {
    Some(match &term.kind {
        TermKind::Null => Value::Null,
        TermKind::Bool(b) => Value::Bool(*b),
        TermKind::Number(text) => Number::parse(arena, text)?,
        TermKind::Str(text) => Value::str(arena, text),
        TermKind::Array(items) => {
            let values: Option<Vec<_>> = items.iter().map(|t| constant(arena, t)).collect();
            Value::array(arena, &values?)
        }
        TermKind::Set(items) => {
            let values: Option<Vec<_>> = items.iter().map(|t| constant(arena, t)).collect();
            Value::set(arena, &values?)
        }
        TermKind::Object(pairs) => {
            let mut builder = ObjectBuilder::with_capacity(pairs.len());
            for (key, value) in *pairs {
                builder.insert(constant(arena, key)?, constant(arena, value)?);
            }
            builder.finish(arena)
        }
        TermKind::Json(json) => {
            parse_json(arena, json, JsonOptions::default()).unwrap_or(Value::Null)
        }
        _ => return None,
    })
}
