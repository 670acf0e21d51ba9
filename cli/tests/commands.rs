//! The program as its users run it: arguments and standard input in, output, messages and exit codes out.

use std::fs;
use std::process::{Command, Stdio};

use assert_cmd::Command as Tested;
use serde_json::Value;

fn exp_rs(arguments: &[&str]) -> Tested {
    let mut command = Tested::cargo_bin("exp-rs").unwrap();
    command.args(arguments);
    command
}

/// Standard output of a command that must end with `code`.
fn output(arguments: &[&str], input: &str, code: i32) -> String {
    let assert = exp_rs(arguments).write_stdin(input).assert().code(code);
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// Standard error of a command that must end with `code`.
fn message(arguments: &[&str], input: &str, code: i32) -> String {
    let assert = exp_rs(arguments).write_stdin(input).assert().code(code);
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn eval_gives_numbers() {
    for (arguments, expected) in [
        (&["eval", "2+2"][..], "4\n"),
        (&["eval", "sin(x)", "x=1"], "0.8414709848078965\n"),
        (
            &["eval", "1/0", "0-1/0", "0/0", "1e300", "1/3e9"],
            "inf\n-inf\nnan\n1e300\n3.333333333333333e-10\n",
        ),
        (&["eval", "f(g(2))", "f(a) = a + 1", "g(a) = k*a", "k=pi/pi*10"], "21\n"),
        (&["eval", "a == 2", "a <= 2", "(t := a, t*t)", "a=2"], "1\n1\n4\n"),
        (&["eval", "--", "-3", "--2"], "-3\n2\n"),
        (&["eval", "-3"], "-3\n"),
    ] {
        assert_eq!(output(arguments, "", 0), expected, "{arguments:?}");
    }
}

#[test]
fn expressions_may_begin_with_a_minus_sign() {
    let lines =
        json_lines(&output(&["eval", "-5+8", "--json", "-hypot(3, x)", "-.5", "x=4"], "", 0));
    let values: Vec<&Value> = lines.iter().map(|line| &line["value"]).collect();
    assert_eq!(values, [3.0, -5.0, -0.5]);
    assert_eq!(lines[0]["expression"], "-5+8");
    let plot = ["plot", "-x", "x=-1..1", "--y", "-2..2", "--size", "40x10"];
    assert!(output(&plot, "", 0).starts_with(" 2 "));
    for help in ["-h", "--help"] {
        assert!(output(&["eval", help], "", 0).contains("Usage:"));
    }
    assert!(message(&["eval", "--nosuch"], "", 2).contains("--nosuch"));
    assert!(message(&["check", "-x", "eval"], "", 2).contains("-x"));
}

#[test]
fn eval_reads_standard_input() {
    assert_eq!(output(&["eval", "-", "x=3"], "x\n\n x*x \r\n", 0), "3\n9\n");
    let shown = message(&["eval", "-"], "1\n2 +\n3\n", 1);
    assert!(shown.contains("<stdin>:2:4") && shown.contains("ends too early"), "{shown}");
    assert_eq!(output(&["eval", "-"], "1\n2 +\n3\n", 1), "1\n3\n");
    // Without being told to, where nothing else is there to evaluate.
    assert_eq!(output(&["eval", "x=3"], "x\n", 0), "3\n");
    assert_eq!(output(&["eval", "1"], "2\n", 0), "1\n");
}

#[test]
fn errors_show_their_place_and_have_codes() {
    let shown = message(&["eval", "1 + foo(2)"], "", 1);
    assert!(shown.contains("1 + foo(2)\n  |     ^^^"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "colours where there is no terminal");
    assert!(message(&["--color", "always", "eval", "1 +"], "", 1).contains('\u{1b}'));
    for arguments in
        [&["eval"][..], &["eval", "x=1"], &["nosuch"], &["plot", "x"], &["plot", "x", "x=1..0"]]
    {
        assert!(!message(arguments, "", 2).is_empty(), "{arguments:?}");
    }
    assert!(message(&["check", "/no/such/file"], "", 3).contains("/no/such/file"));
}

#[test]
fn json_is_json() {
    let lines = json_lines(&output(&["--json", "eval", "1/0", "2*3", "2*"], "", 1));
    assert_eq!(lines[0]["value"], "inf");
    assert_eq!(lines[1]["value"], 6.0);
    assert_eq!(lines[2]["error"]["status"], "UnexpectedEnd");
    assert_eq!((&lines[2]["error"]["code"], &lines[2]["column"]), (&(-21).into(), &3.into()));
}

const FORMULAS: &str =
    "# of a sensor\r\nraw = adc * 3.3 / 4096\nscaled(v) = v*k + 1\n\nscaled(raw) >= 2\n";

#[test]
fn check_finds_every_error() {
    assert_eq!(
        output(&["check", "-", "--param", "adc"], "raw = adc * 2\nraw > 1\n", 0),
        "0 errors in 2 expressions\n"
    );
    let shown = output(&["check", "-"], FORMULAS, 1);
    assert!(
        shown.contains("<stdin>:2:7\n  |\n2 | raw = adc * 3.3 / 4096\n  |       ^^^"),
        "{shown}"
    );
    assert!(
        shown.contains("<stdin>:3:15") && shown.ends_with("3 errors in 3 expressions\n"),
        "{shown}"
    );
    assert!(output(&["check", "-", "--param", "a, b"], "a + b", 0).starts_with("0 errors"));
    for name in ["1x", "", "x+y"] {
        assert!(message(&["check", "-", "--param", name], "1", 2).contains("--param"), "{name}");
    }
    // What a function's body does not know is no parameter of a batch.
    assert!(
        output(&["check", "-", "--any-param"], FORMULAS, 1)
            .ends_with("2 errors in 3 expressions\n")
    );
    let lines = json_lines(&output(&["--json", "check", "-", "-p", "adc,k"], FORMULAS, 1));
    assert_eq!((&lines[0]["line"], &lines[0]["column"]), (&3.into(), &15.into()));
    assert_eq!(lines[1]["error"]["message"], "in 'scaled': unknown name 'k'");
    assert_eq!(lines[2]["errors"], 2);
}

#[test]
fn check_finds_what_lines_have_against_each_other() {
    let shown = output(&["check", "-"], "a = b + 1\nc = 2*a\nb = sqrt(c)\nd = c\n", 1);
    assert!(
        shown.contains("circle of named expressions: a -> b -> c -> a")
            && shown.contains("1 error in 4"),
        "{shown}"
    );
    let twice = json_lines(&output(&["--json", "check", "-"], "k = 1\nf(a) = a\n k = f(2)\n", 1));
    assert_eq!(
        (&twice[0]["error"]["status"], &twice[0]["line"]),
        (&"DuplicateName".into(), &3.into())
    );
    assert_eq!((&twice[0]["column"], &twice[1]["errors"]), (&2.into(), &1.into()));
    // A name of the program's is no second one, and a line that is wrong does not hide a circle.
    let text = "x = 1\ny = x + 1\nz = 2 *\np = q\nq = p\n";
    let lines = json_lines(&output(&["--json", "check", "-", "-p", "x"], text, 1));
    let statuses: Vec<&Value> = lines.iter().map(|line| &line["error"]["status"]).collect();
    assert_eq!(statuses[..2], ["UnexpectedEnd", "Cycle"]);
    assert_eq!(lines[2]["errors"], 2);
}

#[test]
fn explain_tells_tree_program_and_figures() {
    let shown = output(&["explain", "x^2 + sin(x)"], "", 0);
    for part in [
        "+\n├─ ^\n│  ├─ x\n│  └─ 2\n└─ sin()\n   └─ x\n",
        "uses x",
        "instructions",
        "exp_rs_malloc",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let json = &json_lines(&output(&["--json", "explain", "a*b", "a*b + 1"], "", 0))[0];
    assert_eq!(json["parameters"], serde_json::json!(["a", "b"]));
    assert_eq!(json["expressions"][1]["tree"][1], serde_json::json!({"depth": 1, "node": "*"}));
    let recursive = output(&["--json", "explain", "f(n)", "f(x) = x < 1 ? 0 : f(x - 1)"], "", 0);
    assert!(json_lines(&recursive)[0]["figures"]["max_steps"].is_null());
    message(&["explain", "1 +"], "", 1);
    let endless = output(&["explain", "f(x)", "f(a) = a < 1 ? 0 : f(a-1)"], "", 0);
    assert!(endless.contains("-  functions recurse: the step budget bounds"), "{endless}");
}

/// The capacity that is told is enough, and 16 bytes less are not, by the library itself.
#[test]
fn explain_tells_the_least_capacity() {
    for source in [
        "1",
        "x",
        "sin(x)^2 + cos(x)^2 - sqrt(a*b + c)",
        "r := sqrt(x^2+y^2); r > 0 ? sin(r)/r : 1",
    ] {
        let json = &json_lines(&output(&["--json", "explain", source], "", 0))[0];
        let capacity = json["figures"]["arena_capacity"].as_u64().unwrap() as usize;
        // As the program does, with a context.
        let context = exp_rs::Context::new().unwrap();
        let prepare = |capacity: usize| -> Result<(), exp_rs::Error> {
            let arena = exp_rs::Arena::new(capacity)?;
            let mut batch = exp_rs::BatchBuilder::new(&arena);
            for name in json["parameters"].as_array().unwrap() {
                batch.add_parameter(name.as_str().unwrap(), 0.0)?;
            }
            batch.add_expression(source)?;
            batch.prepare(Some(&context))
        };
        prepare(capacity).unwrap();
        let error = prepare(capacity - 16).unwrap_err();
        assert_eq!(error.status, exp_rs::Status::OutOfMemory, "{source} in {capacity} - 16");
    }
}

#[test]
fn table_adds_columns() {
    let csv = "t,gyro X (deg/s),note\n1,10,a\n2,,\"b,c\"\n3,-5\n";
    let arguments =
        ["table", "-", "-e", "twice = 2*t", "-e", "twice + gyro_X__deg_s*k", "-d", "k=0.5"];
    let expected = "t,gyro X (deg/s),note,twice,twice + gyro_X__deg_s*k\n1,10,a,2,7\n2,,\"b,c\",4,nan\n3,-5,,6,3.5\n";
    assert_eq!(output(&arguments, csv, 0), expected);
    assert_eq!(output(&["table", "-", "--only", "-e", "t*t"], csv, 0), "t*t\n1\n4\n9\n");
    let lines = json_lines(&output(&["--json", "table", "-", "-e", "u = 1/(t - 1)"], csv, 0));
    assert_eq!(
        (&lines[0]["u"], &lines[1]["note"], &lines[2]["u"]),
        (&"inf".into(), &"b,c".into(), &0.5.into())
    );
}

#[test]
fn table_says_what_is_no_number() {
    let csv = "t;u\n1;2\nx;3\n";
    let arguments = ["table", "-", "--delimiter", ";", "-e", "t+u"];
    assert!(message(&arguments, csv, 1).contains("record 3: 'x' is no number"));
    let lenient = [&arguments[..], &["--lenient"]].concat();
    assert_eq!(output(&lenient, csv, 0), "t;u;t+u\n1;2;3\nx;3;nan\n");
    assert!(message(&["table", "-", "-e", "u+nothing"], "u,v\n1,2\n", 1).contains("'nothing'"));
    assert_eq!(output(&["table", "-", "-e", "1"], "", 0), "1\n");
}

/// Many more rows than one block has, the real data of the demo.
#[test]
fn table_goes_through_a_real_file() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/imu.csv");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    let header = fs::read_to_string(file).unwrap().lines().next().unwrap().to_owned();
    let time = header.split(',').next().unwrap().replace([' ', '('], "_").replace(')', "");
    let arguments =
        ["table", file, "--only", "-o", path.to_str().unwrap(), "-e", &format!("{time} * 0 + 1")];
    output(&arguments, "", 0);
    let written = fs::read_to_string(path).unwrap();
    assert_eq!(written.lines().skip(1).filter(|line| *line == "1").count(), 13_514);
}

/// What is read would be cut off by what is written.
#[test]
fn table_does_not_write_over_what_it_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    fs::write(&path, "t\n1\n").unwrap();
    let name = path.to_str().unwrap();
    assert!(message(&["table", name, "-e", "2*t", "-o", name], "", 2).contains("--output"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "t\n1\n");
    let shown = message(&["table", name, "-e", "u"], "", 1);
    assert!(
        shown.contains("unknown name 'u'") && shown.ends_with("the columns are t\n"),
        "{shown}"
    );
}

/// Every command tells in JSON what is wrong with its arguments.
#[test]
fn json_tells_errors_too() {
    for arguments in [
        &["eval", "1 +"][..],
        &["eval", "1", "f(x) = 1 +"],
        &["explain", "1 +"],
        &["table", "-", "-e", "1 +"],
        &["plot", "1 +", "x=0..1"],
    ] {
        let lines = json_lines(&output(&[&["--json"], arguments].concat(), "x\n1\n", 1));
        assert_eq!(lines[0]["error"]["status"], "UnexpectedEnd", "{arguments:?}");
    }
}

#[test]
fn plot_draws_to_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (svg, png) = (file("plot.svg"), file("plot.PNG"));
    output(&["plot", "sin(x)/x", "tan(x)", "x=-10..10", "-o", &svg], "", 0);
    let text = fs::read_to_string(svg).unwrap();
    assert!(
        text.starts_with("<svg width=\"960\" height=\"540\" viewBox=")
            && text.contains("tan(x)")
            && !text.contains("-0\n")
            && !text.contains("-0.0\n")
            && text.matches("<polyline").count() > 5
    );
    output(&["plot", "x^2", "x=0..1", "--size", "200x100", "-o", &png], "", 0);
    let decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(png).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width, info.height), (200, 100));
    let blue = pixels.chunks(3).filter(|p| p[2] > p[0].saturating_add(60)).count();
    assert!((100..2000).contains(&blue), "{blue} pixels of the curve");
    assert!(
        message(&["plot", "x", "x=0..1", "-o", &file("plot.gif")], "", 2).contains(".svg or .png")
    );
}

