/* test_threads.c: what the contract allows at the same time. Prepared builders of one arena, each in a thread of its own,
 * all with one context that nobody changes; and threads that each make, use and free everything of their own.
 * Needs pthreads; made to be run under a thread sanitizer, too. Links the library's own default hooks, not hooks.c.
 */
#include "support.h"
#include <pthread.h>

enum { THREADS = 8 };

#ifndef EXP_RS_TEST_THREAD_EVALS
#define EXP_RS_TEST_THREAD_EVALS 200000
#endif

typedef struct {
    exp_rs_batch_builder *batch;
    const exp_rs_context *context;
    int number;
    unsigned long wrong;
} worker;

static exp_rs_real value_of(exp_rs_real x, int number)
{
    return x * x + (exp_rs_real)number * R(2);
}

static void *evaluate_many(void *data)
{
    worker *w = (worker *)data;
    unsigned long i;
    for (i = 0; i < EXP_RS_TEST_THREAD_EVALS; i++) {
        exp_rs_real x = (exp_rs_real)(i % 1000);
        w->wrong += exp_rs_batch_builder_set_param(w->batch, 0, x) != EXP_RS_OK;
        w->wrong += exp_rs_batch_builder_eval(w->batch, w->context) != EXP_RS_OK;
        w->wrong += exp_rs_batch_builder_get_result(w->batch, 0) != value_of(x, w->number);
        w->wrong += exp_rs_batch_builder_get_result(w->batch, 1) != 8;
    }
    return NULL;
}

static void *live_alone(void *data)
{
    worker *w = (worker *)data;
    int i;
    for (i = 0; i < 200; i++) {
        exp_rs_arena *arena = exp_rs_arena_new(16384);
        exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
        exp_rs_context *context = exp_rs_context_new();
        exp_rs_real one = R(0);
        w->wrong += exp_rs_context_set_constant(context, "c", (exp_rs_real)w->number) != EXP_RS_OK;
        w->wrong += exp_rs_batch_builder_add_expression(batch, "c * 10 + 1") != 0;
        w->wrong += exp_rs_batch_builder_eval(batch, context) != EXP_RS_OK;
        w->wrong += exp_rs_batch_builder_get_result(batch, 0) != (exp_rs_real)w->number * R(10) + R(1);
        w->wrong += exp_rs_batch_builder_add_expression(batch, "1 +") != EXP_RS_UNEXPECTED_END;
        w->wrong += exp_rs_eval("2^10", &one) != EXP_RS_OK || one != R(1024);
        exp_rs_context_free(context);
        exp_rs_batch_builder_free(batch);
        exp_rs_arena_free(arena);
    }
    return NULL;
}

static void run_all(worker *workers, void *(*body)(void *))
{
    pthread_t threads[THREADS];
    int i, started = 0;
    for (i = 0; i < THREADS; i++) {
        started += pthread_create(&threads[i], NULL, body, &workers[i]) == 0;
    }
    CHECK_EQ_I(started, THREADS);
    for (i = 0; i < started; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
        CHECK_EQ_U(workers[i].wrong, 0);
    }
}

static void test_prepared_builders_of_one_arena(void)
{
    worker workers[THREADS];
    exp_rs_arena *arena = exp_rs_arena_new(262144);
    exp_rs_context *context = exp_rs_context_new();
    int i;
    CHECK_OK(exp_rs_context_add_expression_function(context, "fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)"));
    for (i = 0; i < THREADS; i++) {
        char source[32];
        worker *w = &workers[i];
        (void)snprintf(source, sizeof source, "x^2 + %d*fib(3)", i);
        w->batch = exp_rs_batch_builder_new(arena);
        w->context = context;
        w->number = i;
        w->wrong = 0;
        CHECK_EQ_I(exp_rs_batch_builder_add_parameter(w->batch, "x", R(0)), 0);
        CHECK_EQ_I(exp_rs_batch_builder_add_expression(w->batch, source), 0);
        CHECK_EQ_I(exp_rs_batch_builder_add_expression(w->batch, "fib(6)"), 1);
        CHECK_OK(exp_rs_batch_builder_prepare(w->batch, context));
    }
    run_all(workers, evaluate_many);
    for (i = 0; i < THREADS; i++) {
        exp_rs_batch_builder_free(workers[i].batch);
    }
    exp_rs_context_free(context);
    exp_rs_arena_free(arena);
}

static void test_no_hidden_shared_state(void)
{
    worker workers[THREADS];
    int i;
    memset(workers, 0, sizeof workers);
    for (i = 0; i < THREADS; i++) {
        workers[i].number = i;
    }
    run_all(workers, live_alone);
}

int main(void)
{
    test_prepared_builders_of_one_arena();
    test_no_hidden_shared_state();
    return check_summary("test_threads");
}
