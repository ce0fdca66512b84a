//! IP addresses and networks.

use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::{Ext, Value};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Reads an address. One with a zone, or an IPv4 address written inside an IPv6 one, is none;
/// the same in hexadecimal is the IPv4 address.
fn parse_ip(text: &str) -> Option<IpAddr> {
    let ip: IpAddr = text.parse().ok()?;
    match ip {
        IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some() && text.contains('.') => None,
        ip => Some(ip.to_canonical()),
    }
}

fn parse_cidr(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = text.split_once('/')?;
    let ip: IpAddr = address.parse().ok()?;
    if bits.is_empty()
        || !bits.bytes().all(|b| b.is_ascii_digit())
        || (bits.len() > 1 && bits.starts_with('0'))
    {
        return None;
    }
    let bits: u8 = bits.parse().ok().filter(|b| *b <= width(ip))?;
    let mapped = matches!(ip, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some());
    (!mapped).then_some((ip, bits))
}

fn width(ip: IpAddr) -> u8 {
    if ip.is_ipv4() { 32 } else { 128 }
}

/// The address with all bits behind the prefix cleared.
fn mask(ip: IpAddr, bits: u8) -> IpAddr {
    match ip {
        IpAddr::V4(v4) => {
            let keep = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & keep))
        }
        IpAddr::V6(v6) => {
            let keep = u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & keep))
        }
    }
}

fn bad<'e>(context: &CallContext<'_, 'e>, text: &str, what: &str) -> Stop<'e> {
    let text: String = text.chars().take(60).collect();
    context.error(FaultKind::BadArgument, format!("`{text}` is no {what}"))
}

fn read_ip<'e>(context: &CallContext<'_, 'e>, text: &str) -> Result<IpAddr, Stop<'e>> {
    parse_ip(text).ok_or_else(|| bad(context, text, "IP address"))
}

fn read_cidr<'e>(context: &CallContext<'_, 'e>, text: &str) -> Result<(IpAddr, u8), Stop<'e>> {
    parse_cidr(text).ok_or_else(|| bad(context, text, "CIDR range such as `10.0.0.0/8`"))
}

pub(super) fn to_ip<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value @ Value::Ext(Ext::Ip(_))] => Ok(*value),
        [Value::Str(text)] => Ok(Value::ext(context.arena, Ext::Ip(read_ip(context, text)?))),
        [Value::Ext(Ext::Cidr(ip, _))] => Ok(Value::ext(context.arena, Ext::Ip(*ip))),
        _ => Err(context.no_overload("ip", args)),
    }
}

pub(super) fn to_cidr<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value @ Value::Ext(Ext::Cidr(..))] => Ok(*value),
        [Value::Str(text)] => {
            let (ip, bits) = read_cidr(context, text)?;
            Ok(Value::ext(context.arena, Ext::Cidr(ip, bits)))
        }
        _ => Err(context.no_overload("cidr", args)),
    }
}

pub(super) fn is_ip<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Str(text)] => Ok(Value::Bool(parse_ip(text).is_some())),
        [Value::Ext(Ext::Ip(_))] => Ok(Value::Bool(true)),
        _ => Err(context.no_overload("isIP", args)),
    }
}

pub(super) fn is_cidr<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Str(text)] => Ok(Value::Bool(parse_cidr(text).is_some())),
        _ => Err(context.no_overload("isCIDR", args)),
    }
}

pub(super) fn is_canonical<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Str(text)] => Ok(Value::Bool(read_ip(context, text)?.to_string() == *text)),
        _ => Err(context.no_overload("ip.isCanonical", args)),
    }
}

pub(super) fn family<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Ext(Ext::Ip(ip))] => Ok(Value::Int(if ip.is_ipv4() { 4 } else { 6 })),
        _ => Err(context.no_overload("family", args)),
    }
}

fn ask<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
    run: fn(IpAddr) -> bool,
) -> Eval<'e> {
    match args {
        [Value::Ext(Ext::Ip(ip))] => Ok(Value::Bool(run(*ip))),
        _ => Err(context.no_overload(name, args)),
    }
}

