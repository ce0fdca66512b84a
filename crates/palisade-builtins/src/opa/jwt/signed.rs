//! Signing and verifying outside of policies: for bundles.

use super::super::keys::PrivateKey;
use super::super::x509::private_keys;
use super::keys::{ALGORITHMS, Key, Material, parse_keys};
use super::token::{Header, Token};
use super::{is_signed_by_any, secret_key};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use palisade_value::{Arena, Value, write_json};

/// Signs a payload of JSON as a token of three parts. The key is a secret for `HS256` and the
/// like, a private key in PEM for the others.
///
/// # Errors
/// That the algorithm is unknown, or that the key is not for it.
pub fn sign_token(
    algorithm: &str,
    key: &str,
    key_id: Option<&str>,
    payload: &str,
) -> Result<String, String> {
    if !ALGORITHMS.contains(&algorithm) {
        return Err(unknown(algorithm));
    }
    let mut header = format!(r#"{{"alg":"{algorithm}","#);
    if let Some(id) = key_id {
        header.push_str(r#""kid":"#);
        write_json(&mut header, Value::Str(id));
        header.push(',');
    }
    header.push_str(r#""typ":"JWT"}"#);
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let message = format!("{}.{}", encode(header.as_bytes()), encode(payload.as_bytes()));
    let hash = PrivateKey::hash(algorithm).filter(|_| algorithm.starts_with("HS"));
    let signature = match hash {
        Some(hash) => hash.hmac(key.as_bytes(), message.as_bytes()),
        None => {
            let keys = private_keys(key)?;
            let key = keys.first().ok_or("there is no private key in PEM")?;
            key.sign(algorithm, message.as_bytes())?
        }
    };
    Ok(format!("{message}.{}", encode(&signature)))
}

/// The payload of a token, once its signature is found to be made by a key with an algorithm. The
/// key is a secret for `HS256` and the like, else a public key or certificate in PEM or a JWK.
///
/// # Errors
/// Why the token is not to be trusted.
pub fn verify_token(algorithm: &str, key: &str, token: &str) -> Result<String, String> {
    if !ALGORITHMS.contains(&algorithm) {
        return Err(unknown(algorithm));
    }
    let arena = Arena::new();
    let token = Token::parse(token)?;
    let header = Header::parse(token.header(&arena)?)?;
    if header.algorithm != algorithm {
        let of = header.algorithm;
        return Err(format!("the signature is by {of}, and {algorithm} is asked for"));
    }
    let keys: Vec<Key> =
        if algorithm.starts_with("HS") { vec![secret_key(key)] } else { parse_keys(key)? };
    if keys.iter().all(|k| matches!(k.material, Material::Private(_))) {
        return Err("a public key is wanted, not a private one".to_owned());
    }
    let signature = token.signature()?;
    if !is_signed_by_any(&keys, &header, algorithm, token.signed.as_bytes(), &signature) {
        return Err("the signature is not by this key".to_owned());
    }
    token.payload()
}

fn unknown(algorithm: &str) -> String {
    format!("unknown algorithm `{algorithm}`; known are {}", ALGORITHMS.join(", "))
}
