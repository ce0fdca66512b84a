//! Where a request goes, and where requests may go.

use std::fmt;
use std::net::Ipv6Addr;

/// A server and what is asked of it, taken apart in one place: what is checked is what is dialled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// Whether it is `https`.
    pub secure: bool,
    /// A name or an address, in lower case; IPv6 in brackets.
    pub host: String,
    /// The port, that of the scheme where none was written.
    pub port: u16,
    /// From the first `/` on, with the query.
    pub path: String,
}

impl Target {
    /// Takes a URL apart.
    ///
    /// # Errors
    /// Why it is no URL of a web server.
    pub fn parse(url: &str) -> Result<Self, String> {
        let (scheme, rest) = url.split_once("://").ok_or("it has no scheme such as `https://`")?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            "unix" => return Err("sockets of Unix are not supported".to_owned()),
            _ => return Err("its scheme is neither `http` nor `https`".to_owned()),
        };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err("it names a user; use the header `Authorization`".to_owned());
        }
        let (host, port) = host_and_port(authority)?;
        let port = port.unwrap_or(if secure { 443 } else { 80 });
        Ok(Self { secure, host, port, path: clean(path) })
    }

    /// A place that an answer names, as seen from here.
    pub(super) fn join(&self, location: &str) -> Result<Self, String> {
        let location = location.trim();
        let scheme = if self.secure { "https" } else { "http" };
        if let Some(rest) = location.strip_prefix("//") {
            return Self::parse(&format!("{scheme}://{rest}"));
        }
        let before = location.split(['/', '?', '#']).next().unwrap_or_default();
        if before.contains(':') {
            return Self::parse(location);
        }
        let own = self.path.split('?').next().unwrap_or_default();
        let path = match location.chars().next() {
            None | Some('#') => self.path.clone(),
            Some('/') => location.to_owned(),
            Some('?') => format!("{own}{location}"),
            _ => {
                let folder = own.rfind('/').map_or("/", |at| own.get(..=at).unwrap_or("/"));
                format!("{folder}{location}")
            }
        };
        Ok(Self { path: clean(&path), ..self.clone() })
    }

    /// Host and port; the port only where it is not that of the scheme.
    #[must_use]
    pub fn authority(&self) -> String {
        let usual = if self.secure { 443 } else { 80 };
        if self.port == usual { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.path)
    }
}

/// A path with its query: without fragment, without steps up, with what may not stand there
/// escaped.
fn clean(path: &str) -> String {
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    let mut steps: Vec<&str> = Vec::new();
    let mut open = true;
    for step in path.split('/').skip(usize::from(path.starts_with('/'))) {
        open = matches!(step, "" | "." | "..");
        match step {
            "." => {}
            ".." => _ = steps.pop(),
            "" => {}
            step => steps.push(step),
        }
    }
    // Empty steps inside mean something to some servers.
    let plain = !path.split('/').any(|step| matches!(step, "." | ".."));
    let mut out = String::from("/");
    if plain {
        escape(&mut out, path.strip_prefix('/').unwrap_or(path));
    } else {
        escape(&mut out, &steps.join("/"));
        if open && !steps.is_empty() {
            out.push('/');
        }
    }
    if let Some(query) = query {
        out.push('?');
        escape(&mut out, query);
    }
    out
}

fn escape(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0..=b' ' | 0x7f.. => {
                out.push_str(&format!("%{byte:02X}"));
            }
            byte => out.push(char::from(byte)),
        }
    }
}

/// `name`, `name:port`, `[::1]:port`.
fn host_and_port(text: &str) -> Result<(String, Option<u16>), String> {
    let (host, port) = if text.starts_with('[') {
        let end = text.find(']').ok_or("its address has no `]`")?;
        let (host, behind) = text.split_at(end + 1);
        let inner = host.trim_start_matches('[').trim_end_matches(']');
        let address: Ipv6Addr = inner.parse().map_err(|_| "it has no address of IPv6 in `[…]`")?;
        let port = match behind.strip_prefix(':') {
            Some(port) => Some(port),
            None if behind.is_empty() => None,
            None => return Err("something stands between `]` and the port".to_owned()),
        };
        (format!("[{address}]"), port)
    } else {
        let (host, port) = match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        };
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        if host.is_empty() || !host.bytes().all(fits) {
            return Err(format!("`{host}` is no name of a host"));
        }
        (host.to_ascii_lowercase(), port)
    };
    let port = match port {
        None | Some("") => None,
        Some(port) if port.bytes().all(|b| b.is_ascii_digit()) => {
            Some(port.parse().map_err(|_| format!("`{port}` is no port"))?)
        }
        Some(port) => return Err(format!("`{port}` is no port")),
    };
    Ok((host, port))
}

/// The hosts that may be asked.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Hosts {
    /// Each with its port, or with all.
    hosts: Vec<(String, Option<u16>)>,
}

impl Hosts {
    /// Reads `HOST` and `HOST:PORT`: names and addresses as they stand, without wildcards.
    ///
    /// # Errors
    /// Which one is no host, and why.
    pub fn parse<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, String> {
        let mut hosts = Vec::new();
        for text in texts {
            let plain: Result<Ipv6Addr, _> = text.parse();
            let host = match plain {
                Ok(address) => (format!("[{address}]"), None),
                Err(_) => host_and_port(text).map_err(|why| {
                    let hint = if text.contains("://") {
                        "; give the host without scheme and path"
                    } else if text.contains('*') {
                        "; name each host"
                    } else {
                        ""
                    };
                    format!("`{text}`: {why}{hint}")
                })?,
            };
            hosts.push(host);
        }
        Ok(Self { hosts })
    }

    /// Whether a request may go there.
    #[must_use]
    pub fn allow(&self, target: &Target) -> bool {
        self.hosts
            .iter()
            .any(|(host, port)| *host == target.host && port.is_none_or(|p| p == target.port))
    }

    /// Whether a name may be looked up.
    #[must_use]
    pub fn allow_name(&self, name: &str) -> bool {
        self.hosts.iter().any(|(host, _)| host.eq_ignore_ascii_case(name))
    }
}
