#!/usr/bin/env python3
"""make_f32_vectors.py [--check]

Writes tests/vectors_f32.tsv, the vectors for a library whose numbers are binary32, from tests/vectors.tsv, whose
expected values are those of binary64. Needs Python 3.9 or later and mpmath. Run it again when vectors.tsv changes;
with --check it writes nothing and fails if the file is not what it would write.

The expected values are computed here, by an evaluator that shares nothing with the library:
- Parameters and literals are rounded once to binary32. A parameter beyond its range becomes infinite.
- + - * / and sqrt are done in binary64 and rounded to binary32. The second rounding is harmless: 53 >= 2*24 + 2.
  Remainders of binary32 numbers are exact. fma is done in rationals.
- The other functions are computed by mpmath with 1,000 bits and rounded once; those that the language defines by a
  formula are evaluated as that formula. Where an intermediate value is rounded by definition, as 1/n in root(x,n), it
  is rounded here as well.
- Rows that expect an error are copied.

The evaluator also runs in binary64, and nothing is written unless it then gives every value in vectors.tsv within
that row's tolerance. Tolerances are kept; a row that is exact in binary64 but not in binary32 has the tolerance of
its function, the largest of the rows with the same expression. A row is dropped when rounding its parameters made it
equal to an earlier one.
"""

import collections
import ctypes
import math
import os
import re
import struct
import sys
from fractions import Fraction

import mpmath
from mpmath import mp

mp.prec = 1000
sys.setrecursionlimit(100_000)
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
INF, NAN = math.inf, math.nan

HEADER = """\
# Made from vectors.tsv by scripts/make_f32_vectors.py. Array t is 1.5, 2.5, -3, 4e10 in every row. Escapes in expressions: \\\\ \\t \\n. NaN equals any NaN; tolerance 0 means equal bits
# (the sign of zero counts); else the distance counted in representable numbers. category	expression	parameters (hex floats)	expected (hex float, or CODE@byte offset)	tolerance in ULP
"""


class Skipped(Exception):
    """The value cannot be known here."""


# ---- Numbers: a Python float that is representable in the width ----------------------------------------------------


class Width:
    def __init__(self, digits, lowest, code):
        self.digits = digits  # of the significand
        self.lowest = lowest  # exponent of the smallest number
        self.code = code  # for struct: float, integer of the same size
        self.limit = Fraction(2) ** (3 - lowest - digits)  # twice the binade of the largest number

    def of_double(self, x):
        return x if self.digits == 53 else ctypes.c_float(x).value

    def nearest(self, x):
        """A rational or an mpf, rounded to nearest even."""
        if isinstance(x, mpmath.mpf):
            sign, man, exp, _ = x._mpf_
            if man == 0 or exp + man.bit_length() < 2 * self.lowest:
                return 0.0
            if exp + man.bit_length() > 2000:
                return -INF if sign else INF
            x = Fraction(-man if sign else man) * Fraction(2) ** exp
        if x < 0:
            return -self.nearest(-x)
        if x == 0:
            return 0.0
        exponent = x.numerator.bit_length() - x.denominator.bit_length() - self.digits
        while x >= Fraction(2) ** (exponent + self.digits):
            exponent += 1
        unit = Fraction(2) ** max(exponent, self.lowest)
        rounded = round(x / unit) * unit  # Python rounds half to even
        return INF if rounded >= self.limit else float(rounded)

    def place(self, x):
        floating, integer = self.code
        bits = struct.unpack(integer, struct.pack(floating, abs(x)))[0]
        return -bits if math.copysign(1, x) < 0 else bits

    def within(self, a, b, ulp):
        if a != a or b != b:
            return a != a and b != b
        if ulp == 0:
            return a == b and math.copysign(1, a) == math.copysign(1, b)
        return abs(self.place(a) - self.place(b)) <= ulp


DOUBLE = Width(53, -1074, ("<d", "<q"))
SINGLE = Width(24, -149, ("<f", "<i"))
assert DOUBLE.limit == Fraction(2) ** 1024 and SINGLE.limit == Fraction(2) ** 128


# ---- Text to tree --------------------------------------------------------------------------------------------------

TOKEN = re.compile(
    r"(?P<blank>[ \t\r\n]+|(?:\#|//)[^\n]*|/\*.*?\*/)"
    r"|(?P<number>0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]+)?)"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"
    r"|(?P<sign><<<|>>>|<<|>>|<=|>=|<>|==|!=|&&|\|\||\*\*|:=|[-+*/%^<>!~&|?:,;()\[\]])",
    re.S,
)

