//! Reading what a policy asks for.

use super::{Outgoing, Target, Tls, Transport};
use crate::opa::gojson::go_json;
use crate::opa::time;
use crate::opa::values::rego_text;
use palisade_value::{Arena, Object, ObjectBuilder, Value, write_json};
use std::time::Duration;

/// How long a request may take that does not say so.
const USUAL: Duration = Duration::from_secs(5);
/// How long one may take that says it may take for ever.
const LONGEST: Duration = Duration::from_secs(600);

/// How long an answer is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Caching {
    /// For this evaluation.
    Evaluation,
    /// As its headers say.
    Headers,
    /// So many seconds, whatever its headers say.
    Seconds(i64),
}

/// What a body is read as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Decode {
    /// What its type says.
    ByType,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// A request as a policy means it.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) outgoing: Outgoing,
    pub(super) redirects: bool,
    pub(super) retries: u32,
    pub(super) caching: Caching,
    pub(super) decode: Decode,
    /// The same for requests whose answer is the same.
    pub(super) key: String,
}

impl Asked {
    /// Reads an object whose keys are known to be right.
    pub(super) fn read(request: &Object<'_>, transport: &dyn Transport) -> Result<Self, String> {
        let fields = Fields { request };
        let method = fields.text("method")?.unwrap_or_default().to_ascii_uppercase();
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if method.is_empty() || !method.bytes().all(token) {
            return Err(format!("invalid method \"{method}\""));
        }
        let url = fields.text("url")?.unwrap_or_default();
        let target = Target::parse(url).map_err(|why| format!("invalid URL `{url}`: {why}"))?;
        let raw = fields.text("raw_body")?.map(|text| text.as_bytes().to_vec());
        let body = raw.or_else(|| request.field("body").map(|b| go_json(b).into_bytes()));
        let headers = headers(request.field("headers"))?;
        let tls = tls(&fields, &headers, transport)?;
        let caching = if fields.bool("force_cache")? {
            let seconds = request.field("force_cache_duration_seconds").ok_or(
                "'force_cache' set but 'force_cache_duration_seconds' parameter is missing",
            )?;
            let seconds = seconds.as_i64().and_then(|s| i32::try_from(s).ok());
            let seconds = seconds.ok_or("'force_cache_duration_seconds' must be a whole number")?;
            // As in OPA, no time at all is up to the headers.
            if seconds > 0 { Caching::Seconds(i64::from(seconds)) } else { Caching::Headers }
        } else if fields.bool("cache")? {
            Caching::Headers
        } else {
            Caching::Evaluation
        };
        match request.field("caching_mode") {
            None | Some(Value::Str("serialized" | "deserialized")) => {}
            Some(Value::Str(other)) => {
                return Err(format!("invalid value specified for \"caching_mode\" field: {other}"));
            }
            Some(_) => return Err("invalid value for \"caching_mode\" field".to_owned()),
        }
        let decode = if fields.bool("force_json_decode")? {
            Decode::Json
        } else if fields.bool("force_yaml_decode")? {
            Decode::Yaml
        } else {
            Decode::ByType
        };
        let retries = match request.field("max_retry_attempts") {
            None => 0,
            Some(value) => {
                let n = value.as_i64().and_then(|n| u32::try_from(n).ok());
                n.ok_or("invalid value for field \"max_retry_attempts\"")?
            }
        };
        let timeout = timeout(request.field("timeout"))?;
        Ok(Self {
            outgoing: Outgoing { method, target, headers, body, tls, timeout },
            redirects: fields.bool("enable_redirect")?,
            retries,
            caching,
            decode,
            key: key(request)?,
        })
    }

    /// The method as Go's messages write it: `Get`.
    pub(super) fn verb(&self) -> String {
        let (first, rest) = self.outgoing.method.split_at_checked(1).unwrap_or_default();
        format!("{first}{}", rest.to_ascii_lowercase())
    }
}

struct Fields<'r, 'e> {
    request: &'r Object<'e>,
}

impl<'e> Fields<'_, 'e> {
    /// OPA takes quotes around such a text away.
    fn text(&self, name: &str) -> Result<Option<&'e str>, String> {
        match self.request.field(name) {
            None => Ok(None),
            Some(Value::Str(text)) => Ok(Some(text.trim_matches('"'))),
            Some(_) => Err(format!("\"{name}\" must be a string")),
        }
    }

    fn bool(&self, name: &str) -> Result<bool, String> {
        match self.request.field(name) {
            None => Ok(false),
            Some(Value::Bool(yes)) => Ok(yes),
            Some(_) => Err(format!("invalid value for \"{name}\" field")),
        }
    }
}

