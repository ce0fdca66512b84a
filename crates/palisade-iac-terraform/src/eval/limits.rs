//! What bounds evaluation. Each expression has a share of steps and of memory, so that one that
//! explodes takes nothing from the others; the root has a total. Whatever a bound cuts off is
//! listed as not examined.

use palisade_hcl::{Expr, ExprKind, StepKind, TemplatePart};
use palisade_model::Unscanned;
use palisade_source::{Diagnostic, Location};
use palisade_value::Value;

use super::expand::{INSTANCES, MODULE_INSTANCES};
use super::{Env, Eval, Evaluator, Problem};

/// The code of diagnostics that tell of a bound.
pub(crate) const LIMIT: &str = "terraform-limit";

/// The bounds of one root: its share of what all roots of a run may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// By how much they are divided.
    divided: u64,
    pub(super) instances: usize,
    pub(super) module_instances: usize,
    steps_of_one: u64,
    steps: u64,
    bytes_of_one: usize,
    bytes: usize,
}

impl Bounds {
    pub(crate) fn new(divided: usize) -> Self {
        let by = divided.max(1);
        let divided = u64::try_from(by).unwrap_or(u64::MAX);
        let steps = (STEPS / divided).max(STEPS / 100);
        let bytes = (BYTES / by).max(BYTES / 16);
        Self {
            divided,
            instances: (INSTANCES / by).max(INSTANCES / 100),
            module_instances: (MODULE_INSTANCES / by).max(MODULE_INSTANCES / 100),
            steps_of_one: STEPS_OF_ONE.min(steps),
            steps,
            bytes_of_one: BYTES_OF_ONE.min(bytes),
            bytes,
        }
    }

    /// What to say beside a bound, where it is less than that of a root by itself.
    pub(super) fn shared(&self) -> &'static str {
        if self.divided > 1 { ", its share among all roots" } else { "" }
    }
}

/// One expression looks at no more than so many others, loops counted each time.
const STEPS_OF_ONE: u64 = if cfg!(test) { 200_000 } else { 10_000_000 };
/// The same for all of a root.
const STEPS: u64 = if cfg!(test) { 1_000_000 } else { 50_000_000 };
/// What is left to each expression when the root has used up its own.
const STEPS_LEFT: u64 = 1_000;

/// One expression makes values of no more than so many bytes.
const BYTES_OF_ONE: usize = 256 << 20;
/// The same for all of a root.
const BYTES: usize = 1 << 30;
/// What is left to each expression when the root has used up its own.
const BYTES_LEFT: usize = 1 << 20;

/// Parts of a value that are counted to know what looking at it costs.
const PARTS: u64 = 1_000_000;

/// Up to where the present expression may go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    steps: u64,
    bytes: usize,
    /// Whether it is what is left behind the bounds of the root.
    rest: bool,
    /// Whether it was told that it is used up.
    told: bool,
}

impl Budget {
    pub(crate) const NONE: Self =
        Self { steps: u64::MAX, bytes: usize::MAX, rest: false, told: false };
}

/// How much of the root's bounds is used up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Open,
    /// Each expression still has a little.
    Spent,
    /// Only plain values are evaluated.
    Closed,
}

/// Something that a bound cut off, and in how many more instances.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    unscanned: Unscanned,
    more: usize,
}

impl Problem {
    /// A bound that was reached.
    pub(crate) fn limit(message: impl Into<String>) -> Box<Self> {
        let mut problem = Self::new(message);
        problem.code = LIMIT;
        problem
    }

    /// Whether a bound was reached: what `try` does not take for an answer.
    pub(crate) fn is_limit(&self) -> bool {
        self.code == LIMIT
    }

