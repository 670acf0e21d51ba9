// formulas.cpp: formulas that a user types, in C++.
//
//     formulas 'amp(x) = 1 - x/10' 'y = amp(x) * sin(2*pi*x)'
//
// `name(params) = body` defines a function, `name = formula` or a formula alone is a column of the table that is
// printed for x from 0 to 1. Other names in formulas are sliders of the program, 1 each. A wrong formula is shown
// with a caret below the place, and the others go on.

#include "exp_rs.hpp"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/** Where the `=` of a definition is, npos where the text is a formula: `==`, `<=`, `:=` and so on are operators. */
std::size_t definition_sign(std::string_view text)
{
    const std::size_t at = text.find('=');
    if (at == text.npos || at == 0 || text[at + 1 < text.size() ? at + 1 : at - 1] == '=')
        return text.npos;
    return std::string_view("<>!:=").find(text[at - 1]) == std::string_view::npos ? at : text.npos;
}

/** Defines a function, or adds a column to the batch and to `shown`. */
void add(exp_rs::batch &columns, exp_rs::context &names, std::string_view text,
         std::vector<exp_rs::expression> &shown)
{
    const std::size_t sign = definition_sign(text);
    if (sign == text.npos) {
        shown.push_back(columns.add(text));
        return;
    }
    const std::string_view left = trimmed(text.substr(0, sign)), right = trimmed(text.substr(sign + 1));
    if (const std::size_t open = left.find('('); open != left.npos && left.back() == ')')
        names.define(trimmed(left.substr(0, open)), left.substr(open + 1, left.size() - open - 2), right);
    else
        shown.push_back(columns.add(left, right));
}

void print_row(double x, exp_rs::span<const double> results)
{
    std::printf("%8.3f", x);
    for (double result : results)
        std::printf(" %12.6g", result);
    std::printf("\n");
}

} // namespace

int main(int argc, char **argv)
{
    std::vector<std::string> formulas(argv + 1, argv + argc);
    if (formulas.empty())
        formulas = {"amp(x) = 1 - x/10", "wave = amp(x) * sin(2*pi*x)", "gain * wave", "clip(wave)", "3 + * x"};

    exp_rs::arena memory = exp_rs::arena::growable();
    exp_rs::context names;
    exp_rs::batch columns(memory);
    names.add_function("clip", [](double value) { return value > 0.5 ? 0.5 : value; }, exp_rs::purity::pure);
    exp_rs::parameter x = columns.add_parameter("x");
    std::vector<exp_rs::expression> shown;
    for (const std::string &formula : formulas) {
        try {
            add(columns, names, formula, shown);
        } catch (const exp_rs::exception &wrong) {
            const std::size_t sign = definition_sign(formula);
            const std::string_view source =
                sign == std::string::npos ? formula : trimmed(std::string_view(formula).substr(sign + 1));
            std::cout << formula << "\n  " << wrong.error().format(source);
        }
    }
    const std::vector<std::string> unknown = columns.unresolved(names);
    for (const exp_rs::expression &column : shown)
        for (const std::string &name : column.variables())
            if (std::find(unknown.begin(), unknown.end(), name) != unknown.end() && !columns.has_parameter(name))
                columns.add_parameter(name, 1);

    try {
        columns.prepare(names);
        for (int step = 0; step <= 8; ++step) { // nothing is allocated from here on
            x = step / 8.0;
            columns.eval();
            print_row(x, columns.results());
        }
    } catch (const exp_rs::exception &wrong) {
        std::cout << wrong.what() << "\n";
        return 1;
    }
    return 0;
}
