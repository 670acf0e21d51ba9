/**
 * exp_rs: evaluates mathematical expressions.
 *
 * Written by `make header` from the Rust sources; do not edit.
 */

#ifndef EXP_RS_H
#define EXP_RS_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

/** The version of this header; exp_rs_version() gives the library's. */
#define EXP_RS_VERSION_MAJOR 0
#define EXP_RS_VERSION_MINOR 3
#define EXP_RS_VERSION_PATCH 0
/** MAJOR * 10000 + MINOR * 100 + PATCH */
#define EXP_RS_VERSION_NUMBER 300

/**
 * The type of every value. A program that defines EXP_RS_F32 before this header gets float and is to be
 * linked with the f32 library; the names below make a program and a library of different widths fail to link.
 */
#ifdef EXP_RS_F32
typedef float exp_rs_real;
#define exp_rs_batch_builder_new exp_rs_batch_builder_new_f32
#define exp_rs_context_new exp_rs_context_new_f32
#define exp_rs_context_new_empty exp_rs_context_new_empty_f32
#define exp_rs_eval exp_rs_eval_f32
#else
typedef double exp_rs_real;
#endif

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The hooks. Every byte that the library takes comes from exp_rs_malloc and goes back by exp_rs_free.
 * The desktop libraries bring weak definitions over malloc, free and abort, which a program replaces by
 * defining its own; the firmware library has none, so there the program must define all three.
 *
 * exp_rs_malloc may return NULL; its blocks must be aligned to 4 at least.
 */
void *exp_rs_malloc(size_t size);

/** Takes back a block of exp_rs_malloc; never called with NULL. */
void exp_rs_free(void *block);

/** Called should the library find itself in error. Gets a text of `length` bytes, NUL-terminated; must not return. */
void exp_rs_panic(const char *message, size_t length);

#ifdef __cplusplus
}
#endif


/**
 * Flag: the function depends on nothing but its arguments. Calls with constants may be made when
 * a batch is prepared, equal calls once.
 */
#define EXP_RS_PURE 1

/**
 * For max_args: no upper end.
 */
#define EXP_RS_VARIADIC UINT32_MAX

/**
 * Memory for builders, opaque.
 */
typedef struct exp_rs_arena exp_rs_arena;

/**
 * Expressions that are evaluated together, opaque.
 */
typedef struct exp_rs_batch_builder exp_rs_batch_builder;

/**
 * What names mean, opaque.
 */
typedef struct exp_rs_context exp_rs_context;

/**
 * The outcome of a call: EXP_RS_OK, or a negative code. A retired code is never used again.
 */
typedef int32_t exp_rs_status;

/**
 * What an arena holds and held.
 */
typedef struct {
    /**
     * Bytes that can be used without asking exp_rs_malloc for more.
     */
    size_t capacity;
    /**
     * Bytes in use now.
     */
    size_t used;
    /**
     * The capacity that the same calls need: the most bytes ever taken, gaps included.
     */
    size_t high_water;
    /**
     * Blocks taken from exp_rs_malloc, beside the handle.
     */
    uint32_t blocks;
    /**
     * How often the arena was reset.
     */
    uint32_t resets;
    /**
     * Builders that live in the arena.
     */
    uint32_t builders;
} exp_rs_arena_stats;

/**
 * Limits. A field of 0 stands for its default.
 */
typedef struct {
    /**
     * Bytes of one source text: 65536.
     */
    uint32_t source_length;
    /**
     * Open brackets, prefix operators, exponents, ?: and := that are waiting for their end: 256.
     */
    uint32_t nesting;
    /**
     * Calls of expression functions inside one another: 64.
     */
    uint32_t call_depth;
    /**
     * Distinct names declared in one builder or context: 65536.
     */
    uint32_t names;
    /**
     * Operations that the expression functions called by one expression may execute: 1000000.
     */
    uint64_t steps;
} exp_rs_limits;

/**
 * What went wrong, and where.
 */
