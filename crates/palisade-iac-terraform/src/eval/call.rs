//! Function calls.

use palisade_hcl::{Call, Expr, ExprKind};
use palisade_value::{Unknown, UnknownKind, Value};

use super::files::reads_files;
use super::hints::prefix;
use super::{Env, Eval, Evaluator, Problem, TEXT_BYTES};
use crate::functions::{self, Function, Unknowns};
use crate::refs::Ref;
use crate::types::Type;

impl<'a, 's> Evaluator<'a, 's, '_> {
    pub(super) fn call(&mut self, call: &Call<'s>, expr: &Expr<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        let name = call.name.name;
        let name = name.strip_prefix("core::").unwrap_or(name);
        match name {
            "try" => return self.call_try(call, env),
            "can" => return self.call_can(call, env),
            _ => {}
        }
        let mark = self.sources.len();
        let from = self.deps.len();
        let args = match self.arguments(call, env)? {
            Ok(args) => args,
            Err(unknown) => return Ok(unknown),
        };
        if name == "sensitive" {
            call.args.iter().for_each(|arg| self.hide_literals(env.file, arg));
        }
        if let Some(answer) = self.call_secrets(name, &args, mark, env.at(expr)) {
            return Ok(answer);
        }
        if name == "templatestring"
            && !matches!(
                call.args.first().map(|arg| arg.kind),
                Some(ExprKind::Traversal(_) | ExprKind::Variable(_))
            )
        {
            return Err(Problem::new("`templatestring` takes a template by reference")
                .help(Some("put the template into a local value and refer to it".to_owned())));
        }
        if name == "ephemeralasnull"
            && let ([arg], [value]) = (call.args, args.as_slice())
        {
            return Ok(self.kept(arg, *value, env));
        }
        if reads_files(name) {
            return self.file_call(name, &args, expr, env);
        }
        let Some(function) = functions::find(name) else {
            if name.contains("::") {
                self.check_provider_function(name, env)?;
                let subject = format!("{name}()");
                return Ok(self.unknown(UnknownKind::Unsupported, &subject, Some(env.at(expr))));
            }
            return Err(Problem::new(format!("there is no function `{name}`"))
                .help(palisade_source::did_you_mean(name, functions::names())));
        };
        let args = match name {
            // What a policy finds in the text is what is known of it.
            "jsonencode" => args.into_iter().map(|arg| self.as_written(arg)).collect(),
            _ => args,
        };
        let value = self.apply(name, function, &args)?;
        if let (Value::Unknown(_), Some(picked)) = (value, self.picked(name, &args)) {
            return Ok(picked);
        }
        let value = self.in_part(name, &args, value);
        let picks = ["coalesce", "coalescelist", "element", "lookup", "one"].contains(&name);
        if let (true, Value::Unknown(cause), None) = (picks, value, self.subject(value)) {
            self.doubt_pick(from, cause);
        }
        Ok(value)
    }

    /// Refuses a function of a provider that the module does not require.
    fn check_provider_function(&self, name: &str, env: &Env<'_, 'a>) -> Result<(), Box<Problem>> {
        let Some((provider, function)) =
            name.strip_prefix("provider::").and_then(|rest| rest.split_once("::"))
        else {
            return Err(Problem::new(format!("there is no function `{name}`"))
                .help(Some("functions of providers are `provider::NAME::FUNCTION`".to_owned())));
        };
        let module = env.instance.and_then(|instance| self.module_of(instance));
        if module.is_some_and(|module| !module.required.contains(provider)) {
            return Err(Problem::new(format!(
                "there is no function `{name}`: the module does not require `{provider}`"
            ))
            .help(Some(format!("add `{provider}` to `required_providers`"))));
        }
        let known = ["decode_tfvars", "encode_expr", "encode_tfvars"];
        if provider == "terraform" && !known.contains(&function) {
            return Err(Problem::new(format!("there is no function `{name}`"))
                .help(palisade_source::did_you_mean(function, known)));
        }
        Ok(())
    }

    fn apply(&mut self, name: &str, function: Function, args: &[Value<'a>]) -> Eval<'a> {
        if args.len() < function.least || args.len() > function.most {
            let wanted = if function.least == function.most {
                function.least.to_string()
            } else if function.most == usize::MAX {
                format!("at least {}", function.least)
            } else {
                format!("{} to {}", function.least, function.most)
            };
            let (count, s) = (args.len(), if wanted == "1" { "" } else { "s" });
            return Err(Problem::new(format!(
                "`{name}` takes {wanted} argument{s} and this call has {count}"
            )));
        }
        self.check_unknowns(name, args)?;
        if name == "flatten"
            && let Some(unknown) = args.first().and_then(|list| self.may_be_list(*list, 0))
        {
            return Ok(self.plain(unknown));
        }
        if let ("startswith", [Value::Unknown(unknown), Value::Str(start)]) = (name, args)
            && let Some(known) = prefix(unknown)
            && (known.starts_with(start) || !start.starts_with(known))
        {
            return Ok(Value::Bool(known.starts_with(start)));
        }
        if let Some(whole) = self.whole_of_resource(name, args) {
            return Ok(whole);
        }
        let unknown = match function.unknowns {
            Unknowns::Shallow => args.iter().find_map(Value::as_unknown),
            Unknowns::Deep => args.iter().find_map(|arg| functions::deep_unknown(*arg)),
            Unknowns::Own => None,
        };
        if let Some(unknown) = unknown {
            let result = self.unknown_result(name, args, unknown);
            return Ok(self.with_null(result, may_give_null(name, unknown)));
        }
        if !functions::is_quick(name) {
            self.charge(args);
        }
        let context = functions::Context { arena: self.arena };
        let value = (function.call)(&context, args)
            .map_err(|message| Problem::new(format!("`{name}`: {message}")))?;
        if let Value::Unknown(unknown) = value {
            let result = self.unknown_result(name, args, unknown);
            let nullable = match (name, result) {
                ("coalesce" | "coalescelist", _) => false,
                ("lookup", _) => {
                    let null = matches!(args.get(2), Some(Value::Null));
                    unknown.nullable || unknown.kind.is_nullable() || null
                }
                (_, Value::Unknown(result)) => result.nullable,
                _ => false,
            };
            return Ok(self.with_null(result, nullable));
        }
        if matches!(value, Value::Str(text) if text.len() > TEXT_BYTES) {
            return Err(Problem::limit(format!(
                "`{name}`: a text grows over {} MiB",
                TEXT_BYTES >> 20
            )));
        }
        self.sets = self.sets || matches!(value, Value::Set(_));
        self.infinities = self.infinities || crate::number::infinite(value).is_some();
        Ok(functions::typed(&context, name, args, value))
    }

    /// A value, or null in its place where it is one that is kept nowhere.
    fn kept(&mut self, arg: &Expr<'s>, value: Value<'a>, env: &Env<'_, 'a>) -> Value<'a> {
        let module = env.instance.and_then(|instance| self.module_of(instance));
        let Some(module) = module else { return value };
        let is_ephemeral = |name: &str| {
            let index = module.variable_index.get(name);
            index.and_then(|n| module.variables.get(*n)).is_some_and(|v| v.ephemeral)
        };
        let refs = crate::refs::expr_refs(arg);
        let mut others = false;
        for one in &refs {
            match one {
                Ref::Variable(name) if is_ephemeral(name) => return Value::Null,
                Ref::Variable(_) => {}
                // It may have been made of one.
                Ref::Local(_) | Ref::Module(..) | Ref::Resource { .. } => others = true,
            }
        }
        if others && module.variables.iter().any(|variable| variable.ephemeral) {
            let subject = self.text_of(arg, env);
            return self.unknown(UnknownKind::Unsupported, &subject, Some(env.at(arg)));
        }
        value
    }

    /// What functions give that look at all attributes of a resource: not all of them are written.
    fn whole_of_resource(&self, name: &str, args: &[Value<'a>]) -> Option<Value<'a>> {
        let all = ["keys", "length", "merge", "values", "yamlencode"];
        if !all.contains(&name) {
            return None;
        }
        let inside = |arg: &Value<'a>| match name {
            "yamlencode" => self.resource_in(*arg, 0),
            _ => self.stands_for(*arg),
        };
        let address = args.iter().find_map(inside)?;
        let (address, data, location) = address;
        let kind = if data { UnknownKind::DataSource } else { UnknownKind::AfterApply };
        let unknown = self.unknown(kind, address, Some(location));
        Some(self.unknown_result(name, &[], unknown.as_unknown()?))
    }

    /// The first argument that has a value.
    fn call_try(&mut self, call: &Call<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        let mut last = Problem::new("`try` needs an argument");
        for arg in call.args {
            let marks = (self.sources.len(), self.deps.len());
            self.quiet += 1;
            let value = self.eval(arg, env);
            self.quiet -= 1;
            match value {
                Ok(value) => return Ok(value),
                // It may well have a value: nothing behind it stands for that.
                Err(problem) if problem.passes_try() => return Err(problem),
                Err(problem) => last = Box::new(self.discreet(*problem, marks.0)),
            }
            self.sources.truncate(marks.0);
            self.deps.truncate(marks.1);
        }
        Err(last)
    }

    fn call_can(&mut self, call: &Call<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        let [arg] = call.args else { return Err(Problem::new("`can` takes one argument")) };
        self.quiet += 1;
        let value = self.eval(arg, env);
        self.quiet -= 1;
        Ok(match value {
            Ok(Value::Unknown(unknown)) => self.made(unknown, Type::Bool),
            Err(problem) if problem.passes_try() => return Err(problem),
            other => Value::Bool(other.is_ok()),
        })
    }
}

/// Whether a function may give null where an argument is not known: what it finds in it, or what
/// it converts.
fn may_give_null(name: &str, argument: &Unknown<'_>) -> bool {
    match name {
        "element" | "jsondecode" | "lookup" | "one" | "yamldecode" => true,
        "tobool" | "tolist" | "tomap" | "tonumber" | "toset" | "tostring" => argument.nullable,
        _ => false,
    }
}
