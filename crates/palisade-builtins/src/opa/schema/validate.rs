//! A value held against a schema.

use super::super::gojson::go_json_of_doubles;
use super::super::values::parts;
use super::compile::{Dependency, Further, Id, Node, Schema};
use super::formats;
use num_bigint::BigInt;
use palisade_value::{Array, Object, Value};
use std::collections::HashMap;
use std::fmt::Write;

/// More schemas than this are not applied, nor any deeper.
const STEPS: u32 = 1 << 20;
const DEPTH: u32 = 128;

/// What a value fails.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) kind: &'static str,
    pub(super) field: String,
    pub(super) description: String,
}

/// What a part of the schema comes to; the score tells which of several fits best.
#[derive(Debug, Default)]
struct Outcome {
    failures: Vec<Failure>,
    score: i64,
}

impl Outcome {
    fn valid(&self) -> bool {
        self.failures.is_empty()
    }

    fn fail(&mut self, at: &Place<'_>, kind: &'static str, description: impl Into<String>) {
        let description = description.into();
        self.failures.push(Failure { kind, field: at.field(), description });
        self.score -= 2;
    }

    fn merge(&mut self, other: Outcome) {
        self.failures.extend(other.failures);
        self.score += other.score;
    }
}

/// Keeps the best of several outcomes that fail.
fn keep_best(best: &mut Option<Outcome>, next: Outcome) {
    if best.as_ref().is_none_or(|best| next.score > best.score) {
        *best = Some(next);
    }
}

/// Where in the value something is.
#[derive(Clone, Copy)]
enum Place<'p> {
    Root,
    Key(&'p Place<'p>, &'p str),
    Index(&'p Place<'p>, usize),
}

impl Place<'_> {
    fn field(&self) -> String {
        let mut parts = Vec::new();
        let mut place = *self;
        loop {
            place = match place {
                Place::Root => break,
                Place::Key(above, key) => {
                    parts.push(key.to_owned());
                    *above
                }
                Place::Index(above, at) => {
                    parts.push(at.to_string());
                    *above
                }
            };
        }
        if parts.is_empty() {
            return "(root)".to_owned();
        }
        parts.reverse();
        parts.join(".")
    }
}

struct Validator<'s, 'e> {
    schema: &'s Schema<'e>,
    steps: u32,
}

type Done<T> = Result<T, String>;

/// Everything that a value fails.
///
/// # Errors
/// A schema without end.
pub(super) fn validate(schema: &Schema<'_>, value: Value<'_>) -> Done<Vec<Failure>> {
    let mut validator = Validator { schema, steps: 0 };
    let mut outcome = Outcome::default();
    validator.apply(0, value, &mut outcome, &Place::Root, 0)?;
    Ok(outcome.failures)
}

fn is_whole(value: Value<'_>) -> bool {
    match value {
        Value::Int(_) | Value::Uint(_) => true,
        Value::Float(f) => f.fract() == 0.0,
        Value::Num(number) => number.is_integer(),
        _ => false,
    }
}

fn type_of(value: Value<'_>) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Str(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        number if is_whole(number) => "integer",
        _ => "number",
    }
}

