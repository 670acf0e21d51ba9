/* test_block.c: eval_block. Columns in and out give the bits of as many single evaluations, whatever is left out,
 * aliased or failing, and every wrong shape of the call is a status.
 */
#include "support.h"

enum { ROWS = 67 }; /* no multiple of anything that a block engine might use */

static const char *const SOURCES[] = {"x*y + bound", "s := sin(x); s*s + t[y]", "x > y ? exp(-x) : ln(y + 1)", "f0 + 1"};
enum { EXPRESSIONS = 4, PARAMETERS = 3 };

static const exp_rs_real TABLE[] = {R(1.5), R(2.5), R(-3)};
static exp_rs_real bound_value;

static void add_all(exp_rs_batch_builder *b)
{
    int32_t i;
    bound_value = R(0.25);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(0.5)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "y", R(1)), 1);
    CHECK_EQ_I(exp_rs_batch_builder_bind_parameter(b, "bound", &bound_value), 2);
    CHECK_OK(exp_rs_batch_builder_bind_array(b, "t", TABLE, 3));
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "f0", SOURCES[0]), 0);
    for (i = 1; i < EXPRESSIONS; i++) {
        CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, SOURCES[i]), i);
    }
    CHECK_OK(exp_rs_batch_builder_prepare(b, NULL));
}

static exp_rs_real x_of(size_t row) { return (exp_rs_real)row / R(8) - R(4); }
static exp_rs_real y_of(size_t row) { return row == 40 ? R(3) : (exp_rs_real)(row % 3); } /* 40 is past the table */

typedef struct {
    exp_rs_real in[PARAMETERS][ROWS];
    exp_rs_real out[EXPRESSIONS][ROWS];
    exp_rs_real expected[EXPRESSIONS][ROWS];
    const exp_rs_real *inputs[PARAMETERS];
    exp_rs_real *outputs[EXPRESSIONS];
} columns;

static columns c;

static void fill_columns(void)
{
    size_t row, i;
    for (row = 0; row < ROWS; row++) {
        c.in[0][row] = x_of(row);
        c.in[1][row] = y_of(row);
        c.in[2][row] = R(100) + (exp_rs_real)row;
    }
    for (i = 0; i < EXPRESSIONS; i++) {
        for (row = 0; row < ROWS; row++) {
            c.out[i][row] = R(-1);
        }
        c.outputs[i] = c.out[i];
    }
    c.inputs[0] = c.in[0];
    c.inputs[1] = c.in[1];
    c.inputs[2] = NULL;
}

/* Row by row through eval; `bound_column`: the third input takes the place of the bound value. */
static void expect_rows(exp_rs_batch_builder *b, int bound_column)
{
    size_t row;
    uint32_t i;
    for (row = 0; row < ROWS; row++) {
        if (c.inputs[0] != NULL) {
            CHECK_OK(exp_rs_batch_builder_set_param(b, 0, c.in[0][row]));
        }
        CHECK_OK(exp_rs_batch_builder_set_param(b, 1, c.in[1][row]));
        if (bound_column) {
            bound_value = c.in[2][row];
        }
        (void)exp_rs_batch_builder_eval(b, NULL);
        for (i = 0; i < EXPRESSIONS; i++) {
            c.expected[i][row] = exp_rs_batch_builder_get_result(b, i);
        }
    }
    bound_value = R(0.25);
}

static void check_rows(void)
{
    size_t row, i;
    for (i = 0; i < EXPRESSIONS; i++) {
        for (row = 0; row < ROWS; row++) {
            CHECK_BITS(c.outputs[i][row], c.expected[i][row]);
        }
    }
}

static exp_rs_status block(exp_rs_batch_builder *b, size_t rows)
{
    return exp_rs_batch_builder_eval_block(b, NULL, rows, c.inputs, PARAMETERS, c.outputs, EXPRESSIONS);
}

