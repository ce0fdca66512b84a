//! Which files are plans and states, by their content.

use palisade_value::{JsonCursor, JsonError, JsonKind};
use std::path::Path;

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A plan as `terraform show -json` writes it.
    Plan,
    /// A state as `terraform show -json` writes it.
    State,
    /// A state file.
    RawState,
    /// An encrypted state file of OpenTofu.
    Encrypted,
    /// What `terraform plan -json` says while it works.
    Log,
}

/// Whether files of this name may be plans or states.
pub(crate) fn may_own(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    if name.ends_with(".tf.json") || name.ends_with(".tfvars.json") {
        return false;
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(ending, "json" | "tfstate" | "tfplan") || name == "tfplan" || name == "tfplan.binary"
}

/// Whether the start of a file, which may end anywhere, is that of a plan or state.
pub(crate) fn looks_like(start: &[u8]) -> bool {
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) => start
            .get(..error.valid_up_to())
            .and_then(|valid| std::str::from_utf8(valid).ok())
            .unwrap_or(""),
    };
    Keys::of(text).kind(true).is_some()
}

/// What a text is, if it is one of ours. What is broken further on is told when it is loaded.
pub(crate) fn detect(text: &str) -> Option<Kind> {
    let keys = Keys::of(text);
    keys.kind(keys.broken)
}

/// So many lines of a text are tried as the first one of a plan.
const LINES: usize = 64;

/// How deep a plan is looked for in another document.
const WRAPPED: usize = 3;

/// Why a text that is no plan or state by itself cannot be read, if it holds one: it has other
/// text around it, stands in another document, or is not written in UTF-8. For files that may be
/// plans by their names.
pub(crate) fn hidden(text: &str) -> Option<String> {
    let start = text.as_bytes().get(..4).unwrap_or_default();
    if matches!(start, [0, a, 0, b] | [a, 0, b, 0] if *a > 0 && *b > 0) {
        let plain: String = text.chars().filter(|c| *c != '\0').collect();
        return (detect(&plain).is_some() || hidden(&plain).is_some())
            .then(|| "is UTF-16 text; convert the file to UTF-8".to_owned());
    }
    let has = |key: &str| text.contains(key);
    let plan = has("\"format_version\"")
        && (has("\"planned_values\"")
            || has("\"resource_changes\"")
            || (has("\"terraform_version\"") && has("\"values\"")));
    let state = has("\"lineage\"") && has("\"terraform_version\"") && has("\"resources\"");
    if !plan && !state {
        return None;
    }
    if let Ok(mut cursor) = JsonCursor::new(text) {
        let mut found = false;
        let whole = wrapped(&mut cursor, text, WRAPPED, &mut found).is_ok() && cursor.end().is_ok();
        if found {
            return Some(
                "is a plan or state inside of another document; check what `terraform show -json` \
                 writes, as it is"
                    .to_owned(),
            );
        }
        if whole {
            return None;
        }
    }
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').map(|line| {
        let here = at;
        at += line.len();
        here + line.find('{').unwrap_or(0)
    });
    let begins = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        rest.starts_with('{') && detect(rest).is_some_and(|kind| kind != Kind::Log)
    };
    lines.by_ref().take(LINES).any(begins).then(|| {
        "is a plan or state with other text before it; write what `terraform show -json` says to \
         the file and nothing else (with `setup-terraform`, set `terraform_wrapper: false`)"
            .to_owned()
    })
}

/// Goes through a value, and says whether a plan or state is in it.
fn wrapped(
    cursor: &mut JsonCursor<'_>,
    text: &str,
    depth: usize,
    found: &mut bool,
) -> Result<(), JsonError> {
    let mut inside = |cursor: &mut JsonCursor<'_>| {
        if depth == 0 || *found || !matches!(cursor.kind()?, JsonKind::Object | JsonKind::Array) {
            return cursor.skip().map(|_| ());
        }
        if matches!(cursor.kind()?, JsonKind::Object) {
            let rest = text.get(cursor.offset()..).unwrap_or_default();
            let keys = Keys::of(rest);
            *found |= keys.kind(false).is_some_and(|kind| kind != Kind::Log) && !keys.described;
        }
        wrapped(cursor, text, depth - 1, found)
    };
    match cursor.kind()? {
        JsonKind::Object => cursor.entries(|cursor, _, _| inside(cursor)).map(|_| ()),
        JsonKind::Array => cursor.items(inside).map(|_| ()),
        _ => cursor.skip().map(|_| ()),
    }
}

