//! `net.*`: blocks of IP addresses.

use super::args::Args;
use super::operands::impure;
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::Value;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("net.cidr_contains", cidr_contains, "(cidr: string, cidr_or_ip: string) => boolean"),
    declare!("net.cidr_overlap", cidr_overlap, "(cidr: string, ip: string) => boolean"),
    declare!(
        "net.cidr_contains_matches",
        cidr_contains_matches,
        "(cidrs: string|array<string|array<any>>|object<string: string|array<any>>|set<string|array<any>>, cidrs_or_ips: string|array<string|array<any>>|object<string: string|array<any>>|set<string|array<any>>) => set<array<any, any>>"
    ),
    declare!("net.cidr_intersects", cidr_intersects, "(cidr1: string, cidr2: string) => boolean"),
    declare!("net.cidr_expand", cidr_expand, "(cidr: string) => set<string>"),
    declare!("net.cidr_merge", cidr_merge, "(addrs: array<any>|set<string>) => set<string>"),
    declare!("net.cidr_is_valid", cidr_is_valid, "(cidr: any) => boolean"),
    impure(declare!("net.lookup_ip_addr", lookup_ip_addr, "(name: string) => set<string>")),
];

/// More addresses than this are not written out one by one.
const MOST_ADDRESSES: u128 = 1 << 18;

/// A block of addresses; IPv4 inside IPv6 counts as IPv4.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Block {
    ip: IpAddr,
    prefix: u8,
}

const fn width(ip: IpAddr) -> u8 {
    if ip.is_ipv4() { 32 } else { 128 }
}

const fn to_bits(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(v4) => v4.to_bits() as u128,
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// The bits that tell hosts apart in a block.
fn host_mask(width: u8, prefix: u8) -> u128 {
    let bits = u32::from(width.saturating_sub(prefix));
    1_u128.checked_shl(bits).map_or(u128::MAX, |above| above - 1)
}

impl Block {
    /// Reads `10.0.0.0/8`; bits of hosts are dropped.
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let ip: IpAddr = address.parse().ok()?;
        if bits.is_empty() || bits.len() > 9 || !bits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let prefix = bits.parse().ok().filter(|b| *b <= width(ip))?;
        let masked = to_bits(ip) & !host_mask(width(ip), prefix);
        Some(match ip {
            IpAddr::V4(_) => {
                let low = u32::try_from(masked).unwrap_or(0);
                Self { ip: Ipv4Addr::from_bits(low).into(), prefix }
            }
            IpAddr::V6(_) => {
                let ip = IpAddr::V6(Ipv6Addr::from_bits(masked)).to_canonical();
                Self { ip, prefix: if ip.is_ipv4() { prefix.saturating_sub(96) } else { prefix } }
            }
        })
    }

    fn contains(&self, ip: IpAddr) -> bool {
        let hosts = host_mask(width(self.ip), self.prefix);
        self.ip.is_ipv4() == ip.is_ipv4() && to_bits(self.ip) & !hosts == to_bits(ip) & !hosts
    }

    fn last(&self) -> IpAddr {
        let bits = to_bits(self.ip) | host_mask(width(self.ip), self.prefix);
        match self.ip {
            IpAddr::V4(_) => Ipv4Addr::from_bits(u32::try_from(bits).unwrap_or(u32::MAX)).into(),
            IpAddr::V6(_) => Ipv6Addr::from_bits(bits).into(),
        }
    }
}

fn parse_ip(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

fn block<'e>(args: &Args<'_, '_, 'e>, value: Value<'e>) -> Result<Block, Stop<'e>> {
    let Value::Str(text) = value else { return Err(args.wrong_inner(0, "string", &value)) };
    Block::parse(text).ok_or_else(|| args.refuse(format_args!("invalid CIDR address: {text}")))
}

fn contains<'e>(
    args: &Args<'_, '_, 'e>,
    outer: Value<'e>,
    inner: Value<'e>,
) -> Result<bool, Stop<'e>> {
    let outer = block(args, outer)?;
    let Value::Str(text) = inner else { return Err(args.wrong_inner(0, "string", &inner)) };
    if let Some(ip) = parse_ip(text) {
        return Ok(outer.contains(ip));
    }
    let inner = Block::parse(text).ok_or_else(|| {
        let what = "not a valid textual representation of an IP address or CIDR";
        args.refuse(format_args!("{what}: {text}"))
    })?;
    Ok(outer.contains(inner.ip) && outer.contains(inner.last()))
}

