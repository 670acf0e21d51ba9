//! Against the tree, in which a scope is a pair of nodes.

use std::collections::BTreeSet;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::*;
use crate::arena::{Arena, ArenaVec};
use crate::limits::TextLimits;
use crate::syntax::ast::Node;
use crate::syntax::parser::parse;

/// A use that the tree knows: where, how, and whether it is not of a visible local.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    name: String,
    at: u32,
    used: Use,
    free: bool,
}

/// All uses in reading order; `None` for a text that is not accepted.
fn by_tree(source: &str) -> Option<Vec<Seen>> {
    let arena = Arena::growable(0, usize::MAX).unwrap();
    let mut nodes = ArenaVec::new(&arena);
    parse(source, &TextLimits::NONE, &mut nodes, None).ok()?;
    let (mut uses, mut locals, mut scopes) = (Vec::new(), Vec::new(), Vec::new());
    let mut note = |span: Span, used, free| {
        uses.push(Seen { name: span.of(source).to_string(), at: span.offset, used, free });
    };
    for node in nodes.iter() {
        match node {
            Node::Name(span) => note(*span, Use::Value, !locals.contains(&span.of(source))),
            Node::Index(span) => note(*span, Use::Array, true),
            Node::Call { span, .. } => note(*span, Use::Function, true),
            Node::EndDefine(begin) => match nodes[begin.0 as usize] {
                Node::Define(span) => locals.push(span.of(source)),
                _ => unreachable!(),
            },
            Node::And | Node::Or | Node::Then | Node::Scope => scopes.push(locals.len()),
            Node::Else => locals.truncate(*scopes.last().unwrap()),
            Node::EndAnd | Node::EndOr | Node::EndIf | Node::EndScope => {
                locals.truncate(scopes.pop().unwrap());
            }
            _ => {}
        }
    }
    Some(uses)
}

/// Every use of one name, as its scope sees them.
fn by_scope(source: &str, name: &str) -> Vec<Seen> {
    let mut marks = Marks::new(source);
    let mut scope = Scope::new(source, name);
    let mut uses = Vec::new();
    loop {
        let (mark, span) = marks.next();
        match mark {
            Mark::End => return uses,
            Mark::Use(used) if span.of(source) == name => {
                let free = used != Use::Value || !scope.is_visible();
                assert!(!(free && used == Use::Value && scope.is_settled()));
                uses.push(Seen { name: name.to_string(), at: span.offset, used, free });
            }
            _ => scope.step(mark, span),
        }
    }
}

/// Compares all that there is to compare; false for a text that is not accepted.
fn check(source: &str) -> bool {
    let Some(tree) = by_tree(source) else {
        return false;
    };
    let names: BTreeSet<&str> = tree.iter().map(|s| s.name.as_str()).collect();
    for name in names {
        let of_name: Vec<Seen> = tree.iter().filter(|s| s.name == name).cloned().collect();
        assert_eq!(by_scope(source, name), of_name, "{source}");
        let free = of_name.iter().find(|s| s.free).map(|s| s.at);
        assert_eq!(find_use(source, name, &|_| true), free, "{source}");
    }
    let mut expected = Vec::new();
    for seen in tree.iter().filter(|s| s.free) {
        let pair = (seen.name.clone(), seen.used);
        if !expected.contains(&pair) {
            expected.push(pair);
        }
    }
    let mut told = Vec::new();
    for_each_use(source, &mut |span, used| told.push((span.of(source).to_string(), used)));
    assert_eq!(told, expected, "{source}");
    true
}

#[test]
fn scopes_by_hand() {
    for source in [
        "x",
        "a + b * a + f(a) + a[b]",
        "a := a + 1; a",
        "a := b := c, a + b + c",
        "(a := 1, a) + a",
        "a + (a := 1; a)",
        "c && (a := 1) + a && a",
        "c && (a := 1) + a || a",
        "c || (a := 1) && a || a",
        "c or (a := 1) and a, a",
        "c && (a := 1) ? a : a",
        "(a := 1) && a ? a : a",
        "c ? (a := 1) + a : a",
        "c ? d ? (a := 1) : a : a, a",
        "c ? (a := 1) ? a : a : a",
        "c ? x : (a := 1) ? a : a; a",
        "c ? x : d ? (a := 1) : a",
        "if((a := 1), a, a) + a",
        "if(c, (a := 1) + a, a) + a",
        "if(c, x, (a := 1) + a) + a",
        "ifs((a := 1), a, (b := 1), b + a, (c := 1), c + b) + a + b + c",
        "and((a := 1), (b := a), b) + a + b",
        "or((a := 1), (b := a), b) + a + b",
        "and (c) and (a := 1) + a and a",
        "f((a := 1), a) + a",
        "f(c && (a := 1), a)",
        "not((a := 1)) + a",
        "not (a) and not a",
        "t[a := 1, a] + a + t",
        "c && t[a := 1, a] + a || a",
        "a := c && (a := 1, a); a",
        "a := (a := (a := 1) + a) + a; a",
        "if + ifs[if] + if(ifs, 1, 2)",
        "if := 1; if(if, if, ifs)",
        "a := 1, b := 2; a + b;",
        "a /* := */ # a := 1\n + b // c := 2\n + c",
        "a.b := 1; a + b + a.b + a.b.c",
        "1_000_000_000_000_000_000_000.000_1e1_0 + a",
        "(c && ((a := 1)) + a) + a",
        "(((c && (((a := 1) + a) + a)) + a) + a) || a",
    ] {
        assert!(check(source), "{source}");
    }
}

/// Texts at random, from the grammar's rules: the state, and how many operands may still nest.
struct Generator(u64, usize);