/// Why a file that is no text cannot be read, if it is a plan.
pub(crate) fn refuse(bytes: &[u8]) -> Option<String> {
    // A plan file is an archive whose first member is `tfplan`; its name stands at byte 30.
    let is_plan =
        bytes.starts_with(b"PK\x03\x04") && bytes.get(30..36).is_some_and(|n| n == b"tfplan");
    let hint = "is a binary plan; run `terraform show -json FILE > plan.json` and check the result";
    if is_plan {
        return Some(hint.to_owned());
    }
    // What `>` of older shells on Windows makes of the output.
    let is_wide = bytes.starts_with(b"\xff\xfe{\0") || bytes.starts_with(b"\xfe\xff\0{");
    is_wide.then(|| "is UTF-16 text; convert the file to UTF-8".to_owned())
}

/// What stands at the top of a document.
#[derive(Default, Debug)]
struct Keys {
    format: bool,
    /// Whether its version is no text, as in a schema of plans.
    described: bool,
    plan: bool,
    state: bool,
    terraform: bool,
    raw_version: bool,
    resources: bool,
    lineage: bool,
    encrypted: bool,
    log: bool,
    /// How many keys there are in all.
    count: usize,
    /// Whether the text ends or goes wrong before the end of the document.
    broken: bool,
}

impl Keys {
    fn of(text: &str) -> Self {
        let mut keys = Self::default();
        let Ok(mut cursor) = JsonCursor::new(text) else { return keys };
        if !matches!(cursor.kind(), Ok(JsonKind::Object)) {
            return keys;
        }
        let mut sure = false;
        let read = cursor.entries(|cursor, key, _| {
            keys.key(cursor, key)?;
            if keys.kind(false).is_some() {
                sure = true;
                // What follows is looked at when the file is loaded.
                return Err(cursor.error(""));
            }
            cursor.skip().map(|_| ())
        });
        keys.broken = read.is_err() && !sure;
        keys
    }

    fn key(&mut self, cursor: &mut JsonCursor<'_>, key: &str) -> Result<(), JsonError> {
        self.count += 1;
        match key {
            "format_version" => {
                self.format = true;
                self.described = cursor.kind()? != JsonKind::String;
            }
            "planned_values" | "resource_changes" => self.plan = true,
            "values" => self.state = true,
            "terraform_version" => self.terraform = true,
            "version" => self.raw_version = cursor.kind()? == JsonKind::Number,
            "resources" | "modules" => self.resources = cursor.kind()? == JsonKind::Array,
            "lineage" | "serial" => self.lineage = true,
            "encrypted_data" => self.encrypted = true,
            "@level" | "@message" => self.log = true,
            "@module" => {
                let name = cursor.clone().text()?.unwrap_or_default();
                self.log &= name.starts_with("terraform.") || name.starts_with("tofu.");
                self.terraform |= self.log;
            }
            _ => {}
        }
        Ok(())
    }

