// A C++ program as its author would build it, over exp_rs.hpp.

#include <exp_rs.hpp>

#include <cstdio>

int main()
{
    exp_rs::arena memory(8128);
    exp_rs::batch formulas(memory);
    auto x = formulas.add_parameter("x");
    auto y = formulas.add("x^2 + 1");
    formulas.prepare();
    x = 3;
    formulas.eval();
    const bool good = y.value() > 9.5 && y.value() < 10.5;
    std::printf("%d passed, %d failed\n", good, !good);
    return !good;
}
