//! The table of [`opcodes`](super): name, equation and value, one row each.

/// Passes the table to a macro, behind arguments of its own: `data` sets the accumulator, and so
/// does `quad`, of four slots; `branch` sets it to a condition as 1 or 0 and skips `c` instructions
/// where the condition is as given; `control` has arms of its own in each engine. Here stand the
/// operations that are two or three of the rest in one.
#[cfg(joined)]
macro_rules! opcodes {
    ($callback:ident $($argument:tt)*) => {
        $crate::program::opcode::with_joined! {
            [$callback $($argument)*]
            data {
            // Pairs, the outer operation first in the name: accumulator on the left.
            AccAddAdd, "acc + (a + b)", |_, acc, a, b, _| acc + (a + b);
            AccAddSub, "acc + (a - b)", |_, acc, a, b, _| acc + (a - b);
            AccAddMul, "acc + (a * b)", |_, acc, a, b, _| acc + (a * b);
            AccAddDiv, "acc + (a / b)", |_, acc, a, b, _| acc + (a / b);
            AccSubAdd, "acc - (a + b)", |_, acc, a, b, _| acc - (a + b);
            AccSubSub, "acc - (a - b)", |_, acc, a, b, _| acc - (a - b);
            AccSubMul, "acc - (a * b)", |_, acc, a, b, _| acc - (a * b);
            AccSubDiv, "acc - (a / b)", |_, acc, a, b, _| acc - (a / b);
            AccMulAdd, "acc * (a + b)", |_, acc, a, b, _| acc * (a + b);
            AccMulSub, "acc * (a - b)", |_, acc, a, b, _| acc * (a - b);
            AccMulMul, "acc * (a * b)", |_, acc, a, b, _| acc * (a * b);
            AccMulDiv, "acc * (a / b)", |_, acc, a, b, _| acc * (a / b);
            AccDivAdd, "acc / (a + b)", |_, acc, a, b, _| acc / (a + b);
            AccDivSub, "acc / (a - b)", |_, acc, a, b, _| acc / (a - b);
            AccDivMul, "acc / (a * b)", |_, acc, a, b, _| acc / (a * b);
            AccDivDiv, "acc / (a / b)", |_, acc, a, b, _| acc / (a / b);
            // Pairs, accumulator on the right.
            SubAddAcc, "(a + b) - acc", |_, acc, a, b, _| (a + b) - acc;
            SubSubAcc, "(a - b) - acc", |_, acc, a, b, _| (a - b) - acc;
            SubMulAcc, "(a * b) - acc", |_, acc, a, b, _| (a * b) - acc;
            SubDivAcc, "(a / b) - acc", |_, acc, a, b, _| (a / b) - acc;
            DivAddAcc, "(a + b) / acc", |_, acc, a, b, _| (a + b) / acc;
            DivSubAcc, "(a - b) / acc", |_, acc, a, b, _| (a - b) / acc;
            DivMulAcc, "(a * b) / acc", |_, acc, a, b, _| (a * b) / acc;
            DivDivAcc, "(a / b) / acc", |_, acc, a, b, _| (a / b) / acc;
            // Pairs of three slots, the third on the right.
            AddAdd, "(a + b) + c", |_, _, a, b, c| (a + b) + c;
            AddSub, "(a - b) + c", |_, _, a, b, c| (a - b) + c;
            AddMul, "(a * b) + c", |_, _, a, b, c| (a * b) + c;
            AddDiv, "(a / b) + c", |_, _, a, b, c| (a / b) + c;
            SubAdd, "(a + b) - c", |_, _, a, b, c| (a + b) - c;
            SubSub, "(a - b) - c", |_, _, a, b, c| (a - b) - c;
            SubMul, "(a * b) - c", |_, _, a, b, c| (a * b) - c;
            SubDiv, "(a / b) - c", |_, _, a, b, c| (a / b) - c;
            MulAdd, "(a + b) * c", |_, _, a, b, c| (a + b) * c;
            MulSub, "(a - b) * c", |_, _, a, b, c| (a - b) * c;
            MulMul, "(a * b) * c", |_, _, a, b, c| (a * b) * c;
            MulDiv, "(a / b) * c", |_, _, a, b, c| (a / b) * c;
            DivAdd, "(a + b) / c", |_, _, a, b, c| (a + b) / c;
            DivSub, "(a - b) / c", |_, _, a, b, c| (a - b) / c;
            DivMul, "(a * b) / c", |_, _, a, b, c| (a * b) / c;
            DivDiv, "(a / b) / c", |_, _, a, b, c| (a / b) / c;
            // Pairs of three slots, the third on the left.
            SubSlotAdd, "c - (a + b)", |_, _, a, b, c| c - (a + b);
            SubSlotSub, "c - (a - b)", |_, _, a, b, c| c - (a - b);
            SubSlotMul, "c - (a * b)", |_, _, a, b, c| c - (a * b);
            SubSlotDiv, "c - (a / b)", |_, _, a, b, c| c - (a / b);
            DivSlotAdd, "c / (a + b)", |_, _, a, b, c| c / (a + b);
            DivSlotSub, "c / (a - b)", |_, _, a, b, c| c / (a - b);
            DivSlotMul, "c / (a * b)", |_, _, a, b, c| c / (a * b);
            DivSlotDiv, "c / (a / b)", |_, _, a, b, c| c / (a / b);
            // Logic and a comparison.
            AccAndLess, "acc && a < b", |_, acc, a, b, _| from_bool(truth(acc) & (a < b));
            AccAndLessEq, "acc && a <= b", |_, acc, a, b, _| from_bool(truth(acc) & (a <= b));
            AccAndEqual, "acc && a == b", |_, acc, a, b, _| from_bool(truth(acc) & (a == b));
            AccAndNotEqual, "acc && a != b", |_, acc, a, b, _| from_bool(truth(acc) & (a != b));
            AccOrLess, "acc || a < b", |_, acc, a, b, _| from_bool(truth(acc) | (a < b));
            AccOrLessEq, "acc || a <= b", |_, acc, a, b, _| from_bool(truth(acc) | (a <= b));
            AccOrEqual, "acc || a == b", |_, acc, a, b, _| from_bool(truth(acc) | (a == b));
            AccOrNotEqual, "acc || a != b", |_, acc, a, b, _| from_bool(truth(acc) | (a != b));
            }
            quad {
            MulSubMul, "(a * b) - (c * d)", |a, b, c, d| (a * b) - (c * d);
            MulDivMul, "(a * b) / (c * d)", |a, b, c, d| (a * b) / (c * d);
            AddMulAdd, "(a + b) * (c + d)", |a, b, c, d| (a + b) * (c + d);
            AddDivAdd, "(a + b) / (c + d)", |a, b, c, d| (a + b) / (c + d);
            SubMulSub, "(a - b) * (c - d)", |a, b, c, d| (a - b) * (c - d);
            SubDivSub, "(a - b) / (c - d)", |a, b, c, d| (a - b) / (c - d);
            AddMulSub, "(a + b) * (c - d)", |a, b, c, d| (a + b) * (c - d);
            AddDivSub, "(a + b) / (c - d)", |a, b, c, d| (a + b) / (c - d);
            SubDivAdd, "(a - b) / (c + d)", |a, b, c, d| (a - b) / (c + d);
            }
            branch {
            JumpUnlessLess, false, "a < b", |_, a, b| a < b;
            JumpUnlessLessAcc, false, "acc < a", |acc, a, _| acc < a;
            JumpUnlessLessFromSlot, false, "a < acc", |acc, a, _| a < acc;
            JumpIfLess, true, "a < b", |_, a, b| a < b;
            JumpIfLessAcc, true, "acc < a", |acc, a, _| acc < a;
            JumpIfLessFromSlot, true, "a < acc", |acc, a, _| a < acc;
            JumpUnlessLessEq, false, "a <= b", |_, a, b| a <= b;
            JumpUnlessLessEqAcc, false, "acc <= a", |acc, a, _| acc <= a;
            JumpUnlessLessEqFromSlot, false, "a <= acc", |acc, a, _| a <= acc;
            JumpIfLessEq, true, "a <= b", |_, a, b| a <= b;
            JumpIfLessEqAcc, true, "acc <= a", |acc, a, _| acc <= a;
            JumpIfLessEqFromSlot, true, "a <= acc", |acc, a, _| a <= acc;
            JumpUnlessEqual, false, "a == b", |_, a, b| a == b;
            JumpUnlessEqualAcc, false, "acc == a", |acc, a, _| acc == a;
            JumpIfEqual, true, "a == b", |_, a, b| a == b;
            JumpIfEqualAcc, true, "acc == a", |acc, a, _| acc == a;
            JumpUnlessNotEqual, false, "a != b", |_, a, b| a != b;
            JumpUnlessNotEqualAcc, false, "acc != a", |acc, a, _| acc != a;
            JumpIfNotEqual, true, "a != b", |_, a, b| a != b;
            JumpIfNotEqualAcc, true, "acc != a", |acc, a, _| acc != a;
            }
        }
    };
}

