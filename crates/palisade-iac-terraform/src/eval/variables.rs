//! Variables, and whatever else is one expression under a name.

use palisade_source::{Diagnostic, did_you_mean};
use palisade_value::{Object, Origin, OriginKind, Unknown, UnknownKind, Value};
use std::rc::Rc;

use super::graph::{Kind, Node};
use super::{Each, Env, Evaluator, Memo};
use crate::decl::{Attr, Variable};
use crate::functions::LIMIT_SIGN;
use crate::inputs::Given;
use crate::types::{Type, convert_later};

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// Evaluates the expression of a local value or an output.
    pub(super) fn expression_memo(
        &mut self,
        instance: u32,
        at: Attr<'s>,
        kind: OriginKind,
        name: &str,
    ) -> Memo<'a> {
        let env = Env { instance: Some(instance), ..Env::bare(at.file) };
        self.attribute_memo(at, &env, kind, name)
    }

    fn attribute_memo(
        &mut self,
        at: Attr<'s>,
        env: &Env<'_, 'a>,
        kind: OriginKind,
        name: &str,
    ) -> Memo<'a> {
        let name = self.keys.intern(name);
        let prefix = env.instance.and_then(|at| self.instances.get(at as usize));
        let current = (prefix.map_or("", |i| i.prefix), name);
        let outer = std::mem::replace(&mut self.current, current);
        let (value, sources, deps) = self.traced(|this| match this.whole(at.expr(), env) {
            Ok(value) => {
                let value = this.bounded(value, at.location(), name);
                this.read_whole(value, at.location(), at.expr(), env)
            }
            Err(problem) => {
                let location = env.at(at.expr());
                this.give_up(*problem, location, name)
            }
        });
        self.current = outer;
        let kind = self.kind_of_memo(kind, sources, &at.expr().kind);
        Memo { value, origin: Some(Origin { location: at.location(), kind, name, sources }), deps }
    }

    pub(super) fn variable_memo(&mut self, instance: u32, index: usize) -> Memo<'a> {
        let module = self.module_of(instance);
        let parent = self.instances.get(instance as usize).and_then(|i| i.parent);
        let Some(variable) = module.and_then(|m| m.variables.get(index)) else {
            return Memo { value: Value::Null, origin: None, deps: &[] };
        };
        let name = format!("var.{}", variable.name);
        let given = match parent {
            Some((caller, call)) => self.argument(instance, caller, call, variable, &name),
            None => self.given_value(variable, &name),
        };
        let ty = self.variable_type(instance, index, variable);
        let memo = match given {
            Some(memo) if !matches!(memo.value, Value::Null) || variable.nullable => memo,
            given => match variable.default {
                Some(default) => {
                    let env = Env::bare(default.file);
                    self.attribute_memo(default, &env, OriginKind::Default, &name)
                }
                None => {
                    if let Some(null) = given {
                        let message = format!("`{name}` must not be null");
                        let mut diagnostic = Diagnostic::warning("terraform-variable", message);
                        diagnostic.location = null.origin.map(|o| o.location);
                        self.tell(diagnostic);
                    }
                    self.unset(parent.is_some(), instance, variable, &name)
                }
            },
        };
        let memo = self.guarded(memo, variable.sensitive);
        let later = |object: &'a Object<'a>, name: &str| self.made_later(object, name);
        let unknown = |unknown: &'a Unknown<'a>, ty: &Type<'a>| self.converted(unknown, ty, false);
        let converted = convert_later(self.arena, memo.value, &ty, &later, &unknown);
        let converted = converted.map(|value| match value {
            Value::Unknown(unknown) if !variable.nullable => {
                let ty = self.hint(unknown).map_or_else(|| Rc::clone(&ty), |hint| hint.ty);
                match unknown.partial {
                    Some(_) => value,
                    None => {
                        let part = self.known_part(value);
                        let typed = self.with_part(self.typed(unknown, ty, true), part);
                        self.carried(unknown, typed)
                    }
                }
            }
            value => value,
        });
        match converted {
            Ok(value) => {
                self.sets = self.sets || has_set_type(&ty);
                Memo { value, ..memo }
            }
            Err(misfit) => {
                let location = memo.origin.map_or(variable.header, |o| o.location);
                let giver = memo.origin.and_then(|o| giver(o.kind, variable.name));
                let secret = memo.origin.is_some_and(|o| o.kind == OriginKind::Sensitive);
                let why = if secret {
                    "why is not told, for it is sensitive".to_owned()
                } else {
                    misfit.to_string()
                };
                let given = self.given.get(variable.name);
                let by_command = OriginKind::CommandLine;
                if parent.is_none()
                    && matches!(given, Some(Given::Text { from, .. }) if *from == by_command)
                {
                    self.refuse(variable.name, &why);
                }
                let what = match giver {
                    Some(giver) => format!("the value that {giver} gives `{name}`"),
                    None => format!("the value of `{name}`"),
                };
                let message = format!("{what} does not fit its type: {why}");
                if message.contains(LIMIT_SIGN) {
                    let problem = super::Problem::new(message);
                    let value = self.give_up(*problem, location, &name);
                    return Memo { value, ..memo };
                }
                let mut diagnostic =
                    Diagnostic::warning("terraform-variable", message).at(location);
                if let Some(at) = variable.ty {
                    diagnostic = diagnostic.label(at.location(), "the type is declared here");
                }
                self.tell(diagnostic);
                let value = self.unknown(UnknownKind::Invalid, &name, Some(location));
                Memo { value, ..memo }
            }
        }
    }

    fn unset(
        &mut self,
        called: bool,
        instance: u32,
        variable: &Variable<'s>,
        name: &str,
    ) -> Memo<'a> {
        if called {
            let caller = self.instances.get(instance as usize).and_then(|i| i.parent);
            let call = caller.and_then(|(at, n)| self.module_of(at)?.calls.get(n));
            if let Some(call) = call {
                let message =
                    format!("module `{}` needs the argument `{}`", call.name, variable.name);
                let diagnostic = Diagnostic::warning("terraform-variable", message)
                    .at(call.header)
                    .label(variable.header, "declared here without a default")
                    .help(format!("add `{} = …` to the call", variable.name));
                self.tell(diagnostic);
            }
        }
        let value = match self.unknown(UnknownKind::UnsetVariable, name, Some(variable.header)) {
            Value::Unknown(unknown) if !variable.nullable => self.plain(unknown),
            value => value,
        };
        let name = self.keys.intern(name);
        let kind = OriginKind::Variable;
        let origin = Origin { location: variable.header, kind, name, sources: &[] };
        Memo { value, origin: Some(origin), deps: &[] }
    }

    /// The argument that a module call gives for a variable.
    fn argument(
        &mut self,
        instance: u32,
        caller: u32,
        call: usize,
        variable: &Variable<'s>,
        name: &str,
    ) -> Option<Memo<'a>> {
        let each = self.instances.get(instance as usize).map_or(Each::None, |i| i.each);
        let index = call;
        let call = self.module_of(caller)?.calls.get(index)?;
        let at = *call.args.iter().find(|arg| arg.attr.name.name == variable.name)?;
        let shared = self.instances.get(caller as usize).and_then(|i| i.calls.get(index));
        let shared = shared.map_or(&[][..], |slot| slot.deps);
        let env = Env { instance: Some(caller), each, shared, ..Env::bare(at.file) };
        Some(self.attribute_memo(at, &env, OriginKind::Argument, name))
    }

    /// Looks at the values from the command line that nothing asked for: Terraform would refuse
    /// them all the same.
    pub(super) fn check_given(&mut self) {
        let named = self.module_of(0).map_or(0, |root| root.variables.len());
        for index in 0..named {
            let name = self.module_of(0).and_then(|root| root.variables.get(index)).map(|v| v.name);
            let given = name.and_then(|name| self.given.get(name));
            if matches!(given, Some(Given::Text { from: OriginKind::CommandLine, .. })) {
                self.force(Node::new(0, Kind::Variable, index));
            }
        }
    }

    /// Notes that a value from the command line is of no use.
    fn refuse(&mut self, name: &str, why: &str) {
        if let Some(taken) = self.told.takes.iter_mut().find(|taken| taken.name == name) {
            taken.refused = Some(why.to_owned());
        }
    }

    /// The value that a root variable was given from outside.
    fn given_value(&mut self, variable: &Variable<'s>, name: &str) -> Option<Memo<'a>> {
        match self.given.get(variable.name)?.clone() {
            Given::File(at) => {
                let env = Env::bare(at.file);
                Some(self.attribute_memo(at, &env, OriginKind::Variable, name))
            }
            given @ (Given::Text { .. } | Given::Supposed(_)) => {
                let (text, kind, is_text) = match &given {
                    Given::Text { text, from } => (text, *from, true),
                    Given::Supposed(text) => (text, OriginKind::Variable, false),
                    Given::File(_) => return None,
                };
                let name = self.keys.intern(name);
                let origin = Origin { location: variable.header, kind, name, sources: &[] };
                let literal = variable.ty.is_none_or(|ty| {
                    use palisade_hcl::ExprKind as K;
                    matches!(
                        ty.attr.expr.kind,
                        K::Variable("string" | "number" | "bool") | K::String(_)
                    )
                });
                let value = if literal && is_text {
                    Value::str(self.arena, text)
                } else {
                    let parsed =
                        palisade_hcl::parse_expression(self.ast, self.ast.alloc_str(text), 0);
                    let env = Env::bare(variable.header.file);
                    let value = match parsed.errors.first() {
                        Some(error) => {
                            let giver = giver(kind, variable.name).unwrap_or_default();
                            Err(super::Problem::new(format!(
                                "the value that {giver} gives `{name}` could not be read: {}",
                                error.message
                            )))
                        }
                        None => self.whole(&parsed.expr, &env),
                    };
                    match value {
                        Ok(value) => self.without_origins(value),
                        Err(mut problem) => {
                            if variable.sensitive {
                                problem.message = "a sensitive value could not be read".to_owned();
                            }
                            if kind == OriginKind::CommandLine {
                                self.refuse(variable.name, &problem.message);
                            }
                            problem.location = None;
                            self.give_up(*problem, variable.header, name)
                        }
                    }
                };
                Some(Memo { value, origin: Some(origin), deps: &[] })
            }
        }
    }

    /// A value built from text that is in no file: the places in it mean nothing.
    fn without_origins(&self, value: Value<'a>) -> Value<'a> {
        match value {
            Value::Array(array) => {
                let items: Vec<Value<'a>> =
                    array.items().iter().map(|item| self.without_origins(*item)).collect();
                Value::array(self.arena, &items)
            }
            Value::Object(object) => {
                let mut builder = palisade_value::ObjectBuilder::with_capacity(object.len());
                for (key, value) in object.entries() {
                    builder.insert(*key, self.without_origins(*value));
                }
                builder.finish(self.arena)
            }
            other => other,
        }
    }

    fn variable_type(
        &mut self,
        instance: u32,
        index: usize,
        variable: &Variable<'s>,
    ) -> Rc<Type<'a>> {
        let Some(at) = variable.ty else { return Rc::new(Type::Any) };
        let module = self.instances.get(instance as usize).map_or(0, |i| i.module);
        if let Some(known) = self.types.get(&(module, index)) {
            return Rc::clone(known);
        }
        let ty = match self.type_constraint(at.expr(), &Env::bare(at.file), 0) {
            Ok(ty) => ty,
            Err(problem) => {
                self.give_up(*problem, at.location(), "type");
                Type::Any
            }
        };
        let ty = Rc::new(ty);
        self.types.insert((module, index), Rc::clone(&ty));
        ty
    }

    /// Tells of arguments that a module has no variable for.
    pub(super) fn check_arguments(&mut self, caller: u32, call: usize) {
        let Some(call) = self.module_of(caller).and_then(|m| m.calls.get(call)) else { return };
        let crate::decl::Target::Module(target) = call.target else { return };
        let Some(module) = self.modules.get(target) else { return };
        for arg in &call.args {
            let name = arg.attr.name.name;
            if !module.variable_index.contains_key(name) {
                let message = format!("module `{}` has no variable `{name}`", call.name);
                let mut diagnostic =
                    Diagnostic::warning("terraform-variable", message).at(arg.location());
                let mut known: Vec<&str> = module.variable_index.keys().copied().collect();
                known.sort_unstable();
                diagnostic.help = did_you_mean(name, known);
                self.tell(diagnostic);
            }
        }
    }
}

/// What gave a variable its value, where that is no place in a file.
fn giver(kind: OriginKind, name: &str) -> Option<String> {
    match kind {
        OriginKind::Environment => Some(format!("the environment variable `TF_VAR_{name}`")),
        OriginKind::CommandLine => Some(format!("`--var {name}=…`")),
        OriginKind::Configuration => Some(format!("`terraform.vars.{name}` of the configuration")),
        _ => None,
    }
}

/// Whether values of a type may have sets in them.
fn has_set_type(ty: &Type<'_>) -> bool {
    match ty {
        Type::Set(_) => true,
        Type::List(item) | Type::Map(item) => has_set_type(item),
        Type::Tuple(items) => items.iter().any(has_set_type),
        Type::Object(fields) => fields.iter().any(|field| has_set_type(&field.ty)),
        _ => false,
    }
}
