//! `exp-rs table`: expressions over the columns of a CSV file, a block of rows at a time.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder, WriterBuilder};
use exp_rs::{Arena, BatchBuilder, Context, Error, Status};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value};

use crate::Failure;
use crate::arguments::Table;
use crate::definitions::{Item, define, new_context, wrong};
use crate::output::{Number, Source, show_error, write_json};

/// Rows that are evaluated together.
const BLOCK: usize = 4096;

/// Reads, evaluates, writes.
pub fn run(options: &Table, json: bool) -> Result<(), Failure> {
    let mut context = new_context()?;
    for definition in &options.definitions {
        define(definition, &mut context)?;
    }
    let delimiter = u8::try_from(options.delimiter)
        .map_err(|_| Failure::Usage("--delimiter takes one ASCII character".to_owned()))?;
    let (input, bar) = open(&options.file)?;
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bar.wrap_read(input));
    let header = reader.byte_headers().map_err(|error| of_csv(&options.file, error))?.clone();
    let header: Vec<String> =
        header.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();

    let arena = Arena::growable(0, usize::MAX).map_err(memory)?;
    let mut sheet = Sheet::new(&arena, &header, options, &context)?;
    let output: Box<dyn Write> = match &options.output {
        Some(path) if same_file(path, &options.file) => {
            let what = "--output is the file that is read: take another, and rename it";
            return Err(Failure::Usage(what.to_owned()));
        }
        Some(path) => Box::new(File::create(path).map_err(|e| of_file(path, e))?),
        None => Box::new(io::stdout().lock()),
    };
    let mut writer = Writer::new(output, options, (delimiter, json), &header, &sheet)?;
    let outcome = go_through(&mut reader, &mut sheet, &mut writer, (&context, options), &bar);
    bar.finish_and_clear();
    match outcome.and_then(|good| writer.end().map(|()| good)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::Shown),
        Err(failure) => Err(failure),
    }
}

/// All rows, in blocks. Whether each evaluation went well; of one that did not the first failure is shown.
fn go_through(
    reader: &mut csv::Reader<impl Read>,
    sheet: &mut Sheet<'_>,
    writer: &mut Writer<'_>,
    (context, options): (&Context, &Table),
    bar: &ProgressBar,
) -> Result<bool, Failure> {
    let mut good = true;
    let mut before = 0;
    loop {
        let rows = read_block(reader, options)?;
        if rows.is_empty() {
            return Ok(good);
        }
        if let Err(error) = sheet.evaluate(context, &rows, before, options)? {
            good = false;
            let text = error.expression.and_then(|index| sheet.batch.expression_source(index));
            let source = Source::argument(text.unwrap_or(""));
            bar.suspend(|| show_error(&mut anstream::stderr(), false, source, &error))?;
        }
        writer.write(&rows, sheet)?;
        before += rows.len();
    }
}

/// Whether both exist and are one.
fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn memory(status: Status) -> Failure {
    Failure::Usage(status.message().to_owned())
}

fn of_file(path: &Path, error: io::Error) -> Failure {
    Failure::File(path.display().to_string(), error)
}

fn of_csv(path: &Path, error: csv::Error) -> Failure {
    of_file(path, io::Error::from(error))
}

/// The input, and a bar that shows how much of it was read, where someone sees it.
fn open(path: &Path) -> Result<(Box<dyn Read>, ProgressBar), Failure> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin().lock()), ProgressBar::no_length()));
    }
    let file = File::open(path).map_err(|error| of_file(path, error))?;
    let length = file.metadata().map_err(|error| of_file(path, error))?.len();
    let bar = ProgressBar::new(length);
    let style = "{bar:40} {bytes} of {total_bytes}, {bytes_per_sec}";
    bar.set_style(ProgressStyle::with_template(style).expect("a template that is right"));
    Ok((Box::new(file), bar))
}

fn read_block(
    reader: &mut csv::Reader<impl Read>,
    options: &Table,
) -> Result<Vec<ByteRecord>, Failure> {
    let mut rows = Vec::new();
    let mut record = ByteRecord::new();
    while rows.len() < BLOCK
        && reader.read_byte_record(&mut record).map_err(|error| of_csv(&options.file, error))?
    {
        rows.push(record.clone());
    }
    Ok(rows)
}

/// A cell of the header as a name of the language.
fn name_of(cell: &str) -> String {
    let allowed = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '_' };
    let name: String = cell.trim().trim_end_matches(')').chars().map(allowed).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// Which names the columns have in expressions.
fn columns_of(header: &[String]) -> String {
    let names: Vec<String> = header.iter().map(|cell| name_of(cell)).collect();
    format!("the columns are {}", names.join(", "))
}

/// The expressions, the columns that they read and the numbers that they give.
struct Sheet<'a> {
    batch: BatchBuilder<'a>,
    /// Of each parameter, which column of the file it is.
    columns: Vec<usize>,
    names: Vec<String>,
    inputs: Vec<Vec<f64>>,
    outputs: Vec<Vec<f64>>,
}

