/* test_reentry.c: what a native function may do to the objects that are calling it. Whatever changes, prepares,
 * evaluates, clears or resets them is EXP_RS_BUSY and leaves no trace; a free is carried out when the outer call
 * returns; other objects may be used as always.
 */
#include "support.h"

typedef struct {
    exp_rs_arena *arena;
    exp_rs_batch_builder *batch;
    unsigned long calls;
    int free_batch, free_arena;
    int preparing; /* while a batch is prepared it may not even be looked at */
} host;

static host the_host;

static void check_calls_are_busy(exp_rs_batch_builder *b)
{
    static const exp_rs_limits limits = {0, 0, 0, 0, 0};
    exp_rs_real value = R(1);
    const exp_rs_real *in[1];
    exp_rs_real *out[2];
    in[0] = NULL;
    out[0] = out[1] = NULL;
    CHECK_STATUS(exp_rs_batch_builder_eval(b, NULL), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_eval_block(b, NULL, 1, in, 1, out, 2), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_prepare(b, NULL), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_clear(b), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_set_limits(b, &limits), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_add_parameter(b, "p", R(1)), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_bind_parameter(b, "p", &value), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_bind_array(b, "p", &value, 1), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_add_expression(b, "1"), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_add_named_expression(b, "n", "1"), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_replace_expression(b, 0, "1", NULL), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_set_param(b, 0, R(1000)), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_set_params(b, &value, 1), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_set_block_rows(b, 8), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_add_parameter_n(b, "p", 1, R(1)), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_bind_parameter_n(b, "p", 1, &value), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_bind_array_n(b, "p", 1, &value, 1), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_add_expression_n(b, "1", 1), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_add_named_expression_n(b, "n", 1, "1", 1), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_replace_expression_n(b, 0, "1", 1, NULL), EXP_RS_BUSY);
}

static exp_rs_real meddle(const exp_rs_real *args, size_t n_args, void *user_data)
{
    host *h = (host *)user_data;
    exp_rs_real value = R(0);
    h->calls++;
    check_calls_are_busy(h->batch);
    CHECK_STATUS(exp_rs_arena_reset(h->arena), EXP_RS_BUSY);
    if (!h->preparing) {
        CHECK_EQ_U(exp_rs_batch_builder_expression_count(h->batch), 2); /* getters go on */
        CHECK_EQ_U(exp_rs_batch_builder_param_count(h->batch), 1);
        CHECK_STR(exp_rs_batch_builder_expression_source(h->batch, 1), "x * 2");
    }
    CHECK_OK(exp_rs_eval("6 * 7", &value)); /* and so do other objects */
    CHECK_BITS(value, 42);
    if (h->free_batch) {
        h->free_batch = 0;
        exp_rs_batch_builder_free(h->batch);
    }
    if (h->free_arena) {
        h->free_arena = 0;
        exp_rs_arena_free(h->arena);
    }
    return n_args > 0 ? args[0] + R(1) : R(1);
}

static exp_rs_context *prepare_host(uint32_t flags, const char *source)
{
    exp_rs_context *k = exp_rs_context_new();
    rig r = rig_new(32768);
    memset(&the_host, 0, sizeof the_host);
    the_host.arena = r.arena;
    the_host.batch = r.batch;
    the_host.preparing = flags == EXP_RS_PURE;
    CHECK_OK(exp_rs_context_add_function(k, "meddle", 1, 1, meddle, &the_host, flags));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(20)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, source), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "x * 2"), 1);
    return k;
}

static void free_host(exp_rs_context *k)
{
    exp_rs_batch_builder_free(the_host.batch);
    exp_rs_arena_free(the_host.arena);
    exp_rs_context_free(k);
    CHECK_NO_LEAK();
}

