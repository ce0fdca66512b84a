//! Certificates and requests for them read (RFC 5280, RFC 2986).

use super::super::der::{self, Item, Reader};
use super::super::hashes::Hash;
use super::super::keys::PublicKey;
use crate::cel::days_of;

/// What an attribute of a name says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Attribute {
    pub(super) kind: Vec<u64>,
    pub(super) text: String,
}

/// An extension.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Extension<'d> {
    pub(super) kind: Vec<u64>,
    pub(super) critical: bool,
    pub(super) body: &'d [u8],
}

/// What is common to certificates and requests.
#[derive(Clone, Debug)]
pub(super) struct Signed<'d> {
    pub(super) raw: &'d [u8],
    /// What is signed.
    pub(super) body: &'d [u8],
    pub(super) signature: &'d [u8],
    pub(super) algorithm: Algorithm,
}

/// How something is signed, by the number that Go gives it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Algorithm {
    pub(super) number: i64,
    hash: Option<Hash>,
}

/// A certificate.
#[derive(Clone, Debug)]
pub(super) struct Certificate<'d> {
    pub(super) signed: Signed<'d>,
    pub(super) version: i64,
    /// Big-endian, and whether it is negative.
    pub(super) serial: &'d [u8],
    pub(super) issuer: &'d [u8],
    pub(super) subject: &'d [u8],
    pub(super) not_before: i64,
    pub(super) not_after: i64,
    pub(super) key_raw: &'d [u8],
    pub(super) key: PublicKey,
    pub(super) extensions: Vec<Extension<'d>>,
}

/// A request for a certificate.
#[derive(Clone, Debug)]
pub(super) struct Request<'d> {
    pub(super) signed: Signed<'d>,
    pub(super) version: i64,
    pub(super) subject: &'d [u8],
    pub(super) key_raw: &'d [u8],
    pub(super) key: PublicKey,
    pub(super) attributes: Vec<Item<'d>>,
    pub(super) extensions: Vec<Extension<'d>>,
}

impl Algorithm {
    fn parse(der: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(der).sequence()?;
        let kind = der::oid(reader.expect(der::OID)?)?;
        let (number, hash) = match &*kind {
            [1, 2, 840, 113_549, 1, 1, 2] => (1, None),
            [1, 2, 840, 113_549, 1, 1, 4] => (2, None),
            [1, 2, 840, 113_549, 1, 1, 5] | [1, 3, 14, 3, 2, 29] => (3, None),
            [1, 2, 840, 113_549, 1, 1, 11] => (4, Some(Hash::Sha256)),
            [1, 2, 840, 113_549, 1, 1, 12] => (5, Some(Hash::Sha384)),
            [1, 2, 840, 113_549, 1, 1, 13] => (6, Some(Hash::Sha512)),
            [1, 2, 840, 10_040, 4, 3] => (7, None),
            [2, 16, 840, 1, 101, 3, 4, 3, 2] => (8, None),
            [1, 2, 840, 10_045, 4, 1] => (9, None),
            [1, 2, 840, 10_045, 4, 3, 2] => (10, Some(Hash::Sha256)),
            [1, 2, 840, 10_045, 4, 3, 3] => (11, Some(Hash::Sha384)),
            [1, 2, 840, 10_045, 4, 3, 4] => (12, Some(Hash::Sha512)),
            [1, 2, 840, 113_549, 1, 1, 10] => return Some(Self::pss(reader).unwrap_or(UNKNOWN)),
            [1, 3, 101, 112] => (16, None),
            _ => return Some(UNKNOWN),
        };
        Some(Self { number, hash })
    }

    /// The hash that PSS is used with.
    fn pss(mut reader: Reader<'_>) -> Option<Self> {
        let mut parameters = reader.sequence()?;
        let hash = parameters.optional(0xa0)??;
        let kind = der::oid(Reader::new(hash).sequence()?.expect(der::OID)?)?;
        let (number, hash) = match &*kind {
            [2, 16, 840, 1, 101, 3, 4, 2, 1] => (13, Hash::Sha256),
            [2, 16, 840, 1, 101, 3, 4, 2, 2] => (14, Hash::Sha384),
            [2, 16, 840, 1, 101, 3, 4, 2, 3] => (15, Hash::Sha512),
            _ => return None,
        };
        Some(Self { number, hash: Some(hash) })
    }