LEVELS = {  # binary operators with their levels
    "||": 4, "or": 4, "&&": 5, "and": 5, "|": 6, "&": 7,
    "==": 8, "!=": 8, "<>": 8, "<": 8, "<=": 8, ">": 8, ">=": 8,
    "<<": 9, ">>": 9, "<<<": 9, ">>>": 9, "+": 10, "-": 10, "*": 11, "/": 11, "%": 11,
}  # fmt: skip


def literal(text):
    text = text.replace("_", "")
    base = {"0x": 16, "0b": 2, "0o": 8}.get(text[:2].lower())
    if base:
        return Fraction(int(text[2:], base))
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    return Fraction(int(whole + decimals)) * Fraction(10) ** (int(exponent or 0) - len(decimals))


class Parser:
    """Of texts that are known to be right."""

    def __init__(self, text):
        self.tokens, position = [], 0
        while position < len(text):
            found = TOKEN.match(text, position)
            if not found:
                raise Skipped(f"no token at {position}")
            position = found.end()
            if found.lastgroup != "blank":
                self.tokens.append((found.lastgroup, found.group()))
        self.tokens += [("end", "")] * 2
        self.at = 0

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead][1]

    def take(self, *spellings):
        if self.tokens[self.at][0] != "number" and self.peek() in spellings:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def need(self, spelling):
        if not self.take(spelling):
            raise Skipped(f"{spelling} is not there")

    def whole(self):
        tree = self.sequence(top=True)
        if self.tokens[self.at][0] != "end":
            raise Skipped(f"{self.peek()} is left over")
        return tree

    def sequence(self, top=False):
        tree = self.definition()
        while sign := self.take(",", ";"):
            if sign == ";" and top and self.tokens[self.at][0] == "end":
                break
            tree = ("sequence", tree, self.definition())
        return tree

    def definition(self):
        if self.tokens[self.at][0] == "name" and self.peek(1) == ":=":
            name = self.peek()
            self.at += 2
            return ("define", name, self.definition())
        return self.conditional()

    def conditional(self):
        tree = self.binary(4)
        if self.take("?"):
            yes = self.conditional()
            self.need(":")
            return ("if", tree, yes, self.conditional())
        return tree

    def binary(self, level):
        tree = self.prefix()
        while self.tokens[self.at][0] in ("sign", "name") and LEVELS.get(self.peek(), 0) >= level:
            operator = self.peek()
            self.at += 1
            tree = ("binary", operator, tree, self.binary(LEVELS[operator] + 1))
        return tree

    def prefix(self):
        if self.peek() == "not" and self.peek(1) == "(":
            return self.power()
        if operator := self.take("-", "+", "!", "~", "not"):
            return ("prefix", operator, self.prefix())
        return self.power()

    def power(self):
        tree = self.operand()
        if self.take("^", "**"):
            return ("call", "pow", [tree, self.prefix()])
        return tree

    def operand(self):
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return ("number", literal(text))
        if kind == "name" and self.take("("):
            arguments = [self.conditional()]
            while self.take(","):
                arguments.append(self.conditional())
            self.need(")")
            return ("call", text, arguments)
        if kind == "name" and self.take("["):
            index = self.sequence()
            self.need("]")
            return ("element", text, index)
        if kind == "name":
            return ("name", text)
        if text == "(":
            tree = self.sequence()
            self.need(")")
            return tree
        raise Skipped(f"{text} is no operand")


# ---- Tree to value -------------------------------------------------------------------------------------------------