typedef struct {
    /**
     * EXP_RS_OK: nothing.
     */
    exp_rs_status status;
    /**
     * Index of the expression at fault; -1: none, or the body of an expression function.
     */
    int32_t expression;
    /**
     * First byte of the offending piece of the source, and its bytes.
     */
    uint32_t offset;
    /**
     * May be 0: the end of the text.
     */
    uint32_t length;
    /**
     * What is wrong and what to do about it, NUL-terminated UTF-8.
     */
    char message[96];
} exp_rs_error;

/**
 * Figures of a batch.
 */
typedef struct {
    /**
     * Expressions that were added.
     */
    uint32_t expressions;
    /**
     * Parameters that were added.
     */
    uint32_t parameters;
    /**
     * Instructions of the program; 0 before it is prepared, as the next two.
     */
    uint32_t instructions;
    /**
     * Slots of its frame.
     */
    uint32_t slots;
    /**
     * An upper bound on the instructions of one evaluation, known before it runs; UINT64_MAX
     * where functions recurse.
     */
    uint64_t max_steps;
    /**
     * Bytes of the arena that the batch holds, without columns_bytes.
     */
    size_t arena_bytes;
    /**
     * Bytes of them that an evaluation writes to.
     */
    size_t frame_bytes;
    /**
     * Bytes of the arena that exp_rs_batch_builder_eval_block uses as scratch, beside arena_bytes;
     * exp_rs_batch_builder_set_block_rows sets them.
     */
    size_t columns_bytes;
} exp_rs_batch_stats;

/**
 * A function of the host: gets n_args numbers, valid during the call, and the pointer that was
 * given with it. It must return; no longjmp or exception may leave it.
 */
typedef exp_rs_real (*exp_rs_native_fn)(const exp_rs_real *args, size_t n_args, void *user_data);

/**
 * Success.
 */
#define EXP_RS_OK 0

/**
 * A pointer that must not be NULL is.
 */
#define EXP_RS_NULL_POINTER -1

/**
 * A text is not UTF-8.
 */
#define EXP_RS_INVALID_UTF8 -2

/**
 * The arena is full, or exp_rs_malloc returned NULL.
 */
#define EXP_RS_OUT_OF_MEMORY -3

/**
 * The arena of this builder was reset or freed.
 */
#define EXP_RS_STALE_HANDLE -4

/**
 * An argument is outside what the function accepts.
 */
#define EXP_RS_INVALID_ARGUMENT -5

/**
 * No parameter or expression has this index.
 */
#define EXP_RS_INDEX_OUT_OF_RANGE -6

/**
 * The name is taken.
 */
#define EXP_RS_DUPLICATE_NAME -7

/**
 * Not an identifier, or a word that cannot be replaced.
 */
#define EXP_RS_INVALID_NAME -8

/**
 * The object is in use by the call that called back.
 */
#define EXP_RS_BUSY -9

/**
 * What the library takes for impossible happened; never seen, and told rather than an abort.
 */
#define EXP_RS_INTERNAL -10

/**
 * A token that cannot stand where it does.
 */
#define EXP_RS_SYNTAX -20

/**
 * The text ends where an operand is due.
 */
#define EXP_RS_UNEXPECTED_END -21

/**
 * A bracket without its partner.
 */
#define EXP_RS_UNMATCHED_BRACKET -22

/**
 * A malformed number.
 */
#define EXP_RS_INVALID_NUMBER -23

/**
 * A character that is not part of the language.
 */
#define EXP_RS_INVALID_CHARACTER -24

/**
 * Past the nesting limit.
 */
#define EXP_RS_NESTING_TOO_DEEP -25

/**
 * Nothing but blanks and comments.
 */
#define EXP_RS_EMPTY_EXPRESSION -26

/**
 * Past the limit of a text's length.
 */
#define EXP_RS_SOURCE_TOO_LONG -27

/**
 * A value or array that nothing defines.
 */
#define EXP_RS_UNKNOWN_NAME -40

/**
 * A function that nothing defines.
 */
#define EXP_RS_UNKNOWN_FUNCTION -41

/**
 * A call with too few or too many arguments.
 */
#define EXP_RS_WRONG_ARGUMENT_COUNT -42

/**
 * Named expressions that need one another.
 */
#define EXP_RS_CYCLE -43

