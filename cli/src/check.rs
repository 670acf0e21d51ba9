//! `exp-rs check`: files of expressions.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use exp_rs::{Arena, BatchBuilder, Context, Error, Span, Status};
use serde::Serialize;

use crate::Failure;
use crate::arguments::Check;
use crate::definitions::{Item, compile, new_context, wrong};
use crate::output::{Source, show_error, write_json};

#[derive(Serialize)]
struct Summary {
    expressions: usize,
    errors: usize,
}

/// All lines of all files, each file by itself.
pub fn run(options: &Check, json: bool) -> Result<(), Failure> {
    for name in &options.param {
        new_context()?.set_constant(name.trim(), 0.0).map_err(|error| {
            Failure::Usage(format!("--param '{name}': {}", error.message().as_str()))
        })?;
    }
    let mut out = anstream::stdout().lock();
    let mut sum = Summary { expressions: 0, errors: 0 };
    for path in &options.files {
        let (origin, text) = read(path)?;
        let file = File { text: &text, origin: &origin, options };
        for Found { line, before, source, error } in file.check(&mut sum)? {
            sum.errors += 1;
            let source = Source { text: source, origin: &origin, line, before };
            show_error(&mut out, json, source, &error)?;
        }
    }
    if json {
        write_json(&mut out, &sum)?;
    } else {
        let Summary { expressions, errors } = sum;
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        let (e, x) = (plural(errors), plural(expressions));
        writeln!(out, "{errors} error{e} in {expressions} expression{x}")?;
    }
    if sum.errors == 0 { Ok(()) } else { Err(Failure::Shown) }
}

/// A file's name for people, and its text.
fn read(path: &Path) -> Result<(String, String), Failure> {
    let name = if path == Path::new("-") { "<stdin>".into() } else { path.display().to_string() };
    let mut bytes = Vec::new();
    let outcome = if path == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(path).map(|read| bytes = read)
    };
    let text = outcome.and_then(|()| {
        let wrong = |e| io::Error::new(io::ErrorKind::InvalidData, format!("not UTF-8: {e}"));
        String::from_utf8(bytes).map_err(wrong)
    });
    text.map(|text| (name.clone(), text)).map_err(|error| Failure::File(name, error))
}

struct File<'f> {
    text: &'f str,
    origin: &'f str,
    options: &'f Check,
}

/// What is wrong in a line, in the text behind `before`.
struct Found<'f> {
    line: usize,
    before: &'f str,
    source: &'f str,
    error: Error,
}

impl<'f> File<'f> {
    /// The lines that say something, with their numbers.
    fn items(&self) -> impl Iterator<Item = (usize, &'f str)> {
        let says = |line: &str| {
            let line = line.trim();
            !(line.is_empty() || line.starts_with('#') || line.starts_with("//"))
        };
        self.text.lines().enumerate().map(|(at, line)| (at + 1, line)).filter(move |(_, l)| says(l))
    }

