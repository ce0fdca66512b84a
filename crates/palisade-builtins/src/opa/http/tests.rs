use super::{Hosts, Incoming, Outgoing, Session, Target, Transport, Trouble, Web};
use palisade_ir::{Cache, CallContext, Stop, World};
use palisade_value::{Arena, JsonOptions, Value, parse_json, write_json};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Mutex;
use std::time::Duration;

/// A network whose answers are made up; it keeps what it was asked.
#[derive(Default)]
struct Fake {
    asked: Mutex<Vec<Outgoing>>,
    waited: Mutex<Vec<Duration>>,
    answers: Mutex<Vec<Result<Incoming, Trouble>>>,
}

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Result<Incoming, Trouble> {
    let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let reason = if status == 200 { "OK" } else { "Other" };
    Ok(Incoming { status, reason: reason.to_owned(), headers, body: body.into() })
}

impl Fake {
    fn with(answers: impl IntoIterator<Item = Result<Incoming, Trouble>>) -> Self {
        let mut answers: Vec<_> = answers.into_iter().collect();
        answers.reverse();
        Self { answers: Mutex::new(answers), ..Self::default() }
    }

    fn urls(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|o| format!("{} {}", o.method, o.target)).collect()
    }
}

impl Transport for Fake {
    fn exchange(&self, outgoing: &Outgoing) -> Result<Incoming, Trouble> {
        self.asked.lock().unwrap().push(outgoing.clone());
        self.answers.lock().unwrap().pop().unwrap_or_else(|| answer(200, &[], "{}"))
    }

