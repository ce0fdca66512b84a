//! `io.jwt.*`: JSON Web Tokens.

mod keys;
mod signed;
#[cfg(test)]
mod tests;
mod token;

pub use signed::{sign_token, verify_token};

use super::args::Args;
use super::gojson::go_json;
use super::hashes::{Hash, same_code};
use super::keys::PrivateKey;
use super::operands::{hex, impure};
use super::{Declared, declare};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keys::{ALGORITHMS, Key, Material, parse_jwks, parse_keys};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::{Arena, JsonOptions, Object, ObjectBuilder, Value, parse_json};
use token::{Header, Token, object};

/// `verify` of an algorithm.
macro_rules! verify {
    ($name:literal, $algorithm:literal) => {
        declare!(
            $name,
            |context, values| verify_one(context, values, $name, $algorithm),
            "(jwt: string, certificate: string) => boolean"
        )
    };
}

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!(
        "io.jwt.decode",
        decode,
        "(jwt: string) => array<object<any: any>, object<any: any>, string>"
    ),
    verify!("io.jwt.verify_rs256", "RS256"),
    verify!("io.jwt.verify_rs384", "RS384"),
    verify!("io.jwt.verify_rs512", "RS512"),
    verify!("io.jwt.verify_ps256", "PS256"),
    verify!("io.jwt.verify_ps384", "PS384"),
    verify!("io.jwt.verify_ps512", "PS512"),
    verify!("io.jwt.verify_es256", "ES256"),
    verify!("io.jwt.verify_es384", "ES384"),
    verify!("io.jwt.verify_es512", "ES512"),
    verify!("io.jwt.verify_eddsa", "EdDSA"),
    declare!(
        "io.jwt.verify_hs256",
        |c, v| verify_secret(c, v, "io.jwt.verify_hs256", Hash::Sha256),
        "(jwt: string, secret: string) => boolean"
    ),
    declare!(
        "io.jwt.verify_hs384",
        |c, v| verify_secret(c, v, "io.jwt.verify_hs384", Hash::Sha384),
        "(jwt: string, secret: string) => boolean"
    ),
    declare!(
        "io.jwt.verify_hs512",
        |c, v| verify_secret(c, v, "io.jwt.verify_hs512", Hash::Sha512),
        "(jwt: string, secret: string) => boolean"
    ),
    impure(declare!(
        "io.jwt.decode_verify",
        decode_verify,
        "(jwt: string, constraints: object<string: any>) => array<boolean, object<any: any>, object<any: any>>"
    )),
    impure(declare!(
        "io.jwt.encode_sign",
        encode_sign,
        "(headers: object<string: any>, payload: object<string: any>, key: object<string: any>) => string"
    )),
    impure(declare!(
        "io.jwt.encode_sign_raw",
        encode_sign_raw,
        "(headers: string, payload: string, key: string) => string"
    )),
];

/// Tokens inside of tokens deeper than this are not opened.
const NESTED: usize = 64;

/// Whether a key made a signature by an algorithm.
fn is_signed(key: &Material, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
    let hash = PrivateKey::hash(algorithm);
    match (key, algorithm.get(..2), hash) {
        (Material::Public(key), Some("RS"), Some(hash)) => {
            key.verify_pkcs1(hash, message, signature)
        }
        (Material::Public(key), Some("PS"), Some(hash)) => key.verify_pss(hash, message, signature),
        (Material::Public(key), Some("ES"), Some(hash)) => {
            key.verify_ecdsa(hash, message, signature)
        }
        (Material::Public(key), _, _) if algorithm == "EdDSA" => {
            key.verify_ed25519(message, signature)
        }
        (Material::Secret(secret), Some("HS"), Some(hash)) => {
            same_code(&hash.hmac(secret, message), signature)
        }
        _ => false,
    }
}

/// Whether one of the keys made a signature. A key of the token's key id decides alone; a key that
/// names an algorithm is only for tokens of that algorithm.
fn is_signed_by_any(
    keys: &[Key],
    header: &Header<'_>,
    algorithm: &str,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let named = keys.iter().find(|key| !header.key.is_empty() && key.id == header.key);
    if let Some(key) = named {
        return is_signed(&key.material, algorithm, message, signature);
    }
    keys.iter().any(|key| {
        let fits = key.algorithm.is_empty() || key.algorithm == header.algorithm;
        fits && is_signed(&key.material, algorithm, message, signature)
    })
}

fn secret_key(secret: &str) -> Key {
    let material = Material::Secret(secret.as_bytes().to_vec());
    Key { material, algorithm: String::new(), id: String::new() }
}