static void test_same_bits_as_rows(void)
{
    rig r = rig_new(32768);
    exp_rs_error error;
    add_all(r.batch);
    fill_columns();
    expect_rows(r.batch, 0);
    CHECK_STATUS(block(r.batch, ROWS), EXP_RS_ARRAY_INDEX); /* row 40 */
    check_rows();
    CHECK_NAN(c.out[1][40]);
    CHECK_STATUS(exp_rs_batch_builder_get_status(r.batch, 1), EXP_RS_ARRAY_INDEX);
    CHECK_STATUS(exp_rs_batch_builder_get_status(r.batch, 0), EXP_RS_OK);
    CHECK_OK(exp_rs_batch_builder_get_error(r.batch, 1, &error));
    CHECK_STATUS(error.status, EXP_RS_ARRAY_INDEX);
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), c.expected[0][ROWS - 1]); /* the last row */
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 1), c.expected[1][ROWS - 1]);

    c.inputs[2] = c.in[2]; /* a column for the bound parameter takes its place */
    expect_rows(r.batch, 1);
    (void)block(r.batch, ROWS);
    check_rows();
    rig_free(&r);
}

static void test_missing_columns(void)
{
    rig r = rig_new(32768);
    add_all(r.batch);
    fill_columns();
    CHECK_OK(exp_rs_batch_builder_set_param(r.batch, 0, R(0.75)));
    c.inputs[0] = NULL; /* the set value in every row */
    expect_rows(r.batch, 0);
    c.outputs[2] = NULL; /* not wanted */
    (void)block(r.batch, ROWS);
    c.outputs[2] = c.expected[2];
    check_rows();
    CHECK_BITS(exp_rs_batch_builder_get_param(r.batch, 0), 0.75);
    rig_free(&r);
}

static void test_an_output_may_be_an_input_exactly(void)
{
    rig r = rig_new(32768);
    add_all(r.batch);
    fill_columns();
    expect_rows(r.batch, 0);
    c.outputs[0] = c.in[0];
    c.outputs[3] = c.in[1];
    CHECK_STATUS(block(r.batch, ROWS), EXP_RS_ARRAY_INDEX);
    check_rows();
    rig_free(&r);
}

static void test_other_overlaps_are_refused(void)
{
    rig r = rig_new(32768);
    add_all(r.batch);
    fill_columns();
    c.outputs[0] = c.in[0] + 1;
    CHECK_STATUS(block(r.batch, ROWS - 1), EXP_RS_INVALID_ARGUMENT);
    c.outputs[0] = c.out[0];
    c.outputs[1] = c.out[0] + 1;
    CHECK_STATUS(block(r.batch, ROWS - 1), EXP_RS_INVALID_ARGUMENT);
    c.outputs[1] = c.out[0];
    CHECK_STATUS(block(r.batch, ROWS), EXP_RS_INVALID_ARGUMENT);
    CHECK_BITS(c.out[0][0], -1);
    CHECK_BITS(c.in[0][5], x_of(5));
    rig_free(&r);
}

