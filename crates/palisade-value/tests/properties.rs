//! Properties of values: JSON round trips, order, equality and hashes agree.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use palisade_value::{
    Arena, Equality, JsonOptions, Number, ObjectBuilder, Unknown, UnknownKind, Value, parse_json,
    write_json,
};
use proptest::prelude::*;
use std::cmp::Ordering;

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_filter("finite", |f| f.is_finite()).prop_map(Into::into),
        "\\PC{0,8}".prop_map(Into::into),
        "[a-c\"\\\\\n\u{1}]{0,4}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map("[a-e]{0,3}", inner, 0..6)
                .prop_map(|m| serde_json::Value::Object(m.into_iter().collect())),
        ]
    })
}

fn read<'a>(arena: &'a Arena, text: &str) -> Value<'a> {
    parse_json(arena, text, JsonOptions::default()).unwrap()
}

fn shown(value: Value<'_>) -> String {
    let mut out = String::new();
    write_json(&mut out, value);
    out
}

proptest! {
    #[test]
    fn json_reads_and_writes_as_serde_json_does(input in json()) {
        let arena = Arena::new();
        let value = read(&arena, &input.to_string());
        let back: serde_json::Value = serde_json::from_str(&shown(value)).unwrap();
        prop_assert_eq!(&back, &input);
        prop_assert!(read(&arena, &shown(value)).same(&value));
    }

    #[test]
    fn arbitrary_text_never_panics_and_agrees_with_serde_json(text in "[\\[\\]{},:\"0-9eE+\\-. a-z\\\\]{0,24}") {
        let arena = Arena::new();
        let ours = parse_json(&arena, &text, JsonOptions::default());
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        let out_of_range = matches!(&theirs, Err(e) if e.to_string().contains("out of range"));
        prop_assert!(ours.is_ok() == theirs.is_ok() || out_of_range, "{:?} {:?}", ours, theirs);
    }

    #[test]
    fn order_is_total_and_hash_agrees(a in json(), b in json(), c in json()) {
        let arena = Arena::new();
        let [a, b, c] = [a, b, c].map(|v| read(&arena, &v.to_string()));
        prop_assert_eq!(a.order(&b), b.order(&a).reverse());
        if a.order(&b) != Ordering::Greater && b.order(&c) != Ordering::Greater {
            prop_assert_ne!(a.order(&c), Ordering::Greater);
        }
        if a.same(&b) { prop_assert_eq!(a.hash32(), b.hash32()); }
        prop_assert_eq!(a.equals(&b) == Equality::Equal, a.same(&b));
        let elsewhere = Arena::new();
        prop_assert!(a.copy_into(&elsewhere).same(&a));
    }

    #[test]
    fn numbers_of_any_kind_compare_as_exact_decimals(
        a in "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,20})?", b in "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,20})?"
    ) {
        let arena = Arena::new();
        let [x, y] = [&a, &b].map(|t| Number::parse(&arena, t).unwrap());
        let want = decimal_order(&a, &b);
        // A double stands for its exact binary value, at most half a unit in the last place off.
        let close = (x.as_f64().unwrap() - y.as_f64().unwrap()).abs() <= x.as_f64().unwrap().abs() * 1e-15;
        if !close { prop_assert_eq!(x.order(&y), want); }
        if want == Ordering::Equal { prop_assert!(x.same(&y)); prop_assert_eq!(x.hash32(), y.hash32()); }
    }

    #[test]
    fn every_key_of_an_object_is_found(keys in prop::collection::btree_set("[a-z]{1,6}", 0..120)) {
        let arena = Arena::new();
        let mut builder = ObjectBuilder::new();
        for (n, key) in keys.iter().rev().enumerate() {
            builder.field(arena.alloc_str(key), Value::Int(-1));
            builder.field(arena.alloc_str(key), Value::Int(i64::try_from(n).unwrap()));
        }
        let object = builder.finish(&arena);
        prop_assert_eq!(object.as_object().unwrap().len(), keys.len());
        for (n, key) in keys.iter().rev().enumerate() {
            prop_assert_eq!(object.field(key), Some(Value::Int(i64::try_from(n).unwrap())));
        }
        prop_assert_eq!(object.field("UPPER"), None);
    }
}

