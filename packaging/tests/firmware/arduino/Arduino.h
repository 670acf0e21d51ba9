/* What packaging/platformio/hello.ino uses of Arduino's own header. */
#include <stdlib.h>
struct serial {
    void begin(long baud);
    int available();
    size_t readBytesUntil(char end, char *buffer, size_t size);
    void write(const char *text, size_t length);
    void println(const char *text);
    void println(double value);
};
extern serial Serial;
unsigned long millis();
void delay(unsigned long milliseconds);
