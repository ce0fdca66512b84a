//! `crypto.x509.*`, `crypto.parse_private_keys`.

mod certificate;
mod names;
mod show;
mod verify;

use super::args::Args;
use super::keys::{PrivateKey, PublicKey};
use super::operands::{exact_i64, impure};
use super::pem::{Alphabet, Pem, next_pem};
use super::{Declared, declare};
use certificate::{Request, certificates};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::{ObjectBuilder, Value};
use show::Shower;
use verify::Options;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!(
        "crypto.x509.parse_certificates",
        parse_certificates,
        "(certs: string) => array<object<string: any>>"
    ),
    impure(declare!(
        "crypto.x509.parse_and_verify_certificates",
        parse_and_verify,
        "(certs: string) => array<boolean, array<object<string: any>>>"
    )),
    impure(declare!(
        "crypto.x509.parse_and_verify_certificates_with_options",
        parse_and_verify_with_options,
        "(certs: string, options: object<string: any>) => array<boolean, array<object<string: any>>>"
    )),
    declare!(
        "crypto.x509.parse_certificate_request",
        parse_certificate_request,
        "(csr: string) => object<string: any>"
    ),
    declare!(
        "crypto.x509.parse_keypair",
        parse_keypair,
        "(cert: string, pem: string) => object<string: any>"
    ),
    declare!(
        "crypto.x509.parse_rsa_private_key",
        parse_rsa_private_key,
        "(pem: string) => object<string: any>"
    ),
    declare!(
        "crypto.parse_private_keys",
        parse_private_keys,
        "(keys: string) => null|array<object<string: any>>"
    ),
];

/// The public key of a certificate in DER.
pub(super) fn public_key(der: &[u8]) -> Option<PublicKey> {
    match certificates(der)?.as_slice() {
        [one] => Some(one.key.clone()),
        _ => None,
    }
}

const BEGIN: &str = "-----BEGIN";

/// The DER of certificates that are given as PEM, or either in base64.
fn certificate_der(text: &str) -> Result<Vec<u8>, String> {
    if text.starts_with(BEGIN) {
        return from_pem(text);
    }
    let bytes = Alphabet::Standard.decode(text)?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if text.starts_with(BEGIN) => from_pem(text),
        _ => Ok(bytes),
    }
}

fn from_pem(text: &str) -> Result<Vec<u8>, String> {
    let (mut der, mut rest) = (Vec::new(), text);
    while let Some((pem, behind)) = next_pem(rest) {
        if pem.kind != "CERTIFICATE" {
            return Err(format!("PEM block type is '{}', expected CERTIFICATE", pem.kind));
        }
        der.extend(pem.data);
        rest = behind;
    }
    Ok(der)
}

const MALFORMED: &str = "x509: malformed certificate";

fn parse_certificates<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "crypto.x509.parse_certificates", values);
    let der = certificate_der(args.text(0)?).map_err(|message| args.refuse(message))?;
    let all = certificates(&der).ok_or_else(|| args.refuse(MALFORMED))?;
    let shower = Shower { args: &args };
    Ok(args.list(&all.iter().map(|c| shower.certificate(c, true)).collect::<Vec<_>>()))
}

fn parse_and_verify<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "crypto.x509.parse_and_verify_certificates", values);
    let text = args.text(0)?;
    verified(&args, text, Options::default(), None, true)
}

fn parse_and_verify_with_options<'e>(
    context: &CallContext<'_, 'e>,
    values: &[Value<'e>],
) -> Eval<'e> {
    let name = "crypto.x509.parse_and_verify_certificates_with_options";
    let args = Args::new(context, name, values);
    let (text, given) = (args.text(0)?, args.object(1)?);
    let (mut options, mut now) = (Options::default(), None);
    for (key, value) in given.entries() {
        match (key, *value) {
            (Value::Str("DNSName"), Value::Str(name)) => {
                options.name = name.trim_matches('"').to_owned();
            }
            (Value::Str("DNSName"), _) => return Err(args.refuse("'DNSName' should be a string")),
            (Value::Str("CurrentTime"), number) if number.is_number() => {
                let time = exact_i64(number)
                    .ok_or_else(|| args.refuse("'CurrentTime' should be a valid int64 number"))?;
                now = Some(time);
            }
            (Value::Str("CurrentTime"), _) => {
                return Err(args.refuse("'CurrentTime' should be a number"));
            }
            // How much is compared is bounded as it is.
            (Value::Str("MaxConstraintComparisons"), number) if exact_i64(number).is_some() => {}
            (Value::Str("MaxConstraintComparisons"), number) if number.is_number() => {
                let message = "'MaxConstraintComparisons' should be a valid number";
                return Err(args.refuse(message));
            }
            (Value::Str("MaxConstraintComparisons"), _) => {
                return Err(args.refuse("'MaxConstraintComparisons' should be a number"));
            }
            (Value::Str("KeyUsages"), list) => options.purposes = purposes(&args, list)?,
            (Value::Str(_), _) => return Err(args.refuse("invalid key option")),
            _ => {}
        }
    }
    verified(&args, text, options, now, false)
}

