//! The curves of NIST and signatures on them checked (FIPS 186-4). Only public values come here:
//! the time that it takes depends on them.

use num_bigint::BigUint;

/// A curve.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Curve {
    P224,
    P256,
    P384,
    P521,
}

/// A point other than the one at infinity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Point {
    pub(crate) x: BigUint,
    pub(crate) y: BigUint,
}

/// A point as `x / z²` and `y / z³`; at infinity `z` is zero.
#[derive(Clone)]
struct Jacobian {
    x: BigUint,
    y: BigUint,
    z: BigUint,
}

struct Parameters {
    p: BigUint,
    n: BigUint,
    b: BigUint,
    base: Point,
}

fn hex(text: &str) -> BigUint {
    BigUint::parse_bytes(text.as_bytes(), 16).unwrap_or_default()
}

impl Curve {
    pub(crate) fn from_oid(oid: &[u64]) -> Option<Self> {
        match oid {
            [1, 3, 132, 0, 33] => Some(Self::P224),
            [1, 2, 840, 10_045, 3, 1, 7] => Some(Self::P256),
            [1, 3, 132, 0, 34] => Some(Self::P384),
            [1, 3, 132, 0, 35] => Some(Self::P521),
            _ => None,
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "P-256" => Some(Self::P256),
            "P-384" => Some(Self::P384),
            "P-521" => Some(Self::P521),
            _ => None,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::P224 => "P-224",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    /// The length of a coordinate in bytes.
    pub(crate) const fn size(self) -> usize {
        match self {
            Self::P224 => 28,
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    fn parameters(self) -> Parameters {
        let [p, n, b, x, y] = match self {
            Self::P224 => [
                "ffffffffffffffffffffffffffffffff000000000000000000000001",
                "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d",
                "b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4",
                "b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21",
                "bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34",
            ],
            Self::P256 => [
                "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
                "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
                "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
                "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
                "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
            ],
            Self::P384 => [
                "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
                "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
                "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
                "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
                "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
            ],
            Self::P521 => [
                "1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
                "51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
                "c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
                "11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
            ],
        };
        Parameters { p: hex(p), n: hex(n), b: hex(b), base: Point { x: hex(x), y: hex(y) } }
    }

    /// The point of two coordinates, if it is on the curve.
    pub(crate) fn at(self, x: &[u8], y: &[u8]) -> Option<Point> {
        let (x, y) = (BigUint::from_bytes_be(x), BigUint::from_bytes_be(y));
        let Parameters { p, b, .. } = self.parameters();
        if x >= p || y >= p {
            return None;
        }
        // y² = x³ - 3x + b
        let right = &x * &x * &x + b + (&p - 3_u32) * &x;
        (&y * &y % &p == right % &p).then_some(Point { x, y })
    }

    /// Reads a point that is written in full.
    pub(crate) fn point(self, bytes: &[u8]) -> Option<Point> {
        let (x, y) = bytes.strip_prefix(&[4])?.split_at_checked(self.size())?;
        (y.len() == self.size()).then(|| self.at(x, y))?
    }

    /// A coordinate in its full length.
    pub(crate) fn pad(self, number: &BigUint) -> Vec<u8> {
        let bytes = number.to_bytes_be();
        let mut all = vec![0; self.size().saturating_sub(bytes.len())];
        all.extend(bytes);
        all
    }

    /// Writes a point in full.
    pub(crate) fn write(self, point: &Point) -> Vec<u8> {
        [vec![4], self.pad(&point.x), self.pad(&point.y)].concat()
    }

    pub(crate) fn verify(self, key: &Point, digest: &[u8], r: &BigUint, s: &BigUint) -> bool {
        let curve = self.parameters();
        let n = &curve.n;
        let zero = BigUint::ZERO;
        if *r == zero || *s == zero || r >= n || s >= n {
            return false;
        }
        let Some(inverse) = s.modinv(n) else { return false };
        // As many bits of the hash as the order has.
        let size = usize::try_from(n.bits().div_ceil(8)).unwrap_or(usize::MAX);
        let mut z = BigUint::from_bytes_be(digest.get(..size).unwrap_or(digest));
        let spare = u64::try_from(digest.len().min(size) * 8).unwrap_or(0).saturating_sub(n.bits());
        z >>= spare;
        let (u, v) = (z * &inverse % n, r * &inverse % n);
        let sum = curve.combine(&u, &v, key);
        if sum.z == zero {
            return false;
        }
        let Some(z) = sum.z.modinv(&curve.p) else { return false };
        (sum.x * &z % &curve.p) * &z % &curve.p % n == *r
    }
}

impl Parameters {
    fn sub(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + &self.p - b) % &self.p
    }

    fn double(&self, a: &Jacobian) -> Jacobian {
        let p = &self.p;
        let (yy, zz) = (&a.y * &a.y % p, &a.z * &a.z % p);
        let s = &a.x * &yy * 4_u32 % p;
        // The coefficient of x is -3.
        let m = self.sub(&a.x, &zz) * (&a.x + &zz) * 3_u32 % p;
        let x = self.sub(&(&m * &m % p), &(&s * 2_u32 % p));
        let y = self.sub(&(m * self.sub(&s, &x) % p), &(&yy * &yy * 8_u32 % p));
        Jacobian { x, y, z: &a.y * &a.z * 2_u32 % p }
    }

    fn add(&self, a: &Jacobian, b: &Jacobian) -> Jacobian {
        if a.z == BigUint::ZERO {
            return b.clone();
        }
        if b.z == BigUint::ZERO {
            return a.clone();
        }
        let p = &self.p;
        let (azz, bzz) = (&a.z * &a.z % p, &b.z * &b.z % p);
        let (u1, u2) = (&a.x * &bzz % p, &b.x * &azz % p);
        let (s1, s2) = (&a.y * &b.z * &bzz % p, &b.y * &a.z * &azz % p);
        let (h, r) = (self.sub(&u2, &u1), self.sub(&s2, &s1));
        if h == BigUint::ZERO {
            return if r == BigUint::ZERO {
                self.double(a)
            } else {
                Jacobian { x: BigUint::from(1_u8), y: BigUint::from(1_u8), z: BigUint::ZERO }
            };
        }
        let hh = &h * &h % p;
        let hhh = &h * &hh % p;
        let v = u1 * &hh % p;
        let x = self.sub(&self.sub(&(&r * &r % p), &hhh), &(&v * 2_u32 % p));
        let y = self.sub(&(r * self.sub(&v, &x) % p), &(s1 * hhh % p));
        Jacobian { x, y, z: &a.z * &b.z * h % p }
    }

    /// `u` times the base and `v` times a point, added.
    fn combine(&self, u: &BigUint, v: &BigUint, point: &Point) -> Jacobian {
        let jacobian = |point: &Point| Jacobian {
            x: point.x.clone(),
            y: point.y.clone(),
            z: BigUint::from(1_u8),
        };
        let (base, other) = (jacobian(&self.base), jacobian(point));
        let both = self.add(&base, &other);
        let mut sum = Jacobian { x: BigUint::from(1_u8), y: BigUint::from(1_u8), z: BigUint::ZERO };
        for at in (0..u.bits().max(v.bits())).rev() {
            sum = self.double(&sum);
            sum = match (u.bit(at), v.bit(at)) {
                (true, true) => self.add(&sum, &both),
                (true, false) => self.add(&sum, &base),
                (false, true) => self.add(&sum, &other),
                (false, false) => sum,
            };
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_lie_on_their_curves_and_have_their_order() {
        for curve in [Curve::P224, Curve::P256, Curve::P384, Curve::P521] {
            let all = curve.parameters();
            assert_eq!(curve.point(&curve.write(&all.base)).as_ref(), Some(&all.base));
            let end = all.combine(&all.n, &BigUint::ZERO, &all.base);
            assert_eq!(end.z, BigUint::ZERO, "{}", curve.name());
            let around = all.combine(&(&all.n - 3_u32), &BigUint::from(4_u8), &all.base);
            let z = around.z.modinv(&all.p).unwrap();
            assert_eq!(around.x * &z * &z % &all.p, all.base.x);
        }
    }
}
