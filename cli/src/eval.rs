//! `exp-rs eval`: expressions to numbers.

use std::io::{self, BufRead, IsTerminal, Write};

use exp_rs::Context;
use serde::Serialize;

use crate::Failure;
use crate::arguments::Eval;
use crate::definitions::{new_context, read_arguments, value};
use crate::output::{Number, Source, show_error, write_json};

#[derive(Serialize)]
struct Record<'s> {
    expression: &'s str,
    value: Number,
}

/// All expressions; those that are wrong are shown, and the others go on.
pub fn run(options: &Eval, json: bool) -> Result<(), Failure> {
    let mut context = new_context()?;
    let mut expressions = read_arguments(&options.items, &mut context)?;
    if expressions.is_empty() && !io::stdin().is_terminal() {
        expressions.push("-");
    }
    let (mut good, mut some) = (true, false);
    for source in expressions {
        if source == "-" {
            for (number, line) in io::stdin().lock().lines().enumerate() {
                let line = line?;
                let source =
                    Source { origin: "<stdin>", line: number + 1, ..Source::argument(&line) };
                if !line.trim().is_empty() {
                    some = true;
                    good &= one(&context, source, json)?;
                }
            }
        } else {
            some = true;
            good &= one(&context, Source::argument(source), json)?;
        }
    }
    if !some {
        return Err(Failure::Usage("there is no expression to evaluate".to_owned()));
    }
    if good { Ok(()) } else { Err(Failure::Shown) }
}

/// Whether the expression has a value, which is written.
fn one(context: &Context, source: Source<'_>, json: bool) -> io::Result<bool> {
    let value = value(source.text, context);
    let mut out = anstream::stdout().lock();
    match &value {
        Ok(value) if json => {
            write_json(&mut out, &Record { expression: source.text, value: Number(*value) })?;
        }
        Ok(value) => writeln!(out, "{}", Number(*value))?,
        Err(error) if json => show_error(&mut out, true, source, error)?,
        Err(error) => show_error(&mut anstream::stderr(), false, source, error)?,
    }
    Ok(value.is_ok())
}