const NAMES: [&str; 7] = ["a", "b", "aa", "a.b", "if", "Δ", "c1"];

impl Generator {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
        (self.0 >> 33) as usize % n
    }

    fn pick<'x>(&mut self, of: &[&'x str]) -> &'x str {
        of[self.below(of.len())]
    }

    fn blank(&mut self) -> &'static str {
        self.pick(&[" ", " ", "  ", "\n", " /* a := 1, */ ", " # (\n", " // b[\n"])
    }

    /// Up to `most` of what `item` makes, between which stands one of `between`.
    fn list(
        &mut self,
        most: usize,
        between: &[&str],
        item: fn(&mut Self, u32) -> String,
        d: u32,
    ) -> String {
        let mut text = item(self, d);
        let more = if self.below(3) == 0 { self.below(most) } else { 0 };
        for _ in 0..more {
            text = format!(
                "{text}{}{}{}{}",
                self.blank(),
                self.pick(between),
                self.blank(),
                item(self, d)
            );
        }
        text
    }

    fn sequence(&mut self, d: u32) -> String {
        let first = self.element(d);
        format!("{first}, {}", self.list(3, &[",", ";"], Self::element, d))
    }

    fn element(&mut self, d: u32) -> String {
        let define = self.below(3) > 0;
        let name = self.pick(&NAMES[..5]);
        if define { format!("{name} := {}", self.element(d)) } else { self.choice(d) }
    }

    fn choice(&mut self, d: u32) -> String {
        if d > 0 && self.below(5) == 0 {
            let (c, a, b) = (self.or(d - 1), self.choice(d - 1), self.choice(d - 1));
            return format!("{c} ?{}{a} : {b}", self.blank());
        }
        self.or(d)
    }

    fn or(&mut self, d: u32) -> String {
        self.list(3, &["||", "or"], Self::and, d)
    }

    fn and(&mut self, d: u32) -> String {
        self.list(3, &["&&", "and"], Self::sum, d)
    }

    fn sum(&mut self, d: u32) -> String {
        self.list(4, &["+", "==", "|", "&", "^", "<<<"], Self::operand, d)
    }

    fn arguments(&mut self, count: usize, d: u32) -> String {
        let all: Vec<String> = (0..count).map(|_| self.choice(d)).collect();
        all.join(self.pick(&[",", ", "]))
    }

    fn operand(&mut self, d: u32) -> String {
        let kind = if d == 0 || self.1 == 0 { self.below(3) } else { self.below(11) };
        self.1 = self.1.saturating_sub(1);
        let (name, count) = (self.pick(&NAMES), 1 + self.below(3));
        match kind {
            0 => self.pick(&["1", "0x1F", "1_0.5", "2e3"]).to_string(),
            1 | 2 => name.to_string(),
            3..=5 => format!("({})", self.sequence(d - 1)),
            6 => format!("{name}{}[{}]", self.blank(), self.sequence(d - 1)),
            7 => format!("{}({})", self.pick(&["a", "f", "not"]), self.arguments(count, d - 1)),
            8 => format!("{}({})", self.pick(&["and", "or"]), self.arguments(count, d - 1)),
            9 => format!("if({})", self.arguments(3, d - 1)),
            _ => format!("ifs({})", self.arguments(2 * count, d - 1)),
        }
    }
}

#[test]
fn scopes_at_random() {
    let mut generator = Generator(1, 0);
    let mut text = |depth| {
        generator.1 = 40;
        generator.sequence(depth)
    };
    let accepted = (0..4_000).filter(|i| check(&text(1 + i % 7))).count();
    assert!(accepted > 3_900, "{accepted}");
}

/// Deeper than the levels that are noted, with a use behind each bracket.
#[test]
fn scopes_of_deep_texts() {
    let mut generator = Generator(2, 0);
    for depth in [10, 254, 255, 256, 257, 300, 600] {
        for every in [2, 40, 1_000] {
            let mut text = String::from("(a := 1) + a");
            for _ in 0..depth {
                let before = if generator.below(every) == 0 {
                    generator.pick(&["c && ", "c || ", "c ? x : ", "c, a := 1 && "])
                } else {
                    generator.pick(&["", "(a) + ", "b := c ? 1 : 2, "])
                };
                text = format!("({before}{text}, b + a) + a");
            }
            assert!(check(&text), "{text}");
        }
    }
}

/// The outermost level is read again after others took its row.
#[test]
fn levels_are_read_again() {
    let (open, close) = ("c && (".repeat(400), ")".repeat(400));
    let text = format!("((((({open}1{close}, a := 1{}", ") + a && a".repeat(5));
    assert!(check(&text));
}

/// More names than the table has rows.
#[test]
fn many_names() {
    for count in [15, 16, 17, 33, 100] {
        let all = |f: &dyn Fn(usize) -> String| (0..count).map(f).collect::<Vec<_>>().join(" + ");
        let uses = all(&|i| format!("n{i} + n{i}(n{i}) + n{}[0]", i / 2));
        assert!(check(&format!("{uses} + {uses}")));
        let locals: String = (0..count).map(|i| format!("n{i} := n{}; ", i / 3 * 2)).collect();
        assert!(check(&format!("{locals}{uses} + {uses}")));
    }
}

/// What is not accepted ends somewhere, too.
#[test]
fn any_text_is_survived() {
    let mut generator = Generator(3, 0);
    let pieces = ["a", "if(", "(", ")", "[", "]", ",", ":=", "?", ":", "&&", "and", "$", "/*", "1"];
    for length in 0..2_000 {
        let text: String = (0..length % 40).map(|_| generator.pick(&pieces)).collect();
        for_each_use(&text, &mut |_, _| {});
    }
}
