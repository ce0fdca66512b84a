//! `http.send` against servers that the tests start on the loopback.

use crate::project::{Project, said};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A server whose answers are what a function makes of the text of a request.
struct Server {
    at: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(
        tls: Option<Arc<ServerConfig>>,
        answer: impl Fn(&str) -> String + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        // It ends with the process of the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                match &tls {
                    None => serve(stream, &kept, &answer),
                    Some(config) => {
                        let connection = ServerConnection::new(Arc::clone(config)).unwrap();
                        serve(StreamOwned::new(connection, stream), &kept, &answer);
                    }
                }
            }
        });
        Self { at, asked }
    }

    fn plain(answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        Self::start(None, answer)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: impl Read + Write,
    kept: &Mutex<Vec<String>>,
    answer: &impl Fn(&str) -> String,
) {
    let mut request = Vec::new();
    let mut part = [0; 4096];
    // Up to the end of the head, and the body that it tells of.
    loop {
        let Ok(n @ 1..) = stream.read(&mut part) else { return };
        request.extend_from_slice(&part[..n]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|l| {
            let (name, value) = l.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().unwrap())
        });
        if body.len() >= length.unwrap_or(0) {
            kept.lock().unwrap().push(text.clone());
            _ = stream.write_all(answer(&text).as_bytes());
            _ = stream.flush();
            return;
        }
    }
}

fn ok(headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
}

fn policy(url: &str, more: &str) -> Project {
    let text = format!(
        "package app\n\nanswer := http.send({{\"method\": \"get\", \"url\": \"{url}\"{more}}})\n"
    );
    Project::new(&[("app.rego", &text)])
}

#[test]
fn nothing_is_asked_without_leave() {
    let server = Server::plain(|_| ok("", "{}"));
    let project = policy(&format!("http://{}/", server.at), "");
    let said = project.run("eval data.app.answer -d app.rego").exits(0);
    assert_eq!(said.out, "{}\n");
    let allow = format!("--allow-net {}", server.at);
    assert!(said.err.contains("is not allowed") && said.err.contains(&allow), "{}", said.err);
    let other = project.run("eval data.app.answer -d app.rego --allow-net 127.0.0.1:1").exits(0);
    assert_eq!(other.out, "{}\n");
    let strict = project.run("eval data.app.answer -d app.rego --strict-builtin-errors").exits(4);
    assert!(strict.out.contains("unallowed host: 127.0.0.1"), "{}", strict.out);
    assert_eq!(server.asked().len(), 0);
    project.run("eval 1 --allow-net *.example").exits(2).says(&["name each host"]);
}

#[test]
fn what_is_allowed_is_asked_once() {
    let server = Server::plain(|_| {
        ok("Content-Type: application/json\r\nX-A: 1\r\n", "{\"roles\": [\"a\"]}")
    });
    let project = Project::new(&[(
        "app.rego",
        &format!(
            "package app\n\nask(_) := http.send({{\"method\": \"POST\", \"url\": \"http://{}/x?y=1\", \
             \"headers\": {{\"Authorization\": \"who\"}}, \"body\": {{\"b\": [1]}}}})\n\n\
             all := [ask(i) | some i in [1, 2, 3]]\n\n\
             test_roles if ask(1).body.roles == [\"a\"]\n",
            server.at
        ),
    )]);
    let allow = format!("--allow-net {}", server.at);
    let json = project.run(&format!("eval data.app.all -d app.rego {allow}")).json();
    let all = &json["result"][0]["expressions"][0]["value"];
    assert_eq!((all[0] == all[2], all[0]["status"].as_str()), (true, Some("200 OK")));
    assert_eq!(all[0]["status_code"], 200);
    assert_eq!(all[0]["headers"]["x-a"][0], "1");
    assert_eq!(all[0]["body"]["roles"][0], "a");
    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    let text = asked[0].to_lowercase();
    assert!(text.starts_with("post /x?y=1 http/1.1\r\n"), "{text}");
    assert!(text.contains("authorization: who") && text.ends_with("{\"b\":[1]}"), "{text}");
    project.run(&format!("test app.rego {allow}")).exits(0).says(&["PASS: 1/1"]);
    project.run("test app.rego").exits(5).says(&["unallowed host", "--allow-net"]);
}

