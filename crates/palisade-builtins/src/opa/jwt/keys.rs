//! Keys of tokens: PEM, JWK and sets of JWK (RFC 7517, RFC 7518).

use super::super::keys::{Curve, EcPrivate, PrivateKey, PublicKey, RsaPrivate};
use super::super::pem::{decode_url, next_pem};
use super::super::x509::public_key;
use num_bigint::BigUint;
use palisade_value::{Arena, JsonOptions, Object, Value, parse_json};

/// The algorithms of tokens.
pub(super) const ALGORITHMS: [&str; 13] = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "HS256",
    "HS384", "HS512", "EdDSA",
];

/// What a JWK holds.
#[derive(Clone, Debug)]
pub(super) enum Material {
    Public(PublicKey),
    Private(Box<PrivateKey>),
    Secret(Vec<u8>),
}

/// A key with what is said of it.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) material: Material,
    /// Empty where it is not said.
    pub(super) algorithm: String,
    pub(super) id: String,
}

fn text<'e>(object: &Object<'e>, key: &str) -> Option<&'e str> {
    object.field(key)?.as_str()
}

fn bytes(object: &Object<'_>, key: &str) -> Result<Vec<u8>, String> {
    let text = text(object, key).ok_or_else(|| format!("field \"{key}\" is missing"))?;
    decode_url(text).map_err(|why| format!("field \"{key}\": {why}"))
}

fn number(object: &Object<'_>, key: &str) -> Result<BigUint, String> {
    bytes(object, key).map(|bytes| BigUint::from_bytes_be(&bytes))
}

fn material(object: &Object<'_>) -> Result<Material, String> {
    let private = object.field("d").is_some();
    let unfit = || "the parts of the key do not agree".to_owned();
    match text(object, "kty").ok_or("field \"kty\" is missing")? {
        "RSA" => {
            let (n, e) = (number(object, "n")?, number(object, "e")?);
            if !private {
                return Ok(Material::Public(PublicKey::Rsa { n, e }));
            }
            let primes = (number(object, "p")?, number(object, "q")?);
            let key = RsaPrivate::new(n, e, number(object, "d")?, primes).ok_or_else(unfit)?;
            Ok(Material::Private(Box::new(PrivateKey::Rsa(key))))
        }
        "EC" => {
            let name = text(object, "crv").ok_or("field \"crv\" is missing")?;
            let curve =
                Curve::from_name(name).ok_or_else(|| format!("invalid curve algorithm {name}"))?;
            let point = curve.at(&bytes(object, "x")?, &bytes(object, "y")?).ok_or_else(unfit)?;
            if !private {
                return Ok(Material::Public(PublicKey::Ec(curve, point)));
            }
            let key = EcPrivate { curve, point, d: number(object, "d")? };
            Ok(Material::Private(Box::new(PrivateKey::Ec(key))))
        }
        "OKP" => {
            let name = text(object, "crv").ok_or("field \"crv\" is missing")?;
            if name != "Ed25519" {
                return Err(format!("invalid curve algorithm {name}"));
            }
            let key = bytes(object, "x")?;
            if !private {
                return Ok(Material::Public(PublicKey::Ed25519(key)));
            }
            Ok(Material::Private(Box::new(PrivateKey::Ed25519(bytes(object, "d")?, key))))
        }
        "oct" => bytes(object, "k").map(Material::Secret),
        other => Err(format!("invalid key type from JSON ({other})")),
    }
}

/// The keys of a JWK or of a set of them.
///
/// # Errors
/// What is wrong with the text.
pub(super) fn parse_jwks(source: &str) -> Result<Vec<Key>, String> {
    let arena = Arena::new();
    let value = parse_json(&arena, source, JsonOptions::default())
        .map_err(|error| format!("failed to unmarshal JSON: {error}"))?;
    let Value::Object(object) = value else {
        return Err("failed to unmarshal JSON: this is no object".to_owned());
    };
    let all = match object.field("keys") {
        Some(Value::Array(keys)) => keys.items().to_vec(),
        _ => vec![value],
    };
    let mut keys = Vec::with_capacity(all.len());
    for key in all {
        let Value::Object(object) = key else { return Err("a key is no object".to_owned()) };
        keys.push(Key {
            material: material(object)?,
            algorithm: text(object, "alg").unwrap_or("").to_owned(),
            id: text(object, "kid").unwrap_or("").to_owned(),
        });
    }
    Ok(keys)
}

/// The keys of a certificate, a public key or JWKs.
///
/// # Errors
/// What is wrong with the text, in OPA's words.
pub(super) fn parse_keys(source: &str) -> Result<Vec<Key>, String> {
    let Some((pem, rest)) = next_pem(source) else {
        let mut keys =
            parse_jwks(source).map_err(|why| format!("failed to parse a JWK key (set): {why}"))?;
        keys.retain(|key| key.algorithm.is_empty() || ALGORITHMS.contains(&&*key.algorithm));
        return Ok(keys);
    };
    if !rest.is_empty() {
        return Err("extra data after a PEM certificate block".to_owned());
    }
    let key = match pem.kind {
        "CERTIFICATE" => public_key(&pem.data)
            .ok_or("x509: malformed certificate")
            .map_err(|why| format!("failed to parse a PEM certificate: {why}"))?,
        "PUBLIC KEY" => PublicKey::parse(&pem.data)
            .ok_or_else(|| "failed to parse a PEM public key: x509: malformed".to_owned())?,
        _ => return Err("failed to extract a Key from the PEM certificate".to_owned()),
    };
    let material = Material::Public(key);
    Ok(vec![Key { material, algorithm: String::new(), id: String::new() }])
}
