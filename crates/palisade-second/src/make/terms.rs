//! Terms of a type.

use super::builtins::BUILTINS;
use super::{Maker, filled, items};
use crate::document::WORDS;
use crate::{Expr, Part, Ty};

/// Where the input and the data have values of a type.
const PATHS: &[(&str, Ty)] = &[
    ("input.a", Ty::Num),
    ("input.n", Ty::Num),
    ("input[\"x-y\"]", Ty::Num),
    ("input.xs[0]", Ty::Num),
    ("input.o.a", Ty::Num),
    ("data.d.n", Ty::Num),
    ("data.d.xs[1]", Ty::Num),
    ("input.b", Ty::Str),
    ("input.s", Ty::Str),
    ("input.words[1]", Ty::Str),
    ("input.labels.b", Ty::Str),
    ("data.d.words[0]", Ty::Str),
    ("input.c", Ty::Bool),
    ("input.xs", Ty::ListNum),
    ("data.d.xs", Ty::ListNum),
    ("input.words", Ty::ListStr),
    ("data.d.words", Ty::ListStr),
    ("data.d.roles.a", Ty::ListStr),
    ("input.o", Ty::ObjNum),
    ("data.d.o", Ty::ObjNum),
    ("input.labels", Ty::ObjStr),
    ("input.any", Ty::Any),
    ("input.any.a", Ty::Any),
    ("input.missing", Ty::Any),
    ("data.d", Ty::Any),
    ("data.d.roles", Ty::Any),
    ("input", Ty::Any),
];

impl Maker {
    /// A term of a type.
    pub(super) fn term(&mut self, ty: Ty, depth: usize) -> Expr {
        if ty == Ty::Any && self.random.chance(60) {
            let ty = self.some_ty();
            return self.term(ty, depth);
        }
        if depth == 0 {
            return match self.random.below(4) {
                0 => self.literal(ty),
                1 => self.path(ty),
                _ => self.var(ty).unwrap_or_else(|| self.path(ty)),
            };
        }
        match self.random.below(12) {
            0 | 1 => self.literal(ty),
            2..4 => self.path(ty),
            4 | 5 => match self.var(ty) {
                Some(var) => var,
                None => self.term(ty, depth - 1),
            },
            6 => self.called(ty, depth),
            7 => self.collected(ty, depth),
            _ => self.builtin(ty, depth),
        }
    }

    /// A variable in scope, the newer ones sooner.
    pub(super) fn var(&mut self, ty: Ty) -> Option<Expr> {
        let fitting: Vec<&str> =
            self.vars.iter().filter(|(_, t)| *t == ty).map(|(n, _)| n.as_str()).collect();
        if fitting.is_empty() {
            return None;
        }
        let at = self.random.below(fitting.len()).max(self.random.below(fitting.len()));
        Some(Expr::plain(ty, fitting[at]))
    }

    /// A reference that starts with a name.
    pub(super) fn path(&mut self, ty: Ty) -> Expr {
        let rules: Vec<&str> = self
            .known
            .iter()
            .filter(|k| k.takes.is_none() && k.gives == ty)
            .map(|k| k.name.as_str())
            .collect();
        if !rules.is_empty() && self.random.chance(40) {
            return Expr::plain(ty, *self.random.pick(&rules));
        }
        let paths: Vec<&str> = PATHS.iter().filter(|(_, t)| *t == ty).map(|(p, _)| *p).collect();
        if let (true, Some(name)) = (self.random.chance(20), self.container(ty)) {
            return name;
        }
        if paths.is_empty() { self.literal(ty) } else { Expr::plain(ty, *self.random.pick(&paths)) }
    }

    /// An item of something that has a name.
    fn container(&mut self, ty: Ty) -> Option<Expr> {
        let (kind, key) = match ty {
            Ty::Num => *self.random.pick(&[(Ty::ListNum, Ty::Small), (Ty::ObjNum, Ty::Str)]),
            Ty::Str => *self.random.pick(&[(Ty::ListStr, Ty::Small), (Ty::ObjStr, Ty::Str)]),
            _ => return None,
        };
        let whole = self.var(kind).unwrap_or_else(|| self.path(kind));
        let key = self.term(key, 0);
        let named = whole.to_string().starts_with(|c: char| c.is_ascii_alphabetic());
        named.then(|| Expr { ty, parts: filled("{}[{}]", [Part::Expr(whole), Part::Expr(key)]) })
    }

