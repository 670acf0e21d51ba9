/* support.h: what several test programs share: a one-shot evaluation with a context, and a rig of an arena with
 * one builder. Needs hooks.c.
 */
#ifndef SUPPORT_H
#define SUPPORT_H

#include "check.h"
#include "hooks.h"
#include <stdlib.h>

#define NO_LIMIT SIZE_MAX

typedef struct {
    exp_rs_arena *arena;
    exp_rs_batch_builder *batch;
} rig;

static inline rig rig_new(size_t capacity)
{
    rig r;
    r.arena = exp_rs_arena_new(capacity);
    r.batch = exp_rs_batch_builder_new(r.arena);
    CHECK(r.arena != NULL);
    CHECK(r.batch != NULL);
    return r;
}

static inline rig rig_new_growable(void)
{
    rig r;
    r.arena = exp_rs_arena_new_growable(4096, NO_LIMIT);
    r.batch = exp_rs_batch_builder_new(r.arena);
    CHECK(r.arena != NULL);
    CHECK(r.batch != NULL);
    return r;
}

static inline void rig_free(rig *r)
{
    exp_rs_batch_builder_free(r->batch);
    exp_rs_arena_free(r->arena);
    r->batch = NULL;
    r->arena = NULL;
}

static inline exp_rs_arena_stats arena_stats(const exp_rs_arena *arena)
{
    exp_rs_arena_stats stats;
    memset(&stats, 0, sizeof stats);
    CHECK_OK(exp_rs_arena_get_stats(arena, &stats));
    return stats;
}

static inline exp_rs_error last_error(exp_rs_batch_builder *batch)
{
    exp_rs_error error;
    memset(&error, 0, sizeof error);
    CHECK_OK(exp_rs_batch_builder_get_last_error(batch, &error));
    return error;
}

/* How one expression ended, and where: `stage` 'a'dd, 'p'repare, 'e'val or '-' (it did not fail). */
typedef struct {
    exp_rs_status status;
    char stage;
    exp_rs_real value;
    exp_rs_error error;
} outcome;

/* Adds `source` to `batch`, prepares and evaluates; `error` is that of the stage that failed. */
static inline outcome evaluate_in(exp_rs_batch_builder *batch, const exp_rs_context *context, const char *source)
{
    outcome o;
    int32_t index = exp_rs_batch_builder_add_expression(batch, source);
    memset(&o, 0, sizeof o);
    o.stage = '-';
    if (index < 0) {
        o.status = index;
        o.stage = 'a';
    } else if ((o.status = exp_rs_batch_builder_prepare(batch, context)) != EXP_RS_OK) {
        o.stage = 'p';
    } else if ((o.status = exp_rs_batch_builder_eval(batch, context)) != EXP_RS_OK) {
        o.stage = 'e';
    }
    o.value = exp_rs_batch_builder_get_result(batch, index < 0 ? UINT32_MAX : (uint32_t)index);
    if (o.stage == 'e') {
        CHECK_OK(exp_rs_batch_builder_get_error(batch, (uint32_t)index, &o.error));
    } else if (o.stage != '-') {
        CHECK_OK(exp_rs_batch_builder_get_last_error(batch, &o.error));
    }
    return o;
}

/* The same in an arena and builder of its own. */
static inline outcome evaluate(const exp_rs_context *context, const char *source)
{
    rig r = rig_new_growable();
    outcome o = evaluate_in(r.batch, context, source);
    rig_free(&r);
    return o;
}

/* `count` copies of `unit` between `head` and `tail`, for the caller to free. */
static inline char *repeated(const char *head, const char *unit, size_t count, const char *tail)
{
    size_t h = strlen(head), u = strlen(unit), t = strlen(tail), i;
    char *text = (char *)malloc(h + u * count + t + 1);
    if (text == NULL) {
        printf("out of memory in the test itself\n");
        exit(2);
    }
    memcpy(text, head, h);
    for (i = 0; i < count; i++) {
        memcpy(text + h + u * i, unit, u);
    }
    memcpy(text + h + u * count, tail, t + 1);
    return text;
}

/* The `length` bytes of `text` in a block of exactly that size, so that a read past the end is seen by valgrind. */
static inline char *exact_copy(const char *text, size_t length)
{
    char *copy = (char *)malloc(length > 0 ? length : 1);
    if (copy == NULL) {
        printf("out of memory in the test itself\n");
        exit(2);
    }
    memcpy(copy, text, length);
    return copy;
}

#define CHECK_VALUE(context, source, expected)   \
    do {                                         \
        outcome o_ = evaluate(context, source);  \
        CHECK_OK(o_.status);                     \
        CHECK_BITS(o_.value, expected);          \
    } while (0)

#define CHECK_FAILS(context, source, code, at_stage) \
    do {                                             \
        outcome o_ = evaluate(context, source);      \
        CHECK_STATUS(o_.status, code);               \
        CHECK_EQ_I(o_.stage, at_stage);              \
        CHECK_NAN(o_.value);                         \
    } while (0)

/* The last line of every test: each block that was asked for has come back. */
#define CHECK_NO_LEAK() CHECK_EQ_U(hooks_live_blocks(), 0)

#endif
