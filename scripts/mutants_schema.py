"""Many changes in one build: each function holds its changed bodies beside its own, and the environment's MUTANT chooses one
by its number, 0 for none. So a change costs a run of the tests and no build. What does not compile that way (constants,
functions that are evaluated while compiling, bodies that would have another type) is left out, to be compiled alone."""

import collections
import hashlib
import json
import pathlib
import re
import shutil
import subprocess

PROGRAMS = {"tests": "--test=all", "unit tests": "--lib"}

CHOOSER = """
#[allow(missing_docs)]
pub(crate) mod mutants {
    use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
    static CHOSEN: AtomicU32 = AtomicU32::new(u32::MAX);
    unsafe extern "C" {
        fn getenv(name: *const u8) -> *const u8;
    }
    #[inline]
    pub(crate) fn chosen() -> u32 {
        match CHOSEN.load(Relaxed) {
            u32::MAX => read(),
            number => number,
        }
    }
    #[cold]
    fn read() -> u32 {
        let mut number = 0;
        // SAFETY: digits and a NUL.
        unsafe {
            let mut at = getenv(c"MUTANT".as_ptr().cast());
            while !at.is_null() && *at != 0 {
                number = number * 10 + u32::from(*at - b'0');
                at = at.add(1);
            }
        }
        CHOSEN.store(number, Relaxed);
        number
    }
}
"""

Built = collections.namedtuple("Built", "program errors")


def cargo(tree, *arguments):
    """The program that cargo makes, if any; the places of the errors, None where there are none."""
    run = subprocess.run(["cargo", *arguments, "--quiet", "--message-format=json"], cwd=tree, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, text=True)
    messages = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    program = next((pathlib.Path(m["executable"]) for m in messages if m.get("executable")), None)
    errors = [m["message"]["spans"] for m in messages
              if m["reason"] == "compiler-message" and m["message"]["level"] == "error"]
    return Built(program, errors if run.returncode else None)


def test_program(tree, name):
    return cargo(tree, "test", "--no-run", PROGRAMS[name])


def offset(text, place):
    """Of a line and a column, both from 1."""
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[:place["line"] - 1])) + place["column"] - 1


def applied(text, change):
    start, end = (offset(text, change["span"][side]) for side in ("start", "end"))
    return text[:start] + change["replacement"] + text[end:]