/// The same where flash is short: no operations are joined but those of the rest of the table.
#[cfg(not(joined))]
macro_rules! opcodes {
    ($callback:ident $($argument:tt)*) => {
        $crate::program::opcode::with_joined! {
            [$callback $($argument)*] data {} quad {} branch {}
        }
    };
}
pub(crate) use opcodes;

/// The rest of the table: what every build has.
macro_rules! with_joined {
    (
        [$callback:ident $($argument:tt)*]
        data { $($data:tt)* }
        quad { $($quad:tt)* }
        branch { $($branch:tt)* }
    ) => {
        $callback! {
            $($argument)*
            data {
            // Moves.
            Load, "a", |_, _, a, _, _| a;
            // Arithmetic: two slots, accumulator and slot, slot and accumulator.
            Add, "a + b", |_, _, a, b, _| a + b;
            Sub, "a - b", |_, _, a, b, _| a - b;
            Mul, "a * b", |_, _, a, b, _| a * b;
            Div, "a / b", |_, _, a, b, _| a / b;
            AddAcc, "acc + a", |_, acc, a, _, _| acc + a;
            SubAcc, "acc - a", |_, acc, a, _, _| acc - a;
            MulAcc, "acc * a", |_, acc, a, _, _| acc * a;
            DivAcc, "acc / a", |_, acc, a, _, _| acc / a;
            SubFromSlot, "a - acc", |_, acc, a, _, _| a - acc;
            DivFromSlot, "a / acc", |_, acc, a, _, _| a / acc;
            // Comparisons give 1 or 0.
            Less, "a < b", |_, _, a, b, _| from_bool(a < b);
            LessEq, "a <= b", |_, _, a, b, _| from_bool(a <= b);
            Equal, "a == b", |_, _, a, b, _| from_bool(a == b);
            NotEqual, "a != b", |_, _, a, b, _| from_bool(a != b);
            LessAcc, "acc < a", |_, acc, a, _, _| from_bool(acc < a);
            LessEqAcc, "acc <= a", |_, acc, a, _, _| from_bool(acc <= a);
            EqualAcc, "acc == a", |_, acc, a, _, _| from_bool(acc == a);
            NotEqualAcc, "acc != a", |_, acc, a, _, _| from_bool(acc != a);
            LessFromSlot, "a < acc", |_, acc, a, _, _| from_bool(a < acc);
            LessEqFromSlot, "a <= acc", |_, acc, a, _, _| from_bool(a <= acc);
            // Logic on truth values.
            And, "a && b", |_, _, a, b, _| from_bool(truth(a) & truth(b));
            AndAcc, "acc && a", |_, acc, a, _, _| from_bool(truth(acc) & truth(a));
            Or, "a || b", |_, _, a, b, _| from_bool(truth(a) | truth(b));
            OrAcc, "acc || a", |_, acc, a, _, _| from_bool(truth(acc) | truth(a));
            Not, "!a", |_, _, a, _, _| from_bool(!truth(a));
            NotAcc, "!acc", |_, acc, _, _, _| from_bool(!truth(acc));
            Truth, "a != 0", |_, _, a, _, _| from_bool(truth(a));
            TruthAcc, "acc != 0", |_, acc, _, _, _| from_bool(truth(acc));
            SquareAcc, "acc * acc", |_, acc, _, _, _| acc * acc;
            Neg, "-a", |_, _, a, _, _| -a;
            NegAcc, "-acc", |_, acc, _, _, _| -acc;
            Abs, "abs(a)", |_, _, a, _, _| math::abs(a);
            AbsAcc, "abs(acc)", |_, acc, _, _, _| math::abs(acc);
            Sqrt, "sqrt(a)", |_, _, a, _, _| math::sqrt(a);
            SqrtAcc, "sqrt(acc)", |_, acc, _, _, _| math::sqrt(acc);
            // Choice without a jump.
            Select, "c ? a : b", |_, _, a, b, c| if truth(c) { a } else { b };
            SelectAcc, "acc ? a : b", |_, acc, a, b, _| if truth(acc) { a } else { b };
            SelectElse, "c ? a : acc", |_, acc, a, _, c| if truth(c) { a } else { acc };
            // Functions of numbers: `f` is entry `k` of the table for so many arguments.
            Call1, "f(a)", |k, _, a, _, _| unary(k, a);
            Call1Acc, "f(acc)", |k, acc, _, _, _| unary(k, acc);
            Call2, "f(a, b)", |k, _, a, b, _| binary(k, a, b);
            Call2Acc, "f(acc, a)", |k, acc, a, _, _| binary(k, acc, a);
            Call2FromSlot, "f(a, acc)", |k, acc, a, _, _| binary(k, a, acc);
            Call3, "f(a, b, c)", |k, _, a, b, c| ternary(k, a, b, c);
            $($data)*
            }
            quad {
            // The sum of two products, which stands in every norm and every scalar product.
            MulAddMul, "(a * b) + (c * d)", |a, b, c, d| (a * b) + (c * d);
            $($quad)*
            }
            branch {
            JumpUnless, false, "acc", |acc, _, _| truth(acc);
            JumpIf, true, "acc", |acc, _, _| truth(acc);
            $($branch)*
            }
            control {
            // Where control flow goes.
            Jump, "skip c instructions";
            End, "the batch is done";
            // Slots and results.
            Store, "slot c := acc";
            Result, "slot c := acc, NaN made canonical";
            // Expressions that can fail: `Begin` says where a failure of expression a leads.
            Begin, "expression a, which ends after c instructions, begins";
            Check, "fail as expression a did, at site c";
            Element, "acc := element a of array b, site c";
            ElementAcc, "acc := element acc of array b, site c";
            // Functions of the host: b arguments from slot a on, NaN made canonical there.
            Native, "acc := native function c of b slots from a";
            // Functions defined by expressions: arguments from slot a on, site b.
            Call, "acc := function c of the slots from a, site b";
            Return, "the function's value is acc";
            }
        }
    };
}
pub(crate) use with_joined;
