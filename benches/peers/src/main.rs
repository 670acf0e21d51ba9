//! Times exp-rs beside other expression evaluators; README.md says what and how.

mod agreement;
mod columns;
mod document;
mod heap;
mod machine;
mod measure;
mod peers;
mod plot;
mod report;
mod run;
mod suite;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use measure::Settings;
use report::Table;

/// Times exp-rs beside other expression evaluators, interleaved in one process.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    suite: SuiteArguments,
}

#[derive(Subcommand)]
enum Command {
    /// One expression over columns of many rows, instead of single evaluations
    Columns(ColumnsArguments),
}

#[derive(Args)]
struct SuiteArguments {
    /// A short run: enough to see whether everything works, too short for a report
    #[arg(long)]
    quick: bool,
    /// Rounds for each median
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: Option<u16>,
    /// Repeats of the whole suite; the best median counts
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    repeats: Option<u16>,
    /// Only these cases, for example E1,E10
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    cases: Vec<String>,
    /// Write the tables into this file
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Put the tables between the lines `<!-- peers:begin -->` and `<!-- peers:end -->` of this file
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// Put a table of the means between such lines of this file
    #[arg(long, value_name = "FILE")]
    readme: Option<PathBuf>,
    /// Draw the evaluation times into this file; the documents show it
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

#[derive(Args)]
struct ColumnsArguments {
    /// A short run
    #[arg(long)]
    quick: bool,
    /// Rows of each column
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    rows: u32,
    /// The Python that has numexpr
    #[arg(long, value_name = "PROGRAM", default_value = "python3")]
    python: PathBuf,
    /// Write the table into this file
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let cli = Cli::parse();
    heap::keep_freed_memory();
    match cli.command {
        Some(Command::Columns(arguments)) => run_columns(&arguments),
        None => run_suite(&cli.suite),
    }
}

/// Fails when the peers do not agree.
fn run_suite(arguments: &SuiteArguments) -> Result<ExitCode, Box<dyn Error>> {
    let mut cases = suite::cases();
    if !arguments.cases.is_empty() {
        cases.retain(|case| {
            arguments
                .cases
                .iter()
                .any(|id| id.eq_ignore_ascii_case(case.id))
        });
    }
    if cases.is_empty() {
        return Err("--cases: none of them is in the suite, which has E1 to E10".into());
    }
    let measurements = run::run(&peers::all(), &cases, settings(arguments));
    let machine = machine::description();
    let tables = report::tables(&measurements);
    publish(&machine, &tables, arguments.markdown.as_deref())?;
    let picture = arguments.svg.as_deref();
    if let Some(path) = picture {
        plot::svg(path, &measurements, &machine)?;
    }
    if !measurements.agree() {
        eprintln!("The results do not agree.");
        return Ok(ExitCode::FAILURE);
    }
    if let Some(path) = &arguments.document {
        document::update(path, &machine, &tables, picture)?;
    }
    if let Some(path) = &arguments.readme {
        let summary = report::summary(&measurements);
        document::update(path, &machine, &[summary], picture)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn settings(arguments: &SuiteArguments) -> Settings {
    let (rounds, repeats, slice) = if arguments.quick {
        (5, 1, 1)
    } else {
        (31, 3, 3)
    };
    Settings {
        rounds: arguments.rounds.map_or(rounds, usize::from),
        repeats: arguments.repeats.map_or(repeats, usize::from),
        slice: Duration::from_millis(slice),
    }
}

fn run_columns(arguments: &ColumnsArguments) -> Result<ExitCode, Box<dyn Error>> {
    let settings = columns::settings(arguments.quick);
    let table = columns::measure(arguments.rows as usize, settings, &arguments.python);
    publish(
        &machine::description(),
        &[table],
        arguments.markdown.as_deref(),
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the tables, and writes them where that was asked for.
fn publish(machine: &str, tables: &[Table], file: Option<&Path>) -> Result<(), Box<dyn Error>> {
    println!("{machine}");
    for table in tables {
        print!("{}", report::text(table));
    }
    if let Some(path) = file {
        let body: String = tables.iter().map(report::markdown).collect();
        fs::write(path, format!("Measured on {machine}.\n{body}"))?;
    }
    Ok(())
}
