//! Errors of builtins in rules that give messages.
//!
//! Rego takes such an error for undefined, so that a rule may be quiet because of it. Where that
//! is so, the rule did not get to a verdict: it is run once more with something unknown in place
//! of what the builtin gave, and if its verdict hangs on that, the quiet is no pass. Some rules
//! make use of such errors, to sort values by what a builtin says of them: within `not`, in
//! comprehensions, and where there is an `else` or a default they are told of, and change nothing;
//! nor do operands of a type that a builtin is not for.

use crate::judge::Judge;
use crate::{CompiledPolicy, CompiledRule};
use palisade_arena::Arena;
use palisade_ir::{
    Builtin, CallContext, Eval, Expr, ExprId, Fault, FaultKind, FuncKind, Generate, Program,
    Recorder, Role, Vm, World,
};
use palisade_model::Resource;
use palisade_source::{Diagnostic, Level, Location};
use palisade_value::{Origin, Unknown, UnknownKind, Value};
use std::cell::{Cell, RefCell};

/// So many errors of one rule on one resource are told apart.
const MOST: usize = 64;

/// What an error counts as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Weight {
    /// The rule did not get to a verdict.
    Grave,
    /// It did, and may have done so by intent.
    Told,
    /// A value of another type than those that the rule looks for.
    OtherType,
}

/// What is done about errors.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
enum Mode {
    /// They are counted.
    #[default]
    Count,
    /// Something unknown stands for what grave ones hide.
    Grave,
    /// Something unknown stands for what the others hide.
    Others,
}

/// An error that the rule went on without.
#[derive(Clone, Debug)]
pub(crate) struct Caught {
    pub(crate) message: String,
    pub(crate) location: Option<Location>,
    weight: Weight,
}

/// The errors of a run of one rule.
#[derive(Default)]
pub(crate) struct Faults {
    mode: Cell<Mode>,
    any: Cell<bool>,
    /// How many of the constructs are open in which errors are made use of.
    lenient: Cell<u32>,
    caught: RefCell<Vec<Caught>>,
}

impl Faults {
    /// Forgets what was before; errors are counted.
    pub(crate) fn start(&self) {
        self.begin(Mode::Count);
    }

    /// Whether there was any since the start.
    pub(crate) fn any(&self) -> bool {
        self.any.get()
    }

    fn begin(&self, mode: Mode) {
        self.mode.set(mode);
        self.any.set(false);
        self.lenient.set(0);
        self.caught.borrow_mut().clear();
    }

    /// The error that something unknown stands for.
    fn behind(&self, unknown: &Unknown<'_>) -> Option<Caught> {
        let caught = self.caught.borrow();
        let is_it = |c: &&Caught| {
            unknown.kind == UnknownKind::Invalid
                && c.location == unknown.location
                && c.message == unknown.subject
        };
        caught.iter().find(is_it).cloned()
    }
}

impl World for Faults {
    fn call<'e>(
        &self,
        _: &'static Builtin,
        _: &CallContext<'_, 'e>,
        _: &[Value<'e>],
    ) -> Option<Eval<'e>> {
        None
    }

    fn swallowed<'e>(&self, fault: &Fault<'e>, arena: &'e Arena) -> Option<Value<'e>> {
        self.any.set(true);
        let weight = match (fault.kind, self.lenient.get() > 0) {
            (FaultKind::WrongType, true) => return None,
            (FaultKind::WrongType, false) => Weight::OtherType,
            (_, true) => Weight::Told,
            (_, false) => Weight::Grave,
        };
        let stands = match self.mode.get() {
            Mode::Count => false,
            Mode::Grave => weight == Weight::Grave,
            Mode::Others => weight != Weight::Grave,
        };
        let mut caught = self.caught.borrow_mut();
        if !stands || caught.len() >= MOST {
            return None;
        }
        let (message, location) = (fault.message.to_owned(), fault.location);
        caught.push(Caught { message, location, weight });
        let (kind, subject) = (UnknownKind::Invalid, fault.message);
        let unknown = Unknown { kind, subject, location, partial: None, nullable: false };
        Some(Value::unknown(arena, unknown))
    }
}

/// Follows a run through the constructs in which errors are made use of.
struct Leniency<'p> {
    program: &'p Program,
    faults: &'p Faults,
    open: Vec<bool>,
}

impl Leniency<'_> {
    fn push(&mut self, is_lenient: bool) {
        self.open.push(is_lenient);
        if is_lenient {
            self.faults.lenient.set(self.faults.lenient.get() + 1);
        }
    }

    fn pop(&mut self) {
        if self.open.pop() == Some(true) {
            self.faults.lenient.set(self.faults.lenient.get().saturating_sub(1));
        }
    }
}

