//! What instructions can be parts of, by their opcodes: one look at a table, after which most are asked no further.

use super::{fused, is_call, kept, phrase};
use crate::program::Opcode;
use crate::program::opcode::opcodes;

/// A bit for each of what is below.
#[derive(Clone, Copy)]
pub(super) struct Roles(u8);

impl Roles {
    pub(super) const BEGINS_PHRASE: u8 = 1;
    pub(super) const BEGINS_PAIR: u8 = 2;
    pub(super) const ENDS_PAIR: u8 = 4;
    /// There is a handler for the value that was stored last.
    pub(super) const KEPT: u8 = 8;
    pub(super) const CALL: u8 = 16;
    /// Not an operation on data.
    pub(super) const CONTROL: u8 = 32;

    /// Those of an instruction.
    #[inline(always)]
    pub(super) fn of(opcode: Opcode) -> Roles {
        ROLES[opcode as usize]
    }

    /// Whether one of these is among them.
    #[inline(always)]
    pub(super) fn has(self, role: u8) -> bool {
        self.0 & role != 0
    }

    const fn all(opcode: Opcode) -> Roles {
        let mut roles = 0;
        if phrase::begins(opcode) {
            roles |= Roles::BEGINS_PHRASE;
        }
        if fused::begins(opcode) {
            roles |= Roles::BEGINS_PAIR;
        }
        if fused::ends(opcode) {
            roles |= Roles::ENDS_PAIR;
        }
        if kept::is_there(opcode) {
            roles |= Roles::KEPT;
        }
        if is_call(opcode) {
            roles |= Roles::CALL;
        }
        if !opcode.is_data() {
            roles |= Roles::CONTROL;
        }
        Roles(roles)
    }
}

macro_rules! roles {
    (
        data { $($data:ident, $equation:literal, $value:expr;)* }
        quad { $($quad:ident, $combination:literal, $four:expr;)* }
        branch { $($branch:ident, $sense:literal, $condition:literal, $test:expr;)* }
        control { $($control:ident, $text:literal;)* }
    ) => {
        static ROLES: [Roles; Opcode::COUNT] = [
            $(Roles::all(Opcode::$data),)*
            $(Roles::all(Opcode::$quad),)*
            $(Roles::all(Opcode::$branch),)*
            $(Roles::all(Opcode::$control),)*
        ];
    };
}
opcodes!(roles);
