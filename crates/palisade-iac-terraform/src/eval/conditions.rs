//! Conditions that the configuration itself sets: `validation` of variables, `precondition` and
//! `postcondition` of resources and outputs, `assert` of checks. One that does not hold is told;
//! one that cannot be known is not.

use palisade_hcl::{Block, Expr, Item};
use palisade_source::{Diagnostic, FileId, Location};
use palisade_value::{Origin, Value, write_json};

use super::graph::{Kind, Node};
use super::{Each, Env, Evaluator, Frame};
use crate::refs::references;
use crate::types::{article, to_bool};

/// No more values than this are told beside a condition.
const VALUES: usize = 6;

/// A value is told up to so many characters.
const LONG: usize = 60;

/// No more origins are followed.
const ORIGINS: usize = 10_000;

/// Words in names whose values are not told.
const SECRETS: [&str; 6] = ["password", "passwd", "secret", "token", "private_key", "api_key"];

/// A condition and where it stands.
#[derive(Clone, Copy)]
struct Condition<'e, 's, 'a> {
    block: &'s Block<'s>,
    env: Env<'e, 'a>,
}

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// Looks at the conditions of all module instances.
    pub(super) fn conditions(&mut self) {
        for at in 0..self.instances.len() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let Some(module) = self.module_of(at) else { continue };
            for (index, variable) in module.variables.iter().enumerate() {
                for (file, item) in &variable.rules {
                    if let Item::Block(block) = item {
                        self.validation(at, index, *file, block);
                    }
                }
            }
            // Whether a symbolic instance is there at all is not known.
            if self.instances.get(at as usize).is_none_or(|i| i.symbolic.is_some()) {
                continue;
            }
            for (index, resource) in module.resources.iter().enumerate() {
                for (file, block) in &resource.conditions {
                    self.resource_condition(at, index, *file, block);
                }
            }
            let prefix = self.instances.get(at as usize).map_or("", |i| i.prefix);
            for output in &module.outputs {
                for (file, block) in &output.conditions {
                    let what = format!("the precondition of `{prefix}output.{}`", output.name);
                    self.require_condition(at, *file, block, &what);
                }
            }
            for check in &module.checks {
                for (file, block) in &check.asserts {
                    let what = format!("an assertion of `{prefix}check.{}`", check.name);
                    self.require_condition(at, *file, block, &what);
                }
            }
        }
    }

    fn require_condition(&mut self, at: u32, file: FileId, block: &'s Block<'s>, what: &str) {
        let env = Env { instance: Some(at), ..Env::bare(file) };
        let condition = Condition { block, env };
        if let Some(diagnostic) = self.failed(condition, "terraform-condition", |message| {
            format!("{what} does not hold: {message}")
        }) {
            self.tell(diagnostic);
        }
    }

    /// A condition of a resource, told for the first of its instances for which it does not hold.
    fn resource_condition(&mut self, at: u32, index: usize, file: FileId, block: &'s Block<'s>) {
        let after = block.kind.name == "postcondition";
        let count = self.instances.get(at as usize).and_then(|i| i.resources.get(index));
        let count = count.map_or(0, |slot| slot.instances.len());
        for n in 0..count {
            let slot = self.instances.get(at as usize).and_then(|i| i.resources.get(index));
            let Some(slot) = slot else { return };
            let Some(made) = slot.instances.get(n).copied() else { return };
            let each = slot.eaches.get(n).copied().unwrap_or(Each::None);
            if made.symbolic.is_some() {
                continue;
            }
            let own = Frame { name: "self", value: made.attributes, origin: None, parent: None };
            let frame = after.then_some(&own);
            let env = Env { instance: Some(at), each, frame, ..Env::bare(file) };
            let (kind, address) = (block.kind.name, made.address);
            let name =
                |message: &str| format!("the {kind} of `{address}` does not hold: {message}");
            if let Some(diagnostic) =
                self.failed(Condition { block, env }, "terraform-condition", name)
            {
                self.tell(diagnostic);
                return;
            }
        }
    }

    fn validation(&mut self, instance: u32, index: usize, file: FileId, block: &'s Block<'s>) {
        let env = Env { instance: Some(instance), ..Env::bare(file) };
        self.force(Node::new(instance, Kind::Variable, index));
        let name = self.module_of(instance).and_then(|m| m.variables.get(index));
        let name = name.map_or("", |variable| variable.name);
        let failed = self.failed(Condition { block, env }, "terraform-validation", |message| {
            format!("the value of `var.{name}` is not valid: {message}")
        });
        let Some(mut diagnostic) = failed else { return };
        let memo = self.slot(Node::new(instance, Kind::Variable, index)).and_then(|s| s.memo);
        if let Some(origin) = memo.and_then(|memo| memo.origin) {
            diagnostic = diagnostic.label(origin.location, "the value is set here");
        }
        self.tell(diagnostic);
    }

    /// What is to be told of a condition: that it does not hold, or that it is none.
    fn failed(
        &mut self,
        Condition { block, env }: Condition<'_, 's, 'a>,
        code: &'static str,
        name: impl FnOnce(&str) -> String,
    ) -> Option<Diagnostic> {
        let condition = block.body.attribute("condition")?;
        let location = Location::new(env.file, condition.span);
        let wrong = |message: String| Diagnostic::warning("terraform-expression", message);
        let value = self.traced(|this| {
            let value = this.whole(&condition.expr, &env);
            value.map_err(|problem| this.discreet(*problem, 0))
        });
        let holds = match value.0 {
            Ok(Value::Unknown(_)) => return None,
            Ok(value) => to_bool(value).map_err(|_| {
                let what = article(value);
                wrong(format!("a condition is true or false, and this is {what}")).at(location)
            }),
            Err(problem) if problem.is_limit() => {
                self.give_up(problem, location, "condition");
                return None;
            }
            Err(problem) => {
                let at = problem.location.unwrap_or(location);
                let mut diagnostic = wrong(problem.message).at(at);
                diagnostic.help = problem.help;
                Err(diagnostic)
            }
        };
        let binds = block.kind.name != "assert";
        if binds && !matches!(holds, Ok(true)) && self.hangs_on_supposed(value.1) {
            self.refuses_supposed = true;
        }
        match holds {
            Ok(true) => return None,
            Ok(false) => {}
            Err(diagnostic) => return Some(diagnostic),
        }
        let message = block.body.attribute("error_message").and_then(|attr| {
            self.quiet += 1;
            let (text, ..) = self.traced(|this| {
                let text = this.whole(&attr.expr, &env);
                // A message that says something sensitive is not repeated.
                if this.is_secret_since(0) { Ok(Value::Null) } else { text }
            });
            self.quiet -= 1;
            text.ok().and_then(|text| text.as_str())
        });
        let message = message.unwrap_or("the condition is false");
        let message = message.trim().trim_end_matches('.');
        let mut diagnostic = Diagnostic::warning(code, name(message)).at(location);
        let mut told: Vec<String> = Vec::new();
        for reference in references(&condition.expr) {
            let subject = self.text_of(&reference, &env);
            if told.len() >= VALUES || told.contains(&subject) {
                continue;
            }
            if let Some(value) = self.told_value(&reference, &subject, &env) {
                diagnostic =
                    diagnostic.label(env.at(&reference), format!("`{subject}` is {value}"));
                told.push(subject);
            }
        }
        Some(diagnostic)
    }

    /// Whether anything comes from a value that is only supposed.
    fn hangs_on_supposed(&self, sources: &[Origin<'a>]) -> bool {
        let supposed = &self.context.inputs.supposed;
        let Some(root) = self.modules.first().filter(|_| !supposed.is_empty()) else {
            return false;
        };
        let variable = |name: &str| root.variables.get(*root.variable_index.get(name)?);
        let headers: Vec<Location> =
            supposed.iter().filter_map(|(name, _)| Some(variable(name)?.header)).collect();
        let mut stack: Vec<Origin<'a>> = sources.to_vec();
        let mut left = ORIGINS;
        while let Some(origin) = stack.pop() {
            if headers.contains(&origin.location) {
                return true;
            }
            left = left.saturating_sub(1);
            if left > 0 {
                stack.extend_from_slice(origin.sources);
            }
        }
        false
    }

    /// A value in words, where it is known.
    fn told_value(
        &mut self,
        reference: &Expr<'s>,
        subject: &str,
        env: &Env<'_, 'a>,
    ) -> Option<String> {
        self.quiet += 1;
        let (value, ..) = self.traced(|this| {
            let value = this.whole(reference, env).ok();
            value.map(|value| (value, this.is_secret_since(0)))
        });
        self.quiet -= 1;
        let (value, secret) = value?;
        let subject = subject.to_lowercase();
        if secret || SECRETS.iter().any(|word| subject.contains(word)) {
            return Some("sensitive".to_owned());
        }
        Some(match value {
            Value::Unknown(_) | Value::Ext(_) => return None,
            Value::Array(array) => format!("a list of {}", array.len()),
            Value::Set(set) => format!("a set of {}", set.len()),
            Value::Object(object) if object.is_uniform() => format!("a map of {}", object.len()),
            Value::Object(_) => "an object".to_owned(),
            scalar => {
                let mut text = String::new();
                write_json(&mut text, scalar);
                if text.chars().count() > LONG {
                    text = text.chars().take(LONG - 1).chain(['…']).collect();
                }
                format!("`{text}`")
            }
        })
    }
}
