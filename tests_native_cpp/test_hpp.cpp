// exp_rs.hpp: handles, errors, functions, lifetimes. Compiled with exceptions and without: take() and failed() tell
// the two kinds of outcome apart, nothing else here does.
#include "exp_rs.hpp"

#include "check.h"
#include "hooks.h"
#include "malloc_count.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <new>
#include <type_traits>
#if __cplusplus >= 202002L
#include <span>
#endif

namespace {
unsigned long new_calls, delete_calls;
}

// All that C++ allocates comes by here, and what C does is counted too: test_nothing_is_allocated.
void *operator new(std::size_t size)
{
    ++new_calls;
    if (void *block = std::malloc(size == 0 ? 1 : size))
        return block;
    std::abort();
}
void operator delete(void *block) noexcept
{
    ++delete_calls;
    std::free(block);
}
void operator delete(void *block, std::size_t) noexcept { operator delete(block); }

namespace {

using exp_rs::real;

#ifdef EXP_RS_NO_EXCEPTIONS
template <class T>
T take(exp_rs::expected<T> outcome)
{
    return std::move(outcome).value();
}
template <class Call>
exp_rs::error failure_of(Call call)
{
    auto outcome = call();
    return outcome.has_value() ? exp_rs::error() : outcome.error();
}
#else
template <class T>
T take(T outcome)
{
    return outcome;
}
template <class Call>
exp_rs::error failure_of(Call call)
{
    try {
        (void)call();
    } catch (const exp_rs::exception &thrown) {
        CHECK_STR(thrown.what(), thrown.error().message());
        return thrown.error();
    }
    return exp_rs::error();
}
#endif

/** Runs a call that gives nothing and must succeed. */
template <class Call>
void must(Call call)
{
    CHECK_STR(failure_of(call).message(), exp_rs::error().message());
}

#define FAILS(status_due, call) CHECK_STATUS(failure_of([&] { return call; }).status(), status_due)
#define MUST(call) must([&] { return call; })

struct fixture {
    exp_rs::arena arena = take(exp_rs::arena::create(65536));
    exp_rs::batch batch = take(exp_rs::batch::create(arena));
};

void test_parameters_and_expressions()
{
    fixture f;
    exp_rs::parameter x = take(f.batch.add_parameter("x", 2));
    exp_rs::parameter y = take(f.batch.add_parameter(std::string("y")));
    exp_rs::expression sum = take(f.batch.add("x + y"));
    exp_rs::expression area = take(f.batch.add("area", "x * y"));
    CHECK(std::isnan(sum.value()));
    MUST(f.batch.prepare());
    y = 3;
    MUST(f.batch.eval());
    CHECK_BITS(sum, 5);
    CHECK_BITS(area, 6);
    x += 1;
    y *= x;
    CHECK_BITS(y, 9);
    x = y; // the value, as with variables
    y = 1;
    MUST(f.batch.eval());
    CHECK_BITS(sum.value(), 10);
    CHECK_BITS(x.value(), 9);
    x -= 1;
    x /= 2;
    CHECK_BITS(x, 4);
    CHECK(area.source() == "x * y");
    CHECK(area.variables() == (std::vector<std::string>{"x", "y"}));
    CHECK_EQ_U(take(f.batch.find_parameter("y")).index(), y.index());
    CHECK_EQ_U(take(f.batch.find_expression("area")).index(), area.index());
    FAILS(EXP_RS_UNKNOWN_NAME, f.batch.find_parameter("z"));
    CHECK(f.batch.has_parameter("x") && !f.batch.has_parameter("area"));
    CHECK(f.batch.has_expression("area") && !f.batch.has_expression("x"));
    CHECK_EQ_U(f.batch.parameter_count(), 2);
    CHECK_EQ_U(f.batch.expression_count(), 2);
    CHECK(!f.batch.disassemble().empty());
    CHECK_EQ_U(f.batch.stats().expressions, 2);

    for (real &value : f.batch.parameters())
        value = 7;
    MUST(f.batch.eval());
    const exp_rs::span<const real> results = f.batch.results();
    CHECK_EQ_U(results.size(), 2);
    CHECK_BITS(results[0], 14);
    CHECK_BITS(results[1], 49);
#if __cplusplus >= 202002L
    const std::span<const real> standard = results;
    CHECK_BITS(standard[1], 49);
#endif
    CHECK(f.batch.parameter_names() == (std::vector<std::string>{"x", "y"}));
    MUST(f.batch.set_parameters({{5, 6}}));
    CHECK_BITS(x, 5);
    CHECK_BITS(y, 6);
    FAILS(EXP_RS_INVALID_ARGUMENT, f.batch.set_parameters({{5}}));
    MUST(f.batch.clear());
    CHECK(std::isnan(x.value()));
    CHECK(x.name().empty());
    FAILS(EXP_RS_INDEX_OUT_OF_RANGE, x.set(1));
}

void test_moves()
{
    fixture f;
    exp_rs::parameter x = take(f.batch.add_parameter("x", 2));
    exp_rs::expression square = take(f.batch.add("x^2"));
    MUST(f.batch.prepare());
    exp_rs::batch moved = std::move(f.batch);
    exp_rs::arena arena = std::move(f.arena);
    x = 5; // handles follow
    MUST(moved.eval());
    CHECK_BITS(square, 25);
    static_assert(!std::is_copy_constructible_v<exp_rs::batch> && !std::is_copy_constructible_v<exp_rs::arena>);
    static_assert(std::is_nothrow_move_constructible_v<exp_rs::batch>);
    static_assert(std::is_nothrow_move_assignable_v<exp_rs::arena>);
}

// A parameter or expression as a member of something that is made before its batch.
void test_empty()
{
    exp_rs::parameter x, other;
    exp_rs::expression y;
    CHECK(x.empty() && y.empty());
    CHECK(std::isnan(x.value()) && std::isnan(y.value()));
    CHECK(x.name().empty() && y.source().empty() && y.variables().empty());
    FAILS(EXP_RS_NULL_POINTER, x.set(1));
    CHECK_STATUS(y.status(), EXP_RS_NULL_POINTER);
    fixture f;
    x = take(f.batch.add_parameter("x", 2)); // becomes it
    other = take(f.batch.add_parameter("other", 3));
    y = take(f.batch.add("x - other"));
    CHECK(!x.empty() && !y.empty());
    MUST(f.batch.eval());
    CHECK_BITS(y, -1);
    CHECK(x.name() == "x" && other.name() == "other");
    x = other; // the value
    CHECK(x.name() == "x");
    CHECK_BITS(x, 3);
    other.rebind(x);
    CHECK(other.name() == "x");
    other = 7;
    CHECK_BITS(x, 7);
    x = exp_rs::parameter();
    CHECK(!x.empty() && std::isnan(x.value()));
}

void test_bound()
{
    fixture f;
    real x = 3;
    std::array<real, 3> table = {10, 20, 30};
    MUST(f.batch.bind_parameter("x", x));
    MUST(f.batch.bind_array("table", table));
    exp_rs::expression y = take(f.batch.add("x * table[1]"));
    MUST(f.batch.prepare());
    MUST(f.batch.eval());
    CHECK_BITS(y, 60);
    x = 4;
    table[1] = 1;
    MUST(f.batch.eval());
    CHECK_BITS(y, 4);
}

void test_errors()
{
    fixture f;
    const exp_rs::error syntax = failure_of([&] { return f.batch.add("1 + * 2"); });
    CHECK_STATUS(syntax.status(), EXP_RS_SYNTAX);
    CHECK_EQ_U(syntax.offset(), 4);
    CHECK_EQ_U(syntax.length(), 1);
    CHECK_CONTAINS(syntax.format("1 + * 2").c_str(), "\n      ^");
    CHECK_EQ_U(f.batch.expression_count(), 0);

    exp_rs::expression unknown = take(f.batch.add("1 + nosuch"));
    const exp_rs::error name = failure_of([&] { return f.batch.prepare(); });
    CHECK_STATUS(name.status(), EXP_RS_UNKNOWN_NAME);
    CHECK_EQ_I(name.expression(), 0);
    CHECK_CONTAINS(name.message(), "nosuch");
    CHECK(f.batch.unresolved() == std::vector<std::string>{"nosuch"});
    MUST(f.batch.replace(unknown, "2 + 3"));
    MUST(f.batch.eval());
    CHECK_BITS(unknown, 5);

    std::array<real, 2> table = {1, 2};
    MUST(f.batch.bind_array("t", table));
    exp_rs::expression outside = take(f.batch.add("t[2]"));
    MUST(f.batch.prepare());
    FAILS(EXP_RS_ARRAY_INDEX, f.batch.eval());
    CHECK(std::isnan(outside.value()));
    CHECK_STATUS(outside.status(), EXP_RS_ARRAY_INDEX);
    CHECK_STATUS(outside.reason().status(), EXP_RS_ARRAY_INDEX);
    CHECK_EQ_U(outside.reason().offset(), 0);
    CHECK_BITS(unknown, 5);

    MUST(f.arena.reset());
    CHECK_EQ_U(f.arena.stats().builders, 0);
    FAILS(EXP_RS_STALE_HANDLE, f.batch.eval());
    FAILS(EXP_RS_STALE_HANDLE, f.batch.add("1"));

    FAILS(EXP_RS_OUT_OF_MEMORY, exp_rs::arena::create(SIZE_MAX));
    exp_rs::arena small = take(exp_rs::arena::growable(0, 128));
    exp_rs::batch cramped = take(exp_rs::batch::create(small));
    FAILS(EXP_RS_OUT_OF_MEMORY, cramped.add(std::string(300, '1')));

    CHECK_BITS(take(exp_rs::eval("2 + 2")), 4);
    FAILS(EXP_RS_UNEXPECTED_END, exp_rs::eval("2 +"));
    CHECK_EQ_U(failure_of([] { return exp_rs::eval("1 + * 2"); }).offset(), 4);
    CHECK_EQ_U(failure_of([] { return exp_rs::eval("1 + nothing"); }).offset(), 4);
    exp_rs_limits limits = {};
    limits.source_length = 3;
    MUST(cramped.set_limits(limits));
    FAILS(EXP_RS_SOURCE_TOO_LONG, cramped.add("1+1+1"));
}

real twice(real x)
{
    return 2 * x;
}

void test_functions()
{
    fixture f;
    exp_rs::context names = take(exp_rs::context::create());
    int calls = 0;
    MUST(names.add_function("twice", twice, exp_rs::purity::pure));
    MUST(names.add_function("seven", [] { return 7; }));
    MUST(names.add_function("hyp", [](real a, real b) { return a * a + b * b; }));
    MUST(names.add_function("count", [&calls](exp_rs::span<const real> args) {
        calls++;
        real sum = 0;
        for (real arg : args)
            sum += arg;
        return sum;
    }));
    MUST(names.add_function_of<2>("first", [](auto first, auto...) { return first; }));
    MUST(names.add_native("raw", 1, 1, [](const real *args, std::size_t, void *) { return -args[0]; }));
    MUST(names.define("cube", "x", "x * x * x"));
    MUST(names.set_constant("answer", 42));
    std::vector<real> table = {5, 6};
    MUST(names.set_array("table", table));
    CHECK(names.has("hyp") && !names.has("nosuch"));
    exp_rs::expression y = take(
        f.batch.add("twice(1) + seven() + hyp(1, 2) + count() + count(1, 2, 3) + first(8, 9) + raw(3) + cube(2)"));
    exp_rs::expression z = take(f.batch.add("answer + table[1]"));
    MUST(f.batch.eval(names)); // prepares first
    CHECK(!f.batch.needs_prepare(names));
    CHECK_BITS(y, 2 + 7 + 5 + 0 + 6 + 8 - 3 + 8);
    CHECK_BITS(z, 48);
    CHECK_EQ_I(calls, 2);
    FAILS(EXP_RS_WRONG_ARGUMENT_COUNT, f.batch.replace(y, "hyp(1)", names));
    FAILS(EXP_RS_INVALID_NAME, names.add_function("1x", twice));
    FAILS(EXP_RS_SYNTAX, names.define("bad", "x", "x x"));
    const std::vector<std::string> functions = names.functions();
    CHECK(std::find(functions.begin(), functions.end(), "hyp") != functions.end());
    MUST(names.remove("hyp"));
    FAILS(EXP_RS_UNKNOWN_FUNCTION, f.batch.eval(names));

    exp_rs::context bare = take(exp_rs::context::empty());
    FAILS(EXP_RS_UNKNOWN_FUNCTION, f.batch.replace(z, "sin(1)", bare));
    MUST(f.batch.replace(y, "1", names));
    MUST(f.batch.eval(names));
}

// A batch goes on calling the function that it was prepared with when the context has another, or is gone.
void test_functions_outlive_their_context()
{
    auto counter = std::make_shared<int>(0);
    fixture f;
    exp_rs::expression y = take(f.batch.add("f(2)"));
    {
        exp_rs::context names = take(exp_rs::context::create());
        MUST(names.add_function("f", [counter](real x) { return x + static_cast<real>(++*counter); }));
        MUST(f.batch.prepare(names));
        MUST(names.add_function("f", [](real x) { return -x; }));
        MUST(f.batch.eval());
        CHECK_BITS(y, 3);
        CHECK(f.batch.needs_prepare(names));
    }
    MUST(f.batch.eval());
    CHECK_BITS(y, 4);
    CHECK_EQ_I(counter.use_count(), 2);
    MUST(f.batch.replace(y, "1"));
    CHECK_EQ_I(counter.use_count(), 1);
}

void test_blocks()
{
    fixture f;
    (void)take(f.batch.add_parameter("x"));
    (void)take(f.batch.add_parameter("gain", 3));
    (void)take(f.batch.add("gain * x"));
    MUST(f.batch.prepare());
    std::vector<real> x = {1, 2, 3}, y(3);
    MUST(f.batch.eval_block(3, {{x.data(), nullptr}}, {{y.data()}}));
    CHECK(y == (std::vector<real>{3, 6, 9}));
    const std::vector<const real *> inputs = {x.data(), nullptr};
    const std::array<real *, 1> outputs = {x.data()}; // in place
    MUST(f.batch.eval_block(3, inputs, outputs));
    CHECK(x == y);
    FAILS(EXP_RS_INVALID_ARGUMENT, f.batch.eval_block(3, {{x.data()}}, {{y.data()}}));

    exp_rs::context names = take(exp_rs::context::create());
    MUST(names.add_function("half", [](real a) { return a / 2; }));
    MUST(f.batch.set_block_rows(2));
    (void)take(f.batch.add("half(x)"));
    MUST(f.batch.eval_block(names, 3, {{x.data(), nullptr}}, {{nullptr, y.data()}})); // prepares first
    CHECK(!f.batch.needs_prepare(names));
    CHECK(y == (std::vector<real>{1.5, 3, 4.5}));
}

void test_sizes()
{
    const std::size_t enough = exp_rs::arena::estimate(1, 5, 1);
    exp_rs::arena arena = take(exp_rs::arena::create(enough));
    exp_rs::batch batch = take(exp_rs::batch::create(arena));
    (void)take(batch.add_parameter("x"));
    (void)take(batch.add("x + x"));
    MUST(batch.prepare());
    CHECK(exp_rs::arena::block_size(1000) > 1000);
    CHECK(arena.stats().capacity >= enough);
    CHECK(exp_rs::version() == exp_rs_version());
}

/** Every call that takes or gives back memory, whoever makes it. */
unsigned long calls_for_memory()
{
    return hooks_malloc_calls() + hooks_free_calls() + malloc_count_calls() + new_calls + delete_calls;
}

// The counters are not blind.
void test_calls_are_counted()
{
    unsigned long before = new_calls + delete_calls;
    delete new int; // NOLINT
    (void)std::string(100, 'x');
    CHECK(new_calls + delete_calls - before >= 2);
    before = malloc_count_calls();
    void *(*volatile do_malloc)(std::size_t) = std::malloc;
    std::free(do_malloc(1));
    CHECK_EQ_U(malloc_count_calls() - before, 2);
    before = hooks_malloc_calls();
    (void)take(exp_rs::eval("1"));
    CHECK(hooks_malloc_calls() > before);
}

void test_nothing_is_allocated()
{
    fixture f;
    exp_rs::context names = take(exp_rs::context::create());
    MUST(names.add_function("f", [](real a) { return a + 1; }));
    exp_rs::parameter x = take(f.batch.add_parameter("x"));
    exp_rs::expression y = take(f.batch.add("f(x)"));
    MUST(f.batch.prepare(names));
    std::array<real, 40> in = {}, out = {};
    const std::array<const real *, 1> inputs = {in.data()};
    const std::array<real *, 1> outputs = {out.data()};
    const unsigned long before = calls_for_memory();
    real sum = 0;
    for (int i = 0; i < 1000; ++i) {
        x = R(i);
        MUST(f.batch.eval(names));
        MUST(f.batch.eval());
        sum += y;
        in[static_cast<std::size_t>(i) % in.size()] = x;
        MUST(f.batch.eval_block(in.size(), inputs, outputs));
        MUST(f.batch.eval_block(names, in.size(), inputs, outputs));
        MUST(f.batch.set_parameters({{x + 1}}));
        sum += f.batch.results()[0] * 0 + f.batch.parameters()[0] - x;
        (void)f.batch.needs_prepare(names);
        (void)(f.batch.stats().slots + f.arena.stats().blocks + y.source().size() + x.name().size());
    }
    CHECK_EQ_U(calls_for_memory() - before, 0);
    CHECK_BITS(sum, 500500);
    CHECK_BITS(out[39], 1000);
}

#ifndef EXP_RS_NO_EXCEPTIONS
void test_constructors_throw_and_leak_nothing()
{
    exp_rs::arena arena(4032);
    exp_rs::batch batch(arena);
    exp_rs::context context;
    CHECK_STATUS(failure_of([] { return exp_rs::arena(SIZE_MAX); }).status(), EXP_RS_OUT_OF_MEMORY);
    hooks_fail_at(1, 1);
    CHECK_STATUS(failure_of([] { return exp_rs::context(); }).status(), EXP_RS_OUT_OF_MEMORY);
    CHECK_STATUS(failure_of([&] { return exp_rs::batch(arena); }).status(), EXP_RS_OUT_OF_MEMORY);
    hooks_fail_at(HOOKS_NEVER, 0);
}
#else
void test_constructors_throw_and_leak_nothing()
{
    const auto value = exp_rs::eval("1 +");
    CHECK(!value);
    CHECK_BITS(value.value_or(9), 9);
    CHECK_BITS(*exp_rs::eval("3"), 3);
}
#endif

} // namespace

int main()
{
    test_parameters_and_expressions();
    test_moves();
    test_empty();
    test_bound();
    test_errors();
    test_functions();
    test_functions_outlive_their_context();
    test_blocks();
    test_sizes();
    test_calls_are_counted();
    test_nothing_is_allocated();
    test_constructors_throw_and_leak_nothing();
    CHECK_EQ_U(hooks_live_blocks(), 0);
    return check_summary("test_hpp");
}
