//! exp-rs: mathematical expressions on the command line. [`arguments`] says what may be asked for; each command has a
//! file of its own; [`output`] is how they speak, as text or as JSON.

#![deny(missing_docs, clippy::undocumented_unsafe_blocks, unsafe_op_in_unsafe_fn)]

mod arguments;
mod check;
mod definitions;
mod eval;
mod explain;
mod output;
mod plot;
mod table;

use std::io::{self, Write};
use std::process::ExitCode;

use anstream::eprintln;
use clap::CommandFactory;

use arguments::{Arguments, Command};
use output::{Source, show_error};

/// Why a command ended before its end. The codes are told by `--help`.
pub enum Failure {
    /// What is wrong was shown already: expressions of many, or a value of a table.
    Shown,
    /// An expression or a definition, what is wrong with it, and a remark for people.
    Expression(String, Box<exp_rs::Error>, Option<String>),
    /// What was given to be computed with is wrong.
    Input(String),
    /// The arguments do not go together.
    Usage(String),
    /// A file, or standard input or output; what was done with it.
    File(String, io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::File("standard input or output".to_owned(), error)
    }
}

impl Failure {
    fn exit_code(&self) -> u8 {
        match self {
            Failure::Shown | Failure::Expression(..) | Failure::Input(_) => 1,
            Failure::Usage(_) => 2,
            // Who closed the pipe has read all it wanted.
            Failure::File(_, error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            Failure::File(..) => 3,
        }
    }
}

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Fails where nobody listens any more.
            let _ = error.print();
            return ExitCode::from(error.exit_code() as u8);
        }
    };
    arguments.color.write_global();
    let Err(failure) = run(&arguments) else {
        return ExitCode::SUCCESS;
    };
    let code = failure.exit_code();
    match failure {
        Failure::Expression(source, error, remark) => {
            // Nothing is to be done about it, if this fails.
            let _ = show_wrong(&source, &error, remark, arguments.json);
        }
        Failure::Input(what) => eprintln!("error: {what}"),
        Failure::Usage(what) => eprintln!("error: {what}\n\nFor more, try 'exp-rs help'."),
        Failure::File(what, error) if code != 0 => eprintln!("error: {what}: {error}"),
        _ => {}
    }
    ExitCode::from(code)
}

/// The error of an argument: as JSON where the results would be, or for people.
fn show_wrong(
    source: &str,
    error: &exp_rs::Error,
    remark: Option<String>,
    json: bool,
) -> io::Result<()> {
    if json {
        return show_error(&mut io::stdout(), true, Source::argument(source), error);
    }
    show_error(&mut anstream::stderr(), false, Source::argument(source), error)?;
    if let Some(remark) = remark {
        eprintln!("{remark}");
    }
    Ok(())
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let json = arguments.json;
    match &arguments.command {
        Command::Eval(options) => eval::run(options, json),
        Command::Check(options) => check::run(options, json),
        Command::Explain(options) => explain::run(options, json),
        Command::Table(options) => table::run(options, json),
        Command::Plot(options) => plot::run(options, json),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "exp-rs", &mut text);
            Ok(io::stdout().write_all(&text)?)
        }
        Command::Manual { of } => manual(of.as_deref()),
    }
}

/// The page of the program, or of one of its commands.
fn manual(of: Option<&str>) -> Result<(), Failure> {
    let mut page = Arguments::command();
    // Gives the commands their full names, exp-rs-eval.
    page.build();
    if let Some(name) = of {
        let found = page.find_subcommand(name).filter(|command| !command.is_hide_set());
        page = found
            .cloned()
            .ok_or_else(|| Failure::Usage(format!("there is no command '{name}'")))?;
    }
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    Ok(io::stdout().write_all(&text)?)
}