    /// What it is by the keys seen so far; `ended` where no more can be seen.
    fn kind(&self, ended: bool) -> Option<Kind> {
        if self.format {
            return match (self.plan, self.state) {
                (true, _) => Some(Kind::Plan),
                (_, true) => Some(Kind::State),
                // A plan or state that breaks off early.
                _ if ended && self.terraform => Some(Kind::Plan),
                _ => None,
            };
        }
        if self.log && self.terraform {
            return Some(Kind::Log);
        }
        if self.encrypted && self.lineage {
            return Some(Kind::Encrypted);
        }
        let named = self.lineage || self.terraform;
        (self.raw_version && named && (self.resources || (ended && self.lineage && self.terraform)))
            .then_some(Kind::RawState)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_and_states_are_told_by_their_content() {
        for (text, wanted) in [
            (r#"{"format_version":"1.2","planned_values":{}}"#, Some(Kind::Plan)),
            (r#"{"resource_changes":[],"format_version":"9"}"#, Some(Kind::Plan)),
            (r#"{"format_version":"1.0","terraform_version":"1","values":{}}"#, Some(Kind::State)),
            (r#"{"version":4,"terraform_version":"1.5","resources":[]}"#, Some(Kind::RawState)),
            (r#"{"version":3,"serial":1,"modules":[]}"#, Some(Kind::RawState)),
            (r#"{"serial":1,"lineage":"x","encrypted_data":"a"}"#, Some(Kind::Encrypted)),
            (
                r#"{"@level":"info","@message":"a","@module":"terraform.ui"}
{"@level":"info"}"#,
                Some(Kind::Log),
            ),
            // Broken off, but long enough to tell.
            (r#"{"format_version":"1.2","terraform_version":"1.1","vari"#, Some(Kind::Plan)),
            (r#"{"format_version":"1.2","planned_values":{"root"#, Some(Kind::Plan)),
            // Others.
            (r#"{"format_version":"1.2"}"#, None),
            (r#"{"version":4,"resources":[]}"#, None),
            (r#"{"version":"4","serial":1,"resources":[]}"#, None),
            (r#"{"values":{},"planned_values":{}}"#, None),
            (r#"{"@level":"info","@message":"a","@module":"other"}"#, None),
            (r#"[{"format_version":"1.2","planned_values":{}}]"#, None),
            ("", None),
            ("{", None),
            ("version: 4", None),
        ] {
            assert_eq!(detect(text), wanted, "{text}");
        }
    }

    #[test]
    fn plans_with_something_around_them_are_told_of() {
        let plan = r#"{"format_version":"1.2","terraform_version":"1","planned_values":{}}"#;
        let state =
            r#"{"version":4,"terraform_version":"1","serial":1,"lineage":"x","resources":[]}"#;
        for one in [plan, state] {
            let wide: String = one.chars().flat_map(|c| [c, '\0']).collect();
            for (text, wanted) in [
                (
                    format!("[command]/bin/terraform-bin show -json p\n{one}\n::debug::x"),
                    "before it",
                ),
                (format!("Warning: {{x}}\n\n  {one}"), "before it"),
                (format!("plan = {one}"), "before it"),
                (format!("{{\"plan\": {one}}}"), "another document"),
                (format!("{{\"a\":1,\"b\":{{\"c\":[{one}]}}}}"), "another document"),
                (format!("[{one}]"), "another document"),
                (wide, "UTF-16"),
            ] {
                assert_eq!(detect(&text), None, "{text}");
                let why = hidden(&text).unwrap_or_default();
                assert!(why.contains(wanted), "{text}: {why}");
            }
        }
        for text in [
            // A test's data, a schema, prose about plans.
            r#"{"properties":{"format_version":{"type":"string"},"resource_changes":{}}}"#,
            r#"{"a":"{\"format_version\":\"1\",\"planned_values\":{}}"}"#,
            r#"{"values":{"format_version":1},"terraform_version":"x"}"#,
            "a plan has \"format_version\" and \"resource_changes\"",
            "",
            "[",
            "\0\0\0\0",
        ] {
            assert_eq!(hidden(text), None, "{text}");
        }
    }

    #[test]
    fn the_start_of_a_large_file_is_enough() {
        assert!(looks_like(b"{\"format_version\":\"1.2\",\"terraform_version\":\"1.9\",\"var\xc3"));
        assert!(looks_like(b"{\"version\":4,\"terraform_version\":\"1.9\",\"serial\":1,\"res"));
        assert!(!looks_like(b"{\"a\":1}"));
    }

    #[test]
    fn binary_plans_are_refused_with_a_hint() {
        let mut zip = b"PK\x03\x04".to_vec();
        zip.resize(30, 0);
        zip.extend(b"tfplanUT");
        assert!(refuse(&zip).is_some_and(|why| why.contains("terraform show -json")));
        assert_eq!(refuse(b"PK\x03\x04"), None);
        assert!(refuse(b"\xff\xfe{\0").is_some());
    }

    #[test]
    fn names_are_those_of_plans_and_states() {
        for (name, wanted) in [
            ("plan.json", true),
            ("a/terraform.tfstate", true),
            ("tfplan", true),
            ("x.tfplan", true),
            ("main.tf.json", false),
            ("a.tfvars.json", false),
            ("terraform.tfstate.backup", false),
            ("a.yaml", false),
        ] {
            assert_eq!(may_own(Path::new(name)), wanted, "{name}");
        }
    }
}