#[test]
fn no_proxy_is_asked_for_the_name_of_a_certificate() {
    let proxy = Server::plain(|_| "HTTP/1.1 200 OK\r\n\r\n".to_owned());
    let more = ", \"tls_server_name\": \"elsewhere.example\", \"tls_insecure_skip_verify\": true, \
                \"raise_error\": false, \"timeout\": \"5s\"";
    let project = policy("https://127.0.0.1:1/", more);
    let arguments = "eval data.app.answer -d app.rego --allow-net 127.0.0.1:1 --allow-insecure-tls";
    let mut command = project.command(arguments);
    command.env("HTTPS_PROXY", format!("http://{}", proxy.at)).env_remove("NO_PROXY");
    let said = said(command).exits(0);
    assert!(said.out.contains("\"status_code\": 0"), "{}", said.out);
    assert_eq!(proxy.asked(), [""; 0]);
}

#[test]
fn servers_of_this_machine_are_asked_without_a_proxy() {
    let proxy = Server::plain(|_| ok("", "proxy"));
    let server = Server::plain(|_| ok("", "server"));
    let project = policy(&format!("http://{}/", server.at), ", \"timeout\": \"5s\"");
    let arguments = format!("eval data.app.answer -d app.rego --allow-net {}", server.at);
    let mut command = project.command(&arguments);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        command.env(name, format!("http://{}", proxy.at));
    }
    let said = said(command).exits(0);
    assert!(said.out.contains("\"status_code\": 200"), "{}", said.out);
    assert_eq!(proxy.asked(), [""; 0]);
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn servers_that_are_slow_or_send_elsewhere_do_no_harm() {
    let elsewhere = Server::plain(|_| ok("", "secret"));
    let to = elsewhere.at;
    let server = Server::plain(move |request| {
        if request.starts_with("GET /slow") {
            std::thread::sleep(std::time::Duration::from_millis(1500));
        }
        format!(
            "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: http://{to}/\r\nContent-Length: 0\r\n\r\n"
        )
    });
    let run = |path: &str, more: &str| {
        let url = format!("http://{}{path}", server.at);
        let project = policy(&url, &format!(", \"raise_error\": false{more}"));
        let at = server.at;
        let json =
            project.run(&format!("eval data.app.answer -d app.rego --allow-net {at}")).json();
        json["result"][0]["expressions"][0]["value"].clone()
    };
    assert_eq!(run("/", "")["status_code"], 302);
    let refused = run("/", ", \"enable_redirect\": true");
    assert_eq!(refused["error"]["code"], "eval_http_send_network_error");
    assert!(refused["error"]["message"].as_str().unwrap().contains("unallowed host"), "{refused}");
    let slow = run("/slow", ", \"timeout\": \"200ms\"");
    assert!(slow["error"]["message"].as_str().unwrap().ends_with("request timed out"), "{slow}");
    assert_eq!(elsewhere.asked().len(), 0);
    // Nobody listens where somebody did.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let project = policy(&format!("http://{free}/"), ", \"raise_error\": false");
    let said = project.run(&format!("eval data.app.answer -d app.rego --allow-net {free}"));
    assert!(said.out.contains("connection refused"), "{}", said.out);
}

