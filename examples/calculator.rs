//! A calculator: each line of standard input is an expression, or a definition as `name = expression`
//! or `name(a, b) = expression`. A wrong line is shown with a caret below the place.
//!
//!     printf 'half(x) = x/2\n h = half(9)\n sqrt(2*h)\n' | cargo run --example calculator

use exp_rs::{Context, Error, Expression};
use std::io::BufRead;

/// The left and the right side of a definition; `==`, `<=`, `:=` and their like are operators.
fn definition(line: &str) -> Option<(&str, &str)> {
    let at = line.find('=')?;
    let operator = line[at + 1..].starts_with('=') || line[..at].ends_with(['<', '>', '!', ':']);
    (!operator).then(|| (line[..at].trim(), &line[at + 1..]))
}

/// What a line gives; otherwise what is wrong with it, and where.
fn run(context: &mut Context, line: &str) -> Result<String, String> {
    let shown = |error: Error, text: &str| error.in_source(text).to_string();
    let value = |context: &Context, source: &str| {
        let compiled = Expression::with_context(source, &[], context);
        compiled.and_then(|mut e| e.eval(&[])).map_err(|error| shown(error, source))
    };
    let Some((left, source)) = definition(line) else {
        return Ok(value(context, line)?.to_string());
    };
    if let Some((name, parameters)) = left.strip_suffix(')').and_then(|call| call.split_once('(')) {
        let added = context.add_expression_function(name.trim(), parameters, source);
        return added.map(|()| left.to_string()).map_err(|error| shown(error, source));
    }
    let result = value(context, source)?;
    let set = context.set_constant(left, result);
    set.map(|()| format!("{left} = {result}")).map_err(|error| shown(error, left))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut context = Context::new()?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        match run(&mut context, &line) {
            Ok(text) | Err(text) => println!("{text}"),
        }
    }
    Ok(())
}