    /// Whether `try` and `can` pass it on: a bound, or what Terraform refuses beforehand.
    pub(crate) fn passes_try(&self) -> bool {
        self.is_limit() || self.refused
    }
}

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// The bytes that values take so far.
    fn used(&self) -> usize {
        self.arena.bytes().saturating_sub(self.arena.bump().chunk_capacity())
    }

    fn stage(&self) -> Stage {
        let used = self.used();
        if self.steps_taken >= 2 * self.bounds.steps
            || used >= self.bounds.bytes + self.bounds.bytes / 4
        {
            Stage::Closed
        } else if self.steps_taken >= self.bounds.steps || used >= self.bounds.bytes {
            Stage::Spent
        } else {
            Stage::Open
        }
    }

    /// Evaluates an expression that stands by itself, with a share of its own. What is written
    /// out is always evaluated.
    pub(super) fn whole(&mut self, expr: &Expr<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        let outer = self.budget;
        let (steps, bytes) = (self.steps_taken, self.used());
        let share = |steps_of_one: u64, bytes_of_one: usize, rest: bool| Budget {
            steps: steps.saturating_add(steps_of_one),
            bytes: bytes.saturating_add(bytes_of_one),
            rest,
            told: false,
        };
        self.budget = match self.stage() {
            Stage::Open => share(self.bounds.steps_of_one, self.bounds.bytes_of_one, false),
            _ if is_plain(expr) => Budget::NONE,
            Stage::Spent => share(STEPS_LEFT, BYTES_LEFT, true),
            Stage::Closed => share(0, 0, true),
        };
        let value = self.eval(expr, env).map_err(|problem| self.once(problem));
        // What was evaluated inside with shares of its own does not count here.
        self.budget = Budget {
            steps: outer.steps.saturating_add(self.steps_taken - steps),
            bytes: outer.bytes.saturating_add(self.used().saturating_sub(bytes)),
            ..outer
        };
        value
    }

    /// Counts a step of evaluation.
    pub(super) fn step(&mut self, location: Location) -> Result<(), Box<Problem>> {
        self.steps_taken += 1;
        let far = self.steps_taken > self.budget.steps;
        if far || (self.steps_taken.is_multiple_of(16) && self.used() > self.budget.bytes) {
            return Err(self.too_far(Some(location), far));
        }
        Ok(())
    }

    /// Counts a pass of a loop.
    pub(super) fn spend_part(&mut self, location: Location) -> Result<(), Box<Problem>> {
        let far = self.steps_taken > self.budget.steps;
        if far || self.used() > self.budget.bytes {
            return Err(self.too_far(Some(location), far));
        }
        Ok(())
    }

    /// Evaluates a part of a value, which is evaluated all the same if it is plain and the share is
    /// used up.
    pub(super) fn part(&mut self, expr: &Expr<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        let used_up = self.steps_taken > self.budget.steps || self.used() > self.budget.bytes;
        if !used_up || !is_plain(expr) {
            return self.eval(expr, env);
        }
        let outer = std::mem::replace(&mut self.budget, Budget::NONE);
        let value = self.eval(expr, env);
        self.budget = outer;
        value
    }

    /// Marks what was told of the present expression already.
    pub(super) fn once(&mut self, mut problem: Box<Problem>) -> Box<Problem> {
        if problem.used_up {
            problem.told = std::mem::replace(&mut self.budget.told, true);
        }
        problem
    }

    /// Counts what it costs to look at values.
    pub(super) fn charge(&mut self, values: &[Value<'a>]) {
        let mut left = PARTS;
        values.iter().for_each(|value| count(*value, 0, &mut left));
        self.steps_taken += (PARTS - left) / 8;
    }

    /// Counts what it cost to make a text.
    pub(super) fn charge_text(&mut self, length: usize) -> Result<(), Box<Problem>> {
        self.steps_taken += length as u64 / 512;
        // A text of plain parts has no share: it is small where nothing is left.
        if length > 4096 && self.stage() == Stage::Closed {
            self.budget.rest = true;
            return Err(self.too_far(None, true));
        }
        Ok(())
    }

    /// How many bytes a policy document may have.
    pub(super) fn room_for_document(&self) -> usize {
        match self.stage() {
            Stage::Open => palisade_shapes::iam::LONGEST,
            Stage::Spent => palisade_shapes::iam::LONGEST / 16,
            Stage::Closed => palisade_shapes::iam::LONGEST / 128,
        }
    }

    /// Counts what it cost to read and write policy documents of so many bytes.
    pub(super) fn charge_document(&mut self, length: usize) {
        self.steps_taken += length as u64 / 32;
    }

    fn too_far(&self, location: Option<Location>, far: bool) -> Box<Problem> {
        let mut problem = if self.budget.rest {
            let Bounds { steps, bytes, .. } = self.bounds;
            let share = self.bounds.shared();
            let mut problem = Problem::limit(match self.steps_taken >= steps {
                true => format!("the evaluation of this root takes over {steps} steps{share}"),
                false => {
                    format!("the values of this root take over {} MiB{share}", bytes >> 20)
                }
            });
            problem.whole_root = true;
            problem
        } else if far {
            Problem::limit(format!("this expression takes over {} steps", self.bounds.steps_of_one))
        } else {
            Problem::limit(format!(
                "this expression makes over {} MiB",
                self.bounds.bytes_of_one >> 20
            ))
        };
        problem.location = location;
        problem.used_up = true;
        problem
    }

    /// How much of the bounds of a root by itself is used, in thousandths; and whether anything was
    /// cut off that might not be with the whole of them.
    pub(super) fn spent(&self) -> (u32, bool) {
        let part = |used: u64, most: u64| used.saturating_mul(1000) / most.max(1);
        let wide = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let parts = [
            part(wide(self.made_instances()), wide(INSTANCES)),
            part(wide(self.instances.len()), wide(MODULE_INSTANCES)),
            part(self.steps_taken, STEPS),
            part(wide(self.used()), wide(BYTES)),
        ];
        let most = parts.into_iter().max().unwrap_or(0);
        let is_short = self.bounds.divided > 1 && !self.cuts.is_empty();
        (u32::try_from(most).unwrap_or(u32::MAX), is_short)
    }

    /// Lists what a bound cut off: once for each place and reason, however many instances of it
    /// there are.
    pub(super) fn cut(&mut self, subject: &str, location: Location, reason: &str) {
        let key = (location, reason.to_owned());
        if let Some(known) = self.cut_at.get(&key).and_then(|at| self.cuts.get_mut(*at)) {
            if known.unscanned.subject != subject {
                known.more += 1;
            }
            return;
        }
        self.cut_at.insert(key, self.cuts.len());
        let unscanned = Unscanned {
            subject: subject.to_owned(),
            reason: reason.to_owned(),
            location: Some(location),
        };
        self.cuts.push(Cut { unscanned, more: 0 });
    }

    /// The same for a problem, with what is evaluated at present as the subject.
    pub(super) fn cut_by(&mut self, problem: &Problem, location: Location, subject: &str) {
        let (prefix, name) = self.current;
        let name = match (prefix, name) {
            ("", "") => subject.to_owned(),
            (prefix, name) => format!("{prefix}{name}"),
        };
        self.cut(&name, location, &problem.message);
    }

    /// Tells that the bounds of the root were reached, once.
    pub(super) fn tell_root(&mut self, problem: &Problem, location: Location) {
        if self.full_told {
            return;
        }
        self.full_told = true;
        let diagnostic = Diagnostic::error(LIMIT, problem.message.clone())
            .at(location)
            .label(location, "from here on only what is plain is evaluated")
            .help("what is left out is listed as not examined; scan parts of it by themselves");
        self.told.diagnostics.push(diagnostic);
    }

    /// Puts what was cut off into the list of what was not examined.
    pub(super) fn list_cuts(&mut self) {
        for Cut { mut unscanned, more } in std::mem::take(&mut self.cuts) {
            if more > 0 {
                unscanned.reason.push_str(&format!("; so it is for {more} more of its instances"));
            }
            self.told.unscanned.push(unscanned);
        }
    }
}

