//! What the two are known to differ in, and who is right by OPA's documentation.
//!
//! `differences.txt` names the kind of each difference that the generated cases show. Here is what
//! each kind is, with the smallest policy that shows it: the examples are run, too.

use crate::{Outcome, numbers};

/// Who does what OPA does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Right {
    Palisade,
    Regorus,
    /// OPA gives a third answer.
    Neither,
}

/// A kind of difference.
pub(crate) struct Judged {
    pub(crate) kind: &'static str,
    pub(crate) right: Right,
    /// What OPA says.
    pub(crate) why: &'static str,
    /// The rules of a package `t` that show it in a rule `p`; behind `v0: ` in the old
    /// language. Behind a line of `---` are the rules of a package `lib`.
    pub(crate) policy: &'static str,
    pub(crate) input: &'static str,
    /// What Palisade makes of `p`: JSON, or the kind of outcome.
    pub(crate) ours: &'static str,
    /// What `regorus` makes of it: JSON, or a part of its message.
    pub(crate) theirs: &'static str,
    /// Whether a difference that was made as small as it gets is of this kind.
    pub(crate) fits: fn(&Small<'_>) -> bool,
}

/// A difference in a small case.
pub(crate) struct Small<'s> {
    pub(crate) text: &'s str,
    pub(crate) ours: &'s Outcome,
    pub(crate) theirs: &'s Outcome,
    /// Whether another rule of the case is an error in both.
    pub(crate) conflict_elsewhere: bool,
}

impl Small<'_> {
    fn says(&self, message: &str) -> bool {
        match self.theirs {
            Outcome::Error(text) | Outcome::Refused(text) => text.contains(message),
            _ => false,
        }
    }

    fn has(&self, text: &str) -> bool {
        self.text.contains(text)
    }
}