# Comments, texts, characters (not lifetimes) and brackets.
TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|b?r(\#*)".*?"\1|b?"(?:\\.|[^"\\])*"|b?'(?:\\.[^']*|[^'\\])'|[{}]""", re.S)


def body_start(text):
    """Where the body opens of a function that ends with the text."""
    stack = []
    last = None
    for token in TOKEN.finditer(text):
        if token[0] == "{":
            stack.append(token.start())
        elif token[0] == "}":
            last = stack.pop()
    return last


class Function:
    """The function around some changes, as offsets in its source."""

    def __init__(self, text, start, end):
        self.start, self.end = start, end
        self.open = start + body_start(text[start:end])
        self.constant = "const fn" in text[start:self.open] or "const unsafe fn" in text[start:self.open]
        self.changes = []

    def written(self, text, line):
        """The function with all of its changes, and the lines of each; `line` is that of its start."""
        parts = [text[self.start:self.open], "{ match crate::mutants::chosen() {\n"]
        places = {}
        line += parts[0].count("\n") + 1
        for number, change in self.changes:
            start, end = (offset(text, change["span"][side]) for side in ("start", "end"))
            inner = text[self.open:start] + change["replacement"] + text[end:self.end]
            parts.append(f"{number} => {inner}\n")
            for _ in range(inner.count("\n") + 1):
                places[line] = number
                line += 1
        parts.append(f"_ => {text[self.open:self.end]}\n}}}}")
        return "".join(parts), places


class Schema:
    """The programs of all changes in WORK/all; `numbers` has those that are in them."""

    def __init__(self, work, changes):
        self.work, self.tree = work, work / "tree"
        self.changes = dict(enumerate(changes.values(), 1))
        self.texts = {c["file"]: (self.tree / c["file"]).read_text() for c in changes.values()}
        self.library = (self.tree / "src/lib.rs").read_text()
        stamp, note = self.stamp(), work / "all/kept.json"
        made = json.loads(note.read_text()) if note.exists() else {}
        if made.get("stamp") != stamp:
            made = {"stamp": stamp, "kept": self.make()}
            note.write_text(json.dumps(made))
        self.numbers = {key: number for number, key in enumerate(changes, 1) if number in made["kept"]}

    def stamp(self):
        """Another one where the programs are to be made anew."""
        sources = sorted(path for kind in ("src", "tests") for path in (self.tree / kind).rglob("*.rs"))
        return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()

    def make(self):
        """Makes the programs; the changes that are in them."""
        self.kept = {number for number, change in self.changes.items() if change["function"]}
        self.kept -= {number for source in self.texts for function in self.functions(source) if function.constant
                      for number, _ in function.changes}
        shutil.rmtree(self.work / "all", ignore_errors=True)
        (self.work / "all").mkdir()
        try:
            self.settle(lambda: cargo(self.tree, "check", "--lib"))
            for name in PROGRAMS:
                shutil.copy(self.settle(lambda: test_program(self.tree, name)), self.program(name))
        finally:
            for source, text in (self.texts | {"src/lib.rs": self.library}).items():
                (self.tree / source).write_text(text)
        return sorted(self.kept)

    def program(self, name):
        return self.work / "all" / name.replace(" ", "_")

    def functions(self, source):
        """The functions of a source that have changes, in their order; one inside of another is a part of it."""
        text = self.texts[source]
        changes = [(n, c) for n, c in self.changes.items() if n in self.kept and c["file"] == source]
        spans = {tuple(offset(text, c["function"]["span"][side]) for side in ("start", "end")) for _, c in changes}
        spans = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]
        functions = [Function(text, *span) for span in sorted(spans)]
        for number, change in changes:
            at = offset(text, change["span"]["start"])
            next(f for f in functions if f.start <= at < f.end).changes.append((number, change))
        return functions

    def settle(self, build):
        """Leaves out what does not compile, until all else does; the program that was built."""
        (self.tree / "src/lib.rs").write_text(self.library + CHOOSER)
        while True:
            places = {source: self.write(source) for source in self.texts}
            built = build()
            if built.errors is None:
                return built.program
            bad = {number for spans in built.errors for number in blamed(spans, places)}
            if not bad:
                raise SystemExit(f"mutants: what is left does not compile: {built.errors[:1]}")
            print(f"mutants: {len(bad)} of {len(self.kept)} are compiled alone", flush=True)
            self.kept -= bad

    def write(self, source):
        """Writes a source; the change of each line, and the lines of the functions with their changes."""
        text, parts, at, line, lines, spans = self.texts[source], [], 0, 1, {}, []
        for function in self.functions(source):
            parts.append(text[at:function.start])
            line += parts[-1].count("\n")
            written, own = function.written(text, line)
            end = line + written.count("\n")
            spans.append((line, end, [number for number, _ in function.changes]))
            parts.append(written)
            lines |= own
            at, line = function.end, end
        (self.tree / source).write_text("".join(parts) + text[at:])
        return lines, spans


def blamed(spans, places):
    """The change at the place of an error, or all of the function where the fault is between them."""
    for span in sorted(spans, key=lambda span: not span["is_primary"]):
        lines, _ = places.get(span["file_name"], ({}, []))
        if span["line_start"] in lines:
            return [lines[span["line_start"]]]
    for span in spans:
        for first, last, numbers in places.get(span["file_name"], ({}, []))[1]:
            if first <= span["line_start"] <= last:
                return numbers
    return []
