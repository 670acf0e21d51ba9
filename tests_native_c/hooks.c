/* hooks.c: the test programs' exp_rs_malloc, exp_rs_free and exp_rs_panic; see hooks.h.
 *
 * A block is [shift: padding][prefix: size, mark, shift][the bytes handed out]. A free of anything that was not
 * handed out, or a second free, ends the program.
 */
#include "hooks.h"
#include "exp_rs.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PREFIX = 16, MARK = 0x51A7E11 };

typedef struct {
    uint32_t mark;
    uint32_t shift;
    uint64_t size;
} prefix;

static struct {
    unsigned long mallocs, frees, fail_in;
    int fail_for_ever, failed;
    size_t asked, live_blocks, live_bytes, shift;
} state = {0, 0, HOOKS_NEVER, 0, 0, 0, 0, 0, 0};

unsigned long hooks_malloc_calls(void) { return state.mallocs; }
unsigned long hooks_free_calls(void) { return state.frees; }
size_t hooks_bytes_asked(void) { return state.asked; }
size_t hooks_live_blocks(void) { return state.live_blocks; }
size_t hooks_live_bytes(void) { return state.live_bytes; }
int hooks_did_fail(void) { return state.failed; }
void hooks_misalign(size_t offset) { state.shift = offset; }

void hooks_fail_at(unsigned long n, int for_ever)
{
    state.fail_in = n;
    state.fail_for_ever = for_ever;
    state.failed = 0;
}

static int refuse(void)
{
    if (state.fail_in == HOOKS_NEVER) {
        return 0;
    }
    if (state.fail_in > 1) {
        state.fail_in--;
        return 0;
    }
    state.failed = 1;
    if (!state.fail_for_ever) {
        state.fail_in = HOOKS_NEVER;
    }
    return 1;
}

void *exp_rs_malloc(size_t size)
{
    prefix p;
    char *raw;
    state.mallocs++;
    state.asked += size;
    if (refuse() || size > SIZE_MAX - PREFIX - state.shift) {
        return NULL;
    }
    raw = (char *)malloc(state.shift + PREFIX + size);
    if (raw == NULL) {
        return NULL;
    }
    p.mark = MARK;
    p.shift = (uint32_t)state.shift;
    p.size = size;
    raw += state.shift;
    memcpy(raw, &p, sizeof p);
    memset(raw + PREFIX, 0xA5, size);
    state.live_blocks++;
    state.live_bytes += size;
    return raw + PREFIX;
}

static void die(const char *why)
{
    printf("hooks: %s\n", why);
    exit(3);
}

void exp_rs_free(void *block)
{
    prefix p;
    char *at = (char *)block;
    state.frees++;
    if (block == NULL) {
        return;
    }
    at -= PREFIX;
    memcpy(&p, at, sizeof p);
    if (p.mark != MARK) {
        die("exp_rs_free of a block that is not live");
    }
    memset(at, 0x5A, PREFIX + (size_t)p.size);
    state.live_blocks--;
    state.live_bytes -= (size_t)p.size;
    free(at - p.shift);
}

void exp_rs_panic(const char *message, size_t length)
{
    printf("hooks: panic: %.*s\n", (int)length, message);
    exit(4);
}
