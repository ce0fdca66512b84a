//! Public and private keys, and what they sign.
//!
//! RSA is verified here, with keys from 1024 bits on and any length of salt, and so are the
//! signatures on curves and with hashes that `ring` does not pair; all of that only handles what
//! is public. What needs a private key is left to `ring`.

mod curve;
mod private;
mod rsa;

pub(super) use curve::{Curve, Point};
pub(super) use private::{EcPrivate, PrivateKey, RsaPrivate};

use super::der::{self, Reader};
use super::hashes::Hash;
use num_bigint::BigUint;
use ring::signature::{self, UnparsedPublicKey};

/// A public key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum PublicKey {
    Rsa {
        n: BigUint,
        e: BigUint,
    },
    Ec(Curve, Point),
    Ed25519(Vec<u8>),
    /// Of a kind that verifies nothing here.
    Other,
}

const RSA: &[u64] = &[1, 2, 840, 113_549, 1, 1, 1];
const EC: &[u64] = &[1, 2, 840, 10_045, 2, 1];
const ED25519: &[u64] = &[1, 3, 101, 112];

/// The longest RSA key that is worked with, in bits.
const LONGEST_RSA: u64 = 16_384;

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo`.
    pub(super) fn parse(der: &[u8]) -> Option<Self> {
        let mut outer = Reader::new(der);
        let mut info = outer.sequence()?;
        let mut algorithm = info.sequence()?;
        let kind = der::oid(algorithm.expect(der::OID)?)?;
        let bits = info.bits()?;
        match &*kind {
            RSA => {
                let mut key = Reader::new(bits).sequence()?;
                let n = BigUint::from_bytes_be(key.unsigned()?);
                Some(Self::Rsa { n, e: BigUint::from_bytes_be(key.unsigned()?) })
            }
            EC => {
                let curve = Curve::from_oid(&der::oid(algorithm.expect(der::OID)?)?)?;
                Some(Self::Ec(curve, curve.point(bits)?))
            }
            ED25519 => (bits.len() == 32).then(|| Self::Ed25519(bits.to_vec())),
            _ => Some(Self::Other),
        }
    }

    /// PKCS #1 v1.5.
    pub(super) fn verify_pkcs1(&self, hash: Hash, message: &[u8], signature: &[u8]) -> bool {
        let Self::Rsa { n, e } = self else { return false };
        rsa::verify_pkcs1(n, e, hash, message, signature)
    }

    /// PSS, with salts of any length.
    pub(super) fn verify_pss(&self, hash: Hash, message: &[u8], signature: &[u8]) -> bool {
        let Self::Rsa { n, e } = self else { return false };
        rsa::verify_pss(n, e, hash, message, signature)
    }

    /// ECDSA; the signature is `r` and `s` of the same length.
    pub(super) fn verify_ecdsa(&self, hash: Hash, message: &[u8], signature: &[u8]) -> bool {
        let Self::Ec(curve, point) = self else { return false };
        let (r, s) = signature.split_at(signature.len() / 2);
        let size = curve.size();
        let ring = match (curve, hash) {
            (Curve::P256, Hash::Sha256) => Some(&signature::ECDSA_P256_SHA256_FIXED),
            (Curve::P384, Hash::Sha384) => Some(&signature::ECDSA_P384_SHA384_FIXED),
            _ => None,
        };
        if let Some(ring) = ring.filter(|_| signature.len() == size * 2) {
            let key = UnparsedPublicKey::new(ring, curve.write(point));
            return key.verify(message, signature).is_ok();
        }
        let (r, s) = (BigUint::from_bytes_be(r), BigUint::from_bytes_be(s));
        curve.verify(point, &hash.digest(message), &r, &s)
    }

    pub(super) fn verify_ed25519(&self, message: &[u8], signature: &[u8]) -> bool {
        let Self::Ed25519(key) = self else { return false };
        UnparsedPublicKey::new(&signature::ED25519, key).verify(message, signature).is_ok()
    }
}