pub(crate) const JUDGED: &[Judged] = &[
    Judged {
        kind: "panic",
        right: Right::Palisade,
        why: "a builtin has a value or an error for all arguments of its types",
        policy: "p if object.subset([1], [])",
        input: "{}",
        ours: "true",
        theirs: "panic",
        fits: |small| small.says("panic"),
    },
    Judged {
        kind: "operands",
        right: Right::Palisade,
        why: "an error of a builtin or operator makes the expression undefined unless errors are strict",
        policy: "p := 1 if input.a + 1 > 0 else := 2",
        input: "{\"a\": \"x\"}",
        ours: "2",
        theirs: "expects numeric argument",
        fits: |small| {
            small.says("expects numeric argument")
                || small.says("modulo on floating-point number")
                || small.says("expects array/set/object")
        },
    },
    Judged {
        kind: "index-of-scalar",
        right: Right::Palisade,
        why: "a reference into a value that has no such key is undefined, a text and a number among them",
        policy: "v0: p = input.a[k] { k := input.ks[_] } else = 2 { true }",
        input: "{\"a\": \"x\", \"ks\": [\"a\", 0]}",
        ours: "2",
        theirs: "item cannot be indexed",
        fits: |small| small.says("item cannot be indexed"),
    },
    Judged {
        kind: "pattern-with-loop-variable",
        right: Right::Palisade,
        why: "the variables of `every` are bound in its body like all others",
        policy: "p if every x in [1] { y = x; y == 1 }",
        input: "{}",
        ours: "true",
        theirs: "incompatible destructuring patterns",
        fits: |small| {
            small.says("incompatible destructuring patterns")
                || small.has("every ") && small.has("] = ")
        },
    },
    Judged {
        kind: "array-pattern",
        right: Right::Palisade,
        why: "arrays of different lengths do not unify: an error of types where both are written out, else no solution",
        policy: "p := 1 if { [x, 1] = [input.a]; x } else := 2",
        input: "{\"a\": 1}",
        ours: "rego-type-error",
        theirs: "mismatch in number of array elements",
        fits: |small| {
            small.says("mismatch in number of array elements")
                || small.says("object literal keys mismatch")
        },
    },
    Judged {
        kind: "object-pattern",
        right: Right::Palisade,
        why: "objects unify if their keys are the same; one with more keys does not match",
        policy: "p := x if { {\"a\": x} = input.o } else := 2",
        input: "{\"o\": {\"a\": 1, \"b\": 3}}",
        ours: "2",
        theirs: "1",
        fits: |small| small.has("{\"a\": w") && small.has("} = ") || small.has("({})"),
    },
    Judged {
        kind: "rules-that-are-not-asked-for",
        right: Right::Palisade,
        why: "a rule is evaluated when an expression that is reached refers to it, and no other rules of its package are",
        policy: "import data.lib\n\np := 1 if lib.missing else := 2\n---\nq := 1\n\nq := 2",
        input: "{}",
        ours: "2",
        theirs: "conflicts with rule",
        fits: |small| {
            let conflict =
                small.says("conflicts with rule") || small.says("rules must not produce multiple");
            conflict && small.conflict_elsewhere
        },
    },
    Judged {
        kind: "sets-of-v0",
        right: Right::Palisade,
        why: "in v0 `p[\"a\"]` declares a partial set, as often as it is written",
        policy: "v0: p[\"a\"]\n\ndefault q = 1",
        input: "{}",
        ours: "[\"a\"]",
        theirs: "{\"a\":true}",
        fits: |small| {
            small.says("previous value is not a set")
                || small.theirs.to_string().contains("\": true") && !small.has(" if ")
        },
    },
    Judged {
        kind: "keys-of-heads",
        right: Right::Palisade,
        why: "a key in the reference of a head may be any term",
        policy: "p[lower(input.a)] contains 1",
        input: "{\"a\": \"X\"}",
        ours: "{\"x\":[1]}",
        theirs: "not a valid ref",
        fits: |small| small.says("not a valid ref"),
    },
    Judged {
        kind: "precedence-of-unification",
        right: Right::Palisade,
        why: "`=` binds weaker than arithmetic, on both sides",
        policy: "p if {\n\t1 + 1 = 2\n}",
        input: "{}",
        ours: "true",
        theirs: "while parsing query",
        fits: |small| small.says("expecting `}` while parsing query"),
    },
    Judged {
        kind: "calls-across-lines",
        right: Right::Palisade,
        why: "the parenthesis of a call follows its function without a blank",
        policy: "p if {\n\tinput.a\n\t(input.b == 1)\n}",
        input: "{\"a\": 1, \"b\": 1}",
        ours: "true",
        theirs: "could not find function",
        fits: |small| small.says("could not find function"),
    },
    Judged {
        kind: "branches-without-values",
        right: Right::Palisade,
        why: "a rule with variables in its head adds keys where its body holds, and is an empty object \
              where it never does",
        policy: "p[x] contains y if { some x, y in input.o; y > 1 }",
        input: "{\"o\": {\"a\": 1}}",
        ours: "{}",
        theirs: "undefined",
        fits: |small| {
            numbers::same_but_empty(small.ours, small.theirs)
                // Another rule hangs on one that is undefined instead of empty.
                || small.text.lines().any(|l| l.starts_with(['p', 'q']) && l.contains("[w"))
                    && small.has(" in {}")
        },
    },
    Judged {
        kind: "decimals",
        right: Right::Palisade,
        why: "numbers are decimals of more digits than a double has: 0.1 * 7 is 0.7",
        policy: "p := input.a * 7",
        input: "{\"a\": 0.1}",
        ours: "0.7",
        theirs: "0.7000000000000001",
        fits: |small| numbers::nearly_same(small.ours, small.theirs),
    },
    Judged {
        kind: "glob-quoting",
        right: Right::Palisade,
        why: "`glob.quote_meta` escapes all of the pattern language, brackets, braces and `?` among it",
        policy: "p := glob.quote_meta(\"[a]?\")",
        input: "{}",
        ours: "\"\\\\[a\\\\]\\\\?\"",
        theirs: "\"[a]?\"",
        fits: |small| small.has("glob.quote_meta("),
    },
    Judged {
        kind: "sprintf-as-go",
        right: Right::Palisade,
        why: "`sprintf` is Go's: wrong verbs and superfluous arguments are told of in the text",
        policy: "p := sprintf(\"%d\", [\"a\"])",
        input: "{}",
        ours: "\"%!d(string=a)\"",
        theirs: "\"\"",
        fits: |small| small.has("sprintf("),
    },
    Judged {
        kind: "base64-leniency",
        right: Right::Palisade,
        why: "Go's decoder, and so OPA's, takes left-over bits that are not zero, and bytes that are no UTF-8",
        policy: "p if base64url.decode(\"zz\")",
        input: "{}",
        ours: "true",
        theirs: "undefined",
        fits: |small| small.has("base64"),
    },
    Judged {
        kind: "version-prefix",
        right: Right::Palisade,
        why: "`semver` functions accept a leading `v` (internal/semver, Parse)",
        policy: "p := semver.is_valid(\"v1.0.0\")",
        input: "{}",
        ours: "true",
        theirs: "false",
        fits: |small| small.has("semver.") && small.has("\"v"),
    },
    Judged {
        kind: "replacer",
        right: Right::Palisade,
        why: "`replace` and `strings.replace_n` are Go's `strings.NewReplacer`: one pass, earlier keys first, an \
              empty key at every place that no other has",
        policy: "p := strings.replace_n({\"\": \"a.b\", \"b\": \"b,a\"}, \"a\")",
        input: "{}",
        ours: "\"a.baa.b\"",
        theirs: "\"a.b,aaa.b,a\"",
        fits: |small| small.has("strings.replace_n("),
    },
    Judged {
        kind: "order-of-types",
        right: Right::Palisade,
        why: "values of different types are ordered: null, booleans, numbers, texts, arrays, objects, sets",
        policy: "p := 1 if set() >= {} else := 2",
        input: "{}",
        ours: "1",
        theirs: "2",
        fits: |small| {
            let compares = [" >= ", " <= ", " < ", " > "].into_iter().any(|sign| small.has(sign));
            compares && small.has("set()") && small.has("{")
        },
    },
    Judged {
        kind: "some-behind-a-loop",
        right: Right::Palisade,
        why: "`some` may stand behind any expression of a body",
        policy: "p contains y if {\n\tx := [1, 2][_]\n\tsome i\n\ty := {3, x}[i]\n}",
        input: "{}",
        ours: "[1,2,3]",
        theirs: "duplicated definition of local variable",
        fits: |small| small.says("duplicated definition of local variable"),
    },
    Judged {
        kind: "search-for-nothing",
        right: Right::Palisade,
        why: "`indexof` and `indexof_n` refuse an empty text to look for",
        policy: "p := indexof(\"a\", \"\")",
        input: "{}",
        ours: "undefined",
        theirs: "0",
        fits: |small| small.has("indexof"),
    },
    Judged {
        kind: "split-at-nothing",
        right: Right::Palisade,
        why: "`regex.split` is Go's: an empty match at the start or the end gives no empty text",
        policy: "p := regex.split(``, \"a\")",
        input: "{}",
        ours: "[\"a\"]",
        theirs: "[\"\",\"a\",\"\"]",
        fits: |small| small.has("regex.split("),
    },
    Judged {
        kind: "undefined-head-in-a-loop",
        right: Right::Palisade,
        why: "terms of a head are part of the body: one that is undefined ends one solution, not the rule",
        policy: "p contains input.o[x] if { x := input.xs[_] }",
        input: "{\"o\": {\"a\": 1}, \"xs\": [\"b\", \"a\"]}",
        ours: "[1]",
        theirs: "not an object",
        fits: |small| {
            let nothing = ["{}", "[]"].contains(&small.theirs.to_string().as_str());
            let loops = ["[_]", "[w", "some ", "walk("].into_iter().any(|text| small.has(text));
            loops && (nothing || small.says("not an object"))
        },
    },
    Judged {
        kind: "calls-before-references",
        right: Right::Regorus,
        why: "OPA's compiler puts nested calls before an expression, and then what it refers to: a conflict in \
              such a call is an error even where another operand is undefined; Palisade takes the operands in \
              their order",
        policy: "f(x) := 1\n\nf(x) := 2\n\np := 1 if { input.a < f(1) } else := 2",
        input: "{}",
        ours: "2",
        theirs: "functions must not produce multiple outputs",
        fits: |small| small.says("functions must not produce multiple outputs"),
    },
    Judged {
        kind: "exponents",
        right: Right::Neither,
        why: "OPA keeps the text of a number and writes `1e3` for it",
        policy: "p := json.marshal(1e3)",
        input: "{}",
        ours: "\"1000.0\"",
        theirs: "\"1000\"",
        fits: |small| small.has("1e3"),
    },
    Judged {
        kind: "statements-in-order",
        right: Right::Palisade,
        why: "statements whose variables are bound are evaluated in the order that they are written in",
        policy: "q := 1\n\nq := 2\n\np := 1 if { walk(q, [x, y]); \"a\" in [] } else := 2",
        input: "{}",
        ours: "complete rules must not produce multiple outputs",
        theirs: "2",
        fits: |small| matches!(small.ours, Outcome::Error(_)) && small.has("walk("),
    },
    Judged {
        kind: "undefined-key-of-in",
        right: Right::Palisade,
        why: "`k, v in xs` is a call: with an undefined argument it is undefined",
        policy: "p contains \"a\" if {\n\t(\"a\", {}[\"a\"] in {})\n}",
        input: "{}",
        ours: "[]",
        theirs: "[\"a\"]",
        fits: |small| small.has("(") && small.has(" in "),
    },
    Judged {
        kind: "undefined-replacement",
        right: Right::Palisade,
        why: "the values of `with` are evaluated before the expression: an undefined one makes it undefined",
        policy: "default p := 2\n\np := 1 if {\n\tx := \"a\" with input.xs as input.b with input.a as 2\n}",
        input: "{}",
        ours: "2",
        theirs: "1",
        fits: |small| small.has(" with "),
    },
    Judged {
        kind: "arguments-before-negation",
        right: Right::Palisade,
        why: "arguments of calls and of comparisons other than `==` are evaluated before the negation: an \
              undefined one makes the whole expression undefined",
        policy: "p := 1 if { not input.a > 1 } else := 2",
        input: "{}",
        ours: "2",
        theirs: "1",
        fits: |small| small.has("\tnot ") || small.has(" not "),
    },
];