static void test_wrong_calls(void)
{
    rig r = rig_new(32768);
    exp_rs_batch_builder *b = r.batch;
    add_all(b);
    fill_columns();
    CHECK_OK(exp_rs_batch_builder_set_param(b, 0, R(2)));
    CHECK_OK(exp_rs_batch_builder_set_param(b, 1, R(2)));
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_OK(block(b, 0)); /* no rows: nothing changes */
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 4.25);
    CHECK_STATUS(exp_rs_batch_builder_eval_block(b, NULL, 1, c.inputs, 2, c.outputs, 4), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(exp_rs_batch_builder_eval_block(b, NULL, 1, c.inputs, 4, c.outputs, 4), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(exp_rs_batch_builder_eval_block(b, NULL, 1, c.inputs, 3, c.outputs, 3), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(exp_rs_batch_builder_eval_block(b, NULL, 1, c.inputs, 3, c.outputs, 5), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(exp_rs_batch_builder_eval_block(b, NULL, 1, NULL, 3, c.outputs, 4), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_eval_block(b, NULL, 1, c.inputs, 3, NULL, 4), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_eval_block(NULL, NULL, 1, c.inputs, 3, c.outputs, 4), EXP_RS_NULL_POINTER);
    CHECK_STATUS(block(b, SIZE_MAX), EXP_RS_INVALID_ARGUMENT); /* no such columns can be */
    CHECK_STATUS(block(b, SIZE_MAX / sizeof(exp_rs_real)), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(block(b, SIZE_MAX / sizeof(exp_rs_real) - 1), EXP_RS_INVALID_ARGUMENT);
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 4.25);
    rig_free(&r);
}

static void test_prepares_by_itself_and_nothing_after(void)
{
    rig r = rig_new(32768);
    unsigned long calls;
    size_t used;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(0)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "x*x"), 0);
    fill_columns();
    CHECK_OK(exp_rs_batch_builder_eval_block(r.batch, NULL, ROWS, c.inputs, 1, c.outputs, 1));
    CHECK_BITS(c.out[0][3], x_of(3) * x_of(3));
    calls = hooks_malloc_calls();
    used = arena_stats(r.arena).used;
    CHECK_OK(exp_rs_batch_builder_eval_block(r.batch, NULL, ROWS, c.inputs, 1, c.outputs, 1));
    CHECK_EQ_U(hooks_malloc_calls(), calls);
    CHECK_EQ_U(arena_stats(r.arena).used, used);
    rig_free(&r);
}

static void test_block_rows_can_be_set(void)
{
    rig r = rig_new(32768);
    size_t without;
    CHECK_STATUS(exp_rs_batch_builder_set_block_rows(NULL, 1), EXP_RS_NULL_POINTER);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(0)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "x*x + 1"), 0);
    fill_columns();
    CHECK_OK(exp_rs_batch_builder_set_block_rows(r.batch, 1)); /* row by row */
    CHECK_OK(exp_rs_batch_builder_eval_block(r.batch, NULL, ROWS, c.inputs, 1, c.outputs, 1));
    CHECK_BITS(c.out[0][ROWS - 1], x_of(ROWS - 1) * x_of(ROWS - 1) + 1);
    without = arena_stats(r.arena).used;
    CHECK_OK(exp_rs_batch_builder_set_block_rows(r.batch, 64));
    CHECK_OK(exp_rs_batch_builder_eval_block(r.batch, NULL, ROWS, c.inputs, 1, c.outputs, 1));
    CHECK_BITS(c.out[0][3], x_of(3) * x_of(3) + 1);
    CHECK(arena_stats(r.arena).used >= without + 16 * sizeof(exp_rs_real));
    CHECK_OK(exp_rs_batch_builder_set_block_rows(r.batch, UINT32_MAX)); /* what the processor takes */
    (void)exp_rs_batch_builder_eval_block(r.batch, NULL, ROWS, c.inputs, 1, c.outputs, 1);
    rig_free(&r);
}

static void test_columns_are_nan_where_preparing_fails(void)
{
    rig r = rig_new(16384);
    exp_rs_real in[2] = {1, 2}, out[2] = {7, 7};
    const exp_rs_real *inputs[1];
    exp_rs_real *outputs[1];
    inputs[0] = in;
    outputs[0] = out;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(0)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "x + nosuch"), 0);
    CHECK_STATUS(exp_rs_batch_builder_eval_block(r.batch, NULL, 2, inputs, 1, outputs, 1), EXP_RS_UNKNOWN_NAME);
    CHECK_NAN(out[0]);
    CHECK_NAN(out[1]);
    rig_free(&r);
}

int main(void)
{
    test_block_rows_can_be_set();
    test_columns_are_nan_where_preparing_fails();
    test_same_bits_as_rows();
    test_missing_columns();
    test_an_output_may_be_an_input_exactly();
    test_other_overlaps_are_refused();
    test_wrong_calls();
    test_prepares_by_itself_and_nothing_after();
    CHECK_NO_LEAK();
    return check_summary("test_block");
}