/**
 * Past a limit on size: names, slots, instructions.
 */
#define EXP_RS_TOO_COMPLEX -44

/**
 * An index outside its array, in evaluation.
 */
#define EXP_RS_ARRAY_INDEX -60

/**
 * Calls nested deeper than the limit, in evaluation.
 */
#define EXP_RS_CALL_DEPTH -61

/**
 * More steps than the limit, in evaluation.
 */
#define EXP_RS_STEP_BUDGET -62

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Evaluates one expression of numbers and built-ins. Takes memory and gives it back.
 *
 * *out is NaN on failure.
 */
exp_rs_status exp_rs_eval(const char *source, exp_rs_real *out);

/**
 * exp_rs_eval for a text of source_length bytes.
 */
exp_rs_status exp_rs_eval_n(const char *source, size_t source_length, exp_rs_real *out);

/**
 * A new arena of one block of at least capacity bytes, which never grows: full is
 * EXP_RS_OUT_OF_MEMORY. NULL when memory cannot be had. To be freed with exp_rs_arena_free.
 */
exp_rs_arena *exp_rs_arena_new(size_t capacity);

/**
 * A new arena that starts with initial bytes (0: none yet) and takes more blocks when needed, up
 * to limit bytes in all (SIZE_MAX: no limit). NULL when memory cannot be had or initial is above
 * limit.
 */
exp_rs_arena *exp_rs_arena_new_growable(size_t initial, size_t limit);

/**
 * The bytes that exp_rs_malloc will be asked for in all by exp_rs_arena_new(capacity): the handle
 * and the block. Blocks come in steps: where pointers have 64 bits, capacities of 448, 960, 1984,
 * 4032, 8128 bytes and from there on 64 less than a multiple of 4096 waste nothing; where they
 * have 32, 16 bytes more.
 */
size_t exp_rs_arena_block_size(size_t capacity);

/**
 * Forgets all that the arena holds; its builders become stale. A fixed arena calls neither hook.
 * EXP_RS_BUSY while one of its builders is being evaluated.
 */
exp_rs_status exp_rs_arena_reset(exp_rs_arena *arena);

/**
 * Gives the memory back at once; its builders become stale and must still be freed. While one of
 * them is being evaluated, this is carried out when that call returns. NULL does nothing.
 */
void exp_rs_arena_free(exp_rs_arena *arena);

/**
 * Tells what the arena holds; zeros on failure.
 */
exp_rs_status exp_rs_arena_get_stats(const exp_rs_arena *arena, exp_rs_arena_stats *out);

/**
 * A new batch in an arena; NULL when memory cannot be had. To be freed with
 * exp_rs_batch_builder_free, also when its arena was reset or freed before.
 */
exp_rs_batch_builder *exp_rs_batch_builder_new(exp_rs_arena *arena);

/**
 * Frees a batch; its memory goes back to its arena. While it is being evaluated, this is carried
 * out when that call returns. NULL does nothing.
 */
void exp_rs_batch_builder_free(exp_rs_batch_builder *builder);

/**
 * Drops expressions, parameters and bindings; indexes start at 0 again, limits stay.
 */
exp_rs_status exp_rs_batch_builder_clear(exp_rs_batch_builder *builder);

/**
 * Sets the limits for texts and names of this batch.
 */
exp_rs_status exp_rs_batch_builder_set_limits(exp_rs_batch_builder *builder,
                                              const exp_rs_limits *limits);

/**
 * Sets how many rows exp_rs_batch_builder_eval_block takes through the program at once, at most, from
 * the next preparation on; the memory for it is taken from the arena then, and is part of
 * columns_bytes. 1: none, all goes row by row. 0, the default: as many as the processor's vector
 * registers take, 16 where pointers have 32 bits, but never more than the arena can spare. Where
 * rows were asked for and there is no memory for them, preparing is EXP_RS_OUT_OF_MEMORY.
 */
exp_rs_status exp_rs_batch_builder_set_block_rows(exp_rs_batch_builder *builder,
                                                  uint32_t rows);

/**
 * Adds a parameter with a value. Its index, or a negative status.
 */
