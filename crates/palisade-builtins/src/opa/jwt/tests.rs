use crate::opa;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as URL;
use palisade_arena::Arena;
use palisade_ir::{Cache, CallContext, Stop};
use palisade_value::{JsonOptions, Value, parse_json};
use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

fn call<'e>(arena: &'e Arena, name: &str, values: &[Value<'e>]) -> Result<Value<'e>, String> {
    let cache = Cache::default();
    let context =
        CallContext { arena, cache: &cache, kept: None, location: None, now: Some(1_000_000_000) };
    let function = opa::find(name).unwrap();
    assert_eq!(function.arity(), values.len());
    (function.builtin.run)(&context, values).map_err(|stop| match stop {
        Stop::Error(fault) => fault.message.to_owned(),
        other => format!("{other:?}"),
    })
}

fn json<'e>(arena: &'e Arena, text: &str) -> Value<'e> {
    parse_json(arena, text, JsonOptions::default()).unwrap()
}

/// A private and a public JWK on a curve, made now.
fn curve_keys(name: &str, size: usize) -> (String, String) {
    let algorithm = match name {
        "P-256" => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
        _ => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
    };
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
    let point = pair.public_key().as_ref();
    let (x, y) = (URL.encode(&point[1..=size]), URL.encode(&point[size + 1..]));
    // The number stands behind the version in the inner key.
    let at = pkcs8.as_ref().windows(5).position(|w| w[..4] == [2, 1, 1, 4]).unwrap() + 5;
    let d = URL.encode(&pkcs8.as_ref()[at..at + size]);
    let public = format!(r#""kty": "EC", "crv": "{name}", "x": "{x}", "y": "{y}""#);
    (format!(r#"{{{public}, "d": "{d}"}}"#), format!("{{{public}}}"))
}

#[test]
fn what_is_signed_is_verified() {
    let arena = Arena::new();
    let secret = format!(r#"{{"kty": "oct", "k": "{}"}}"#, URL.encode("some words"));
    let seed = [7_u8; 32];
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
    let public = format!(
        r#""kty": "OKP", "crv": "Ed25519", "x": "{}""#,
        URL.encode(pair.public_key().as_ref())
    );
    let edwards =
        (format!(r#"{{{public}, "d": "{}"}}"#, URL.encode(seed)), format!("{{{public}}}"));
    let (p256, p384) = (curve_keys("P-256", 32), curve_keys("P-384", 48));
    for (algorithm, function, (private, public)) in [
        ("HS256", "io.jwt.verify_hs256", (secret.clone(), "some words".to_owned())),
        ("HS512", "io.jwt.verify_hs512", (secret, "some words".to_owned())),
        ("EdDSA", "io.jwt.verify_eddsa", edwards),
        ("ES256", "io.jwt.verify_es256", p256),
        ("ES384", "io.jwt.verify_es384", p384),
    ] {
        let header = json(&arena, &format!(r#"{{"alg": "{algorithm}", "typ": "JWT"}}"#));
        let payload = json(&arena, r#"{"iss": "x", "exp": 10, "nbf": 1}"#);
        let key = json(&arena, &private);
        let token = call(&arena, "io.jwt.encode_sign", &[header, payload, key]).unwrap();
        let public = Value::str(&arena, &public);
        let verified = call(&arena, function, &[token, public]);
        assert!(matches!(verified, Ok(Value::Bool(true))), "{algorithm} {verified:?}");
        let text = token.as_str().unwrap();
        // Any other byte of what is signed breaks it.
        let mut other = text.replacen("eyJ", "eyK", 1);
        if other == text {
            other.insert(0, 'A');
        }
        let other = call(&arena, function, &[Value::str(&arena, &other), public]);
        assert!(!matches!(other, Ok(Value::Bool(true))), "{algorithm}");
        let wanted = if algorithm.starts_with("HS") { "secret" } else { "cert" };
        let mut wants = palisade_value::ObjectBuilder::new();
        wants.field(wanted, public);
        wants.field("iss", Value::Str("x"));
        let wants = wants.finish(&arena);
        let all = call(&arena, "io.jwt.decode_verify", &[token, wants]).unwrap();
        let items = all.as_array().unwrap().items();
        assert!(matches!(items[0], Value::Bool(true)), "{algorithm} {all:?}");
    }
}

#[test]
fn what_is_no_token_is_refused() {
    let arena = Arena::new();
    for (text, want) in [
        ("", "encoded JWT had no period separators"),
        ("a.b", "encoded JWT must have 3 sections, found 2"),
        ("a.b.c", "illegal base64url string: a"),
        ("e30.e30.*", "JWT signature had invalid encoding: illegal base64url string: *"),
        ("W10.e30.", "bad JWT header: decoded JSON type was not an Object"),
        ("e30.W10.", "decoded JSON type was not an Object"),
    ] {
        let error = call(&arena, "io.jwt.decode", &[Value::str(&arena, text)]).unwrap_err();
        assert!(error.contains(want), "{text}: {error}");
    }
}

#[test]
fn signing_says_what_it_cannot_do() {
    let arena = Arena::new();
    let (private, _) = curve_keys("P-256", 32);
    for (header, want) in [
        (r#"{"alg": "ES384"}"#, "a key of curve P-384 is wanted"),
        (r#"{"alg": "RS256"}"#, "does not sign with RS256"),
        (r#"{"alg": "HS256"}"#, "does not sign with HS256"),
        (r#"{"alg": 1}"#, "is not a string"),
    ] {
        let values = [header, "{}", &private].map(|text| Value::str(&arena, text));
        let error = call(&arena, "io.jwt.encode_sign_raw", &values).unwrap_err();
        assert!(error.contains(want), "{header}: {error}");
    }
}

/// Bytes as a block of PEM.
fn pem(kind: &str, bytes: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    format!("-----BEGIN {kind}-----\n{text}\n-----END {kind}-----\n")
}

#[test]
fn tokens_are_signed_with_keys_in_pem() {
    let random = SystemRandom::new();
    let algorithm = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
    let point = pair.public_key().as_ref();
    let (x, y) = (URL.encode(&point[1..=32]), URL.encode(&point[33..]));
    let public = format!(r#"{{"kty": "EC", "crv": "P-256", "x": "{x}", "y": "{y}"}}"#);
    let private = pem("PRIVATE KEY", pkcs8.as_ref());
    let token = opa::sign_token("ES256", &private, Some("a \"b\""), r#"{"n":1}"#).unwrap();
    assert_eq!(opa::verify_token("ES256", &public, &token).unwrap(), r#"{"n":1}"#);
    // Neither another algorithm nor other keys nor other content will do.
    let refused = opa::verify_token("HS256", &public, &token).unwrap_err();
    assert_eq!(refused, "the signature is by ES256, and HS256 is asked for");
    let (_, other) = curve_keys("P-256", 32);
    let refused = opa::verify_token("ES256", &other, &token).unwrap_err();
    assert_eq!(refused, "the signature is not by this key");
    let mut parts: Vec<&str> = token.split('.').collect();
    let payload = URL.encode(r#"{"n":2}"#);
    parts[1] = &payload;
    assert!(opa::verify_token("ES256", &public, &parts.join(".")).is_err());
    assert!(opa::sign_token("RS256", &private, None, "{}").is_err());
    assert!(opa::sign_token("ES256", "no key", None, "{}").is_err());
    assert!(opa::sign_token("none", &private, None, "{}").is_err());
    assert!(opa::verify_token("none", &public, &token).is_err());
    let secret = opa::sign_token("HS256", "some words", None, "{}").unwrap();
    assert_eq!(opa::verify_token("HS256", "some words", &secret).unwrap(), "{}");
    assert!(opa::verify_token("HS256", "other words", &secret).is_err());
}
