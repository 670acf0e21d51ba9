#!/usr/bin/env python3
"""mutants.py WORK MINUTES EXPLAINED [missed]

Makes each change of WORK/list.json in WORK/tree and asks whether a test notices. WORK/results.tsv keeps what came out, by the
text of the line, so that it stays when lines move: source, line, change, which of several alike, outcome. Those without an
outcome come first, in an order that is random but always the same, so that what was tried at any time is a random sample
(but for those that are to be compiled alone, which come last); then those that were missed, since there may be new tests. With `missed`, only those.

A change is noticed where a test fails or needs more of the processor than scripts/limited.sh allows; never because the clock
on the wall went on. Changes in EXPLAINED, which no test can notice, are not counted. Fails below 90 %.
"""

import collections
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

from mutants_schema import PROGRAMS, Schema, applied, test_program

# The tests of one program, and where they notice nothing those inside of the library.
OPTIONS = ["-Zunstable-options", "--fail-fast", "--skip=math::"]
# Of properties and of literals.
CASES = {"tests": "200", "unit tests": "5000"}
# So long that a machine would have to stand still. A program that waits for ever is not noticed.
WALL_SECONDS = 1800


def changes(work):
    """The changes of the list by their keys."""
    seen = collections.Counter()
    for change in json.loads((work / "list.json").read_text()):
        lines = (work / "tree" / change["file"]).read_text().splitlines()
        line = lines[change["span"]["start"]["line"] - 1].strip().replace("\t", " ")
        place = (change["file"], line, change["name"].split(": ", 1)[1])
        seen[place] += 1
        yield (*place, str(seen[place])), change


def notices(tree, name, program, number):
    """Whether a test of the program notices the change of that number."""
    chosen = {"MUTANT": str(number), "PROPTEST_CASES": CASES[name]}
    command = [os.environ["MUTANTS_RUNNER"], str(program.resolve()), *OPTIONS]
    try:
        run = subprocess.run(command, cwd=tree, env=os.environ | chosen, timeout=WALL_SECONDS,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return run.returncode != 0
    except subprocess.TimeoutExpired:
        return False


def of_all(tree, schema, number):
    """What comes out of a change that is in the programs of all."""
    return next((name for name in PROGRAMS if notices(tree, name, schema.program(name), number)), "missed")


def alone(tree, change):
    """What comes out of a change that is compiled alone."""
    path = tree / change["file"]
    before = path.read_text()
    try:
        path.write_text(applied(before, change))
        for name in PROGRAMS:
            program = test_program(tree, name).program
            if program is None:
                return "does not compile"
            if notices(tree, name, program, 0):
                return name
        return "missed"
    finally:
        path.write_text(before)


def read(path):
    if not path.exists():
        return {}
    rows = (line.split("\t") for line in path.read_text().splitlines())
    return {tuple(row[:4]): row[4] for row in rows}


def order(key):
    return hashlib.sha256("\t".join(key).encode()).digest()


def report(work, results, listed, explained):
    results = {key: results[key] for key in listed if key in results}
    counts = collections.Counter(results.values())
    noticed = sum(counts[name] for name in PROGRAMS)
    missed = [key for key, value in results.items() if value == "missed"]
    left = sorted(key for key in missed if key[:3] not in explained)
    (work / "missed.tsv").write_text("".join("\t".join(key[:3]) + "\n" for key in left))
    share = 100 * noticed / max(noticed + len(left), 1)
    print(f"mutants: {len(results)} of {len(listed)} tried, {counts['does not compile']} do not compile; {noticed} noticed, "
          f"{len(left)} not (in {work}/missed.tsv), {len(missed) - len(left)} that cannot be noticed: {share:.1f} %")
    return share >= 90


def main():
    work, minutes, explained = pathlib.Path(sys.argv[1]), float(sys.argv[2]), pathlib.Path(sys.argv[3])
    end = time.monotonic() + minutes * 60
    tree = work / "tree"
    explained = {tuple(line.split("\t")[:3]) for line in explained.read_text().splitlines() if line[0] != "#"}
    listed = dict(sorted(changes(work), key=lambda item: order(item[0])))
    results = read(work / "results.tsv")
    schema = Schema(work, listed)
    missed = [key for key in listed if results.get(key) == "missed" and key[:3] not in explained]
    todo = [] if sys.argv[4:] == ["missed"] else [key for key in listed if key not in results]
    todo.sort(key=lambda key: key not in schema.numbers)
    if of_all(tree, schema, 0) != "missed":
        sys.exit("mutants: the tests fail without any change")
    with (work / "results.tsv").open("a") as file:
        for key in todo + missed:
            if time.monotonic() > end:
                break
            number = schema.numbers.get(key)
            results[key] = of_all(tree, schema, number) if number else alone(tree, listed[key])
            file.write("\t".join((*key, results[key])) + "\n")
            file.flush()
    sys.exit(0 if report(work, results, listed, explained) else 1)


main()
