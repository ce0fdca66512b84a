//! `validation` blocks: a condition that does not hold is told; one that cannot be known is not.

use palisade_hcl::{Block, Item};
use palisade_source::{Diagnostic, FileId, Location};
use palisade_value::Value;

use super::graph::{Kind, Node};
use super::{Each, Env, Evaluator};
use crate::types::to_bool;

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// Looks at the validations of all variables of all module instances.
    pub(super) fn validate(&mut self) {
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
        }
    }

    fn validation(&mut self, instance: u32, index: usize, file: FileId, block: &'s Block<'s>) {
        let Some(condition) = block.body.attribute("condition") else { return };
        let env = Env { instance: Some(instance), file, each: Each::None, frame: None };
        self.force(Node::new(instance, Kind::Variable, index));
        let (value, ..) = self.traced(|this| this.eval(&condition.expr, &env));
        // What cannot be evaluated has been told of where it is used, or is not known.
        if !value.is_ok_and(|value| to_bool(value).is_ok_and(|holds| !holds)) {
            return;
        }
        let name = self.module_of(instance).and_then(|m| m.variables.get(index));
        let name = name.map_or("", |variable| variable.name);
        let message = block.body.attribute("error_message").and_then(|attr| {
            self.quiet += 1;
            let (text, ..) = self.traced(|this| {
                let text = this.eval(&attr.expr, &env);
                // A message that says something sensitive is not repeated.
                if this.is_secret_since(0) { Ok(Value::Null) } else { text }
            });
            self.quiet -= 1;
            text.ok().and_then(|text| text.as_str())
        });
        let message = message.unwrap_or("the condition does not hold");
        let message = message.trim().trim_end_matches('.');
        let location = Location::new(file, condition.span);
        let mut diagnostic = Diagnostic::warning(
            "terraform-validation",
            format!("the value of `var.{name}` is not valid: {message}"),
        )
        .at(location);
        let memo = self.slot(Node::new(instance, Kind::Variable, index)).and_then(|s| s.memo);
        if let Some(origin) = memo.and_then(|memo| memo.origin) {
            diagnostic = diagnostic.label(origin.location, "the value is set here");
        }
        self.tell(diagnostic);
    }
}