class Evaluator:
    def __init__(self, width, parameters):
        self.width = width
        self.values = dict(CONSTANTS_OF[width])
        self.values.update((name, width.of_double(value)) for name, value in parameters)
        self.array = [1.5, 2.5, -3.0, 4e10]

    def run(self, tree):
        kind = tree[0]
        if kind == "number":
            return self.width.nearest(tree[1])
        if kind == "name":
            return self.values[tree[1]]
        if kind == "sequence":
            self.run(tree[1])
            return self.run(tree[2])
        if kind == "define":
            value = self.values[tree[1]] = self.run(tree[2])
            return value
        if kind == "if":
            return self.run(tree[2] if truth(self.run(tree[1])) else tree[3])
        if kind == "element":
            index = self.run(tree[2])
            if not -1 < index < len(self.array) or tree[1] != "t":
                raise Skipped("no such element")
            return self.array[int(index)]
        if kind == "prefix":
            return self.prefix(tree[1], self.run(tree[2]))
        if kind == "call":
            return self.call(tree[1], tree[2])
        _, operator, left, right = tree
        if operator in ("&&", "and"):
            return float(truth(self.run(left)) and truth(self.run(right)))
        if operator in ("||", "or"):
            return float(truth(self.run(left)) or truth(self.run(right)))
        a = self.run(left)
        return BINARY[operator](self.width, a, self.run(right))

    def prefix(self, operator, x):
        if operator == "+":
            return x
        if operator == "-":
            return -x
        if operator == "~":
            return bits1(self.width, x)
        return float(not truth(x))

    def call(self, name, arguments):
        if name == "if":
            chosen = arguments[1] if truth(self.run(arguments[0])) else arguments[2]
            return self.run(chosen)
        if name == "ifs":
            for condition, value in zip(arguments[::2], arguments[1::2]):
                if truth(self.run(condition)):
                    return self.run(value)
            return NAN
        if name == "and":
            return float(all(truth(self.run(a)) for a in arguments))
        if name == "or":
            return float(any(truth(self.run(a)) for a in arguments))
        if name not in FUNCTIONS:
            raise Skipped(f"{name} is not known")
        return FUNCTIONS[name](self.width, *[self.run(a) for a in arguments])


def truth(x):
    return x != 0


def divide(w, a, b):
    if b == 0:
        return NAN if a == 0 or a != a else math.copysign(INF, a) * math.copysign(1, b)
    return w.of_double(a / b)


def fmod(w, a, b):
    if a != a or b != b or b == 0 or math.isinf(a):
        return NAN
    return math.fmod(a, b)


def integers(xs):
    for x in xs:
        if not (math.isfinite(x) and x == math.floor(x) and -(2.0**63) <= x < 2.0**63):
            return None
    return [int(x) for x in xs]


def from_bits(w, n):
    n &= (1 << 64) - 1
    return w.nearest(Fraction(n - (1 << 64) if n >> 63 else n))


def bits1(w, x):
    return from_bits(w, ~int(x)) if integers([x]) else NAN


def bits2(operation, is_shift=False):
    def apply(w, a, b):
        both = integers([a, b])
        if both is None or (is_shift and not 0 <= both[1] <= 63):
            return NAN
        return from_bits(w, operation(*both))

    return apply


def rotate(n, count):
    n &= (1 << 64) - 1
    return n << count | n >> (64 - count)


BINARY = {
    "+": lambda w, a, b: w.of_double(a + b),
    "-": lambda w, a, b: w.of_double(a - b),
    "*": lambda w, a, b: w.of_double(a * b),
    "/": divide,
    "%": fmod,
    "==": lambda w, a, b: float(a == b),
    "!=": lambda w, a, b: float(a != b),
    "<>": lambda w, a, b: float(a != b),
    "<": lambda w, a, b: float(a < b),
    "<=": lambda w, a, b: float(a <= b),
    ">": lambda w, a, b: float(a > b),
    ">=": lambda w, a, b: float(a >= b),
    "&": bits2(lambda a, b: a & b),
    "|": bits2(lambda a, b: a | b),
    "<<": bits2(lambda a, n: a << n, True),
    ">>": bits2(lambda a, n: a >> n, True),
    "<<<": bits2(rotate, True),
    ">>>": bits2(lambda a, n: rotate(a, (64 - n) % 64), True),
}
add, sub, mul = BINARY["+"], BINARY["-"], BINARY["*"]

# Rational functions, evaluated as the language defines them.


def chain(operation):
    def apply(w, first, *rest):
        for x in rest:
            first = operation(w, first, x)
        return first

    return apply


def least(w, a, b):
    return b if b < a or a != a else a


def greatest(w, a, b):
    return b if b > a or a != a else a


def clamp(w, x, lo, hi):
    if x != x or lo != lo or hi != hi:
        return NAN
    lo, hi = min(lo, hi), max(lo, hi)
    return lo if x < lo else hi if x > hi else x


def smoothstep(w, lo, hi, x):
    u = clamp(w, divide(w, sub(w, x, lo), sub(w, hi, lo)), 0.0, 1.0)
    return mul(w, mul(w, u, u), sub(w, 3.0, mul(w, 2.0, u)))


