//! Expressions made from a seed: most of them typed as they should be, some on purpose not.

use std::fmt::Write as _;

/// The kinds of value that a made expression is meant to have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Want {
    Number,
    Text,
    Bool,
    Numbers,
    Texts,
    Tuple,
    Map,
    Object,
    Set,
    Lists,
    Any,
}

const WANTS: [Want; 10] = [
    Want::Number,
    Want::Text,
    Want::Bool,
    Want::Numbers,
    Want::Texts,
    Want::Tuple,
    Want::Map,
    Want::Object,
    Want::Set,
    Want::Lists,
];

/// Makes expressions; the same seed makes the same ones.
pub(crate) struct Maker {
    state: u64,
    /// The variables of the `for` that the present place is inside of, with what they hold.
    bound: Vec<(String, Want)>,
}

impl Maker {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed | 1, bound: Vec::new() }
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from((self.state >> 11) % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }

    /// An expression that should have a value of the wanted kind.
    pub(crate) fn expr(&mut self, want: Want, depth: usize) -> String {
        // Now and then something else than what is wanted.
        let want = match self.below(24) {
            0 => WANTS[self.below(WANTS.len())],
            _ if want == Want::Any => WANTS[self.below(WANTS.len())],
            _ => want,
        };
        if !self.bound.is_empty() && self.below(3) == 0 {
            let fitting: Vec<String> =
                self.bound.iter().filter(|b| b.1 == want).map(|b| b.0.clone()).collect();
            if !fitting.is_empty() {
                return fitting[self.below(fitting.len())].clone();
            }
        }
        if depth == 0 {
            return self.leaf(want);
        }
        let d = depth - 1;
        if self.below(9) == 0 {
            return self.generic(want, d);
        }
        match want {
            Want::Number => self.number(d),
            Want::Text => self.text(d),
            Want::Bool => self.truth(d),
            Want::Numbers => self.numbers(d),
            Want::Texts => self.texts(d),
            Want::Tuple => self.tuple(d),
            Want::Map => self.map(d),
            Want::Object => self.object(d),
            Want::Set => self.set(d),
            Want::Lists => self.lists(d),
            Want::Any => self.leaf(Want::Text),
        }
    }

    fn leaf(&mut self, want: Want) -> String {
        match want {
            Want::Number => self
                .one(&[
                    "0",
                    "1",
                    "-1",
                    "2",
                    "3",
                    "7",
                    "10",
                    "42",
                    "1.5",
                    "-2.25",
                    "0.1",
                    "1e3",
                    "1e-3",
                    "100000000000000000000",
                    "3.0",
                    "255",
                    "1024",
                ])
                .to_owned(),
            Want::Text => self
                .one(&[
                    "\"\"",
                    "\"a\"",
                    "\"b\"",
                    "\"Hello World\"",
                    "\"7\"",
                    "\"1.50\"",
                    "\"true\"",
                    "\"héllo\"",
                    "\"a,b,c\"",
                    "\"a\\nb\\n\"",
                    "\"  x \"",
                    "\"10.1.2.0/24\"",
                    "\"foo-bar_baz\"",
                    "\"${1 + 1}\"",
                    "\"$${x}\"",
                    "\"2020-02-29T12:00:00Z\"",
                    "\"x\\\"y\\\\z\"",
                    "\"<&>\"",
                    "\"ﬀ\"",
                ])
                .to_owned(),
            Want::Bool => self.one(&["true", "false"]).to_owned(),
            Want::Numbers => self
                .one(&["[1, 2, 3]", "tolist([3, 1, 2])", "[0]", "range(4)", "[1.5, -2]", "[]"])
                .to_owned(),
            Want::Texts => self
                .one(&[
                    "[\"a\", \"b\"]",
                    "tolist([\"b\", \"a\", \"b\"])",
                    "split(\",\", \"x,y\")",
                    "[\"x\"]",
                    "tolist([])",
                    "[\"\", \"z\"]",
                ])
                .to_owned(),
            Want::Tuple => self
                .one(&["[1, \"a\", true]", "[[1], {}]", "[null, 1]", "[{ a = 1 }, { a = 2 }]"])
                .to_owned(),
            Want::Map => self
                .one(&[
                    "tomap({ a = \"x\", b = \"y\" })",
                    "{ a = \"1\", c = \"2\" }",
                    "tomap({})",
                    "zipmap([\"k\", \"a\"], [\"v\", \"w\"])",
                ])
                .to_owned(),
            Want::Object => self
                .one(&[
                    "{ a = 1, b = \"x\" }",
                    "{ a = null }",
                    "{ \"a b\" = [1], c = { d = true } }",
                    "{}",
                    "{ a = [1, 2], z = 0 }",
                ])
                .to_owned(),
            Want::Set => self
                .one(&[
                    "toset([\"b\", \"a\", \"b\"])",
                    "toset([3, 1])",
                    "toset([])",
                    "toset([\"a\"])",
                ])
                .to_owned(),
            Want::Lists => self
                .one(&["[[1, 2], [3]]", "tolist([[\"a\"], [\"b\", \"c\"]])", "[[], [1]]"])
                .to_owned(),
            Want::Any => "null".to_owned(),
        }
    }

    /// What gives any kind of value: conditionals, `try`, indices, parentheses.
    fn generic(&mut self, want: Want, d: usize) -> String {
        match self.below(9) {
            0 | 1 => {
                let (c, a, b) = (self.expr(Want::Bool, d), self.expr(want, d), self.expr(want, d));
                format!("({c} ? {a} : {b})")
            }
            2 => format!("try({}, {})", self.expr(want, d), self.expr(want, d)),
            3 => format!("[{}, {}][{}]", self.expr(want, d), self.expr(want, 0), self.below(2)),
            4 => format!("{{ k = {} }}.k", self.expr(want, d)),
            5 => format!("({})", self.expr(want, d)),
            6 => {
                let index = self.expr(Want::Number, 0);
                format!("element([{}, {}], {index})", self.expr(want, d), self.expr(want, d))
            }
            7 => format!("lookup({{ a = {} }}, \"a\", {})", self.expr(want, d), self.leaf(want)),
            _ => {
                let null = if self.below(2) == 0 { "null" } else { "\"\"" };
                format!("coalesce({null}, {})", self.expr(want, d))
            }
        }
    }

    fn number(&mut self, d: usize) -> String {
        let n = |this: &mut Self| this.expr(Want::Number, d);
        match self.below(20) {
            0 => format!("{} + {}", n(self), n(self)),
            1 => format!("{} - {}", n(self), n(self)),
            2 => format!("{} * {}", n(self), n(self)),
            3 => format!("{} / {}", n(self), n(self)),
            4 => format!("{} % {}", n(self), n(self)),
            5 => format!("-({})", n(self)),
            6 => format!("({} + {}) * {}", n(self), n(self), n(self)),
            7 => format!("abs({})", n(self)),
            8 => format!("ceil({})", n(self)),
            9 => format!("floor({})", n(self)),
            10 => format!("max({}, {})", n(self), n(self)),
            11 => format!("min({}...)", self.expr(Want::Numbers, d)),
            12 => format!("sum({})", self.expr(Want::Numbers, d)),
            13 => format!("length({})", self.expr(Want::Any, d)),
            14 => format!("tonumber({})", self.expr(Want::Text, d)),
            15 => format!("signum({})", n(self)),
            16 => format!(
                "parseint(\"{}\", {})",
                self.one(&["7f", "101", "zz", "-12", ""]),
                self.one(&["2", "8", "10", "16", "36", "62", "1"])
            ),
            17 => format!("{}[{}]", self.expr(Want::Numbers, d), self.below(3)),
            18 => format!("index({}, {})", self.expr(Want::Numbers, d), n(self)),
            _ => format!("one({}[*])", n(self)),
        }
    }

    fn text(&mut self, d: usize) -> String {
        let t = |this: &mut Self| this.expr(Want::Text, d);
        match self.below(46) {
            0..=3 => self.template(d),
            4 => format!("upper({})", t(self)),
            5 => format!("lower({})", t(self)),
            6 => format!("title({})", t(self)),
            7 => format!("trimspace({})", t(self)),
            8 => format!("trim({}, \" aH\")", t(self)),
            9 => format!("trimprefix({}, {})", t(self), t(self)),
            10 => format!("trimsuffix({}, \"b\")", t(self)),
            11 => format!("chomp({})", t(self)),
            12 => format!("strrev({})", t(self)),
            13 => format!(
                "substr({}, {}, {})",
                t(self),
                self.one(&["0", "1", "-2", "20"]),
                self.one(&["0", "2", "-1", "50"])
            ),
            14 => format!(
                "replace({}, {}, {})",
                t(self),
                self.one(&["\"a\"", "\"/[a-c]+/\"", "\"/(l+)(o)/\"", "\"\"", "\"/x*/\""]),
                self.one(&["\"\"", "\"Z\"", "\"<$1>\"", "\"${2}$1\"", "\"$1x\""])
            ),
            15 => format!("join({}, {})", self.leaf(Want::Text), self.expr(Want::Texts, d)),
            16 => format!("jsonencode({})", self.expr(Want::Any, d)),
            17 => format!("yamlencode({})", self.expr(Want::Any, d)),
            18 => format!("base64encode({})", t(self)),
            19 => {
                format!("base64decode({})", self.one(&["\"aGk=\"", "\"aGk\"", "\"/w==\"", "\"\""]))
            }
            20 => format!("urlencode({})", t(self)),
            21 => format!("sha256({})", t(self)),
            22 => format!("md5({})", t(self)),
            23 => format!("base64sha512({})", t(self)),
            24 => format!("tostring({})", self.expr(Want::Number, d)),
            25 => format!(
                "format(\"{}\", {})",
                self.one(&[
                    "%d",
                    "%s",
                    "%5.2f",
                    "%q",
                    "%v",
                    "%#v",
                    "%05d",
                    "%x",
                    "%e",
                    "%g",
                    "%-6s|",
                    "%t",
                    "%+d",
                    "%%%s",
                    "%.3s",
                    "%6.1f",
                    "%b",
                    "%o",
                    "%X",
                    "%8s",
                    "%#x",
                    "%G",
                    "%s%s",
                    "%[1]s%[1]s"
                ]),
                self.expr(Want::Any, d)
            ),
            26 => format!(
                "format(\"{}\", {}, {})",
                self.one(&["%s-%d", "%[2]s-%[1]s", "%v %v", "%s", "%*d"]),
                t(self),
                self.expr(Want::Number, d)
            ),
            27 => format!(
                "formatdate(\"{}\", {})",
                self.one(&[
                    "YYYY-MM-DD",
                    "DD MMM YYYY hh:mm ZZZ",
                    "EEEE h:mmAA",
                    "'week' M/D",
                    "X"
                ]),
                t(self)
            ),
            28 => format!(
                "timeadd({}, \"{}\")",
                t(self),
                self.one(&["1h", "-24h30m", "10s", "1.5h", "x"])
            ),
            29 => format!("cidrhost({}, {})", t(self), self.expr(Want::Number, 0)),
            30 => format!("cidrnetmask({})", t(self)),
            31 => format!("cidrsubnet({}, {}, {})", t(self), self.below(6), self.below(9)),
            32 => format!("indent({}, {})", self.below(4), t(self)),
            33 => format!("uuidv5(\"dns\", {})", t(self)),
            34 => format!("{}[{}]", self.expr(Want::Texts, d), self.below(3)),
            35 => format!("{}[\"a\"]", self.expr(Want::Map, d)),
            36 => format!("{}.a", self.expr(Want::Map, d)),
            37 => format!("regex({}, {})", self.pattern(), t(self)),
            38 => format!("basename({})", self.path()),
            39 => format!("dirname({})", self.path()),
            40 => format!(
                "textencodebase64({}, \"{}\")",
                t(self),
                self.one(&["UTF-8", "UTF-16LE", "utf-16be", "ISO-8859-1", "nope"])
            ),
            41 => format!("sha1({})", t(self)),
            42 => format!("base64sha256({})", t(self)),
            43 => format!("tostring({})", self.expr(Want::Bool, d)),
            44 => format!("sha512({})", t(self)),
            _ => format!("one({})", self.expr(Want::Set, d)),
        }
    }

    fn path(&mut self) -> &'static str {
        self.one(&[
            "\"a/b/c.txt\"",
            "\"/\"",
            "\"\"",
            "\"a/\"",
            "\"./x\"",
            "\"../a/./b/\"",
            "\"a//b\"",
        ])
    }

    fn pattern(&mut self) -> &'static str {
        self.one(&[
            "\"[a-z]+\"",
            "\"(\\\\w)(\\\\w)\"",
            "\"(?P<x>[a-z])\"",
            "\"^$\"",
            "\"(a)|(b)\"",
            "\"(\"",
            "\"[[:alpha:]]+\"",
            "\"(?i)HELLO\"",
            "\"\\\\d+\"",
            "\".\"",
        ])
    }

    /// A quoted template or a heredoc in parentheses.
    fn template(&mut self, d: usize) -> String {
        let mut out = String::from("\"");
        for _ in 0..=self.below(3) {
            match self.below(8) {
                0 => out.push_str("x "),
                1 | 2 => _ = write!(out, "${{{}}}", self.expr(Want::Text, d)),
                3 => _ = write!(out, "${{{}}}", self.expr(Want::Number, d)),
                4 => _ = write!(out, " ${{~ {} ~}} ", self.expr(Want::Bool, d)),
                5 => {
                    let c = self.expr(Want::Bool, d);
                    let (o, e) = (self.one(&["%{", "%{~"]), self.one(&["}", "~}"]));
                    _ = write!(out, "{o} if {c} {e} y {o} else }} n {o} endif {e}");
                }
                6 => {
                    let list = self.expr(Want::Texts, d);
                    self.bound.push(("i".to_owned(), Want::Text));
                    let inner = self.expr(Want::Text, 0);
                    self.bound.pop();
                    _ = write!(out, "%{{ for i in {list} ~}} ${{{inner}}}, %{{ endfor ~}}");
                }
                _ => out.push_str("\\tz$${q}%%{r}"),
            }
        }
        out.push('"');
        out
    }

    fn truth(&mut self, d: usize) -> String {
        match self.below(19) {
            0 => format!("{} == {}", self.expr(Want::Any, d), self.expr(Want::Any, d)),
            1 => {
                let want = WANTS[self.below(WANTS.len())];
                let op = self.one(&["==", "!="]);
                format!("{} {op} {}", self.expr(want, d), self.expr(want, d))
            }
            2 | 3 => {
                let op = self.one(&["<", "<=", ">", ">="]);
                format!("{} {op} {}", self.expr(Want::Number, d), self.expr(Want::Number, d))
            }
            4 => format!("{} && {}", self.expr(Want::Bool, d), self.expr(Want::Bool, d)),
            5 => format!("{} || {}", self.expr(Want::Bool, d), self.expr(Want::Bool, d)),
            6 => format!("!({})", self.expr(Want::Bool, d)),
            7 => format!("can({})", self.expr(Want::Any, d)),
            8 => format!("contains({}, {})", self.expr(Want::Texts, d), self.expr(Want::Text, d)),
            9 => format!("alltrue([{}, {}])", self.expr(Want::Bool, d), self.expr(Want::Bool, 0)),
            10 => format!("anytrue([{}, {}])", self.expr(Want::Bool, d), self.expr(Want::Bool, 0)),
            11 => format!("startswith({}, {})", self.expr(Want::Text, d), self.expr(Want::Text, 0)),
            12 => format!("endswith({}, {})", self.expr(Want::Text, d), self.expr(Want::Text, 0)),
            13 => {
                format!("strcontains({}, {})", self.expr(Want::Text, d), self.expr(Want::Text, 0))
            }
            14 => format!("tobool({})", self.expr(Want::Text, d)),
            15 => format!("{} == null", self.expr(Want::Any, d)),
            16 => format!("contains({}, {})", self.expr(Want::Set, d), self.expr(Want::Text, 0)),
            17 => {
                format!("timecmp({}, {}) == 0", self.expr(Want::Text, 0), self.expr(Want::Text, 0))
            }
            _ => format!("issensitive({})", self.expr(Want::Any, d)),
        }
    }

    fn numbers(&mut self, d: usize) -> String {
        match self.below(12) {
            0 => format!("[{}, {}]", self.expr(Want::Number, d), self.expr(Want::Number, d)),
            1 => format!("range({}, {})", self.expr(Want::Number, 0), self.expr(Want::Number, 0)),
            2 => format!(
                "range({}, {}, {})",
                self.below(5),
                self.below(9),
                self.one(&["1", "2", "-1", "0.5", "0"])
            ),
            3 => format!("reverse({})", self.expr(Want::Numbers, d)),
            4 => {
                format!("concat({}, {})", self.expr(Want::Numbers, d), self.expr(Want::Numbers, d))
            }
            5 => format!("distinct({})", self.expr(Want::Numbers, d)),
            6 => format!("flatten({})", self.expr(Want::Lists, d)),
            7 => format!("tolist({})", self.expr(Want::Numbers, d)),
            8 => self.for_list(Want::Numbers, Want::Number, d),
            9 => format!(
                "slice({}, {}, {})",
                self.expr(Want::Numbers, d),
                self.below(2),
                self.below(4)
            ),
            10 => format!("[for k, v in {} : k]", self.expr(Want::Tuple, d)),
            _ => "jsondecode(\"[1, 2.50, 1e3]\")".to_owned(),
        }
    }

    fn texts(&mut self, d: usize) -> String {
        match self.below(22) {
            0 => format!("[{}, {}]", self.expr(Want::Text, d), self.expr(Want::Text, d)),
            1 => format!("split({}, {})", self.leaf(Want::Text), self.expr(Want::Text, d)),
            2 => format!("sort({})", self.expr(Want::Texts, d)),
            3 => format!("compact({})", self.expr(Want::Texts, d)),
            4 => format!("distinct({})", self.expr(Want::Texts, d)),
            5 => format!("keys({})", self.expr(Want::Object, d)),
            6 => format!("keys({})", self.expr(Want::Map, d)),
            7 => format!("values({})", self.expr(Want::Map, d)),
            8 => format!("tolist({})", self.expr(Want::Set, d)),
            9 => format!("concat({}, {})", self.expr(Want::Texts, d), self.expr(Want::Texts, d)),
            10 => format!(
                "formatlist(\"%s-%s\", {}, {})",
                self.expr(Want::Text, 0),
                self.expr(Want::Texts, d)
            ),
            11 => format!("regexall({}, {})", self.pattern(), self.expr(Want::Text, d)),
            12 => self.for_list(Want::Texts, Want::Text, d),
            13 => self.for_list(Want::Set, Want::Text, d),
            14 => format!("[for k, v in {} : \"${{k}}=${{v}}\"]", self.expr(Want::Map, d)),
            15 => format!("{}[*].a", self.expr(Want::Tuple, d)),
            16 => {
                format!("flatten([{}, {}])", self.expr(Want::Texts, d), self.expr(Want::Texts, d))
            }
            17 => format!(
                "matchkeys({}, {}, {})",
                self.expr(Want::Texts, 0),
                self.expr(Want::Texts, 0),
                self.expr(Want::Texts, d)
            ),
            18 => format!("chunklist({}, {})[0]", self.expr(Want::Texts, d), self.below(3)),
            19 => format!("cidrsubnets({}, 2, {})", self.expr(Want::Text, 0), self.below(5)),
            20 => format!("tolist({})", self.expr(Want::Tuple, d)),
            _ => format!(
                "coalescelist({}, {})",
                self.expr(Want::Texts, d),
                self.expr(Want::Texts, d)
            ),
        }
    }

    fn for_list(&mut self, from: Want, item: Want, d: usize) -> String {
        let collection = self.expr(from, d);
        let name = format!("v{}", self.bound.len());
        self.bound.push((name.clone(), item));
        let value = self.expr(item, d);
        let condition = match self.below(3) {
            0 => format!(" if {}", self.expr(Want::Bool, d.min(1))),
            _ => String::new(),
        };
        self.bound.pop();
        format!("[for {name} in {collection} : {value}{condition}]")
    }

    fn tuple(&mut self, d: usize) -> String {
        match self.below(8) {
            0..=2 => format!("[{}, {}]", self.expr(Want::Any, d), self.expr(Want::Any, d)),
            3 => format!("values({})", self.expr(Want::Object, d)),
            4 => format!("concat({}, {})", self.expr(Want::Tuple, d), self.expr(Want::Texts, d)),
            5 => format!("jsondecode(jsonencode({}))", self.expr(Want::Tuple, d)),
            6 => format!("yamldecode(yamlencode({}))", self.expr(Want::Tuple, d)),
            _ => format!("reverse({})", self.expr(Want::Tuple, d)),
        }
    }

    fn map(&mut self, d: usize) -> String {
        match self.below(9) {
            0 => format!("tomap({})", self.expr(Want::Object, d)),
            1 => format!("merge({}, {})", self.expr(Want::Map, d), self.expr(Want::Map, d)),
            2 => format!("zipmap({}, {})", self.expr(Want::Texts, d), self.expr(Want::Texts, d)),
            3 => {
                let list = self.expr(Want::Texts, d);
                self.bound.push(("x".to_owned(), Want::Text));
                let (key, value) = (self.expr(Want::Text, d), self.expr(Want::Text, d));
                self.bound.pop();
                let group = self.one(&["", "..."]);
                format!("{{ for x in {list} : {key} => {value}{group} }}")
            }
            4 => format!("{{ for k, v in {} : v => k... }}", self.expr(Want::Map, d)),
            5 => format!(
                "transpose({{ a = {}, b = {} }})",
                self.expr(Want::Texts, d),
                self.expr(Want::Texts, 0)
            ),
            6 => format!(
                "tomap({{ a = {}, b = {} }})",
                self.expr(Want::Any, d),
                self.expr(Want::Any, 0)
            ),
            7 => format!(
                "{{ for k, v in {} : k => v if {} }}",
                self.expr(Want::Map, d),
                self.expr(Want::Bool, 0)
            ),
            _ => format!(
                "{{ (upper({})) = {} }}",
                self.expr(Want::Text, 0),
                self.expr(Want::Text, d)
            ),
        }
    }

    fn object(&mut self, d: usize) -> String {
        match self.below(6) {
            0 | 1 => {
                format!("{{ a = {}, b = {} }}", self.expr(Want::Any, d), self.expr(Want::Any, d))
            }
            2 => format!("merge({}, {})", self.expr(Want::Object, d), self.expr(Want::Map, d)),
            3 => format!("jsondecode(jsonencode({}))", self.expr(Want::Object, d)),
            4 => format!("yamldecode(yamlencode({}))", self.expr(Want::Object, d)),
            _ => format!(
                "merge({}, {{ q = {} }})",
                self.expr(Want::Object, d),
                self.expr(Want::Any, d)
            ),
        }
    }

    fn set(&mut self, d: usize) -> String {
        let s = |this: &mut Self| this.expr(Want::Set, d);
        match self.below(7) {
            0 => format!("toset({})", self.expr(Want::Texts, d)),
            1 => format!("setunion({}, {})", s(self), s(self)),
            2 => format!("setintersection({}, {})", s(self), s(self)),
            3 => format!("setsubtract({}, {})", s(self), s(self)),
            4 => format!("toset({})", self.expr(Want::Numbers, d)),
            5 => format!("toset({})", self.expr(Want::Tuple, d)),
            _ => format!("setproduct({}, {})", s(self), self.expr(Want::Set, 0)),
        }
    }

    fn lists(&mut self, d: usize) -> String {
        match self.below(6) {
            0 => format!("chunklist({}, {})", self.expr(Want::Numbers, d), self.below(4)),
            1 => format!("[{}, {}]", self.expr(Want::Texts, d), self.expr(Want::Numbers, d)),
            2 => format!("tolist({})", self.expr(Want::Lists, d)),
            3 => {
                format!("setproduct({}, {})", self.expr(Want::Texts, d), self.expr(Want::Texts, 0))
            }
            4 => format!(
                "csvdecode({})",
                self.one(&[
                    "\"a,b\\n1,2\\n\"",
                    "\"a\\n\\\"x,y\\\"\\n\"",
                    "\"\"",
                    "\"a,a\\n1,2\"",
                    "\"a,b\\n1\""
                ])
            ),
            _ => format!(
                "values({{ a = {}, b = {} }})",
                self.expr(Want::Texts, d),
                self.expr(Want::Texts, d)
            ),
        }
    }
}
