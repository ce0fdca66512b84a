//! What a rule compares unknown values with: the values that are worth trying for them.

use crate::judge::json;
use palisade_ir::{Eval, Expr, ExprId, FuncKind, Op, Program, Recorder};
use palisade_value::{Ext, Origin, UnknownKind, Value};

/// No more constants are kept for one rule.
const CONSTANTS: usize = 200;
/// Longer texts are messages and patterns rather than values.
const LONG: usize = 64;
/// Conditions nest no deeper than compilers allow; this is a second lock.
const DEPTH: usize = 100;

/// What something unknown is compared with.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Compared {
    /// What is unknown: `var.public`.
    pub subject: String,
    /// Values that decide, as JSON texts, each once.
    pub constants: Vec<String>,
    /// Whether it is looked into as well, by its beginning or a pattern, so that values which are
    /// not among the constants may decide.
    pub in_part: bool,
}

/// Watches a run of a rule for what it compares unknown values with.
pub(crate) struct Comparisons<'e> {
    program: &'e Program,
    /// The operands of each expression that is being evaluated.
    open: Vec<Vec<(ExprId, Value<'e>)>>,
    found: Vec<Compared>,
    count: usize,
}

impl<'e> Comparisons<'e> {
    pub(crate) fn new(program: &'e Program) -> Self {
        Self { program, open: Vec::new(), found: Vec::new(), count: 0 }
    }

    /// What was found, in the order of the run.
    pub(crate) fn finish(self) -> Vec<Compared> {
        self.found
    }

    fn of(&mut self, subject: &str) -> &mut Compared {
        let at = self.found.iter().position(|c| c.subject == subject);
        let at = at.unwrap_or_else(|| {
            self.found.push(Compared { subject: subject.to_owned(), ..Compared::default() });
            self.found.len() - 1
        });
        &mut self.found[at]
    }

    /// Notes a value that is compared with, or the items of a list.
    fn note(&mut self, subject: &str, value: Value<'_>, ordered: bool) {
        match value {
            Value::Array(array) => {
                array.items().iter().for_each(|v| self.scalar(subject, *v, ordered));
            }
            Value::Set(set) => set.items().iter().for_each(|v| self.scalar(subject, *v, ordered)),
            other => self.scalar(subject, other, ordered),
        }
    }

    fn scalar(&mut self, subject: &str, value: Value<'_>, ordered: bool) {
        let texts = match value {
            Value::Str(text) if text.len() <= LONG => vec![json(value)],
            Value::Bool(_) => vec![json(value)],
            // Behind a bound the verdict turns.
            Value::Int(n) if ordered => {
                let near = [n.saturating_sub(1), n, n.saturating_add(1)];
                near.iter().filter(|v| n < 0 || **v >= 0).map(ToString::to_string).collect()
            }
            Value::Int(_) | Value::Uint(_) | Value::Float(_) => vec![json(value)],
            _ => return,
        };
        for text in texts {
            if self.count < CONSTANTS && !self.of(subject).constants.contains(&text) {
                self.of(subject).constants.push(text);
                self.count += 1;
            }
        }
    }

    /// One operand is unknown, the other is not.
    fn compare(&mut self, op: Op, subject: &str, other: Value<'_>) {
        if !matches!(other, Value::Unknown(_) | Value::Object(_)) {
            self.note(subject, other, is_order(op));
        }
    }

