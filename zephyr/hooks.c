/* The hooks of exp_rs over the kernel's heap. */

#include <exp_rs.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/printk.h>

void *exp_rs_malloc(size_t size)
{
    return k_malloc(size);
}

void exp_rs_free(void *block)
{
    k_free(block);
}

void exp_rs_panic(const char *message, size_t length)
{
    printk("exp_rs: %.*s\n", (int)length, message);
    k_panic();
    for (;;) { /* never returns, whatever the kernel does */
    }
}
