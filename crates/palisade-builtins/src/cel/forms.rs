//! The forms that Kubernetes demands of names and other texts, by their names.

use super::{time, urls};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use palisade_ir::{CallContext, Eval};
use palisade_value::{Ext, ObjectBuilder, Value};

/// The key under which the name of a form stands in its object.
const KEY: &str = "format";

/// What is wrong with a text, if anything.
type Check = fn(&CallContext<'_, '_>, &str) -> Vec<String>;

/// The forms, sorted by name.
static FORMS: &[(&str, Check)] = &[
    ("byte", |_, text| unless(!text.is_empty() && STANDARD.decode(text).is_ok(), "base64")),
    ("date", |context, text| {
        let day = format!("{text}T00:00:00Z");
        unless(text.len() == 10 && is_time(context, &day), "a date such as 2024-02-29")
    }),
    ("datetime", |context, text| {
        unless(is_time(context, text), "a point in time such as 2024-02-29T12:00:00Z")
    }),
    ("dns1035Label", |_, text| label(text, true)),
    ("dns1035LabelPrefix", |_, text| label(&prefix(text), true)),
    ("dns1123Label", |_, text| label(text, false)),
    ("dns1123LabelPrefix", |_, text| label(&prefix(text), false)),
    ("dns1123Subdomain", |_, text| subdomain(text)),
    ("dns1123SubdomainPrefix", |_, text| subdomain(&prefix(text))),
    ("labelValue", |_, text| if text.is_empty() { Vec::new() } else { word(text) }),
    ("qualifiedName", |_, text| match text.split_once('/') {
        Some((domain, name)) => [subdomain(domain), word(name)].concat(),
        None => word(text),
    }),
    ("uri", |_, text| unless(urls::parse(text).is_some(), "a URI")),
    ("uuid", |_, text| unless(is_uuid(text), "a UUID")),
];

fn unless(fits: bool, what: &str) -> Vec<String> {
    if fits { Vec::new() } else { vec![format!("it is not {what}")] }
}

fn shorter(text: &str, most: usize) -> Vec<String> {
    unless(text.len() <= most, &format!("{most} characters or fewer"))
}

fn is_time(context: &CallContext<'_, '_>, text: &str) -> bool {
    let text = Value::str(context.arena, text);
    time::to_timestamp(context, &[text]).is_ok()
}

/// What a name is made of that begins like this: a hyphen at its end stands before more.
fn prefix(text: &str) -> String {
    match text.strip_suffix('-') {
        Some(front) if !front.is_empty() => format!("{front}a"),
        _ => text.to_owned(),
    }
}

/// Lowercase letters, digits and hyphens, hyphens neither first nor last.
fn is_label(text: &str, letter_first: bool) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let first =
        text.bytes().next().is_some_and(|b| plain(b) && !(letter_first && b.is_ascii_digit()));
    first && text.bytes().last().is_some_and(plain) && text.bytes().all(|b| plain(b) || b == b'-')
}

fn label(text: &str, letter_first: bool) -> Vec<String> {
    let what = if letter_first {
        "a label of lowercase letters, digits and hyphens that begins with a letter"
    } else {
        "a label of lowercase letters, digits and hyphens"
    };
    [shorter(text, 63), unless(is_label(text, letter_first), what)].concat()
}

fn subdomain(text: &str) -> Vec<String> {
    let fits = text.split('.').all(|part| is_label(part, false));
    [shorter(text, 253), unless(fits, "labels of lowercase letters, digits and hyphens with dots")]
        .concat()
}

/// Letters, digits, hyphens, dots and underscores, the first and the last a letter or digit.
fn word(text: &str) -> Vec<String> {
    let ends = [text.bytes().next(), text.bytes().last()];
    let fits = ends.iter().all(|b| b.is_some_and(|b| b.is_ascii_alphanumeric()))
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    let what = "letters, digits, `-`, `_` and `.` between letters or digits";
    [shorter(text, 63), unless(fits, what)].concat()
}

/// 32 digits, hyphens between their groups or not.
fn is_uuid(text: &str) -> bool {
    let mut rest = text;
    for (n, digits) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if n > 0 {
            rest = rest.strip_prefix('-').unwrap_or(rest);
        }
        match rest.split_at_checked(digits) {
            Some((group, behind)) if group.bytes().all(|b| b.is_ascii_hexdigit()) => rest = behind,
            _ => return false,
        }
    }
    rest.is_empty()
}

fn made<'e>(context: &CallContext<'_, 'e>, name: &'static str) -> Value<'e> {
    let mut object = ObjectBuilder::new();
    object.insert(Value::Str(KEY), Value::Str(name));
    object.finish(context.arena)
}

fn find(name: &str) -> Option<&'static (&'static str, Check)> {
    let at = FORMS.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    FORMS.get(at)
}

pub(super) fn named<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let [Value::Str(name)] = args else { return Err(context.no_overload("format.named", args)) };
    let form = find(name).map(|(name, _)| made(context, name));
    Ok(Value::ext(context.arena, Ext::Optional(form)))
}

pub(super) fn validate<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let form = match args {
        [form, Value::Str(_)] => form.as_object().and_then(|o| o.get(&Value::Str(KEY))),
        _ => None,
    };
    let form = form.and_then(|name| find(name.as_str()?));
    let (Some((_, check)), [_, Value::Str(text)]) = (form, args) else {
        return Err(context.no_overload("validate", args));
    };
    let wrong = check(context, text);
    if wrong.is_empty() {
        return Ok(Value::Ext(&Ext::Optional(None)));
    }
    let items: Vec<Value<'e>> = wrong.iter().map(|w| Value::str(context.arena, w)).collect();
    Ok(Value::ext(context.arena, Ext::Optional(Some(Value::array(context.arena, &items)))))
}

macro_rules! forms {
    ($($function:ident $name:literal;)*) => {$(
        pub(super) fn $function<'e>(context: &CallContext<'_, 'e>, _: &[Value<'e>]) -> Eval<'e> {
            Ok(made(context, $name))
        }
    )*};
}

forms! {
    byte "byte";
    date "date";
    datetime "datetime";
    dns1035_label "dns1035Label";
    dns1035_label_prefix "dns1035LabelPrefix";
    dns1123_label "dns1123Label";
    dns1123_label_prefix "dns1123LabelPrefix";
    dns1123_subdomain "dns1123Subdomain";
    dns1123_subdomain_prefix "dns1123SubdomainPrefix";
    label_value "labelValue";
    qualified_name "qualifiedName";
    uri "uri";
    uuid "uuid";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_sorted_so_that_each_is_found() {
        assert!(FORMS.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn names_begin_and_end_with_letters_or_digits() {
        for (text, fits) in [("a", true), ("a-b", true), ("-a", false), ("a-", false), ("", false)]
        {
            assert_eq!(is_label(text, false), fits, "{text}");
        }
        assert!(is_label("1a", false) && !is_label("1a", true));
        assert!(is_uuid("123e4567-e89b-12d3-a456-426614174000"));
        assert!(is_uuid("123e4567e89b12d3a456426614174000") && !is_uuid("123e4567"));
        assert_eq!(prefix("app-"), "appa");
    }
}
