//! Certificates, requests and keys in the form that Go's `encoding/json` gives them.

use super::super::args::Args;
use super::super::der::{self, Item, Reader};
use super::super::keys::{PrivateKey, PublicKey};
use super::super::url::Url;
use super::certificate::{Attribute, Certificate, Extension, Request, attributes, text};
use super::names::{Names, Subtrees};
use super::verify::purpose;
use crate::cel::format_timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use num_bigint::{BigInt, BigUint};
use palisade_value::{Number, ObjectBuilder, Timestamp, Value};

/// Makes values in an arena.
pub(super) struct Shower<'x, 'c, 'e> {
    pub(super) args: &'x Args<'x, 'c, 'e>,
}

impl<'e> Shower<'_, '_, 'e> {
    fn object(&self, fields: &[(&'static str, Value<'e>)]) -> Value<'e> {
        let mut object = ObjectBuilder::with_capacity(fields.len());
        for (key, value) in fields {
            object.field(key, *value);
        }
        object.finish(self.args.context.arena)
    }

    pub(super) fn bytes(&self, bytes: &[u8]) -> Value<'e> {
        self.args.string(&STANDARD.encode(bytes))
    }

    /// Bytes that may not be there.
    fn some_bytes(&self, bytes: Option<&[u8]>) -> Value<'e> {
        bytes.map_or(Value::Null, |bytes| self.bytes(bytes))
    }

    fn number(&self, number: &BigUint) -> Value<'e> {
        Number::from_bigint(self.args.context.arena, &BigInt::from(number.clone()))
    }

    /// A list, null where it is empty.
    fn some<T>(&self, items: &[T], show: impl Fn(&T) -> Value<'e>) -> Value<'e> {
        if items.is_empty() {
            return Value::Null;
        }
        self.args.list(&items.iter().map(show).collect::<Vec<_>>())
    }

    fn texts(&self, items: &[String]) -> Value<'e> {
        self.some(items, |text| self.args.string(text))
    }

    fn oid(&self, oid: &[u64]) -> Value<'e> {
        let number = |n: &u64| i64::try_from(*n).map_or(Value::Uint(*n), Value::Int);
        self.args.list(&oid.iter().map(number).collect::<Vec<_>>())
    }

    fn time(&self, seconds: i64) -> Value<'e> {
        let text = format_timestamp(Timestamp { seconds, nanos: 0 });
        self.args.string(&text)
    }

    fn name(&self, raw: &[u8]) -> Value<'e> {
        let all = attributes(raw).unwrap_or_default();
        let of = |number: u64| -> Vec<String> {
            let of = all.iter().filter(|a| a.kind == [2, 5, 4, number]);
            of.map(|attribute| attribute.text.clone()).collect()
        };
        let last = |number: u64| self.args.string(of(number).last().map_or("", String::as_str));
        let pair = |attribute: &Attribute| {
            let kind = self.oid(&attribute.kind);
            self.object(&[("Type", kind), ("Value", self.args.string(&attribute.text))])
        };
        self.object(&[
            ("Country", self.texts(&of(6))),
            ("Organization", self.texts(&of(10))),
            ("OrganizationalUnit", self.texts(&of(11))),
            ("Locality", self.texts(&of(7))),
            ("Province", self.texts(&of(8))),
            ("StreetAddress", self.texts(&of(9))),
            ("PostalCode", self.texts(&of(17))),
            ("SerialNumber", last(5)),
            ("CommonName", last(3)),
            ("Names", self.some(&all, pair)),
            ("ExtraNames", Value::Null),
        ])
    }

    fn extensions(&self, extensions: &[Extension<'_>]) -> Value<'e> {
        self.some(extensions, |extension| {
            self.object(&[
                ("Id", self.oid(&extension.kind)),
                ("Critical", Value::Bool(extension.critical)),
                ("Value", self.bytes(extension.body)),
            ])
        })
    }

    /// A key and Go's number of its algorithm.
    fn key(&self, key: &PublicKey) -> (Value<'e>, i64) {
        match key {
            PublicKey::Rsa { n, e } => {
                (self.object(&[("N", self.number(n)), ("E", self.number(e))]), 1)
            }
            PublicKey::Ec(_, point) => {
                let fields = [
                    ("Curve", self.object(&[])),
                    ("X", self.number(&point.x)),
                    ("Y", self.number(&point.y)),
                ];
                (self.object(&fields), 3)
            }
            PublicKey::Ed25519(key) => (self.bytes(key), 4),
            PublicKey::Other => (Value::Null, 0),
        }
    }

    fn uri(&self, text: &str) -> Value<'e> {
        let (plain, fragment) = text.split_once('#').unwrap_or((text, ""));
        let url = Url::parse(text).ok();
        let part = |get: fn(&Url) -> &str| url.as_ref().map_or("", get);
        let opaque = match plain.split_once(':') {
            Some((scheme, rest)) if !scheme.contains('/') && !rest.starts_with('/') => rest,
            _ => "",
        };
        let path = if opaque.is_empty() { part(|url| &url.path) } else { "" };
        self.object(&[
            ("Scheme", self.args.string(part(|url| &url.scheme))),
            ("Opaque", self.args.string(opaque)),
            ("User", Value::Null),
            ("Host", self.args.string(part(|url| &url.host))),
            ("Path", self.args.string(path)),
            ("RawPath", Value::Str("")),
            ("OmitHost", Value::Bool(false)),
            ("ForceQuery", Value::Bool(false)),
            ("RawQuery", self.args.string(part(|url| &url.query))),
            ("Fragment", self.args.string(fragment)),
            ("RawFragment", Value::Str("")),
        ])
    }

    fn names(&self, names: &Names, object: &mut ObjectBuilder<'e>) {
        object.field("DNSNames", self.texts(&names.dns));
        object.field("EmailAddresses", self.texts(&names.mail));
        let ips = self.some(&names.addresses, |ip| self.args.string(&ip.to_string()));
        object.field("IPAddresses", ips);
        object.field("URIs", self.some(&names.uris, |uri| self.uri(uri)));
    }

    pub(super) fn certificate(&self, certificate: &Certificate<'_>, uris: bool) -> Value<'e> {
        let c = certificate;
        let mut object = ObjectBuilder::with_capacity(64);
        for (key, raw) in [
            ("Raw", c.signed.raw),
            ("RawTBSCertificate", c.signed.body),
            ("RawSubjectPublicKeyInfo", c.key_raw),
            ("RawSubject", c.subject),
            ("RawIssuer", c.issuer),
            ("Signature", c.signed.signature),
        ] {
            object.field(key, self.bytes(raw));
        }
        object.field("SignatureAlgorithm", Value::Int(c.signed.algorithm.number));
        let (key, kind) = self.key(&c.key);
        object.field("PublicKeyAlgorithm", Value::Int(kind));
        object.field("PublicKey", key);
        object.field("Version", Value::Int(c.version));
        let serial = BigInt::from_signed_bytes_be(c.serial);
        object.field("SerialNumber", Number::from_bigint(self.args.context.arena, &serial));
        object.field("Issuer", self.name(c.issuer));
        object.field("Subject", self.name(c.subject));
        object.field("NotBefore", self.time(c.not_before));
        object.field("NotAfter", self.time(c.not_after));
        object.field("KeyUsage", Value::Int(c.usage()));
        object.field("Extensions", self.extensions(&c.extensions));
        object.field("ExtraExtensions", Value::Null);
        self.purposes(c, &mut object);
        let authority = c.authority();
        let most = authority.map_or(0, |(authority, most)| match (authority, most) {
            (true, Some(most)) => most,
            _ => -1,
        });
        object.field("BasicConstraintsValid", Value::Bool(authority.is_some()));
        object.field("IsCA", Value::Bool(authority.is_some_and(|(authority, _)| authority)));
        object.field("MaxPathLen", Value::Int(most));
        object.field("MaxPathLenZero", Value::Bool(authority.is_some() && most == 0));
        let octets =
            |number| c.standard(number).and_then(|b| Reader::new(b).expect(der::OCTET_STRING));
        object.field("SubjectKeyId", self.some_bytes(octets(14)));
        let authority_key =
            c.standard(35).and_then(|body| Reader::new(body).sequence()?.optional(0x80)?);
        object.field("AuthorityKeyId", self.some_bytes(authority_key));
        self.access(c, &mut object);
        let names = Names::of(c);
        self.names(&names, &mut object);
        self.constraints(c, &mut object);
        if uris {
            object.field("URIStrings", self.texts(&names.uris));
        }
        object.finish(self.args.context.arena)
    }

    fn purposes(&self, c: &Certificate<'_>, object: &mut ObjectBuilder<'e>) {
        let (mut known, mut unknown, mut unhandled) = (Vec::new(), Vec::new(), Vec::new());
        for kind in c.purposes() {
            match purpose(&kind) {
                Some(number) => known.push(number),
                None => unknown.push(kind),
            }
        }
        for extension in c.extensions.iter().filter(|extension| extension.critical) {
            let seen = matches!(&*extension.kind, [2, 5, 29, n] if (14..=54).contains(n));
            if !seen && extension.kind != [1, 3, 6, 1, 5, 5, 7, 1, 1] {
                unhandled.push(extension.kind.clone());
            }
        }
        object.field("ExtKeyUsage", self.some(&known, |number| Value::Int(*number)));
        object.field("UnknownExtKeyUsage", self.some(&unknown, |kind| self.oid(kind)));
        object.field("UnhandledCriticalExtensions", self.some(&unhandled, |kind| self.oid(kind)));
    }

    /// Where more is to be had: answers on revocation, the issuer, lists of what is revoked.
    fn access(&self, c: &Certificate<'_>, object: &mut ObjectBuilder<'e>) {
        let (mut ocsp, mut issuers, mut lists) = (Vec::new(), Vec::new(), Vec::new());
        let entries = |body: Option<&[u8]>| -> Vec<Vec<u8>> {
            let list = body.and_then(|body| Reader::new(body).expect(der::SEQUENCE));
            let all = list.and_then(der::all).unwrap_or_default();
            all.iter().map(|item| item.body.to_vec()).collect()
        };
        let info = c.extensions.iter().find(|e| e.kind == [1, 3, 6, 1, 5, 5, 7, 1, 1]);
        for entry in entries(info.map(|info| info.body)) {
            let mut reader = Reader::new(&entry);
            let kind = reader.expect(der::OID).and_then(der::oid).unwrap_or_default();
            let Some(uri) = reader.expect(0x86) else { continue };
            let uri = String::from_utf8_lossy(uri).into_owned();
            match &*kind {
                [1, 3, 6, 1, 5, 5, 7, 48, 1] => ocsp.push(uri),
                [1, 3, 6, 1, 5, 5, 7, 48, 2] => issuers.push(uri),
                _ => {}
            }
        }
        for entry in entries(c.standard(31)) {
            let names = Reader::new(&entry).expect(0xa0).and_then(|n| Reader::new(n).expect(0xa0));
            for name in names.and_then(der::all).unwrap_or_default() {
                if name.tag == 0x86 {
                    lists.push(String::from_utf8_lossy(name.body).into_owned());
                }
            }
        }
        object.field("OCSPServer", self.texts(&ocsp));
        object.field("IssuingCertificateURL", self.texts(&issuers));
        object.field("CRLDistributionPoints", self.texts(&lists));
        let policies: Vec<Vec<u64>> = entries(c.standard(32))
            .iter()
            .filter_map(|entry| der::oid(Reader::new(entry).expect(der::OID)?))
            .collect();
        object.field("PolicyIdentifiers", self.some(&policies, |policy| self.oid(policy)));
        object.field(
            "Policies",
            self.some(&policies, |policy| {
                let numbers: Vec<String> = policy.iter().map(u64::to_string).collect();
                self.args.string(&numbers.join("."))
            }),
        );
        for key in ["InhibitAnyPolicy", "InhibitPolicyMapping", "RequireExplicitPolicy"] {
            object.field(key, Value::Int(0));
        }
        for key in ["InhibitAnyPolicyZero", "InhibitPolicyMappingZero", "RequireExplicitPolicyZero"]
        {
            object.field(key, Value::Bool(false));
        }
        object.field("PolicyMappings", Value::Null);
    }

    fn constraints(&self, c: &Certificate<'_>, object: &mut ObjectBuilder<'e>) {
        let (permitted, excluded) = Subtrees::of(c);
        let critical = c.extensions.iter().any(|e| e.kind == [2, 5, 29, 30] && e.critical);
        object.field("PermittedDNSDomainsCritical", Value::Bool(critical));
        let block = |(ip, mask): &(Vec<u8>, Vec<u8>)| {
            let ip = match (<[u8; 4]>::try_from(&**ip), <[u8; 16]>::try_from(&**ip)) {
                (Ok(v4), _) => std::net::Ipv4Addr::from(v4).to_string(),
                (_, Ok(v6)) => std::net::Ipv6Addr::from(v6).to_string(),
                _ => String::new(),
            };
            self.object(&[("IP", self.args.string(&ip)), ("Mask", self.bytes(mask))])
        };
        for ([dns, ips, mail, uris], trees) in [
            (
                [
                    "PermittedDNSDomains",
                    "PermittedIPRanges",
                    "PermittedEmailAddresses",
                    "PermittedURIDomains",
                ],
                &permitted,
            ),
            (
                [
                    "ExcludedDNSDomains",
                    "ExcludedIPRanges",
                    "ExcludedEmailAddresses",
                    "ExcludedURIDomains",
                ],
                &excluded,
            ),
        ] {
            object.field(dns, self.texts(&trees.dns));
            object.field(ips, self.some(&trees.addresses, block));
            object.field(mail, self.texts(&trees.mail));
            object.field(uris, self.texts(&trees.uris));
        }
    }

    pub(super) fn request(&self, request: &Request<'_>) -> Value<'e> {
        let mut object = ObjectBuilder::with_capacity(24);
        for (key, raw) in [
            ("Raw", request.signed.raw),
            ("RawTBSCertificateRequest", request.signed.body),
            ("RawSubjectPublicKeyInfo", request.key_raw),
            ("RawSubject", request.subject),
            ("Signature", request.signed.signature),
        ] {
            object.field(key, self.bytes(raw));
        }
        object.field("Version", Value::Int(request.version));
        object.field("SignatureAlgorithm", Value::Int(request.signed.algorithm.number));
        let (key, kind) = self.key(&request.key);
        object.field("PublicKeyAlgorithm", Value::Int(kind));
        object.field("PublicKey", key);
        object.field("Subject", self.name(request.subject));
        let sets: Vec<Value<'e>> =
            request.attributes.iter().filter_map(|item| self.attribute(*item)).collect();
        object.field("Attributes", self.some(&sets, |set| *set));
        object.field("Extensions", self.extensions(&request.extensions));
        object.field("ExtraExtensions", Value::Null);
        let names = request.extensions.iter().find(|e| e.kind == [2, 5, 29, 17]);
        let names = names.map(|extension| Names::parse(extension.body)).unwrap_or_default();
        self.names(&names, &mut object);
        object.finish(self.args.context.arena)
    }

    /// An attribute of a request whose values are lists of pairs; Go leaves others out.
    fn attribute(&self, item: Item<'_>) -> Option<Value<'e>> {
        let mut reader = Reader::new(item.body);
        let kind = der::oid(reader.expect(der::OID)?)?;
        let mut sets = Vec::new();
        for set in der::all(reader.expect(der::SET)?)? {
            let mut pairs = Vec::new();
            for pair in der::all(set.body).filter(|_| set.tag == der::SEQUENCE)? {
                let mut reader = Reader::new(pair.body);
                let kind = der::oid(reader.expect(der::OID)?)?;
                let value = reader.next()?;
                let value = match value.tag {
                    der::BOOLEAN => Value::Bool(value.body == [0xff]),
                    der::NULL => Value::Null,
                    der::OCTET_STRING => self.bytes(value.body),
                    der::INTEGER => {
                        let number = BigInt::from_signed_bytes_be(value.body);
                        Number::from_bigint(self.args.context.arena, &number)
                    }
                    _ => self.args.string(&text(value)?),
                };
                pairs.push(self.object(&[("Type", self.oid(&kind)), ("Value", value)]));
            }
            sets.push(self.args.list(&pairs));
        }
        Some(self.object(&[("Type", self.oid(&kind)), ("Value", self.args.list(&sets))]))
    }

    /// A private key as Go has it.
    pub(super) fn private(&self, key: &PrivateKey) -> Value<'e> {
        match key {
            PrivateKey::Rsa(key) => {
                let computed = self.object(&[
                    ("Dp", self.number(&key.dp)),
                    ("Dq", self.number(&key.dq)),
                    ("Qinv", self.number(&key.qi)),
                    ("CRTValues", self.args.list(&[])),
                ]);
                self.object(&[
                    ("N", self.number(&key.n)),
                    ("E", self.number(&key.e)),
                    ("D", self.number(&key.d)),
                    ("Primes", self.args.list(&[self.number(&key.p), self.number(&key.q)])),
                    ("Precomputed", computed),
                ])
            }
            PrivateKey::Ec(key) => self.object(&[
                ("Curve", self.object(&[])),
                ("X", self.number(&key.point.x)),
                ("Y", self.number(&key.point.y)),
                ("D", self.number(&key.d)),
            ]),
            PrivateKey::Ed25519(seed, key) => self.bytes(&[&**seed, key].concat()),
        }
    }

    /// A private key as a JWK.
    pub(super) fn jwk(&self, key: &PrivateKey) -> Result<Value<'e>, String> {
        use base64::engine::general_purpose::URL_SAFE_NO_PAD as URL;
        let bytes = |bytes: &[u8]| self.args.string(&URL.encode(bytes));
        let number = |number: &BigUint| bytes(&number.to_bytes_be());
        match key {
            PrivateKey::Rsa(key) => Ok(self.object(&[
                ("kty", Value::Str("RSA")),
                ("n", number(&key.n)),
                ("e", number(&key.e)),
                ("d", number(&key.d)),
                ("p", number(&key.p)),
                ("q", number(&key.q)),
                ("dp", number(&key.dp)),
                ("dq", number(&key.dq)),
                ("qi", number(&key.qi)),
            ])),
            PrivateKey::Ec(key) => Ok(self.object(&[
                ("kty", Value::Str("EC")),
                ("crv", Value::Str(key.curve.name())),
                ("x", bytes(&key.curve.pad(&key.point.x))),
                ("y", bytes(&key.curve.pad(&key.point.y))),
                ("d", bytes(&key.curve.pad(&key.d))),
            ])),
            PrivateKey::Ed25519(..) => {
                Err("invalid key type 'ed25519.PrivateKey' for jwk.New".to_owned())
            }
        }
    }
}
