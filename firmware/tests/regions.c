/* regions.c: the program's exp_rs_malloc decides in which memory the library works. Here it gives out one static
 * buffer in the section .fast, which the linker script puts into the tightly coupled region: every address that
 * comes out of the library lies there, and no call after prepare asks for more.
 */
#include "check.h"
#include "start.h"
#include <stdint.h>
#include <stdlib.h>

enum { SIZE = 6144 };

__attribute__((section(".fast"), aligned(16))) static unsigned char buffer[SIZE];
static size_t used;
static unsigned long calls;

extern unsigned char fast_region[], fast_region_end[];

void *exp_rs_malloc(size_t size)
{
    unsigned char *block = buffer + used;
    calls++;
    if (size > SIZE - used) {
        return NULL;
    }
    used += (size + 7u) & ~(size_t)7u;
    return block;
}

void exp_rs_free(void *block)
{
    calls++;
    (void)block;
}

void exp_rs_panic(const char *message, size_t length)
{
    printf("panic: %.*s\n", (int)length, message);
    exit(FAULT);
}

static int is_fast(const void *address)
{
    return (uintptr_t)address >= (uintptr_t)fast_region && (uintptr_t)address < (uintptr_t)fast_region_end;
}

int main(void)
{
    exp_rs_arena *arena = exp_rs_arena_new(4032);
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    static const char in_slow_memory = 0;
    exp_rs_real *params;
    const exp_rs_real *results;
    unsigned long before, i, wrong = 0;

    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(batch, "x", R(3)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(batch, "x*x + sqrt(x + 6)"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(batch, NULL));
    params = exp_rs_batch_builder_params(batch, NULL);
    results = exp_rs_batch_builder_results(batch, NULL);
    CHECK(is_fast(arena));
    CHECK(is_fast(batch));
    CHECK(is_fast(params));
    CHECK(is_fast(results));
    CHECK(is_fast(exp_rs_batch_builder_expression_source(batch, 0)));
    CHECK(!is_fast(&in_slow_memory)); /* the check is not blind */
    CHECK(!is_fast(&before));

    before = calls;
    for (i = 0; i < 100000; i++) {
        params[0] = (exp_rs_real)(i % 8);
        wrong += exp_rs_batch_builder_eval(batch, NULL) != EXP_RS_OK;
        wrong += i % 8 == 3 && results[0] != R(12);
    }
    CHECK_EQ_U(wrong, 0);
    CHECK_EQ_U(calls, before); /* none of the hooks in 100,000 evaluations */
    return check_summary("regions");
}
