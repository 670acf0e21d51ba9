/* A program as its author would build it: links with -lexp_rs -lm and nothing else. With OWN_HOOKS it
 * defines the hooks itself, and the library must call these. */

#include <exp_rs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed, failed;

static void check(bool good, const char *what)
{
    if (good) {
        passed++;
    } else {
        failed++;
        printf("failed: %s\n", what);
    }
}

#ifdef OWN_HOOKS
static unsigned long taken, given_back;

/* As aligned as a small pool may be: every block is 4 mod 16. */
void *exp_rs_malloc(size_t size)
{
    char *block = (char *)malloc(size + 4);
    taken++;
    return block == NULL ? NULL : block + 4;
}

void exp_rs_free(void *block)
{
    given_back++;
    free((char *)block - 4);
}
#endif

int main(void)
{
    char version[32];
    exp_rs_arena *arena = exp_rs_arena_new(4032);
    exp_rs_real value = 0;

    check(arena != NULL, "an arena can be had");
    check(exp_rs_eval("2 * 3 + 4", &value) == EXP_RS_OK && value > 9 && value < 11, "2 * 3 + 4 is 10");
    exp_rs_arena_free(arena);

    snprintf(version, sizeof version, "%d.%d.%d", EXP_RS_VERSION_MAJOR, EXP_RS_VERSION_MINOR, EXP_RS_VERSION_PATCH);
    check(strcmp(version, exp_rs_version()) == 0, "the library and its header are of one version");
#ifdef OWN_HOOKS
    check(taken > 0, "the program's own exp_rs_malloc is called");
    check(taken == given_back, "every block goes back to the program's own exp_rs_free");
#endif
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
