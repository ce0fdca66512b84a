//! The function libraries, each function at its corners.
#![expect(clippy::expect_used, reason = "tests may fail")]

use palisade_arena::Arena;
use palisade_ir::{NoRecord, Options, ProgramBuilder, Stop, Vm};
use palisade_lang_cel::{Env, Source, compile_function};
use palisade_source::FileId;
use palisade_value::Value;

/// What an expression comes to: a truth value, or what is wrong with it.
fn run(text: &str) -> Result<bool, String> {
    let constants = Arena::new();
    let mut builder = ProgramBuilder::new(&constants);
    let source = Source::new(text, FileId(0), 0);
    let (func, diagnostics) = compile_function("case", &source, &Env::new(), &mut builder);
    let refused = || diagnostics.iter().map(|d| d.message.clone()).collect::<Vec<_>>().join("; ");
    let func = func.ok_or_else(refused)?;
    let (program, arena) = (builder.finish(), Arena::new());
    let mut vm = Vm::new(&program, &arena, Options::default(), NoRecord);
    vm.start(&[]);
    match vm.call(func, &[]) {
        Ok(Value::Bool(found)) => Ok(found),
        Ok(other) => Err(format!("gives {other:?}")),
        Err(Stop::Error(fault)) => Err(fault.message.to_owned()),
        Err(stop) => Err(format!("{stop:?}")),
    }
}

fn all_true(expressions: &[&str]) {
    for text in expressions {
        assert_eq!(run(text), Ok(true), "{text}");
    }
}

fn all_wrong(expressions: &[(&str, &str)]) {
    for (text, want) in expressions {
        let found = run(text).expect_err(text);
        assert!(found.contains(want), "{text}: {found}");
    }
}

#[test]
fn what_kubernetes_adds() {
    all_true(&[
        "quantity('1Ki').asInteger() == 1024 && quantity('1Gi').compareTo(quantity('1G')) == 1",
        "quantity('1Ki') == quantity('1024') && quantity('0.5') == quantity('500m')",
        "quantity('-1.5').sign() == -1 && quantity('0').sign() == 0 && quantity('1n').sign() == 1",
        "quantity('1e3').isInteger() && !quantity('500m').isInteger()",
        "quantity('50k').add(quantity('20k')) == quantity('70k')",
        "quantity('50k').sub(20000).asInteger() == 30000 && quantity('1').add(1).asInteger() == 2",
        "quantity('100Mi').isLessThan(quantity('1Gi')) && quantity('2').isGreaterThan(quantity('1'))",
        "quantity('50.5').asApproximateFloat() == 50.5",
        "quantity('16Ei') == quantity('9223372036854775807')",
        "isQuantity('1.3Mi') && isQuantity('+5') && isQuantity('.5') && !isQuantity('1x')",
        "!isQuantity('') && !isQuantity('1.2.3') && !isQuantity('1 Gi') && !isQuantity('1ki')",
        "url('https://a.b:8080/c%20d?e=1&e=2&f=%2B#g').getHost() == 'a.b:8080'",
        "url('https://a.b:8080/').getHostname() == 'a.b' && url('https://a.b:8080/').getPort() == '8080'",
        "url('https://[::1]:80/').getHostname() == '::1' && url('/a/b').getScheme() == ''",
        "url('https://a/c%20d').getEscapedPath() == '/c%20d' && url('mailto:a').getEscapedPath() == ''",
        "url('/a?k=1&k=b%20c&x').getQuery() == {'k': ['1', 'b c'], 'x': ['']}",
        "isURL('https://a.b') && isURL('/a') && !isURL('nope') && !isURL('../a') && !isURL('')",
        "'abc123'.find('[0-9]+') == '123' && 'abc'.find('[0-9]+') == ''",
        "'a1b2c3'.findAll('[0-9]') == ['1', '2', '3'] && 'a1b2c3'.findAll('[0-9]', 2) == ['1', '2']",
        "[1, 1, 2].isSorted() && !['b', 'a'].isSorted() && [].isSorted()",
        "[1, 2].sum() == 3 && [1.5, 2.5].sum() == 4.0 && [].sum() == 0",
        "[duration('1m'), duration('1s')].sum() == duration('61s')",
        "[3, 1, 2].max() == 3 && ['b', 'a'].min() == 'a'",
        "[3, 1, 3].indexOf(3) == 0 && [3, 1, 3].lastIndexOf(3) == 2 && [1].indexOf(4) == -1",
        "!format.dns1123Label().validate('a-b').hasValue() && format.dns1123Label().validate('a_b').hasValue()",
        "format.dns1123Subdomain().validate('a..b').hasValue() && format.uuid().validate('x').hasValue()",
        "!format.qualifiedName().validate('example.com/My.Name').hasValue()",
        "!format.labelValue().validate('').hasValue() && format.byte().validate('a').hasValue()",
        "!format.date().validate('2024-02-29').hasValue() && format.date().validate('2023-02-29').hasValue()",
        "!format.datetime().validate('2024-02-29T01:02:03Z').hasValue()",
        "format.named('uri').hasValue() && !format.named('nothing').hasValue()",
        "format.named('dns1035Label').value().validate('1a').value().size() == 1",
        "semver('1.0.0').isLessThan(semver('1.0.1')) && semver('1.0.0-rc.1').isLessThan(semver('1.0.0'))",
        "semver('v1.02', true) == semver('1.2.0') && semver('1.2.3+b') == semver('1.2.3')",
        "semver('1.2.3-a.b').major() == 1 && semver('1.2.3').minor() == 2 && semver('1.2.3-a').patch() == 3",
        "isSemver('1.2.3') && !isSemver('v1.2.3') && !isSemver('01.2.3') && !isSemver('1.2') && isSemver('1.2', true)",
        "!isSemver('1.2.3-') && !isSemver('1.2.3-01') && !isSemver('1.2.3+')",
    ]);
    all_wrong(&[
        ("quantity('1x').isInteger()", "is no quantity such as"),
        ("quantity('1.5').asInteger() == 1", "no whole number"),
        ("quantity('1').compareTo(semver('1.0.0')) == 0", "no form of `compareTo`"),
        ("url('nope').getHost() == ''", "is no URL"),
        ("semver('1').major() == 1", "is no semantic version"),
        ("'a'.find('(') == ''", "cannot be used"),
        ("[].max() == 1", "`max` of an empty list"),
        ("[1, 'a'].min() == 1", "one type"),
        ("['a'].sum() == 'a'", "have a sum"),
        ("[9223372036854775807, 1].sum() == 0", "overflows"),
        (
            "authorizer.group('').resource('pods').check('get').allowed()",
            "unknown variable `authorizer`",
        ),
    ]);
}

