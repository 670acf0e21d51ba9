// ExprTk behind the C interface that src/peers/shim.rs expects.
#include "shim.hpp"

#include <stdexcept>

#include "exprtk.hpp"

namespace {

using Expression = exprtk::expression<double>;
using SymbolTable = exprtk::symbol_table<double>;

struct Batch {
    shim::Texts names;
    shim::Texts sources;
    double variables[7] = {};
    // Both are costly to make, so one for all compilations, as its manual says of the parser.
    exprtk::parser<double> parser;
    SymbolTable symbols;
    std::vector<Expression> expressions;

    Batch(shim::Texts n, shim::Texts s) : names(std::move(n)), sources(std::move(s)) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            symbols.add_variable(names[i], variables[i]);
        }
        compile();
    }

    void compile() {
        expressions.clear();
        for (const std::string &source : sources) {
            Expression expression;
            expression.register_symbol_table(symbols);
            if (!parser.compile(source, expression)) {
                throw std::runtime_error(source + ": " + parser.error());
            }
            expressions.push_back(expression); // shares: a counted reference
        }
    }

    double evaluate(std::size_t m) const { return expressions[m].value(); }
};

} // namespace

extern "C" {

void *exprtk_new(const char *const *names, std::size_t n_names, const char *const *sources,
                 std::size_t n_sources) {
    return shim::guarded("ExprTk", static_cast<Batch *>(nullptr), [&] {
        return new Batch(shim::texts(names, n_names), shim::texts(sources, n_sources));
    });
}

bool exprtk_run(void *batch, const double *rows, std::size_t n_rows, double *out) {
    return shim::guarded("ExprTk", false, [&] {
        return shim::run(*static_cast<Batch *>(batch), rows, n_rows, out);
    });
}

bool exprtk_compile(void *batch) {
    return shim::guarded("ExprTk", false, [&] {
        static_cast<Batch *>(batch)->compile();
        return true;
    });
}

void exprtk_free(void *batch) { delete static_cast<Batch *>(batch); }

const char *exprtk_version() { return exprtk::information::date; }
}