#[test]
fn a_decision_is_replayed_from_its_record() {
    let server = Server::plain(|_| {
        ok("Content-Type: application/json\r\n", "{\"n\": 12345678901234567890}")
    });
    let url = format!("http://{}/", server.at);
    let text = format!(
        "package app\n\nd := [http.send({{\"method\": \"get\", \"url\": \"{url}\"}}).body.n, \
         time.now_ns(), uuid.rfc4122(\"k\"), rand.intn(\"z\", 1000), net.lookup_ip_addr(\"localhost\")]\n"
    );
    let project = Project::new(&[("app.rego", &text)]);
    let at = server.at;
    let first =
        project.run(&format!("eval data.app.d -d app.rego --allow-net {at} --record r.json"));
    let first = first.exits(0);
    let record: serde_json::Value = serde_json::from_str(&project.read("r.json")).unwrap();
    assert!(record["nd_builtin_cache"]["time.now_ns"]["[]"].is_i64(), "{record}");
    let again = project.run("eval data.app.d -d app.rego --replay r.json").exits(0);
    assert_eq!(first.out, again.out);
    assert_eq!(server.asked().len(), 1);
    // What the record does not hold is not made up.
    let other = project.run("eval rand.intn(\"other\",5) -d app.rego --replay r.json");
    other.exits(4).says(&["the record holds no result of `rand.intn` with [\"other\",5]"]);
    project.write("r.json", "{}");
    project.run("eval 1 --replay r.json").exits(2).says(&["it is no record"]);
}

// Certificates, made for each run.

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let mut out = vec![tag];
    match body.len() {
        n @ 0..128 => out.push(u8::try_from(n).unwrap()),
        n @ 128..256 => out.extend([0x81, u8::try_from(n).unwrap()]),
        n => out.extend([0x82, u8::try_from(n >> 8).unwrap(), u8::try_from(n & 255).unwrap()]),
    }
    out.extend(body);
    out
}

const EC: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const P256: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const ECDSA_SHA256: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const COMMON_NAME: &[u8] = &[6, 3, 0x55, 4, 3];
const BASIC: &[u8] = &[6, 3, 0x55, 0x1d, 0x13];
const ALT_NAME: &[u8] = &[6, 3, 0x55, 0x1d, 0x11];

struct Party {
    name: String,
    pkcs8: Vec<u8>,
    pair: EcdsaKeyPair,
    cert: Vec<u8>,
}

fn name(text: &str) -> Vec<u8> {
    der(0x30, &[&der(0x31, &[&der(0x30, &[COMMON_NAME, &der(0x0c, &[text.as_bytes()])])])])
}

/// A certificate for a name, signed by an authority; by itself where there is none.
fn party(subject: &str, by: Option<&Party>) -> Party {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
    let pkcs8 = pkcs8.as_ref().to_vec();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &pkcs8, &random).unwrap();
    let point = der(3, &[&[0], pair.public_key().as_ref()]);
    let key = der(0x30, &[&der(0x30, &[EC, P256]), &point]);
    let from = der(0x17, &[b"200101000000Z"]);
    let to = der(0x17, &[b"490101000000Z"]);
    let extension = match by {
        None => der(0x30, &[BASIC, &[1, 1, 0xff], &der(4, &[&der(0x30, &[&[1, 1, 0xff]])])]),
        Some(_) => {
            let names = der(0x30, &[&der(0x82, &[subject.as_bytes()])]);
            der(0x30, &[ALT_NAME, &der(4, &[&names])])
        }
    };
    let algorithm = der(0x30, &[ECDSA_SHA256]);
    let body = der(
        0x30,
        &[
            &der(0xa0, &[&der(2, &[&[2]])]),
            &der(2, &[&[if by.is_some() { 2 } else { 1 }]]),
            &algorithm,
            &name(by.map_or(subject, |p| &p.name)),
            &der(0x30, &[&from, &to]),
            &name(subject),
            &key,
            &der(0xa3, &[&der(0x30, &[&extension])]),
        ],
    );
    let signer = by.map_or(&pair, |p| &p.pair);
    let signature = signer.sign(&random, &body).unwrap();
    let cert = der(0x30, &[&body, &algorithm, &der(3, &[&[0], signature.as_ref()])]);
    Party { name: subject.to_owned(), pkcs8, pair, cert }
}