    /// Whether a key made a signature. MD5 and SHA-1 convince nobody.
    pub(super) fn verify(self, key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
        match (self.number, self.hash) {
            (4..=6, Some(hash)) => key.verify_pkcs1(hash, message, signature),
            (13..=15, Some(hash)) => key.verify_pss(hash, message, signature),
            (10..=12, Some(hash)) => {
                fixed(signature).is_some_and(|fixed| key.verify_ecdsa(hash, message, &fixed))
            }
            (16, _) => key.verify_ed25519(message, signature),
            _ => false,
        }
    }
}

const UNKNOWN: Algorithm = Algorithm { number: 0, hash: None };

/// A signature of ECDSA in DER as two numbers of one length.
fn fixed(signature: &[u8]) -> Option<Vec<u8>> {
    let mut outer = Reader::new(signature);
    let mut numbers = outer.sequence()?;
    let (r, s) = (numbers.unsigned()?, numbers.unsigned()?);
    let longest = r.len().max(s.len());
    let size = [32, 48].into_iter().find(|size| longest <= *size).unwrap_or(66);
    if longest > 66 || !numbers.is_empty() || !outer.is_empty() {
        return None;
    }
    let mut all = vec![0; size - r.len()];
    all.extend_from_slice(r);
    all.resize(2 * size - s.len(), 0);
    all.extend_from_slice(s);
    Some(all)
}

/// Reads what is signed, how, and the signature.
fn signed<'d>(reader: &mut Reader<'d>) -> Option<Signed<'d>> {
    let outer = reader.next().filter(|item| item.tag == der::SEQUENCE)?;
    let mut inner = Reader::new(outer.body);
    let body = inner.next().filter(|item| item.tag == der::SEQUENCE)?.raw;
    let algorithm = Algorithm::parse(inner.next()?.raw)?;
    let signature = inner.bits().filter(|_| inner.is_empty())?;
    Some(Signed { raw: outer.raw, body, signature, algorithm })
}