fn decode<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "io.jwt.decode", values);
    let mut text = args.text(0)?.to_owned();
    let refuse = |why: String| args.refuse(why);
    for _ in 0..NESTED {
        let token = Token::parse(&text).map_err(refuse)?;
        let header = token.header(context.arena).map_err(refuse)?;
        let payload = token.payload().map_err(refuse)?;
        if matches!(header.field("cty"), Some(Value::Str("JWT"))) {
            text = payload.trim_matches(['"', '\'']).to_owned();
            continue;
        }
        let payload = object(context.arena, &payload).map_err(refuse)?;
        let signature = token.signature().map_err(|why| {
            args.refuse(format_args!("JWT signature had invalid encoding: {why}"))
        })?;
        let signature = args.string(&hex(&signature));
        return Ok(args.list(&[Value::Object(header), Value::Object(payload), signature]));
    }
    Err(args.refuse(format_args!("tokens are nested deeper than {NESTED}")))
}

fn verify_one<'e>(
    context: &CallContext<'_, 'e>,
    values: &[Value<'e>],
    name: &'static str,
    algorithm: &str,
) -> Eval<'e> {
    let args = Args::new(context, name, values);
    let (text, source) = (args.text(0)?, args.text(1)?);
    let refuse = |why: String| args.refuse(why);
    let token = Token::parse(text).map_err(refuse)?;
    let keys = args.context.cache.get("keys of tokens", source, parse_keys).map_err(refuse)?;
    let signature = token.signature().map_err(refuse)?;
    let header = token.header(context.arena).map_err(refuse)?;
    let header = Header::parse(header).map_err(refuse)?;
    let message = token.signed.as_bytes();
    Ok(Value::Bool(is_signed_by_any(&keys, &header, algorithm, message, &signature)))
}

fn verify_secret<'e>(
    context: &CallContext<'_, 'e>,
    values: &[Value<'e>],
    name: &'static str,
    hash: Hash,
) -> Eval<'e> {
    let args = Args::new(context, name, values);
    let (text, secret) = (args.text(0)?, args.text(1)?);
    let token = Token::parse(text).map_err(|why| args.refuse(why))?;
    let signature = token.signature().map_err(|why| args.refuse(why))?;
    let code = hash.hmac(secret.as_bytes(), token.signed.as_bytes());
    Ok(Value::Bool(same_code(&code, &signature)))
}

/// What a token has to keep to.
struct Constraints<'e> {
    keys: Vec<Key>,
    algorithm: &'e str,
    issuer: &'e str,
    audience: &'e str,
    /// Nanoseconds since 1970.
    time: f64,
}

fn constraints<'e>(args: &Args<'_, '_, 'e>) -> Result<Constraints<'e>, Stop<'e>> {
    let mut found =
        Constraints { keys: Vec::new(), algorithm: "", issuer: "", audience: "", time: -1.0 };
    let (mut certificate, mut secret) = (None, "");
    for (key, value) in args.object(1)?.entries() {
        let name = key.as_str().unwrap_or("");
        let text = || {
            let wrong = || args.refuse(format_args!("{name} constraint: must be a string"));
            value.as_str().ok_or_else(wrong)
        };
        match name {
            "cert" => {
                let keys = args.context.cache.get("keys of tokens", text()?, parse_keys);
                certificate = Some(keys.map_err(|why| args.refuse(why))?);
            }
            "secret" => secret = text()?,
            "alg" => found.algorithm = text()?,
            "iss" => found.issuer = text()?,
            "aud" => found.audience = text()?,
            "time" => {
                let time = value
                    .as_f64()
                    .ok_or_else(|| args.refuse("token time constraint: must be a number"))?;
                if time < 0.0 {
                    return Err(args.refuse("token time constraint: must not be negative"));
                }
                found.time = time;
            }
            _ => {
                let message = format!("unknown token validation constraint: {name}");
                return Err(args.refuse(message));
            }
        }
    }
    if found.time < 0.0 {
        let now = args.context.now.map(Value::Int).and_then(|now| now.as_f64());
        found.time = now.ok_or_else(|| args.refuse("this evaluation is about no moment"))?;
    }
    match (certificate, secret) {
        (Some(_), secret) if !secret.is_empty() => Err(args.refuse("duplicate key constraints")),
        (Some(keys), _) => {
            found.keys.clone_from(&keys);
            Ok(found)
        }
        (None, "") => Err(args.refuse("no key constraint")),
        (None, secret) => {
            let material = Material::Secret(secret.as_bytes().to_vec());
            found.keys = vec![Key { material, algorithm: String::new(), id: String::new() }];
            Ok(found)
        }
    }
}

