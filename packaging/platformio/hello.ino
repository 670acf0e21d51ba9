// An expression that is typed into the serial monitor, evaluated ten times a second.

#include <exp_rs.h>

static exp_rs_arena *arena;
static exp_rs_batch_builder *batch;
static exp_rs_real seconds;

void *exp_rs_malloc(size_t size) { return malloc(size); }
void exp_rs_free(void *block) { free(block); }
void exp_rs_panic(const char *message, size_t length)
{
    Serial.write(message, length);
    for (;;) {
    }
}

void setup()
{
    Serial.begin(115200);
    arena = exp_rs_arena_new(4048);
    batch = exp_rs_batch_builder_new(arena);
    exp_rs_batch_builder_bind_parameter(batch, "t", &seconds);
    exp_rs_batch_builder_add_expression(batch, "sin(2*pi*t)");
}

void loop()
{
    char text[128];
    size_t length = Serial.available() ? Serial.readBytesUntil('\n', text, sizeof text - 1) : 0;
    if (length > 0) {
        exp_rs_error error;
        text[length] = 0;
        if (exp_rs_batch_builder_replace_expression(batch, 0, text, NULL) != EXP_RS_OK &&
            exp_rs_batch_builder_get_last_error(batch, &error) == EXP_RS_OK) {
            Serial.println(error.message);
        }
    }
    seconds = millis() / 1000.0;
    exp_rs_batch_builder_eval(batch, NULL);
    Serial.println(exp_rs_batch_builder_get_result(batch, 0));
    delay(100);
}
