//! Signatures of bundles: a token over the hashes of all files.

use super::{Files, MANIFEST, SIGNATURES, file_name, is_document};
use crate::workspace::{Kind, read_document, to_json};
use palisade_builtins::opa::{sign_token, verify_token};
use palisade_source::SourceMap;
use palisade_value::Arena;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// How a bundle is to be signed to be trusted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verification {
    /// A secret, or a public key in PEM.
    pub key: String,
    /// The algorithm, such as `RS256`.
    pub algorithm: String,
    /// What the signature must be for, if anything.
    pub scope: Option<String>,
    /// Files that need not be signed: paths, or a start of one before `*`.
    pub exclude: Vec<String>,
}

/// How to sign a bundle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signing {
    /// A secret, or a private key in PEM.
    pub key: String,
    /// The algorithm, such as `RS256`.
    pub algorithm: String,
    /// What the signature is for.
    pub scope: Option<String>,
    /// A name of the key for those who verify.
    pub key_id: Option<String>,
}

/// The hash of a file: of the bytes, or of the content where it is JSON or YAML.
fn hash(path: &str, bytes: &[u8], algorithm: &str) -> Result<String, String> {
    let structured = file_name(path) == MANIFEST || is_document(path);
    let canonical;
    let bytes = if structured {
        let text = String::from_utf8(bytes.to_vec())
            .map_err(|_| format!("{path}: the file is not UTF-8 text"))?;
        let sources = SourceMap::new();
        let file = sources.add(path.to_owned(), text);
        let kind = Kind::of(Path::new(path)).unwrap_or(Kind::Json);
        let arena = Arena::new();
        let value = read_document(&arena, &sources, file, kind)
            .map_err(|error| format!("{path}: {}", error.message))?;
        canonical = to_json(value);
        canonical.as_bytes()
    } else {
        bytes
    };
    let digest = match algorithm {
        "SHA-256" => Sha256::digest(bytes).to_vec(),
        "SHA-384" => Sha384::digest(bytes).to_vec(),
        "SHA-512" => Sha512::digest(bytes).to_vec(),
        other => {
            return Err(format!(
                "{path}: unknown hash `{other}`: known are SHA-256, SHA-384 and SHA-512"
            ));
        }
    };
    let mut hex = String::with_capacity(digest.len() * 2);
    for byte in digest {
        // Writing to a string does not fail.
        _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}

/// Signs files: what `.signatures.json` has to hold.
///
/// # Errors
/// What is wrong with the key or a file.
pub fn sign(files: &Files, signing: &Signing) -> Result<Vec<u8>, String> {
    let mut hashes = Vec::with_capacity(files.len());
    for (path, bytes) in files.iter().filter(|(path, _)| *path != SIGNATURES) {
        let hash = hash(path, bytes, "SHA-256")?;
        hashes.push(json!({"name": path, "hash": hash, "algorithm": "SHA-256"}));
    }
    let mut payload = json!({"files": hashes});
    if let Some(scope) = &signing.scope {
        payload["scope"] = json!(scope);
    }
    if let Some(id) = &signing.key_id {
        payload["keyid"] = json!(id);
    }
    let token = sign_token(
        &signing.algorithm,
        &signing.key,
        signing.key_id.as_deref(),
        &payload.to_string(),
    )?;
    Ok(format!("{:#}\n", json!({"signatures": [token]})).into_bytes())
}

/// Checks that all files are signed as wanted, and no other.
///
/// # Errors
/// Why the bundle is not to be trusted.
pub fn verify(files: &Files, verification: &Verification) -> Result<(), String> {
    let bytes = files
        .get(SIGNATURES)
        .ok_or_else(|| format!("the bundle is not signed: it has no {SIGNATURES}"))?;
    let json: Json =
        serde_json::from_slice(bytes).map_err(|error| format!("{SIGNATURES}: {error}"))?;
    let tokens = json.get("signatures").and_then(Json::as_array);
    let token = match tokens.map(Vec::as_slice) {
        Some([Json::String(token)]) => token,
        _ => return Err(format!("{SIGNATURES}: `signatures` is a list of one token")),
    };
    let payload = verify_token(&verification.algorithm, &verification.key, token)
        .map_err(|why| format!("{SIGNATURES}: {why}"))?;
    let payload: Json =
        serde_json::from_str(&payload).map_err(|error| format!("{SIGNATURES}: {error}"))?;
    let scope = payload.get("scope").and_then(Json::as_str).unwrap_or_default();
    let wanted = verification.scope.as_deref().unwrap_or_default();
    if scope != wanted {
        return Err(match (scope, wanted) {
            (scope, "") => format!("the signature is for the scope `{scope}`; name it to trust it"),
            ("", wanted) => format!("the signature is for no scope, not for `{wanted}`"),
            _ => format!("the signature is for the scope `{scope}`, not `{wanted}`"),
        });
    }
    let list = payload.get("files").and_then(Json::as_array);
    let list = list.ok_or_else(|| format!("{SIGNATURES}: the token has no list of `files`"))?;
    let mut signed: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for file in list {
        let text = |key: &str| file.get(key).and_then(Json::as_str);
        let (Some(name), Some(hash)) = (text("name"), text("hash")) else {
            return Err(format!("{SIGNATURES}: a file has no `name` or no `hash`"));
        };
        signed.insert(name.trim_start_matches('/'), (hash, text("algorithm").unwrap_or("SHA-256")));
    }
    let excluded = |path: &str| {
        verification.exclude.iter().any(|pattern| match pattern.split_once('*') {
            Some((start, end)) => path.starts_with(start) && path.ends_with(end),
            None => pattern == path,
        })
    };
    for (path, bytes) in files.iter().filter(|(p, _)| *p != SIGNATURES && !excluded(p)) {
        let Some((wanted, algorithm)) = signed.remove(path.as_str()) else {
            return Err(format!("`{path}` is not signed"));
        };
        if !hash(path, bytes, algorithm)?.eq_ignore_ascii_case(wanted) {
            return Err(format!("`{path}` is not what was signed"));
        }
    }
    match signed.keys().find(|path| !excluded(path)) {
        Some(path) => Err(format!("`{path}` was signed, but is not there")),
        None => Ok(()),
    }
}
