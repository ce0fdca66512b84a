//! Names of other kinds that a certificate is for.

use super::super::der::{self, Reader};
use super::certificate::Certificate;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The names of a certificate's holder.
#[derive(Clone, Default, Debug)]
pub(super) struct Names {
    pub(super) dns: Vec<String>,
    pub(super) mail: Vec<String>,
    pub(super) addresses: Vec<IpAddr>,
    pub(super) uris: Vec<String>,
}

fn plain(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

fn address(body: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(body).map(|bytes| Ipv4Addr::from(bytes).into());
    v4.or_else(|_| <[u8; 16]>::try_from(body).map(|bytes| Ipv6Addr::from(bytes).into())).ok()
}

impl Names {
    /// Reads `GeneralNames`.
    pub(super) fn parse(body: &[u8]) -> Self {
        let mut names = Self::default();
        let list = Reader::new(body).expect(der::SEQUENCE).and_then(der::all);
        for item in list.unwrap_or_default() {
            match item.tag {
                0x81 => names.mail.push(plain(item.body)),
                0x82 => names.dns.push(plain(item.body)),
                0x86 => names.uris.push(plain(item.body)),
                0x87 => names.addresses.extend(address(item.body)),
                _ => {}
            }
        }
        names
    }

    pub(super) fn of(certificate: &Certificate<'_>) -> Self {
        certificate.standard(17).map(Self::parse).unwrap_or_default()
    }
}

/// A range of addresses: the first and its mask, as bytes.
pub(super) type Block = (Vec<u8>, Vec<u8>);

/// Names that certificates below one may or may not have.
#[derive(Clone, Default, Debug)]
pub(super) struct Subtrees {
    pub(super) dns: Vec<String>,
    pub(super) mail: Vec<String>,
    pub(super) addresses: Vec<Block>,
    pub(super) uris: Vec<String>,
}

impl Subtrees {
    fn parse(body: &[u8]) -> Self {
        let mut all = Self::default();
        for tree in der::all(body).unwrap_or_default() {
            let Some(name) = Reader::new(tree.body).next() else { continue };
            match name.tag {
                0x81 => all.mail.push(plain(name.body)),
                0x82 => all.dns.push(plain(name.body)),
                0x86 => all.uris.push(plain(name.body)),
                0x87 if matches!(name.body.len(), 8 | 32) => {
                    let (ip, mask) = name.body.split_at(name.body.len() / 2);
                    all.addresses.push((ip.to_vec(), mask.to_vec()));
                }
                _ => {}
            }
        }
        all
    }

    /// What a certificate permits and what it excludes.
    pub(super) fn of(certificate: &Certificate<'_>) -> (Self, Self) {
        let mut both = (Self::default(), Self::default());
        let list =
            certificate.standard(30).and_then(|body| Reader::new(body).expect(der::SEQUENCE));
        for item in list.and_then(der::all).unwrap_or_default() {
            match item.tag {
                0xa0 => both.0 = Self::parse(item.body),
                0xa1 => both.1 = Self::parse(item.body),
                _ => {}
            }
        }
        both
    }
}
