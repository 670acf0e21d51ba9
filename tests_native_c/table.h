/* table.h: the lines of tests/vectors.tsv and tests/vectors_f32.tsv: fields, escapes, parameters. */
#ifndef TABLE_H
#define TABLE_H

#include "check.h"
#include <stdlib.h>

enum { TABLE_FIELDS = 5 };

/* The array t, the same in every row. */
static const exp_rs_real TABLE_T[] = {R(1.5), R(2.5), R(-3), R(4e10)};

typedef struct {
    char *category, *expression, *parameters, *expected, *tolerance;
} table_row;

/* Splits a line at its tabs, in place; fields may be empty. */
static inline int table_split(char *line, table_row *out)
{
    char **fields[TABLE_FIELDS];
    int count = 0;
    fields[0] = &out->category;
    fields[1] = &out->expression;
    fields[2] = &out->parameters;
    fields[3] = &out->expected;
    fields[4] = &out->tolerance;
    line[strcspn(line, "\r\n")] = '\0';
    while (count < TABLE_FIELDS) {
        char *tab = strchr(line, '\t');
        *fields[count++] = line;
        if (tab == NULL) {
            break;
        }
        *tab = '\0';
        line = tab + 1;
    }
    return count == TABLE_FIELDS;
}

static inline void table_unescape(char *text)
{
    char *to = text;
    for (; *text != '\0'; text++) {
        if (*text == '\\' && text[1] != '\0') {
            text++;
            *to++ = (char)(*text == 't' ? '\t' : *text == 'n' ? '\n' : *text);
        } else {
            *to++ = *text;
        }
    }
    *to = '\0';
}

static inline exp_rs_real table_real(const char *text, char **end)
{
    return sizeof(exp_rs_real) == sizeof(float) ? (exp_rs_real)strtof(text, end) : (exp_rs_real)strtod(text, end);
}

/* Adds `name=value;...`; gives whether all of it was understood and taken. */
static inline int table_add_parameters(exp_rs_batch_builder *b, const char *text)
{
    while (*text != '\0') {
        const char *equals = strchr(text, '=');
        char *end;
        exp_rs_real value;
        if (equals == NULL) {
            return 0;
        }
        value = table_real(equals + 1, &end);
        if (end == equals + 1 || (*end != ';' && *end != '\0')) {
            return 0;
        }
        if (exp_rs_batch_builder_add_parameter_n(b, text, (size_t)(equals - text), value) < 0) {
            return 0;
        }
        text = *end == ';' ? end + 1 : end;
    }
    return 1;
}

#endif
