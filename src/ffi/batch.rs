//! Batch builders: from new to free here, what is done with them in files of their own.

use core::ptr;

use super::arena::exp_rs_arena;
use super::convert;
use super::error::exp_rs_status;
use super::exp_rs_limits;
use super::handle::BuilderHandle;
use super::reach::change;

mod parameters;
mod texts;
// In this order in the header.
mod evaluate;
mod inspect;

pub use evaluate::*;
pub use inspect::*;
pub use parameters::*;
pub use texts::*;

/// Expressions that are evaluated together, opaque.
pub struct exp_rs_batch_builder(pub(super) BuilderHandle);

/// Figures of a batch.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct exp_rs_batch_stats {
    /// Expressions that were added.
    pub expressions: u32,
    /// Parameters that were added.
    pub parameters: u32,
    /// Instructions of the program; 0 before it is prepared, as the next two.
    pub instructions: u32,
    /// Slots of its frame.
    pub slots: u32,
    /// An upper bound on the instructions of one evaluation, known before it runs; UINT64_MAX
    /// where functions recurse.
    pub max_steps: u64,
    /// Bytes of the arena that the batch holds, without columns_bytes.
    pub arena_bytes: usize,
    /// Bytes of them that an evaluation writes to.
    pub frame_bytes: usize,
    /// Bytes of the arena that exp_rs_batch_builder_eval_block uses as scratch, beside arena_bytes;
    /// exp_rs_batch_builder_set_block_rows sets them.
    pub columns_bytes: usize,
}

/// A new batch in an arena; NULL when memory cannot be had. To be freed with
/// exp_rs_batch_builder_free, also when its arena was reset or freed before.
#[unsafe(no_mangle)]
#[cfg_attr(
    feature = "f32",
    allow(unused_attributes),
    unsafe(export_name = "exp_rs_batch_builder_new_f32")
)]
pub unsafe extern "C" fn exp_rs_batch_builder_new(
    arena: *mut exp_rs_arena,
) -> *mut exp_rs_batch_builder {
    if arena.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: the caller's word, as the header says.
    unsafe { BuilderHandle::create(arena) }
}

/// Frees a batch; its memory goes back to its arena. While it is being evaluated, this is carried
/// out when that call returns. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_free(builder: *mut exp_rs_batch_builder) {
    if !builder.is_null() {
        // SAFETY: the caller's word, as the header says.
        unsafe { BuilderHandle::free(builder) };
    }
}

/// Drops expressions, parameters and bindings; indexes start at 0 again, limits stay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_clear(
    builder: *mut exp_rs_batch_builder,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        convert::status(change(builder, |b| {
            b.clear();
            Ok(())
        }))
    }
}

/// Sets the limits for texts and names of this batch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_set_limits(
    builder: *mut exp_rs_batch_builder,
    limits: *const exp_rs_limits,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        convert::status(change(builder, |b| {
            b.set_limits(convert::limits(limits)?);
            Ok(())
        }))
    }
}

/// Sets how many rows exp_rs_batch_builder_eval_block takes through the program at once, at most, from
/// the next preparation on; the memory for it is taken from the arena then, and is part of
/// columns_bytes. 1: none, all goes row by row. 0, the default: as many as the processor's vector
/// registers take, 16 where pointers have 32 bits, but never more than the arena can spare. Where
/// rows were asked for and there is no memory for them, preparing is EXP_RS_OUT_OF_MEMORY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exp_rs_batch_builder_set_block_rows(
    builder: *mut exp_rs_batch_builder,
    rows: u32,
) -> exp_rs_status {
    // SAFETY: the caller's word, as the header says.
    unsafe {
        convert::status(change(builder, |b| {
            b.set_block_rows(rows);
            Ok(())
        }))
    }
}
