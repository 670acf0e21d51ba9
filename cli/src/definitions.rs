//! `name = expression` and `name(a, b) = expression`, in arguments and in files.

use exp_rs::{Context, Error, Expression, Span};

use crate::Failure;

/// What an argument or a line says.
pub enum Item<'s> {
    /// An expression, and where it begins in the text.
    Expression(&'s str, usize),
    /// A name and its expression, and where that begins.
    Value(&'s str, &'s str, usize),
    /// A function's name, its parameters, its body, and where that begins.
    Function(&'s str, &'s str, &'s str, usize),
}

impl Item<'_> {
    /// Takes a text apart at the `=` of a definition; `==`, `<=`, `:=` and their like are operators. What stands left
    /// of a definition's sign is a name or `name(...)`, so that an expression with a stray `=` is still one.
    pub fn of(text: &str) -> Item<'_> {
        let expression = || {
            let trimmed = text.trim_start();
            Item::Expression(trimmed.trim_end(), text.len() - trimmed.len())
        };
        let Some(at) = text.find('=') else {
            return expression();
        };
        let (left, right) = (text[..at].trim(), &text[at + 1..]);
        let is_operator = right.starts_with('=') || text[..at].ends_with(['<', '>', '!', ':']);
        let is_name = |name: &str| {
            !name.is_empty() && !name.contains(|c: char| !(c.is_alphanumeric() || "_.".contains(c)))
        };
        let body = right.trim_start();
        let start = text.len() - body.len();
        let body = body.trim_end();
        match left.strip_suffix(')').and_then(|call| call.split_once('(')) {
            _ if is_operator => expression(),
            None if is_name(left) => Item::Value(left, body, start),
            Some((name, parameters)) if is_name(name.trim()) => {
                Item::Function(name.trim(), parameters, body, start)
            }
            _ => expression(),
        }
    }
}

/// Arguments in their two kinds: the definitions, carried out, and the expressions in order.
pub fn read_arguments<'s>(
    items: &'s [String],
    context: &mut Context,
) -> Result<Vec<&'s str>, Failure> {
    let mut expressions = Vec::new();
    for text in items {
        match Item::of(text) {
            Item::Expression(source, _) => expressions.push(source),
            // Functions first, so that values may use them in any order.
            Item::Function(..) => define(text, context)?,
            Item::Value(..) => {}
        }
    }
    for text in items.iter().filter(|text| matches!(Item::of(text), Item::Value(..))) {
        define(text, context)?;
    }
    Ok(expressions)
}

/// Carries out a definition.
pub fn define(text: &str, context: &mut Context) -> Result<(), Failure> {
    let (source, outcome) = match Item::of(text) {
        Item::Value(name, source, _) => (source, set_value(context, name, source)),
        Item::Function(name, parameters, body, _) => {
            (body, context.add_expression_function(name, parameters, body))
        }
        Item::Expression(..) => {
            return Err(Failure::Usage(format!("'{text}' does not define a name: NAME=VALUE")));
        }
    };
    outcome.map_err(|error| wrong(source, &error))
}

fn set_value(context: &mut Context, name: &str, source: &str) -> Result<(), Error> {
    let value = value(source, context)?;
    context.set_constant(name, value)
}

/// An expression over `parameters`. An error in the body of a function that it calls, where its offset leads, is one of
/// the whole text.
pub fn compile(source: &str, parameters: &[&str], context: &Context) -> Result<Expression, Error> {
    Expression::with_context(source, parameters, context).map_err(|mut error| {
        if error.expression.is_none() {
            error.span = Span { offset: 0, length: source.len() as u32 };
        }
        error
    })
}

/// The value of an expression without parameters.
pub fn value(source: &str, context: &Context) -> Result<f64, Error> {
    compile(source, &[], context)?.eval(&[])
}

/// An argument that is wrong.
pub fn wrong(source: &str, error: &Error) -> Failure {
    Failure::Expression(source.to_owned(), Box::new(error.clone()), None)
}

/// What a name's or a function's lack of memory is: nothing that the user wrote.
pub fn new_context() -> Result<Context, Failure> {
    Context::new().map_err(|status| Failure::Usage(status.message().to_owned()))
}