int32_t exp_rs_batch_builder_add_parameter(exp_rs_batch_builder *builder,
                                           const char *name,
                                           exp_rs_real value);

/**
 * exp_rs_batch_builder_add_parameter for a name of name_length bytes.
 */
int32_t exp_rs_batch_builder_add_parameter_n(exp_rs_batch_builder *builder,
                                             const char *name,
                                             size_t name_length,
                                             exp_rs_real value);

/**
 * Adds a parameter whose value each evaluation reads once from address, which must outlive the
 * batch. Its index, or a negative status.
 */
int32_t exp_rs_batch_builder_bind_parameter(exp_rs_batch_builder *builder,
                                            const char *name,
                                            const exp_rs_real *address);

/**
 * exp_rs_batch_builder_bind_parameter for a name of name_length bytes.
 */
int32_t exp_rs_batch_builder_bind_parameter_n(exp_rs_batch_builder *builder,
                                              const char *name,
                                              size_t name_length,
                                              const exp_rs_real *address);

/**
 * Lets the expressions of this batch read length numbers at data as name[i], in place; they must
 * outlive the batch.
 */
exp_rs_status exp_rs_batch_builder_bind_array(exp_rs_batch_builder *builder,
                                              const char *name,
                                              const exp_rs_real *data,
                                              size_t length);

/**
 * exp_rs_batch_builder_bind_array for a name of name_length bytes.
 */
exp_rs_status exp_rs_batch_builder_bind_array_n(exp_rs_batch_builder *builder,
                                                const char *name,
                                                size_t name_length,
                                                const exp_rs_real *data,
                                                size_t length);

/**
 * Sets a parameter; EXP_RS_INVALID_ARGUMENT for a bound one.
 */
exp_rs_status exp_rs_batch_builder_set_param(exp_rs_batch_builder *builder,
                                             uint32_t index,
                                             exp_rs_real value);

/**
 * Sets all parameters; EXP_RS_INVALID_ARGUMENT for another count than of parameters, or where
 * one is bound.
 */
exp_rs_status exp_rs_batch_builder_set_params(exp_rs_batch_builder *builder,
                                              const exp_rs_real *values,
                                              size_t count);

/**
 * The values of the parameters, to be read and set in place; valid as long as
 * exp_rs_batch_builder_results. count may be NULL.
 */
exp_rs_real *exp_rs_batch_builder_params(exp_rs_batch_builder *builder, size_t *count);

/**
 * The value of a parameter; NaN where there is none.
 */
exp_rs_real exp_rs_batch_builder_get_param(const exp_rs_batch_builder *builder, uint32_t index);

/**
 * The name of a parameter, valid until the batch is changed; NULL where there is none.
 */
const char *exp_rs_batch_builder_param_name(const exp_rs_batch_builder *builder, uint32_t index);

/**
 * The index of a parameter, or a negative status: EXP_RS_UNKNOWN_NAME where there is none.
 */
int32_t exp_rs_batch_builder_find_param(const exp_rs_batch_builder *builder, const char *name);

/**
 * exp_rs_batch_builder_find_param for a name of name_length bytes.
 */
int32_t exp_rs_batch_builder_find_param_n(const exp_rs_batch_builder *builder,
                                          const char *name,
                                          size_t name_length);

/**
 * How many parameters there are; 0 on failure.
 */
size_t exp_rs_batch_builder_param_count(const exp_rs_batch_builder *builder);

/**
 * Adds an expression. Its syntax is checked now, its names when the batch is prepared. Its index,
 * or a negative status; exp_rs_batch_builder_get_last_error tells where and why.
 */
int32_t exp_rs_batch_builder_add_expression(exp_rs_batch_builder *builder, const char *source);

/**
 * exp_rs_batch_builder_add_expression for a text of source_length bytes.
 */
int32_t exp_rs_batch_builder_add_expression_n(exp_rs_batch_builder *builder,
                                              const char *source,
                                              size_t source_length);

/**
 * Adds an expression whose result the others can use under its name, in any order.
 */
int32_t exp_rs_batch_builder_add_named_expression(exp_rs_batch_builder *builder,
                                                  const char *name,
                                                  const char *source);