    fn call(&mut self, name: &str, subject: &str, others: &[Value<'_>]) {
        let texts =
            others.iter().filter_map(|v| if let Value::Str(t) = v { Some(*t) } else { None });
        match name {
            "iam.anyone" | "iam.everything" | "iam.statements" => {
                self.note(subject, Value::Str("*"), false);
                self.of(subject).in_part = true;
            }
            // Networks are the only texts of which an ending says what they are.
            "cel.endsWith" => {
                for _ in texts.filter(|t| *t == "/0") {
                    self.note(subject, Value::Str("0.0.0.0/0"), false);
                }
                self.of(subject).in_part = true;
            }
            "cel.startsWith" | "cel.contains" | "cel.matches" | "cel.find" | "cel.split" => {
                self.of(subject).in_part = true;
            }
            _ => {}
        }
    }

    /// What the condition of a loop over something unknown compares its elements with.
    fn inside(&mut self, subject: &str, id: ExprId, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let program = self.program;
        let constant = |id: ExprId| match program.expr(id) {
            Expr::Const(value) => Some(program.constant(value)),
            _ => None,
        };
        match program.expr(id) {
            Expr::Binary(op, left, right) if is_comparison(op) => {
                for value in [left, right].into_iter().filter_map(constant) {
                    self.compare(op, subject, value);
                }
            }
            Expr::InTable(_, table) => {
                program.table(table).into_iter().for_each(|v| self.note(subject, v, false));
            }
            Expr::Call { builtin, .. } => {
                let values: Vec<Value<'_>> =
                    program.operands(id).into_iter().filter_map(constant).collect();
                self.call(program.builtin(builtin).name, subject, &values);
            }
            Expr::CallFunc(func, _) => {
                if let FuncKind::Expr(body) = program.func(func).kind {
                    self.inside(subject, body, depth + 1);
                }
            }
            _ => {}
        }
        for operand in program.operands(id) {
            self.inside(subject, operand, depth + 1);
        }
    }
}

fn is_order(op: Op) -> bool {
    use Op::{Ge, Gt, Le, Lt, TotalGe, TotalGt, TotalLe, TotalLt};
    matches!(op, Lt | Le | Gt | Ge | TotalLt | TotalLe | TotalGt | TotalGe)
}

fn is_comparison(op: Op) -> bool {
    is_order(op) || matches!(op, Op::Eq | Op::Ne | Op::In | Op::Member)
}

/// The unset variable that a value is, or that one of its items is. What is unknown somewhere in
/// an object is not what is compared where the object is.
fn subject<'v>(value: &Value<'v>) -> Option<&'v str> {
    let unknown = match value {
        Value::Array(array) => array.items().iter().find_map(Value::as_unknown)?,
        Value::Set(set) => set.items().iter().find_map(Value::as_unknown)?,
        Value::Ext(Ext::Optional(Some(value))) => value.as_unknown()?,
        other => other.as_unknown()?,
    };
    (unknown.kind == UnknownKind::UnsetVariable).then_some(unknown.subject)
}

impl<'e> Recorder<'e> for Comparisons<'e> {
    const ON: bool = true;
    const EXHAUSTIVE: bool = true;

    fn enter(&mut self, _: ExprId) {
        self.open.push(Vec::new());
    }

    fn exit(&mut self, id: ExprId, result: &Eval<'e>) {
        let parts = self.open.pop().unwrap_or_default();
        if let (Ok(value), Some(outer)) = (result, self.open.last_mut()) {
            outer.push((id, *value));
        }
        let unknown = parts.iter().find_map(|(part, v)| Some((*part, subject(v)?)));
        let Some((which, subject)) = unknown else { return };
        let others = || parts.iter().filter(|(part, _)| *part != which).map(|(_, v)| *v);
        match self.program.expr(id) {
            Expr::Binary(op, ..) if is_comparison(op) => {
                others().for_each(|value| self.compare(op, subject, value));
            }
            Expr::InTable(_, table) => {
                let program = self.program;
                program.table(table).into_iter().for_each(|v| self.note(subject, v, false));
            }
            Expr::Call { builtin, .. } => {
                let others: Vec<Value<'e>> = others().collect();
                self.call(self.program.builtin(builtin).name, subject, &others);
            }
            Expr::Loop(index) => {
                let parts = self.program.loop_parts(index);
                if parts.range == which {
                    for inner in [parts.condition, parts.step].into_iter().flatten() {
                        self.inside(subject, inner, 0);
                    }
                }
            }
            _ => {}
        }
    }

    fn read(&mut self, _: Value<'e>, _: Option<Value<'e>>, _: Option<&'e Origin<'e>>) {}

    fn iteration(&mut self, _: Value<'e>, _: Option<&'e Origin<'e>>) {}

    fn iteration_end(&mut self) {}
}