fn headers(value: Option<Value<'_>>) -> Result<Vec<(String, String)>, String> {
    let object = match value {
        None => return Ok(Vec::new()),
        Some(Value::Object(object)) => object,
        Some(_) => return Err("invalid type for headers key".to_owned()),
    };
    let mut all = Vec::new();
    for (name, value) in object.entries() {
        let (Value::Str(name), Value::Str(value)) = (name, value) else {
            let shown = rego_text(*value).unwrap_or_default();
            return Err(format!("invalid type for headers value {shown}"));
        };
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if name.is_empty() || !name.bytes().all(token) {
            return Err(format!("invalid header field name \"{name}\""));
        }
        if value.bytes().any(|b| (b < b' ' && b != b'\t') || b == 0x7f) {
            return Err(format!("invalid header field value for \"{name}\""));
        }
        all.push(((*name).to_owned(), (*value).to_owned()));
    }
    all.sort();
    Ok(all)
}

fn tls(
    fields: &Fields<'_, '_>,
    headers: &[(String, String)],
    transport: &dyn Transport,
) -> Result<Tls, String> {
    let read = |name: &str| -> Result<Option<Vec<u8>>, String> {
        let Some(path) = fields.text(name)?.filter(|p| !p.is_empty()) else { return Ok(None) };
        transport.read(path).map(Some).map_err(|why| format!("{name}: {path}: {why}"))
    };
    let variable = |name: &str| -> Result<Option<Vec<u8>>, String> {
        let Some(variable) = fields.text(name)?.filter(|v| !v.is_empty()) else { return Ok(None) };
        match transport.variable(variable) {
            Some(text) => Ok(Some(text.into_bytes())),
            None => Err(format!("{name}: the variable `{variable}` is not set")),
        }
    };
    // Line breaks of a text in JSON or a variable are often written out.
    let text = |name: &str| -> Result<Option<Vec<u8>>, String> {
        let found = fields.text(name)?.filter(|t| !t.is_empty());
        Ok(found.map(|t| t.replace("\\n", "\n").into_bytes()))
    };
    let mut roots = Vec::new();
    roots.extend(text("tls_ca_cert")?);
    roots.extend(read("tls_ca_cert_file")?);
    roots.extend(variable("tls_ca_cert_env_variable")?);
    let pairs = [
        (text("tls_client_cert")?, text("tls_client_key")?),
        (read("tls_client_cert_file")?, read("tls_client_key_file")?),
        (variable("tls_client_cert_env_variable")?, variable("tls_client_key_env_variable")?),
    ];
    let client = pairs.into_iter().find_map(|(cert, key)| Some((cert?, key?)));
    let host = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
    let host = host.map(|(_, value)| value.split(':').next().unwrap_or_default().to_owned());
    let named = fields.text("tls_server_name")?.filter(|n| !n.is_empty()).map(str::to_owned);
    Ok(Tls {
        system_roots: roots.is_empty() || fields.bool("tls_use_system_certs")?,
        roots,
        client,
        server_name: named.or(host),
        insecure: fields.bool("tls_insecure_skip_verify")?,
    })
}

/// Nanoseconds as a number or a text, or a text such as `2s`.
fn timeout(value: Option<Value<'_>>) -> Result<Duration, String> {
    let nanos = match value {
        None => return Ok(USUAL),
        Some(Value::Str(text)) => match text.parse::<i64>() {
            Ok(nanos) => nanos,
            Err(_) => time::duration(text)
                .map_err(|why| format!("invalid timeout value \"{text}\": {why}"))?,
        },
        Some(value) if value.is_number() => value.as_i64().ok_or_else(|| {
            let shown = rego_text(value).unwrap_or_default();
            format!("invalid timeout number value {shown}, must be int64")
        })?,
        Some(other) => {
            let got = crate::opa::args::type_name(&other);
            return Err(format!("'timeout' must be one of {{string, number}} but got {got}"));
        }
    };
    Ok(match u64::try_from(nanos) {
        // To Go that is no limit.
        Ok(0) | Err(_) => LONGEST,
        Ok(nanos) => Duration::from_nanos(nanos).min(LONGEST),
    })
}

/// The request as JSON, without the headers that do not count.
fn key(request: &Object<'_>) -> Result<String, String> {
    let ignored: Vec<&str> = match request.field("cache_ignored_headers") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(names)) => {
            let names: Option<Vec<&str>> = names.items().iter().map(Value::as_str).collect();
            names.ok_or("\"cache_ignored_headers\" must be an array of strings")?
        }
        Some(_) => return Err("\"cache_ignored_headers\" must be an array of strings".to_owned()),
    };
    let arena = Arena::new();
    let mut all = ObjectBuilder::new();
    for (name, value) in request.entries() {
        match (name, value) {
            (Value::Str("cache_ignored_headers"), _) => {}
            (Value::Str("headers"), Value::Object(headers)) => {
                let mut counted = ObjectBuilder::new();
                for (name, value) in headers.entries() {
                    if !name.as_str().is_some_and(|n| ignored.contains(&n)) {
                        counted.insert(*name, *value);
                    }
                }
                all.insert(*name, counted.finish(&arena));
            }
            _ => all.insert(*name, *value),
        }
    }
    let mut text = String::new();
    write_json(&mut text, all.finish(&arena));
    Ok(text)
}
