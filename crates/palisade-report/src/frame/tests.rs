use super::*;
use palisade_source::FileId;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

const PARTS: [&str; 16] = [
    "a",
    " = ",
    "\n",
    "\r\n",
    "\t",
    "日本",
    "🙂",
    "e\u{301}",
    "\u{200d}",
    "\u{1b}[0m",
    "\u{202e}",
    "\u{9b}",
    "{",
    "}",
    "\n\n",
    "",
];

#[test]
fn no_place_in_no_text_is_too_odd() {
    let mut numbers = Numbers(7);
    for round in 0..3000 {
        let sources = SourceMap::new();
        for name in ["a.tf", "b.yaml", ""] {
            let mut text: String =
                (0..numbers.below(60)).map(|_| PARTS[numbers.below(PARTS.len())]).collect();
            if round % 10 == 0 {
                text.push_str(&"long ".repeat(numbers.below(400)));
                text.push_str(&"\nline".repeat(numbers.below(100)));
            }
            sources.add(name, text);
        }
        let mut frame = Frame::new(Tone::Alarm, "high", PARTS[numbers.below(PARTS.len())]);
        let mut location = || {
            let file = FileId(u32::try_from(numbers.below(4)).unwrap());
            let longest = sources.get(file).text().len() + 3;
            let (start, length) = (numbers.below(longest), numbers.below(longest));
            Location::new(file, Span::at(start, start + length))
        };
        for label in ["", "first", "second\nline", "third"] {
            frame.places.push(Place { location: location(), label: label.to_owned() });
        }
        frame.context = Context::Header(location());
        frame.notes.push(("help".to_owned(), "do it".to_owned()));
        for color in [false, true] {
            let options = Options { color, width: Some(round % 120), ..Options::default() };
            let text = frame.render(&sources, &options);
            assert!(text.contains("help"), "in round {round}");
            assert!(color || !text.contains('\u{1b}'), "in round {round}");
        }
    }
}

#[test]
fn columns_are_true_where_lines_are_cut() {
    let sources = SourceMap::new();
    let file = sources.add("plan.json", format!("{}\"acl\"{}", "x".repeat(900), "y".repeat(900)));
    let mut frame = Frame::new(Tone::Alarm, "high", "it is public");
    let location = Location::new(file, Span::new(900, 905));
    frame.places.push(Place { location, label: String::new() });
    let text = frame.render(&sources, &Options::default());
    assert!(text.contains("--> plan.json:1:901\n"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 160), "{text}");
}
