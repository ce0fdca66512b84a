//! A chain from a certificate to a root that is trusted (RFC 5280, as Go checks it).

use super::certificate::Certificate;
use super::names::{Block, Names, Subtrees};
use std::net::IpAddr;

/// What is asked of a chain.
#[derive(Default)]
pub(super) struct Options {
    /// A name or address that it has to be for; empty where any will do.
    pub(super) name: String,
    /// Seconds since 1970.
    pub(super) now: i64,
    /// What it has to be good for, by Go's numbers; empty where servers are meant.
    pub(super) purposes: Vec<i64>,
}

const ANY: i64 = 0;
const SERVER: i64 = 1;

/// Go's number of a purpose.
pub(super) fn purpose(kind: &[u64]) -> Option<i64> {
    match kind {
        [2, 5, 29, 37, 0] => Some(ANY),
        [1, 3, 6, 1, 5, 5, 7, 3, n @ 1..=9] => i64::try_from(*n).ok(),
        [1, 3, 6, 1, 4, 1, 311, 10, 3, 3] => Some(10),
        [2, 16, 840, 1, 113_730, 4, 1] => Some(11),
        [1, 3, 6, 1, 4, 1, 311, 2, 1, 22] => Some(12),
        [1, 3, 6, 1, 4, 1, 311, 61, 1, 1] => Some(13),
        _ => None,
    }
}

/// Extensions that are looked at, so that they may be critical.
fn is_known(kind: &[u64]) -> bool {
    match kind {
        [2, 5, 29, n] => matches!(n, 14 | 15 | 17 | 19 | 30 | 31 | 32 | 33 | 35 | 36 | 37 | 54),
        [1, 3, 6, 1, 5, 5, 7, 1, 1] => true,
        _ => false,
    }
}

/// The chain from the last certificate to the first, through those between.
pub(super) fn chain<'c, 'd>(
    all: &'c [Certificate<'d>],
    options: &Options,
) -> Option<Vec<&'c Certificate<'d>>> {
    let (leaf, rest) = all.split_last()?;
    let (root, between) = rest.split_first()?;
    if !options.name.is_empty() && !is_for(leaf, &options.name) {
        return None;
    }
    let mut path = vec![leaf];
    if !is_current(leaf, options.now) {
        return None;
    }
    let mut search = Search { root, between, options, tries: 0 };
    if leaf.signed.raw == root.signed.raw {
        return search.is_good_for(&path).then_some(path);
    }
    search.extend(&mut path).then_some(path)
}

struct Search<'c, 'd, 'o> {
    root: &'c Certificate<'d>,
    between: &'c [Certificate<'d>],
    options: &'o Options,
    /// Signatures that were checked; as in Go there is a bound.
    tries: u32,
}

impl<'c, 'd> Search<'c, 'd, '_> {
    /// Goes on until the root; the path is whole where it says yes.
    fn extend(&mut self, path: &mut Vec<&'c Certificate<'d>>) -> bool {
        let Some(child) = path.last().copied() else { return false };
        let candidates =
            std::iter::once((self.root, true)).chain(self.between.iter().map(|c| (c, false)));
        for (parent, is_root) in candidates {
            let again =
                path.iter().any(|c| c.subject == parent.subject && c.key_raw == parent.key_raw);
            if again || parent.subject != child.issuer {
                continue;
            }
            self.tries += 1;
            if self.tries > 100 {
                return false;
            }
            if !self.may_sign(parent, child, path.len()) {
                continue;
            }
            path.push(parent);
            let whole = if is_root { self.is_good_for(path) } else { self.extend(path) };
            if whole {
                return true;
            }
            path.pop();
        }
        false
    }

    fn may_sign(&self, parent: &Certificate<'_>, child: &Certificate<'_>, below: usize) -> bool {
        let authority = parent.authority();
        let says_so = match authority {
            Some((authority, _)) => authority,
            None => parent.version < 3,
        };
        let usage = parent.usage();
        let signs = usage == 0 || usage & 1 << 5 != 0;
        // The leaf does not count.
        let between = i64::try_from(below).unwrap_or(i64::MAX) - 1;
        let short = authority.and_then(|(_, most)| most).is_none_or(|most| between <= most);
        says_so
            && signs
            && short
            && is_current(parent, self.options.now)
            && child.signed.algorithm.verify(&parent.key, child.signed.body, child.signed.signature)
    }

    /// Whether a whole path is good for what is asked, and keeps to the names that it may have.
    fn is_good_for(&self, path: &[&Certificate<'_>]) -> bool {
        if path.iter().any(|c| c.extensions.iter().any(|e| e.critical && !is_known(&e.kind))) {
            return false;
        }
        let mut wanted = self.options.purposes.clone();
        if wanted.is_empty() {
            wanted.push(SERVER);
        }
        if !wanted.contains(&ANY) {
            for certificate in path {
                let allowed = certificate.purposes();
                let numbers: Vec<i64> = allowed.iter().filter_map(|kind| purpose(kind)).collect();
                if !allowed.is_empty() && !numbers.contains(&ANY) {
                    wanted.retain(|purpose| numbers.contains(purpose));
                }
            }
            if wanted.is_empty() {
                return false;
            }
        }
        let mut below = Vec::new();
        for certificate in path {
            let (permitted, excluded) = Subtrees::of(certificate);
            if !below.iter().all(|names| keeps_to(names, &permitted, &excluded)) {
                return false;
            }
            below.push(Names::of(certificate));
        }
        true
    }
}

