use super::*;

#[test]
fn groups_are_modules_and_namespaces() {
    for (address, wanted) in [
        ("aws_s3_bucket.logs", ""),
        ("aws_s3_bucket.logs[\"a/b/c\"]", ""),
        ("module.a.aws_s3_bucket.logs", "module.a"),
        ("module.a[\"x.y\\\"]z\"].module.b[0].data.x.y", "module.a[\"x.y\\\"]z\"].module.b[0]"),
        ("module.a", ""),
        ("Deployment/shop/web", "shop"),
        ("Namespace/shop", ""),
    ] {
        assert_eq!(group(address), wanted, "{address}");
    }
}

#[test]
fn texts_cannot_leave_their_quotes() {
    let text = "a[\"x\\\"]; b -- c\u{7}\n<script>#`";
    assert_eq!(dot_text([text].into_iter()), "\"a[\\\"x\\\\\\\"]; b -- c<script>#`\"");
    let mermaid = mermaid_text([text, "k"].into_iter());
    assert_eq!(mermaid, "\"a[#34;x#92;#34;]#59; b -- c#60;script#62;#35;#96;<br/>k\"");
}

/// Names that mean something in one of the two languages, or nearly leave their quotes.
const HOSTILE: [&str; 16] = [
    "end",
    "graph",
    "subgraph",
    "a\"b",
    "a\\",
    "a\\\"b",
    "[x](y){z}",
    "<b>bold</b>",
    "#quot;",
    "&amp;",
    "`code`",
    "a-->b; c--d",
    "%%{init: {}}%%",
    "click n0_0 \"javascript:alert(1)\"",
    "\u{202e}rtl\u{0}\u{7f}\n\r\t\u{2028}",
    "日本語 ünï 👩‍👩‍👧",
];

fn hostile() -> Vec<Graph> {
    let mut graphs = Vec::new();
    for (n, name) in HOSTILE.iter().enumerate() {
        let nodes: Vec<(String, Vec<String>)> = HOSTILE
            .iter()
            .map(|other| ((*other).to_owned(), vec!["first".to_owned(), (*name).to_owned()]))
            .collect();
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in 0..nodes.len() {
            let group = if at % 3 == 0 { "" } else { HOSTILE[at % 5] };
            groups.entry(group.to_owned()).or_default().push(at);
        }
        let edges = (1..nodes.len()).map(|at| ((0, at), (at % 2 == 0, at % 3 == 0))).collect();
        graphs.push(Graph { name: (*name).to_owned(), nodes, edges, groups });
        assert!(graphs.len() == n + 1);
    }
    graphs
}

/// A token of DOT.
#[derive(Clone, PartialEq, Debug)]
enum Token {
    Id(String),
    Quoted(String),
    Mark(&'static str),
}

/// The tokens of DOT, by its published grammar: identifiers, quoted texts in which only a quote is
/// escaped, and marks.
fn dot_tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            rest = &rest[c.len_utf8()..];
        } else if c == '"' {
            let mut value = String::new();
            let mut chars = rest.char_indices().skip(1);
            let end = loop {
                let (at, c) = chars.next().expect("a quoted text ends");
                match c {
                    '"' => break at + 1,
                    // A backslash goes with what follows it.
                    '\\' => {
                        value.push(c);
                        value.push(chars.next().expect("something is escaped").1);
                    }
                    '\n' | '\r' => panic!("a line ends in a quoted text"),
                    c => value.push(c),
                }
            };
            tokens.push(Token::Quoted(value));
            rest = &rest[end..];
        } else if let Some(mark) =
            ["->", "{", "}", "[", "]", "=", ";", ","].into_iter().find(|m| rest.starts_with(*m))
        {
            tokens.push(Token::Mark(mark));
            rest = &rest[mark.len()..];
        } else {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(0);
            assert!(end > 0 && !rest.starts_with(|c: char| c.is_ascii_digit()), "{rest:.40}");
            tokens.push(Token::Id(rest[..end].to_owned()));
            rest = &rest[end..];
        }
    }
    tokens
}

