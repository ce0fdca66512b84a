//! Names: what `var.x`, `module.y.z` and `aws_s3_bucket.logs.arn` lead to.

use palisade_hcl::{Expr, ExprKind, Step, StepKind, Traversal};
use palisade_source::did_you_mean;
use palisade_value::{Array, ObjectBuilder, Origin, UnknownKind, Value};

use super::expand::Key;
use super::graph::{Kind, Node};
use super::{Dep, Each, Env, Eval, Evaluator, Mark, Memo, Problem, ResourceInstance};
use crate::decl::Target;
use crate::types::Type;

/// A value that a traversal has come to, and where it was set.
pub(super) type Place<'a> = (Value<'a>, Option<Origin<'a>>);

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// A name by itself.
    pub(super) fn name(&mut self, name: &str, expr: &Expr<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        if let Some((value, origin)) = bound(name, env) {
            self.sources.extend(origin);
            return Ok(value);
        }
        Err(Problem::refused(format!("`{name}` is nothing that can be referred to"))
            .at(env.at(expr))
            .help(Some("write texts in quotes; refer to others by `var.`, `local.` …".to_owned())))
    }

    pub(super) fn traversal(
        &mut self,
        traversal: &Traversal<'s>,
        expr: &Expr<'s>,
        env: &Env<'_, 'a>,
    ) -> Eval<'a> {
        let (mark, outer) = (self.deps.len(), self.unsure.take());
        let value = self.referred(traversal, expr, env);
        if let Some(cause) = std::mem::replace(&mut self.unsure, outer) {
            self.doubt_pick(mark, cause);
        }
        value
    }

    fn referred(
        &mut self,
        traversal: &Traversal<'s>,
        expr: &Expr<'s>,
        env: &Env<'_, 'a>,
    ) -> Eval<'a> {
        let steps = traversal.steps;
        let ExprKind::Variable(root) = traversal.base.kind else {
            let mark = self.sources.len();
            let value = self.eval(&traversal.base, env)?;
            let (value, origin) = self.steps(value, None, steps, env)?;
            if let Some(origin) = origin {
                // The slot that was picked tells more than all that the base refers to.
                self.sources.truncate(mark);
                self.sources.push(origin);
            }
            return Ok(value);
        };
        if let Some((value, origin)) = bound(root, env) {
            let (value, origin) = self.steps(value, origin, steps, env)?;
            self.sources.extend(origin);
            return Ok(value);
        }
        let Some(instance) = env.instance else {
            return Err(Problem::refused(format!("`{root}` cannot be referred to here"))
                .help(Some("a file of variables holds plain values only".to_owned())));
        };
        let Some(first) = attribute(steps, 0) else {
            return Err(Problem::refused(format!("a name is needed behind `{root}`"))
                .at(env.at(&traversal.base)));
        };
        let rest = steps.get(1..).unwrap_or(&[]);
        let place = match root {
            "var" => self.variable(instance, first, rest, env)?,
            "local" => self.local(instance, first, rest, env)?,
            "each" | "count" => self.each(root, first, rest, env)?,
            "path" | "terraform" | "tofu" => {
                let value = self.setting(instance, root, first, expr, env)?;
                self.steps(value, None, rest, env)?
            }
            "self" => {
                return Err(Problem::refused("`self` means nothing here").help(Some(
                    "it is for `postcondition`, `provisioner` and `connection` blocks".to_owned(),
                )));
            }
            "ephemeral" => {
                let subject = self.text_of(expr, env);
                (self.unknown(UnknownKind::AfterApply, &subject, Some(env.at(expr))), None)
            }
            "module" => self.module_ref(instance, first, rest, env)?,
            "data" | "resource" => {
                let Some(name) = attribute(steps, 1) else {
                    return Err(Problem::refused(format!(
                        "a name is needed behind `{root}.{first}`"
                    )));
                };
                let rest = steps.get(2..).unwrap_or(&[]);
                self.resource_ref(instance, (root == "data", first, name), rest, env)?
            }
            kind => self.resource_ref(instance, (false, kind, first), rest, env)?,
        };
        self.sources.extend(place.1);
        Ok(place.0)
    }

    fn variable(
        &mut self,
        instance: u32,
        name: &str,
        rest: &[Step<'s>],
        env: &Env<'_, 'a>,
    ) -> Result<Place<'a>, Box<Problem>> {
        let module = self.module_of(instance);
        let Some((module, index)) = module.and_then(|m| Some((m, *m.variable_index.get(name)?)))
        else {
            let known = module.map(|m| m.variable_index.keys().copied()).into_iter().flatten();
            return Err(Problem::refused(format!("variable `{name}` is not declared"))
                .help(did_you_mean(name, sorted(known))));
        };
        let header = module.variables.get(index).map(|v| v.header);
        let memo = self.named(Node::new(instance, Kind::Variable, index));
        let is_splat = rest.first().is_some_and(|step| {
            matches!(step.kind, StepKind::AttributeSplat(_) | StepKind::FullSplat(_))
        });
        if is_splat && matches!(memo, Some(Memo { value: Value::Null, .. })) {
            let ty = self.instances.get(instance as usize).map(|i| (i.module, index));
            let ty = ty.and_then(|place| self.types.get(&place)).map(|ty| (**ty).clone());
            if matches!(ty, Some(Type::List(_) | Type::Set(_) | Type::Tuple(_))) {
                return Err(Problem::new(format!("`var.{name}` is null, and null has no items")));
            }
        }
        self.go_on(memo, || format!("var.{name}"), header, rest, env)
    }

    fn local(
        &mut self,
        instance: u32,
        name: &str,
        rest: &[Step<'s>],
        env: &Env<'_, 'a>,
    ) -> Result<Place<'a>, Box<Problem>> {
        let module = self.module_of(instance);
        let Some((module, index)) = module.and_then(|m| Some((m, *m.local_index.get(name)?)))
        else {
            let known = module.map(|m| m.local_index.keys().copied()).into_iter().flatten();
            return Err(Problem::refused(format!("local value `{name}` is not declared"))
                .help(did_you_mean(name, sorted(known))));
        };
        let location = module.locals.get(index).map(|l| l.at.location());
        let memo = self.named(Node::new(instance, Kind::Local, index));
        self.go_on(memo, || format!("local.{name}"), location, rest, env)
    }

    /// Goes on from what a named thing evaluated to; without it, from an unknown.
    fn go_on(
        &mut self,
        memo: Option<Memo<'a>>,
        name: impl FnOnce() -> String,
        location: Option<palisade_source::Location>,
        rest: &[Step<'s>],
        env: &Env<'_, 'a>,
    ) -> Result<Place<'a>, Box<Problem>> {
        let Some(memo) = memo else {
            return Ok((self.unknown(UnknownKind::Invalid, &name(), location), None));
        };
        self.depend_through(memo.deps);
        self.steps(memo.value, memo.origin, rest, env)
    }

    fn each(
        &mut self,
        root: &str,
        first: &str,
        rest: &[Step<'s>],
        env: &Env<'_, 'a>,
    ) -> Result<Place<'a>, Box<Problem>> {
        let place = match (root, first, env.each) {
            ("count", "index", Each::Count(index, origin)) => (index, origin),
            ("each", "key", Each::Keyed { key, origin, .. }) => (key, origin),
            ("each", "value", Each::Keyed { value, origin, .. }) => (value, origin),
            ("each", "key" | "value", _) => {
                return Err(Problem::refused(format!("`each.{first}` needs a `for_each`")));
            }
            ("count", "index", _) => {
                return Err(Problem::refused("`count.index` needs a `count`"));
            }
            _ => {
                return Err(Problem::refused(format!("`{root}` has no attribute `{first}`"))
                    .help(did_you_mean(first, ["key", "value", "index"])));
            }
        };
        if let Each::Keyed { value, .. } = env.each {
            match self.mark_of(value) {
                Some(mark) => self.deps.push(mark.dep()),
                None => self.depend_through(env.shared),
            }
        }
        self.steps(place.0, place.1, rest, env)
    }

    /// The resource that an object stands for.
    pub(super) fn mark_of(&self, value: Value<'a>) -> Option<&Mark<'a>> {
        self.marks.get(&std::ptr::from_ref(value.as_object()?).addr())
    }

    fn setting(
        &mut self,
        instance: u32,
        root: &str,
        first: &str,
        expr: &Expr<'s>,
        env: &Env<'_, 'a>,
    ) -> Eval<'a> {
        match (root, first) {
            ("path", "module") => {
                let path = self.module_of(instance).map_or(".", |m| m.path.as_str());
                Ok(Value::str(self.arena, path))
            }
            ("path", "root") => Ok(Value::Str(".")),
            ("path", "cwd") => {
                Ok(self.unknown(UnknownKind::Unsupported, "path.cwd", Some(env.at(expr))))
            }
            ("terraform" | "tofu", "workspace" | "env") => Ok(match self.workspace() {
                Some(name) => Value::str(self.arena, &name),
                None => {
                    let subject = format!("{root}.{first}");
                    self.unknown(UnknownKind::Workspace, &subject, Some(env.at(expr)))
                }
            }),
            ("terraform" | "tofu", "applying") => {
                Ok(self.unknown(UnknownKind::AfterApply, "terraform.applying", Some(env.at(expr))))
            }
            _ => Err(Problem::refused(format!("`{root}` has no attribute `{first}`"))
                .help(did_you_mean(first, ["module", "root", "cwd", "workspace"]))),
        }
    }

    /// The workspace that the environment names, or that `terraform workspace select` chose.
    fn workspace(&self) -> Option<String> {
        let system = self.context.system;
        let named = system.variable("TF_WORKSPACE").filter(|name| !name.is_empty());
        named.or_else(|| {
            let path = self.modules.first()?.dir.join(".terraform/environment");
            let name = String::from_utf8(system.read(&path).ok()?).ok()?.trim().to_owned();
            let is_name = |c: char| c.is_alphanumeric() || "-_.~".contains(c);
            (!name.is_empty() && name.len() < 200 && name.chars().all(is_name)).then_some(name)
        })
    }

    /// The key that the next step gives, if it is an index: the value and the steps behind it.
    fn index_step<'t>(
        &mut self,
        steps: &'t [Step<'s>],
        env: &Env<'_, 'a>,
    ) -> Result<Option<(Value<'a>, &'t [Step<'s>])>, Box<Problem>> {
        let Some((first, rest)) = steps.split_first() else { return Ok(None) };
        Ok(match first.kind {
            StepKind::Index(index) => Some((self.eval(index, env)?, rest)),
            StepKind::LegacyIndex(digits) => {
                let index = digits.parse().map_err(|_| Problem::new("an index is too large"))?;
                Some((Value::Int(index), rest))
            }
            _ => None,
        })
    }

    fn resource_ref(
        &mut self,
        instance: u32,
        (data, kind, name): (bool, &'s str, &'s str),
        steps: &[Step<'s>],
        env: &Env<'_, 'a>,
    ) -> Result<Place<'a>, Box<Problem>> {
        let prefix = if data { "data." } else { "" };
        let subject = format!("{prefix}{kind}.{name}");
        let module = self.module_of(instance);
        let found = module.and_then(|m| {
            let index = *m.resource_index.get(&(data, kind, name))?;
            Some((index, m.resources.get(index)?))
        });
        let Some((index, decl)) = found else {
            let keys = module.map(|m| m.resource_index.keys()).into_iter().flatten();
            let near = keys.filter(|(d, k, _)| *d == data && *k == kind).map(|(.., n)| *n);
            return Err(Problem::refused(format!("resource `{subject}` is not declared"))
                .help(did_you_mean(name, sorted(near))));
        };
        let all = Dep::Resource {
            instance,
            index: u32::try_from(index).unwrap_or(u32::MAX),
            key: Key::All,
        };
        if !self.require(Node::new(instance, Kind::Resource, index)) {
            let unknown = self.unknown(UnknownKind::Invalid, &subject, Some(decl.header));
            self.deps.push(all);
            return Ok((unknown, None));
        }
        let repeated = decl.count.is_some() || decl.for_each.is_some();
        let one = |this: &Self, key: Option<&Value<'a>>| -> Option<ResourceInstance<'a>> {
            let slot = this.instances.get(instance as usize)?.resources.get(index)?;
            find(&slot.instances, key, |r| r.key).copied()
        };
        let mark = |this: &Self, picked: &ResourceInstance<'a>| {
            let prefix = this.instances.get(instance as usize).map_or("", |i| i.prefix);
            Mark {
                address: picked.address.strip_prefix(prefix).unwrap_or(picked.address),
                data,
                location: decl.header,
                instance,
                index: u32::try_from(index).unwrap_or(u32::MAX),
                key: picked.key,
            }
        };
        let (picked, rest) = if repeated {
            match self.index_step(steps, env)? {
                None => {
                    self.deps.push(all);
                    let slot = self.instances.get(instance as usize);
                    let slot = slot.and_then(|i| i.resources.get(index));
                    let whole = slot.and_then(|slot| slot.whole).unwrap_or(Value::Null);
                    return self.steps(whole, None, steps, env);
                }
                Some((key, rest)) => match (one(self, Some(&key)), key) {
                    (Some(found), _) => (found, rest),
                    (None, Value::Unknown(cause)) => {
                        self.deps.push(all);
                        let slot = self.instances.get(instance as usize);
                        let slot = slot.and_then(|i| i.resources.get(index));
                        // Of one instance it is known which it is.
                        let one = match slot.map(|slot| slot.instances.as_slice()) {
                            Some([one]) => one,
                            Some([_, ..]) => {
                                self.unsure = self.unsure.or(Some(cause));
                                return Ok((key, None));
                            }
                            _ => return Ok((key, None)),
                        };
                        let mark = mark(self, one);
                        let name = attribute(rest, 0).unwrap_or_default();
                        return Ok((self.as_attribute(&mark, name, key), None));
                    }
                    (None, key) => {
                        self.deps.push(all);
                        let mut text = String::new();
                        palisade_value::write_json(&mut text, key);
                        return Err(Problem::new(format!("`{subject}` has no instance `{text}`")));
                    }
                },
            }
        } else {
            // `count` may have been left out and the index kept: take the one there is.
            match one(self, None) {
                Some(found) => (found, steps),
                // Switched off.
                None if decl.enabled.is_some() => {
                    return self.steps(Value::Null, None, steps, env);
                }
                None => return Ok((Value::Null, None)),
            }
        };
        self.deps.push(Dep::Resource {
            instance,
            index: u32::try_from(index).unwrap_or(u32::MAX),
            key: picked.key,
        });
        let Some(attribute) = attribute(rest, 0) else {
            return self.steps(picked.attributes, None, rest, env);
        };
        if crate::attributes::has(kind, data, attribute) == Some(false) {
            return Err(Problem::refused(format!("`{kind}` has no attribute `{attribute}`"))
                .help(did_you_mean(attribute, crate::attributes::all_of(kind).iter().copied())));
        }
        let mark = mark(self, &picked);
        let later = |this: &Self| (this.later(&mark, attribute), None);
        let object = picked.attributes.as_object();
        let Some(position) = object.and_then(|o| o.position(&Value::Str(attribute))) else {
            let (value, origin) = later(self);
            return self.steps(value, origin, rest.get(1..).unwrap_or(&[]), env);
        };
        let value = object.map_or(Value::Null, |o| o.entries()[position].1);
        let value = self.as_attribute(&mark, attribute, value);
        let origin = object.and_then(|o| o.origin(position)).copied();
        // What the configuration does not have below a written attribute, the provider fills in.
        match self.steps(value, origin, rest.get(1..).unwrap_or(&[]), env) {
            Err(problem) if problem.is_limit() => Err(problem),
            below => Ok(below.unwrap_or_else(|_| later(self))),
        }
    }

    fn module_ref(
        &mut self,
        instance: u32,
        name: &'s str,
        steps: &[Step<'s>],
        env: &Env<'_, 'a>,
    ) -> Result<Place<'a>, Box<Problem>> {
        let module = self.module_of(instance);
        let found = module.and_then(|m| {
            let index = *m.call_index.get(name)?;
            Some((index, m.calls.get(index)?))
        });
        let Some((index, call)) = found else {
            let known = module.map(|m| m.call_index.keys().copied()).into_iter().flatten();
            return Err(Problem::refused(format!("module `{name}` is not called here"))
                .help(did_you_mean(name, sorted(known))));
        };
        let subject = format!("module.{name}");
        let ready = self.require(Node::new(instance, Kind::Call, index));
        if matches!(call.target, Target::Missing) {
            let unknown = self.unknown(UnknownKind::MissingModule, name, Some(call.header));
            return Ok((unknown, None));
        }
        let slot = self.instances.get(instance as usize).and_then(|i| i.calls.get(index));
        if let Some(unknown) = slot.and_then(|slot| slot.left_out) {
            return Ok((Value::Unknown(unknown), None));
        }
        let Some(children) = slot.filter(|_| ready).map(|slot| slot.children.clone()) else {
            return Ok((self.unknown(UnknownKind::Invalid, &subject, Some(call.header)), None));
        };
        let deps = slot.map_or(&[][..], |slot| slot.deps);
        self.depend_through(deps);
        let symbolic = children.first().and_then(|(key, _)| key.cause());
        let repeated = call.count.is_some() || call.for_each.is_some();
        let (child, rest) = if repeated {
            match self.index_step(steps, env)? {
                None => {
                    if let Some(cause) = symbolic {
                        return Ok((Value::Unknown(cause), None));
                    }
                    let only = splat_attribute(steps);
                    let whole = self.whole_module(&children, call.count.is_some(), only);
                    return self.steps(whole, None, steps, env);
                }
                Some((key, rest)) => match (find(&children, Some(&key), |c| c.0), key) {
                    (Some((_, child)), _) => (*child, rest),
                    (None, Value::Unknown(cause)) => {
                        // What it may be hangs on what the instances are made of.
                        let only = splat_attribute(rest).or_else(|| attribute(rest, 0));
                        let mark = self.deps.len();
                        self.whole_module(&children, call.count.is_some(), only);
                        self.doubt_since(mark, cause);
                        return Ok((key, None));
                    }
                    (None, _) => {
                        return Err(Problem::new(format!("`{subject}` has no such instance")));
                    }
                },
            }
        } else {
            match children.first() {
                Some((_, child)) => (*child, steps),
                None if call.enabled.is_some() => {
                    return self.steps(Value::Null, None, steps, env);
                }
                None => {
                    let unknown = self.unknown(UnknownKind::Invalid, &subject, Some(call.header));
                    return Ok((unknown, None));
                }
            }
        };
        let Some(output) = attribute(rest, 0) else {
            let whole = self.outputs_of(child, None);
            return self.steps(whole, None, rest, env);
        };
        let known = self.module_of(child);
        let Some(at) = known.and_then(|m| m.output_index.get(output).copied()) else {
            let names = known.map(|m| m.output_index.keys().copied()).into_iter().flatten();
            return Err(Problem::new(format!("`{subject}` has no output `{output}`"))
                .help(did_you_mean(output, sorted(names))));
        };
        let header = known.and_then(|m| m.outputs.get(at)).map(|o| o.header);
        let memo = self.named(Node::new(child, Kind::Output, at));
        let rest = rest.get(1..).unwrap_or(&[]);
        self.go_on(memo, || format!("module.{name}.{output}"), header, rest, env)
    }

    /// All instances of a call as one value, with all outputs or one.
    fn whole_module(
        &mut self,
        children: &[(Key<'a>, u32)],
        counted: bool,
        only: Option<&str>,
    ) -> Value<'a> {
        if counted {
            let items: Vec<Value<'a>> =
                children.iter().map(|(_, child)| self.outputs_of(*child, only)).collect();
            return Value::Array(self.arena.alloc(Array::new(self.arena.alloc_slice(&items))));
        }
        let mut builder = ObjectBuilder::with_capacity(children.len());
        for (key, child) in children {
            let value = self.outputs_of(*child, only);
            if let Key::Text(key) = key {
                builder.insert(Value::Str(key), value);
            }
        }
        builder.finish(self.arena)
    }

    fn outputs_of(&mut self, child: u32, only: Option<&str>) -> Value<'a> {
        let Some(module) = self.module_of(child) else { return Value::Null };
        let mut builder = ObjectBuilder::with_capacity(module.outputs.len());
        for (n, output) in module.outputs.iter().enumerate() {
            if only.is_some_and(|only| only != output.name) {
                continue;
            }
            let key = Value::Str(self.keys.intern(output.name));
            match self.named(Node::new(child, Kind::Output, n)) {
                Some(memo) => {
                    self.depend_through(memo.deps);
                    let origin = memo.origin.unwrap_or(Origin::literal(output.header));
                    builder.insert_at(key, memo.value, origin);
                }
                None => {
                    let header = output.header;
                    let unknown = self.unknown(UnknownKind::Invalid, output.name, Some(header));
                    builder.insert_at(key, unknown, Origin::literal(header));
                }
            }
        }
        builder.finish(self.arena)
    }

    /// What a variable, local or output evaluated to; none where it is part of a cycle.
    pub(super) fn named(&mut self, node: Node) -> Option<Memo<'a>> {
        if !self.require(node) {
            return None;
        }
        self.slot(node).and_then(|slot| slot.memo)
    }
}

