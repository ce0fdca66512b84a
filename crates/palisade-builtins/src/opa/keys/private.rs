//! Private keys read, and signed with.

use super::super::der::{self, Reader};
use super::super::hashes::Hash;
use super::{Curve, EC, ED25519, LONGEST_RSA, Point, PublicKey, RSA};
use num_bigint::BigUint;
use ring::rand::SystemRandom;
use ring::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RsaEncoding, RsaKeyPair,
};

/// A private key of RSA.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RsaPrivate {
    pub(crate) n: BigUint,
    pub(crate) e: BigUint,
    pub(crate) d: BigUint,
    pub(crate) p: BigUint,
    pub(crate) q: BigUint,
    pub(crate) dp: BigUint,
    pub(crate) dq: BigUint,
    pub(crate) qi: BigUint,
}

/// A private key on a curve.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct EcPrivate {
    pub(crate) curve: Curve,
    pub(crate) point: Point,
    pub(crate) d: BigUint,
}

/// A private key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum PrivateKey {
    Rsa(RsaPrivate),
    Ec(EcPrivate),
    /// The seed and the public key.
    Ed25519(Vec<u8>, Vec<u8>),
}

impl RsaPrivate {
    /// A key of its two primes, with what follows from them.
    pub(crate) fn new(
        n: BigUint,
        e: BigUint,
        d: BigUint,
        (p, q): (BigUint, BigUint),
    ) -> Option<Self> {
        let one = BigUint::from(1_u8);
        if n.bits() > LONGEST_RSA || p <= one || q <= one || &p * &q != n {
            return None;
        }
        let (dp, dq) = (&d % (&p - &one), &d % (&q - &one));
        let qi = q.modinv(&p)?;
        // A number to the power of one exponent and then the other is itself again.
        for prime in [&p, &q] {
            if &e * &d % (prime - &one) != one {
                return None;
            }
        }
        Some(Self { n, e, d, p, q, dp, dq, qi })
    }

    /// Reads PKCS #1.
    fn parse(der: &[u8]) -> Option<Self> {
        let mut outer = Reader::new(der);
        let mut key = outer.sequence().filter(|_| outer.is_empty())?;
        let mut next = || key.unsigned().map(BigUint::from_bytes_be);
        let version = next()?;
        let (n, e, d, p, q) = (next()?, next()?, next()?, next()?, next()?);
        (version == BigUint::ZERO).then(|| Self::new(n, e, d, (p, q)))?
    }

    /// The key in PKCS #1 with the greater prime first, as `ring` wants it.
    fn ordered(&self) -> Option<Vec<u8>> {
        let key = if self.p < self.q {
            let (n, e, d) = (self.n.clone(), self.e.clone(), self.d.clone());
            Self::new(n, e, d, (self.q.clone(), self.p.clone()))?
        } else {
            self.clone()
        };
        let numbers =
            [&BigUint::ZERO, &key.n, &key.e, &key.d, &key.p, &key.q, &key.dp, &key.dq, &key.qi];
        let all: Vec<u8> =
            numbers.iter().flat_map(|n| der::write_unsigned(&n.to_bytes_be())).collect();
        Some(der::write(der::SEQUENCE, &all))
    }

    fn sign(&self, encoding: &'static dyn RsaEncoding, message: &[u8]) -> Result<Vec<u8>, String> {
        let refused = || "an RSA key to sign with has 2048 to 8192 bits and parts that agree";
        let pair = self.ordered().and_then(|der| RsaKeyPair::from_der(&der).ok());
        let pair = pair.ok_or_else(refused)?;
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(encoding, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| refused())?;
        Ok(signature)
    }
}

impl PrivateKey {
    /// Reads PKCS #1.
    pub(crate) fn pkcs1(der: &[u8]) -> Option<Self> {
        RsaPrivate::parse(der).map(Self::Rsa)
    }

    /// Reads PKCS #8.
    pub(crate) fn pkcs8(der: &[u8]) -> Option<Self> {
        let mut outer = Reader::new(der);
        let mut info = outer.sequence()?;
        info.unsigned()?;
        let mut algorithm = info.sequence()?;
        let kind = der::oid(algorithm.expect(der::OID)?)?;
        let key = info.expect(der::OCTET_STRING)?;
        match &*kind {
            RSA => Self::pkcs1(key),
            EC => {
                let curve = Curve::from_oid(&der::oid(algorithm.expect(der::OID)?)?)?;
                Self::sec1(key, Some(curve))
            }
            ED25519 => Self::ed25519(Reader::new(key).expect(der::OCTET_STRING)?),
            _ => None,
        }
    }

