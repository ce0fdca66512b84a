//! Network addresses.

use palisade_value::Value;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::args::{integer, made, text};
use super::{Answer, Context, Entry, deep, shallow};

pub(super) const TABLE: &[Entry] = &[
    ("cidrhost", shallow(2, 2, cidrhost)),
    ("cidrnetmask", shallow(1, 1, cidrnetmask)),
    ("cidrsubnet", shallow(3, 3, cidrsubnet)),
    ("cidrsubnets", deep(1, usize::MAX, cidrsubnets)),
    ("cidrcontains", shallow(2, 2, cidrcontains)),
];

/// A network: its first address as a number, and how many bits are fixed of how many.
#[derive(Clone, Copy)]
struct Network {
    base: u128,
    fixed: u32,
    bits: u32,
}

impl Network {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no network such as `10.0.0.0/8`");
        let (address, fixed) = text.split_once('/').ok_or_else(wrong)?;
        let (value, bits) = number(address).ok_or_else(wrong)?;
        let fixed: u32 = fixed.parse().ok().filter(|f| *f <= bits).ok_or_else(wrong)?;
        Ok(Self { base: value & mask(fixed, bits), fixed, bits })
    }

    fn address(&self, value: u128) -> String {
        if self.bits == 32 {
            Ipv4Addr::from(u32::try_from(value & 0xffff_ffff).unwrap_or(0)).to_string()
        } else {
            Ipv6Addr::from(value).to_string()
        }
    }

    fn show(&self) -> String {
        format!("{}/{}", self.address(self.base), self.fixed)
    }

    fn subnet(&self, more: i64, number: u128) -> Result<Self, String> {
        let more =
            u32::try_from(more).map_err(|_| "the number of new bits is negative".to_owned())?;
        let fixed = self.fixed.saturating_add(more);
        if fixed > self.bits {
            return Err(format!("{more} more bits do not fit into `{}`", self.show()));
        }
        if more < 128 && number >= 1u128 << more {
            return Err(format!("{more} bits have no network number {number}"));
        }
        let base = self.base | number.checked_shl(self.bits - fixed).unwrap_or(0);
        Ok(Self { base, fixed, bits: self.bits })
    }
}

fn number(address: &str) -> Option<(u128, u32)> {
    match address.parse().ok()? {
        IpAddr::V4(v4) => Some((u128::from(u32::from(v4)), 32)),
        IpAddr::V6(v6) => Some((u128::from(v6), 128)),
    }
}

fn mask(fixed: u32, bits: u32) -> u128 {
    let all = if bits == 128 { u128::MAX } else { (1u128 << bits) - 1 };
    all & !all.checked_shr(fixed).unwrap_or(0)
}

fn cidrhost<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let network = Network::parse(text(context, args, 0)?)?;
    let host = integer(context, args, 1)?;
    let free = network.bits - network.fixed;
    let size = 1u128.checked_shl(free);
    let magnitude = u128::from(host.unsigned_abs());
    let offset = match size {
        Some(size) if host < 0 && magnitude <= size => size - magnitude,
        Some(size) if host >= 0 && magnitude < size => magnitude,
        None if host >= 0 => magnitude,
        None => u128::MAX - magnitude + 1,
        _ => return Err(format!("`{}` has no host number {host}", network.show())),
    };
    Ok(made(context, &network.address(network.base | offset)))
}

fn cidrnetmask<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let network = Network::parse(text(context, args, 0)?)?;
    if network.bits != 32 {
        return Err("only IPv4 networks have such a mask".to_owned());
    }
    Ok(made(context, &network.address(mask(network.fixed, 32))))
}

fn cidrsubnet<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let network = Network::parse(text(context, args, 0)?)?;
    let number = u128::try_from(integer(context, args, 2)?)
        .map_err(|_| "the number of the network is negative".to_owned())?;
    Ok(made(context, &network.subnet(integer(context, args, 1)?, number)?.show()))
}

fn cidrsubnets<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let network = Network::parse(text(context, args, 0)?)?;
    let mut found = Vec::new();
    // The first address that no network before has taken.
    let mut next = network.base;
    for n in 1..args.len() {
        let more = integer(context, args, n)?;
        let subnet = network.subnet(more, 0)?;
        let size = 1u128.checked_shl(subnet.bits - subnet.fixed).unwrap_or(0);
        let past = || "the networks do not fit".to_owned();
        let start = match size {
            0 => next,
            size => next.div_ceil(size).checked_mul(size).ok_or_else(past)?,
        };
        if start & mask(network.fixed, network.bits) != network.base {
            return Err(past());
        }
        found.push(made(context, &Network { base: start, ..subnet }.show()));
        next = start.checked_add(size).ok_or_else(past)?;
    }
    Ok(Value::array(context.arena, &found))
}

fn cidrcontains<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let network = Network::parse(text(context, args, 0)?)?;
    let other = text(context, args, 1)?;
    let inside = |value: u128, bits| {
        bits == network.bits && value & mask(network.fixed, network.bits) == network.base
    };
    if other.contains('/') {
        let other = Network::parse(other)?;
        return Ok(Value::Bool(other.fixed >= network.fixed && inside(other.base, other.bits)));
    }
    let (value, bits) = number(other).ok_or_else(|| format!("`{other}` is no address"))?;
    Ok(Value::Bool(inside(value, bits)))
}
