//! `providers.aws.sign_req`: signatures of version 4.

use super::args::Args;
use super::gojson::go_json;
use super::hashes::Hash;
use super::operands::{exact_i64, hex, quoted};
use super::outside::REQUEST;
use super::url::Url;
use super::{Declared, declare};
use crate::cel::date_of;
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::{Object, ObjectBuilder, Value};
use std::collections::BTreeMap;
use std::fmt::Write;

pub(super) static FUNCTIONS: &[Declared] = &[declare!(
    "providers.aws.sign_req",
    sign_req,
    "(request: object<string: any>, aws_config: object<string: any>, time_ns: number) => object<any: any>"
)];

const CONFIG: [&str; 4] = ["aws_access_key", "aws_region", "aws_secret_access_key", "aws_service"];

/// Headers that proxies change, so that they are not signed.
const UNSIGNED: [&str; 3] = ["authorization", "user-agent", "x-amzn-trace-id"];

/// Texts as OPA writes a set of them.
fn set_text(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    format!("{{{}}}", names.join(", "))
}

/// Fails where keys are missing, or are not text.
fn check<'e>(
    args: &Args<'_, '_, 'e>,
    position: usize,
    object: &Object<'e>,
    keys: &[&'static str],
    (missing, invalid): (&str, &str),
) -> Result<(), Stop<'e>> {
    for (message, bad) in [
        (missing, (|value: Option<Value<'_>>| value.is_none()) as fn(Option<Value<'_>>) -> bool),
        (invalid, |value| !matches!(value, Some(Value::Str(_)))),
    ] {
        let found: Vec<&str> = keys.iter().copied().filter(|key| bad(object.field(key))).collect();
        if !found.is_empty() {
            let message = format!("{message}: {}", set_text(&found));
            return Err(args.operand(position, &message));
        }
    }
    Ok(())
}

fn field<'e>(object: &Object<'e>, key: &str) -> &'e str {
    object.field(key).and_then(|value| value.as_str()).unwrap_or("")
}

fn sign_req<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "providers.aws.sign_req", values);
    let (request, config) = (args.object(0)?, args.object(1)?);
    check(
        &args,
        1,
        config,
        &CONFIG,
        (
            "missing required AWS config parameters(s)",
            "invalid values for required AWS config parameters(s)",
        ),
    )?;
    if !args.at(2).is_number() {
        return Err(args.wrong(2, "number"));
    }
    // OPA reads the number's text, so that `-1e9` is none.
    let time = exact_i64(args.at(2)).filter(|t| *t >= 0 || matches!(args.at(2), Value::Int(_)));
    let time = time
        .ok_or_else(|| args.operand(2, "could not convert time_ns value into a unix timestamp"))?;
    let unknown: Vec<&str> = (request.entries().iter())
        .map(|(key, _)| key.as_str().unwrap_or(""))
        .filter(|key| !REQUEST.contains(key))
        .collect();
    if !unknown.is_empty() {
        let message = format!("invalid request parameters(s): {}", set_text(&unknown));
        return Err(args.operand(0, &message));
    }
    check(
        &args,
        0,
        request,
        &["method", "url"],
        (
            "missing required request parameters(s)",
            "invalid values for required request parameters(s)",
        ),
    )?;
    let mut headers = BTreeMap::new();
    match request.field("headers") {
        None => {}
        Some(Value::Object(given)) => {
            for (key, value) in given.entries() {
                let (key, value) = (key.as_str().unwrap_or(""), value.as_str().unwrap_or(""));
                headers.insert(key.to_owned(), value.to_owned());
            }
        }
        Some(other) => return Err(args.wrong_inner(0, "object", &other)),
    }
    let url = Url::parse(field(request, "url")).map_err(|message| args.refuse(message))?;
    let body = match (request.field("raw_body"), request.field("body")) {
        (Some(raw), _) => raw.as_str().unwrap_or("").to_owned(),
        (None, Some(body)) => go_json(body),
        (None, None) => String::new(),
    };
    let unsigned = match config.field("disable_payload_signing") {
        None => false,
        Some(Value::Bool(off)) => off,
        Some(_) => {
            let message = "invalid value for 'disable_payload_signing' in AWS config";
            return Err(args.operand(1, message));
        }
    };
    let content = if unsigned {
        "UNSIGNED-PAYLOAD".to_owned()
    } else {
        hex(&Hash::Sha256.digest(body.as_bytes()))
    };
    let signature = Signature { config, method: field(request, "method"), url: &url, content };
    for (key, value) in signature.sign(&headers, unsigned, time) {
        headers.insert(key, value);
    }
    let mut signed = ObjectBuilder::new();
    for (key, value) in &headers {
        signed.insert(args.string(key), args.string(value));
    }
    let mut result = ObjectBuilder::new();
    for (key, value) in request.entries() {
        result.insert(*key, *value);
    }
    result.field("headers", signed.finish(context.arena));
    Ok(result.finish(context.arena))
}

struct Signature<'x, 'e> {
    config: &'x Object<'e>,
    method: &'x str,
    url: &'x Url,
    /// The hash of the body, or that it is not signed.
    content: String,
}

impl Signature<'_, '_> {
    /// The headers to add.
    fn sign(
        &self,
        headers: &BTreeMap<String, String>,
        unsigned: bool,
        time: i64,
    ) -> BTreeMap<String, String> {
        let seconds = time.div_euclid(1_000_000_000);
        let (year, month, day) = date_of(seconds.div_euclid(86_400));
        let clock = seconds.rem_euclid(86_400);
        let date = format!("{year:04}{month:02}{day:02}");
        let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
        let moment = format!("{date}T{hour:02}{minute:02}{second:02}Z");
        let (service, region) =
            (field(self.config, "aws_service"), field(self.config, "aws_region"));
        let mut added = BTreeMap::from([
            ("host".to_owned(), self.url.host.clone()),
            ("x-amz-date".to_owned(), moment.clone()),
        ]);
        if unsigned || matches!(service, "s3" | "glacier") {
            added.insert("x-amz-content-sha256".to_owned(), self.content.clone());
        }
        let token = field(self.config, "aws_session_token");
        if !token.is_empty() {
            added.insert("x-amz-security-token".to_owned(), token.to_owned());
        }
        let mut all = added.clone();
        for (key, value) in headers {
            let key = key.to_lowercase();
            if !UNSIGNED.contains(&key.as_str()) {
                all.insert(key, value.clone());
            }
        }
        let names: Vec<&str> = all.keys().map(String::as_str).collect();
        let names = names.join(";");
        let mut canonical = format!("{}\n{}\n{}\n", self.method, self.url.path, self.url.query);
        for (key, value) in &all {
            _ = writeln!(canonical, "{key}:{value}");
        }
        _ = write!(canonical, "\n{names}\n{}", self.content);
        let scope = format!("{date}/{region}/{service}/aws4_request");
        let hashed = hex(&Hash::Sha256.digest(canonical.as_bytes()));
        let text = format!("AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashed}");
        let mut key = format!("AWS4{}", field(self.config, "aws_secret_access_key")).into_bytes();
        for part in [date.as_str(), region, service, "aws4_request", &text] {
            key = Hash::Sha256.hmac(&key, part.as_bytes());
        }
        let credential = format!("{}/{scope}", field(self.config, "aws_access_key"));
        let header = format!(
            "AWS4-HMAC-SHA256 Credential={credential},SignedHeaders={names},Signature={}",
            hex(&key)
        );
        added.insert("Authorization".to_owned(), header);
        added
    }
}
