//! Text to tree: the lexer, the numbers, the tree and the parser. Nothing here knows what a name
//! means.

pub(crate) mod ast;
pub(crate) mod lexer;
pub(crate) mod number;
pub(crate) mod parser;
