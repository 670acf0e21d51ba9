/* hooks.h: the exp_rs_malloc and exp_rs_free that the tests define, over malloc, and what they count.
 *
 * Every test program links hooks.c, so that each ends by asking whether every block came back. New blocks are
 * filled with 0xA5 and freed ones with 0x5A, so that nothing can lean on zeroed or released memory.
 */
#ifndef HOOKS_H
#define HOOKS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HOOKS_NEVER ((unsigned long)-1)

unsigned long hooks_malloc_calls(void); /* since the start, refused ones included */
unsigned long hooks_free_calls(void);
size_t hooks_bytes_asked(void);         /* the sum of all sizes asked for */
size_t hooks_live_blocks(void);
size_t hooks_live_bytes(void);

/* Refuses the n-th call from now (1 is the next); with `for_ever` all later ones too. HOOKS_NEVER: none. */
void hooks_fail_at(unsigned long n, int for_ever);
/* Whether a call was refused since the last hooks_fail_at. */
int hooks_did_fail(void);
/* Blocks handed out from now on are at an address that is `offset` (0 or 4) mod 8. */
void hooks_misalign(size_t offset);

#ifdef __cplusplus
}
#endif

#endif