/**
 * exp_rs_batch_builder_add_named_expression for texts of given lengths in bytes.
 */
int32_t exp_rs_batch_builder_add_named_expression_n(exp_rs_batch_builder *builder,
                                                    const char *name,
                                                    size_t name_length,
                                                    const char *source,
                                                    size_t source_length);

/**
 * Puts another text in the place of an expression and prepares the batch. On failure all goes on
 * as before.
 */
exp_rs_status exp_rs_batch_builder_replace_expression(exp_rs_batch_builder *builder,
                                                      uint32_t index,
                                                      const char *source,
                                                      const exp_rs_context *context);

/**
 * exp_rs_batch_builder_replace_expression for a text of source_length bytes.
 */
exp_rs_status exp_rs_batch_builder_replace_expression_n(exp_rs_batch_builder *builder,
                                                        uint32_t index,
                                                        const char *source,
                                                        size_t source_length,
                                                        const exp_rs_context *context);

/**
 * The index of a named expression, or a negative status: EXP_RS_UNKNOWN_NAME where there is none.
 */
int32_t exp_rs_batch_builder_find_expression(const exp_rs_batch_builder *builder, const char *name);

/**
 * exp_rs_batch_builder_find_expression for a name of name_length bytes.
 */
int32_t exp_rs_batch_builder_find_expression_n(const exp_rs_batch_builder *builder,
                                               const char *name,
                                               size_t name_length);

/**
 * How many expressions there are; 0 on failure.
 */
size_t exp_rs_batch_builder_expression_count(const exp_rs_batch_builder *builder);

/**
 * The text of an expression, valid until the batch is changed; NULL where there is none.
 */
const char *exp_rs_batch_builder_expression_source(const exp_rs_batch_builder *builder,
                                                   uint32_t index);

/**
 * Resolves names, optimises and lays out; NULL for context: built-ins only. Does all the work
 * that needs memory. On failure the batch goes on as before.
 */
exp_rs_status exp_rs_batch_builder_prepare(exp_rs_batch_builder *builder,
                                           const exp_rs_context *context);

/**
 * Whether exp_rs_batch_builder_eval would prepare first: never prepared, changed since, or given
 * a context that is another or was changed (NULL: as prepared). false on failure.
 */
bool exp_rs_batch_builder_needs_prepare(const exp_rs_batch_builder *builder,
                                        const exp_rs_context *context);

/**
 * Evaluates every expression once; prepares first where needed, otherwise allocates nothing. The
 * first failing status in order of the expressions; a failing one gives NaN, the others are
 * evaluated. Where preparing fails, its status, and all results are NaN.
 */
exp_rs_status exp_rs_batch_builder_eval(exp_rs_batch_builder *builder,
                                        const exp_rs_context *context);

/**
 * The result of an expression in the last evaluation; NaN where there is none.
 */
exp_rs_real exp_rs_batch_builder_get_result(const exp_rs_batch_builder *builder, uint32_t index);

/**
 * How an expression fared in the last evaluation.
 */
exp_rs_status exp_rs_batch_builder_get_status(const exp_rs_batch_builder *builder, uint32_t index);

/**
 * All results in order, NaN before the first evaluation; valid until the batch is changed,
 * prepared or freed or its arena reset. count may be NULL.
 */
const exp_rs_real *exp_rs_batch_builder_results(const exp_rs_batch_builder *builder, size_t *count);

/**
 * Evaluates rows rows of columns: inputs[p] is the column of parameter p (NULL: its set value in
 * every row), outputs[e] takes the results of expression e (NULL: not wanted). The counts must be
 * those of parameters and expressions. The same bits as rows calls of
 * exp_rs_batch_builder_eval; bound parameters are read once. An output column may be an input
 * column exactly; another overlap is EXP_RS_INVALID_ARGUMENT. Afterwards the results are those
 * of the last row and the status of an expression its first failure. 0 rows change nothing. Where
 * preparing fails, all columns are NaN; where the call cannot be made at all (a stale handle, other
 * counts, an overlap), they stay as they are.
 */