impl<'e> Recorder<'e> for Leniency<'_> {
    const ON: bool = true;

    fn enter(&mut self, expr: ExprId) {
        let is_lenient = match self.program.expr(expr) {
            Expr::Generate(Generate::Array | Generate::Set | Generate::Object, _) => true,
            Expr::CallFunc(func, _) => match &self.program.func(func).kind {
                FuncKind::Rules { bodies, default, .. } => {
                    default.is_some() || bodies.iter().any(|chain| chain.0.len() > 1)
                }
                FuncKind::Expr(_) => false,
            },
            _ => false,
        };
        self.push(is_lenient);
    }

    fn exit(&mut self, _: ExprId, _: &Eval<'e>) {
        self.pop();
    }

    fn read(&mut self, _: Value<'e>, _: Option<Value<'e>>, _: Option<&'e Origin<'e>>) {}

    fn iteration(&mut self, _: Value<'e>, _: Option<&'e Origin<'e>>) {}

    fn iteration_end(&mut self) {}

    fn statement(&mut self, role: Role) {
        self.push(role == Role::Not);
    }

    fn statement_end(&mut self) {
        self.pop();
    }
}

impl<'e> Judge<'e> {
    /// The errors of builtins that the verdict of a rule hangs on, where it gave `elements` and
    /// went on without what some builtins would have given: one that makes it no verdict at all,
    /// or else those that are to be told of.
    pub(crate) fn hidden(
        &self,
        rule: &CompiledRule,
        resource: &'e Resource<'e>,
        elements: &[Value<'e>],
    ) -> Result<Vec<Diagnostic>, Caught> {
        let grave = self.hangs_on(rule, resource, elements, Mode::Grave);
        if let Some(first) = grave.into_iter().next() {
            return Err(first);
        }
        // What is found in any case needs no doubt.
        if !elements.is_empty() {
            return Ok(Vec::new());
        }
        let others = self.hangs_on(rule, resource, elements, Mode::Others);
        Ok(others.iter().map(|caught| tell(self.policy, caught)).collect())
    }

    fn hangs_on(
        &self,
        rule: &CompiledRule,
        resource: &'e Resource<'e>,
        elements: &[Value<'e>],
        mode: Mode,
    ) -> Vec<Caught> {
        let faults = self.faults;
        faults.begin(mode);
        let program = &self.policy.program;
        let leniency = Leniency { program, faults, open: Vec::new() };
        let mut vm: Vm<'e, Leniency<'_>> = self.machine(leniency);
        self.start(&mut vm, resource);
        let whole = match vm.call(rule.condition, &[]) {
            Ok(whole) => whole,
            Err(_) => return Vec::new(),
        };
        let one = [whole];
        let now: &[Value<'e>] = match whole {
            Value::Array(array) => array.items(),
            Value::Set(set) => set.items(),
            _ => &one,
        };
        // What was found because of an error is found, and what it is part of was told.
        if elements.iter().any(|element| !now.iter().any(|n| n.same(element))) {
            return Vec::new();
        }
        let mut found: Vec<Caught> = Vec::new();
        for caught in now.iter().filter_map(|v| faults.behind(v.find_unknown()?)) {
            if !found.iter().any(|f| f.location == caught.location) {
                found.push(caught);
            }
        }
        // What would be found whatever the builtin gave.
        let is_new = |v: &&Value<'e>| !elements.iter().any(|element| element.same(v));
        let is_message = |v: &&Value<'e>| {
            !matches!(v, Value::Null | Value::Bool(false)) && v.find_unknown().is_none()
        };
        if found.is_empty() && now.iter().filter(is_message).any(|v| is_new(&v)) {
            found.extend(faults.caught.borrow().first().cloned());
        }
        found
    }
}

fn tell(policy: &CompiledPolicy, caught: &Caught) -> Diagnostic {
    let (id, message) = (&policy.policy.id, &caught.message);
    let (level, help) = match caught.weight {
        Weight::OtherType => (
            Level::Note,
            "where values of other types are to be passed over, say so: `is_string(x)`",
        ),
        _ => (
            Level::Warning,
            "the error counts as undefined here, as in OPA; test the value before the call",
        ),
    };
    let message = format!("`{id}` found nothing because a function failed: {message}");
    let told = Diagnostic::new(level, "rego-builtin-error", message).help(help);
    match caught.location {
        Some(location) => told.at(location),
        None => told,
    }
}
