//! The configuration in a plan: what it sets, and what it refers to.

use palisade_value::{Array, Object, Value};
use rustc_hash::FxHashMap;

/// Modules nest, and variables are followed through calls, no deeper than this.
const DEPTH: usize = 64;

/// A call of a module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'c> {
    pub(crate) value: Value<'c>,
    /// The position of what it calls.
    pub(crate) module: usize,
}

/// A module as it is written, whatever instances there are of it.
#[derive(Default, Debug)]
pub(crate) struct Module<'c> {
    /// By `type.name`, data sources with `data.` in front.
    resources: FxHashMap<String, Value<'c>>,
    pub(crate) calls: FxHashMap<&'c str, Call<'c>>,
    outputs: Option<Value<'c>>,
    variables: Option<Value<'c>>,
    /// The module that calls it, and the call.
    parent: Option<(usize, &'c str)>,
}

/// The configuration of a plan.
#[derive(Default, Debug)]
pub(crate) struct Config<'c> {
    modules: Vec<Module<'c>>,
    /// The values of the root's variables.
    variables: Option<Value<'c>>,
    /// How the providers are configured.
    providers: Option<Value<'c>>,
}

/// What the configuration says of a slot.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Level<'c> {
    /// Nothing that can be known: there is no configuration, or the slot is made by a dynamic
    /// block or by the provider.
    Unsaid,
    /// That it is not set.
    Absent,
    /// That this expression sets it.
    Expression(Value<'c>),
    /// That these nested blocks make it; one that cannot be repeated stands alone.
    Blocks { blocks: &'c [Value<'c>], alone: bool },
}

impl<'c> Level<'c> {
    /// What is said of a field.
    pub(crate) fn field(self, name: &str) -> Self {
        match self {
            Level::Unsaid | Level::Absent => Level::Unsaid,
            Level::Expression(_) => self,
            Level::Blocks { blocks, .. } => blocks
                .iter()
                .find_map(|block| {
                    let block = block.as_object()?;
                    block.entries().get(block.position(&Value::Str(name))?)
                })
                .map_or(Level::Absent, |(_, value)| Self::of(value)),
        }
    }

    /// What is said of an item of a list.
    pub(crate) fn item(self) -> Self {
        match self {
            Level::Unsaid | Level::Absent => Level::Unsaid,
            Level::Expression(_) => self,
            Level::Blocks { blocks, .. } => Level::Blocks { blocks, alone: false },
        }
    }

    fn of(value: &'c Value<'c>) -> Self {
        match value {
            Value::Array(blocks) => Level::Blocks { blocks: blocks.items(), alone: false },
            Value::Object(object) if !is_expression(object) => {
                Level::Blocks { blocks: std::slice::from_ref(value), alone: true }
            }
            _ => Level::Expression(*value),
        }
    }

    /// The expression that sets the slot.
    pub(crate) fn expression(self) -> Option<Value<'c>> {
        if let Level::Expression(expression) = self { Some(expression) } else { None }
    }
}

fn is(key: Value<'_>, name: &str) -> bool {
    key.as_str() == Some(name)
}

fn is_expression(object: &Object<'_>) -> bool {
    object.is_empty()
        || object.field("constant_value").is_some()
        || matches!(object.field("references"), Some(Value::Array(_)))
}

fn items<'c>(value: Option<Value<'c>>) -> &'c [Value<'c>] {
    value.and_then(|v| v.as_array()).map_or(&[], Array::items)
}

fn entries<'c>(value: Option<Value<'c>>) -> &'c [(Value<'c>, Value<'c>)] {
    value.and_then(|v| v.as_object()).map_or(&[], Object::entries)
}

/// What an expression refers to, in order: `aws_kms_key.a.arn`, `var.x`, `module.m.out`. What is
/// only the beginning of another reference is left out.
pub(crate) fn references<'c>(expression: Value<'c>) -> Vec<&'c str> {
    let all: Vec<&str> =
        items(expression.field("references")).iter().filter_map(Value::as_str).collect();
    let longer = |short: &str, long: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    let mut kept = Vec::with_capacity(all.len());
    for (at, reference) in all.iter().enumerate() {
        // The beginnings of a reference stand right behind it.
        let before = all.get(at.saturating_sub(4)..at).unwrap_or(&[]);
        if !before.iter().any(|long| longer(reference, long)) {
            kept.push(*reference);
        }
    }
    kept
}

/// The references of each expression of a body.
pub(crate) fn all_references<'c>(body: Value<'c>, depth: usize, out: &mut Vec<Vec<&'c str>>) {
    match body {
        _ if depth > DEPTH => {}
        Value::Array(array) => {
            array.items().iter().for_each(|item| all_references(*item, depth + 1, out));
        }
        Value::Object(object) if is_expression(object) => {
            let found = references(body);
            if !found.is_empty() {
                out.push(found);
            }
        }
        Value::Object(object) => {
            object.entries().iter().for_each(|(_, value)| all_references(*value, depth + 1, out));
        }
        _ => {}
    }
}