/// The names that options have for purposes, in the order of their numbers.
const PURPOSES: [&str; 14] = [
    "KeyUsageAny",
    "KeyUsageServerAuth",
    "KeyUsageClientAuth",
    "KeyUsageCodeSigning",
    "KeyUsageEmailProtection",
    "KeyUsageIPSECEndSystem",
    "KeyUsageIPSECTunnel",
    "KeyUsageIPSECUser",
    "KeyUsageTimeStamping",
    "KeyUsageOCSPSigning",
    "KeyUsageMicrosoftServerGatedCrypto",
    "KeyUsageNetscapeServerGatedCrypto",
    "KeyUsageMicrosoftCommercialCodeSigning",
    "KeyUsageMicrosoftKernelCodeSigning",
];

fn purposes<'e>(args: &Args<'_, '_, 'e>, list: Value<'e>) -> Result<Vec<i64>, Stop<'e>> {
    let items = match list {
        Value::Array(array) => array.items(),
        Value::Set(set) => set.items(),
        _ => return Err(args.refuse("'KeyUsages' should be an Array or Set")),
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for name in items.iter().filter_map(|item| item.as_str()) {
        let name = name.trim_matches('"');
        match (0_i64..).zip(PURPOSES).find(|(_, purpose)| *purpose == name) {
            Some((number, _)) => known.push(number),
            None => unknown.push(name),
        }
    }
    if unknown.is_empty() {
        return Ok(known);
    }
    let message = format!("invalid entries for 'KeyUsages' found: [{}]", unknown.join(" "));
    Err(args.refuse(message))
}

/// Whether the certificates make a chain, and the chain from the leaf on.
fn verified<'e>(
    args: &Args<'_, '_, 'e>,
    text: &str,
    mut options: Options,
    now: Option<i64>,
    uris: bool,
) -> Eval<'e> {
    let failed = || Ok(args.list(&[Value::Bool(false), args.list(&[])]));
    let now = now.filter(|now| *now != 0).or(args.context.now);
    let Some(now) = now else {
        return Err(args.refuse("this evaluation is about no moment"));
    };
    options.now = now.div_euclid(1_000_000_000);
    let Ok(der) = certificate_der(text) else { return failed() };
    let Some(all) = certificates(&der).filter(|all| all.len() > 1) else { return failed() };
    let Some(chain) = verify::chain(&all, &options) else { return failed() };
    let shower = Shower { args };
    let shown: Vec<Value<'e>> = chain.iter().map(|c| shower.certificate(c, uris)).collect();
    Ok(args.list(&[Value::Bool(true), args.list(&shown)]))
}

fn parse_certificate_request<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "crypto.x509.parse_certificate_request", values);
    let text = args.text(0)?;
    let bytes = if text.starts_with("-----BEGIN CERTIFICATE REQUEST-----") {
        text.as_bytes().to_vec()
    } else {
        Alphabet::Standard.decode(text).map_err(|message| args.refuse(message))?
    };
    let der = match std::str::from_utf8(&bytes).ok().and_then(next_pem) {
        Some((Pem { kind: "CERTIFICATE REQUEST", data }, _)) => data,
        Some(_) => {
            return Err(args.refuse("invalid PEM-encoded certificate signing request"));
        }
        None => bytes,
    };
    let request = Request::read(&der).ok_or_else(|| {
        args.refuse("asn1: structure error: this is no certificate signing request")
    })?;
    Ok(Shower { args: &args }.request(&request))
}