/// Reads `digraph ID { … }` and counts nodes, edges and subgraphs; anything else is refused.
fn read_dot(text: &str) -> (usize, usize, usize) {
    let tokens = dot_tokens(text);
    let mut at = 0;
    let id = |at: &mut usize| -> String {
        let Some(Token::Id(id)) = tokens.get(*at) else { panic!("no id at {at}") };
        *at += 1;
        let keyword = ["node", "edge", "graph", "digraph", "subgraph", "strict"];
        assert!(!keyword.contains(&id.to_lowercase().as_str()), "{id}");
        id.clone()
    };
    let mark = |at: &mut usize, mark: &'static str| {
        assert_eq!(tokens.get(*at), Some(&Token::Mark(mark)), "{at}");
        *at += 1;
    };
    let is = |at: usize, mark: &'static str| tokens.get(at) == Some(&Token::Mark(mark));
    let word = |at: usize, word: &str| tokens.get(at) == Some(&Token::Id(word.to_owned()));
    let attributes = |at: &mut usize| {
        mark(at, "[");
        while !is(*at, "]") {
            id(at);
            mark(at, "=");
            assert!(matches!(tokens.get(*at), Some(Token::Id(_) | Token::Quoted(_))));
            *at += 1;
            if is(*at, ",") {
                *at += 1;
            }
        }
        mark(at, "]");
    };
    let (mut nodes, mut edges, mut groups) = (0, 0, 0);
    assert!(word(0, "digraph"));
    at += 1;
    id(&mut at);
    mark(&mut at, "{");
    let mut depth = 1;
    while depth > 0 {
        if is(at, "}") {
            at += 1;
            depth -= 1;
        } else if word(at, "subgraph") {
            at += 1;
            id(&mut at);
            mark(&mut at, "{");
            depth += 1;
            groups += 1;
        } else if word(at, "node") {
            at += 1;
            attributes(&mut at);
            mark(&mut at, ";");
        } else {
            id(&mut at);
            if is(at, "=") {
                at += 1;
                assert!(matches!(tokens.get(at), Some(Token::Quoted(_))));
                at += 1;
            } else if is(at, "->") {
                at += 1;
                id(&mut at);
                edges += 1;
                if is(at, "[") {
                    attributes(&mut at);
                }
            } else {
                nodes += 1;
                attributes(&mut at);
            }
            mark(&mut at, ";");
        }
    }
    assert_eq!(at, tokens.len(), "something stands behind the graph");
    (nodes, edges, groups)
}

/// A text of Mermaid in its quotes: no quote in it, and each `#` begins a character code.
fn mermaid_quoted(text: &str) {
    let inside = text.strip_prefix("[\"").and_then(|t| t.strip_suffix("\"]")).expect(text);
    let inside = inside.replace("<br/>", "");
    assert!(!inside.contains(['"', '<', '>', '`', '&', '\\']), "{text}");
    assert!(!inside.chars().any(char::is_control), "{text}");
    for part in inside.split('#').skip(1) {
        let (code, _) = part.split_once(';').expect("a code ends");
        assert!(!code.is_empty() && code.bytes().all(|b| b.is_ascii_digit()), "{text}");
    }
}

/// Reads a flowchart line by line, which is how Mermaid does.
fn read_mermaid(text: &str) -> (usize, usize, usize) {
    let is_id = |id: &str| {
        let keyword = ["end", "graph", "subgraph", "flowchart", "click", "style", "class"];
        // An `o` or `x` at the start would be taken for the head of an arrow.
        !id.is_empty()
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !keyword.contains(&id)
            && !id.starts_with(['o', 'x'])
    };
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    let (mut nodes, mut edges, mut groups, mut depth) = (0, 0, 0, 0_usize);
    for line in lines.map(str::trim_start) {
        if line == "end" {
            depth = depth.checked_sub(1).expect("a subgraph to end");
        } else if let Some(rest) = line.strip_prefix("subgraph ") {
            let (id, label) = rest.split_once(' ').expect(line);
            assert!(is_id(id), "{line}");
            mermaid_quoted(label);
            depth += 1;
            groups += 1;
        } else if let Some((id, _)) = line.split_once('[') {
            assert!(is_id(id), "{line}");
            mermaid_quoted(&line[id.len()..]);
            nodes += 1;
        } else {
            let parts: Vec<&str> = line.split(' ').collect();
            let [from, arrow, to] = parts[..] else { panic!("{line}") };
            assert!(is_id(from) && is_id(to), "{line}");
            assert!(["-->", "<-->", "---"].contains(&arrow), "{line}");
            edges += 1;
        }
    }
    assert_eq!(depth, 0, "a subgraph does not end");
    (nodes, edges, groups)
}

#[test]
fn hostile_names_keep_to_the_grammars() {
    let graphs = hostile();
    let count = HOSTILE.len();
    let groups: usize =
        graphs.iter().map(|g| 1 + g.groups.keys().filter(|name| !name.is_empty()).count()).sum();
    let wanted = (count * count, count * (count - 1), groups);
    assert_eq!(read_dot(&dot(&graphs)), wanted);
    assert_eq!(read_mermaid(&mermaid(&graphs)), wanted);
    // One graph by itself has no frame around it.
    assert_eq!(read_dot(&dot(&graphs[..1])).0, count);
    assert_eq!(read_mermaid(&mermaid(&graphs[..1])).0, count);
    assert_eq!(read_dot(&dot(&[])), (0, 0, 0));
}

/// Lines and paragraphs of Unicode end a line for some readers.
#[test]
fn no_text_ends_a_line() {
    for text in [dot(&hostile()), mermaid(&hostile())] {
        assert!(!text.contains(['\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{202e}', '\u{0}']));
    }
}