/// Counts the parts of a value down from `left`.
fn count(value: Value<'_>, depth: u32, left: &mut u64) {
    if *left == 0 || depth > 64 {
        return;
    }
    *left -= 1;
    match value {
        Value::Str(text) => *left = left.saturating_sub(text.len() as u64 / 64),
        // Fractions and numbers beyond 64 bits are computed with in 512 bits.
        Value::Float(_) | Value::Num(_) => *left = left.saturating_sub(64),
        Value::Array(array) => array.items().iter().for_each(|v| count(*v, depth + 1, left)),
        Value::Set(set) => set.items().iter().for_each(|v| count(*v, depth + 1, left)),
        Value::Object(object) => {
            object.entries().iter().for_each(|(_, value)| count(*value, depth + 1, left));
        }
        _ => {}
    }
}

/// Whether the cost of an expression is that of reading it: what is written out, and names.
fn is_plain(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) => true,
        ExprKind::Variable(_) | ExprKind::Invalid => true,
        ExprKind::Template(template) => template.parts.iter().all(|part| match part {
            TemplatePart::Literal(..) => true,
            TemplatePart::Interpolation(one) => is_plain(&one.expr),
            TemplatePart::If(_) | TemplatePart::For(_) => false,
        }),
        ExprKind::Traversal(traversal) => {
            is_plain(&traversal.base)
                && traversal.steps.iter().all(|step| match &step.kind {
                    StepKind::Attribute(_) | StepKind::LegacyIndex(_) => true,
                    StepKind::Index(index) => is_plain(index),
                    StepKind::AttributeSplat(_) | StepKind::FullSplat(_) => false,
                })
        }
        ExprKind::Tuple(items) => items.iter().all(is_plain),
        ExprKind::Object(items) => items.iter().all(|item| {
            let key = match &item.key {
                palisade_hcl::ObjectKey::Name(_) => true,
                palisade_hcl::ObjectKey::Expr(key) => is_plain(key),
            };
            key && is_plain(&item.value)
        }),
        ExprKind::Unary(unary) => is_plain(&unary.operand),
        ExprKind::Parens(inner) => is_plain(inner),
        ExprKind::Call(_) | ExprKind::For(_) | ExprKind::Conditional(_) | ExprKind::Binary(_) => {
            false
        }
    }
}
