//! Rules that give messages instead of a truth value, and the documents that they see.

use crate::judge::{Judge, Truth, Verdict, by_name, of_input, truth};
use crate::{CompiledRule, fingerprint};
use palisade_ir::{NoRecord, Read, Solution, Stop, Trace, Vm};
use palisade_model::{OutcomeKind, Resource};
use palisade_source::Diagnostic;
use palisade_value::{ObjectBuilder, Unknown, Value};

/// Of one rule on one resource, more messages than this are told of as one.
const MOST: usize = 1000;

impl<'e> Judge<'e> {
    /// What a rule that gives messages says of a resource: a verdict for each message. What it
    /// went on without is added to `told_of`.
    pub(crate) fn collect(
        &self,
        vm: &mut Vm<'e, NoRecord>,
        rule: &CompiledRule,
        resource: &'e Resource<'e>,
        told_of: &mut Vec<Diagnostic>,
    ) -> Vec<Verdict<'e>> {
        self.start(vm, resource);
        let mut open = None;
        match rule.when.map(|when| truth(&vm.call(when, &[]))) {
            Some(Truth::Is(false)) => return vec![Verdict::of(OutcomeKind::Skip)],
            Some(Truth::Unknown(unknown)) => open = Some(unknown),
            Some(Truth::Error(error)) => return vec![Verdict::error(error)],
            Some(Truth::Limit(error)) => return vec![Verdict::limit(error)],
            Some(Truth::Is(true)) | None => {}
        }
        self.faults.start();
        let whole = match vm.call(rule.condition, &[]) {
            Ok(value) => value,
            Err(Stop::Undefined) => Value::Null,
            Err(Stop::Error(fault)) => return vec![Verdict::error(fault.message.to_owned())],
            Err(Stop::Limit(kind)) => return vec![Verdict::limit(kind.to_string())],
        };
        let one = [whole];
        let elements: &[Value<'e>] = match whole {
            Value::Null | Value::Bool(false) => &[],
            Value::Array(array) => array.items(),
            Value::Set(set) => set.items(),
            Value::Object(object) if object.is_empty() => &[],
            _ => &one,
        };
        // Errors within rules that decide whether another one counts are taken for undefined.
        let mut hidden = None;
        if self.faults.any() {
            match self.hidden(rule, resource, elements) {
                Ok(mut diagnostics) => told_of.append(&mut diagnostics),
                Err(caught) => hidden = Some(Verdict::failed(caught)),
            }
        }
        if elements.is_empty() {
            return vec![hidden.unwrap_or_else(|| Verdict::of(OutcomeKind::Pass))];
        }
        let mut watch = self.machine(Trace::of_solutions());
        self.start(&mut watch, resource);
        _ = watch.call(rule.condition, &[]);
        let watched = Watched { judge: self, trace: &watch.recorder, whole };
        let mut verdicts = Vec::new();
        for element in elements.iter().take(MOST) {
            watched.verdicts(*element, &mut verdicts);
        }
        if elements.len() > MOST {
            let more = elements.len() - MOST;
            let message = format!("the rule gives {more} more messages, which are not listed");
            verdicts.push(told(message, Vec::new()));
        }
        verdicts.extend(hidden);
        if verdicts.is_empty() {
            verdicts.push(Verdict::of(OutcomeKind::Pass));
        }
        if let Some(unknown) = open {
            // Whether it is excepted is unknown, and so is what it comes to.
            for verdict in verdicts.iter_mut().filter(|v| v.kind == OutcomeKind::Fail) {
                let (message, reads) = verdict.told.take().unwrap_or_default();
                *verdict = Verdict::unknown(unknown).told(message, reads);
            }
        }
        verdicts
    }

    /// A resource as policies see it that have no target: its attributes with `address` and `type`
    /// where no attribute is called so. What is an object of Kubernetes says itself what it is.
    pub(crate) fn shown(&self, resource: &'e Resource<'e>) -> Value<'e> {
        let attributes = resource.attributes;
        let Some(object) = attributes.as_object() else { return attributes };
        if object.field("apiVersion").is_some() && object.field("kind").is_some() {
            return attributes;
        }
        let mut builder = ObjectBuilder::with_capacity(object.len() + 2);
        let own = palisade_value::Origin::literal(resource.header);
        for (key, text) in [("address", resource.address), ("type", resource.kind)] {
            builder.insert_at(Value::Str(key), Value::Str(text), own);
        }
        for (at, (key, value)) in object.entries().iter().enumerate() {
            match object.origin(at) {
                Some(origin) => builder.insert_at(*key, *value, *origin),
                None => builder.insert(*key, *value),
            }
        }
        match (builder.finish(self.arena), object.missing()) {
            (Value::Object(whole), Some(missing)) => {
                Value::Object(self.arena.alloc(whole.cut(missing)))
            }
            (whole, _) => whole,
        }
    }

    /// Policy, rule, address, message and where it is about; lines and positions do not count.
    pub(crate) fn fingerprint_told(
        &self,
        resource: &'e Resource<'e>,
        rule: &CompiledRule,
        message: &str,
        reads: &[Read<'e>],
    ) -> String {
        let attributes = resource.attributes;
        let path = reads.first().map(|r| by_name(attributes, &r.path)).unwrap_or_default();
        let policy = self.policy.policy.id.as_str();
        fingerprint([policy, rule.id.as_str(), resource.address, message, &path])
    }
}

