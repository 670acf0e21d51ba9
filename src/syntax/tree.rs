//! The tree of a text for people: what a reader of a formula wants to see is the operator first
//! and its operands below it, in order. The tape of [`super::ast`] has them the other way round.

use core::fmt;

use super::ast::Node;
use super::parser;
use crate::arena::{Arena, ArenaVec};
use crate::error::{Error, Status};
use crate::limits::DEFAULT_LIMITS;
use crate::real::Real;

/// The tree of an expression as it was parsed: before names have a meaning and before anything is
/// folded or shared. Displayed one node a line, operands two blanks deeper below their operator.
///
/// # Examples
/// ```
/// use exp_rs::{Arena, Tree};
///
/// let arena = Arena::new(4032)?;
/// let tree = Tree::parse(&arena, "2*x + sin(x)")?;
/// let lines = ["+", "  *", "    2", "    x", "  sin()", "    x", ""];
/// assert_eq!(tree.to_string(), lines.join("\n"));
/// # Ok::<(), exp_rs::Error>(())
/// ```
pub struct Tree<'a> {
    source: &'a str,
    tape: ArenaVec<'a, Node>,
    /// In the order of the lines.
    lines: ArenaVec<'a, Line>,
}

/// One line: a node of the tape, and how deep it stands.
struct Line {
    node: u32,
    depth: u32,
}

/// What a line of a [`Tree`] stands for, as the text spells it.
///
/// # Examples
/// ```
/// use exp_rs::{Arena, Tree, TreeNode};
///
/// let arena = Arena::new(4032)?;
/// let tree = Tree::parse(&arena, "x > 0 ? t[x] : 1")?;
/// let nodes: Vec<_> = tree.nodes().map(|(depth, node)| (depth, node.to_string())).collect();
/// let shown = [(0, "? :"), (1, ">"), (2, "x"), (2, "0"), (1, "t[]"), (2, "x"), (1, "1")];
/// assert_eq!(nodes, shown.map(|(depth, text)| (depth, text.to_string())));
/// assert_eq!(tree.nodes().next(), Some((0, TreeNode::Operator("? :"))));
/// # Ok::<(), exp_rs::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum TreeNode<'s> {
    /// A literal.
    Number(Real),
    /// A value by its name.
    Name(&'s str),
    /// An operator, before one operand, between two, or `? :` with three. `truth` is the one
    /// without a sign: 1 if its operand is true, 0 if not, as the first operand of `and(...)` and
    /// `or(...)` has it.
    Operator(&'s str),
    /// A call of this function with its arguments.
    Call(&'s str),
    /// An element of this array with its index.
    Element(&'s str),
    /// The definition of this local with its value.
    Definition(&'s str),
}

impl fmt::Display for TreeNode<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TreeNode::Number(value) => write!(f, "{value}"),
            TreeNode::Name(text) | TreeNode::Operator(text) => f.write_str(text),
            TreeNode::Call(name) => write!(f, "{name}()"),
            TreeNode::Element(name) => write!(f, "{name}[]"),
            TreeNode::Definition(name) => write!(f, "{name} :="),
        }
    }
}

impl<'a> Tree<'a> {
    /// Parses `source`, within the default limits. The tree lives in `arena`.
    ///
    /// # Errors
    /// Every status of the parser, with the place in `source`; [`Status::OutOfMemory`].
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, Status, Tree};
    ///
    /// let arena = Arena::new(4032)?;
    /// assert!(Tree::parse(&arena, "any_function(any_name)").is_ok());
    /// assert_eq!(Tree::parse(&arena, "1 +").err().unwrap().status, Status::UnexpectedEnd);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn parse(arena: &'a Arena, source: &'a str) -> Result<Tree<'a>, Error> {
        let mut tape = ArenaVec::new(arena);
        let limits = DEFAULT_LIMITS.of_texts();
        parser::check_length(source, &limits)
            .and_then(|()| parser::parse(source, &limits, &mut tape, None))
            .map_err(|fault| Error::of_fault(&fault, None, source))?;
        let lines = lines(arena, &tape)?;
        Ok(Tree { source, tape, lines })
    }

    /// The nodes in the order of the displayed lines, each with its depth: 0 for the first one
    /// alone, and one more for operands than for what they belong to.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, Tree, TreeNode};
    ///
    /// let arena = Arena::new(4032)?;
    /// let tree = Tree::parse(&arena, "-x")?;
    /// assert!(tree.nodes().eq([(0, TreeNode::Operator("-")), (1, TreeNode::Name("x"))]));
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn nodes(&self) -> impl Iterator<Item = (u32, TreeNode<'_>)> {
        self.lines.iter().filter_map(|line| Some((line.depth, self.node(line.node)?)))
    }

    fn node(&self, at: u32) -> Option<TreeNode<'_>> {
        Some(match *self.tape.get(at as usize)? {
            Node::Number(value) => TreeNode::Number(value),
            Node::Name(span) => TreeNode::Name(span.of(self.source)),
            Node::Prefix { span, .. } | Node::Binary { span, .. } => {
                TreeNode::Operator(span.of(self.source))
            }
            Node::Truth => TreeNode::Operator("truth"),
            Node::Comma(_) => TreeNode::Operator(","),
            Node::Semicolon => TreeNode::Operator(";"),
            Node::EndAnd => TreeNode::Operator("&&"),
            Node::EndOr => TreeNode::Operator("||"),
            Node::EndIf => TreeNode::Operator("? :"),
            Node::EndCall { call: begin, .. } | Node::EndIndex(begin) | Node::EndDefine(begin) => {
                match *self.tape.get(begin.0 as usize)? {
                    Node::Call { span, .. } => TreeNode::Call(span.of(self.source)),
                    Node::Index(span) => TreeNode::Element(span.of(self.source)),
                    Node::Define(span) => TreeNode::Definition(span.of(self.source)),
                    _ => return None,
                }
            }
            _ => return None,
        })
    }
}