def remap(w, x, a1, b1, a2, b2):
    return add(w, a2, divide(w, mul(w, sub(w, x, a1), sub(w, b2, a2)), sub(w, b1, a1)))


def floormod(w, x, y):
    r = fmod(w, x, y)
    return add(w, r, y) if r != 0 and (r < 0) != (y < 0) else r


def remainder(w, x, y):
    if x != x or y != y or y == 0 or math.isinf(x):
        return NAN
    return math.remainder(x, y)


def integral(rounding):
    """Rounds to an integer; keeps what is one already, and the sign where the result is 0."""

    def apply(w, x):
        if not math.isfinite(x):
            return x
        return math.copysign(float(rounding(Fraction(x))), x)

    return apply


truncate = integral(math.trunc)
half_away = integral(lambda q: math.trunc(q + (Fraction(1, 2) if q > 0 else -Fraction(1, 2))))


def round_to(w, x, d):
    if d != d:
        return NAN
    d = truncate(w, d)
    power = INF if abs(d) > 400 else w.nearest(Fraction(10) ** int(abs(d)))
    if power == INF:
        return x
    if d < 0:
        return mul(w, half_away(w, divide(w, x, power)), power)
    scaled = mul(w, x, power)
    return x if math.isinf(scaled) else divide(w, half_away(w, scaled), power)


def fma(w, a, b, c):
    if not all(map(math.isfinite, (a, b, c))):
        raise Skipped("fma of infinities")
    exact = Fraction(a) * Fraction(b) + Fraction(c)
    return w.nearest(exact) if exact else add(w, mul(w, a, b), c)


def is_integer(x):
    return math.isfinite(x) and x == math.floor(x)


# Functions that are rounded once from their true value.


def elementary(function, *, at_inf=NAN, at_minus_inf=NAN, zero=None, domain=None, poles=None):
    """`function` for finite x inside `domain`. `zero`: the value at 0; odd functions give `"x"`."""

    def apply(w, x):
        if x != x:
            return NAN
        if math.isinf(x):
            value = at_inf if x > 0 else at_minus_inf
            return w.nearest(value) if isinstance(value, mpmath.mpf) else value
        if x == 0 and zero is not None:
            return x if zero == "x" else zero
        if poles and x in poles:
            return poles[x]
        if domain and not domain(x):
            return NAN
        return w.nearest(function(mp.mpf(x)))

    return apply


def odd(function):
    def apply(w, x):
        value = function(w, abs(x))
        return math.copysign(value, x) if value == value else value

    return apply


def bounded(function, limit):
    """For exponential functions: 0 and past every range beyond the limit."""
    return lambda x: mp.mpf(0) if x < -limit else mp.mpf(2) ** 5000 if x > limit else function(x)


def sinc(w, x):
    if x == 0 or math.isinf(x):
        return 0.0 if x else 1.0
    return NAN if x != x else w.nearest(mp.sin(mp.mpf(x)) / mp.mpf(x))


def power(w, x, y):
    if y == 2:
        return mul(w, x, x)
    if y == 3:
        return mul(w, mul(w, x, x), x)
    if y == 0 or x == 1:
        return 1.0
    if x != x or y != y:
        return NAN
    if math.isinf(y):
        magnitude = abs(x)
        return 1.0 if magnitude == 1 else INF if (magnitude > 1) == (y > 0) else 0.0
    is_odd = is_integer(y) and int(y) % 2 == 1
    negative = math.copysign(1, x) < 0
    if x == 0 or math.isinf(x):
        value = INF if math.isinf(x) == (y > 0) else 0.0
    elif negative and not is_integer(y):
        return NAN
    elif is_integer(y) and abs(y) <= 4096:
        value = w.nearest(abs(Fraction(x)) ** int(y))
    else:
        logarithm = mp.mpf(y) * mp.log(abs(mp.mpf(x)))
        value = INF if logarithm > 1000 else 0.0 if logarithm < -1000 else w.nearest(mp.exp(logarithm))
    return -value if negative and is_odd else value


def root(w, x, n):
    if n == 0:
        return NAN
    if n == 2:
        return FUNCTIONS["sqrt"](w, x)
    if n == 3:
        return FUNCTIONS["cbrt"](w, x)
    if x < 0 and is_integer(n) and int(n) % 2 == 1:
        return -root(w, -x, n)
    return power(w, x, divide(w, 1.0, n))


