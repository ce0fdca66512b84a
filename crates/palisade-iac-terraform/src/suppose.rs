//! Values that are worth trying for variables that nobody set: all that the type allows where
//! they are few, what the configuration compares the variable with, and what policies compare
//! with.

use palisade_arena::Arena;
use palisade_hcl::{Binary, BinaryOp, Call, Expr, ExprKind, Item, Step, StepKind, Traversal};
use palisade_model::{LoadContext, Question, Supposed, Supposition, Unit};
use palisade_value::{JsonOptions, Value, parse_json, write_json};
use rustc_hash::FxHashSet;

use crate::decl::{Module, Target, Variable};
use crate::tree::Tree;

/// A text that nothing compares with: a sample of all others.
const OTHER: &str = "any-other-text";
/// Functions that make nothing of a text but what it is compared with.
const PLAIN: &[&str] =
    &["coalesce", "contains", "jsonencode", "lookup", "tolist", "toset", "tostring", "try"];
/// No more values are tried for one variable.
const VALUES: usize = 40;
/// Expressions nest no deeper than the parser allows; this is a second lock.
const DEPTH: u32 = 1000;
/// No more module arguments are followed.
const NAMES: usize = 1000;

pub(crate) fn suppose(
    context: &LoadContext<'_>,
    unit: &Unit,
    questions: &[Question],
) -> Vec<Supposition> {
    let ast = Arena::new();
    let tree = Tree::load(&ast, context, unit);
    let modules = &tree.modules;
    let Some(root) = modules.first() else { return Vec::new() };
    let mut found = Vec::new();
    for question in questions {
        let Some(name) = question.subject.strip_prefix("var.") else { continue };
        let variable = root.variable_index.get(name).and_then(|at| root.variables.get(*at));
        let Some(variable) = variable else { continue };
        let mut values = Values::new(variable);
        values.collect(modules, name);
        values.constants(question);
        found.push(values.finish(question));
    }
    found
}

/// What a type allows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    Bool,
    Number,
    Text,
    /// A list or set of texts.
    Texts,
    /// Another list, set or map.
    Empty(&'static str),
    Any,
    Other,
}

fn shape(variable: &Variable<'_>) -> Shape {
    let Some(ty) = variable.ty else { return Shape::Any };
    match &ty.expr().kind {
        ExprKind::Variable("bool") => Shape::Bool,
        ExprKind::Variable("number") => Shape::Number,
        ExprKind::Variable("string") => Shape::Text,
        ExprKind::Variable("any") => Shape::Any,
        ExprKind::Call(call) => match (call.name.name, call.args.first().map(|a| &a.kind)) {
            ("list" | "set", Some(ExprKind::Variable("string"))) => Shape::Texts,
            ("list" | "set", _) => Shape::Empty("[]"),
            ("map", _) => Shape::Empty("{}"),
            _ => Shape::Other,
        },
        _ => Shape::Other,
    }
}

/// A plain value of the configuration.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Literal {
    Bool(bool),
    Number(String),
    Text(String),
    Null,
}

impl Literal {
    fn of(expr: &Expr<'_>) -> Option<Self> {
        Some(match &expr.kind {
            ExprKind::Bool(b) => Self::Bool(*b),
            ExprKind::Number(n) => Self::Number((*n).to_owned()),
            ExprKind::String(text) => Self::Text((*text).to_owned()),
            ExprKind::Null => Self::Null,
            ExprKind::Parens(inner) => return Self::of(inner),
            _ => return None,
        })
    }

    fn from_json(text: &str) -> Option<Self> {
        let arena = Arena::new();
        Some(match parse_json(&arena, text, JsonOptions::default()).ok()? {
            Value::Bool(b) => Self::Bool(b),
            Value::Str(text) => Self::Text(text.to_owned()),
            Value::Int(_) | Value::Uint(_) | Value::Float(_) => Self::Number(text.to_owned()),
            _ => return None,
        })
    }

