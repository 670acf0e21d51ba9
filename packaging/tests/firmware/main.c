/* What of an application there is to link: one expression, and a kernel of five functions. */

#include <exp_rs.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/printk.h>

static char heap[8192];
static size_t used;

void *k_malloc(size_t size)
{
    void *block = heap + used;
    used += (size + 7) & ~(size_t)7;
    return used <= sizeof heap ? block : NULL;
}

void k_free(void *block)
{
    (void)block;
}

void k_panic(void)
{
}

void printk(const char *format, ...)
{
    (void)format;
}

int main(void)
{
    exp_rs_real value;
    return exp_rs_eval("2 + 2", &value) == EXP_RS_OK ? (int)value : -1;
}
