//! `http.send` and `net.lookup_ip_addr`: what a policy may ask of the network, how answers are
//! kept, and what they look like to it.
//!
//! Nothing here opens a connection. Bytes go through a [`Transport`], which the program brings; a
//! host is asked only if it is named by [`Hosts`], redirects included.

mod kept;
mod request;
mod result;
mod target;
#[cfg(test)]
mod tests;

pub use target::{Hosts, Target};

use super::args::Args;
use super::outside;
use kept::Kept;
use palisade_ir::{Builtin, CallContext, Eval, FaultKind, World};
use palisade_value::Value;
use request::{Asked, Caching};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Most redirects that are followed, as Go's client has it.
const REDIRECTS: u32 = 10;
/// How long a call may take with all its attempts.
const LONGEST: Duration = Duration::from_secs(600);
/// Most bytes of an answer's body.
pub const LARGEST: usize = 32 << 20;

/// One exchange with a server, without redirects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outgoing {
    /// In upper case.
    pub method: String,
    /// Where it goes.
    pub target: Target,
    /// Names and values in the order of the names.
    pub headers: Vec<(String, String)>,
    /// The bytes of the body; none where there is no body.
    pub body: Option<Vec<u8>>,
    /// How the server and this side prove who they are.
    pub tls: Tls,
    /// How long it may take.
    pub timeout: Duration,
}

/// How both sides of an exchange prove who they are.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Tls {
    /// Certificates of authorities in PEM. Without any, the system's are used.
    pub roots: Vec<Vec<u8>>,
    /// Whether the system's authorities count beside `roots`.
    pub system_roots: bool,
    /// A certificate with its chain and its key, both in PEM.
    pub client: Option<(Vec<u8>, Vec<u8>)>,
    /// The name that the server's certificate is for, if it is not that of the host.
    pub server_name: Option<String>,
    /// Whether any certificate will do.
    pub insecure: bool,
}

/// The answer of a server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Incoming {
    /// Such as 200.
    pub status: u16,
    /// Such as `OK`.
    pub reason: String,
    /// Names in lower case, and values, in the order of the answer.
    pub headers: Vec<(String, String)>,
    /// At most [`LARGEST`] bytes.
    pub body: Vec<u8>,
}

impl Incoming {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// It took too long.
    Timeout,
    /// The network or the server, in words.
    Network(String),
    /// What was asked for makes no sense or may not be done, in words.
    Refused(String),
}

/// The way to the network, to files of certificates and to time.
pub trait Transport {
    /// Asks one server once. Statuses such as 404 are answers; redirects are not followed.
    ///
    /// # Errors
    /// Why there is no answer.
    fn exchange(&self, outgoing: &Outgoing) -> Result<Incoming, Trouble>;

    /// The addresses of a name.
    ///
    /// # Errors
    /// What the resolver says.
    fn lookup(&self, name: &str) -> Result<Vec<IpAddr>, String>;

    /// The bytes of a file with certificates or keys.
    ///
    /// # Errors
    /// What the file system says.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// A variable of the environment.
    fn variable(&self, name: &str) -> Option<String>;

    /// Lets some time go by.
    fn wait(&self, time: Duration);

    /// Time since some moment that stays the same.
    fn elapsed(&self) -> Duration;
}

/// What policies may ask of the network, and what is kept between evaluations.
pub struct Web<'t> {
    transport: &'t (dyn Transport + Sync),
    hosts: Hosts,
    /// Whether a policy may do without the server's certificate.
    insecure: bool,
    kept: Mutex<Kept>,
    refused: Mutex<BTreeSet<String>>,
}

impl std::fmt::Debug for Web<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Web").field("hosts", &self.hosts).finish_non_exhaustive()
    }
}

impl<'t> Web<'t> {
    /// Policies may ask the named hosts; with `insecure` they may set `tls_insecure_skip_verify`.
    #[must_use]
    pub fn new(transport: &'t (dyn Transport + Sync), hosts: Hosts, insecure: bool) -> Self {
        let (kept, refused) = (Mutex::default(), Mutex::default());
        Self { transport, hosts, insecure, kept, refused }
    }