#[test]
fn plot_draws_to_the_terminal() {
    let shown = output(&["plot", "x", "x=0..1", "--size", "40x10"], "", 0);
    assert_eq!(shown.lines().count(), 10);
    assert!(
        shown
            .lines()
            .next()
            .unwrap()
            .trim_end()
            .ends_with(|c: char| ('\u{2801}'..='\u{28ff}').contains(&c))
    );
    assert!(shown.contains("⠤⠤ x"));
    let json =
        &json_lines(&output(&["--json", "plot", "1/x", "x=-1..1", "--samples", "3"], "", 0))[0];
    assert_eq!(json["curves"][0]["y"], serde_json::json!([-1.0, "inf", 1.0]));
    for range in ["nothing..1", "0..1/0", "2..2"] {
        message(
            &["plot", "x", &format!("x={range}")],
            "",
            if range.starts_with('n') { 1 } else { 2 },
        );
    }
    // No number at all is no reason to fail, but to be told.
    assert!(message(&["plot", "nan", "x=0..1"], "", 0).starts_with("note:"));
}

#[test]
fn help_completions_and_manual_are_there() {
    assert!(output(&["--help"], "", 0).contains("Exit codes:"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(output(&["completions", shell], "", 0).contains("exp-rs"), "{shell}");
    }
    assert!(output(&["man"], "", 0).contains(".TH exp-rs 1"));
    for command in ["eval", "check", "explain", "table", "plot", "completions"] {
        let page = output(&["man", command], "", 0);
        assert!(page.contains(&format!(".TH exp-rs-{command} 1")), "{command}");
        assert!(page.contains("\\fBexp\\-rs "), "{command}: {page}");
    }
    message(&["man", "nosuch"], "", 2);
}

/// Who reads no further is no reason to panic or to complain.
#[test]
fn a_closed_pipe_ends_in_silence() {
    let program = assert_cmd::cargo::cargo_bin("exp-rs");
    for arguments in [
        &["plot", "x", "x=0..1", "--json", "--samples", "1000000"][..],
        &["explain", "x+1"],
        &["completions", "zsh"],
    ] {
        let mut child = Command::new(&program)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}