static void test_busy_in_eval(void)
{
    exp_rs_context *k = prepare_host(0, "meddle(x) + meddle(x)");
    CHECK_OK(exp_rs_batch_builder_eval(the_host.batch, k)); /* prepares, then evaluates */
    CHECK_EQ_U(the_host.calls, 2);
    CHECK_BITS(exp_rs_batch_builder_get_result(the_host.batch, 0), 42);
    CHECK_BITS(exp_rs_batch_builder_get_result(the_host.batch, 1), 40);
    CHECK(!exp_rs_batch_builder_needs_prepare(the_host.batch, k));
    CHECK_OK(exp_rs_batch_builder_eval(the_host.batch, NULL)); /* free again afterwards */
    CHECK_OK(exp_rs_batch_builder_set_param(the_host.batch, 0, R(1)));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(the_host.batch, "3"), 2);
    CHECK_OK(exp_rs_batch_builder_clear(the_host.batch));
    CHECK_OK(exp_rs_arena_reset(the_host.arena));
    free_host(k);
}

static void test_busy_in_eval_block(void)
{
    exp_rs_context *k = prepare_host(0, "meddle(x)");
    exp_rs_real column[3] = {R(1), R(2), R(3)}, sums[3] = {R(0), R(0), R(0)};
    const exp_rs_real *in[1];
    exp_rs_real *out[2];
    in[0] = column;
    out[0] = sums;
    out[1] = NULL;
    CHECK_OK(exp_rs_batch_builder_eval_block(the_host.batch, k, 3, in, 1, out, 2));
    CHECK_EQ_U(the_host.calls, 3);
    CHECK_BITS(sums[0], 2);
    CHECK_BITS(sums[2], 4);
    free_host(k);
}

/* A pure function may be called while the batch is prepared, to fold it: the same rules hold there. */
static void test_busy_in_prepare(void)
{
    exp_rs_context *k = prepare_host(EXP_RS_PURE, "meddle(1)");
    CHECK_OK(exp_rs_batch_builder_prepare(the_host.batch, k));
    CHECK_OK(exp_rs_batch_builder_eval(the_host.batch, k));
    CHECK(the_host.calls >= 1);
    CHECK_BITS(exp_rs_batch_builder_get_result(the_host.batch, 0), 2);
    CHECK_BITS(exp_rs_batch_builder_get_result(the_host.batch, 1), 40);
    free_host(k);
}

static void test_free_of_the_builder_is_deferred(void)
{
    exp_rs_context *k = prepare_host(0, "meddle(x) + 1");
    size_t live;
    CHECK_OK(exp_rs_batch_builder_prepare(the_host.batch, k));
    live = hooks_live_blocks();
    the_host.free_batch = 1;
    CHECK_OK(exp_rs_batch_builder_eval(the_host.batch, k));
    CHECK_EQ_U(the_host.calls, 1);
    CHECK(hooks_live_blocks() < live); /* gone when the outer call has returned */
    CHECK_EQ_U(arena_stats(the_host.arena).builders, 0);
    the_host.batch = exp_rs_batch_builder_new(the_host.arena);
    CHECK_BITS(evaluate_in(the_host.batch, NULL, "1 + 1").value, 2);
    free_host(k);
}

static void test_free_of_the_arena_is_deferred(void)
{
    exp_rs_context *k = prepare_host(0, "meddle(x) + 1");
    size_t live;
    CHECK_OK(exp_rs_batch_builder_prepare(the_host.batch, k));
    live = hooks_live_bytes();
    the_host.free_arena = 1;
    CHECK_OK(exp_rs_batch_builder_eval(the_host.batch, k));
    CHECK_EQ_U(the_host.calls, 1);
    CHECK(hooks_live_bytes() + 32768 <= live);
    CHECK_STATUS(exp_rs_batch_builder_eval(the_host.batch, NULL), EXP_RS_STALE_HANDLE);
    CHECK_NAN(exp_rs_batch_builder_get_result(the_host.batch, 0));
    the_host.arena = NULL;
    free_host(k);
}

static void test_free_of_both_is_deferred(void)
{
    exp_rs_context *k = prepare_host(0, "meddle(x) + 1");
    the_host.free_arena = the_host.free_batch = 1;
    CHECK_OK(exp_rs_batch_builder_eval(the_host.batch, k));
    CHECK_EQ_U(the_host.calls, 1);
    the_host.arena = NULL;
    the_host.batch = NULL;
    free_host(k);
}