fn told<'e>(message: String, reads: Vec<Read<'e>>) -> Verdict<'e> {
    Verdict::of(OutcomeKind::Fail).told(message, reads)
}

/// The run of a rule that was watched.
struct Watched<'w, 'e> {
    judge: &'w Judge<'e>,
    trace: &'w Trace<'e>,
    whole: Value<'e>,
}

impl<'e> Watched<'_, 'e> {
    /// The slots that made the rule give something.
    fn reads(&self, solution: Option<&Solution<'e>>) -> Vec<Read<'e>> {
        let program = &self.judge.policy.program;
        of_input(solution.map_or_else(
            || self.trace.decisive(program),
            |solution| self.trace.decisive_for(program, solution),
        ))
    }

    fn found(&self, element: Value<'e>) -> Option<&Solution<'e>> {
        let gives =
            |value: Value<'e>| self.trace.solutions().find(|s| s.certain && s.value.same(&value));
        gives(element).or_else(|| gives(self.whole))
    }

    fn verdicts(&self, element: Value<'e>, out: &mut Vec<Verdict<'e>>) {
        let title = || self.judge.policy.policy.title.clone();
        match element {
            Value::Str(message) => {
                out.push(told(message.to_owned(), self.reads(self.found(element))));
            }
            Value::Bool(true) => out.push(told(title(), self.reads(self.found(element)))),
            Value::Bool(false) => {}
            Value::Unknown(unknown) => self.unknown(unknown, out),
            Value::Object(object) => match object.field("msg") {
                Some(Value::Str(message)) => {
                    out.push(told(message.to_owned(), self.reads(self.found(element))));
                }
                Some(Value::Unknown(unknown)) => {
                    let message = open_message(&title(), unknown);
                    out.push(told(message, self.reads(self.found(element))));
                }
                Some(other) => {
                    let what = other.type_name();
                    out.push(Verdict::error(format!("`msg` of a message is {what}, not a text")));
                }
                None if object.missing().is_some() => {
                    let message = object.missing().map(|u| open_message(&title(), u));
                    out.push(told(message.unwrap_or_default(), Vec::new()));
                }
                None => out.push(Verdict::error(
                    "a message is an object without `msg`; give it a text of that name".to_owned(),
                )),
            },
            other => {
                let what = other.type_name();
                let message = format!("a message is {what}, not a text or an object with `msg`");
                out.push(Verdict::error(message));
            }
        }
    }

    /// An unknown element: there is one whose message cannot be known, or there may be one.
    fn unknown(&self, unknown: &'e Unknown<'e>, out: &mut Vec<Verdict<'e>>) {
        let mut sure = Vec::new();
        let mut may_be = None;
        let is_open = |value: &Value<'e>| matches!(value, Value::Unknown(_));
        for solution in self.trace.solutions() {
            if !solution.certain {
                may_be = may_be.or(Some(solution));
            } else if let Value::Unknown(cause) = solution.value {
                sure.push((solution, cause));
            } else if let Value::Array(all) = solution.value
                && all.items().iter().any(is_open)
            {
                may_be = may_be.or(Some(solution));
            }
        }
        for (solution, cause) in &sure {
            let message = open_message(&self.judge.policy.policy.title, cause);
            out.push(told(message, self.reads(Some(solution))));
        }
        if may_be.is_some() || sure.is_empty() {
            let reads = self.reads(may_be);
            out.push(Verdict::unknown(unknown).told(String::new(), reads));
        }
    }
}

/// What is said where the message of a policy cannot be known.
fn open_message(title: &str, unknown: &Unknown<'_>) -> String {
    format!("{title} (its message cannot be told: {})", unknown.describe())
}