/// The references of each expression of a body, with the path of the attribute that it sets.
pub(crate) fn references_by_path<'c>(
    body: Value<'c>,
    path: &str,
    depth: usize,
    out: &mut Vec<(String, Vec<&'c str>)>,
) {
    match body {
        _ if depth > DEPTH => {}
        Value::Array(array) => {
            let items = array.items().iter();
            items.for_each(|item| references_by_path(*item, path, depth + 1, out));
        }
        Value::Object(object) if is_expression(object) => {
            let found = references(body);
            if !found.is_empty() {
                out.push((path.to_owned(), found));
            }
        }
        Value::Object(object) => {
            for (key, value) in object.entries() {
                let dot = if path.is_empty() { "" } else { "." };
                let inner = format!("{path}{dot}{}", key.as_str().unwrap_or_default());
                references_by_path(*value, &inner, depth + 1, out);
            }
        }
        _ => {}
    }
}

impl<'c> Config<'c> {
    /// Sorts out the `configuration` of a plan, with its `variables`.
    pub(crate) fn new(configuration: Option<Value<'c>>, variables: Option<Value<'c>>) -> Self {
        let providers = configuration.and_then(|c| c.field("provider_config"));
        let mut config = Self { modules: Vec::new(), variables, providers };
        if let Some(root) = configuration.and_then(|c| c.field("root_module")) {
            config.add(root, None, 0);
        }
        config
    }