fn cidr_contains<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "net.cidr_contains", values);
    contains(&args, args.at(0), args.at(1)).map(Value::Bool)
}

fn cidr_overlap<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "net.cidr_overlap", values);
    contains(&args, args.at(0), args.at(1)).map(Value::Bool)
}

fn cidr_intersects<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "net.cidr_intersects", values);
    let (a, b) = (block(&args, args.at(0))?, block(&args, args.at(1))?);
    Ok(Value::Bool(a.contains(b.ip) || b.contains(a.ip)))
}

/// The addresses of an operand, each with what names it in the result.
fn candidates<'e>(
    args: &Args<'_, '_, 'e>,
    position: usize,
) -> Result<Vec<(Value<'e>, Value<'e>)>, Stop<'e>> {
    let pick = |value: &Value<'e>| match value {
        Value::Str(_) => Ok(*value),
        Value::Array(array) if !array.is_empty() => {
            Ok(array.items().first().copied().unwrap_or(Value::Null))
        }
        _ => {
            let what = "element must be string or non-empty array";
            Err(args.refuse(format_args!("operand {}: {what}", position + 1)))
        }
    };
    match args.at(position) {
        value @ Value::Str(_) => Ok(vec![(value, value)]),
        Value::Array(array) => (0_i64..)
            .zip(array.items())
            .map(|(at, item)| Ok((pick(item)?, Value::Int(at))))
            .collect(),
        Value::Set(set) => set.items().iter().map(|item| Ok((pick(item)?, *item))).collect(),
        Value::Object(object) => {
            object.entries().iter().map(|(key, item)| Ok((pick(item)?, *key))).collect()
        }
        _ => Ok(Vec::new()),
    }
}

fn cidr_contains_matches<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "net.cidr_contains_matches", values);
    let outers = candidates(&args, 0)?;
    // As in OPA, a bad second operand is only seen when there is a first.
    let inners = if outers.is_empty() { Vec::new() } else { candidates(&args, 1)? };
    let mut found = Vec::new();
    for (outer, outer_name) in &outers {
        for (inner, inner_name) in &inners {
            if contains(&args, *outer, *inner)? {
                found.push(args.list(&[*outer_name, *inner_name]));
            }
        }
    }
    Ok(Value::set(context.arena, &found))
}

fn cidr_expand<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "net.cidr_expand", values);
    args.text(0)?;
    let block = block(&args, args.at(0))?;
    let hosts = host_mask(width(block.ip), block.prefix);
    if hosts >= MOST_ADDRESSES {
        let message = format!("a block of more than {MOST_ADDRESSES} addresses is not expanded");
        return Err(args.refuse(message));
    }
    let first = to_bits(block.ip);
    let all = (0..=hosts).map(|host| match block.ip {
        IpAddr::V4(_) => {
            Ipv4Addr::from_bits(u32::try_from(first | host).unwrap_or(u32::MAX)).to_string()
        }
        IpAddr::V6(_) => Ipv6Addr::from_bits(first | host).to_string(),
    });
    let all: Vec<Value<'e>> = all.map(|ip| args.string(&ip)).collect();
    Ok(Value::set(context.arena, &all))
}

/// A range of addresses as 128 bits each, IPv4 inside IPv6.
struct Range {
    first: u128,
    last: u128,
    /// How it was written, as long as it is no union.
    text: Option<String>,
}

const V4: u128 = 0xffff_0000_0000;