def hypot(w, x, y):
    if math.isinf(x) or math.isinf(y):
        return INF
    if x != x or y != y:
        return NAN
    return w.nearest(mp.sqrt(mp.mpf(x) ** 2 + mp.mpf(y) ** 2))


def atan2(w, y, x):
    if x != x or y != y:
        return NAN
    if y == 0 or math.isinf(x) or math.isinf(y):
        # A multiple of pi/4: which one, binary64 knows.
        quarters = round(abs(math.atan2(y, x)) / (math.pi / 4))
        value = w.nearest(quarters * mp.pi / 4)
    else:
        value = w.nearest(mp.atan2(abs(mp.mpf(y)), mp.mpf(x)))
    return math.copysign(value, y)


def log_to_base(w, x, b):
    if not (0 < x < INF and 0 < b < INF):
        raise Skipped("a logarithm beyond its range")
    ln = FUNCTIONS["ln"]
    return divide(w, ln(w, x), ln(w, b))


def ncdf(w, x):
    argument = divide(w, -x, w.nearest(mp.sqrt(mp.mpf(2))))
    return mul(w, 0.5, FUNCTIONS["erfc"](w, argument))


def tgamma(w, x):
    if x == 0:
        return math.copysign(INF, x)
    if x != x or x == -INF or (x < 0 and is_integer(x)):
        return NAN
    if x > 200:
        return INF
    if x < -200:
        # Below every number; the sign alternates between the poles.
        return -0.0 if math.floor(x) % 2 else 0.0
    exact = mp.gamma(mp.mpf(x))
    return math.copysign(w.nearest(exact), exact)


def lgamma(w, x):
    if x != x:
        return NAN
    if math.isinf(x) or (x <= 0 and is_integer(x)):
        return INF
    if x > 0:
        return w.nearest(mp.loggamma(mp.mpf(x)))
    exact = mp.mpf(x)
    return w.nearest(mp.log(mp.pi / abs(mp.sinpi(exact))) - mp.loggamma(1 - exact))


def whole_numbers(count):
    """A function of integers n and k, given exactly or as None past every range."""

    def apply(w, n, k=0.0):
        if not is_integer(n) or not is_integer(k) or not 0 <= k <= n:
            return NAN
        exact = count(int(n), int(k))
        return INF if exact is None else w.nearest(Fraction(exact))

    return apply


def combinations(n, k):
    k = min(k, n - k)
    return math.comb(n, k) if k <= 1100 else None


def factorial(w, n):
    return n if n == INF else whole_numbers(lambda n, _: math.factorial(n) if n <= 200 else None)(w, n)


choose = whole_numbers(combinations)
arrange = whole_numbers(lambda n, k: math.perm(n, k) if k <= 200 else None)

LOGARITHM = dict(at_inf=INF, domain=lambda x: x > 0, zero=-INF)


def reciprocal(function, zero=None, at_inf=NAN):
    def apply(w, x):
        if x == 0 and zero is not None:
            return zero
        if x == 0:
            return math.copysign(INF, x)
        if math.isinf(x):
            return math.copysign(at_inf, x)
        return NAN if x != x else w.nearest(1 / function(mp.mpf(x)))

    return apply


