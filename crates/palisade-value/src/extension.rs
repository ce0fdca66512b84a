use crate::Value;
use std::net::IpAddr;

/// A point in time, in UTC.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Nanoseconds on top, 0 to 999,999,999.
    pub nanos: u32,
}

/// A span of time; both parts have the same sign.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Duration {
    /// Whole seconds.
    pub seconds: i64,
    /// Nanoseconds on top, -999,999,999 to 999,999,999.
    pub nanos: i32,
}

/// The values that JSON has not.
#[derive(Clone, Copy, Debug)]
pub enum Ext<'a> {
    /// Bytes.
    Bytes(&'a [u8]),
    /// A point in time.
    Timestamp(Timestamp),
    /// A span of time.
    Duration(Duration),
    /// The type of a value, by its CEL name, such as `int` or `google.protobuf.Timestamp`.
    Type(&'a str),
    /// A value that may be absent.
    Optional(Option<Value<'a>>),
    /// An IP address.
    Ip(IpAddr),
    /// An IP address with a prefix length in bits.
    Cidr(IpAddr, u8),
}
