//! The handlers of a level for several instructions in a row, from the table in
//! [`fused`](super::fused): the equations of the operations one after the other, vector by vector.

use crate::program::opcode::opcodes;

/// What an operation gives for a vector of the accumulator, named first, and of each operand.
macro_rules! equation {
    ($operation:ident $acc:ident) => { equation!($operation $acc $acc $acc $acc $acc) };
    ($operation:ident $acc:ident $a:ident) => { equation!($operation $acc $a $acc $acc $acc) };
    ($operation:ident $acc:ident $a:ident $b:ident) => { equation!($operation $acc $a $b $acc $acc) };
    ($operation:ident $acc:ident $a:ident $b:ident $c:ident) => {
        equation!($operation $acc $a $b $c $acc)
    };
    ($operation:ident $acc:ident $a:ident $b:ident $c:ident $d:ident) => {
        numbers(each_lane([$acc, $a, $b, $c, $d], equations::$operation))
    };
}
pub(super) use equation;

/// Names the slots of a task.
macro_rules! name_slots {
    ($slots:ident) => {};
    ($slots:ident $a:ident) => { let $a = $slots[0]; };
    ($slots:ident $a:ident $b:ident) => {
        name_slots!($slots $a);
        let $b = $slots[1];
    };
    ($slots:ident $a:ident $b:ident $c:ident) => {
        name_slots!($slots $a $b);
        let $c = $slots[2];
    };
    ($slots:ident $a:ident $b:ident $c:ident $d:ident) => {
        name_slots!($slots $a $b $c);
        let $d = $slots[3];
    };
}
pub(super) use name_slots;

/// The handlers of a level for the sequences in their order.
macro_rules! handlers_of_sequences {
    (
        $attribute:tt
        held { $($letters:tt $held:tt => $($join:ident)+;)* }
        chains { $($others:tt $chain:tt;)* }
    ) => {
        #[allow(unused_variables, reason = "letters come again")]
        static SEQUENCES: &[Handler] = &[
            $($(handlers_of_sequences!(@ $attribute $letters $held $join),)+)*
            $(handlers_of_sequences!(@ $attribute $others $chain),)*
        ];
    };
    (
        @ $attribute:tt [$($u:ident)*; $($k:ident)*] {$($operation:ident($($letter:ident)*))+} $($join:ident)?
    ) => {{
        const HELD: usize = { const JOINS: &[Opcode] = &[$(Opcode::$join)?]; JOINS.len() };
        const LENGTH: usize = [$(Opcode::$operation),+].len() + 2 * HELD;

        /// # Safety
        /// As for [`of`].
        #[allow(clippy::too_many_arguments, reason = "one for each letter")]
        #[inline(always)]
        unsafe fn strip(n: usize, held: V, $($u: *const Real,)* $($k: Real),*) -> V {
            let acc = numbers(held);
            // SAFETY: the caller's word.
            $(let $u = unsafe { $u.vector::<LANES>(n) };)*
            $(let $k = [$k; LANES];)*
            $(let acc = equation!($operation acc $($letter)*);)+
            $(
                let held = numbers(held);
                let acc = equation!($join acc held);
            )?
            vector(acc)
        }

        handler!($attribute sequence of LENGTH, |at, columns, column, code, v| {
            let task = at.add(HELD);
            $(
                let slots = (*task).slots();
                name_slots!(slots $($letter)*);
                let task = task.add(1);
            )+
            $(let $u = column($u);)*
            $(let $k = *column($k);)*
            [
                strip(0, v[0], $($u,)* $($k),*), strip(1, v[1], $($u,)* $($k),*),
                strip(2, v[2], $($u,)* $($k),*), strip(3, v[3], $($u,)* $($k),*),
                strip(4, v[4], $($u,)* $($k),*), strip(5, v[5], $($u,)* $($k),*),
                strip(6, v[6], $($u,)* $($k),*), strip(7, v[7], $($u,)* $($k),*),
            ]
        });
        sequence as Handler
    }};
}
pub(super) use handlers_of_sequences;

/// The equations of the operations on slots and the accumulator.
macro_rules! define_equations {
    (
        data { $($data:ident, $equation:literal, $value:expr;)* }
        quad { $($quad:ident, $combination:literal, $four:expr;)* }
        branch { $($branch:ident, $sense:literal, $condition:literal, $test:expr;)* }
        control { $($control:ident, $text:literal;)* }
    ) => {
        #[allow(non_snake_case, dead_code, reason = "the sequences have some of them")]
        pub(super) mod equations {
            use crate::math;
            use crate::program::opcode::{apply, apply_quad, binary, ternary, unary};
            use crate::real::{Real, from_bool, truth};

            $(
                #[inline(always)]
                pub(in crate::engine::block) fn $data([acc, a, b, c, _]: [Real; 5]) -> Real {
                    apply($value, 0, acc, a, b, c)
                }
            )*
            $(
                #[inline(always)]
                pub(in crate::engine::block) fn $quad([_, a, b, c, d]: [Real; 5]) -> Real {
                    apply_quad($four, [a, b, c, d])
                }
            )*
        }
    };
}
opcodes!(define_equations);
