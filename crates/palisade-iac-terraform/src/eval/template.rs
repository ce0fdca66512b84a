//! Strings with interpolations and directives.

use palisade_hcl::{Expr, Template, TemplateFor, TemplatePart};
use palisade_value::{HOLE_END, HOLE_START, Unknown, Value};

use super::{Env, Eval, Evaluator, Frame, Problem, TEXT_BYTES};
use crate::types::{Type, to_bool, write_text};

/// A text in the making.
struct Text<'a> {
    out: String,
    /// The first part that is not known; the rest is evaluated for what it refers to.
    unknown: Option<&'a Unknown<'a>>,
}

impl<'a> Text<'a> {
    /// Leaves a hole, or what is known of the part.
    fn hole(&mut self, unknown: &'a Unknown<'a>) {
        self.unknown = self.unknown.or(Some(unknown));
        match unknown.partial {
            Some(partial) => self.out.push_str(partial),
            None => {
                self.out.push(HOLE_START);
                self.out.push_str(unknown.subject);
                self.out.push(HOLE_END);
            }
        }
    }
}

impl<'a, 's> Evaluator<'a, 's, '_> {
    pub(super) fn template(&mut self, template: &Template<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        if let Some(wrapped) = template.wrapped() {
            return self.eval(wrapped, env);
        }
        let mut text = Text { out: String::new(), unknown: None };
        self.parts(template.parts, env, &mut text)?;
        self.charge_text(text.out.len())?;
        Ok(match text.unknown {
            Some(unknown) => {
                let partial = Some(self.arena.alloc_str(&text.out));
                Value::unknown(self.arena, Unknown { partial, nullable: false, ..*unknown })
            }
            None => Value::str(self.arena, &text.out),
        })
    }

    fn parts(
        &mut self,
        parts: &[TemplatePart<'s>],
        env: &Env<'_, 'a>,
        text: &mut Text<'a>,
    ) -> Result<(), Box<Problem>> {
        for part in parts {
            match part {
                TemplatePart::Literal(literal, _) => text.out.push_str(literal),
                TemplatePart::Interpolation(one) => {
                    let value = self.eval_part(&one.expr, env)?;
                    self.write_part(value, &one.expr, env, text)?;
                }
                TemplatePart::If(choice) => {
                    let condition = self.eval(&choice.condition, env)?;
                    if let Value::Unknown(unknown) = condition {
                        text.hole(unknown);
                        // Evaluated for what they refer to.
                        let mut unused = Text { out: String::new(), unknown: None };
                        self.parts(choice.then, env, &mut unused)?;
                        self.parts(choice.otherwise, env, &mut unused)?;
                        continue;
                    }
                    let holds = to_bool(condition).map_err(|misfit| {
                        Problem::new(misfit.to_string()).at(env.at(&choice.condition))
                    })?;
                    let chosen = if holds { choice.then } else { choice.otherwise };
                    self.parts(chosen, env, text)?;
                }
                TemplatePart::For(each) => self.template_for(each, env, text)?,
            }
            if text.out.len() > TEXT_BYTES {
                return Err(Problem::limit(format!("a text grows over {} MiB", TEXT_BYTES >> 20)));
            }
        }
        Ok(())
    }

    fn template_for(
        &mut self,
        each: &TemplateFor<'s>,
        env: &Env<'_, 'a>,
        text: &mut Text<'a>,
    ) -> Result<(), Box<Problem>> {
        let collection = self.eval(&each.collection, env)?;
        let entries = self
            .entries(collection)
            .map_err(|what| Problem::new(what).at(env.at(&each.collection)))?;
        let entries = match entries {
            Ok(entries) => entries,
            Err(unknown) => {
                text.hole(unknown);
                return Ok(());
            }
        };
        for (key, value, origin) in entries {
            self.spend_part(env.at(&each.collection))?;
            let outer;
            let mut frame = env.frame;
            if let Some(key_var) = &each.key_var {
                outer = Frame { name: key_var.name, value: key, origin: None, parent: frame };
                frame = Some(&outer);
            }
            let inner = Frame { name: each.value_var.name, value, origin, parent: frame };
            self.parts(each.body, &Env { frame: Some(&inner), ..*env }, text)?;
        }
        Ok(())
    }

    fn write_part(
        &mut self,
        value: Value<'a>,
        expr: &Expr<'s>,
        env: &Env<'_, 'a>,
        text: &mut Text<'a>,
    ) -> Result<(), Box<Problem>> {
        match value {
            Value::Unknown(unknown) => {
                self.can_be(unknown, &Type::String).map_err(|problem| problem.at(env.at(expr)))?;
                text.hole(unknown);
                Ok(())
            }
            Value::Null => Err(Problem::new(format!(
                "`{}` is null and cannot be part of a text",
                self.text_of(expr, env)
            ))
            .at(env.at(expr))),
            value => write_text(&mut text.out, value)
                .map_err(|misfit| Problem::new(misfit.to_string()).at(env.at(expr))),
        }
    }
}