#[test]
fn lists() {
    all_true(&[
        "[1, 2, 3, 4].slice(1, 3) == [2, 3]",
        "[1].slice(1, 1) == []",
        "[[1], [2, [3]]].flatten() == [1, 2, [3]]",
        "[[1], [2, [3, [4]]]].flatten(2) == [1, 2, 3, [4]]",
        "[1, [2]].flatten(0) == [1, [2]]",
        "[1, 2, 1.0, 'a', 'a', 1u].distinct() == [1, 2, 'a']",
        "[3, 1, 2].sort() == [1, 2, 3]",
        "['b', 'a'].sort() == ['a', 'b']",
        "[true, false].sort() == [false, true]",
        "[duration('2s'), duration('1s')].sort()[0] == duration('1s')",
        "[{'n': 2}, {'n': 1}].sortBy(x, x.n) == [{'n': 1}, {'n': 2}]",
        "['bb', 'a', 'cc'].sortBy(x, size(x)) == ['a', 'bb', 'cc']",
        "lists.range(3) == [0, 1, 2] && lists.range(0) == [] && lists.range(-1) == []",
        "[1, 2].reverse() == [2, 1] && 'äb'.reverse() == 'bä'",
        "[1, 2].first().value() == 1 && [1, 2].last().value() == 2",
        "[].first().orValue(7) == 7 && !([].last().hasValue())",
    ]);
    all_wrong(&[
        ("[1].slice(1, 2) == []", "outside of a list of 1"),
        ("[1].slice(1, 0) == []", "outside"),
        ("[1].slice(-1, 0) == []", "0 or behind"),
        ("[1].flatten(-1) == []", "0 or more"),
        ("[1, 'a'].sort() == []", "one type"),
        ("[[1], [2]].sort() == []", "one type"),
        ("1.reverse() == 1", "no form of `reverse`"),
    ]);
}

#[test]
fn sets() {
    all_true(&[
        "sets.contains([1, 2, 3], [2, 3.0, 3])",
        "sets.contains([], [])",
        "!sets.contains([1], [1, 2])",
        "sets.equivalent([1, 2, 2], [2u, 1.0])",
        "!sets.equivalent([1], [])",
        "sets.intersects([[1], [2]], [[3], [1]])",
        "!sets.intersects([1], [])",
        "sets.contains([{'a': 1}], [dyn({'a': 1.0})])",
    ]);
    all_wrong(&[("sets.contains([1], 1)", "no form of `sets.contains`")]);
}