impl fmt::Display for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.nodes().try_for_each(|(depth, node)| {
            (0..depth).try_for_each(|_| f.write_str("  "))?;
            writeln!(f, "{node}")
        })
    }
}

/// How many of the operands before it a node takes; `None` for one that is no line of its own.
fn operands(node: Node) -> Option<usize> {
    Some(match node {
        Node::Number(_) | Node::Name(_) => 0,
        Node::Prefix { .. } | Node::Truth | Node::EndIndex(_) | Node::EndDefine(_) => 1,
        Node::Binary { .. } | Node::Comma(_) | Node::Semicolon | Node::EndAnd | Node::EndOr => 2,
        Node::EndIf => 3,
        Node::EndCall { arguments, .. } => arguments as usize,
        _ => return None,
    })
}

/// A node's place among the others; [`NONE`] for no node.
#[derive(Clone, Copy)]
struct Links {
    first_operand: u32,
    next_sibling: u32,
}

const NONE: u32 = u32::MAX;

/// Operators before their operands.
fn lines<'a>(arena: &'a Arena, tape: &[Node]) -> Result<ArenaVec<'a, Line>, Status> {
    let (links, root) = link(arena, tape)?;
    let mut lines = ArenaVec::new(arena);
    // Where to go on, the nearest last: never deeper than the tree.
    let mut waiting = ArenaVec::new(arena);
    waiting.push(Line { node: root, depth: 0 })?;
    while let Some(Line { node, depth }) = waiting.pop() {
        let Some(Links { first_operand, next_sibling }) = links.get(node as usize).copied() else {
            continue;
        };
        lines.push(Line { node, depth })?;
        waiting.push(Line { node: next_sibling, depth })?;
        waiting.push(Line { node: first_operand, depth: depth + 1 })?;
    }
    Ok(lines)
}

/// The links of each node, and the node that stands above all others.
fn link<'a>(arena: &'a Arena, tape: &[Node]) -> Result<(ArenaVec<'a, Links>, u32), Status> {
    let mut links: ArenaVec<Links> = ArenaVec::with_capacity(arena, tape.len())?;
    // The nodes that wait for the operator that takes them.
    let mut open: ArenaVec<u32> = ArenaVec::new(arena);
    for (at, node) in tape.iter().enumerate() {
        let mut own = Links { first_operand: NONE, next_sibling: NONE };
        if let Some(count) = operands(*node) {
            let first = open.len().saturating_sub(count);
            own.first_operand = open[first..].first().copied().unwrap_or(NONE);
            for pair in open[first..].windows(2) {
                links[pair[0] as usize].next_sibling = pair[1];
            }
            open.truncate(first);
            open.push(at as u32)?;
        }
        links.push(own)?;
    }
    let root = open.last().copied().unwrap_or(NONE);
    Ok((links, root))
}