impl<'e> Validator<'_, 'e> {
    fn apply(
        &mut self,
        id: Id,
        value: Value<'_>,
        outcome: &mut Outcome,
        at: &Place<'_>,
        depth: u32,
    ) -> Done<()> {
        self.steps += 1;
        if depth > DEPTH || self.steps > STEPS {
            return Err("the schema does not come to an end: it refers to itself".to_owned());
        }
        let schema = self.schema;
        let Some(node) = schema.node(id) else { return Ok(()) };
        if let Some(pass) = node.pass {
            if !pass {
                outcome.fail(at, "false", "False always fails validation");
            }
            return Ok(());
        }
        if let Some(reference) = node.reference {
            return self.apply(reference, value, outcome, at, depth + 1);
        }
        let given = type_of(value);
        let fits =
            node.types.contains(&given) || (given == "integer" && node.types.contains(&"number"));
        if !node.types.is_empty() && !fits {
            let expected = match &*node.types {
                [one] => (*one).to_owned(),
                several => format!("[{}]", several.join(",")),
            };
            let text = format!("Invalid type. Expected: {expected}, given: {given}");
            outcome.fail(at, "invalid_type", text);
            return Ok(());
        }
        let depth = depth + 1;
        self.combined(node, value, outcome, at, depth)?;
        match value {
            Value::Null => common(node, value, outcome, at),
            Value::Array(array) => {
                self.array(node, array, outcome, at, depth)?;
                common(node, value, outcome, at);
            }
            Value::Object(object) => {
                self.object(node, object, outcome, at, depth)?;
                common(node, value, outcome, at);
                for (key, id) in &node.properties {
                    if let Some(item) = object.field(key) {
                        self.apply(*id, item, outcome, &Place::Key(at, key), depth)?;
                    }
                }
            }
            Value::Str(text) => {
                common(node, value, outcome, at);
                string(node, text, outcome, at);
            }
            _ => {
                if value.is_number() {
                    number(node, value, outcome, at)?;
                }
                common(node, value, outcome, at);
            }
        }
        outcome.score += 1;
        Ok(())
    }

    fn sub(&mut self, id: Id, value: Value<'_>, at: &Place<'_>, depth: u32) -> Done<Outcome> {
        let mut outcome = Outcome::default();
        self.apply(id, value, &mut outcome, at, depth)?;
        Ok(outcome)
    }

    fn combined(
        &mut self,
        node: &Node<'e>,
        value: Value<'_>,
        outcome: &mut Outcome,
        at: &Place<'_>,
        depth: u32,
    ) -> Done<()> {
        if !node.any_of.is_empty() {
            let (mut any, mut best) = (false, None);
            for id in &node.any_of {
                let next = self.sub(*id, value, at, depth)?;
                if next.valid() {
                    any = true;
                    break;
                }
                keep_best(&mut best, next);
            }
            if !any {
                outcome.fail(at, "number_any_of", "Must validate at least one schema (anyOf)");
                outcome.merge(best.unwrap_or_default());
            }
        }
        if !node.one_of.is_empty() {
            let (mut count, mut best) = (0, None);
            for id in &node.one_of {
                let next = self.sub(*id, value, at, depth)?;
                if next.valid() {
                    count += 1;
                } else if count == 0 {
                    keep_best(&mut best, next);
                }
            }
            if count != 1 {
                let text = "Must validate one and only one schema (oneOf)";
                outcome.fail(at, "number_one_of", text);
                if count == 0 {
                    outcome.merge(best.unwrap_or_default());
                }
            }
        }
        let mut all = true;
        for id in &node.all_of {
            let next = self.sub(*id, value, at, depth)?;
            all &= next.valid();
            outcome.merge(next);
        }
        if !all {
            outcome.fail(at, "number_all_of", "Must validate all the schemas (allOf)");
        }
        if let Some(not) = node.not
            && self.sub(not, value, at, depth)?.valid()
        {
            outcome.fail(at, "number_not", "Must not validate the schema (not)");
        }
        if let Value::Object(object) = value {
            for (key, needed) in &node.dependencies {
                match needed {
                    _ if object.field(key).is_none() => {}
                    Dependency::Properties(names) => {
                        for name in names.iter().filter(|name| object.field(name).is_none()) {
                            let text = format!("Has a dependency on {name}");
                            outcome.fail(at, "missing_dependency", text);
                        }
                    }
                    Dependency::Schema(id) => self.apply(*id, value, outcome, at, depth)?,
                }
            }
        }
        if let Some(condition) = node.condition {
            let holds = self.sub(condition, value, at, depth)?.valid();
            let (branch, kind, text) = if holds {
                (node.then, "condition_then", "Must validate \"then\" as \"if\" was valid")
            } else {
                (node.otherwise, "condition_else", "Must validate \"else\" as \"if\" was not valid")
            };
            if let Some(branch) = branch {
                let next = self.sub(branch, value, at, depth)?;
                if !next.valid() {
                    outcome.fail(at, kind, text);
                    outcome.merge(next);
                }
            }
        }
        outcome.score += 1;
        Ok(())
    }

    fn array(
        &mut self,
        node: &Node<'e>,
        array: &Array<'_>,
        outcome: &mut Outcome,
        at: &Place<'_>,
        depth: u32,
    ) -> Done<()> {
        let further = match node.additional_items {
            Some(Further::Schema(id)) => Some(id),
            _ => None,
        };
        for (n, item) in array.items().iter().enumerate() {
            let id = match &*node.items {
                [] => None,
                [one] if node.one_schema_for_items => Some(*one),
                several => several.get(n).copied().or(further),
            };
            if let Some(id) = id {
                let next = self.sub(id, *item, &Place::Index(at, n), depth)?;
                outcome.merge(next);
            }
        }
        let closed = matches!(node.additional_items, Some(Further::Allowed(false)));
        let more = !node.items.is_empty() && node.items.len() < array.len();
        if closed && more && !node.one_schema_for_items {
            let text = "No additional items allowed on array";
            outcome.fail(at, "array_no_additional_items", text);
        }
        let count = i64::try_from(array.len()).unwrap_or(i64::MAX);
        if let Some(least) = node.min_items.filter(|least| count < *least) {
            let text = format!("Array must have at least {least} items");
            outcome.fail(at, "array_min_items", text);
        }
        if let Some(most) = node.max_items.filter(|most| count > *most) {
            let text = format!("Array must have at most {most} items");
            outcome.fail(at, "array_max_items", text);
        }
        if node.unique_items {
            let mut seen = HashMap::new();
            for (n, item) in array.items().iter().enumerate() {
                if let Some(before) = seen.insert(go_json_of_doubles(*item), n) {
                    let text = format!("array items[{before},{n}] must be unique");
                    outcome.fail(at, "unique", text);
                }
            }
        }
        if let Some(contains) = node.contains {
            let (mut any, mut best) = (false, None);
            for (n, item) in array.items().iter().enumerate() {
                let next = self.sub(contains, *item, &Place::Index(at, n), depth)?;
                if next.valid() {
                    any = true;
                    break;
                }
                keep_best(&mut best, next);
            }
            if !any {
                outcome.fail(at, "contains", "At least one of the items must match");
                outcome.merge(best.unwrap_or_default());
            }
        }
        outcome.score += 1;
        Ok(())
    }

    fn object(
        &mut self,
        node: &Node<'e>,
        object: &Object<'_>,
        outcome: &mut Outcome,
        at: &Place<'_>,
        depth: u32,
    ) -> Done<()> {
        let count = i64::try_from(object.len()).unwrap_or(i64::MAX);
        if let Some(least) = node.min_properties.filter(|least| count < *least) {
            let text = format!("Must have at least {least} properties");
            outcome.fail(at, "array_min_properties", text);
        }
        if let Some(most) = node.max_properties.filter(|most| count > *most) {
            let text = format!("Must have at most {most} properties");
            outcome.fail(at, "array_max_properties", text);
        }
        for name in &node.required {
            if object.field(name).is_some() {
                outcome.score += 1;
            } else {
                outcome.fail(at, "required", format!("{name} is required"));
            }
        }
        for (key, item) in object.entries() {
            let key = key.as_str().unwrap_or("");
            let place = Place::Key(at, key);
            let mut matched = false;
            for (pattern, id) in &node.pattern_properties {
                if pattern.is_match(key) {
                    matched = true;
                    let next = self.sub(*id, *item, &place, depth)?;
                    outcome.merge(next);
                }
            }
            outcome.score += i64::from(matched);
            if matched || node.properties.iter().any(|(name, _)| *name == key) {
                continue;
            }
            match node.additional_properties {
                Some(Further::Allowed(false)) => {
                    let text = format!("Additional property {key} is not allowed");
                    outcome.fail(at, "additional_property_not_allowed", text);
                }
                Some(Further::Schema(id)) => {
                    let next = self.sub(id, *item, &place, depth)?;
                    outcome.merge(next);
                }
                _ => {}
            }
        }
        if let Some(names) = node.property_names {
            for (key, _) in object.entries() {
                let next = self.sub(names, *key, at, depth)?;
                if !next.valid() {
                    let key = key.as_str().unwrap_or("");
                    let text = format!("Property name of \"{key}\" does not match");
                    outcome.fail(at, "invalid_property_name", text);
                    outcome.merge(next);
                }
            }
        }
        outcome.score += 1;
        Ok(())
    }
}