    /// The hosts that a policy asked for and that are not allowed, in order.
    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn allowed(&self, target: &Target) -> Result<(), String> {
        if self.hosts.allow(target) {
            return Ok(());
        }
        self.refuse(target.authority());
        Err(format!("unallowed host: {}", target.authority()))
    }

    fn refuse(&self, host: String) {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).insert(host);
    }

    /// One request with its redirects and further attempts.
    fn exchange(&self, asked: &Asked) -> Result<Incoming, Trouble> {
        self.allowed(&asked.outgoing.target).map_err(Trouble::Refused)?;
        if asked.outgoing.tls.insecure && !self.insecure {
            let why = "tls_insecure_skip_verify is not allowed; name the authority of the server \
                       with tls_ca_cert";
            return Err(Trouble::Refused(why.to_owned()));
        }
        let start = self.transport.elapsed();
        let mut pause = Duration::from_millis(100);
        let mut attempt = 0;
        loop {
            let trouble = match self.follow(asked) {
                Err(trouble) if !matches!(trouble, Trouble::Refused(_)) => trouble,
                done => return done,
            };
            let spent = self.transport.elapsed().saturating_sub(start);
            if attempt >= asked.retries || spent.saturating_add(pause) > LONGEST {
                return Err(trouble);
            }
            self.transport.wait(pause);
            pause = pause.mul_f64(1.6).min(Duration::from_secs(60));
            attempt += 1;
        }
    }

    fn follow(&self, asked: &Asked) -> Result<Incoming, Trouble> {
        let start = self.transport.elapsed();
        let mut outgoing = asked.outgoing.clone();
        let whole = outgoing.timeout;
        for _ in 0..=REDIRECTS {
            let spent = self.transport.elapsed().saturating_sub(start);
            outgoing.timeout = whole.saturating_sub(spent);
            if outgoing.timeout.is_zero() {
                return Err(Trouble::Timeout);
            }
            let answer = self.transport.exchange(&outgoing)?;
            let Some(next) = asked.redirects.then(|| redirected(&outgoing, &answer)).flatten()
            else {
                return Ok(answer);
            };
            outgoing = next.map_err(Trouble::Network)?;
            self.allowed(&outgoing.target).map_err(Trouble::Network)?;
        }
        Err(Trouble::Network(format!("stopped after {REDIRECTS} redirects")))
    }
}

/// Where an answer leads on to: none if it is no redirect.
fn redirected(from: &Outgoing, answer: &Incoming) -> Option<Result<Outgoing, String>> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = answer.header("location")?;
    let target = match from.target.join(location) {
        Ok(target) => target,
        Err(why) => return Some(Err(format!("the server redirects to `{location}`: {why}"))),
    };
    let mut next = from.clone();
    if target.authority() != from.target.authority() || target.secure != from.target.secure {
        // What was meant for one server is none of another's business.
        let own = ["authorization", "cookie", "cookie2", "www-authenticate", "host"];
        next.headers.retain(|(name, _)| !own.contains(&name.to_ascii_lowercase().as_str()));
        next.tls.server_name = None;
        next.tls.client = None;
    }
    if matches!(answer.status, 301..=303) && next.method != "HEAD" {
        next.method = "GET".to_owned();
        next.body = None;
        let about_body = |name: &str| name.to_ascii_lowercase().starts_with("content-");
        next.headers.retain(|(name, _)| !about_body(name));
    }
    next.target = target;
    Some(Ok(next))
}

/// An answer, or why there is none, as a policy gets it.
type Known = Result<Arc<Incoming>, Trouble>;

/// One evaluation: whoever asks the same twice in it gets the same answer.
#[derive(Debug)]
pub struct Session<'w> {
    web: &'w Web<'w>,
    known: RefCell<FxHashMap<String, Known>>,
}

impl<'w> Session<'w> {
    /// Nothing asked yet.
    #[must_use]
    pub fn new(web: &'w Web<'w>) -> Self {
        Self { web, known: RefCell::default() }
    }

