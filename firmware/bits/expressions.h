/* expressions.h: expressions by chance, over the parameters x y z a b. */
#ifndef EXPRESSIONS_H
#define EXPRESSIONS_H

#include <stddef.h>
#include <stdint.h>

/* Writes one into `text`, of at most size - 1 bytes. */
void expression_generate(uint64_t *state, char *text, size_t size);

#endif