static void test_free_while_preparing_is_deferred(void)
{
    exp_rs_context *k = prepare_host(EXP_RS_PURE, "meddle(1)");
    the_host.free_arena = the_host.free_batch = 1;
    CHECK_OK(exp_rs_batch_builder_prepare(the_host.batch, k));
    if (the_host.calls > 0) { /* folded, so both are gone */
        the_host.arena = NULL;
        the_host.batch = NULL;
    }
    the_host.free_arena = the_host.free_batch = 0;
    free_host(k);
}

/* The same where the outer call is an eval that prepares first: it is over only when the eval is. */
static void test_free_while_an_eval_prepares_is_deferred(void)
{
    exp_rs_context *k = prepare_host(EXP_RS_PURE, "meddle(1) + meddle(x)");
    the_host.free_arena = the_host.free_batch = 1;
    CHECK_OK(exp_rs_batch_builder_eval(the_host.batch, k));
    CHECK(the_host.calls > 0);
    the_host.arena = NULL;
    the_host.batch = NULL;
    free_host(k);
}

typedef struct {
    exp_rs_batch_builder *inner;
    exp_rs_status status;
} nested;

static exp_rs_real ask_inner(const exp_rs_real *args, size_t n_args, void *user_data)
{
    nested *n = (nested *)user_data;
    (void)n_args;
    CHECK_OK(exp_rs_batch_builder_set_param(n->inner, 0, args[0]));
    n->status = exp_rs_batch_builder_eval(n->inner, NULL);
    return exp_rs_batch_builder_get_result(n->inner, 0);
}

