//! What the handlers of [`wide`](super::wide) read: a program in tasks, of which one can be several
//! instructions in a row. A handler of several loads what they share once and has their numbers in
//! registers; it saves a jump for each, and where a value is put aside only until the next few
//! instructions are done, its way through memory.
//!
//! Which they are, the table here says: those that expressions are made of. Each costs some hundred
//! bytes of code for each level.

use super::memory::slots_read;
use crate::program::{Instruction, Layout, Opcode};

/// An instruction and the handler that does it, with those that follow, if it does more than one.
#[derive(Clone, Copy)]
pub(super) struct Task {
    /// An opcode, or what follows the opcodes: the sequences in their order, and [`LAST_RESULT`].
    pub handler: u16,
    pub k: u16,
    pub a: u32,
    pub b: u32,
    pub c: u32,
}

impl Task {
    /// The slots that an equation's letters name: `a`, `b`, `c`, `d`.
    #[inline(always)]
    pub(super) fn slots(&self) -> [u32; 4] {
        [self.a, self.b, self.c, u32::from(self.k)]
    }
}

impl From<Instruction> for Task {
    fn from(instruction: Instruction) -> Task {
        let Instruction { opcode, k, a, b, c, .. } = instruction;
        Task { handler: opcode as u16, k, a, b, c }
    }
}

/// Passes the table to a macro, behind arguments of its own. In a row the same letter is the same
/// slot; `k`, `l` and `m` are constants, the other letters anything. What is `held` begins with a
/// `Store` of what the last instruction, one of those behind the arrow, takes from there, and nobody
/// after it. The first row that fits counts.
macro_rules! sequences {
    ($callback:ident $($argument:tt)*) => {
        $callback! {
            $($argument)*
            held {
                // Sums of products, of squares, their roots.
                [u v w; k] {AddMul(u u k) AccAddMul(v v) AccAddMul(w w)} => AddAcc MulAcc DivFromSlot;
                [u v; k] {AddMul(u u k) AccAddMul(v v)} => AddAcc MulAcc DivFromSlot;
                [u v w;] {MulAddMul(u u v v) AccAddMul(w w)} => AddAcc MulAcc DivFromSlot;
                [u v;] {MulAddMul(u u v v) SqrtAcc()} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v;] {MulAddMul(u u v v)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v w x;] {MulAddMul(u v w x) AccMulSub(u v) AccMulSub(w x)} => AddAcc;
                [u v w x;] {MulAddMul(u v w x)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v w x;] {MulSubMul(u v w x)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                // Products of sums and differences.
                [u v;] {SubMulSub(u v u v)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v;] {AddMulSub(u v u v)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v w x;] {SubMulSub(u v w x)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v w x;] {AddMulSub(u v w x)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v w x;] {AddMulAdd(u v w x)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                // Of three slots.
                [u; k] {AddMul(u u k)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v; k] {AddMul(u v k)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v w;] {AddMul(u v w)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v w;] {MulAdd(u v w)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v w;] {MulSub(u v w)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u; k] {MulMul(u k u)} => AddAcc SubFromSlot MulAcc DivFromSlot;
                [u v w;] {MulMul(u v w)} => AddAcc SubFromSlot MulAcc DivFromSlot;
            }
            chains {
                // Factors of a polynomial.
                [u; k l m] {AddMulAdd(u k u l) AccMulAdd(u m)};
                [u; k l m] {AccMulAdd(u k) AccMulAdd(u l) AccMulAdd(u m)};
                [u; k l] {AddMulAdd(u k u l)};
                [u; k l] {AccMulAdd(u k) AccMulAdd(u l)};
                // Polynomials as Horner has them.
                [u; k l m] {AddMul(u k l) MulAcc(u) AddAcc(m)};
                [u; k l] {MulAcc(u) AddAcc(k) MulAcc(u) AddAcc(l)};
                [u; k] {MulAcc(u) AddAcc(k)};
                [u v;] {MulAcc(u) AddAcc(v)};
                // Sums of products and of squares, their roots.
                [u v; k] {AddMul(u u k) AccAddMul(v v)};
                [u v w x;] {AddMul(u v w) AddAcc(x)};
                [u v w x;] {AddMul(u v w) SubAcc(x)};
                [u v w;] {MulAddMul(u u v v) AccAddMul(w w) SqrtAcc()};
                [u v w;] {MulAddMul(u u v v) AccAddMul(w w)};
                [u v;] {MulAddMul(u u v v) SqrtAcc()};
                [u v w x y z;] {MulAddMul(u v w x) AccAddMul(y z)};
                [u v;] {AccAddMul(u u) AccAddMul(v v)};
                [u v w x;] {AccAddMul(u v) AccAddMul(w x)};
                // Products of differences, and between two numbers.
                [u v w x;] {AccMulSub(u v) AccMulSub(w x)};
                [u v w;] {MulSub(u v w) AddAcc(v)};
                [u v w; k] {MulSub(k u v) AccAddMul(u w)};
                [u v w; k] {MulSub(k u v) AccAddMul(w u)};
            }
        }
    };
}
pub(super) use sequences;

/// Instructions that one handler does.
struct Sequence {
    /// The last one, which takes what the `Store` before the others put aside.
    join: Option<Opcode>,
    /// With the letters of their operands.
    operations: &'static [(Opcode, &'static [u8])],
}

