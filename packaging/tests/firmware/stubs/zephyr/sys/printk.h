/* What zephyr/hooks.c uses of the header of this name. */
void printk(const char *format, ...);
