/* arguments.c: main's arguments, the words of the emulator's command line. */
#include "semihosting.h"
#include "start.h"

enum { WORDS = 8, LINE = 256 };

int arguments(char ***argv)
{
    static char line[LINE], *words[WORDS + 1];
    uintptr_t block[2];
    int count = 0;
    char *at = line;
    block[0] = (uintptr_t)line;
    block[1] = sizeof line;
    if (semihost(SYS_GET_CMDLINE, block) != 0) {
        line[0] = '\0';
    }
    while (count < WORDS && *at != '\0') {
        words[count++] = at;
        while (*at != '\0' && *at != ' ') {
            at++;
        }
        if (*at == ' ') {
            *at++ = '\0';
        }
    }
    words[count] = NULL;
    *argv = words;
    return count;
}
