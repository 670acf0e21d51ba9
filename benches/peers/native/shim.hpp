// What the C++ peers have in common: the timed loop, and the conversion of the texts that come
// through the C interface.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

namespace shim {

using Texts = std::vector<std::string>;

inline Texts texts(const char *const *from, std::size_t count) { return Texts(from, from + count); }

// The timed loop: copy N values to where the variables live, evaluate M expressions. N and M are
// constants so that the copy is a few moves, as it is in the loops of the Rust peers.
template <std::size_t N, std::size_t M, class Batch>
void run_shape(Batch &batch, const double *rows, std::size_t n_rows, double *out) {
    for (std::size_t i = 0; i < n_rows; ++i) {
        std::memcpy(batch.variables, rows + N * i, N * sizeof(double));
        for (std::size_t m = 0; m < M; ++m) {
            out[M * i + m] = batch.evaluate(m);
        }
    }
}

// False: a shape that the suite does not have.
template <class Batch>
bool run(Batch &batch, const double *rows, std::size_t n_rows, double *out) {
    switch (10 * batch.names.size() + batch.sources.size()) {
    case 21: run_shape<2, 1>(batch, rows, n_rows, out); return true;
    case 31: run_shape<3, 1>(batch, rows, n_rows, out); return true;
    case 41: run_shape<4, 1>(batch, rows, n_rows, out); return true;
    case 51: run_shape<5, 1>(batch, rows, n_rows, out); return true;
    case 71: run_shape<7, 1>(batch, rows, n_rows, out); return true;
    case 77: run_shape<7, 7>(batch, rows, n_rows, out); return true;
    default: return false;
    }
}

// Calls `body`; prints what it throws and gives `otherwise`, so that nothing is thrown into Rust.
template <class Result, class Body>
Result guarded(const char *peer, Result otherwise, Body body) {
    try {
        return body();
    } catch (const std::exception &e) {
        std::fprintf(stderr, "%s: %s\n", peer, e.what());
    } catch (...) {
        std::fprintf(stderr, "%s: an exception that is not a std::exception\n", peer);
    }
    return otherwise;
}

} // namespace shim
