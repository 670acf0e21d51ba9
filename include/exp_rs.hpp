/**
 * exp_rs for C++17: handles that own, over exp_rs.h; this file is all there is.
 *
 *     exp_rs::arena arena(8128);
 *     exp_rs::batch batch(arena);
 *     auto x = batch.add_parameter("x");
 *     auto y = batch.add("sqrt(x) + 1");
 *     batch.prepare();
 *     x = 4;
 *     batch.eval();
 *     double three = y;
 *
 * Errors. What can fail returns outcome<T>: with exceptions that is T itself, and exp_rs::exception is thrown;
 * with -fno-exceptions, or where EXP_RS_NO_EXCEPTIONS is defined before this header, it is expected<T>, to be
 * asked first. Constructors need exceptions; create() of the same class serves both. A call that fails changes
 * nothing.
 *
 * Memory. After prepare(), eval(), eval_block(), results() and parameters allocate nothing. The batch's memory
 * is in its arena, over exp_rs_malloc; texts and lists that these classes return, and lambdas given to a
 * context, use C++'s own heap.
 *
 * Lifetimes. A parameter or expression is valid as long as its batch, which may be moved. An arena may go
 * before its batches: their calls then fail with EXP_RS_STALE_HANDLE. A context may go before or be changed
 * after the batches that were prepared with it.
 *
 * Threads. As in exp_rs.h: an object by one thread at a time, but prepared batches of one arena may be evaluated
 * at the same time, with one context that is not being changed.
 */

#ifndef EXP_RS_HPP
#define EXP_RS_HPP

#include "exp_rs.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#if !defined(EXP_RS_NO_EXCEPTIONS) && !defined(__cpp_exceptions)
#define EXP_RS_NO_EXCEPTIONS
#endif

#ifndef EXP_RS_NO_EXCEPTIONS
#include <stdexcept>
#endif

