//! Which parts of a resource's values are sensitive.

use palisade_value::Value;

/// A step into a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    Field(String),
    Item(usize),
}

/// The sensitive parts of a value.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Mask {
    /// Whether all of it is.
    whole: bool,
    parts: Vec<(Step, Mask)>,
}

/// Nothing is sensitive.
pub(crate) static NOTHING: Mask = Mask { whole: false, parts: Vec::new() };
/// All is.
static WHOLE: Mask = Mask { whole: true, parts: Vec::new() };

/// No path is followed further than this.
const DEPTH: usize = 200;

impl Mask {
    /// The mask of `after_sensitive` and its like: `true`, or a shape with `true` in it.
    pub(crate) fn of(value: Value<'_>) -> Self {
        Self::at(value, 0)
    }

    fn at(value: Value<'_>, depth: usize) -> Self {
        if depth > DEPTH {
            return WHOLE.clone();
        }
        let mut mask = Self::default();
        match value {
            Value::Bool(whole) => mask.whole = whole,
            Value::Object(object) => {
                for (key, value) in object.entries() {
                    let Some(key) = key.as_str() else { continue };
                    let part = Self::at(*value, depth + 1);
                    if !part.is_empty() {
                        mask.parts.push((Step::Field(key.to_owned()), part));
                    }
                }
            }
            Value::Array(array) => {
                for (at, value) in array.items().iter().enumerate() {
                    let part = Self::at(*value, depth + 1);
                    if !part.is_empty() {
                        mask.parts.push((Step::Item(at), part));
                    }
                }
            }
            _ => {}
        }
        mask
    }

    /// The mask of `sensitive_attributes` of a state file: a list of paths, each a list of steps.
    pub(crate) fn of_paths(paths: Value<'_>) -> Self {
        let mut mask = Self::default();
        for path in paths.as_array().map_or(&[][..], |a| a.items()) {
            let mut steps = Vec::new();
            for step in path.as_array().map_or(&[][..], |a| a.items()) {
                let value = step.field("value");
                let inner = value.and_then(|v| v.field("value")).or(value);
                match inner {
                    Some(Value::Str(name)) => steps.push(Step::Field(name.to_owned())),
                    Some(number) => {
                        let at = number.as_i64().and_then(|n| usize::try_from(n).ok());
                        // An element of a set has no position: all of the set counts.
                        let Some(at) = at else { break };
                        steps.push(Step::Item(at));
                    }
                    None => break,
                }
            }
            steps.truncate(DEPTH);
            mask.add(&steps);
        }
        mask
    }

    fn add(&mut self, steps: &[Step]) {
        let Some((first, rest)) = steps.split_first() else {
            self.whole = true;
            return;
        };
        match self.parts.iter_mut().find(|(step, _)| step == first) {
            Some((_, part)) => part.add(rest),
            None => {
                let mut part = Self::default();
                part.add(rest);
                self.parts.push((first.clone(), part));
            }
        }
    }

    /// Whether nothing is sensitive.
    pub(crate) fn is_empty(&self) -> bool {
        !self.whole && self.parts.is_empty()
    }

    /// Whether all is sensitive.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// The mask of a field.
    pub(crate) fn field(&self, name: &str) -> &Mask {
        self.part(|step| matches!(step, Step::Field(own) if own == name))
    }

    /// The mask of an item.
    pub(crate) fn item(&self, at: usize) -> &Mask {
        self.part(|step| matches!(step, Step::Item(own) if *own == at))
    }

    fn part(&self, is: impl Fn(&Step) -> bool) -> &Mask {
        if self.whole {
            return &WHOLE;
        }
        self.parts.iter().find(|(step, _)| is(step)).map_or(&NOTHING, |(_, part)| part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_value::{Arena, JsonOptions, parse_json};

    #[test]
    fn shapes_and_paths_say_the_same() {
        let arena = Arena::new();
        let read = |text| parse_json(&arena, text, JsonOptions::default()).unwrap();
        let shape = Mask::of(read(r#"{"a":true,"b":[false,{"c":true}],"d":{},"e":[false]}"#));
        let paths = Mask::of_paths(read(
            r#"[[{"type":"get_attr","value":"a"}],
                [{"type":"get_attr","value":"b"},
                 {"type":"index","value":{"value":1,"type":"number"}},
                 {"type":"get_attr","value":"c"}]]"#,
        ));
        assert_eq!(shape, paths);
        assert!(shape.field("a").field("x").item(3).is_whole());
        assert!(shape.field("b").item(0).is_empty());
        assert!(shape.field("b").item(1).field("c").is_whole());
        assert!(Mask::of(read("false")).is_empty());
        assert!(Mask::of(read("true")).is_whole());
    }
}