exp_rs_status exp_rs_batch_builder_eval_block(exp_rs_batch_builder *builder,
                                              const exp_rs_context *context,
                                              size_t rows,
                                              const exp_rs_real *const *inputs,
                                              size_t n_inputs,
                                              exp_rs_real *const *outputs,
                                              size_t n_outputs);

/**
 * The error of the last failing call with this batch; EXP_RS_OK in it where there was none. What is near an
 * unknown name is told of the names that the batch has now, if it failed without a context.
 */
exp_rs_status exp_rs_batch_builder_get_last_error(const exp_rs_batch_builder *builder,
                                                  exp_rs_error *out);

/**
 * What went wrong in an expression in the last evaluation, with its place in the source.
 */
exp_rs_status exp_rs_batch_builder_get_error(const exp_rs_batch_builder *builder,
                                             uint32_t index,
                                             exp_rs_error *out);

/**
 * The figures of a batch; zeros on failure.
 */
exp_rs_status exp_rs_batch_builder_get_stats(const exp_rs_batch_builder *builder,
                                             exp_rs_batch_stats *out);

/**
 * Writes the prepared program as text, one instruction a line. Returns the bytes that the whole
 * text has without its NUL, as snprintf does; 0 on failure.
 */
size_t exp_rs_batch_builder_disassemble(const exp_rs_batch_builder *builder,
                                        char *buffer,
                                        size_t size);

/**
 * Writes the names of values and arrays that an expression uses, one a line, the last without a
 * line end; locals and built-in constants are not told. As snprintf; 0 on failure.
 */
size_t exp_rs_batch_builder_variables(const exp_rs_batch_builder *builder,
                                      uint32_t index,
                                      char *names,
                                      size_t size);

/**
 * Writes the names of values, arrays and functions that nothing gives a meaning yet, one a line,
 * the last without a line end. As snprintf; 0 on failure.
 */
size_t exp_rs_batch_builder_unresolved(const exp_rs_batch_builder *builder,
                                       const exp_rs_context *context,
                                       char *names,
                                       size_t size);

/**
 * A new context with all built-ins. NULL when memory cannot be had. To be freed with
 * exp_rs_context_free.
 */
exp_rs_context *exp_rs_context_new(void);

/**
 * A new context with operators only; if, ifs, and, or, not stay.
 */
exp_rs_context *exp_rs_context_new_empty(void);

/**
 * Frees a context; batches that were prepared with it stay as they are. NULL does nothing.
 */
void exp_rs_context_free(exp_rs_context *context);

/**
 * Gives a name a value in expressions, in place of what it had.
 */
exp_rs_status exp_rs_context_set_constant(exp_rs_context *context,
                                          const char *name,
                                          exp_rs_real value);

/**
 * exp_rs_context_set_constant for a name of name_length bytes.
 */
exp_rs_status exp_rs_context_set_constant_n(exp_rs_context *context,
                                            const char *name,
                                            size_t name_length,
                                            exp_rs_real value);

/**
 * Lets expressions read length numbers at data as name[i], in place. The memory stays the
 * host's and must outlive every batch that was prepared with it.
 */
exp_rs_status exp_rs_context_set_array(exp_rs_context *context,
                                       const char *name,
                                       const exp_rs_real *data,
                                       size_t length);

/**
 * exp_rs_context_set_array for a name of name_length bytes.
 */
exp_rs_status exp_rs_context_set_array_n(exp_rs_context *context,
                                         const char *name,
                                         size_t name_length,
                                         const exp_rs_real *data,
                                         size_t length);

/**
 * Lets expressions call a function of the host with min_args to max_args arguments
 * (EXP_RS_VARIADIC: no upper end). flags: 0 or EXP_RS_PURE. user_data stays the host's.
 *
 * One named add, sub, mul, div, neg or comma also replaces the operator, and must accept its
 * operands, else EXP_RS_INVALID_ARGUMENT; if, ifs, and, or, not are EXP_RS_INVALID_NAME.
 */
exp_rs_status exp_rs_context_add_function(exp_rs_context *context,
                                          const char *name,
                                          uint32_t min_args,
                                          uint32_t max_args,
                                          exp_rs_native_fn function,
                                          void *user_data,
                                          uint32_t flags);