    fn send<'e>(&self, context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
        let args = Args::new(context, "http.send", values);
        let request = args.object(0)?;
        let raise = match request.field("raise_error") {
            None => true,
            Some(Value::Bool(raise)) => raise,
            Some(_) => return Err(args.refuse("invalid value for raise_error field")),
        };
        let checked = outside::check(&args, request);
        if let Err(stop) = checked {
            return if raise { Err(stop) } else { Ok(result::stopped(context, &stop)) };
        }
        let internal = |why: String| {
            if raise { Err(args.refuse(why)) } else { Ok(result::refused(context, &why)) }
        };
        let asked = match Asked::read(request, self.web.transport) {
            Ok(asked) => asked,
            Err(why) => return internal(why),
        };
        match self.answer(context, &asked) {
            Ok(answer) => Ok(result::answered(context, &answer, asked.decode)),
            Err(Trouble::Refused(why)) => internal(why),
            Err(trouble) => {
                let why = match trouble {
                    Trouble::Network(why) | Trouble::Refused(why) => why,
                    Trouble::Timeout => "request timed out".to_owned(),
                };
                let why = format!("{} \"{}\": {why}", asked.verb(), asked.outgoing.target);
                if raise {
                    return Err(context.error(FaultKind::BadArgument, format!("http.send: {why}")));
                }
                Ok(result::unreached(context, &why))
            }
        }
    }

    /// What is known from this evaluation, what is kept from former ones, or a new answer.
    fn answer(&self, context: &CallContext<'_, '_>, asked: &Asked) -> Known {
        if let Some(known) = self.known.borrow().get(&asked.key) {
            return known.clone();
        }
        let between = !matches!(asked.caching, Caching::Evaluation);
        let now = context.now.unwrap_or(0);
        let known = self.fetch(asked, now);
        // An answer such as 500 is asked for again, unless it was meant to be kept for long.
        let keep = known.as_ref().map_or(true, |a| between || kept::may_be_kept(a.status));
        if keep {
            self.known.borrow_mut().insert(asked.key.clone(), known.clone());
        }
        known
    }

    fn fetch(&self, asked: &Asked, now: i64) -> Known {
        let kept = || self.web.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || self.web.exchange(asked).map(Arc::new);
        if matches!(asked.caching, Caching::Evaluation) {
            return fresh();
        }
        // The host may have been allowed in the process that kept it alone.
        self.web.allowed(&asked.outgoing.target).map_err(Trouble::Refused)?;
        if let Some(answer) = kept().fresh(&asked.key, now) {
            return Ok(answer);
        }
        let stale = kept().take(&asked.key);
        if let Some(stale) = stale
            && let Some(question) = kept::question(asked, &stale)
        {
            let answer = self.web.exchange(&question)?;
            if answer.status == 304 {
                let renewed = Arc::new(kept::renewed(&stale, &answer));
                kept().put(asked, &renewed, now);
                return Ok(renewed);
            }
            if answer.status == 200 {
                let answer = Arc::new(answer);
                kept().put(asked, &answer, now);
                return Ok(answer);
            }
        }
        let answer = fresh()?;
        kept().put(asked, &answer, now);
        Ok(answer)
    }

    fn lookup<'e>(&self, context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Option<Eval<'e>> {
        let args = Args::new(context, "net.lookup_ip_addr", values);
        let name = args.text(0).ok()?;
        // What needs no name server needs no permission.
        if name.parse::<IpAddr>().is_ok() || name.eq_ignore_ascii_case("localhost") {
            return None;
        }
        if !self.web.hosts.allow_name(name) {
            self.web.refuse(name.to_owned());
            return Some(Err(args.refuse(format_args!("unallowed host: {name}"))));
        }
        Some(match self.web.transport.lookup(name) {
            Ok(found) => {
                let found: Vec<Value<'e>> =
                    found.iter().map(|ip| args.string(&ip.to_string())).collect();
                Ok(Value::set(context.arena, &found))
            }
            Err(why) => Err(args.refuse(format_args!("lookup {name}: {why}"))),
        })
    }
}

impl World for Session<'_> {
    fn call<'e>(
        &self,
        builtin: &'static Builtin,
        context: &CallContext<'_, 'e>,
        arguments: &[Value<'e>],
    ) -> Option<Eval<'e>> {
        match builtin.name {
            "http.send" => Some(self.send(context, arguments)),
            "net.lookup_ip_addr" => self.lookup(context, arguments),
            _ => None,
        }
    }
}
