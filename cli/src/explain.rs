//! `exp-rs explain`: what the library makes of expressions, and what it costs.

use std::io::{self, BufRead, Write};

use exp_rs::{Arena, BatchBuilder, Context, Error, Tree};
use serde::Serialize;

use crate::Failure;
use crate::arguments::Explain;
use crate::definitions::{new_context, read_arguments, wrong};
use crate::output::write_json;

#[derive(Serialize)]
struct Node {
    depth: u32,
    node: String,
}

/// All that there is to tell of a batch.
#[derive(Serialize)]
struct Record {
    expressions: Vec<ExpressionRecord>,
    parameters: Vec<String>,
    program: Vec<String>,
    figures: Figures,
}

#[derive(Serialize)]
struct ExpressionRecord {
    expression: String,
    tree: Vec<Node>,
    variables: Vec<String>,
}

#[derive(Serialize)]
struct Figures {
    instructions: u32,
    slots: u32,
    /// Null where functions recurse: the step budget is the bound.
    max_steps: Option<u64>,
    /// What one evaluation writes to.
    frame_bytes: usize,
    /// What the batch holds once it is prepared.
    arena_bytes: usize,
    /// The least capacity of an arena in which this is added and prepared.
    arena_capacity: usize,
    /// What `eval_block` uses beside it, where the arena has it.
    columns_bytes: usize,
    /// What `exp_rs_malloc` is asked for, for such an arena.
    block_bytes: usize,
    pointer_bits: u32,
}

/// One batch of all expressions.
pub fn run(options: &Explain, json: bool) -> Result<(), Failure> {
    let mut context = new_context()?;
    let mut sources = Vec::new();
    for source in read_arguments(&options.items, &mut context)? {
        if source == "-" {
            for line in io::stdin().lock().lines() {
                sources.push(line?);
            }
        } else {
            sources.push(source.to_owned());
        }
    }
    sources.retain(|source| !source.trim().is_empty());
    if sources.is_empty() {
        return Err(Failure::Usage("there is no expression to explain".to_owned()));
    }
    let record = explain(&sources, &context)
        .map_err(|(at, error)| wrong(sources.get(at).map_or("", String::as_str), &error))?;
    let mut out = anstream::stdout().lock();
    if json {
        write_json(&mut out, &record)?
    } else {
        write_text(&mut out, &record)?
    }
    Ok(())
}

/// Writes to a String, which takes all.
fn text_of(write: impl FnOnce(&mut String) -> std::fmt::Result) -> String {
    let mut text = String::new();
    write(&mut text).expect("a String takes all");
    text
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Every name without a meaning is a parameter. An error comes with the number of the text at fault.
fn explain(sources: &[String], context: &Context) -> Result<Record, (usize, Box<Error>)> {
    let fail = |error: Error| (error.expression.unwrap_or(0) as usize, Box::new(error));
    let arena = Arena::growable(0, usize::MAX).map_err(|status| fail(status.into()))?;
    let mut parameters: Vec<String> = Vec::new();
    let mut expressions = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        let tree = Tree::parse(&arena, source).map_err(|error| (at, Box::new(error)))?;
        let nodes = tree.nodes().map(|(depth, node)| Node { depth, node: node.to_string() });
        let mut names = BatchBuilder::new(&arena);
        names.add_expression(source).map_err(|error| (at, Box::new(error)))?;
        let variables = lines(&text_of(|out| names.variables(0, out)));
        let unknown = variables.iter().filter(|name| !context.has(name));
        parameters.extend(unknown.cloned());
        expressions.push(ExpressionRecord {
            expression: source.clone(),
            tree: nodes.collect(),
            variables,
        });
    }
    parameters.sort_unstable();
    parameters.dedup();

    let (program, figures) = measure(sources, &parameters, context).map_err(fail)?;
    Ok(Record { expressions, parameters, program, figures })
}

/// The batch as a program would make it.
fn prepare<'a>(
    arena: &'a Arena,
    sources: &[String],
    parameters: &[String],
    context: &Context,
    columns: bool,
) -> Result<BatchBuilder<'a>, Error> {
    let mut batch = BatchBuilder::new(arena);
    if !columns {
        batch.set_block_rows(1);
    }
    for name in parameters {
        batch.add_parameter(name, 0.0)?;
    }
    for source in sources {
        batch.add_expression(source)?;
    }
    batch.prepare(Some(context))?;
    Ok(batch)
}