/// The innermost binding of a name by `for` or a dynamic block.
fn bound<'a>(name: &str, env: &Env<'_, 'a>) -> Option<Place<'a>> {
    let mut frame = env.frame;
    while let Some(bound) = frame {
        if bound.name == name {
            return Some((bound.value, bound.origin));
        }
        frame = bound.parent;
    }
    None
}

fn attribute<'s>(steps: &[Step<'s>], n: usize) -> Option<&'s str> {
    match steps.get(n)?.kind {
        StepKind::Attribute(name) => Some(name),
        _ => None,
    }
}

fn splat_attribute<'s>(steps: &[Step<'s>]) -> Option<&'s str> {
    match steps.first()?.kind {
        StepKind::AttributeSplat(below) | StepKind::FullSplat(below) => attribute(below, 0),
        _ => None,
    }
}

/// The instance of a key, among instances in the order of their keys; a symbolic one stands for
/// any key.
fn find<'t, 'a, T>(
    instances: &'t [T],
    key: Option<&Value<'a>>,
    key_of: impl Fn(&T) -> Key<'a>,
) -> Option<&'t T> {
    let first = instances.first()?;
    if key_of(first).cause().is_some() {
        return Some(first);
    }
    let by_text = |text: &str| {
        let at = instances.binary_search_by(|i| match key_of(i) {
            Key::Text(own) => own.cmp(text),
            _ => std::cmp::Ordering::Less,
        });
        at.ok().and_then(|at| instances.get(at))
    };
    let counted = matches!(key_of(first), Key::Number(_));
    match key {
        None => Some(first),
        Some(Value::Str(text)) if counted => instances.get(text.parse::<usize>().ok()?),
        Some(Value::Str(text)) => by_text(text),
        Some(number) => {
            let n = usize::try_from(number.as_i64()?).ok()?;
            if counted { instances.get(n) } else { by_text(&n.to_string()) }
        }
    }
}

/// Names in order, so that suggestions do not hang on the order of a map.
fn sorted<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names
}