fn decode_verify<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "io.jwt.decode_verify", values);
    let constraints = constraints(&args)?;
    let mut text = args.text(0)?.to_owned();
    let empty = ObjectBuilder::new().finish(context.arena);
    let unverified = || Ok(args.list(&[Value::Bool(false), empty, empty]));
    let refuse = |why: String| args.refuse(why);
    for _ in 0..NESTED {
        let token = Token::parse(&text).map_err(refuse)?;
        let fields = token.header(context.arena).map_err(refuse)?;
        let header = Header::parse(fields).map_err(refuse)?;
        let other = !constraints.algorithm.is_empty() && constraints.algorithm != header.algorithm;
        if !header.is_valid() || other {
            return unverified();
        }
        let (signature, message) = (token.signature().map_err(refuse)?, token.signed.as_bytes());
        let algorithm = header.algorithm;
        if !is_signed_by_any(&constraints.keys, &header, algorithm, message, &signature) {
            return unverified();
        }
        let payload = token.payload().map_err(refuse)?;
        if header.content.eq_ignore_ascii_case("JWT") {
            text = payload;
            continue;
        }
        let claims = object(context.arena, &payload).map_err(refuse)?;
        if !claims_hold(&args, &constraints, claims)? {
            return unverified();
        }
        return Ok(args.list(&[Value::Bool(true), Value::Object(fields), Value::Object(claims)]));
    }
    Err(args.refuse(format_args!("tokens are nested deeper than {NESTED}")))
}

/// Whether issuer, audience and time are those that are wanted.
fn claims_hold<'e>(
    args: &Args<'_, '_, 'e>,
    wanted: &Constraints<'_>,
    claims: &Object<'e>,
) -> Result<bool, Stop<'e>> {
    let issuer = claims.field("iss").and_then(|issuer| issuer.as_str());
    if !wanted.issuer.is_empty() && issuer != Some(wanted.issuer) {
        return Ok(false);
    }
    let is_audience = |value: &Value<'_>| matches!(value, Value::Str(s) if *s == wanted.audience);
    let audience = match claims.field("aud") {
        None => wanted.audience.is_empty(),
        Some(Value::Array(list)) => list.items().iter().any(is_audience),
        Some(one) => is_audience(&one),
    };
    if !audience {
        return Ok(false);
    }
    // Tokens count in seconds.
    let now = Value::Float(wanted.time / 1_000_000_000.0);
    for (claim, held) in [("exp", -1), ("nbf", 0)] {
        let Some(time) = claims.field(claim) else { continue };
        if !time.is_number() {
            return Err(args.refuse(format_args!("{claim} value must be a number")));
        }
        let order = now.order(&time);
        if if held < 0 { order.is_ge() } else { order.is_lt() } {
            return Ok(false);
        }
    }
    Ok(true)
}

fn encode_sign<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "io.jwt.encode_sign", values);
    let [headers, payload, key] = [args.at(0), args.at(1), args.at(2)].map(go_json);
    sign(&args, &headers, &payload, &key)
}

fn encode_sign_raw<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "io.jwt.encode_sign_raw", values);
    let key = args.text(2)?;
    sign(&args, args.text(0)?, args.text(1)?, key)
}

/// A field of a header that is given as JSON text; else why there is none.
fn header_field(headers: &str, name: &str) -> Result<String, String> {
    if headers.is_empty() {
        return Err("cannot parse JSON: cannot parse empty string; unparsed tail: \"\"".to_owned());
    }
    let missing = || format!("jwsbb: header \"{name}\" not found");
    // What looks like a number is taken for one by OPA's parser, whatever it is.
    if headers.bytes().all(|b| b.is_ascii_digit() || b"eE+-.".contains(&b)) {
        return Err(missing());
    }
    let arena = Arena::new();
    let value = parse_json(&arena, headers, JsonOptions::default())
        .map_err(|error| format!("cannot parse JSON: {error}"))?;
    match value.field(name) {
        Some(Value::Str(text)) => Ok(text.to_owned()),
        Some(_) => Err(format!("jwsbb: header \"{name}\" is not a string")),
        None => Err(missing()),
    }
}

fn sign<'e>(args: &Args<'_, '_, 'e>, headers: &str, payload: &str, key: &str) -> Eval<'e> {
    let refuse = |why: String| args.refuse(why);
    let keys = parse_jwks(key).map_err(refuse)?;
    let Some(key) = keys.first() else { return Err(args.refuse("no keys found in JWK set")) };
    let algorithm = header_field(headers, "alg")
        .map_err(|why| args.refuse(format_args!("missing or invalid 'alg' header: {why}")))?;
    if !ALGORITHMS.contains(&&*algorithm) {
        return Err(args.refuse(format_args!("unknown JWS algorithm: {algorithm}")));
    }
    let is_token = header_field(headers, "typ").is_ok_and(|kind| kind != "JWT");
    if !is_token && parse_json(args.context.arena, payload, JsonOptions::default()).is_err() {
        return Err(args.refuse("type is JWT but payload is not JSON"));
    }
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let message = format!("{}.{}", encode(headers.as_bytes()), encode(payload.as_bytes()));
    let hash = PrivateKey::hash(&algorithm).filter(|_| algorithm.starts_with("HS"));
    let signature = match (&key.material, hash) {
        (Material::Secret(secret), Some(hash)) => hash.hmac(secret, message.as_bytes()),
        (Material::Private(key), None) => {
            key.sign(&algorithm, message.as_bytes()).map_err(refuse)?
        }
        _ => {
            let message = format!("a key of this type does not sign with {algorithm}");
            return Err(args.refuse(message));
        }
    };
    args.new_text(&format!("{message}.{}", encode(&signature)))
}