/**
 * exp_rs_context_add_function for a name of name_length bytes.
 */
exp_rs_status exp_rs_context_add_function_n(exp_rs_context *context,
                                            const char *name,
                                            size_t name_length,
                                            uint32_t min_args,
                                            uint32_t max_args,
                                            exp_rs_native_fn function,
                                            void *user_data,
                                            uint32_t flags);

/**
 * Defines name(params) = body; params are names between commas, "" for none. Syntax is checked
 * now, what names mean when a batch that uses the function is prepared. Takes effect in each
 * batch at its next evaluation with this context.
 */
exp_rs_status exp_rs_context_add_expression_function(exp_rs_context *context,
                                                     const char *name,
                                                     const char *params,
                                                     const char *body);

/**
 * exp_rs_context_add_expression_function for texts of given lengths in bytes.
 */
exp_rs_status exp_rs_context_add_expression_function_n(exp_rs_context *context,
                                                       const char *name,
                                                       size_t name_length,
                                                       const char *params,
                                                       size_t params_length,
                                                       const char *body,
                                                       size_t body_length);

/**
 * Takes all meanings from a name: constant, array and function, built-in ones too.
 * EXP_RS_UNKNOWN_NAME where it has none, EXP_RS_INVALID_NAME for if, ifs, and, or, not.
 */
exp_rs_status exp_rs_context_remove(exp_rs_context *context, const char *name);

/**
 * exp_rs_context_remove for a name of name_length bytes.
 */
exp_rs_status exp_rs_context_remove_n(exp_rs_context *context,
                                      const char *name,
                                      size_t name_length);

/**
 * Whether a name means something as a constant, an array or a function.
 */
bool exp_rs_context_has(const exp_rs_context *context, const char *name);

/**
 * exp_rs_context_has for a name of name_length bytes.
 */
bool exp_rs_context_has_n(const exp_rs_context *context, const char *name, size_t name_length);

/**
 * How many functions can be called; 0 for NULL.
 */
size_t exp_rs_context_function_count(const exp_rs_context *context);

/**
 * The name of function i, from 0, in no particular order; NULL where there is none. Valid until
 * the context is changed or freed.
 */
const char *exp_rs_context_function_name(const exp_rs_context *context, size_t i);

/**
 * Sets the limits for function bodies, names, call depth and steps.
 */
exp_rs_status exp_rs_context_set_limits(exp_rs_context *context, const exp_rs_limits *limits);

/**
 * The error of the last failing call with this context; EXP_RS_OK in it where there was none.
 */
exp_rs_status exp_rs_context_get_last_error(const exp_rs_context *context, exp_rs_error *out);

/**
 * A sentence about a status; "unknown status" for a number that is none. Never NULL, static.
 */
const char *exp_rs_status_message(exp_rs_status status);

/**
 * Writes the message, the line of source that the error is in, and a caret below the place.
 *
 * Returns the bytes that the whole text has without its NUL, as snprintf does; at most size bytes
 * with a NUL are written. The message alone where source is NULL or not UTF-8; 0 and an empty text
 * where error is NULL.
 */
size_t exp_rs_error_format(const exp_rs_error *error,
                           const char *source,
                           char *buffer,
                           size_t size);

/**
 * exp_rs_error_format for a text of source_length bytes.
 */
size_t exp_rs_error_format_n(const exp_rs_error *error,
                             const char *source,
                             size_t source_length,
                             char *buffer,
                             size_t size);

/**
 * A capacity that is enough for a batch of that size, prepared, in an arena of its own. Never
 * exact; the high-water mark of the arena tells what was needed.
 *
 * total_source_length is the sum over all expressions, in bytes; names are taken to have up to 64
 * bytes. Functions defined by expressions
 * that are called, not inlined, need more: as many frames as calls can nest.
 */
size_t exp_rs_estimate_arena_size(size_t expressions,
                                  size_t total_source_length,
                                  size_t parameters);

/**
 * The version of the library, static: "MAJOR.MINOR.PATCH".
 */
const char *exp_rs_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* EXP_RS_H */
