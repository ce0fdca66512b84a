use crate::{baseline, check};
use serde_json::{Map, Value, json};

/// The JSON Schemas (draft 2020-12) of the formats, each with the path that it is checked in at.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("schemas/check-v1.schema.json", check_schema()),
        ("schemas/baseline-v1.schema.json", baseline_schema()),
    ]
}

/// A schema of a whole file, with the definitions that it refers to.
fn document(file: &str, title: &str, root: Value, definitions: &[(&str, Value)]) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$id".into(), json!(format!("https://palisade.dev/schemas/{file}")));
    schema.insert("title".into(), json!(title));
    if let Value::Object(root) = root {
        schema.extend(root);
    }
    let definitions: Map<String, Value> =
        definitions.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    schema.insert("$defs".into(), Value::Object(definitions));
    Value::Object(schema)
}

/// An object whose properties are all required, except those whose name ends in `?`.
fn object(description: &str, properties: &[(&str, Value)]) -> Value {
    let required: Vec<&str> =
        properties.iter().map(|(name, _)| *name).filter(|name| !name.ends_with('?')).collect();
    let properties: Map<String, Value> = properties
        .iter()
        .map(|(name, schema)| (name.trim_end_matches('?').to_owned(), schema.clone()))
        .collect();
    json!({
        "description": description,
        "type": "object",
        "required": required,
        "properties": properties,
    })
}

/// The same, and nothing else may be in it.
fn closed(mut schema: Value) -> Value {
    if let Value::Object(schema) = &mut schema {
        schema.insert("additionalProperties".into(), json!(false));
    }
    schema
}

fn string(description: &str) -> Value {
    json!({"description": description, "type": "string"})
}

fn optional_string(description: &str) -> Value {
    json!({"description": description, "type": ["string", "null"]})
}

fn boolean(description: &str) -> Value {
    json!({"description": description, "type": "boolean"})
}

fn count(description: &str) -> Value {
    json!({"description": description, "type": "integer", "minimum": 0})
}

fn position(description: &str) -> Value {
    json!({"description": description, "type": "integer", "minimum": 1})
}

fn one_of(description: &str, words: &[&str]) -> Value {
    json!({"description": description, "enum": words})
}

fn list(description: &str, items: Value) -> Value {
    json!({"description": description, "type": "array", "items": items})
}

