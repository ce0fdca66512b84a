//! The real network for `http.send`: one exchange at a time, with rustls.

use crate::system::RealSystem;
use palisade_builtins::opa::http::{Incoming, LARGEST, Outgoing, Target, Tls, Transport, Trouble};
use palisade_source::System;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use std::fmt;
use std::io::Read;
use std::net::{IpAddr, ToSocketAddrs};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use ureq::config::Config;
use ureq::http::{Request, Response, Uri};
use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};

/// Where systems keep the certificates of the authorities that they trust.
const SYSTEM_ROOTS: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// The network of this machine.
#[derive(Debug)]
pub(super) struct Network {
    start: Instant,
    /// For exchanges with usual servers, whose connections are used again.
    usual: OnceLock<Agent>,
    /// The same for servers of this machine, which no proxy stands before.
    near: OnceLock<Agent>,
}

impl Network {
    pub(super) fn new() -> Self {
        Self { start: Instant::now(), usual: OnceLock::new(), near: OnceLock::new() }
    }

    fn agent(&self, outgoing: &Outgoing) -> Result<Agent, Trouble> {
        let usual = Tls { system_roots: true, ..Tls::default() };
        let plain = !outgoing.target.secure || outgoing.tls == usual;
        let near = is_near(&outgoing.target.host);
        let kept = if near { &self.near } else { &self.usual };
        if plain && let Some(agent) = kept.get() {
            return Ok(agent.clone());
        }
        let tls = if outgoing.target.secure { tls(&outgoing.tls)? } else { no_roots() };
        let own = Resolve { instead: instead(outgoing) };
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .user_agent(concat!("palisade/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls);
        if own.instead.is_some() || near {
            // A proxy would dial the name of the certificate, which nobody has allowed, or a
            // machine of its own.
            config = config.proxy(None);
        }
        let agent = Agent::with_parts(config.build(), DefaultConnector::default(), own);
        if outgoing.target.secure && outgoing.tls == usual {
            return Ok(kept.get_or_init(|| agent).clone());
        }
        Ok(agent)
    }
}

/// Whether a host is this machine.
fn is_near(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or(host.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
}

/// The name that the certificate is for stands in the URL; this is where it is dialled instead.
fn instead(outgoing: &Outgoing) -> Option<Uri> {
    outgoing.tls.server_name.as_ref()?;
    outgoing.target.to_string().parse().ok()
}

/// Looks up one host whatever the URL says.
struct Resolve {
    instead: Option<Uri>,
}

impl fmt::Debug for Resolve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolve").finish_non_exhaustive()
    }
}

impl Resolver for Resolve {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        DefaultResolver::default().resolve(self.instead.as_ref().unwrap_or(uri), config, timeout)
    }
}

fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    Arc::clone(PROVIDER.get_or_init(|| Arc::new(ring::default_provider())))
}

fn no_roots() -> TlsConfig {
    TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider())
        .root_certs(RootCerts::new_with_certs(&[]))
        .build()
}

fn tls(asked: &Tls) -> Result<TlsConfig, Trouble> {
    let mut roots = Vec::new();
    for pem in &asked.roots {
        let found = certificates(pem);
        if found.is_empty() {
            let why = "there is no certificate in PEM in the given authorities";
            return Err(Trouble::Refused(why.to_owned()));
        }
        roots.extend(found);
    }
    if asked.system_roots && !asked.insecure {
        let found = system_roots();
        if found.is_empty() && roots.is_empty() {
            let why = "no certificates of authorities are found on this system; name a file of \
                       them in `SSL_CERT_FILE` or with tls_ca_cert_file";
            return Err(Trouble::Refused(why.to_owned()));
        }
        roots.extend(found.iter().cloned());
    }
    let client = asked.client.as_ref().map(client).transpose()?;
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider())
        .root_certs(RootCerts::new_with_certs(&roots))
        .client_cert(client)
        .disable_verification(asked.insecure)
        .build())
}

fn certificates(pem: &[u8]) -> Vec<Certificate<'static>> {
    ureq::tls::parse_pem(pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect()
}

/// The authorities that the system trusts, read once.
fn system_roots() -> &'static [Certificate<'static>] {
    static ROOTS: OnceLock<Vec<Certificate<'static>>> = OnceLock::new();
    ROOTS.get_or_init(|| {
        let named = RealSystem.variable("SSL_CERT_FILE").filter(|path| !path.is_empty());
        let places = named.iter().map(String::as_str).chain(SYSTEM_ROOTS.iter().copied());
        places
            .filter_map(|path| RealSystem.read(Path::new(path)).ok())
            .map(|pem| certificates(&pem))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    })
}