    /// Reads a key on a curve (SEC 1, RFC 5915).
    pub(crate) fn sec1(der: &[u8], curve: Option<Curve>) -> Option<Self> {
        let mut outer = Reader::new(der);
        let mut key = outer.sequence()?;
        if key.small()? != 1 {
            return None;
        }
        let d = BigUint::from_bytes_be(key.expect(der::OCTET_STRING)?);
        let named = match key.optional(0xa0)? {
            Some(body) => Curve::from_oid(&der::oid(Reader::new(body).expect(der::OID)?)?),
            None => None,
        };
        let curve = curve.or(named)?;
        // Which point belongs to the number is not worked out here: it has to be said.
        let point = key.optional(0xa1)??;
        let point = curve.point(Reader::new(point).bits()?)?;
        Some(Self::Ec(EcPrivate { curve, point, d }))
    }

    pub(crate) fn ed25519(seed: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        Some(Self::Ed25519(seed.to_vec(), pair.public_key().as_ref().to_vec()))
    }

    pub(crate) fn public(&self) -> PublicKey {
        match self {
            Self::Rsa(key) => PublicKey::Rsa { n: key.n.clone(), e: key.e.clone() },
            Self::Ec(key) => PublicKey::Ec(key.curve, key.point.clone()),
            Self::Ed25519(_, key) => PublicKey::Ed25519(key.clone()),
        }
    }

    /// Signs by an algorithm of JWS. `PS…` and `ES…` take random numbers of the system.
    pub(crate) fn sign(&self, algorithm: &str, message: &[u8]) -> Result<Vec<u8>, String> {
        let ecdsa = |key: &EcPrivate, curve: Curve, algorithm: &'static EcdsaSigningAlgorithm| {
            if key.curve != curve {
                return Err(format!("a key of curve {} is wanted", curve.name()));
            }
            let random = SystemRandom::new();
            let (d, point) = (curve.pad(&key.d), curve.write(&key.point));
            EcdsaKeyPair::from_private_key_and_public_key(algorithm, &d, &point, &random)
                .ok()
                .and_then(|pair| pair.sign(&random, message).ok())
                .map(|signature| signature.as_ref().to_vec())
                .ok_or_else(|| "the parts of the key do not agree".to_owned())
        };
        match (self, algorithm) {
            (Self::Rsa(key), "RS256") => key.sign(&signature::RSA_PKCS1_SHA256, message),
            (Self::Rsa(key), "RS384") => key.sign(&signature::RSA_PKCS1_SHA384, message),
            (Self::Rsa(key), "RS512") => key.sign(&signature::RSA_PKCS1_SHA512, message),
            (Self::Rsa(key), "PS256") => key.sign(&signature::RSA_PSS_SHA256, message),
            (Self::Rsa(key), "PS384") => key.sign(&signature::RSA_PSS_SHA384, message),
            (Self::Rsa(key), "PS512") => key.sign(&signature::RSA_PSS_SHA512, message),
            (Self::Ec(key), "ES256") => {
                ecdsa(key, Curve::P256, &signature::ECDSA_P256_SHA256_FIXED_SIGNING)
            }
            (Self::Ec(key), "ES384") => {
                ecdsa(key, Curve::P384, &signature::ECDSA_P384_SHA384_FIXED_SIGNING)
            }
            (Self::Ec(_), "ES512") => {
                Err("tokens are not signed with ES512; ES256 and ES384 are".to_owned())
            }
            (Self::Ed25519(seed, key), "EdDSA") => {
                Ed25519KeyPair::from_seed_and_public_key(seed, key)
                    .map(|pair| pair.sign(message).as_ref().to_vec())
                    .map_err(|_| "the parts of the key do not agree".to_owned())
            }
            _ => Err(format!("a key of this type does not sign with {algorithm}")),
        }
    }

    /// A hash of a token algorithm's name.
    pub(crate) fn hash(algorithm: &str) -> Option<Hash> {
        match algorithm.get(2..)? {
            "256" => Some(Hash::Sha256),
            "384" => Some(Hash::Sha384),
            "512" => Some(Hash::Sha512),
            _ => None,
        }
    }
}