    fn add(&mut self, body: Value<'c>, parent: Option<(usize, &'c str)>, depth: usize) -> usize {
        let at = self.modules.len();
        let mut module = Module {
            outputs: body.field("outputs"),
            variables: body.field("variables"),
            parent,
            ..Module::default()
        };
        for resource in items(body.field("resources")) {
            let text = |key| resource.field(key).and_then(|v| v.as_str());
            let (Some(kind), Some(name)) = (text("type"), text("name")) else { continue };
            let data = if text("mode") == Some("data") { "data." } else { "" };
            module.resources.insert(format!("{data}{kind}.{name}"), *resource);
        }
        self.modules.push(module);
        for (name, call) in entries(body.field("module_calls")) {
            let (Some(name), Some(called)) = (name.as_str(), call.field("module")) else {
                continue;
            };
            if depth >= DEPTH {
                continue;
            }
            let module = self.add(called, Some((at, name)), depth + 1);
            if let Some(outer) = self.modules.get_mut(at) {
                outer.calls.insert(name, Call { value: *call, module });
            }
        }
        at
    }

    /// The root module, if there is any configuration.
    pub(crate) fn root(&self) -> Option<usize> {
        (!self.modules.is_empty()).then_some(0)
    }

    /// A call that a module makes.
    pub(crate) fn call(&self, module: usize, name: &str) -> Option<Call<'c>> {
        self.modules.get(module)?.calls.get(name).copied()
    }

    /// The module that calls a module, and by which name.
    pub(crate) fn parent(&self, module: usize) -> Option<(usize, &'c str)> {
        self.modules.get(module)?.parent
    }

    /// The declaration of a resource by its `type.name`.
    pub(crate) fn resource(&self, module: usize, local: &str) -> Option<Value<'c>> {
        self.modules.get(module)?.resources.get(local).copied()
    }

    /// The expressions of the outputs of a module: all, or that of one name.
    pub(crate) fn outputs(&self, module: usize, name: Option<&str>) -> Vec<Value<'c>> {
        let outputs = self.modules.get(module).and_then(|m| m.outputs);
        let named = entries(outputs).iter().filter(|(key, _)| name.is_none_or(|n| is(*key, n)));
        named.filter_map(|(_, output)| output.field("expression")).collect()
    }

    /// How many modules there are, by their calls.
    pub(crate) fn count(&self) -> usize {
        self.modules.len()
    }

    /// The module that the calls of these names lead to.
    pub(crate) fn module<'n>(&self, calls: impl Iterator<Item = &'n str>) -> Option<usize> {
        let mut at = self.root()?;
        for name in calls {
            at = self.call(at, name)?.module;
        }
        Some(at)
    }

    /// What the expressions of a module refer to, those in `dynamic` blocks and locals left out, and
    /// in no order.
    pub(crate) fn all_written(&self, module: usize) -> Vec<Vec<&'c str>> {
        let mut groups = Vec::new();
        let Some(here) = self.modules.get(module) else { return groups };
        for resource in here.resources.values() {
            all_references(*resource, 0, &mut groups);
        }
        for call in here.calls.values() {
            for part in ["expressions", "count_expression", "for_each_expression"] {
                if let Some(part) = call.value.field(part) {
                    all_references(part, 0, &mut groups);
                }
            }
        }
        for output in self.outputs(module, None) {
            all_references(output, 0, &mut groups);
        }
        // Which module configures a provider does not matter here.
        if let Some(providers) = self.providers {
            all_references(providers, 0, &mut groups);
        }
        groups
    }

    /// What is said of the attributes of a resource.
    pub(crate) fn level(&self, module: Option<usize>, local: &str) -> Level<'c> {
        let declared = module.and_then(|m| self.modules.get(m)?.resources.get(local));
        let body = declared.and_then(|d| d.as_object());
        let body = body.and_then(|b| b.entries().iter().find(|(key, _)| is(*key, "expressions")));
        match (body, declared) {
            (Some((_, body)), _) => {
                Level::Blocks { blocks: std::slice::from_ref(body), alone: false }
            }
            // Nothing at all is set.
            (None, Some(_)) => Level::Blocks { blocks: &[], alone: false },
            (None, None) => Level::Unsaid,
        }
    }

    /// Whether an expression is null: written so, or a variable that is.
    pub(crate) fn is_null(&self, module: Option<usize>, expression: Value<'c>) -> bool {
        module.is_some_and(|module| self.null_at(module, expression, 0))
    }

    fn null_at(&self, module: usize, expression: Value<'c>, depth: usize) -> bool {
        if let Some(constant) = expression.field("constant_value") {
            return matches!(constant, Value::Null);
        }
        let references = references(expression);
        !references.is_empty() && references.iter().all(|r| self.null_variable(module, r, depth))
    }

    fn null_variable(&self, module: usize, reference: &str, depth: usize) -> bool {
        let Some(path) = reference.strip_prefix("var.") else { return false };
        let mut names = path.split('.');
        let name = names.next().unwrap_or("");
        let walk = |value: Value<'c>| names.clone().try_fold(value, |v, name| v.field(name));
        let is_null =
            |value: Option<Value<'c>>| value.is_some_and(|v| matches!(walk(v), Some(Value::Null)));
        let Some((outer, call)) = self.parent(module) else {
            let given = self.variables.and_then(|v| v.field(name)?.field("value"));
            return is_null(given);
        };
        let call = self.call(outer, call);
        match call.and_then(|c| c.value.field("expressions")?.field(name)) {
            Some(given) if given.field("constant_value").is_some() => {
                is_null(given.field("constant_value"))
            }
            Some(given) if depth < DEPTH && names.clone().next().is_none() => {
                self.null_at(outer, given, depth + 1)
            }
            Some(_) => false,
            None => {
                let declared = self.modules.get(module).and_then(|m| m.variables);
                is_null(declared.and_then(|v| v.field(name)?.field("default")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_value::{Arena, JsonOptions, parse_json};

    #[test]
    fn beginnings_of_references_are_left_out() {
        let arena = Arena::new();
        let text = r#"{"references":["module.m[\"z\"].out","module.m[\"z\"]","module.m",
            "aws_x.a.id","aws_x.a","aws_x.ab","each.key","aws_x.a"]}"#;
        let value = parse_json(&arena, text, JsonOptions::default()).unwrap();
        assert_eq!(
            references(value),
            ["module.m[\"z\"].out", "aws_x.a.id", "aws_x.ab", "each.key"]
        );
    }

    #[test]
    fn variables_are_followed_to_where_they_are_null() {
        let arena = Arena::new();
        let read = |text| parse_json(&arena, text, JsonOptions::default()).unwrap();
        let configuration = read(
            r#"{"root_module":{"module_calls":{"m":{
              "expressions":{"a":{"references":["var.none"]},"b":{"references":["var.some"]},
                "c":{"constant_value":{"d":null}}},
              "module":{"variables":{"e":{"default":null},"f":{"default":1}}}}}}}"#,
        );
        let variables = read(r#"{"none":{"value":null},"some":{"value":"x"}}"#);
        let config = Config::new(Some(configuration), Some(variables));
        let null = |module, text| config.is_null(Some(module), read(text));
        for (module, text, wanted) in [
            (0, r#"{"constant_value":null}"#, true),
            (0, r#"{"references":["var.none"]}"#, true),
            (0, r#"{"references":["var.some"]}"#, false),
            (0, r#"{"references":["var.none","aws_x.y"]}"#, false),
            (0, "{}", false),
            (1, r#"{"references":["var.a"]}"#, true),
            (1, r#"{"references":["var.b"]}"#, false),
            (1, r#"{"references":["var.c.d","var.c"]}"#, true),
            (1, r#"{"references":["var.c"]}"#, false),
            (1, r#"{"references":["var.e"]}"#, true),
            (1, r#"{"references":["var.f"]}"#, false),
        ] {
            assert_eq!(null(module, text), wanted, "{module} {text}");
        }
    }
}