/// `const`, `enum`, `format`.
fn common(node: &Node<'_>, value: Value<'_>, outcome: &mut Outcome, at: &Place<'_>) {
    if node.constant.is_some() || node.choices.is_some() {
        let shown = go_json_of_doubles(value);
        if let Some(constant) = node.constant.as_ref().filter(|constant| **constant != shown) {
            outcome.fail(at, "const", format!("{} does not match: {constant}", at.field()));
        }
        if let Some(choices) = node.choices.as_ref().filter(|choices| !choices.contains(&shown)) {
            let allowed = if choices.is_empty() { "(none)".to_owned() } else { choices.join(", ") };
            let text = format!("{} must be one of the following: {allowed}", at.field());
            outcome.fail(at, "enum", text);
        }
    }
    if let (Some(format), Value::Str(text)) = (node.format, value)
        && !formats::fits(format, text)
    {
        outcome.fail(at, "format", format!("Does not match format '{format}'"));
    }
    outcome.score += 1;
}

fn string(node: &Node<'_>, text: &str, outcome: &mut Outcome, at: &Place<'_>) {
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    if let Some(least) = node.min_length.filter(|least| count < *least) {
        let text = format!("String length must be greater than or equal to {least}");
        outcome.fail(at, "string_gte", text);
    }
    if let Some(most) = node.max_length.filter(|most| count > *most) {
        let text = format!("String length must be less than or equal to {most}");
        outcome.fail(at, "string_lte", text);
    }
    if let Some(pattern) = node.pattern.as_ref().filter(|pattern| !pattern.is_match(text)) {
        outcome.fail(at, "pattern", format!("Does not match pattern '{pattern}'"));
    }
    outcome.score += 1;
}

