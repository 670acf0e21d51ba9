//! Text to tree: the lexer, the numbers, the tree, the parser; and the names that a text uses.
//! Nothing here knows what a name means.

pub(crate) mod ast;
pub(crate) mod lexer;
pub(crate) mod number;
pub(crate) mod parser;
pub(crate) mod tree;
pub(crate) mod uses;