fn range<'e>(args: &Args<'_, '_, 'e>, item: &Value<'e>) -> Result<Range, Stop<'e>> {
    let Value::Str(text) = item else { return Err(args.refuse("element must be string")) };
    let (block, shown) = match parse_ip(text) {
        Some(IpAddr::V6(_)) => return Err(args.refuse("IPv6 invalid: needs prefix length")),
        Some(ip @ IpAddr::V4(v4)) => {
            // The classes of old: an address without a length stands for its network.
            let prefix = match v4.octets() {
                [0..0x80, ..] => 8,
                [0x80..0xc0, ..] => 16,
                _ => 24,
            };
            let low = v4.to_bits() & !u32::try_from(host_mask(32, prefix)).unwrap_or(0);
            (Block { ip: Ipv4Addr::from_bits(low).into(), prefix }, ip)
        }
        None => {
            let block = block(args, *item)?;
            (block, block.ip)
        }
    };
    let offset = if block.ip.is_ipv4() { V4 } else { 0 };
    Ok(Range {
        first: to_bits(block.ip) | offset,
        last: to_bits(block.last()) | offset,
        text: Some(format!("{shown}/{}", block.prefix)),
    })
}

fn cidr_merge<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "net.cidr_merge", values);
    let items = match args.at(0) {
        Value::Array(array) => array.items(),
        Value::Set(set) => set.items(),
        _ => return Err(args.refuse("operand must be an array")),
    };
    let ranges: Result<Vec<Range>, _> = items.iter().map(|item| range(&args, item)).collect();
    let mut ranges = ranges?;
    ranges.sort_by_key(|range| (range.last, range.first));
    let mut merged: Vec<Range> = Vec::new();
    for mut next in ranges.into_iter().rev() {
        // From the last on down: whatever reaches into or touches the range above joins it.
        if let Some(above) = merged.last()
            && above.first.saturating_sub(1) <= next.last
        {
            next = Range {
                first: next.first.min(above.first),
                last: above.last.max(next.last),
                text: None,
            };
            merged.pop();
        }
        merged.push(next);
    }
    let mut blocks = Vec::new();
    for range in merged {
        match range.text {
            Some(text) => blocks.push(args.string(&text)),
            None => {
                let all = split(range.first, range.last);
                blocks.extend(all.into_iter().map(|text| args.string(&text)));
            }
        }
    }
    Ok(Value::set(context.arena, &blocks))
}

/// The fewest blocks that make up a range.
fn split(mut first: u128, last: u128) -> Vec<String> {
    let mut blocks = Vec::new();
    loop {
        let aligned = first.trailing_zeros();
        let fits = match (last - first).checked_add(1) {
            Some(count) => count.ilog2(),
            None => 128,
        };
        let bits = aligned.min(fits);
        let ip = IpAddr::V6(Ipv6Addr::from_bits(first)).to_canonical();
        // A block of IPv4 lies inside of it as a whole only up to 32 bits.
        let (ip, width) = if ip.is_ipv4() && bits <= 32 {
            (ip, 32)
        } else {
            (IpAddr::V6(Ipv6Addr::from_bits(first)), 128)
        };
        blocks.push(format!("{ip}/{}", width - bits));
        let next = 1_u128.checked_shl(bits).and_then(|size| first.checked_add(size));
        match next.filter(|next| *next <= last) {
            Some(next) => first = next,
            None => return blocks,
        }
    }
}

fn cidr_is_valid<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let text = values.first().and_then(Value::as_str);
    Ok(Value::Bool(text.and_then(Block::parse).is_some()))
}

/// Addresses name themselves and `localhost` is the loopback (RFC 6761); nothing else is known
/// without a network.
fn lookup_ip_addr<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "net.lookup_ip_addr", values);
    let name = args.text(0)?;
    let found = match parse_ip(name) {
        Some(ip) => vec![args.string(&ip.to_string())],
        None if name.eq_ignore_ascii_case("localhost") => {
            vec![args.string("127.0.0.1"), args.string("::1")]
        }
        None => {
            return Err(args.refuse(format_args!(
                "lookup {name}: names are not looked up: no name server is asked"
            )));
        }
    };
    Ok(Value::set(context.arena, &found))
}