    /// What a rule or function of the modules gives.
    pub(super) fn called(&mut self, ty: Ty, depth: usize) -> Expr {
        let fitting: Vec<usize> =
            (0..self.known.len()).filter(|n| self.known[*n].gives == ty).collect();
        if fitting.is_empty() {
            return self.builtin(ty, depth);
        }
        let known = self.known[*self.random.pick(&fitting)].clone();
        let Some(takes) = known.takes else { return Expr::plain(ty, known.name) };
        let blanks = vec!["{}"; takes.len()].join(", ");
        let arguments: Vec<Part> =
            takes.iter().map(|t| Part::Expr(self.term(*t, depth.saturating_sub(1)))).collect();
        Expr { ty, parts: filled(&format!("{}({blanks})", known.name), arguments) }
    }

    fn builtin(&mut self, ty: Ty, depth: usize) -> Expr {
        let fitting: Vec<_> = BUILTINS.iter().filter(|b| b.gives == ty).collect();
        if fitting.is_empty() {
            return self.literal(ty);
        }
        let chosen = *self.random.pick(&fitting);
        let arguments: Vec<Part> =
            chosen.takes.iter().map(|t| Part::Expr(self.term(*t, depth - 1))).collect();
        Expr { ty, parts: filled(chosen.text, arguments) }
    }

    /// A comprehension, or a collection of terms.
    fn collected(&mut self, ty: Ty, depth: usize) -> Expr {
        let Some((key, item)) = items(ty) else { return self.builtin(ty, depth) };
        let (open, close) = match ty {
            Ty::ListNum | Ty::ListStr => ("[", "]"),
            _ => ("{", "}"),
        };
        let keyed = matches!(ty, Ty::ObjNum | Ty::ObjStr);
        if self.random.chance(35) {
            let count = 1 + self.random.below(3);
            let mut parts = vec![Part::text(open)];
            for n in 0..count {
                if n > 0 {
                    parts.push(Part::text(", "));
                }
                if keyed {
                    parts.push(Part::text(format!("\"{}\": ", ["a", "b", "c"][n])));
                }
                parts.push(Part::Expr(self.term(item, depth - 1)));
            }
            parts.push(Part::text(close));
            return Expr { ty, parts };
        }
        self.scope(|this| {
            let body = this.inner_body(depth);
            let mut parts = vec![Part::text(open)];
            if keyed {
                parts.push(Part::Expr(this.term(key, 0)));
                parts.push(Part::text(": "));
            }
            parts.push(Part::Expr(this.term(item, 0)));
            parts.push(Part::text(" | "));
            parts.push(body);
            parts.push(Part::text(close));
            Expr { ty, parts }
        })
    }

