// muParser behind the C interface that src/peers/shim.rs expects, and its bulk mode.
#include "shim.hpp"

#include <memory>

#include <muParser.h>

// From libgomp, which Debian's muParser uses for its bulk mode.
extern "C" void omp_set_num_threads(int);

namespace {

struct Batch {
    shim::Texts names;
    shim::Texts sources;
    double variables[7] = {};
    std::unique_ptr<mu::Parser[]> parsers; // a parser holds one expression

    Batch(shim::Texts n, shim::Texts s)
        : names(std::move(n)), sources(std::move(s)), parsers(new mu::Parser[sources.size()]) {
        for (std::size_t m = 0; m < sources.size(); ++m) {
            for (std::size_t i = 0; i < names.size(); ++i) {
                parsers[m].DefineVar(names[i], &variables[i]);
            }
        }
        compile();
    }

    // The first evaluation compiles: SetExpr only stores the text.
    void compile() {
        for (std::size_t m = 0; m < sources.size(); ++m) {
            parsers[m].SetExpr(sources[m]);
            parsers[m].Eval();
        }
    }

    double evaluate(std::size_t m) const { return parsers[m].Eval(); }
};

} // namespace

extern "C" {

void *muparser_new(const char *const *names, std::size_t n_names, const char *const *sources,
                   std::size_t n_sources) {
    return shim::guarded("muParser", static_cast<Batch *>(nullptr), [&] {
        return new Batch(shim::texts(names, n_names), shim::texts(sources, n_sources));
    });
}

bool muparser_run(void *batch, const double *rows, std::size_t n_rows, double *out) {
    return shim::guarded("muParser", false, [&] {
        return shim::run(*static_cast<Batch *>(batch), rows, n_rows, out);
    });
}

bool muparser_compile(void *batch) {
    return shim::guarded("muParser", false, [&] {
        static_cast<Batch *>(batch)->compile();
        return true;
    });
}

void muparser_free(void *batch) { delete static_cast<Batch *>(batch); }

const char *muparser_version() {
    static const std::string full = mu::Parser().GetVersion(mu::pviBRIEF); // "2.3.3 (Release)"
    static const std::string version = full.substr(0, full.find(' '));
    return version.c_str();
}

// Evaluates `source` for each row of the columns on one thread, compilation included: of a million
// rows it is less than a part in a hundred.
bool muparser_columns(const char *const *names, std::size_t n_names, const char *source,
                      const double *const *columns, std::size_t n_rows, double *out) {
    return shim::guarded("muParser", false, [&] {
        omp_set_num_threads(1);
        mu::Parser parser;
        for (std::size_t i = 0; i < n_names; ++i) {
            parser.DefineVar(names[i], const_cast<double *>(columns[i])); // only read
        }
        parser.SetExpr(source);
        parser.Eval(out, static_cast<int>(n_rows));
        return true;
    });
}
}
