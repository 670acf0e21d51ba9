//! What the command line may hold.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

const EXIT_CODES: &str = "\
Exit codes:
  0  all went well; also where the reader of the output closed it
  1  an expression is wrong or its evaluation failed, or a table has a cell that is no number
  2  the arguments are wrong
  3  a file cannot be read or written

Colours: by --color, else as NO_COLOR, CLICOLOR and the terminal say.";

/// Evaluates, checks, explains and plots mathematical expressions.
///
/// An argument with a single `=` in it defines a name: `x=pi/2`, `f(a, b)=a*b`. Any other is an expression.
/// `exp-rs eval 'f(x) + 1' x=2 'f(a)=a^2'`
#[derive(Parser)]
#[command(name = "exp-rs", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Arguments {
    /// Writes JSON, one value a line, for other programs
    #[arg(long, global = true)]
    pub json: bool,
    /// Colours
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: Color,
    #[command(subcommand)]
    pub command: Command,
}

/// The commands whose arguments are expressions.
const OF_EXPRESSIONS: [&str; 3] = ["eval", "explain", "plot"];

impl Arguments {
    /// Reads the program's arguments, where `-x^2` may be an expression: it gets a blank before it, so that it is none
    /// of the options.
    pub fn read(given: impl Iterator<Item = OsString>) -> Result<Arguments, clap::Error> {
        let mut program = Arguments::command();
        // Gives the commands their --help.
        program.build();
        let (mut command, mut before) = (None, OsString::new());
        Arguments::try_parse_from(given.map(|text| {
            let negative = command.is_some_and(|command| is_negative(command, &before, &text));
            command = command.or_else(|| program.find_subcommand(&text));
            before.clone_from(&text);
            if negative { [" ".as_ref(), text.as_os_str()].into_iter().collect() } else { text }
        }))
    }
}

/// Whether an argument begins with a single minus sign and is an option of the command as little as the value of the
/// one before it.
fn is_negative(command: &clap::Command, before: &OsStr, text: &OsStr) -> bool {
    let signed = text.to_str().and_then(|text| text.strip_prefix('-')).unwrap_or("");
    let Some(letter) = signed.chars().next().filter(|letter| *letter != '-') else {
        return false;
    };
    let is_option = |option: &clap::Arg| {
        let takes_value = option.get_action().takes_values();
        let short = option.get_short().map(|short| format!("-{short}"));
        let long = option.get_long().map(|long| format!("--{long}"));
        let is_it = option.get_short() == Some(letter) && (takes_value || signed.len() == 1);
        is_it || takes_value && [short, long].iter().flatten().any(|name| before == name.as_str())
    };
    OF_EXPRESSIONS.contains(&command.get_name()) && !command.get_arguments().any(is_option)
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    pub fn write_global(self) {
        let choice = match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

#[derive(Subcommand)]
pub enum Command {
    /// Evaluates expressions: `exp-rs eval 'sin(x)' x=1`
    Eval(Eval),
    /// Checks files of expressions, one a line
    ///
    /// A line is an expression, `name = expression` or `name(a, b) = expression`; what a line defines, all lines may
    /// use. Blank lines and comments are skipped. Every error is shown with its place.
    Check(Check),
    /// Shows tree, program and figures of an expression: what it costs and the memory it needs
    Explain(Explain),
    /// Evaluates expressions over the columns of a CSV file
    ///
    /// The columns of the header are names in the expressions; what is no letter or digit in them is `_` there. The
    /// results are columns behind those of the file.
    Table(Table),
    /// Plots expressions of one variable: `exp-rs plot 'sin(x)/x' x=-10..10 -o plot.svg`
    ///
    /// To the terminal, or to an SVG or PNG file.
    Plot(Plot),
    /// Writes the completions of a shell to standard output
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Writes the manual page to standard output
    #[command(name = "man")]
    Manual {
        /// The command whose page it is to be; by default that of the whole program
        of: Option<String>,
    },
}

#[derive(Args)]
pub struct Eval {
    /// Expressions and definitions; `-` for expressions on standard input, one a line. What is piped in is read
    /// where no expression is given
    #[arg(value_name = "EXPRESSION|NAME=VALUE")]
    pub items: Vec<String>,
}

#[derive(Args)]
pub struct Check {
    /// Files of expressions; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Names that the program which uses the expressions gives a value
    #[arg(short, long, value_delimiter = ',', value_name = "NAME")]
    pub param: Vec<String>,
    /// Takes every unknown value for such a name
    #[arg(long)]
    pub any_param: bool,
}

#[derive(Args)]
pub struct Explain {
    /// Expressions, which make one batch, and definitions of functions; `-` for expressions on standard input
    #[arg(required = true, value_name = "EXPRESSION|NAME=VALUE")]
    pub items: Vec<String>,
}

#[derive(Args)]
pub struct Table {
    /// The CSV file, with a header; `-` is standard input
    pub file: PathBuf,
    /// A column to add, `name = expression` or an expression alone; they may use one another
    #[arg(
        short,
        long = "expression",
        required = true,
        value_name = "[NAME=]EXPRESSION",
        allow_hyphen_values = true
    )]
    pub expressions: Vec<String>,
    /// Names and functions that the expressions may use
    #[arg(short, long = "define", value_name = "NAME=VALUE")]
    pub definitions: Vec<String>,
    /// Where to write; standard output by default
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Writes the new columns only
    #[arg(long)]
    pub only: bool,
    /// The character between the cells
    #[arg(long, default_value = ",", value_name = "CHARACTER")]
    pub delimiter: char,
    /// Takes cells that are no numbers for NaN, not for errors; empty cells always are NaN
    #[arg(long)]
    pub lenient: bool,
}

#[derive(Args)]
pub struct Plot {
    /// Expressions, one range as x=-10..10, and definitions
    #[arg(required = true, value_name = "EXPRESSION|NAME=FROM..TO|NAME=VALUE")]
    pub items: Vec<String>,
    /// An SVG or PNG file, by its ending; the terminal by default
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The range of results to show; what fits by default
    #[arg(long, value_name = "FROM..TO", allow_hyphen_values = true)]
    pub y: Option<String>,
    /// Points of each curve
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub samples: u32,
    /// Width and height: pixels of a picture (960x540), characters of the terminal (its own size)
    #[arg(long, value_name = "WIDTHxHEIGHT")]
    pub size: Option<String>,
}