    fn lookup(&self, _: &str) -> Result<Vec<IpAddr>, String> {
        Ok(vec![IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1))])
    }

    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Err("no such file".to_owned())
    }

    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn wait(&self, time: Duration) {
        self.waited.lock().unwrap().push(time);
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// What `http.send` gives for a request in JSON, as JSON; errors as their message.
fn send(session: &Session<'_>, now: i64, request: &str) -> String {
    call(session, "http.send", now, request)
}

fn call(session: &Session<'_>, name: &str, now: i64, argument: &str) -> String {
    let arena = Arena::new();
    let cache = Cache::default();
    let context =
        CallContext { arena: &arena, cache: &cache, kept: None, location: None, now: Some(now) };
    let argument = parse_json(&arena, argument, JsonOptions::default()).unwrap();
    let builtin = &crate::opa::find(name).unwrap().builtin;
    match World::call(session, builtin, &context, &[argument]) {
        Some(Ok(value)) => json(value),
        Some(Err(Stop::Error(fault))) => fault.message.to_owned(),
        Some(Err(other)) => format!("{other:?}"),
        None => "itself".to_owned(),
    }
}

fn json(value: Value<'_>) -> String {
    let mut out = String::new();
    write_json(&mut out, value);
    out
}

fn hosts(names: &[&str]) -> Hosts {
    Hosts::parse(names.iter().copied()).unwrap()
}

#[test]
fn an_answer_has_the_shape_of_opa() {
    let headers = [("content-type", "application/json; charset=utf-8"), ("x", "1"), ("x", "2")];
    let fake = Fake::with([answer(200, &headers, r#"{"a": [1]}"#), answer(200, &[], "{}")]);
    let web = Web::new(&fake, hosts(&["a.example"]), false);
    let session = Session::new(&web);
    assert_eq!(
        send(&session, 0, r#"{"method": "get", "url": "https://a.example/x?y=z"}"#),
        r#"{"body":{"a":[1]},"headers":{"content-type":["application/json; charset=utf-8"],"x":["1","2"]},"raw_body":"{\"a\": [1]}","status":"200 OK","status_code":200}"#
    );
    // A type that says nothing of JSON leaves the body to `raw_body`.
    let plain = send(&session, 0, r#"{"method": "get", "url": "https://a.example/"}"#);
    assert!(plain.contains(r#""body":null"#) && plain.contains(r#""raw_body":"{}""#), "{plain}");
    let forced = r#"{"method": "get", "url": "https://a.example/", "force_json_decode": true}"#;
    assert!(send(&session, 0, forced).contains(r#""body":{}"#));
    assert_eq!(fake.urls()[0], "GET https://a.example/x?y=z");
}

#[test]
fn the_same_question_is_asked_once_in_an_evaluation() {
    let fake = Fake::with([answer(200, &[], "1"), answer(200, &[], "2"), answer(500, &[], "3")]);
    let web = Web::new(&fake, hosts(&["a.example"]), false);
    let one = r#"{"method": "get", "url": "http://a.example/", "headers": {"h": "1"},
        "cache_ignored_headers": ["h"]}"#;
    let other = one.replace("\"1\"", "\"2\"");
    let session = Session::new(&web);
    assert_eq!(send(&session, 0, one), send(&session, 0, &other));
    assert_eq!(fake.urls().len(), 1);
    let next = Session::new(&web);
    assert!(send(&next, 0, one).contains("\"raw_body\":\"2\""));
    // An answer that is no lasting one is not kept.
    let session = Session::new(&web);
    assert!(send(&session, 0, one).contains("\"raw_body\":\"3\""));
    assert!(send(&session, 0, one).contains("\"raw_body\":\"{}\""));
}

const DATE: &str = "Thu, 01 Jan 1970 00:00:00 GMT";
const SECOND: i64 = 1_000_000_000;

#[test]
fn headers_and_requests_say_how_long_an_answer_is_kept() {
    let lasting = [("cache-control", "private, max-age=10"), ("date", DATE), ("etag", "\"v1\"")];
    let fake = Fake::with([
        answer(200, &lasting, "one"),
        answer(304, &[("date", "Thu, 01 Jan 1970 00:00:20 GMT"), lasting[0]], ""),
        answer(200, &[("cache-control", "no-store")], "two"),
        answer(200, &[("cache-control", "no-store")], "three"),
    ]);
    let web = Web::new(&fake, hosts(&["a.example"]), false);
    let request = r#"{"method": "get", "url": "http://a.example/", "cache": true}"#;
    let body = |now: i64| {
        let all = send(&Session::new(&web), now * SECOND, request);
        all.split("raw_body\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!((body(1), body(9), fake.urls().len()), ("one".into(), "one".into(), 1));
    // Old: the server is asked whether it still holds, and says so for ten seconds more.
    assert_eq!((body(20), fake.urls().len()), ("one".into(), 2));
    let question = fake.asked.lock().unwrap()[1].headers.clone();
    assert_eq!(question, [("if-none-match".to_owned(), "\"v1\"".to_owned())]);
    assert_eq!((body(29), fake.urls().len()), ("one".into(), 2));
    assert_eq!((body(31), body(31), fake.urls().len()), ("two".into(), "three".into(), 4));
    let forced = request.replace("\"cache\": true", "\"force_cache\": true");
    let why =
        "http.send: 'force_cache' set but 'force_cache_duration_seconds' parameter is missing";
    assert_eq!(send(&Session::new(&web), 0, &forced), why);
    let forced = forced.replace('}', ", \"force_cache_duration_seconds\": 5}");
    for now in [0, 4] {
        send(&Session::new(&web), now * SECOND, &forced);
        assert_eq!(fake.urls().len(), 5);
    }
    send(&Session::new(&web), 5 * SECOND, &forced);
    assert_eq!(fake.urls().len(), 6);
}

#[test]
fn redirects_are_followed_on_request_and_to_allowed_hosts_alone() {
    let to = |status, location: &str| answer(status, &[("location", location)], "");
    let request = |more: &str| {
        format!(
            r#"{{"method": "post", "url": "http://a.example/x/y", "raw_body": "b",
            "headers": {{"Authorization": "t", "Content-Type": "text/plain", "K": "v"}}{more}}}"#
        )
    };
    let fake = Fake::with([to(302, "/z")]);
    let web = Web::new(&fake, hosts(&["a.example", "b.example:8080"]), false);
    assert!(send(&Session::new(&web), 0, &request("")).contains("\"status_code\":302"));

    let fake = Fake::with([
        to(307, "z"),
        to(302, "../w?q"),
        to(301, "http://b.example:8080/"),
        to(302, "http://b.example/"),
    ]);
    let web = Web::new(&fake, hosts(&["a.example", "b.example:8080"]), false);
    let result = send(&Session::new(&web), 0, &request(", \"enable_redirect\": true"));
    assert_eq!(result, "http.send: Post \"http://a.example/x/y\": unallowed host: b.example");
    assert_eq!(web.refused(), ["b.example"]);
    assert_eq!(
        fake.urls(),
        [
            "POST http://a.example/x/y",
            "POST http://a.example/x/z",
            "GET http://a.example/w?q",
            "GET http://b.example:8080/",
        ]
    );
    let asked = fake.asked.lock().unwrap();
    let names =
        |at: usize| asked[at].headers.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>().join(" ");
    assert_eq!(
        (names(1), names(2)),
        ("Authorization Content-Type K".into(), "Authorization K".into())
    );
    // What was meant for one host is not told to another.
    assert_eq!(names(3), "K");
    assert_eq!((asked[1].body.is_some(), asked[2].body.is_some()), (true, false));

    let fake = Fake::with((0..20).map(|_| to(302, "/again")));
    let web = Web::new(&fake, hosts(&["a.example"]), false);
    let result = send(&Session::new(&web), 0, &request(", \"enable_redirect\": true"));
    assert!(result.ends_with("stopped after 10 redirects"), "{result}");
    assert_eq!(fake.urls().len(), 11);
}

#[test]
fn errors_are_errors_or_values() {
    let fake = Fake::with([
        Err(Trouble::Timeout),
        Err(Trouble::Network("connection refused".to_owned())),
        Err(Trouble::Network("connection refused".to_owned())),
        answer(200, &[], ""),
    ]);
    let web = Web::new(&fake, hosts(&["a.example"]), false);
    let request = |more: &str| format!(r#"{{"method": "get", "url": "http://a.example"{more}}}"#);
    let quiet = request(", \"raise_error\": false");
    let session = Session::new(&web);
    assert_eq!(
        send(&session, 0, &request("")),
        "http.send: Get \"http://a.example/\": request timed out"
    );
    assert_eq!(
        send(&session, 0, &quiet),
        r#"{"error":{"code":"eval_http_send_network_error","message":"Get \"http://a.example/\": connection refused"},"status_code":0}"#
    );
    // Errors are kept for the evaluation as well.
    send(&session, 0, &quiet);
    assert_eq!(fake.urls().len(), 2);
    let again = request(", \"max_retry_attempts\": 2");
    assert!(send(&session, 0, &again).contains("\"status_code\":200"));
    assert_eq!(*fake.waited.lock().unwrap(), [Duration::from_millis(100)]);
    let elsewhere = quiet.replace("a.example", "b.example:81");
    assert_eq!(
        send(&session, 0, &elsewhere),
        r#"{"error":{"code":"eval_http_send_internal_error","message":"eval_builtin_error: http.send: unallowed host: b.example:81"},"status_code":0}"#
    );
    let insecure = request(", \"tls_insecure_skip_verify\": true");
    assert!(send(&session, 0, &insecure).contains("tls_insecure_skip_verify is not allowed"));
    for (more, why) in [
        (", \"timeout\": \"x\"", "invalid timeout value \"x\""),
        (", \"timeout\": []", "'timeout' must be one of {string, number} but got array"),
        (", \"headers\": {\"a\": 1}", "invalid type for headers value 1"),
        (", \"headers\": {\"a\": \"b\\nc\"}", "invalid header field value for \"a\""),
        (", \"cache\": 1", "invalid value for \"cache\" field"),
        (", \"raw_body\": 1", "\"raw_body\" must be a string"),
        (", \"caching_mode\": \"x\"", "invalid value specified for \"caching_mode\" field: x"),
        (", \"tls_ca_cert_file\": \"x\"", "tls_ca_cert_file: x: no such file"),
        (", \"tls_client_cert_env_variable\": \"V\"", "the variable `V` is not set"),
        (", \"unheard\": 1", "invalid request parameters(s): {\"unheard\"}"),
    ] {
        let said = send(&session, 0, &request(more));
        assert!(said.contains(why), "{more}: {said}");
    }
}

#[test]
fn what_is_checked_is_what_is_asked() {
    let hosts = hosts(&["a.example", "b.example:8080", "::1", "[::2]:90"]);
    let allowed = |url: &str| Target::parse(url).is_ok_and(|t| hosts.allow(&t));
    for url in [
        "http://a.example",
        "HTTPS://A.Example:8443/x",
        "http://a.example?q",
        "http://a.example#f",
        "http://b.example:8080/",
        "http://[::1]:1/",
        "http://[0:0::2]:90",
    ] {
        assert!(allowed(url), "{url}");
    }
    for url in [
        "http://a.example@evil.example/",
        "http://evil.example\\@a.example/",
        "http://evil.example#@a.example",
        "http://a.example.evil.example",
        "http://b.example",
        "http://a.example:80:80/",
        "//a.example",
        "a.example",
        "ftp://a.example",
        "http:///x",
        "http://a.example:99999",
        "http://a.example%2eevil/",
        "http://[::2]",
        "http://[::1",
        "unix://localhost/?socket=x",
        "http:// a.example",
        "http://a.example\r\nHost: x/",
    ] {
        assert!(!allowed(url), "{url}");
    }
    let path = |url: &str| Target::parse(url).unwrap().path;
    assert_eq!(path("http://a/b c?d e\u{e9}\r\n"), "/b%20c?d%20e%C3%A9%0D%0A");
    assert_eq!(path("http://a/b//c/"), "/b//c/");
    assert_eq!(path("http://a/b/../../c/./d/.."), "/c/");
    assert_eq!(path("http://a"), "/");
    for (text, why) in [("*.example", "name each host"), ("http://a", "without scheme"), ("", "")] {
        let said = Hosts::parse([text]).unwrap_err();
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn names_are_looked_up_where_they_are_allowed() {
    let fake = Fake::default();
    let web = Web::new(&fake, hosts(&["a.example"]), false);
    let session = Session::new(&web);
    let lookup = |name: &str| call(&session, "net.lookup_ip_addr", 0, &format!("\"{name}\""));
    assert_eq!(lookup("a.example"), r#"["192.0.2.1"]"#);
    assert_eq!(lookup("b.example"), "net.lookup_ip_addr: unallowed host: b.example");
    assert_eq!((lookup("10.0.0.1"), lookup("localhost")), ("itself".into(), "itself".into()));
}
