//! Where a module source leads.

use super::archive::Checksum;
use super::unpack::Kind;

/// A source, taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Address {
    pub(super) place: Place,
    /// The folder in the package, part by part.
    pub(super) folder: Vec<String>,
    /// Whether a registry named it.
    pub(super) from_registry: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Git { url: String, reference: Option<String> },
    Archive { url: String, kind: Kind, checksum: Option<Checksum> },
    Registry { host: String, path: String },
}

/// The registry of sources that name none.
const REGISTRY: &str = "registry.terraform.io";

impl Address {
    /// Reads a source as Terraform does.
    pub(super) fn parse(source: &str) -> Result<Self, String> {
        if source.chars().any(|c| c.is_control() || c.is_whitespace()) || source.starts_with('-') {
            return Err("the source is not an address".to_owned());
        }
        let (whole, query) = source.split_once('?').unwrap_or((source, ""));
        let (forced, rest) = match whole.split_once("::") {
            Some((kind, rest)) => (Some(kind), rest),
            None => (None, whole),
        };
        let start = rest.find("://").map_or(0, |at| at + 3);
        let (before, folder) = match rest.get(start..).and_then(|tail| tail.find("//")) {
            Some(at) => (
                rest.get(..start + at).unwrap_or_default(),
                rest.get(start + at + 2..).unwrap_or_default(),
            ),
            None => (rest, ""),
        };
        let folder: Vec<String> = folder
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .map(str::to_owned)
            .collect();
        if folder.iter().any(|part| part == ".." || part.contains(['\\', ':'])) {
            return Err("its folder leads out of the package".to_owned());
        }
        let place = place(forced, before, query)?;
        Ok(Self { place, folder, from_registry: false })
    }
}

/// A parameter behind `?`.
fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

fn git(url: String, query: &str) -> Result<Place, String> {
    let reference = parameter(query, "ref").map(str::to_owned);
    if reference.as_deref().is_some_and(|r| r.is_empty() || r.starts_with('-')) {
        return Err("`ref` names no commit, tag or branch".to_owned());
    }
    if url.is_empty() || url.starts_with('-') {
        return Err("the source is not an address".to_owned());
    }
    Ok(Place::Git { url, reference })
}

fn place(forced: Option<&str>, rest: &str, query: &str) -> Result<Place, String> {
    match forced {
        Some("git") => return git(shorthand(rest).unwrap_or_else(|| rest.to_owned()), query),
        Some(kind @ ("http" | "https")) => {
            let bare = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://"));
            return archive(&format!("{kind}://{}", bare.unwrap_or(rest)), query);
        }
        Some(kind) => return Err(format!("sources of the kind `{kind}::` are not fetched")),
        None => {}
    }
    if let Some(url) = shorthand(rest) {
        return git(url, query);
    }
    if rest.starts_with("git@") || rest.starts_with("ssh://") || rest.starts_with("git://") {
        return git(rest.to_owned(), query);
    }
    if rest.starts_with("https://") || rest.starts_with("http://") {
        if rest.ends_with(".git") {
            return git(rest.to_owned(), query);
        }
        return archive(rest, query);
    }
    if rest.contains("://") {
        return Err("sources of this kind are not fetched; write `git::` before the address of a git repository".to_owned());
    }
    let parts: Vec<&str> = rest.split('/').collect();
    let fits = |part: &&str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    match parts.as_slice() {
        path @ [_, _, _] if path.iter().all(fits) => {
            Ok(Place::Registry { host: REGISTRY.to_owned(), path: path.join("/") })
        }
        [host, path @ ..] if path.len() == 3 && path.iter().all(fits) && is_host(host) => {
            Ok(Place::Registry { host: (*host).to_owned(), path: path.join("/") })
        }
        _ => Err("the source is neither a git repository nor an address in a registry".to_owned()),
    }
}

/// `example.com`, `localhost:8080`.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    (name.contains('.') || name == "localhost")
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && !name.starts_with(['.', '-'])
        && port.parse::<u16>().is_ok()
}