    fn expression(&self) -> String {
        match self {
            Self::Bool(b) => b.to_string(),
            Self::Number(n) => n.clone(),
            Self::Text(text) => quoted(text),
            Self::Null => "null".to_owned(),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Text(text) if text.is_empty() => "empty".to_owned(),
            Self::Text(text) => format!("`{text}`"),
            other => other.expression(),
        }
    }
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_json(&mut out, Value::Str(text));
    out.replace("${", "$${").replace("%{", "%%{")
}

struct Values {
    shape: Shape,
    nullable: bool,
    literals: Vec<Literal>,
    /// The values that a validation allows, if it lists them.
    allowed: Option<Vec<Literal>>,
    /// Whether something looks into it, so that values beside the literals may decide.
    in_part: bool,
}

impl Values {
    fn new(variable: &Variable<'_>) -> Self {
        let mut values = Self {
            shape: shape(variable),
            nullable: variable.nullable,
            literals: Vec::new(),
            allowed: None,
            in_part: false,
        };
        for condition in &variable.validations {
            let list = allowed(condition.expr(), variable.name);
            values.allowed = values.allowed.or(list);
        }
        values
    }

    fn add(&mut self, literal: Literal) {
        let fits = match (self.shape, &literal) {
            (_, Literal::Null) => self.nullable,
            (Shape::Any, _) => true,
            (Shape::Bool, Literal::Bool(_)) => true,
            (Shape::Number, Literal::Number(_)) => true,
            (Shape::Text | Shape::Texts, Literal::Text(_)) => true,
            // Texts that look like other values are converted.
            (Shape::Text, Literal::Number(_)) => true,
            _ => false,
        };
        if fits && !self.literals.contains(&literal) {
            self.literals.push(literal);
        }
    }

    /// What something is compared with. Behind a bound (`ordered`) the result turns.
    fn add_near(&mut self, literal: Literal, ordered: bool) {
        if let Literal::Number(text) = &literal
            && let Ok(number) = text.parse::<i64>()
            && ordered
        {
            let near = [number.saturating_sub(1), number, number.saturating_add(1)];
            for near in near.iter().filter(|near| number < 0 || **near >= 0) {
                self.add(Literal::Number(near.to_string()));
            }
            return;
        }
        self.add(literal);
    }