namespace exp_rs {

// The classes differ with these, so their names do: translation units of different kinds can be linked.
#if defined(EXP_RS_F32) && defined(EXP_RS_NO_EXCEPTIONS)
inline namespace f32_expected {
#elif defined(EXP_RS_F32)
inline namespace f32_throwing {
#elif defined(EXP_RS_NO_EXCEPTIONS)
inline namespace f64_expected {
#else
inline namespace f64_throwing {
#endif

/** double, or float where EXP_RS_F32 is defined. */
using real = exp_rs_real;
using limits = exp_rs_limits;
using arena_stats = exp_rs_arena_stats;
using batch_stats = exp_rs_batch_stats;

/** A borrowed row of values; std::span takes it where there is one. */
template <class T>
class span {
public:
    using element_type = T;
    using value_type = std::remove_cv_t<T>;
    using iterator = T *;

    constexpr span() noexcept = default;
    constexpr span(T *data, std::size_t size) noexcept : data_(data), size_(size) {}
    template <std::size_t N>
    constexpr span(T (&array)[N]) noexcept : data_(array), size_(N) {}
    /** Of anything contiguous: std::vector, std::array, std::span. */
    template <class Range, class = std::enable_if_t<std::is_convertible_v<
                               decltype(std::declval<Range &>().data()), T *>>>
    constexpr span(Range &&range) noexcept : data_(range.data()), size_(range.size()) {}

    constexpr T *data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr T *begin() const noexcept { return data_; }
    constexpr T *end() const noexcept { return data_ + size_; }
    constexpr T &operator[](std::size_t i) const noexcept { return data_[i]; }

private:
    T *data_ = nullptr;
    std::size_t size_ = 0;
};

/** What went wrong, and where. */
class error {
public:
    error() noexcept : error(EXP_RS_OK) {}
    explicit error(const exp_rs_error &raw) noexcept : raw_(raw) {}
    /** With the library's sentence for the status, and no place. */
    explicit error(exp_rs_status status) noexcept : raw_()
    {
        raw_.status = status;
        raw_.expression = -1;
        std::string_view(exp_rs_status_message(status)).copy(raw_.message, sizeof raw_.message - 1);
    }

    /** EXP_RS_OK or one of the codes in exp_rs.h. */
    exp_rs_status status() const noexcept { return raw_.status; }
    const char *message() const noexcept { return raw_.message; }
    /** The index of the expression at fault; -1: none, or the body of an expression function. */
    std::int32_t expression() const noexcept { return raw_.expression; }
    /** The offending bytes of the source. */
    std::size_t offset() const noexcept { return raw_.offset; }
    std::size_t length() const noexcept { return raw_.length; }
    const exp_rs_error &raw() const noexcept { return raw_; }
    /** The message, the line of the source, a caret below the place. */
    std::string format(std::string_view source) const;

private:
    exp_rs_error raw_;
};

#ifndef EXP_RS_NO_EXCEPTIONS
/** Thrown by whatever fails; what() is the message. */
class exception : public std::runtime_error {
public:
    explicit exception(const exp_rs::error &reason) : std::runtime_error(reason.message()), error_(reason) {}
    const exp_rs::error &error() const noexcept { return error_; }
    exp_rs_status status() const noexcept { return error_.status(); }

private:
    exp_rs::error error_;
};
#endif

/** A value, or the reason why there is none. To be asked before it is used: value() of an error ends the program. */
template <class T>
class [[nodiscard]] expected {
public:
    expected(T value) noexcept(std::is_nothrow_move_constructible_v<T>)
        : state_(std::in_place_index<0>, std::move(value))
    {
    }
    expected(const exp_rs::error &reason) noexcept : state_(std::in_place_index<1>, reason) {}

    bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }
    T &value() & noexcept { return *checked(std::get_if<0>(&state_)); }
    const T &value() const & noexcept { return *checked(std::get_if<0>(&state_)); }
    T &&value() && noexcept { return std::move(*checked(std::get_if<0>(&state_))); }
    T &operator*() & noexcept { return value(); }
    const T &operator*() const & noexcept { return value(); }
    T &&operator*() && noexcept { return std::move(*this).value(); }
    T *operator->() noexcept { return &value(); }
    const T *operator->() const noexcept { return &value(); }
    T value_or(T other) const { return has_value() ? value() : std::move(other); }
    const exp_rs::error &error() const noexcept { return *checked(std::get_if<1>(&state_)); }

private:
    template <class P>
    static P *checked(P *pointer) noexcept
    {
        if (pointer == nullptr)
            std::abort();
        return pointer;
    }
    std::variant<T, exp_rs::error> state_;
};

/** Success, or the reason why not. */
template <>
class [[nodiscard]] expected<void> {
public:
    expected() noexcept = default;
    expected(const exp_rs::error &reason) noexcept : error_(reason) {}

    bool has_value() const noexcept { return error_.status() == EXP_RS_OK; }
    explicit operator bool() const noexcept { return has_value(); }
    void value() const noexcept
    {
        if (!has_value())
            std::abort();
    }
    /** EXP_RS_OK where there was none. */
    const exp_rs::error &error() const noexcept { return error_; }

private:
    exp_rs::error error_;
};

#ifdef EXP_RS_NO_EXCEPTIONS
template <class T>
using outcome = expected<T>;
#else
template <class T>
using outcome = T;
#endif

class batch;

namespace detail {

template <class T>
outcome<T> failure(const exp_rs::error &reason)
{
#ifdef EXP_RS_NO_EXCEPTIONS
    return reason;
#else
    throw exception(reason);
#endif
}

/** Success where the status says so, else the error that `reason` finds. */
template <class Reason>
outcome<void> outcome_of(exp_rs_status status, Reason reason)
{
    return status == EXP_RS_OK ? outcome<void>() : failure<void>(reason(status));
}

inline exp_rs::error plain(exp_rs_status status) noexcept { return exp_rs::error(status); }

/** A handle of the C interface, freed by its own function. */
template <class T, void (*Free)(T *)>
struct freed {
    void operator()(T *handle) const noexcept { Free(handle); }
};
template <class T, void (*Free)(T *)>
using owned = std::unique_ptr<T, freed<T, Free>>;

/** An object around a handle that was just made; out of memory where it is NULL. */
template <class Object, class T>
outcome<Object> made(T *handle)
{
    return handle != nullptr ? outcome<Object>(Object(typename Object::owner(handle)))
                             : failure<Object>(exp_rs::error(EXP_RS_OUT_OF_MEMORY));
}

/** The whole text of a function that writes one as snprintf does. */
template <class Write>
std::string text_of(Write write)
{
    std::string text(write(nullptr, std::size_t{0}), '\0');
    write(text.data(), text.size() + 1); // the byte behind the text is its NUL
    return text;
}

inline std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

template <std::size_t>
using real_at = real;

template <class F, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>)
{
    return std::is_invocable_r_v<real, F &, real_at<I>...>;
}

constexpr std::size_t most_arguments = 16;

template <class F, std::size_t... N>
constexpr std::size_t count_of_arities(std::index_sequence<N...>)
{
    return (std::size_t{takes<F>(std::make_index_sequence<N>())} + ...);
}

template <class F, std::size_t... N>
constexpr std::size_t arity_of(std::index_sequence<N...>)
{
    return ((takes<F>(std::make_index_sequence<N>()) ? N : 0) + ...);
}

template <class F, std::size_t... I>
real call_with(F &function, const real *args, std::index_sequence<I...>)
{
    (void)args;
    return static_cast<real>(function(args[I]...));
}

// noexcept: an exception may not cross the library, so one that leaves the function ends the program.
template <class F, std::size_t N>
real call_fixed(const real *args, std::size_t, void *function) noexcept
{
    return call_with(*static_cast<F *>(function), args, std::make_index_sequence<N>());
}

template <class F>
real call_variadic(const real *args, std::size_t n_args, void *function) noexcept
{
    return static_cast<real>((*static_cast<F *>(function))(span<const real>(args, n_args)));
}

/** Functions that a context was given, by name; batches prepared with it share them. */
struct closure {
    std::string name;
    std::shared_ptr<void> function;
};
using closures = std::vector<closure>;

} // namespace detail

/** Memory for batches. */
class arena {
public:
#ifndef EXP_RS_NO_EXCEPTIONS
    /** One block of at least `capacity` bytes, which never grows. */
    explicit arena(std::size_t capacity) : arena(create(capacity)) {}
#endif
    static outcome<arena> create(std::size_t capacity) { return detail::made<arena>(exp_rs_arena_new(capacity)); }
    /** Starts with `initial` bytes and takes more blocks when needed, up to `limit` bytes in all. */
    static outcome<arena> growable(std::size_t initial = 0, std::size_t limit = SIZE_MAX)
    {
        return detail::made<arena>(exp_rs_arena_new_growable(initial, limit));
    }

    /** The bytes that a fixed arena asks exp_rs_malloc for in all; the header tells capacities that waste nothing. */
    static std::size_t block_size(std::size_t capacity) noexcept { return exp_rs_arena_block_size(capacity); }
    /** A capacity that is enough for a prepared batch of that size; source_length is the sum over its expressions. */
    static std::size_t estimate(std::size_t expressions, std::size_t source_length, std::size_t parameters) noexcept
    {
        return exp_rs_estimate_arena_size(expressions, source_length, parameters);
    }

    /** Forgets all that it holds; its batches become stale. */
    outcome<void> reset() { return detail::outcome_of(exp_rs_arena_reset(handle()), detail::plain); }
    arena_stats stats() const noexcept
    {
        arena_stats stats;
        exp_rs_arena_get_stats(handle(), &stats);
        return stats;
    }
    /** For the C interface; stays owned. */
    exp_rs_arena *handle() const noexcept { return handle_.get(); }

private:
    template <class Object, class T>
    friend outcome<Object> detail::made(T *);
    using owner = detail::owned<exp_rs_arena, exp_rs_arena_free>;
    explicit arena(owner handle) noexcept : handle_(std::move(handle)) {}

    owner handle_;
};

/** Whether a function depends on nothing but its arguments: calls may then be made once, or beforehand. */
enum class purity : std::uint32_t { impure = 0, pure = EXP_RS_PURE };

/** What names mean. */
class context {
public:
#ifndef EXP_RS_NO_EXCEPTIONS
    /** With all built-ins. */
    context() : context(create()) {}
#endif
    static outcome<context> create() { return detail::made<context>(exp_rs_context_new()); }
    /** With operators only. */
    static outcome<context> empty() { return detail::made<context>(exp_rs_context_new_empty()); }

    outcome<void> set_constant(std::string_view name, real value)
    {
        return check(exp_rs_context_set_constant_n(handle(), name.data(), name.size(), value));
    }
    /** Expressions read `values` in place as name[i]; they must outlive the batches prepared with this. */
    outcome<void> set_array(std::string_view name, span<const real> values)
    {
        return check(exp_rs_context_set_array_n(handle(), name.data(), name.size(), values.data(), values.size()));
    }
    /**
     * A function of the program: a lambda, a function pointer, anything that is called with 0 to 16 reals, or with
     * a span<const real> for any number of arguments. It is moved to the heap and lives as long as this context and
     * every batch that was prepared with it. No exception may leave it (the program would end). Where threads
     * evaluate with one context, it is called by all of them.
     */
    template <class F>
    outcome<void> add_function(std::string_view name, F function, purity kind = purity::impure)
    {
        if constexpr (std::is_invocable_r_v<real, F &, span<const real>>) {
            return add(name, std::move(function), 0, EXP_RS_VARIADIC, detail::call_variadic<F>, kind);
        } else {
            constexpr auto arities = std::make_index_sequence<detail::most_arguments + 1>();
            static_assert(detail::count_of_arities<F>(arities) == 1,
                          "a function of reals must take one number of arguments; say add_function_of<N> for one "
                          "that takes several");
            return add_function_of<detail::arity_of<F>(arities)>(name, std::move(function), kind);
        }
    }
    /** add_function for a function that can be called with other numbers of reals too: N is the one meant. */
    template <std::size_t N, class F>
    outcome<void> add_function_of(std::string_view name, F function, purity kind = purity::impure)
    {
        return add(name, std::move(function), N, N, detail::call_fixed<F, N>, kind);
    }
    /** A function of the C interface, with what it is to get as user_data; allocates nothing on C++'s heap. */
    outcome<void> add_native(std::string_view name, std::uint32_t min_args, std::uint32_t max_args,
                             exp_rs_native_fn function, void *user_data = nullptr, purity kind = purity::impure)
    {
        return check(exp_rs_context_add_function_n(handle(), name.data(), name.size(), min_args, max_args, function,
                                                   user_data, static_cast<std::uint32_t>(kind)));
    }
    /** name(params) = body; params are names between commas. */
    outcome<void> define(std::string_view name, std::string_view params, std::string_view body)
    {
        return check(exp_rs_context_add_expression_function_n(handle(), name.data(), name.size(), params.data(),
                                                              params.size(), body.data(), body.size()));
    }
    /** Takes all meanings from a name, built-in ones too. */
    outcome<void> remove(std::string_view name)
    {
        return check(exp_rs_context_remove_n(handle(), name.data(), name.size()));
    }
    bool has(std::string_view name) const noexcept
    {
        return exp_rs_context_has_n(handle(), name.data(), name.size());
    }
    /** The names of all functions that can be called, in no particular order. */
    std::vector<std::string> functions() const
    {
        std::vector<std::string> names;
        const std::size_t count = exp_rs_context_function_count(handle());
        for (std::size_t i = 0; i < count; ++i)
            names.emplace_back(exp_rs_context_function_name(handle(), i));
        return names;
    }
    outcome<void> set_limits(const limits &most) { return check(exp_rs_context_set_limits(handle(), &most)); }
    /** For the C interface; stays owned. */
    exp_rs_context *handle() const noexcept { return handle_.get(); }

private:
    friend class batch;
    template <class Object, class T>
    friend outcome<Object> detail::made(T *);
    using owner = detail::owned<exp_rs_context, exp_rs_context_free>;
    explicit context(owner handle) noexcept : handle_(std::move(handle)) {}

    outcome<void> check(exp_rs_status status) const
    {
        return detail::outcome_of(status, [this](exp_rs_status failed) {
            exp_rs_error raw;
            const exp_rs_status told = exp_rs_context_get_last_error(handle(), &raw);
            return told == EXP_RS_OK && raw.status == failed ? error(raw) : error(failed);
        });
    }

    template <class F>
    outcome<void> add(std::string_view name, F function, std::size_t min_args, std::size_t max_args,
                      exp_rs_native_fn call, purity kind)
    {
        detail::closure added{std::string(name), std::make_shared<F>(std::move(function))};
        closures_.reserve(closures_.size() + 1);
        const exp_rs_status status = exp_rs_context_add_function_n(
            handle(), name.data(), name.size(), static_cast<std::uint32_t>(min_args),
            static_cast<std::uint32_t>(max_args), call, added.function.get(), static_cast<std::uint32_t>(kind));
        if (status == EXP_RS_OK)
            keep(std::move(added));
        return check(status);
    }

    /** In the place of the one with that name: batches that call the old one keep it. */
    void keep(detail::closure added) noexcept
    {
        for (detail::closure &known : closures_) {
            if (known.name == added.name) {
                known = std::move(added);
                return;
            }
        }
        closures_.push_back(std::move(added));
    }

    owner handle_;
    detail::closures closures_;
};

namespace detail {

/** What a parameter and an expression are: a place in a batch, or none. */
class member {
public:
    /** Whether it belongs to no batch, as one that was made without; its value is NaN then. */
    bool empty() const noexcept { return batch_ == nullptr; }
    std::uint32_t index() const noexcept { return index_; }

protected:
    constexpr member() noexcept = default;
    constexpr member(exp_rs_batch_builder *batch, std::int32_t index) noexcept
        : batch_(batch), index_(static_cast<std::uint32_t>(index))
    {
    }
    exp_rs_batch_builder *batch_ = nullptr;
    std::uint32_t index_ = UINT32_MAX;
};

/** A text of the library's that may be missing. */
inline std::string_view view_of(const char *text) noexcept
{
    return text != nullptr ? std::string_view(text) : std::string_view();
}

} // namespace detail

/**
 * A parameter of a batch, used as the variable that it is in expressions: assigning sets its value. Only an empty
 * one becomes the parameter that it is assigned; rebind() makes any another.
 */
class parameter : public detail::member {
public:
    constexpr parameter() noexcept = default;
    parameter(const parameter &) noexcept = default;
    /** Sets the value, unless this is empty; fails only where the batch's arena was reset, or the batch cleared. */
    parameter &operator=(const parameter &other)
    {
        if (!empty())
            return *this = other.value();
        rebind(other);
        return *this;
    }
    /** Fails where this is empty too. */
    parameter &operator=(real value)
    {
        (void)set(value);
        return *this;
    }
    parameter &operator+=(real by) { return *this = value() + by; }
    parameter &operator-=(real by) { return *this = value() - by; }
    parameter &operator*=(real by) { return *this = value() * by; }
    parameter &operator/=(real by) { return *this = value() / by; }

    outcome<void> set(real value)
    {
        return detail::outcome_of(exp_rs_batch_builder_set_param(batch_, index_, value), detail::plain);
    }
    /** Makes this the parameter that the other is; no value changes. */
    void rebind(const parameter &other) noexcept { member::operator=(other); }
    operator real() const noexcept { return value(); }
    /** NaN where the parameter is no more. */
    real value() const noexcept { return exp_rs_batch_builder_get_param(batch_, index_); }
    /** Valid until the batch is changed; empty where the parameter is no more. */
    std::string_view name() const noexcept
    {
        return detail::view_of(exp_rs_batch_builder_param_name(batch_, index_));
    }

private:
    friend class batch;
    using member::member;
};

/** An expression of a batch, used as the value that it had in the last evaluation. */
class expression : public detail::member {
public:
    constexpr expression() noexcept = default;

    operator real() const noexcept { return value(); }
    /** NaN where the last evaluation gave none; reason() says why. */
    real value() const noexcept { return exp_rs_batch_builder_get_result(batch_, index_); }
    exp_rs_status status() const noexcept { return exp_rs_batch_builder_get_status(batch_, index_); }
    error reason() const noexcept
    {
        exp_rs_error raw;
        const exp_rs_status told = exp_rs_batch_builder_get_error(batch_, index_, &raw);
        return told == EXP_RS_OK ? error(raw) : error(told);
    }
    /** Empty where the expression is no more. */
    std::string_view source() const noexcept
    {
        return detail::view_of(exp_rs_batch_builder_expression_source(batch_, index_));
    }
    /** The names of values and arrays that it uses. */
    std::vector<std::string> variables() const
    {
        return detail::lines_of(detail::text_of([this](char *buffer, std::size_t size) {
            return exp_rs_batch_builder_variables(batch_, index_, buffer, size);
        }));
    }

private:
    friend class batch;
    using member::member;
};

/** Expressions that are evaluated together. */
class batch {
public:
#ifndef EXP_RS_NO_EXCEPTIONS
    explicit batch(arena &in) : batch(create(in)) {}
#endif
    static outcome<batch> create(arena &in) { return detail::made<batch>(exp_rs_batch_builder_new(in.handle())); }

    outcome<parameter> add_parameter(std::string_view name, real value = 0)
    {
        return handed_out<parameter>(
            exp_rs_batch_builder_add_parameter_n(handle(), name.data(), name.size(), value));
    }
    /** A parameter whose value each evaluation reads from `variable`, which must outlive the batch. Its index. */
    outcome<std::uint32_t> bind_parameter(std::string_view name, const real &variable)
    {
        return handed_out<std::uint32_t>(
            exp_rs_batch_builder_bind_parameter_n(handle(), name.data(), name.size(), &variable));
    }
    outcome<std::uint32_t> bind_parameter(std::string_view name, const real &&variable) = delete;
    /** Expressions read `values` in place as name[i]; they must outlive the batch. */
    outcome<void> bind_array(std::string_view name, span<const real> values)
    {
        return check(exp_rs_batch_builder_bind_array_n(handle(), name.data(), name.size(), values.data(),
                                                       values.size()));
    }
    /** Adds an expression: its syntax is checked now, its names by prepare(). */
    outcome<expression> add(std::string_view source)
    {
        return handed_out<expression>(
            exp_rs_batch_builder_add_expression_n(handle(), source.data(), source.size()));
    }
    /** Adds an expression whose result the others can use under its name. */
    outcome<expression> add(std::string_view name, std::string_view source)
    {
        return handed_out<expression>(exp_rs_batch_builder_add_named_expression_n(
            handle(), name.data(), name.size(), source.data(), source.size()));
    }
    /** Puts another text in the place of an expression and prepares the batch, with built-ins only. */
    outcome<void> replace(const expression &old, std::string_view source)
    {
        return replace_with(old, source, nullptr, {});
    }
    outcome<void> replace(const expression &old, std::string_view source, const context &names)
    {
        return replace_with(old, source, names.handle(), names.closures_);
    }
    /** Drops expressions, parameters and bindings. */
    outcome<void> clear() { return check(exp_rs_batch_builder_clear(handle())); }
    outcome<void> set_limits(const limits &most)
    {
        return check(exp_rs_batch_builder_set_limits(handle(), &most));
    }
    /** Rows that eval_block() takes through the program at once, from the next prepare() on; 1: one, 0: by itself. */
    outcome<void> set_block_rows(std::uint32_t rows)
    {
        return check(exp_rs_batch_builder_set_block_rows(handle(), rows));
    }

    /** Resolves names, optimises and lays out: the last call that needs memory. Built-ins only. */
    outcome<void> prepare() { return prepare_with(nullptr, {}); }
    outcome<void> prepare(const context &names) { return prepare_with(names.handle(), names.closures_); }
    bool needs_prepare() const noexcept { return exp_rs_batch_builder_needs_prepare(handle(), nullptr); }
    bool needs_prepare(const context &names) const noexcept
    {
        return exp_rs_batch_builder_needs_prepare(handle(), names.handle());
    }

    /** Evaluates every expression once, as prepared. One that fails gives NaN, the others are evaluated. */
    outcome<void> eval() { return check(exp_rs_batch_builder_eval(handle(), nullptr)); }
    /** Prepares first where the context is another than the one prepared with, or was changed. */
    outcome<void> eval(const context &names)
    {
        return evaluated(names, [&] { return exp_rs_batch_builder_eval(handle(), names.handle()); });
    }
    /**
     * Evaluates columns: inputs[p] has `rows` values of parameter p (nullptr: its value in every row), outputs[e]
     * takes those of expression e (nullptr: not wanted).
     */
    outcome<void> eval_block(std::size_t rows, span<const real *const> inputs, span<real *const> outputs)
    {
        return check(exp_rs_batch_builder_eval_block(handle(), nullptr, rows, inputs.data(), inputs.size(),
                                                          outputs.data(), outputs.size()));
    }
    /** Prepares first where eval(names) does. */
    outcome<void> eval_block(const context &names, std::size_t rows, span<const real *const> inputs,
                             span<real *const> outputs)
    {
        return evaluated(names, [&] {
            return exp_rs_batch_builder_eval_block(handle(), names.handle(), rows, inputs.data(), inputs.size(),
                                                   outputs.data(), outputs.size());
        });
    }

    /** The results of the last evaluation, in order; valid until the batch is changed or prepared. */
    span<const real> results() const noexcept
    {
        std::size_t count = 0;
        const real *data = exp_rs_batch_builder_results(handle(), &count);
        return {data, count};
    }
    /** The values of the parameters, to be set in place; valid as long as results(). The fastest way to set many. */
    span<real> parameters() noexcept
    {
        std::size_t count = 0;
        real *data = exp_rs_batch_builder_params(handle(), &count);
        return {data, count};
    }
    /** Sets all parameters, in order; fails for another number of them, or where one is bound. */
    outcome<void> set_parameters(span<const real> values)
    {
        return check(exp_rs_batch_builder_set_params(handle(), values.data(), values.size()));
    }
    outcome<parameter> find_parameter(std::string_view name) const
    {
        return handed_out<parameter>(exp_rs_batch_builder_find_param_n(handle(), name.data(), name.size()));
    }
    outcome<expression> find_expression(std::string_view name) const
    {
        return handed_out<expression>(exp_rs_batch_builder_find_expression_n(handle(), name.data(), name.size()));
    }
    bool has_parameter(std::string_view name) const noexcept
    {
        return exp_rs_batch_builder_find_param_n(handle(), name.data(), name.size()) >= 0;
    }
    bool has_expression(std::string_view name) const noexcept
    {
        return exp_rs_batch_builder_find_expression_n(handle(), name.data(), name.size()) >= 0;
    }
    std::size_t parameter_count() const noexcept { return exp_rs_batch_builder_param_count(handle()); }
    std::size_t expression_count() const noexcept { return exp_rs_batch_builder_expression_count(handle()); }
    /** The names of all parameters, in order. */
    std::vector<std::string> parameter_names() const
    {
        std::vector<std::string> names;
        for (std::uint32_t i = 0; i < parameter_count(); ++i)
            names.emplace_back(exp_rs_batch_builder_param_name(handle(), i));
        return names;
    }
    /** Names that nothing gives a meaning yet. */
    std::vector<std::string> unresolved() const { return unresolved_with(nullptr); }
    std::vector<std::string> unresolved(const context &names) const { return unresolved_with(names.handle()); }
    batch_stats stats() const noexcept
    {
        batch_stats stats;
        exp_rs_batch_builder_get_stats(handle(), &stats);
        return stats;
    }
    /** The prepared program, one instruction a line. */
    std::string disassemble() const
    {
        return detail::text_of([this](char *buffer, std::size_t size) {
            return exp_rs_batch_builder_disassemble(handle(), buffer, size);
        });
    }
    /** For the C interface; stays owned. */
    exp_rs_batch_builder *handle() const noexcept { return handle_.get(); }

private:
    template <class Object, class T>
    friend outcome<Object> detail::made(T *);
    using owner = detail::owned<exp_rs_batch_builder, exp_rs_batch_builder_free>;
    explicit batch(owner handle) noexcept : handle_(std::move(handle)) {}

    error last_error(exp_rs_status failed) const noexcept
    {
        exp_rs_error raw;
        const exp_rs_status told = exp_rs_batch_builder_get_last_error(handle(), &raw);
        return told == EXP_RS_OK && raw.status == failed ? error(raw) : error(failed);
    }
    outcome<void> check(exp_rs_status status) const
    {
        return detail::outcome_of(status, [this](exp_rs_status failed) { return last_error(failed); });
    }
    /** Keeps the functions of the context where `call` prepared with it. */
    template <class Call>
    outcome<void> evaluated(const context &names, Call call)
    {
        if (!needs_prepare(names))
            return check(call());
        detail::closures used = names.closures_;
        const exp_rs_status status = call();
        if (!needs_prepare(names))
            closures_.swap(used);
        return check(status);
    }
    outcome<void> replace_with(const expression &old, std::string_view source, const exp_rs_context *names,
                               detail::closures used)
    {
        return prepared(exp_rs_batch_builder_replace_expression_n(handle(), old.index(), source.data(), source.size(),
                                                                  names),
                        used);
    }
    outcome<void> prepare_with(const exp_rs_context *names, detail::closures used)
    {
        return prepared(exp_rs_batch_builder_prepare(handle(), names), used);
    }
    /** Keeps the functions that the program now calls; the ones before go. */
    outcome<void> prepared(exp_rs_status status, detail::closures &used)
    {
        if (status == EXP_RS_OK)
            closures_.swap(used);
        return check(status);
    }
    template <class Handle>
    outcome<Handle> handed_out(std::int32_t index) const
    {
        if (index < 0)
            return detail::failure<Handle>(last_error(index));
        if constexpr (std::is_same_v<Handle, std::uint32_t>)
            return static_cast<std::uint32_t>(index);
        else
            return Handle(handle(), index);
    }
    std::vector<std::string> unresolved_with(const exp_rs_context *names) const
    {
        return detail::lines_of(detail::text_of([&](char *buffer, std::size_t size) {
            return exp_rs_batch_builder_unresolved(handle(), names, buffer, size);
        }));
    }

    // Freed after the handle, whose program calls them.
    detail::closures closures_;
    owner handle_;
};

inline std::string error::format(std::string_view source) const
{
    return detail::text_of([&](char *buffer, std::size_t size) {
        return exp_rs_error_format_n(&raw_, source.data(), source.size(), buffer, size);
    });
}

/** The version of the library: "MAJOR.MINOR.PATCH"; EXP_RS_VERSION_NUMBER is that of the header. */
inline std::string_view version() noexcept { return exp_rs_version(); }

namespace detail {

/** Where and why a source gives `status`, which the one call that evaluates it does not tell: a batch of it does. */
inline error found_in(std::string_view source, exp_rs_status status) noexcept
{
    exp_rs_arena *arena = exp_rs_arena_new_growable(0, SIZE_MAX);
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    exp_rs_error raw{};
    if (exp_rs_batch_builder_add_expression_n(batch, source.data(), source.size()) == 0) {
        exp_rs_batch_builder_eval(batch, nullptr);
    }
    exp_rs_batch_builder_get_last_error(batch, &raw);
    exp_rs_batch_builder_free(batch);
    exp_rs_arena_free(arena);
    return raw.status == status ? error(raw) : error(status);
}

} // namespace detail

/** Evaluates one expression of numbers and built-ins. Takes memory and gives it back. */
inline outcome<real> eval(std::string_view source)
{
    real value;
    const exp_rs_status status = exp_rs_eval_n(source.data(), source.size(), &value);
    return status == EXP_RS_OK ? outcome<real>(value) : detail::failure<real>(detail::found_in(source, status));
}

} // inline namespace
} // namespace exp_rs

#endif // EXP_RS_HPP