impl<'a> Sheet<'a> {
    fn new(
        arena: &'a Arena,
        header: &[String],
        options: &Table,
        context: &Context,
    ) -> Result<Self, Failure> {
        let mut batch = BatchBuilder::new(arena);
        let mut names = Vec::new();
        for text in &options.expressions {
            let (source, added) = match Item::of(text) {
                Item::Value(name, source, _) => {
                    names.push(name.to_owned());
                    (source, batch.add_named_expression(name, source))
                }
                _ => {
                    names.push(text.clone());
                    (text.as_str(), batch.add_expression(text))
                }
            };
            added.map_err(|error| wrong(source, &error))?;
        }
        // Only the columns that are used need be numbers.
        let mut wanted = String::new();
        // A String takes all.
        let _ = batch.unresolved(Some(context), &mut wanted);
        let mut columns = Vec::new();
        for name in wanted.lines() {
            if let Some(column) =
                header.iter().position(|cell| cell == name || name_of(cell) == name)
            {
                batch.add_parameter(name, 0.0).map_err(|error| wrong(name, &error))?;
                columns.push(column);
            }
        }
        batch.prepare(Some(context)).map_err(|error| {
            let text = error.expression.and_then(|index| batch.expression_source(index));
            let remark = (error.status == Status::UnknownName).then(|| columns_of(header));
            Failure::Expression(text.unwrap_or("").to_owned(), Box::new(error.clone()), remark)
        })?;
        let inputs = vec![Vec::new(); columns.len()];
        let outputs = vec![Vec::new(); names.len()];
        Ok(Sheet { batch, columns, names, inputs, outputs })
    }

    /// The outcome is the first failure of the block. `before` rows were read earlier.
    fn evaluate(
        &mut self,
        context: &Context,
        rows: &[ByteRecord],
        before: usize,
        options: &Table,
    ) -> Result<Result<(), Error>, Failure> {
        for (input, column) in self.inputs.iter_mut().zip(&self.columns) {
            input.clear();
            for (at, row) in rows.iter().enumerate() {
                input.push(number(row.get(*column).unwrap_or(b""), options, before + at + 2)?);
            }
        }
        for output in &mut self.outputs {
            output.resize(rows.len(), 0.0);
        }
        let inputs: Vec<*const f64> = self.inputs.iter().map(Vec::as_ptr).collect();
        let outputs: Vec<*mut f64> = self.outputs.iter_mut().map(Vec::as_mut_ptr).collect();
        // SAFETY: every column was just given that many rows.
        let outcome =
            unsafe { self.batch.eval_block(Some(context), rows.len(), &inputs, &outputs) };
        Ok(outcome.map_err(|error| error.clone()))
    }
}

/// The number in a cell; NaN in an empty one.
fn number(cell: &[u8], options: &Table, line: usize) -> Result<f64, Failure> {
    let text = String::from_utf8_lossy(cell);
    match text.trim().parse::<f64>() {
        Ok(value) => Ok(value),
        Err(_) if text.trim().is_empty() || options.lenient => Ok(f64::NAN),
        Err(_) => {
            let file = options.file.display();
            let shown: String = text.chars().take(40).filter(|c| !c.is_control()).collect();
            Err(Failure::Input(format!(
                "{file}, record {line}: '{shown}' is no number (--lenient takes it for NaN)"
            )))
        }
    }
}

/// Where rows go, in one of two forms.
enum Form<'w> {
    Csv(Box<csv::Writer<Box<dyn Write + 'w>>>),
    Json(BufWriter<Box<dyn Write + 'w>>),
}

struct Writer<'w> {
    form: Form<'w>,
    /// Of the file's columns that are written.
    header: &'w [String],
}

impl<'w> Writer<'w> {
    fn new(
        output: Box<dyn Write + 'w>,
        options: &Table,
        (delimiter, json): (u8, bool),
        header: &'w [String],
        sheet: &Sheet<'_>,
    ) -> Result<Self, Failure> {
        let header = if options.only { &[] } else { header };
        if json {
            return Ok(Writer { form: Form::Json(BufWriter::new(output)), header });
        }
        let mut csv = WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(output);
        let cells = header.iter().chain(&sheet.names).map(String::as_bytes);
        csv.write_record(cells).map_err(io::Error::from)?;
        Ok(Writer { form: Form::Csv(Box::new(csv)), header })
    }

    fn write(&mut self, rows: &[ByteRecord], sheet: &Sheet<'_>) -> Result<(), Failure> {
        for (at, row) in rows.iter().enumerate() {
            let results = sheet.outputs.iter().map(|output| Number(output[at]));
            match &mut self.form {
                Form::Json(out) => {
                    let results = sheet.names.iter().zip(results);
                    write_json(out, &object(self.header, row, results))?;
                }
                Form::Csv(csv) => {
                    // A row that is too short or too long would move the results.
                    let cells = (0..self.header.len()).map(|i| row.get(i).unwrap_or(b"").to_vec());
                    let results = results.map(|result| result.to_string().into_bytes());
                    csv.write_record(cells.chain(results)).map_err(io::Error::from)?;
                }
            }
        }
        Ok(())
    }

    fn end(self) -> Result<(), Failure> {
        match self.form {
            Form::Csv(mut csv) => csv.flush()?,
            Form::Json(mut out) => out.flush()?,
        }
        Ok(())
    }
}

/// A row: cells that are numbers as numbers.
fn object<'n>(
    header: &[String],
    row: &ByteRecord,
    results: impl Iterator<Item = (&'n String, Number)>,
) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, cell) in header.iter().zip(row) {
        let text = String::from_utf8_lossy(cell);
        let value = text.trim().parse::<f64>().map_or_else(|_| Value::from(text), to_value);
        object.insert(name.clone(), value);
    }
    object.extend(results.map(|(name, result)| (name.clone(), to_value(result.0))));
    object
}

fn to_value(value: f64) -> Value {
    serde_json::to_value(Number(value)).expect("numbers and strings are JSON")
}
