//! A token taken apart (RFC 7515, RFC 7519).

use super::super::pem::decode_url;
use palisade_value::{Arena, JsonOptions, Object, Value, parse_json};

/// The three parts of a token as they are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) header: &'t str,
    pub(super) payload: &'t str,
    signature: &'t str,
    /// What is signed.
    pub(super) signed: &'t str,
}

impl<'t> Token<'t> {
    pub(super) fn parse(text: &'t str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('.').collect();
        match *parts {
            [header, payload, signature] => {
                let signed = text.get(..header.len() + 1 + payload.len()).unwrap_or("");
                Ok(Self { header, payload, signature, signed })
            }
            [_] => Err("encoded JWT had no period separators".to_owned()),
            _ => Err(format!("encoded JWT must have 3 sections, found {}", parts.len())),
        }
    }

    pub(super) fn signature(&self) -> Result<Vec<u8>, String> {
        decode_url(self.signature)
    }

    pub(super) fn header<'e>(&self, arena: &'e Arena) -> Result<&'e Object<'e>, String> {
        let bytes = decode_url(self.header)
            .map_err(|why| format!("JWT header had invalid encoding: {why}"))?;
        let header = object(arena, &String::from_utf8_lossy(&bytes))
            .map_err(|why| format!("bad JWT header: {why}"))?;
        if header.field("enc").is_some() {
            return Err("JWT is a JWE object, which is not supported".to_owned());
        }
        Ok(header)
    }

    /// The text of the payload.
    pub(super) fn payload(&self) -> Result<String, String> {
        let bytes = decode_url(self.payload)
            .map_err(|why| format!("JWT payload had invalid encoding: {why}"))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// The object that JSON text holds.
pub(super) fn object<'e>(arena: &'e Arena, text: &str) -> Result<&'e Object<'e>, String> {
    match parse_json(arena, text, JsonOptions::default()) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("decoded JSON type was not an Object".to_owned()),
        Err(error) => Err(format!("invalid JSON: {error}")),
    }
}

/// The fields of a header that mean something here.
#[derive(Default)]
pub(super) struct Header<'e> {
    pub(super) algorithm: &'e str,
    pub(super) key: &'e str,
    pub(super) content: &'e str,
    critical: Vec<&'e str>,
    unknown: Vec<&'e str>,
}

impl<'e> Header<'e> {
    pub(super) fn parse(object: &Object<'e>) -> Result<Self, String> {
        let mut header = Self::default();
        for (key, value) in object.entries() {
            let key = key.as_str().unwrap_or("");
            let text = || value.as_str().ok_or_else(|| format!("{key}: must be a string"));
            match key {
                "alg" => header.algorithm = text()?,
                "kid" => header.key = text()?,
                "cty" => header.content = text()?,
                "typ" => _ = text()?,
                "crit" => {
                    let Value::Array(list) = value else {
                        return Err("crit: must be a list".to_owned());
                    };
                    // As in OPA, what follows something else than text is not looked at.
                    header.critical = list.items().iter().map_while(Value::as_str).collect();
                    if header.critical.is_empty() {
                        return Err("crit: must be a nonempty list".to_owned());
                    }
                }
                unknown => header.unknown.push(unknown),
            }
        }
        Ok(header)
    }

    /// Whether it names an algorithm and nothing that it insists on is unknown.
    pub(super) fn is_valid(&self) -> bool {
        let known = !self.unknown.iter().any(|unknown| self.critical.contains(unknown));
        !self.algorithm.is_empty() && known
    }
}