fn is_current(certificate: &Certificate<'_>, now: i64) -> bool {
    (certificate.not_before..=certificate.not_after).contains(&now)
}

/// Whether a certificate is for a host; names may start with `*.`.
fn is_for(certificate: &Certificate<'_>, host: &str) -> bool {
    let names = Names::of(certificate);
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if let Ok(ip) = bare.parse::<IpAddr>() {
        return names.addresses.iter().any(|known| known.to_canonical() == ip.to_canonical());
    }
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    names.dns.iter().any(|pattern| {
        let pattern = pattern.to_ascii_lowercase();
        let mut known = pattern.split('.');
        let mut parts = host.split('.');
        if pattern.split('.').count() != host.split('.').count() || host.is_empty() {
            return false;
        }
        let (first, part) = (known.next(), parts.next());
        (first == part || first == Some("*")) && known.eq(parts)
    })
}

fn keeps_to(names: &Names, permitted: &Subtrees, excluded: &Subtrees) -> bool {
    fn check<N, T>(
        names: &[N],
        (permitted, excluded): (&[T], &[T]),
        under: impl Fn(&N, &T) -> bool,
    ) -> bool {
        names.iter().all(|name| {
            let allowed = permitted.is_empty() || permitted.iter().any(|tree| under(name, tree));
            allowed && !excluded.iter().any(|tree| under(name, tree))
        })
    }
    let dns = |name: &String, tree: &String| is_under(name, tree);
    let mail = |name: &String, tree: &String| match tree.contains('@') {
        true => name.eq_ignore_ascii_case(tree),
        false => name.rsplit_once('@').is_some_and(|(_, host)| is_host(host, tree)),
    };
    let uri = |name: &String, tree: &String| {
        let host = name.split_once("://").map_or("", |(_, rest)| rest);
        let host = host.split(['/', '?', '#']).next().unwrap_or("");
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        is_host(host.split(':').next().unwrap_or(""), tree)
    };
    check(&names.dns, (&permitted.dns, &excluded.dns), dns)
        && check(&names.mail, (&permitted.mail, &excluded.mail), mail)
        && check(&names.uris, (&permitted.uris, &excluded.uris), uri)
        && check(&names.addresses, (&permitted.addresses, &excluded.addresses), is_in)
}

/// Whether a name is a domain or below it.
fn is_under(name: &str, tree: &str) -> bool {
    let (name, tree) = (name.to_ascii_lowercase(), tree.to_ascii_lowercase());
    let tree = tree.trim_start_matches('.');
    tree.is_empty()
        || name.strip_suffix(tree).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether a host is one, or below a domain that is written with a point in front.
fn is_host(host: &str, tree: &str) -> bool {
    if tree.starts_with('.') {
        return is_under(host, tree) && !host.eq_ignore_ascii_case(tree.trim_start_matches('.'));
    }
    tree.is_empty() || host.eq_ignore_ascii_case(tree)
}

fn is_in(ip: &IpAddr, (first, mask): &Block) -> bool {
    let bytes = match ip {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    bytes.len() == first.len()
        && bytes.iter().zip(first).zip(mask).all(|((a, b), mask)| a & mask == b & mask)
}