EXP = bounded(mp.exp, 2000)
FUNCTIONS = {
    "abs": lambda w, x: abs(x),
    "sign": lambda w, x: 1.0 if x > 0 else -1.0 if x < 0 else x,
    "sqrt": elementary(mp.sqrt, at_inf=INF, zero="x", domain=lambda x: x > 0),
    "cbrt": odd(elementary(mp.cbrt, at_inf=INF, zero="x")),
    "sqr": lambda w, x: mul(w, x, x),
    "exp": elementary(EXP, at_inf=INF, at_minus_inf=0.0),
    "exp2": elementary(bounded(lambda x: mp.mpf(2) ** x, 2000), at_inf=INF, at_minus_inf=0.0),
    "exp10": elementary(bounded(lambda x: mp.mpf(10) ** x, 1000), at_inf=INF, at_minus_inf=0.0),
    "expm1": elementary(
        lambda x: mp.mpf(-1) if x < -2000 else EXP(x) if x > 2000 else mp.expm1(x),
        at_inf=INF, at_minus_inf=-1.0, zero="x",
    ),
    "ln": elementary(mp.log, **LOGARITHM),
    "log": lambda w, x, b=None: FUNCTIONS["ln"](w, x) if b is None else log_to_base(w, x, b),
    "logn": log_to_base,
    "log2": elementary(lambda x: mp.log(x, 2), **LOGARITHM),
    "log10": elementary(mp.log10, **LOGARITHM),
    "log1p": elementary(mp.log1p, at_inf=INF, zero="x", domain=lambda x: x > -1, poles={-1.0: -INF}),
    "pow": power,
    "power": power,
    "hypot": hypot,
    "fma": fma,
    "root": root,
    "sin": elementary(mp.sin, zero="x"),
    "cos": elementary(mp.cos),
    "tan": elementary(mp.tan, zero="x"),
    "asin": elementary(mp.asin, zero="x", domain=lambda x: abs(x) <= 1),
    "acos": elementary(mp.acos, domain=lambda x: abs(x) <= 1),
    "atan": odd(elementary(mp.atan, zero="x", at_inf=mp.pi / 2)),
    "atan2": atan2,
    "sinh": odd(elementary(lambda x: EXP(x) if x > 2000 else mp.sinh(x), zero="x", at_inf=INF)),
    "cosh": elementary(lambda x: EXP(abs(x)) if abs(x) > 2000 else mp.cosh(x), at_inf=INF, at_minus_inf=INF),
    "tanh": odd(elementary(lambda x: mp.mpf(1) if x > 2000 else mp.tanh(x), zero="x", at_inf=1.0)),
    "asinh": odd(elementary(mp.asinh, zero="x", at_inf=INF)),
    "acosh": elementary(mp.acosh, at_inf=INF, domain=lambda x: x >= 1),
    "atanh": odd(elementary(mp.atanh, zero="x", domain=lambda x: abs(x) < 1, poles={1.0: INF})),
    "sec": reciprocal(mp.cos, zero=1.0),
    "csc": reciprocal(mp.sin),
    "cot": reciprocal(mp.tan),
    "coth": reciprocal(lambda x: mp.sign(x) if abs(x) > 2000 else mp.tanh(x), at_inf=1.0),
    "sinc": sinc,
    "deg2rad": lambda w, x: mul(w, x, divide(w, CONSTANTS_OF[w]["pi"], 180.0)),
    "rad2deg": lambda w, x: mul(w, x, divide(w, 180.0, CONSTANTS_OF[w]["pi"])),
    "floor": integral(math.floor),
    "ceil": integral(math.ceil),
    "trunc": truncate,
    "round": lambda w, x, d=None: half_away(w, x) if d is None else round_to(w, x, d),
    "rint": integral(round),
    "frac": lambda w, x: sub(w, x, truncate(w, x)),
    "fmod": fmod,
    "mod": fmod,
    "floormod": floormod,
    "remainder": remainder,
    "copysign": lambda w, x, y: abs(x) if y != y else math.copysign(x, y),
    "not": lambda w, x: float(not truth(x)),
    "xor": lambda w, a, b: float(truth(a) != truth(b)),
    "clamp": clamp,
    "inrange": lambda w, x, lo, hi: float(lo <= x <= hi),
    "step": lambda w, edge, x: float(x >= edge),
    "smoothstep": smoothstep,
    "lerp": lambda w, a, b, t: add(w, a, mul(w, sub(w, b, a), t)),
    "map": remap,
    "min": chain(least),
    "max": chain(greatest),
    "sum": chain(add),
    "mul": chain(mul),
    "avg": lambda w, *xs: divide(w, chain(add)(w, *xs), float(len(xs))),
    "isnan": lambda w, x: float(x != x),
    "isinf": lambda w, x: float(math.isinf(x)),
    "isfinite": lambda w, x: float(math.isfinite(x)),
    "iseven": lambda w, x: float(is_integer(x) and int(x) % 2 == 0),
    "isodd": lambda w, x: float(is_integer(x) and int(x) % 2 == 1),
    "equal": BINARY["=="],
    "notequal": BINARY["!="],
    "fac": factorial,
    "fact": factorial,
    "ncr": choose,
    "combin": choose,
    "npr": arrange,
    "permut": arrange,
    "tgamma": tgamma,
    "lgamma": lgamma,
    "erf": odd(elementary(lambda x: mp.mpf(1) if x > 100 else mp.erf(x), zero="x", at_inf=1.0)),
    "erfc": elementary(
        lambda x: mp.mpf(0) if x > 100 else mp.mpf(2) if x < -100 else mp.erfc(x), at_inf=0.0, at_minus_inf=2.0
    ),
    "ncdf": ncdf,
    "bitand": BINARY["&"],
    "bitor": BINARY["|"],
    "bitxor": bits2(lambda a, b: a ^ b),
    "bitnot": bits1,
    "bitlshift": BINARY["<<"],
    "bitrshift": BINARY[">>"],
    "bitlrotate": BINARY["<<<"],
    "bitrrotate": BINARY[">>>"],
    "add": add,
    "sub": sub,
    "div": divide,
    "neg": lambda w, x: -x,
    "comma": lambda w, a, b: b,
}
FUNCTIONS["average"] = FUNCTIONS["avg"]