/// Compares two decimals digit by digit.
fn decimal_order(a: &str, b: &str) -> Ordering {
    let split = |t: &str| {
        let (negative, t) = t.strip_prefix('-').map_or((false, t), |r| (true, r));
        let (whole, fraction) = t.split_once('.').unwrap_or((t, ""));
        let digits = format!("{whole:0>30}{fraction:0<30}");
        (negative && digits.bytes().any(|b| b != b'0'), digits)
    };
    let ((an, ad), (bn, bd)) = (split(a), split(b));
    match (an, bn) {
        (false, false) => ad.cmp(&bd),
        (true, true) => bd.cmp(&ad),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

#[test]
fn numbers_keep_what_was_written() {
    let arena = Arena::new();
    for (text, shape) in [
        ("1", "1"),
        ("1.50", "1.5"),
        ("0.1", "0.1"),
        ("18446744073709551616", "18446744073709551616"),
        ("0.1234567890123456789012345", "0.1234567890123456789012345"),
        ("1e400", "1e400"),
        ("-1e-400", "-1e-400"),
        ("12345678901234567890.5", "12345678901234567890.5"),
    ] {
        assert_eq!(shown(Number::parse(&arena, text).unwrap()), shape);
    }
    for text in ["", "-", "1.", ".5", "1e", "+1", "1e+", "0x1", "1_0", "--1", "1e--1", "1e+-1"] {
        assert!(Number::parse(&arena, text).is_none(), "{text}");
    }
    let huge = Number::parse(&arena, "1e999999999999").unwrap();
    let smaller = Number::parse(&arena, "9e999999999998").unwrap();
    assert_eq!(huge.order(&smaller), Ordering::Greater);
    let edge =
        [Value::Int(i64::MAX), Value::Float(9_223_372_036_854_775_808.0), Value::Uint(u64::MAX)];
    assert_eq!(edge[0].order(&edge[1]), Ordering::Less);
    assert_eq!(edge[1].order(&edge[2]), Ordering::Less);
    assert!(Value::Uint(1 << 63).same(&edge[1]));
}

#[test]
fn unknown_parts_leave_equality_open_unless_another_part_decides() {
    let arena = Arena::new();
    let unknown = Value::unknown(
        &arena,
        Unknown {
            kind: UnknownKind::AfterApply,
            subject: "x.id",
            location: None,
            partial: None,
            nullable: false,
        },
    );
    let one = Value::array(&arena, &[unknown, Value::Int(1)]);
    let two = Value::array(&arena, &[unknown, Value::Int(2)]);
    assert!(matches!(one.equals(&one), Equality::Unknown(u) if u.subject == "x.id"));
    assert_eq!(one.equals(&two), Equality::Different);
    assert_eq!(std::mem::size_of::<Option<Value<'_>>>(), 24);
}

#[test]
fn errors_name_the_place() {
    let arena = Arena::new();
    let fail =
        |text: &str| parse_json(&arena, text, JsonOptions::default()).unwrap_err().to_string();
    assert_eq!(fail("{\"a\": tru}"), "expected `true` at byte 6");
    assert_eq!(fail("[1,]"), "expected a value at byte 3");
    assert_eq!(fail("\"abc"), "string without an end at byte 0");
    assert_eq!(fail(&"[".repeat(100_000)), "nested deeper than 512 levels at byte 513");
    assert_eq!(fail("01"), "`01` is not a number at byte 0");
}

/// What takes the square of its length to read is not read; zeros at the ends cost nothing.
#[test]
fn numbers_have_a_bound() {
    let arena = Arena::new();
    let nines = |n: usize| "9".repeat(n);
    let most = palisade_value::Number::DIGITS;
    assert!(Number::parse(&arena, &nines(most)).is_some());
    assert!(Number::parse(&arena, &nines(most + 1)).is_none());
    assert!(Number::parse(&arena, &format!("0.{}", nines(most + 1))).is_none());
    assert!(Number::parse(&arena, &format!("1{}", "0".repeat(100_000))).is_some());
    let text = format!("[1, {}]", nines(1_000_000));
    let told = parse_json(&arena, &text, JsonOptions::default()).unwrap_err();
    assert_eq!(told.message, "a number of over 4096 digits is not read");
    assert_eq!(told.span.start, 4);
    // What was computed is there however long it is, also in another arena.
    let computed = Number::from_bigint(&arena, &(num_bigint::BigInt::from(7).pow(6000)));
    let other = Arena::new();
    assert_eq!(computed.copy_into(&other), computed);
}