fn client((chain, text): &(Vec<u8>, Vec<u8>)) -> Result<ClientCert, Trouble> {
    let wrong = |why: &str| Trouble::Refused(format!("the client's certificate: {why}"));
    let chain = certificates(chain);
    if chain.is_empty() {
        return Err(wrong("there is none in PEM"));
    }
    let key = PrivateKey::from_pem(text).map_err(|_| wrong("there is no private key in PEM"))?;
    // The client takes for granted that the two belong together.
    let der =
        PrivateKeyDer::from_pem_slice(text).map_err(|_| wrong("there is no private key in PEM"))?;
    let held = rustls::ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            let chain = chain.iter().map(|c| c.der().to_vec().into()).collect();
            config
                .with_root_certificates(rustls::RootCertStore::empty())
                .with_client_auth_cert(chain, der)
        });
    held.map_err(|error| wrong(&error.to_string()))?;
    Ok(ClientCert::new_with_certs(&chain, key))
}

/// An error in words, in small letters at the start.
fn trouble(error: Error) -> Trouble {
    let text = match error {
        Error::Timeout(_) => return Trouble::Timeout,
        Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            return Trouble::Timeout;
        }
        Error::Io(error) => crate::system::reason(&error),
        Error::HostNotFound => "no such host".to_owned(),
        Error::BodyExceedsLimit(_) => too_large(),
        other => other.to_string(),
    };
    Trouble::Network(text)
}

fn too_large() -> String {
    format!("the answer is larger than {} MiB", LARGEST >> 20)
}

fn request(outgoing: &Outgoing) -> Result<ureq::http::request::Builder, Trouble> {
    let mut target = outgoing.target.clone();
    let mut headers = outgoing.headers.clone();
    let has_host = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"));
    if target.secure
        && let Some(name) = &outgoing.tls.server_name
    {
        if !has_host {
            headers.push(("host".to_owned(), outgoing.target.authority()));
        }
        target.host.clone_from(name);
    }
    let method = ureq::http::Method::from_bytes(outgoing.method.as_bytes())
        .map_err(|_| Trouble::Refused(format!("invalid method \"{}\"", outgoing.method)))?;
    let mut builder = Request::builder().method(method).uri(target.to_string());
    for (name, value) in &headers {
        builder = builder.header(name.as_str(), value.as_bytes());
    }
    Ok(builder)
}

fn read(answer: Response<Body>) -> Result<Incoming, Trouble> {
    let (head, body) = answer.into_parts();
    let mut bytes = Vec::new();
    let mut reader = body.into_with_config().limit(u64::MAX).reader();
    let result = reader.by_ref().take(LARGEST as u64 + 1).read_to_end(&mut bytes);
    result.map_err(|error| trouble(Error::from(error)))?;
    if bytes.len() > LARGEST {
        return Err(Trouble::Network(too_large()));
    }
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    Ok(Incoming {
        status: head.status.as_u16(),
        reason: head.status.canonical_reason().unwrap_or_default().to_owned(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_ascii_lowercase(), text(value.as_bytes())))
            .collect(),
        body: bytes,
    })
}

impl Transport for Network {
    fn exchange(&self, outgoing: &Outgoing) -> Result<Incoming, Trouble> {
        let agent = self.agent(outgoing)?;
        let refused = |error: ureq::http::Error| Trouble::Refused(error.to_string());
        let limit = Some(outgoing.timeout);
        let answer = match outgoing.body.clone() {
            Some(body) => {
                let request = request(outgoing)?.body(body).map_err(refused)?;
                agent.run(agent.configure_request(request).timeout_global(limit).build())
            }
            None => {
                let mut builder = request(outgoing)?;
                if matches!(outgoing.method.as_str(), "POST" | "PUT" | "PATCH") {
                    builder = builder.header("content-length", "0");
                }
                let request = builder.body(()).map_err(refused)?;
                agent.run(agent.configure_request(request).timeout_global(limit).build())
            }
        };
        read(answer.map_err(trouble)?)
    }

    fn lookup(&self, name: &str) -> Result<Vec<IpAddr>, String> {
        let found = (name, 0).to_socket_addrs().map_err(|error| {
            let text = error.to_string();
            text.rsplit(": ").next().unwrap_or_default().to_lowercase()
        })?;
        Ok(found.map(|address| address.ip()).collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        RealSystem.read(Path::new(path)).map_err(|error| crate::system::reason(&error))
    }

    fn variable(&self, name: &str) -> Option<String> {
        RealSystem.variable(name)
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}

/// The host of a target, for what is said to the user.
pub(super) fn flag(authority: &str) -> String {
    let known = Target::parse(&format!("https://{authority}"));
    let host = known.map_or_else(|_| authority.to_owned(), |target| target.authority());
    format!("--allow-net {host}")
}
