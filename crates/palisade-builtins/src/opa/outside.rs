//! Functions that OPA lets reach outside of the evaluation.

use super::args::Args;
use super::operands::impure;
use super::values::rego_text;
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::{Object, ObjectBuilder, Value};

pub(super) static FUNCTIONS: &[Declared] = &[
    impure(declare!("http.send", http_send, "(request: object<string: any>) => object<any: any>")),
    impure(declare!("opa.runtime", runtime, "() => object<string: any>")),
    impure(declare!("trace", trace, "(note: string) => boolean")),
];

/// The keys that `http.send` knows.
pub(super) const REQUEST: &[&str] = &[
    "body",
    "cache",
    "cache_ignored_headers",
    "caching_mode",
    "enable_redirect",
    "force_cache",
    "force_cache_duration_seconds",
    "force_json_decode",
    "force_yaml_decode",
    "headers",
    "max_retry_attempts",
    "method",
    "raise_error",
    "raw_body",
    "timeout",
    "tls_ca_cert",
    "tls_ca_cert_env_variable",
    "tls_ca_cert_file",
    "tls_client_cert",
    "tls_client_cert_env_variable",
    "tls_client_cert_file",
    "tls_client_key",
    "tls_client_key_env_variable",
    "tls_client_key_file",
    "tls_insecure_skip_verify",
    "tls_server_name",
    "tls_use_system_certs",
    "url",
];

/// The keys that a request must have.
const REQUIRED: &[&str] = &["method", "url"];

/// Refuses requests with keys that `http.send` does not know, or without those that it needs.
pub(super) fn check<'e>(args: &Args<'_, '_, 'e>, request: &Object<'e>) -> Result<(), Stop<'e>> {
    let context = args.context;
    let named = |key: &Value<'e>| matches!(key, Value::Str(name) if REQUEST.contains(name));
    let keys = request.entries().iter().map(|(key, _)| *key);
    let strange: Vec<Value<'e>> = keys.filter(|key| !named(key)).collect();
    if !strange.is_empty() {
        let shown = rego_text(Value::set(context.arena, &strange))?;
        return Err(args.operand(0, &format!("invalid request parameters(s): {shown}")));
    }
    let required = REQUIRED.iter().filter(|name| request.field(name).is_none());
    let missing: Vec<Value<'e>> = required.map(|name| Value::Str(name)).collect();
    if !missing.is_empty() {
        let shown = rego_text(Value::set(context.arena, &missing))?;
        return Err(args.operand(0, &format!("missing required request parameters(s): {shown}")));
    }
    Ok(())
}

/// Without a [`World`](palisade_ir::World) that has a network, nothing is sent.
fn http_send<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "http.send", values);
    check(&args, args.object(0)?)?;
    Err(context.error(FaultKind::BadArgument, "http.send is off: no host is allowed"))
}

fn runtime<'e>(context: &CallContext<'_, 'e>, _: &[Value<'e>]) -> Eval<'e> {
    Ok(ObjectBuilder::new().finish(context.arena))
}

fn trace<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    Args::new(context, "trace", values).text(0)?;
    Ok(Value::Bool(true))
}
