use super::layout::{Civil, format, named, parse};
use super::{duration, exact_i64};
use palisade_arena::Arena;
use palisade_value::Number;

fn at(text: &str, offset: i64, zone: &str) -> Civil {
    let read = parse(super::layout::RFC3339, text).unwrap();
    Civil::from_local(read.seconds + offset, read.nanos, offset, zone.to_owned())
}

#[test]
fn layouts_write_every_element() {
    let civil = at("2006-07-04T09:08:07.0123Z", -7 * 3600, "PDT");
    for (layout, want) in [
        ("Jan January 1 01", "Jul July 7 07"),
        ("Mon Monday 2 02 _2 __2 002", "Tue Tuesday 4 04  4 185 185"),
        ("2006 06 _2006", "2006 06 _2006"),
        ("15 3 03 4 04 5 05 PM pm", "02 2 02 8 08 7 07 AM am"),
        (".000 .999 ,000000 .0009", ".012 .012 ,012300 .0009"),
        ("MST -0700 -07:00 -07 -070000 -07:00:00", "PDT -0700 -07:00 -07 -070000 -07:00:00"),
        ("Z0700 Z07:00 Z07 Z070000", "-0700 -07:00 -07 -070000"),
        ("Month Janet é", "Month Janet é"),
        ("", ""),
    ] {
        assert_eq!(format(&civil, layout), want, "{layout}");
    }
    let utc = at("1999-12-31T23:59:59Z", 0, "UTC");
    assert_eq!(format(&utc, "Z07:00 3pm .999 06"), "Z 11pm  99");
    assert_eq!(format(&utc, named("RFC850")), "Friday, 31-Dec-99 23:59:59 UTC");
    let odd = at("2000-01-01T00:00:00Z", 20_712, "");
    assert_eq!(format(&odd, "-07:00:00 MST"), "+05:45:12 +0545");
}

#[test]
fn layouts_read_what_they_write() {
    let civil = at("2021-02-28T21:05:06.007Z", 3600, "CET");
    for layout in [
        "Mon Jan _2 15:04:05.000 -0700 2006",
        "Monday, January 2 2006 3:04:05.999 pm Z07:00",
        "2006-002T15:04:05,000Z07:00:00",
        "06__2 15:04:05.0000 -07",
    ] {
        let text = format(&civil, layout);
        let read = parse(layout, &text).unwrap_or_else(|e| panic!("{layout}: {e}"));
        assert_eq!(read, parse(super::layout::RFC3339, "2021-02-28T21:05:06.007Z").unwrap());
    }
    let fraction = parse("15:04:05", "01:02:03.5").unwrap();
    assert_eq!(fraction.nanos, 500_000_000);
    let name = parse("2006 MST", "2020 GMT+3").unwrap();
    assert_eq!(name.seconds, parse("2006", "2020").unwrap().seconds - 3 * 3600);
}

#[test]
fn what_does_not_fit_a_layout_is_told_in_words_of_go() {
    for (layout, value, want) in [
        ("2006-01-02", "2021-02-30", r#"parsing time "2021-02-30": day out of range"#),
        ("2006-01-02", "2021-13-01", r#"parsing time "2021-13-01": month out of range"#),
        ("15:04", "25:00", r#"parsing time "25:00": hour out of range"#),
        ("2006", "2021x", r#"parsing time "2021x": extra text: "x""#),
        (
            "2006-01-02",
            "2021/01/02",
            r#"parsing time "2021/01/02" as "2006-01-02": cannot parse "/01/02" as "-""#,
        ),
        ("Jan", "Xyz", r#"parsing time "Xyz" as "Jan": cannot parse "Xyz" as "Jan""#),
        ("2006 002", "2021 366", r#"parsing time "2021 366": day-of-year out of range"#),
        ("-07:00", "+25:00", r#"parsing time "+25:00": time zone offset hour out of range"#),
        ("2006", "é", r#"parsing time "\xc3\xa9" as "2006": cannot parse "\xc3\xa9" as "2006""#),
    ] {
        assert_eq!(parse(layout, value), Err(want.to_owned()), "{layout} {value}");
    }
}

#[test]
fn durations_have_bounds_and_units() {
    assert_eq!(duration("-1h1m1.5s1ms1us1ns"), Ok(-3_661_501_001_001));
    assert_eq!(duration("0"), Ok(0));
    assert_eq!(duration("-9223372036854775808ns"), Ok(i64::MIN));
    assert!(duration("9223372036854775808ns").is_err());
    assert_eq!(duration("1"), Err(r#"time: missing unit in duration "1""#.to_owned()));
    assert_eq!(duration("1d"), Err(r#"time: unknown unit "d" in duration "1d""#.to_owned()));
    for text in ["", "-", ".", "s", "1..s", "é", "999999999999999999999h"] {
        assert!(duration(text).is_err(), "{text}");
    }
}

#[test]
fn numbers_are_taken_for_nanoseconds_only_where_exact() {
    let arena = Arena::new();
    let number = |text: &str| exact_i64(Number::parse(&arena, text).unwrap());
    assert_eq!(number("1e18"), Some(1_000_000_000_000_000_000));
    assert_eq!(number("9223372036854775807"), Some(i64::MAX));
    assert_eq!(number("-9223372036854775808"), Some(i64::MIN));
    assert_eq!(number("9223372036854775808"), None);
    assert_eq!(number("1.5"), None);
}