#[test]
fn regular_expressions() {
    all_true(&[
        "'abc'.matches('b') && matches('abc', '^abc$') && !'abc'.matches('^b')",
        r"regex.replace('foo bar', r'(\w+) (\w+)', r'\2 \1') == 'bar foo'",
        r"regex.replace('aaa', 'a', 'b', 2) == 'bba'",
        r"regex.replace('aaa', 'a', 'b', 0) == 'aaa'",
        r"regex.replace('aaa', 'a', 'b', -1) == 'bbb'",
        r"regex.replace('a.b', r'\.', r'\\') == r'a\b'",
        r"regex.replace('ab', '', '-') == '-a-b-'",
        r"regex.extract('id=42;', r'id=(\d+)').value() == '42'",
        r"regex.extract('id=42;', r'\d+').value() == '42'",
        r"!regex.extract('none', r'\d+').hasValue()",
        r"regex.extractAll('a1b22', r'\d+') == ['1', '22']",
        r"regex.extractAll('k=1,l=2', r'(\w)=') == ['k', 'l']",
        r"regex.extractAll('x', r'\d') == []",
    ]);
    all_wrong(&[
        (r"regex.replace('a', 'a', r'\1') == ''", "group's number"),
        (r"regex.replace('a', 'a', 'x\\') == ''", "group's number"),
        ("regex.extract('a', '(a)(b)?').hasValue()", "one group at most"),
        ("'a'.matches('(' + '')", "cannot be used: unclosed group"),
        ("'a'.matches('[')", "no regular expression"),
        ("'a'.matches(string('(((a{100}){100}){100}){100}'))", "too large"),
    ]);
}

#[test]
fn texts() {
    all_true(&[
        "'äöü'.charAt(1) == 'ö' && 'ab'.charAt(2) == ''",
        "'a,b,,c'.split(',') == ['a', 'b', '', 'c'] && 'äb'.split('') == ['ä', 'b']",
        "'abc'.split('', 2) == ['a', 'bc'] && 'a-b-c'.split('-', 2) == ['a', 'b-c']",
        "['a', 'b'].join('-') == 'a-b' && [].join() == ''",
        "'aaa'.replace('a', 'b', 2) == 'bba' && 'ab'.replace('', '-') == '-a-b-'",
        "'  x\\t\\n'.trim() == 'x' && 'ÄB'.lowerAscii() == 'Äb' && 'äb'.upperAscii() == 'äB'",
        "'hällo'.substring(1, 3) == 'äl' && 'hällo'.substring(5) == ''",
        "'hello'.lastIndexOf('l') == 3 && 'hello'.lastIndexOf('l', 2) == 2",
        "'%s is %d%% of %.2f or %x'.format(['a', 5, 1.005, 255]) == 'a is 5% of 1.00 or ff'",
        "'%s'.format([{'b': [1, null], 'a': true}]) == '{a: true, b: [1, null]}'",
        "'%b %o %X %e'.format([-5, 8u, 'hi', 12345.678]) == '-101 10 6869 1.234568e+04'",
        "base64.encode(b'\\xff\\x00') == '/wA=' && base64.decode('/wA') == b'\\xff\\x00'",
        "strings.quote('a\"b') == '\"a\\\\\"b\"'",
    ]);
    all_wrong(&[
        ("'ab'.charAt(3) == ''", "position 3 is outside"),
        ("'ab'.substring(2, 1) == ''", "in front of the start"),
        ("'%d'.format(['a']) == ''", "`%d` cannot write a string"),
        ("'%d %d'.format([1]) == ''", "there is no value for `%d`"),
        ("'%'.format([1]) == ''", "at the end"),
        ("'%.999f'.format([1.0]) == ''", "precision"),
        ("'%y'.format([1]) == ''", "`%y` is no format"),
        ("base64.decode('?') == b''", "no base64"),
    ]);
}

#[test]
fn numbers_and_conversions() {
    all_true(&[
        "math.greatest(1, 2.5, 2u) == 2.5 && math.least([3, 1, 2]) == 1 && math.greatest(7) == 7",
        "math.ceil(1.2) == 2.0 && math.floor(-1.2) == -2.0 && math.trunc(-1.7) == -1.0",
        "math.round(2.5) == 3.0 && math.round(-2.5) == -3.0 && math.sqrt(81) == 9.0",
        "math.abs(-3) == 3 && math.sign(-2.5) == -1.0 && math.isNaN(math.sqrt(-1))",
        "math.bitShiftRight(-1, 63) == 1 && math.bitShiftLeft(1, 64) == 0",
        "int('-9223372036854775808') < 0 && int(9.99) == 9 && int(3u) == 3",
        "uint('18446744073709551615') == 18446744073709551615u",
        "double('1e3') == 1000.0 && string(1000000.0) == '1000000' && string(1e-7) == '1e-07'",
        "string(duration('1h0.5s')) == '3600.5s' && string(timestamp(0)) == '1970-01-01T00:00:00Z'",
        "type(1) == int && type(1u) == uint && type({}) == map && type(type(1)) == type",
        "bool('t') && !bool('False') && bytes('é') == b'\\xc3\\xa9' && string(b'\\xc3\\xa9') == 'é'",
        "type(optional.none()) == optional_type && type(duration('1s')) == google.protobuf.Duration",
    ]);
    all_wrong(&[
        ("int(1e19) == 0", "out of the range of `int`"),
        ("uint(-1) == 0u", "out of the range of `uint`"),
        ("int('x') == 0", "`x` cannot be read as `int`"),
        ("9223372036854775807 + 1 == 0", "overflows"),
        ("1 / (1 - 1) == 0", "division by zero"),
        ("math.bitShiftLeft(1, -1) == 0", "0 or more"),
        ("string(b'\\xff') == ''", "not UTF-8"),
        ("bool('yes')", "cannot be read as `bool`"),
    ]);
}