pub(super) fn is_unspecified<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    ask(context, "isUnspecified", args, |ip| ip.is_unspecified())
}

pub(super) fn is_loopback<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    ask(context, "isLoopback", args, |ip| ip.is_loopback())
}

fn link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

/// Any unicast address that is neither a loopback nor link-local; private ones are meant too.
pub(super) fn is_global_unicast<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    ask(context, "isGlobalUnicast", args, |ip| {
        let broadcast = matches!(ip, IpAddr::V4(v4) if v4.is_broadcast());
        !(broadcast
            || ip.is_unspecified()
            || ip.is_loopback()
            || ip.is_multicast()
            || link_local(ip))
    })
}

pub(super) fn is_link_local_unicast<'e>(
    context: &CallContext<'_, 'e>,
    args: &[Value<'e>],
) -> Eval<'e> {
    ask(context, "isLinkLocalUnicast", args, link_local)
}

pub(super) fn is_link_local_multicast<'e>(
    context: &CallContext<'_, 'e>,
    args: &[Value<'e>],
) -> Eval<'e> {
    ask(context, "isLinkLocalMulticast", args, |ip| match ip {
        IpAddr::V4(v4) => v4.octets().starts_with(&[224, 0, 0]),
        IpAddr::V6(v6) => v6.segments()[0] & 0xff0f == 0xff02,
    })
}

pub(super) fn contains_ip<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (net, bits, ip) = match args {
        [Value::Ext(Ext::Cidr(net, bits)), Value::Ext(Ext::Ip(ip))] => (*net, *bits, *ip),
        [Value::Ext(Ext::Cidr(net, bits)), Value::Str(text)] => {
            (*net, *bits, read_ip(context, text)?)
        }
        _ => return Err(context.no_overload("containsIP", args)),
    };
    let inside = net.is_ipv4() == ip.is_ipv4() && mask(ip, bits) == mask(net, bits);
    Ok(Value::Bool(inside))
}

pub(super) fn contains_cidr<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let (net, bits, (inner, inner_bits)) = match args {
        [Value::Ext(Ext::Cidr(net, bits)), Value::Ext(Ext::Cidr(ip, b))] => {
            (*net, *bits, (*ip, *b))
        }
        [Value::Ext(Ext::Cidr(net, bits)), Value::Str(text)] => {
            (*net, *bits, read_cidr(context, text)?)
        }
        _ => return Err(context.no_overload("containsCIDR", args)),
    };
    let inside = net.is_ipv4() == inner.is_ipv4()
        && inner_bits >= bits
        && mask(inner, bits) == mask(net, bits);
    Ok(Value::Bool(inside))
}

pub(super) fn masked<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Ext(Ext::Cidr(ip, bits))] => {
            Ok(Value::ext(context.arena, Ext::Cidr(mask(*ip, *bits), *bits)))
        }
        _ => Err(context.no_overload("masked", args)),
    }
}

pub(super) fn prefix_length<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Ext(Ext::Cidr(_, bits))] => Ok(Value::Int(i64::from(*bits))),
        _ => Err(context.no_overload("prefixLength", args)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_of_all_widths() {
        let v4 = |s: &str| s.parse::<IpAddr>().unwrap();
        assert_eq!(mask(v4("255.255.255.255"), 0), v4("0.0.0.0"));
        assert_eq!(mask(v4("255.255.255.255"), 32), v4("255.255.255.255"));
        assert_eq!(mask(v4("10.1.2.3"), 12), v4("10.0.0.0"));
        assert_eq!(mask(v4("ffff::1"), 0), v4("::"));
        assert_eq!(mask(v4("ffff::1"), 128), v4("ffff::1"));
        for text in
            ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "::/129", "/8", "10.0.0/8"]
        {
            assert_eq!(parse_cidr(text), None, "{text}");
        }
    }
}