/// The private keys in a text of PEM, which may stand in base64.
pub(super) fn private_keys(text: &str) -> Result<Vec<PrivateKey>, String> {
    let decoded = Alphabet::Standard.decode(text).ok();
    let decoded = decoded.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let (mut keys, mut rest) = (Vec::new(), decoded.as_deref().unwrap_or(text));
    while let Some((pem, behind)) = next_pem(rest) {
        let (key, kind) = match pem.kind {
            "RSA PRIVATE KEY" => (PrivateKey::pkcs1(&pem.data), "PKCS1"),
            "PRIVATE KEY" => (PrivateKey::pkcs8(&pem.data), "PKCS8"),
            "EC PRIVATE KEY" => (PrivateKey::sec1(&pem.data, None), "EC"),
            _ => {
                rest = behind;
                continue;
            }
        };
        keys.push(key.ok_or_else(|| format!("x509: failed to parse {kind} private key"))?);
        rest = behind;
    }
    Ok(keys)
}

fn parse_private_keys<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "crypto.parse_private_keys", values);
    let text = args.text(0)?;
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let keys = private_keys(text).map_err(|message| args.refuse(message))?;
    let shower = Shower { args: &args };
    Ok(args.list(&keys.iter().map(|key| shower.private(key)).collect::<Vec<_>>()))
}

fn parse_rsa_private_key<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "crypto.x509.parse_rsa_private_key", values);
    let text = args.text(0)?;
    if text.is_empty() {
        return Err(args.refuse("input PEM data was empty"));
    }
    let decoded = if text.starts_with(BEGIN) {
        text.to_owned()
    } else {
        let bytes = Alphabet::Standard.decode(text).map_err(|message| args.refuse(message))?;
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let keys = private_keys(&decoded).map_err(|message| args.refuse(message))?;
    match keys.first() {
        Some(key) => Shower { args: &args }.jwk(key).map_err(|message| args.refuse(message)),
        None => Ok(Value::Null),
    }
}

fn parse_keypair<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "crypto.x509.parse_keypair", values);
    let (certificate, key) = (args.text(0)?, args.text(1)?);
    let refuse = |message: &str| args.refuse(format_args!("tls: {message}"));
    // Either is PEM, or PEM or DER in base64.
    let bytes = |text: &str| {
        if text.starts_with(BEGIN) {
            Ok(text.as_bytes().to_vec())
        } else {
            Alphabet::Standard.decode(text)
        }
    };
    let blocks = |bytes: &[u8], wanted: fn(&str) -> bool| {
        let Some(mut rest) = std::str::from_utf8(bytes).ok().filter(|t| t.starts_with(BEGIN))
        else {
            return vec![bytes.to_vec()];
        };
        let mut all = Vec::new();
        while let Some((pem, behind)) = next_pem(rest) {
            if wanted(pem.kind) {
                all.push(pem.data);
            }
            rest = behind;
        }
        all
    };
    let certificate = bytes(certificate).map_err(|message| args.refuse(message))?;
    let key = bytes(key).map_err(|message| args.refuse(message))?;
    let chain = blocks(&certificate, |kind| kind == "CERTIFICATE");
    let Some(leaf) = chain.first() else {
        return Err(refuse("failed to find any PEM data in certificate input"));
    };
    let keys = blocks(&key, |kind| kind == "PRIVATE KEY" || kind.ends_with(" PRIVATE KEY"));
    let Some(key) = keys.first() else {
        return Err(refuse("failed to find any PEM data in key input"));
    };
    let leaf = certificates(leaf).and_then(|all| all.into_iter().next());
    let leaf = leaf.ok_or_else(|| args.refuse(MALFORMED))?;
    let key = PrivateKey::pkcs1(key)
        .or_else(|| PrivateKey::pkcs8(key))
        .or_else(|| PrivateKey::sec1(key, None))
        .ok_or_else(|| refuse("failed to parse private key"))?;
    if key.public() != leaf.key {
        return Err(refuse("private key does not match public key"));
    }
    let shower = Shower { args: &args };
    let chain: Vec<Value<'e>> = chain.iter().map(|der| shower.bytes(der)).collect();
    let mut object = ObjectBuilder::new();
    object.field("Certificate", args.list(&chain));
    object.field("PrivateKey", shower.private(&key));
    for absent in ["SupportedSignatureAlgorithms", "OCSPStaple", "SignedCertificateTimestamps"] {
        object.field(absent, Value::Null);
    }
    object.field("Leaf", shower.certificate(&leaf, false));
    Ok(object.finish(context.arena))
}