/// Hosts whose repositories are written without a scheme.
fn shorthand(rest: &str) -> Option<String> {
    let (host, path) = rest.split_once('/')?;
    if !matches!(host, "github.com" | "bitbucket.org" | "gitlab.com") {
        return None;
    }
    let repository: Vec<&str> = path.split('/').take(2).collect();
    if repository.len() < 2 || repository.iter().any(|part| part.is_empty()) {
        return None;
    }
    let repository = repository.join("/");
    Some(format!("https://{host}/{}.git", repository.trim_end_matches(".git")))
}

fn archive(url: &str, query: &str) -> Result<Place, String> {
    let kind = match parameter(query, "archive") {
        Some(named) => Kind::named(named),
        None => Kind::of(url),
    };
    let kind = kind.ok_or("only archives of the kinds tar, tar.gz and zip are fetched")?;
    let checksum = parameter(query, "checksum").map(Checksum::parse).transpose()?;
    // These are said to Terraform, and not to the server.
    let own =
        |pair: &&str| ["", "archive", "checksum"].contains(&pair.split('=').next().unwrap_or(""));
    let rest: Vec<&str> = query.split('&').filter(|pair| !own(pair)).collect();
    let mark = if rest.is_empty() { "" } else { "?" };
    Ok(Place::Archive { url: format!("{url}{mark}{}", rest.join("&")), kind, checksum })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(url: &str, reference: Option<&str>, folder: &str) -> Option<Address> {
        let place = Place::Git { url: url.into(), reference: reference.map(str::to_owned) };
        let folder = folder.split('/').filter(|p| !p.is_empty()).map(str::to_owned).collect();
        Some(Address { place, folder, from_registry: false })
    }

    #[test]
    fn sources_are_read_as_terraform_reads_them() {
        for (source, wanted) in [
            ("git::https://a.b/c.git", git("https://a.b/c.git", None, "")),
            (
                "git::https://a.b/c.git//modules/x?ref=v1&depth=1",
                git("https://a.b/c.git", Some("v1"), "modules/x"),
            ),
            ("git::file:///srv/c//m", git("file:///srv/c", None, "m")),
            ("git::ssh://git@a.b/c.git", git("ssh://git@a.b/c.git", None, "")),
            ("git@github.com:o/r.git//m", git("git@github.com:o/r.git", None, "m")),
            ("github.com/o/r//m?ref=x", git("https://github.com/o/r.git", Some("x"), "m")),
            ("git::https://a.b/c.git//../x", None),
            ("git::https://a.b/c.git?ref=-x", None),
            ("git::--upload-pack=x", None),
            ("-x/y/z", None),
            ("hg::https://a.b/c", None),
            ("s3::https://a.b/c.zip", None),
            ("https://a.b/c.rar", None),
            ("https://a.b/c.zip?checksum=file:https://a.b/sums", None),
            ("file:///srv/c", None),
            ("a/b", None),
        ] {
            assert_eq!(Address::parse(source).ok(), wanted, "{source}");
        }
        let place = |source: &str| Address::parse(source).unwrap().place;
        assert_eq!(
            place("hashicorp/consul/aws//m"),
            Place::Registry { host: REGISTRY.into(), path: "hashicorp/consul/aws".into() }
        );
        assert_eq!(
            place("localhost:8080/a/b/c"),
            Place::Registry { host: "localhost:8080".into(), path: "a/b/c".into() }
        );
        assert_eq!(
            place("https://a.b/c?archive=tar.gz&x=1"),
            Place::Archive { url: "https://a.b/c?x=1".into(), kind: Kind::TarGz, checksum: None }
        );
        let sum = "0123456789abcdef0123456789abcdef";
        assert_eq!(
            place(&format!("https::http://a.b/c.zip//m?checksum=md5:{sum}")),
            Place::Archive {
                url: "https://a.b/c.zip".into(),
                kind: Kind::Zip,
                checksum: Some(Checksum::Md5(sum.into()))
            }
        );
    }
}