fn strings(description: &str) -> Value {
    list(description, json!({"type": "string"}))
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

fn optional(description: &str, name: &str) -> Value {
    json!({"description": description, "anyOf": [reference(name), {"type": "null"}]})
}

fn check_schema() -> Value {
    let root = object(
        "Everything that one run of `palisade check` found. Keys may be added in this version, and none is taken away or changes its meaning.",
        &[
            ("schema", json!({"const": check::SCHEMA})),
            ("tool", reference("tool")),
            (
                "outcomes",
                list(
                    "Findings, suppressed findings and errors; under `--outcomes all` every rule on every resource.",
                    reference("outcome"),
                ),
            ),
            ("unscanned", list("What could not be examined.", reference("unscanned"))),
            ("diagnostics", list("What was wrong with the input.", reference("diagnostic"))),
            ("policies", list("The policies that the outcomes name.", reference("policy"))),
            ("summary", reference("summary")),
            ("gate?", reference("gate")),
        ],
    );
    let definitions = [
        (
            "tool",
            object(
                "What wrote the report.",
                &[("name", string("Always `palisade`.")), ("version", string("Its version."))],
            ),
        ),
        ("severity", one_of("How bad a fail is.", &["info", "low", "medium", "high", "critical"])),
        ("outcome", outcome()),
        ("resource", resource()),
        ("location", location()),
        ("trail", trail()),
        ("fact", fact()),
        ("fix", fix()),
        ("whatif", whatif()),
        ("given", given()),
        ("suppression", suppression()),
        ("unscanned", unscanned()),
        ("diagnostic", diagnostic()),
        ("policy", policy()),
        ("summary", summary()),
        ("gate", gate()),
    ];
    document("check-v1.schema.json", "Report of palisade check", root, &definitions)
}

fn whatif() -> Value {
    object(
        "What an unknown outcome became with certain values.",
        &[
            ("values", list("What was given a value.", reference("given"))),
            (
                "outcome",
                one_of(
                    "The verdict then; what was not decided is left out.",
                    &["pass", "fail", "skip"],
                ),
            ),
        ],
    )
}

fn given() -> Value {
    object(
        "Something unknown that was given a value.",
        &[
            ("name", string("What: `var.public`.")),
            ("value", string("The value, as an expression of the framework.")),
        ],
    )
}

fn outcome() -> Value {
    object(
        "One rule on one resource.",
        &[
            ("policy", string("The policy's id.")),
            ("rule", string("The rule's id in its policy.")),
            ("title", string("A sentence that is true of good resources.")),
            ("aliases", strings("The ids that other tools give to the rule.")),
            ("severity", reference("severity")),
            (
                "outcome",
                one_of(
                    "The verdict; a suppressed fail is `skip`.",
                    &["pass", "fail", "skip", "unknown", "error"],
                ),
            ),
            (
                "skipped",
                json!({
                    "description": "Why the verdict is `skip`: `suppressed`, it fails and somebody accepted that, `suppression` says why; `not-applicable`, the rule is not about this resource. Null for any other verdict.",
                    "enum": ["suppressed", "not-applicable", null],
                }),
            ),
            ("resource", reference("resource")),
            ("location", reference("location")),
            (
                "attribute",
                string(
                    "The attribute that decided, as a dotted path; empty for the whole resource.",
                ),
            ),
            ("message", string("What is so.")),
            (
                "fingerprint",
                string(
                    "Names the finding across runs: policy, rule, address and deciding content.",
                ),
            ),
            (
                "trail",
                list("Where the deciding value came from, nearest first.", reference("trail")),
            ),
            ("facts", list("The values that decided.", reference("fact"))),
            ("fixes", list("Changes that make the rule pass.", reference("fix"))),
            (
                "whatif?",
                list(
                    "What an unknown outcome became with values that were tried for what it hangs on. What is not in it was not tried or did not decide.",
                    reference("whatif"),
                ),
            ),
            ("whatif_text?", strings("The same in words.")),
            ("suppression", optional("Why a fail does not count.", "suppression")),
            ("baselined", boolean("Whether the baseline holds it.")),
            ("controls", strings("The requirements that the policy serves.")),
            ("documentation", optional_string("A page to read.")),
        ],
    )
}

/// What names a resource in every format.
fn resource_names() -> Vec<(&'static str, Value)> {
    vec![
        ("address", string("Full address.")),
        ("type", string("Type as policies match it.")),
        ("framework", string("Framework: `terraform`, `kubernetes`.")),
    ]
}

fn resource() -> Value {
    let mut properties = resource_names();
    properties.push((
        "stands_for?",
        string(
            "For one that stands for several instances, such as `aws_instance.web[*]`: how many, and why they are not told apart.",
        ),
    ));
    object("A resource by name.", &properties)
}

fn location() -> Value {
    object(
        "A stretch of a file. Lines and columns count from one, columns in characters.",
        &[
            ("file", string("The path, with `/` between its parts.")),
            ("start_line", position("First line.")),
            ("start_column", position("Column of the first character.")),
            ("end_line", position("Last line.")),
            ("end_column", position("Column behind the last character.")),
        ],
    )
}

fn trail() -> Value {
    object(
        "A further place.",
        &[("location", reference("location")), ("text", string("What is or happens there."))],
    )
}

fn fact() -> Value {
    object(
        "A value that the condition read or computed.",
        &[
            ("expression", string("The expression as written, or the attribute path.")),
            ("value", string("The value as text for people: JSON, possibly shortened.")),
        ],
    )
}

fn fix() -> Value {
    object(
        "A change that makes a rule pass.",
        &[
            ("set", string("The attribute to set, as a dotted path.")),
            ("to", json!({"description": "The value to set."})),
            ("safety", one_of("Whether it keeps what the resource does.", &["safe", "unsafe"])),
        ],
    )
}

fn suppression() -> Value {
    object(
        "Why a fail does not count.",
        &[
            ("syntax", string("In whose syntax: `palisade`, `checkov`, `trivy`, `tfsec`.")),
            ("reason", string("The reason that its author gave.")),
            ("until", optional_string("The last day on which it counts, `YYYY-MM-DD`.")),
            ("location", reference("location")),
        ],
    )
}

fn unscanned() -> Value {
    object(
        "Something that could not be examined.",
        &[
            ("subject", string("What: a path, a module address.")),
            ("reason", string("Why, and how to mend it.")),
            ("location", optional("Where it is declared.", "location")),
        ],
    )
}

fn diagnostic() -> Value {
    object(
        "Something that was wrong with the input.",
        &[
            ("level", one_of("How grave.", &["note", "warning", "error"])),
            ("code", string("A stable code.")),
            ("message", string("What is wrong.")),
            ("location", optional("Where.", "location")),
            ("labels", list("Further places.", reference("trail"))),
            ("help", optional_string("How to mend it.")),
        ],
    )
}

fn policy() -> Value {
    object(
        "A policy that outcomes name.",
        &[
            ("id", string("Its id.")),
            ("title", string("A sentence that is true of good resources.")),
            ("severity", reference("severity")),
            ("status", one_of("Where it stands.", &["preview", "stable", "deprecated"])),
            ("security_owner", optional_string("Who answers for what it demands.")),
            ("platform_owner", optional_string("Who answers for the platform.")),
            ("controls", strings("The requirements that it serves.")),
            ("aliases", strings("The ids that other tools give it.")),
            ("why", string("What an attacker or an accident gains.")),
            ("remedy", string("What to change.")),
            ("documentation", optional_string("A page to read.")),
        ],
    )
}

fn summary() -> Value {
    let by_outcome = object(
        "All outcomes by verdict; `fail` holds those of the baseline, `skip` the suppressed.",
        &["pass", "fail", "skip", "unknown", "error"].map(|word| (word, count("How many."))),
    );
    let by_severity = object(
        "Findings by severity.",
        &["critical", "high", "medium", "low", "info"].map(|word| (word, count("How many."))),
    );
    object(
        "Counts over the whole run, whatever outcomes are listed.",
        &[
            ("files", count("Files that were examined.")),
            ("resources", count("Resources that were examined.")),
            ("policies", count("Policies that were ready to run.")),
            ("findings", count("Fails that count: neither suppressed nor in the baseline.")),
            (
                "suppressed",
                count("Fails that a suppression accepts: those of `skip` that are suppressed."),
            ),
            ("not_applicable", count("Rules that are not about the resource: the rest of `skip`.")),
            ("baselined", count("Fails that the baseline holds.")),
            ("unscanned", count("Entries of `unscanned`.")),
            ("by_outcome", by_outcome),
            ("by_severity", by_severity),
        ],
    )
}

fn gate() -> Value {
    object(
        "What the gate says of the run; absent where none was asked.",
        &[
            (
                "fail_on",
                optional(
                    "The mildest severity that fails a run; null where no finding does.",
                    "severity",
                ),
            ),
            ("fail_on_unscanned", boolean("Whether what could not be examined fails a run.")),
            (
                "verdict",
                one_of(
                    "The verdict; `incomplete`, where a policy, the configuration, the baseline or a \
                 module could not be read, and nothing was found with the rest.",
                    &["clean", "findings", "nothing-to-examine", "incomplete"],
                ),
            ),
            ("explanation", string("The verdict in words.")),
        ],
    )
}

fn baseline_schema() -> Value {
    let root = closed(object(
        "Findings that are not to fail a run. Two findings with one fingerprint need two entries.",
        &[
            ("schema", json!({"const": baseline::SCHEMA})),
            (
                "entries",
                list("Sorted by policy, rule, address and fingerprint.", reference("entry")),
            ),
        ],
    ));
    let entry = closed(object(
        "One accepted finding. The fingerprint and the folder match; the rest tells a reviewer what it is.",
        &[
            ("policy", string("The policy's id.")),
            ("rule", string("The rule's id in its policy.")),
            ("resource", reference("resource")),
            ("message", string("What was so when the entry was made.")),
            ("fingerprint", string("Names the finding across runs.")),
            (
                "slots?",
                json!({
                    "description": "Names the slots that decided, where there are several: the entry stands for what is left of the finding when some of them were mended.",
                    "type": "array",
                    "items": {"type": "string"},
                }),
            ),
        ],
    ));
    let mut names = resource_names();
    names.push((
        "folder?",
        string(
            "The folder of its root, or of its file, seen from the folder of the baseline; looked at while that folder is examined.",
        ),
    ));
    document(
        "baseline-v1.schema.json",
        "Baseline of palisade check",
        root,
        &[("entry", entry), ("resource", closed(object("A resource by name.", &names)))],
    )
}