    /// Counts the expressions and finds what is wrong with them.
    fn check(&self, sum: &mut Summary) -> Result<Vec<Found<'f>>, Failure> {
        let mut context = new_context()?;
        let mut names: Vec<&str> = self.options.param.iter().map(|name| name.trim()).collect();
        for (_, line) in self.items() {
            match Item::of(line) {
                Item::Value(name, ..) if !names.contains(&name) => names.push(name),
                // What is wrong with it is found below, where it is compiled.
                Item::Function(name, parameters, body, _) => {
                    let _ = context.add_expression_function(name, parameters, body);
                }
                _ => {}
            }
        }
        let mut all = Vec::new();
        for (line, text) in self.items() {
            sum.expressions += 1;
            let (source, start, outcome) = self.compile(text, &names, &mut context);
            all.extend(outcome.err().map(|error| Found {
                line,
                before: &text[..start],
                source,
                error,
            }));
        }
        all.extend(self.together(&context).map_err(|error| wrong(self.origin, &error))?);
        all.sort_by_key(|found| found.line);
        Ok(all)
    }

    /// What the values show together: a name that is defined twice, a circle of values that need one another.
    fn together(&self, context: &Context) -> Result<Vec<Found<'f>>, Error> {
        let arena = Arena::growable(0, usize::MAX)?;
        let mut batch = BatchBuilder::new(&arena);
        let (mut values, mut names, mut all) = (Vec::new(), BTreeSet::new(), Vec::new());
        for (line, text) in self.items() {
            let Item::Value(name, source, at) = Item::of(text) else { continue };
            let (before, from) = (&text[..at], text.len() - text.trim_start().len());
            match batch.add_named_expression(name, source) {
                Ok(_) => {
                    names.insert(name);
                    values.push((line, before, source));
                }
                Err(mut error) if error.status == Status::DuplicateName => {
                    error.span = Span { offset: 0, length: name.len() as u32 };
                    all.push(Found { line, before: &text[..from], source: &text[from..], error });
                }
                // Found when it was compiled by itself.
                Err(_) => {}
            }
        }
        let mut used = String::new();
        for index in 0..values.len() {
            // A String takes all.
            let _ = batch.variables(index as u32, &mut used);
            used.push('\n');
        }
        let given = |name: &&str| !(name.is_empty() || names.contains(name) || context.has(name));
        for name in used.lines().filter(given).collect::<BTreeSet<_>>() {
            batch.add_parameter(name, 0.0)?;
        }
        let circle = batch.prepare(Some(context)).err().filter(|e| e.status == Status::Cycle);
        all.extend(circle.and_then(|error| {
            let (line, before, source) = *values.get(error.expression? as usize)?;
            Some(Found { line, before, source, error })
        }));
        Ok(all)
    }

    /// The text to look at, where it begins in its line, and what is wrong with it.
    fn compile<'l>(
        &self,
        line: &'l str,
        names: &[&'l str],
        context: &mut Context,
    ) -> (&'l str, usize, Result<(), Error>) {
        match Item::of(line) {
            Item::Expression(source, at) => (source, at, self.outcome(source, names, context)),
            Item::Value(name, source, at) => {
                // A name that cannot be one is refused as a constant's too.
                let named = Context::new().map_err(Error::from);
                match named.and_then(|mut named| named.set_constant(name, 0.0)) {
                    Err(error) => (line, 0, Err(error)),
                    Ok(()) => (source, at, self.outcome(source, names, context)),
                }
            }
            Item::Function(name, parameters, body, at) => {
                match context.add_expression_function(name, parameters, body) {
                    // Of the name or the parameters: what stands left of the `=`.
                    Err(mut error)
                        if matches!(error.status, Status::InvalidName | Status::DuplicateName) =>
                    {
                        let length = line.find('=').unwrap_or(line.len());
                        error.span = Span { offset: 0, length: length as u32 };
                        (line, 0, Err(error))
                    }
                    Err(error) => (body, at, Err(error)),
                    // A body sees its parameters and what is the same everywhere.
                    Ok(()) => {
                        let own = parameters.split(',').map(str::trim).filter(|n| !n.is_empty());
                        let own: Vec<&str> = own.collect();
                        (body, at, compile(body, &own, context).map(|_| ()))
                    }
                }
            }
        }
    }

    fn outcome(&self, source: &str, names: &[&str], context: &Context) -> Result<(), Error> {
        if !self.options.any_param {
            return compile(source, names, context).map(|_| ());
        }
        let arena = Arena::growable(0, usize::MAX)?;
        let mut batch = BatchBuilder::new(&arena);
        batch.add_expression(source)?;
        let mut unknown = String::new();
        // A String takes all.
        let _ = batch.variables(0, &mut unknown);
        let known = names.iter().copied().chain(unknown.lines());
        let mut all: Vec<&str> = known.filter(|name| !context.has(name)).collect();
        all.sort_unstable();
        all.dedup();
        compile(source, &all, context).map(|_| ())
    }
}
