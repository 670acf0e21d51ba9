"""Times numexpr over columns on one thread; called by `bench-peers columns`.

Arguments: number of rows, number of rounds.
Output: a line `version X`, then a line `ID NANOSECONDS_PER_ROW` for each expression: the median over
the rounds.
"""

import statistics
import sys
import time

import numexpr
import numpy

SUITE = {
    "E2": "(a+b*c-d)/(a*a+1)",
    "E4": "sin(x)*cos(y)+sqrt(x*x+y*y)",
    "E8": "((x+1)*(x+2)*(x+3)*(y+1)*(y+2)*(y+3)+(x-y)*(x+y))/(1+x*x+y*y+z*z)+(a*b+c*d)*(a-b)*(c-d)",
    "E9": "exp(-((x-a)*(x-a)+(y-b)*(y-b))/(2*c*c))/(2*3.14159265358979*c*c)",
}
# The ranges of src/suite.rs.
RANGES = {
    "a": (0.5, 2.5),
    "b": (0.5, 2.5),
    "c": (0.5, 2.5),
    "d": (0.1, 0.7),
    "x": (-2.0, 2.0),
    "y": (-0.9, 2.0),
    "z": (0.0, 4.0),
}


def main() -> None:
    rows, rounds = int(sys.argv[1]), int(sys.argv[2])
    numexpr.set_num_threads(1)
    random = numpy.random.default_rng(1)
    columns = {name: random.uniform(low, high, rows) for name, (low, high) in RANGES.items()}
    out = numpy.empty(rows)
    print("version", numexpr.__version__)
    for name, source in SUITE.items():
        numexpr.evaluate(source, local_dict=columns, out=out)  # compiles
        times = []
        for _ in range(rounds):
            start = time.perf_counter_ns()
            numexpr.re_evaluate(local_dict=columns)
            times.append(time.perf_counter_ns() - start)
        print(name, statistics.median(times) / rows)


main()