macro_rules! table {
    (
        held { $($letters:tt $held:tt => $($join:ident)+;)* }
        chains { $($others:tt $chain:tt;)* }
    ) => {
        static SEQUENCES: &[Sequence] = &[
            $($(Sequence { join: Some(Opcode::$join), operations: table!($held) },)+)*
            $(Sequence { join: None, operations: table!($chain) },)*
        ];
    };
    ({$($operation:ident($($letter:ident)*))+}) => {
        &[$((Opcode::$operation, &[$(stringify!($letter).as_bytes()[0]),*])),+]
    };
}
sequences!(table);

/// The handler of a `Result` and the `End` behind it.
pub(super) const LAST_RESULT: usize = Opcode::COUNT + SEQUENCES.len();

impl Sequence {
    fn length(&self) -> usize {
        self.operations.len() + if self.join.is_some() { 2 } else { 0 }
    }

    /// Whether the code begins with these instructions.
    fn begins(&self, code: &[Instruction], layout: &Layout) -> bool {
        let (held, code) = match (self.join, code) {
            (None, _) => (None, code),
            (Some(join), [store, rest @ ..]) if store.opcode == Opcode::Store => {
                if !self.is_joined(join, store.c, rest) {
                    return false;
                }
                (Some(store.c), rest)
            }
            _ => return false,
        };
        let constants = layout.first_constant()..layout.first_temporary();
        let mut slots = [None; 26];
        code.len() >= self.operations.len() && { self.operations.iter().zip(code) }.all(
            |((opcode, letters), instruction)| {
                let operands = Task::from(*instruction).slots();
                instruction.opcode == *opcode
                    && letters.iter().zip(operands).all(|(letter, slot)| {
                        let fits = !is_constant(*letter) || constants.contains(&slot);
                        let before = &mut slots[usize::from(*letter - b'a')];
                        fits && held != Some(slot) && *before.get_or_insert(slot) == slot
                    })
            },
        )
    }

    /// Whether behind the operations the value is taken from where it was put, for the last time.
    fn is_joined(&self, join: Opcode, slot: u32, code: &[Instruction]) -> bool {
        let Some(last) = code.get(self.operations.len()) else { return false };
        (last.opcode, last.a) == (join, slot) && is_dead(slot, &code[self.operations.len() + 1..])
    }
}

fn is_constant(letter: u8) -> bool {
    matches!(letter, b'k'..=b'm')
}

/// How far ahead is looked for what uses a slot: there it has another value, or it is taken for used.
const SIGHT: usize = 64;

/// Whether the code does not read what the slot has.
fn is_dead(slot: u32, code: &[Instruction]) -> bool {
    for instruction in code.iter().take(SIGHT) {
        match instruction.opcode {
            Opcode::End => return true,
            Opcode::Store if instruction.c == slot => return true,
            _ if slots_read(instruction).contains(&slot) => return false,
            _ => {}
        }
    }
    false
}

/// Writes the tasks of straight code, one for each instruction: those that are done with the one
/// before are for its handler to read.
///
/// # Safety
/// There is room for as many.
pub(super) unsafe fn write_tasks(code: &[Instruction], layout: &Layout, tasks: *mut Task) {
    let mut passed = 0;
    for (at, instruction) in code.iter().enumerate() {
        let mut task = Task::from(*instruction);
        if at == passed {
            let (handler, length) = choose(&code[at..], layout);
            passed += length;
            task.handler = handler;
        }
        // SAFETY: the caller's word.
        unsafe { tasks.add(at).write(task) };
    }
}

/// The handler for the beginning of the code, and how many instructions it does.
fn choose(code: &[Instruction], layout: &Layout) -> (u16, usize) {
    if let [
        Instruction { opcode: Opcode::Result, .. },
        Instruction { opcode: Opcode::End, .. },
        ..,
    ] = code
    {
        return (LAST_RESULT as u16, 2);
    }
    let found = SEQUENCES.iter().position(|sequence| sequence.begins(code, layout));
    match found {
        Some(number) => ((Opcode::COUNT + number) as u16, SEQUENCES[number].length()),
        None => (code[0].opcode as u16, 1),
    }
}
