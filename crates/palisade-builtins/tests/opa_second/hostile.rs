//! Certificates, keys, tokens, schemas and queries of OPA's cases, broken in many ways: every
//! function has to answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use palisade_builtins::opa;
use palisade_ir::{Cache, CallContext};
use palisade_value::{Arena, Value};
use serde_json::Value as Json;

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    fn broken(&mut self, mut data: Vec<u8>) -> Vec<u8> {
        for _ in 0..=self.below(3) {
            let at = self.below(data.len());
            match self.below(5) {
                0 => data.truncate(at),
                1 => {
                    if let Some(byte) = data.get_mut(at) {
                        *byte ^= 1 << self.below(8);
                    }
                }
                2 => {
                    if let Some(byte) = data.get_mut(at) {
                        *byte = [0, 0x7f, 0x80, 0xff][self.below(4)];
                    }
                }
                3 => data.insert(at, data.get(at).copied().unwrap_or(0)),
                _ => {
                    let end = (at + self.below(16)).min(data.len());
                    data.drain(at..end);
                }
            }
        }
        data
    }
}

/// The longer texts in the modules and inputs of cases.
pub fn texts(cases: &[Json]) -> Vec<String> {
    let mut found = Vec::new();
    for case in cases {
        let modules = case["modules"].as_array().into_iter().flatten().filter_map(Json::as_str);
        for module in modules {
            found.extend(module.split(['"', '`']).map(|text| text.replace("\\n", "\n")));
        }
        let inputs = case["input"].as_object().into_iter().flatten();
        found.extend(inputs.filter_map(|(_, value)| value.as_str().map(str::to_owned)));
    }
    found.retain(|text| text.len() > 40);
    found.sort();
    found.dedup();
    found
}

/// The bytes inside of base64, with or without lines of PEM around it.
fn inner(text: &str) -> Option<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    STANDARD.decode(lines.collect::<String>()).ok()
}

fn call(names: &[&str], values: &[&str]) {
    let arena = Arena::new();
    let cache = Cache::default();
    let context = CallContext {
        arena: &arena,
        cache: &cache,
        kept: None,
        location: None,
        now: Some(1 << 60),
    };
    let values: Vec<Value<'_>> = values.iter().map(|text| Value::str(&arena, text)).collect();
    for name in names {
        let function = opa::find(name).expect("a function");
        // Whatever comes of it is an answer.
        _ = (function.builtin.run)(&context, &values[..function.arity()]);
    }
}

pub fn all_answer(texts: &[String]) -> usize {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut calls = 0;
    for text in texts {
        for _ in 0..6 {
            let other = &texts[numbers.below(texts.len())];
            let broken = numbers.broken(text.clone().into_bytes());
            let broken = String::from_utf8_lossy(&broken).into_owned();
            calls += 1;
            if text.contains('{') || text.contains("type ") {
                let values = [&broken, other.as_str()];
                call(&["graphql.parse_query", "graphql.schema_is_valid"], &values);
                call(&["json.verify_schema", "json.match_schema"], &values);
                continue;
            }
            call(
                &["io.jwt.decode", "io.jwt.verify_rs256", "io.jwt.verify_es512"],
                &[&broken, other],
            );
            call(&["io.jwt.verify_ps384", "io.jwt.verify_eddsa"], &[other, &broken]);
            let der = inner(text).map(|der| STANDARD.encode(numbers.broken(der)));
            let Some(der) = der else { continue };
            call(
                &[
                    "crypto.x509.parse_certificates",
                    "crypto.x509.parse_and_verify_certificates",
                    "crypto.x509.parse_certificate_request",
                    "crypto.x509.parse_keypair",
                ],
                &[&der, &der],
            );
            for kind in ["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "PUBLIC KEY"] {
                let pem = format!("-----BEGIN {kind}-----\n{der}\n-----END {kind}-----");
                call(&["crypto.parse_private_keys", "crypto.x509.parse_rsa_private_key"], &[&pem]);
                call(&["io.jwt.verify_es384"], &["e30.e30.AAAA", &pem]);
            }
        }
    }
    calls
}