#[test]
fn times() {
    all_true(&[
        "timestamp('2024-02-29T23:30:00+01:00') == timestamp('2024-02-29T22:30:00Z')",
        "timestamp('2024-12-31T00:00:00Z').getDayOfYear() == 365",
        "timestamp('2024-07-01T12:00:00Z').getHours('America/New_York') == 8",
        "timestamp('2024-01-01T12:00:00Z').getHours('America/New_York') == 7",
        "timestamp('2024-01-01T00:00:00Z').getHours('-05:30') == 18",
        "timestamp('9999-12-31T23:59:59Z').getHours('Asia/Tokyo') == 8",
        "timestamp('2024-03-01T00:00:00Z') - timestamp('2024-02-28T00:00:00Z') == duration('48h')",
        "duration('-1.5s') < duration('0s') && duration('90m').getHours() == 1",
        "timestamp(10) + duration('5s') == timestamp(15)",
    ]);
    all_wrong(&[
        ("timestamp('2023-02-29T00:00:00Z').getDate() == 1", "no timestamp"),
        ("timestamp(0).getDate('Nowhere/City') == 1", "no time zone"),
        ("duration('1 day') == duration('1s')", "no duration"),
        ("timestamp('9999-12-31T23:59:59Z') + duration('1s') == timestamp(0)", "overflows"),
    ]);
}

#[test]
fn networks_and_optionals() {
    all_true(&[
        "cidr('10.0.0.0/8').containsIP('10.255.0.1') && !cidr('10.0.0.0/8').containsIP('11.0.0.1')",
        "cidr('0.0.0.0/0').containsCIDR('10.0.0.0/8') && cidr('::/0').prefixLength() == 0",
        "cidr('10.1.2.3/16').masked() == cidr('10.1.0.0/16') && isCIDR('::/1') && !isCIDR('1.1.1.1')",
        "ip('10.0.0.1').isGlobalUnicast() && ip('::1').isLoopback() && string(ip('::1')) == '::1'",
        "optional.of(1).or(optional.of(2)).value() == 1 && optional.none().orValue(3) == 3",
        "!optional.ofNonZeroValue('').hasValue() && optional.of('').hasValue()",
        "optional.of(2).optMap(x, x * 2) == optional.of(4) && !optional.none().optMap(x, x).hasValue()",
        "[optional.of(1), optional.none()].unwrapOpt() == [1]",
        "{'a': {'b': 1}}.?a.?b == optional.of(1) && !{'a': {}}.?a.?b.?c.hasValue()",
        "[1, ?optional.none(), ?optional.of(2)] == [1, 2] && {?'a': optional.none()} == {}",
    ]);
    all_wrong(&[
        ("ip('10.0.0.256').family() == 4", "`10.0.0.256` is no IP address"),
        ("cidr('10.0.0.0').prefixLength() == 8", "no CIDR range"),
        ("optional.none().value() == 1", "has no value"),
    ]);
}

#[test]
fn two_variable_macros_walk_lists_and_maps() {
    all_true(&[
        "[5, 6].all(i, v, v == i + 5) && {'a': 1}.exists(k, v, k == 'a' && v == 1)",
        "[1, 2, 2].existsOne(i, v, v == 1) && ![1, 2, 2].exists_one(v, v == 2)",
        "{'a': 1, 'b': 2}.transformList(k, v, v > 1, k) == ['b']",
        "{'a': 1, 'b': 2}.transformMap(k, v, v + 1) == {'a': 2, 'b': 3}",
        "['x', 'y'].transformMapEntry(i, v, {v: i}) == {'x': 0, 'y': 1}",
        "{'a': 1}.map(k, k) == ['a'] && {'a': 1}.filter(k, k != 'a') == []",
        "[[1, 2], [3]].map(x, x.map(y, y * 2)) == [[2, 4], [6]]",
        "cel.bind(x, 1, cel.bind(x, x + 1, x)) == 2 && [0].all(x, [1].all(x, x == 1))",
    ]);
    all_wrong(&[("['x', 'x'].transformMapEntry(i, v, {v: i}) == {}", "made twice")]);
}