    /// What the configuration compares the variable with, under every name that it is passed by.
    fn collect(&mut self, modules: &[Module<'_>], name: &str) {
        let mut names: Vec<(usize, String)> = vec![(0, name.to_owned())];
        let mut seen: FxHashSet<(usize, String)> = names.iter().cloned().collect();
        let mut next = 0;
        while let Some((at, name)) = names.get(next).cloned() {
            next += 1;
            let Some(module) = modules.get(at) else { continue };
            let mut walker = Walker { module, name: &name, values: self, depth: 0 };
            walker.module();
            for call in &module.calls {
                let Target::Module(target) = call.target else { continue };
                for arg in call.args.iter().filter(|arg| is_variable(arg.expr(), &name)) {
                    let passed = (target, arg.attr.name.name.to_owned());
                    if names.len() < NAMES && seen.insert(passed.clone()) {
                        names.push(passed);
                    }
                }
            }
        }
    }

    /// What policies compare with.
    fn constants(&mut self, question: &Question) {
        for literal in question.constants.iter().filter_map(|text| Literal::from_json(text)) {
            self.add(literal);
        }
    }

    fn finish(self, question: &Question) -> Supposition {
        let input = question.subject.trim_start_matches("var.").to_owned();
        let plain = |literal: &Literal| Supposed {
            expression: literal.expression(),
            shown: literal.shown(),
            is_rest: false,
        };
        let null = self.nullable.then_some(Literal::Null);
        let mut is_whole = false;
        let mut values: Vec<Supposed> = match (self.shape, self.allowed) {
            (Shape::Text | Shape::Number | Shape::Any, Some(allowed)) => {
                is_whole = allowed.len() <= VALUES;
                allowed.iter().map(plain).collect()
            }
            (Shape::Bool, _) => {
                is_whole = true;
                let both = [Literal::Bool(true), Literal::Bool(false)];
                both.iter().chain(null.iter()).map(plain).collect()
            }
            (Shape::Any, None) => {
                let both = [Literal::Bool(true), Literal::Bool(false)];
                let rest = self.literals.iter().filter(|l| !both.contains(l));
                both.iter().chain(rest).map(plain).collect()
            }
            (Shape::Text, None) if self.literals.len() < VALUES => {
                let other = Literal::Text(OTHER.to_owned());
                let rest = Supposed { is_rest: true, ..plain(&other) };
                self.literals.iter().map(plain).chain(std::iter::once(rest)).collect()
            }
            (Shape::Text | Shape::Number, None) => self.literals.iter().map(plain).collect(),
            (Shape::Texts, _) => {
                let list = |literal: &Literal| match literal {
                    Literal::Text(text) => Some(Supposed {
                        expression: format!("[{}]", quoted(text)),
                        shown: format!("`[{}]`", quoted(text)),
                        is_rest: false,
                    }),
                    _ => None,
                };
                let empty =
                    Supposed { expression: "[]".into(), shown: "empty".into(), is_rest: false };
                std::iter::once(empty).chain(self.literals.iter().filter_map(list)).collect()
            }
            (Shape::Empty(expression), _) => {
                let (expression, shown) = (expression.into(), "empty".into());
                vec![Supposed { expression, shown, is_rest: false }]
            }
            (Shape::Other, _) => Vec::new(),
        };
        values.truncate(VALUES);
        if let Some(null) = null
            && !is_whole
            && !values.iter().any(|v| v.expression == "null")
        {
            values.push(plain(&null));
        }
        let in_part = self.in_part;
        Supposition { subject: question.subject.clone(), input, values, is_whole, in_part }
    }
}

/// Whether an expression is nothing but a variable.
fn is_variable(expr: &Expr<'_>, name: &str) -> bool {
    match &expr.kind {
        ExprKind::Parens(inner) => is_variable(inner, name),
        ExprKind::Template(template) => {
            template.wrapped().is_some_and(|inner| is_variable(inner, name))
        }
        ExprKind::Traversal(traversal) => {
            matches!(traversal.base.kind, ExprKind::Variable("var"))
                && matches!(traversal.steps, [Step { kind: StepKind::Attribute(step), .. }] if *step == name)
        }
        _ => false,
    }
}

/// The plain values of a list.
fn listed(expr: &Expr<'_>) -> Option<Vec<Literal>> {
    match &expr.kind {
        ExprKind::Parens(inner) => listed(inner),
        ExprKind::Tuple(items) => items.iter().map(Literal::of).collect(),
        _ => None,
    }
}

/// The values that a condition allows, where it is `contains([…], var.x)` alone or with more.
fn allowed(expr: &Expr<'_>, name: &str) -> Option<Vec<Literal>> {
    match &expr.kind {
        ExprKind::Parens(inner) => allowed(inner, name),
        ExprKind::Call(call) if call.name.name == "contains" => match call.args {
            [list, one] if is_variable(one, name) => listed(list),
            _ => None,
        },
        ExprKind::Binary(binary) if binary.op == BinaryOp::And => {
            allowed(&binary.left, name).or_else(|| allowed(&binary.right, name))
        }
        ExprKind::Binary(binary) if binary.op == BinaryOp::Or => {
            let mut both = allowed(&binary.left, name)?;
            both.extend(allowed(&binary.right, name)?);
            Some(both)
        }
        ExprKind::Binary(binary) if binary.op == BinaryOp::Equal => {
            let sides = [(&binary.left, &binary.right), (&binary.right, &binary.left)];
            let other = sides.into_iter().find(|(a, _)| is_variable(a, name))?.1;
            Some(vec![Literal::of(other)?])
        }
        _ => None,
    }
}

/// Looks for what one module compares a variable with.
struct Walker<'w, 's> {
    module: &'w Module<'s>,
    name: &'w str,
    values: &'w mut Values,
    depth: u32,
}

impl<'s> Walker<'_, 's> {
    fn module(&mut self) {
        let module = self.module;
        module.locals.iter().for_each(|local| self.expr(local.at.expr()));
        for resource in &module.resources {
            resource.items.iter().for_each(|(_, item)| self.item(item));
        }
        for call in &module.calls {
            let own = [call.count, call.for_each];
            own.iter().flatten().chain(&call.args).for_each(|at| self.expr(at.expr()));
        }
        let outputs = module.outputs.iter().filter_map(|output| output.value);
        outputs.for_each(|at| self.expr(at.expr()));
    }