/// The least capacity that is enough, found by trying: mostly `about`, or more where blocks that were given back
/// leave gaps.
fn least_capacity(about: usize, enough: impl Fn(usize) -> bool) -> usize {
    const STEP: usize = 16;
    let (mut too_little, mut least) = (0, about.div_ceil(STEP).max(1));
    while !enough(least * STEP) {
        (too_little, least) = (least, 2 * least);
    }
    while too_little + 1 < least {
        let middle = too_little.midpoint(least);
        if enough(middle * STEP) { least = middle } else { too_little = middle }
    }
    least * STEP
}

/// The program and what it takes, in arenas of its own.
fn measure(
    sources: &[String],
    parameters: &[String],
    context: &Context,
) -> Result<(Vec<String>, Figures), Error> {
    let arena = Arena::growable(0, usize::MAX)?;
    let batch = prepare(&arena, sources, parameters, context, true)?;
    let stats = batch.stats();
    let arena_capacity = least_capacity(arena.stats().high_water, |capacity| {
        Arena::new(capacity)
            .is_ok_and(|arena| prepare(&arena, sources, parameters, context, false).is_ok())
    });
    let figures = Figures {
        instructions: stats.instructions,
        slots: stats.slots,
        max_steps: Some(stats.max_steps).filter(|steps| *steps != u64::MAX),
        frame_bytes: stats.frame_bytes,
        arena_bytes: stats.arena_bytes,
        arena_capacity,
        columns_bytes: stats.columns_bytes,
        block_bytes: Arena::block_size(arena_capacity),
        pointer_bits: usize::BITS,
    };
    Ok((lines(&text_of(|out| batch.disassemble(out))), figures))
}

const TITLE: anstyle::Style = anstyle::Style::new().bold();

fn write_text(out: &mut dyn Write, record: &Record) -> io::Result<()> {
    for expression in &record.expressions {
        writeln!(out, "{TITLE}{}{TITLE:#}", expression.expression)?;
        write_tree(out, &expression.tree)?;
        if !expression.variables.is_empty() {
            writeln!(out, "uses {}", expression.variables.join(", "))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{TITLE}program{TITLE:#}")?;
    for line in &record.program {
        writeln!(out, "{line}")?;
    }
    let Figures {
        frame_bytes,
        arena_bytes,
        arena_capacity,
        columns_bytes,
        block_bytes,
        pointer_bits,
        ..
    } = record.figures;
    writeln!(out, "\n{TITLE}figures{TITLE:#}, where pointers have {pointer_bits} bits")?;
    writeln!(out, "{:>8}  instructions", record.figures.instructions)?;
    match record.figures.max_steps {
        Some(steps) => writeln!(out, "{steps:>8}  steps of one evaluation, at most")?,
        None => writeln!(out, "       -  functions recurse: the step budget bounds an evaluation")?,
    }
    writeln!(out, "{:>8}  slots of the frame", record.figures.slots)?;
    writeln!(out, "{frame_bytes:>8}  bytes that an evaluation writes to")?;
    writeln!(out, "{arena_bytes:>8}  bytes of the arena once prepared")?;
    writeln!(out, "{arena_capacity:>8}  bytes of capacity are the least to add and prepare this")?;
    writeln!(out, "{columns_bytes:>8}  bytes more, where there are, are used to evaluate columns")?;
    writeln!(out, "{block_bytes:>8}  bytes are asked of exp_rs_malloc for such an arena")
}

/// With lines from each operator to its operands.
fn write_tree(out: &mut dyn Write, nodes: &[Node]) -> io::Result<()> {
    // From the last line up: whether a line of that depth comes below, before a shallower one does.
    let mut prefixes = vec![String::new(); nodes.len()];
    let mut open: Vec<bool> = Vec::new();
    for (at, node) in nodes.iter().enumerate().rev() {
        let depth = node.depth as usize;
        open.resize(depth.max(open.len()) + 1, false);
        open.truncate(depth + 1);
        // What is deeper than a tree of formulas that a person reads is not drawn, but told.
        if depth > 0 && depth <= 100 {
            let bars = open[1..depth].iter().map(|below| if *below { "│  " } else { "   " });
            prefixes[at] =
                bars.collect::<String>() + if open[depth] { "├─ " } else { "└─ " };
        } else if depth > 100 {
            prefixes[at] = format!("{}({depth} deep) ", " ".repeat(300));
        }
        open[depth] = true;
    }
    for (node, prefix) in nodes.iter().zip(&prefixes) {
        writeln!(out, "{prefix}{}", node.node)?;
    }
    Ok(())
}
