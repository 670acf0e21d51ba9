/* expressions.c: see expressions.h. The lists are fixed: a function that the library gains changes no expression. */
#include "expressions.h"
#include "random.h"
#include <string.h>

typedef struct {
    uint64_t *state;
    char *at, *end;
} writer;

#define LENGTH(list) ((uint32_t)(sizeof(list) / sizeof(list)[0]))
#define PICK(w, list) ((list)[random_below((w)->state, LENGTH(list))])

static const char *const NAMES[] = {"x", "y", "z", "a", "b"};
static const char *const NUMBERS[] = {"0", "1", "2", "3", "0.5", "1.5", "10", "1e-3", "0.1", "3.14159", "7", "1e10", "pi"};
static const char *const OPERATORS[] = {"+", "+", "+",  "-",  "-",  "*",  "*",  "*",  "/", "/", "^", "%",
                                        "<", ">", "<=", ">=", "==", "!=", "&&", "||", "&", "|", "<<", ">>"};
static const char *const UNARY[] = {"sin",  "cos",  "tan",  "exp",   "ln",    "sqrt",  "abs",  "floor", "ceil",
                                    "round", "asin", "acos", "atan",  "sinh",  "cosh",  "tanh", "cbrt",  "log2",
                                    "log10", "sign", "frac", "trunc", "expm1", "log1p", "erf",  "tgamma", "-", "!"};
static const char *const BINARY[] = {"min", "max", "atan2", "hypot", "pow", "fmod", "floormod", "copysign", "remainder", "root"};
static const char *const TERNARY[] = {"clamp", "lerp", "fma", "if", "inrange", "smoothstep"};

static void put(writer *w, const char *text)
{
    size_t length = strlen(text);
    if (length < (size_t)(w->end - w->at)) {
        memcpy(w->at, text, length + 1);
        w->at += length;
    }
}

static void generate(writer *w, uint32_t depth);

static void call(writer *w, const char *name, int arguments, uint32_t depth)
{
    int i;
    put(w, name);
    for (i = 0; i < arguments; i++) {
        put(w, i == 0 ? "(" : ", ");
        generate(w, depth);
    }
    put(w, ")");
}

static void infix(writer *w, uint32_t depth)
{
    put(w, "(");
    generate(w, depth);
    put(w, PICK(w, OPERATORS));
    put(w, " ");
    generate(w, depth);
    put(w, ")");
}

static void generate(writer *w, uint32_t depth)
{
    if (depth == 0) {
        put(w, random_below(w->state, 4) == 0 ? PICK(w, NUMBERS) : PICK(w, NAMES));
        return;
    }
    depth = random_below(w->state, depth);
    switch (random_below(w->state, 8)) {
    case 0:
    case 1: call(w, PICK(w, UNARY), 1, depth); break;
    case 2: call(w, PICK(w, BINARY), 2, depth); break;
    case 3: call(w, PICK(w, TERNARY), 3, depth); break;
    default: infix(w, depth); break;
    }
}

void expression_generate(uint64_t *state, char *text, size_t size)
{
    writer w;
    w.state = state;
    w.at = text;
    w.end = text + size;
    text[0] = '\0';
    generate(&w, 5);
}