fn number(node: &Node<'_>, value: Value<'_>, outcome: &mut Outcome, at: &Place<'_>) -> Done<()> {
    if let Some(multiple) = node.multiple_of
        && !is_multiple(value, multiple)?
    {
        let text = format!("Must be a multiple of {}", shown(multiple));
        outcome.fail(at, "multiple_of", text);
    }
    let order = |bound: &Value<'_>| value.order(bound);
    if let Some(most) = node.maximum.filter(|most| order(most).is_gt()) {
        let text = format!("Must be less than or equal to {}", shown(most));
        outcome.fail(at, "number_lte", text);
    }
    if let Some(most) = node.exclusive_maximum.filter(|most| order(most).is_ge()) {
        outcome.fail(at, "number_lt", format!("Must be less than {}", shown(most)));
    }
    if let Some(least) = node.minimum.filter(|least| order(least).is_lt()) {
        let text = format!("Must be greater than or equal to {}", shown(least));
        outcome.fail(at, "number_gte", text);
    }
    if let Some(least) = node.exclusive_minimum.filter(|least| order(least).is_le()) {
        outcome.fail(at, "number_gt", format!("Must be greater than {}", shown(least)));
    }
    outcome.score += 1;
    Ok(())
}

/// A number as a whole one and the power of ten to multiply it with.
fn decimal(value: Value<'_>) -> (BigInt, i64) {
    parts(value).unwrap_or_default()
}

fn is_multiple(value: Value<'_>, of: Value<'_>) -> Done<bool> {
    let ((a, a_power), (b, b_power)) = (decimal(value), decimal(of));
    let least = a_power.min(b_power);
    let scale = |number: BigInt, power: i64| {
        let power = u32::try_from(power - least).ok().filter(|power| *power <= 5000);
        power
            .map(|power| number * BigInt::from(10).pow(power))
            .ok_or_else(|| "a number is too large or too small for multipleOf".to_owned())
    };
    let (a, b) = (scale(a, a_power)?, scale(b, b_power)?);
    // It is above zero, or the schema would have been refused.
    Ok(b != BigInt::ZERO && a % b == BigInt::ZERO)
}

/// A bound as Go's `big.Float` shows it: with an exponent from a million on.
fn shown(value: Value<'_>) -> String {
    let (mantissa, power) = decimal(value);
    let sign = if mantissa < BigInt::ZERO { "-" } else { "" };
    let all = mantissa.magnitude().to_string();
    let digits = all.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let length = i64::try_from(all.len()).unwrap_or(i64::MAX);
    // The first digit's power of ten.
    let exponent = power.saturating_add(length - 1);
    let (first, rest) = digits.split_at(1);
    let mut out = sign.to_owned();
    if !(-4..6).contains(&exponent) {
        let point = if rest.is_empty() { "" } else { "." };
        let minus = if exponent < 0 { '-' } else { '+' };
        _ = write!(out, "{first}{point}{rest}e{minus}{:02}", exponent.unsigned_abs());
    } else if exponent < 0 {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        _ = write!(out, "0.{}{digits}", "0".repeat(zeros));
    } else {
        let whole = usize::try_from(exponent + 1).unwrap_or(0);
        match digits.split_at_checked(whole) {
            Some((whole, "")) => out.push_str(whole),
            Some((whole, fraction)) => _ = write!(out, "{whole}.{fraction}"),
            None => _ = write!(out, "{digits:0<whole$}"),
        }
    }
    out
}