    fn item(&mut self, item: &Item<'s>) {
        if self.depth >= DEPTH {
            return;
        }
        self.depth += 1;
        match item {
            Item::Attribute(attr) => self.expr(&attr.expr),
            Item::Block(block) => block.body.items.iter().for_each(|item| self.item(item)),
        }
        self.depth -= 1;
    }

    /// The keys of an object that stands here or under a local name.
    fn keys(&mut self, expr: &Expr<'s>) {
        match &expr.kind {
            ExprKind::Parens(inner) => self.keys(inner),
            ExprKind::Object(items) => {
                for item in *items {
                    if let Some(key) = item.key.text() {
                        self.values.add(Literal::Text(key.to_owned()));
                    }
                }
            }
            ExprKind::Traversal(traversal) => {
                if let (
                    ExprKind::Variable("local"),
                    [Step { kind: StepKind::Attribute(name), .. }],
                ) = (&traversal.base.kind, traversal.steps)
                {
                    self.local_keys(name);
                }
            }
            _ => {}
        }
    }

    fn local_keys(&mut self, name: &str) {
        let local = self.module.local_index.get(name).and_then(|at| self.module.locals.get(*at));
        if let Some(local) = local
            && let ExprKind::Object(_) = local.at.expr().kind
        {
            self.keys(local.at.expr());
        }
    }

    fn compared(&mut self, left: &Expr<'s>, right: &Expr<'s>, ordered: bool) {
        for (one, other) in [(left, right), (right, left)] {
            if is_variable(one, self.name) {
                let literal = Literal::of(other).into_iter();
                literal.for_each(|literal| self.values.add_near(literal, ordered));
            }
        }
    }

    fn expr(&mut self, expr: &Expr<'s>) {
        if self.depth >= DEPTH {
            return;
        }
        self.depth += 1;
        match &expr.kind {
            ExprKind::Traversal(traversal) => self.traversal(traversal),
            ExprKind::Call(call) => self.call(call),
            ExprKind::Binary(Binary { op, left, right, .. })
                if !matches!(op, BinaryOp::And | BinaryOp::Or) =>
            {
                self.compared(left, right, !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual));
            }
            _ => {}
        }
        expr.children(|child| self.expr(child));
        self.depth -= 1;
    }

    fn traversal(&mut self, traversal: &Traversal<'s>) {
        let Some((Step { kind: StepKind::Index(index), .. }, before)) =
            traversal.steps.split_last()
        else {
            return;
        };
        if !is_variable(index, self.name) {
            return;
        }
        match (&traversal.base.kind, before) {
            (_, []) => self.keys(&traversal.base),
            (ExprKind::Variable("local"), [Step { kind: StepKind::Attribute(name), .. }]) => {
                self.local_keys(name);
            }
            _ => {}
        }
    }

    fn call(&mut self, call: &Call<'s>) {
        match (call.name.name, call.args) {
            ("contains", [list, one]) if is_variable(one, self.name) => {
                let items = listed(list).unwrap_or_default();
                items.into_iter().for_each(|literal| self.values.add(literal));
            }
            ("lookup", [map, key, ..]) if is_variable(key, self.name) => self.keys(map),
            _ => {}
        }
        let looks_in = !PLAIN.contains(&call.name.name);
        self.values.in_part |= looks_in && call.args.iter().any(|arg| is_variable(arg, self.name));
    }
}