/* A builder in another arena is another object: a native function may be made of one. */
static void test_another_builder_may_be_evaluated(void)
{
    rig outer = rig_new(16384), inner = rig_new(16384);
    exp_rs_context *k = exp_rs_context_new();
    nested n;
    n.inner = inner.batch;
    n.status = EXP_RS_BUSY;
    CHECK_OK(exp_rs_context_add_function(k, "ask", 1, 1, ask_inner, &n, 0));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(inner.batch, "x", R(0)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(inner.batch, "x * x"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(inner.batch, NULL));
    CHECK_BITS(evaluate_in(outer.batch, k, "ask(3) + ask(4)").value, 25);
    CHECK_OK(n.status);
    rig_free(&inner);
    rig_free(&outer);
    exp_rs_context_free(k);
    CHECK_NO_LEAK();
}

typedef struct {
    exp_rs_arena *arena;
    exp_rs_batch_builder *outer, *inner;
    exp_rs_status inner_status;
} pair;

static exp_rs_real free_everything(const exp_rs_real *args, size_t n_args, void *user_data)
{
    pair *p = (pair *)user_data;
    (void)n_args;
    CHECK_STATUS(exp_rs_batch_builder_eval(p->outer, NULL), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_batch_builder_eval(p->inner, NULL), EXP_RS_BUSY);
    CHECK_STATUS(exp_rs_arena_reset(p->arena), EXP_RS_BUSY);
    exp_rs_arena_free(p->arena);
    exp_rs_batch_builder_free(p->outer);
    exp_rs_batch_builder_free(p->inner);
    return args[0];
}

static exp_rs_real evaluate_inner(const exp_rs_real *args, size_t n_args, void *user_data)
{
    pair *p = (pair *)user_data;
    (void)n_args;
    p->inner_status = exp_rs_batch_builder_eval(p->inner, NULL);
    return args[0] + R(1);
}

/* Another prepared builder of the same arena may be evaluated, and what is freed two calls deep goes when the
 * outermost one returns. */
static void test_free_from_within_two_evaluations(void)
{
    exp_rs_context *k = exp_rs_context_new();
    rig r = rig_new(65536);
    pair p;
    p.arena = r.arena;
    p.outer = r.batch;
    p.inner = exp_rs_batch_builder_new(r.arena);
    p.inner_status = EXP_RS_BUSY;
    CHECK_OK(exp_rs_context_add_function(k, "deep", 1, 1, free_everything, &p, 0));
    CHECK_OK(exp_rs_context_add_function(k, "ask", 1, 1, evaluate_inner, &p, 0));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(p.inner, "deep(3)"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(p.outer, "ask(1)"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(p.inner, k));
    CHECK_OK(exp_rs_batch_builder_prepare(p.outer, k));
    CHECK_OK(exp_rs_batch_builder_eval(p.outer, k));
    CHECK_OK(p.inner_status);
    exp_rs_context_free(k);
    CHECK_NO_LEAK();
}

typedef struct {
    exp_rs_arena *arena;
    exp_rs_batch_builder *neighbour;
    int calls;
} neighbourhood;

/* Fills and evaluates a neighbour in the busy arena, which grows by an expression at each call, and a new builder. */
static exp_rs_real use_the_arena(const exp_rs_real *args, size_t n_args, void *user_data)
{
    neighbourhood *n = (neighbourhood *)user_data;
    exp_rs_batch_builder *fresh = exp_rs_batch_builder_new(n->arena);
    int i;
    (void)n_args;
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(n->neighbour, "x*x + sqrt(x)*2 + sqrt(x)"), n->calls);
    n->calls++;
    CHECK_OK(exp_rs_batch_builder_set_param(n->neighbour, 0, R(4)));
    CHECK_OK(exp_rs_batch_builder_eval(n->neighbour, NULL));
    for (i = 0; i < n->calls; i++) {
        CHECK_BITS(exp_rs_batch_builder_get_result(n->neighbour, (uint32_t)i), 22);
    }
    CHECK_BITS(evaluate_in(fresh, NULL, "a := 3*7, a + a").value, 42);
    exp_rs_batch_builder_free(fresh);
    return args[0] + R(1);
}

/* Other builders of an arena may be made, filled, prepared, evaluated and freed while one of them is evaluated, and
 * while one is prepared. */
static void test_the_arena_may_be_used(uint32_t flags, size_t capacity)
{
    static const char source[] = "busy(1) + busy(2)*x + sqrt(x + busy(3)) + sqrt(x + busy(3))";
    exp_rs_context *k = exp_rs_context_new();
    neighbourhood n;
    exp_rs_batch_builder *outer;
    int round;
    n.arena = capacity > 0 ? exp_rs_arena_new(capacity) : exp_rs_arena_new_growable(0, SIZE_MAX);
    outer = exp_rs_batch_builder_new(n.arena);
    n.neighbour = exp_rs_batch_builder_new(n.arena);
    n.calls = 0;
    CHECK_OK(exp_rs_context_add_function(k, "busy", 1, 1, use_the_arena, &n, flags));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(n.neighbour, "x", R(0)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(outer, "x", R(12)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(outer, source), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(outer, "sqrt(x + 4) + x"), 1);
    for (round = 0; round < 3; round++) {
        CHECK_OK(exp_rs_batch_builder_eval(outer, k));
        CHECK_BITS(exp_rs_batch_builder_get_result(outer, 0), 46);
        CHECK_BITS(exp_rs_batch_builder_get_result(outer, 1), 16);
        CHECK_BITS(exp_rs_batch_builder_get_result(n.neighbour, (uint32_t)n.calls - 1), 22);
    }
    CHECK(n.calls >= 3);
    exp_rs_batch_builder_free(n.neighbour);
    exp_rs_batch_builder_free(outer);
    exp_rs_arena_free(n.arena);
    exp_rs_context_free(k);
    CHECK_NO_LEAK();
}

int main(void)
{
    test_busy_in_eval();
    test_busy_in_eval_block();
    test_busy_in_prepare();
    test_free_of_the_builder_is_deferred();
    test_free_of_the_arena_is_deferred();
    test_free_of_both_is_deferred();
    test_free_while_preparing_is_deferred();
    test_free_while_an_eval_prepares_is_deferred();
    test_another_builder_may_be_evaluated();
    test_free_from_within_two_evaluations();
    test_the_arena_may_be_used(0, 65536);
    test_the_arena_may_be_used(0, 0);
    test_the_arena_may_be_used(EXP_RS_PURE, 65536);
    test_the_arena_may_be_used(EXP_RS_PURE, 0);
    return check_summary("test_reentry");
}
