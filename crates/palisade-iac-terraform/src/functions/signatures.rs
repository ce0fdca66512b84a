//! The types of the arguments and results of Terraform's functions, as the program itself lists them
//! (`terraform metadata functions`, 1.11).

/// A function, the type of its result and those of its arguments; a star stands behind the type of
/// all that follow. `s` is a string, `n` a number, `b` a bool, `d` anything; `l`, `e` and `m` are
/// lists, sets and maps of what stands behind.
const TABLE: &[(&str, &str, &str)] = &[
    ("abs", "n", "n"),
    ("abspath", "s", "s"),
    ("alltrue", "b", "lb"),
    ("anytrue", "b", "lb"),
    ("base64decode", "s", "s"),
    ("base64encode", "s", "s"),
    ("base64gzip", "s", "s"),
    ("base64sha256", "s", "s"),
    ("base64sha512", "s", "s"),
    ("basename", "s", "s"),
    ("bcrypt", "s", "s n*"),
    ("ceil", "n", "n"),
    ("chomp", "s", "s"),
    ("chunklist", "lld", "ld n"),
    ("cidrhost", "s", "s n"),
    ("cidrnetmask", "s", "s"),
    ("cidrsubnet", "s", "s n n"),
    ("cidrsubnets", "ls", "s n*"),
    ("coalesce", "d", "d*"),
    ("coalescelist", "d", "d*"),
    ("compact", "ls", "ls"),
    ("concat", "d", "d*"),
    ("contains", "d", "d d"),
    ("csvdecode", "d", "s"),
    ("dirname", "s", "s"),
    ("distinct", "ld", "ld"),
    ("element", "d", "d n"),
    ("endswith", "b", "s s"),
    ("ephemeralasnull", "d", "d"),
    ("file", "s", "s"),
    ("filebase64", "s", "s"),
    ("filebase64sha256", "s", "s"),
    ("filebase64sha512", "s", "s"),
    ("fileexists", "b", "s"),
    ("filemd5", "s", "s"),
    ("fileset", "es", "s s"),
    ("filesha1", "s", "s"),
    ("filesha256", "s", "s"),
    ("filesha512", "s", "s"),
    ("flatten", "d", "d"),
    ("floor", "n", "n"),
    ("format", "d", "s d*"),
    ("formatdate", "s", "s s"),
    ("formatlist", "d", "s d*"),
    ("indent", "s", "n s"),
    ("index", "d", "d d"),
    ("issensitive", "b", "d"),
    ("join", "s", "s ls*"),
    ("jsondecode", "d", "s"),
    ("jsonencode", "s", "d"),
    ("keys", "d", "d"),
    ("length", "n", "d"),
    ("log", "n", "n n"),
    ("lookup", "d", "d s d*"),
    ("lower", "s", "s"),
    ("matchkeys", "ld", "ld ld ld"),
    ("max", "n", "n*"),
    ("md5", "s", "s"),
    ("merge", "d", "d*"),
    ("min", "n", "n*"),
    ("nonsensitive", "d", "d"),
    ("one", "d", "d"),
    ("parseint", "d", "d n"),
    ("pathexpand", "s", "s"),
    ("plantimestamp", "s", ""),
    ("pow", "n", "n n"),
    ("range", "ln", "n*"),
    ("regex", "d", "s s"),
    ("regexall", "ld", "s s"),
    ("replace", "s", "s s s"),
    ("reverse", "d", "d"),
    ("rsadecrypt", "s", "s s"),
    ("sensitive", "d", "d"),
    ("setintersection", "ed", "ed ed*"),
    ("setproduct", "d", "d*"),
    ("setsubtract", "ed", "ed ed"),
    ("setunion", "ed", "ed ed*"),
    ("sha1", "s", "s"),
    ("sha256", "s", "s"),
    ("sha512", "s", "s"),
    ("signum", "n", "n"),
    ("slice", "d", "d n n"),
    ("sort", "ls", "ls"),
    ("split", "ls", "s s"),
    ("startswith", "b", "s s"),
    ("strcontains", "b", "s s"),
    ("strrev", "s", "s"),
    ("substr", "s", "s n n"),
    ("sum", "d", "d"),
    ("templatefile", "d", "s d"),
    ("templatestring", "s", "s d"),
    ("textdecodebase64", "s", "s s"),
    ("textencodebase64", "s", "s s"),
    ("timeadd", "s", "s s"),
    ("timecmp", "n", "s s"),
    ("timestamp", "s", ""),
    ("title", "s", "s"),
    ("tobool", "b", "d"),
    ("tolist", "ld", "d"),
    ("tomap", "md", "d"),
    ("tonumber", "n", "d"),
    ("toset", "ed", "d"),
    ("tostring", "s", "d"),
    ("transpose", "mls", "mls"),
    ("trim", "s", "s s"),
    ("trimprefix", "s", "s s"),
    ("trimspace", "s", "s"),
    ("trimsuffix", "s", "s s"),
    ("upper", "s", "s"),
    ("urlencode", "s", "s"),
    ("uuid", "s", ""),
    ("uuidv5", "s", "s s"),
    ("values", "d", "d"),
    ("yamldecode", "d", "s"),
    ("yamlencode", "s", "d"),
    ("zipmap", "d", "ls d"),
];

/// The type of a function's result.
pub(crate) fn result_of(name: &str) -> Option<&'static str> {
    let at = TABLE.binary_search_by(|(known, ..)| (*known).cmp(name)).ok()?;
    TABLE.get(at).map(|(_, result, _)| *result)
}

/// The type of one of a function's arguments.
pub(crate) fn argument_of(name: &str, n: usize) -> Option<&'static str> {
    let at = TABLE.binary_search_by(|(known, ..)| (*known).cmp(name)).ok()?;
    let (.., arguments) = TABLE.get(at)?;
    let all: Vec<&'static str> = arguments.split(' ').collect();
    match all.get(n) {
        Some(one) => Some(one.trim_end_matches('*')),
        None => all.last().and_then(|last| last.strip_suffix('*')),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_in_order() {
        assert!(super::TABLE.is_sorted_by_key(|(name, ..)| *name));
        assert_eq!(super::argument_of("join", 3), Some("ls"));
        assert_eq!(super::argument_of("upper", 1), None);
        assert_eq!(super::result_of("split"), Some("ls"));
    }
}