    /// A constant.
    pub(super) fn literal(&mut self, ty: Ty) -> Expr {
        let several = |this: &mut Self, ty, open: &str, close: &str, keys: bool| {
            let count = this.random.below(4);
            let mut text = String::from(open);
            for n in 0..count {
                if n > 0 {
                    text.push_str(", ");
                }
                if keys {
                    text.push_str(&format!("\"{}\": ", ["a", "b", "x-y"][n]));
                }
                text.push_str(&this.literal(ty).to_string());
            }
            text.push_str(close);
            Expr::plain(ty, text)
        };
        let words: &[&str] = match ty {
            Ty::Num => {
                &["0", "1", "2", "3", "10", "-1", "2.5", "0.5", "1e3", "7", "12345678901234567890"]
            }
            Ty::Small => &["0", "1", "2", "3", "-1", "4", "5"],
            Ty::Bool => &["true", "false"],
            Ty::Any => &["null", "1", "\"a\"", "true", "[]", "{}", "[1, \"a\"]", "{\"a\": null}"],
            Ty::Pattern => &[
                "`^a`",
                "`a+`",
                "`[a-c]`",
                "`(a)(b)?`",
                "`\\s`",
                "`.`",
                "``",
                "`^$`",
                "`b*`",
                "`(?i)ABC`",
                "`[`",
                "`\\d+`",
                "`x|y`",
            ],
            Ty::Glob => {
                &["\"a*\"", "\"*\"", "\"{a,b}\"", "\"?\"", "\"[a-c]*\"", "\"a.*\"", "\"**\""]
            }
            Ty::Layout => &["\"%v\"", "\"%s|\"", "\"<%v>\"", "\"%%%v\""],
            Ty::Layouts => &[
                "\"%v %v\"",
                "\"%s-%v\"",
                "\"%s:%d\"",
                "\"%5s|%v\"",
                "\"%q %v\"",
                "\"%[2]v%[1]v\"",
            ],
            Ty::Cidr => &[
                "\"10.0.0.0/8\"",
                "\"10.1.0.0/16\"",
                "\"192.168.1.0/30\"",
                "\"0.0.0.0/0\"",
                "\"2001:db8::/126\"",
                "\"10.0.0.0/33\"",
            ],
            Ty::Ip => {
                &["\"10.1.2.3\"", "\"192.168.1.1\"", "\"2001:db8::1\"", "\"10.0.0.0/24\"", "\"a\""]
            }
            Ty::Version => &[
                "\"1.2.3\"",
                "\"1.10.0\"",
                "\"1.2.3-rc.1\"",
                "\"1.2.3+b\"",
                "\"1.2\"",
                "\"v1.0.0\"",
            ],
            Ty::Coded => {
                &["\"YWI=\"", "\"YWI\"", "\"6162\"", "\"a-_b\"", "\"\"", "\"zz\"", "\"_w==\""]
            }
            Ty::JsonText => &[
                "\"[1, 2.5, null]\"",
                "\"{\\\"a\\\": {\\\"b\\\": true}}\"",
                "\"{\"",
                "\"1e2\"",
                "\"\\\"x\\\"\"",
            ],
            Ty::Units => &[
                "\"10Mi\"", "\"1.5k\"", "\"100\"", "\"2KiB\"", "\"5m\"", "\"1e3\"", "\"x\"",
                "\"3GB\"",
            ],
            Ty::Graph => &[
                "{\"a\": [\"b\"], \"b\": [\"c\", \"a\"], \"c\": []}",
                "{\"a\": {\"b\"}, \"b\": set()}",
            ],
            Ty::Patch => &[
                "[{\"op\": \"add\", \"path\": \"/z\", \"value\": 1}]",
                "[{\"op\": \"remove\", \"path\": \"/a\"}]",
                "[{\"op\": \"replace\", \"path\": \"a\", \"value\": 2}, {\"op\": \"test\", \"path\": \"/a\", \"value\": 2}]",
                "[{\"op\": \"move\", \"from\": \"/a\", \"path\": \"/y\"}]",
                "[{\"op\": \"copy\", \"from\": \"/b\", \"path\": \"/a\"}]",
            ],
            Ty::Str => {
                return Expr::plain(ty, format!("\"{}\"", self.random.pick(WORDS)));
            }
            Ty::ListNum => return Expr { ty, ..several(self, Ty::Num, "[", "]", false) },
            Ty::ListStr => return Expr { ty, ..several(self, Ty::Str, "[", "]", false) },
            Ty::ObjNum => return Expr { ty, ..several(self, Ty::Num, "{", "}", true) },
            Ty::ObjStr => return Expr { ty, ..several(self, Ty::Str, "{", "}", true) },
            Ty::SetNum | Ty::SetStr => {
                let item = if ty == Ty::SetNum { Ty::Num } else { Ty::Str };
                let set = several(self, item, "{", "}", false);
                let empty = set.to_string() == "{}";
                return Expr::plain(ty, if empty { "set()".to_owned() } else { set.to_string() });
            }
        };
        Expr::plain(ty, *self.random.pick(words))
    }
}