/// Reads a moment: seconds since 1970.
fn moment(item: Item<'_>) -> Option<i64> {
    let text = std::str::from_utf8(item.body).ok()?.strip_suffix('Z')?;
    let (year, rest) = match item.tag {
        0x17 => {
            let (year, rest) = text.split_at_checked(2)?;
            let year: i64 = year.parse().ok()?;
            (year + if year >= 50 { 1900 } else { 2000 }, rest)
        }
        0x18 => {
            let (year, rest) = text.split_at_checked(4)?;
            (year.parse().ok()?, rest)
        }
        _ => return None,
    };
    if rest.len() != 10 || !rest.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| rest.get(at..at + 2)?.parse::<i64>().ok();
    let (month, day, hour, minute, second) = (part(0)?, part(2)?, part(4)?, part(6)?, part(8)?);
    let fits = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    fits.then(|| days_of(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

fn extensions(body: &[u8]) -> Option<Vec<Extension<'_>>> {
    let mut list = Reader::new(body).sequence()?;
    let mut all = Vec::new();
    while !list.is_empty() {
        let mut reader = list.sequence()?;
        let kind = der::oid(reader.expect(der::OID)?)?;
        let critical = reader.optional(der::BOOLEAN)?.is_some_and(|body| body == [0xff]);
        all.push(Extension { kind, critical, body: reader.expect(der::OCTET_STRING)? });
    }
    Some(all)
}

impl<'d> Certificate<'d> {
    pub(super) fn read(reader: &mut Reader<'d>) -> Option<Self> {
        let signed = signed(reader)?;
        let mut body = Reader::new(signed.body).sequence()?;
        let version = match body.optional(0xa0)? {
            Some(version) => Reader::new(version).small()? + 1,
            None => 1,
        };
        let serial = body.expect(der::INTEGER).filter(|serial| !serial.is_empty())?;
        if Algorithm::parse(body.next()?.raw)? != signed.algorithm {
            return None;
        }
        let issuer = body.next()?.raw;
        let mut validity = body.sequence()?;
        let (not_before, not_after) = (moment(validity.next()?)?, moment(validity.next()?)?);
        let subject = body.next()?.raw;
        let key_raw = body.next()?.raw;
        let key = PublicKey::parse(key_raw)?;
        attributes(issuer)?;
        attributes(subject)?;
        body.optional(0x81)?;
        body.optional(0x82)?;
        let extensions = match body.optional(0xa3)? {
            Some(body) => extensions(body)?,
            None => Vec::new(),
        };
        Some(Self {
            signed,
            version,
            serial,
            issuer,
            subject,
            not_before,
            not_after,
            key_raw,
            key,
            extensions,
        })
    }

    /// The body of an extension under `2.5.29`.
    pub(super) fn standard(&self, number: u64) -> Option<&'d [u8]> {
        let found = self.extensions.iter().find(|e| e.kind == [2, 5, 29, number]);
        found.map(|extension| extension.body)
    }

    /// Whether it says that it signs others, and how many may come between; none where it does
    /// not say.
    pub(super) fn authority(&self) -> Option<(bool, Option<i64>)> {
        let mut reader = Reader::new(self.standard(19)?).sequence()?;
        let authority = reader.optional(der::BOOLEAN)?.is_some_and(|body| body == [0xff]);
        let most = if reader.is_empty() { None } else { reader.small() };
        Some((authority, most))
    }

    /// What the key may be used for, as bits.
    pub(super) fn usage(&self) -> i64 {
        let Some(body) = self.standard(15) else { return 0 };
        let Some(bits) = Reader::new(body).expect(der::BIT_STRING) else { return 0 };
        let bit =
            |at: usize| bits.get(1 + at / 8).is_some_and(|byte| byte & (0x80 >> (at % 8)) != 0);
        (0..9).filter(|at| bit(*at)).fold(0, |usage, at| usage | 1 << at)
    }

    /// The identifiers of what the key may be used for.
    pub(super) fn purposes(&self) -> Vec<Vec<u64>> {
        let list = self.standard(37).and_then(|body| Reader::new(body).sequence());
        let mut all = Vec::new();
        if let Some(mut list) = list {
            while let Some(purpose) = list.expect(der::OID).and_then(der::oid) {
                all.push(purpose);
            }
        }
        all
    }
}

impl<'d> Request<'d> {
    pub(super) fn read(der: &'d [u8]) -> Option<Self> {
        let mut reader = Reader::new(der);
        let signed = signed(&mut reader).filter(|_| reader.is_empty())?;
        let mut body = Reader::new(signed.body).sequence()?;
        let version = body.small()?;
        let subject = body.next()?.raw;
        attributes(subject)?;
        let key_raw = body.next()?.raw;
        let key = PublicKey::parse(key_raw)?;
        let attributes = der::all(body.optional(0xa0)?.unwrap_or_default())?;
        let mut found = Vec::new();
        for attribute in &attributes {
            let mut reader = Reader::new(attribute.body);
            // Extensions that are asked for.
            if der::oid(reader.expect(der::OID)?)? == [1, 2, 840, 113_549, 1, 9, 14] {
                found.extend(extensions(reader.expect(der::SET)?)?);
            }
        }
        Some(Self { signed, version, subject, key_raw, key, attributes, extensions: found })
    }
}

/// All certificates of a text of DER.
pub(super) fn certificates(der: &[u8]) -> Option<Vec<Certificate<'_>>> {
    let mut reader = Reader::new(der);
    let mut all = Vec::new();
    while !reader.is_empty() {
        all.push(Certificate::read(&mut reader)?);
    }
    Some(all)
}

/// A text of any of the types that names use.
pub(super) fn text(item: Item<'_>) -> Option<String> {
    match item.tag {
        0x0c | 0x12 | 0x13 | 0x14 | 0x16 | 0x1a => {
            Some(String::from_utf8_lossy(item.body).into_owned())
        }
        0x1e => {
            let units = item.body.chunks_exact(2);
            let units = units.map(|pair| pair.iter().fold(0, |n, b| n << 8 | u16::from(*b)));
            Some(String::from_utf16_lossy(&units.collect::<Vec<u16>>()))
        }
        _ => None,
    }
}

/// The attributes of a name.
pub(super) fn attributes(name: &[u8]) -> Option<Vec<Attribute>> {
    let mut reader = Reader::new(name).sequence()?;
    let mut all = Vec::new();
    while !reader.is_empty() {
        for item in der::all(reader.expect(der::SET)?)? {
            let mut pair = Reader::new(item.body);
            let kind = der::oid(pair.expect(der::OID)?)?;
            let value = pair.next()?;
            all.push(Attribute { kind, text: text(value).unwrap_or_default() });
        }
    }
    Some(all)
}