fn pem(label: &str, bytes: &[u8]) -> String {
    use base64::Engine;
    let text = base64::prelude::BASE64_STANDARD.encode(bytes);
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
}

fn config(leaf: &Party, clients: Option<&Party>) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from(authority.cert.clone())).unwrap();
            let roots = Arc::new(roots);
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let key = PrivatePkcs8KeyDer::from(leaf.pkcs8.clone());
    let chain = vec![CertificateDer::from(leaf.cert.clone())];
    Arc::new(builder.with_single_cert(chain, key.into()).unwrap())
}

#[test]
fn both_sides_prove_who_they_are() {
    let authority = party("authority.example", None);
    let leaf = party("localhost", Some(&authority));
    let client = party("client.example", Some(&authority));
    let server = Server::start(Some(config(&leaf, None)), |_| ok("", "hello"));
    let strict = Server::start(Some(config(&leaf, Some(&authority))), |_| ok("", "hello"));
    let project = Project::new(&[
        ("app.rego", "package app\n\nanswer := http.send(input)\n"),
        ("ca.pem", &pem("CERTIFICATE", &authority.cert)),
        ("client.pem", &pem("CERTIFICATE", &client.cert)),
        ("client.key", &pem("PRIVATE KEY", &client.pkcs8)),
        ("other.key", &pem("PRIVATE KEY", &leaf.pkcs8)),
    ]);
    let send = |url: &str, more: &str, flags: &str| {
        let input = format!(
            r#"{{"method": "get", "url": "{url}", "raise_error": false, "timeout": "4s"{more}}}"#
        );
        project.write("in.json", input);
        let hosts = "--allow-net localhost,127.0.0.1";
        let said =
            project.run(&format!("eval data.app.answer -d app.rego -i in.json {hosts} {flags}"));
        let value = said.json()["result"][0]["expressions"][0]["value"].clone();
        let message = value["error"]["message"].as_str().unwrap_or("none").to_owned();
        (value["raw_body"] == "hello", message)
    };
    let own = format!("https://localhost:{}/", server.at.port());
    let ca = r#", "tls_ca_cert_file": "ca.pem""#;
    assert_eq!(send(&own, ca, ""), (true, "none".to_owned()));
    let inline = pem("CERTIFICATE", &authority.cert).replace('\n', "\\n");
    assert!(send(&own, &format!(r#", "tls_ca_cert": "{inline}""#), "").0);
    // Without the authority, and with a name that the certificate is not for.
    let (got, why) = send(&own, "", "");
    assert!(!got && (why.contains("certificate") || why.contains("authorities")), "{why}");
    let address = own.replace("localhost", "127.0.0.1");
    let (got, why) = send(&address, ca, "");
    assert!(!got && why.contains("not valid for name"), "{why}");
    assert!(send(&address, &format!(r#"{ca}, "tls_server_name": "localhost""#), "").0);
    let insecure = r#", "tls_insecure_skip_verify": true"#;
    let (got, why) = send(&address, insecure, "");
    assert!(!got && why.contains("tls_insecure_skip_verify is not allowed"), "{why}");
    assert!(send(&address, insecure, "--allow-insecure-tls").0);

    let own = format!("https://localhost:{}/", strict.at.port());
    assert!(!send(&own, ca, "").0);
    let pair = |key: &str| {
        format!(r#"{ca}, "tls_client_cert_file": "client.pem", "tls_client_key_file": "{key}""#)
    };
    assert_eq!(send(&own, &pair("client.key"), ""), (true, "none".to_owned()));
    // A key of another certificate, and something that is no key.
    for (key, said) in [("other.key", "the client's certificate"), ("ca.pem", "no private key")] {
        let (got, why) = send(&own, &pair(key), "");
        assert!(!got && why.contains(said), "{why}");
    }
    assert!(TcpStream::connect(strict.at).is_ok());
}