def constants(w):
    pi, e, tau = w.nearest(+mp.pi), w.nearest(+mp.e), w.nearest(2 * mp.pi)
    return {
        "pi": pi, "PI": pi, "e": e, "E": e, "tau": tau, "TAU": tau, "inf": INF, "nan": NAN,
        "true": 1.0, "false": 0.0, "epsilon": 2.0 ** (1 - w.digits),
    }  # fmt: skip


CONSTANTS_OF = {DOUBLE: constants(DOUBLE), SINGLE: constants(SINGLE)}


# ---- The table -----------------------------------------------------------------------------------------------------


def unescape(text):
    return re.sub(r"\\(.)", lambda m: {"t": "\t", "n": "\n"}.get(m[1], m[1]), text)


def hexadecimal(x):
    return "nan" if x != x else x.hex()


def parameters_of(text):
    pairs = (p.split("=") for p in text.split(";") if p)
    return [(name, float.fromhex(value)) for name, value in pairs]


class Row:
    def __init__(self, line):
        self.category, self.expression, parameters, self.expected, ulp = line.rstrip("\n").split("\t")
        self.parameters = parameters_of(parameters)
        self.ulp = int(ulp)

    def is_error(self):
        return "@" in self.expected

    def value(self, width):
        return Evaluator(width, self.parameters).run(Parser(unescape(self.expression)).whole())

    def line(self, expected, ulp):
        rounded = ((name, SINGLE.of_double(value)) for name, value in self.parameters)
        parameters = ";".join(f"{name}={hexadecimal(value)}" for name, value in rounded)
        return "\t".join([self.category, self.expression, parameters, expected, str(ulp)]) + "\n"


def special(x):
    return x == 0 or not math.isfinite(x)


def tolerance(row, value, largest):
    """Of the row in binary32."""
    if row.ulp == 0 and (special(value) or value == row.value(DOUBLE)):
        return 0
    return max(row.ulp, largest[row.expression])


def make(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        rows = [Row(line) for line in file if not line.startswith("#")]
    largest = collections.Counter()
    for row in rows:
        largest[row.expression] = max(largest[row.expression], row.ulp)
    lines, kept, seen = [HEADER], collections.Counter(), set()
    wrong = 0
    for row in rows:
        if row.is_error():
            line = row.line(row.expected, row.ulp)
        else:
            try:
                in_double, value = row.value(DOUBLE), row.value(SINGLE)
            except Skipped as why:
                print(f"left out: {row.category} {row.expression[:60]}: {why}")
                continue
            if not DOUBLE.within(in_double, float.fromhex(row.expected), row.ulp):
                wrong += 1
                print(f"not as in vectors.tsv: {row.expression[:60]} {row.parameters}: {in_double.hex()}, {row.expected}")
                continue
            line = row.line(hexadecimal(value), tolerance(row, value, largest))
        if line not in seen:
            seen.add(line)
            lines.append(line)
            kept[row.category] += 1
    for category, count in collections.Counter(row.category for row in rows).items():
        print(f"{category}: {kept[category]} of {count} rows")
    if wrong:
        sys.exit(f"{wrong} values differ from vectors.tsv")
    return "".join(lines)


def main():
    path = os.path.join(ROOT, "tests", "vectors_f32.tsv")
    text = make(os.path.join(ROOT, "tests", "vectors.tsv"))
    if sys.argv[1:] == ["--check"]:
        with open(path, encoding="utf-8", newline="\n") as file:
            sys.exit(0 if file.read() == text else f"{path} is not what the script would write")
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


if __name__ == "__main__":
    main()
