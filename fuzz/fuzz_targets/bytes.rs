//! Any bytes as a text, through the C interface: a code and a place in the text, or a value; the batch is usable
//! afterwards. The first two bytes choose the arena and where memory fails.

#![no_main]

use std::ffi::c_char;
use std::ptr;

use exp_rs::ffi::{arena::*, batch::*, error::*};
use exp_rs_fuzz::{Fault, live_blocks, with_fault};
use libfuzzer_sys::fuzz_target;

const OUT_OF_MEMORY: i32 = -3;

unsafe fn run(head: [u8; 2], text: &[u8]) {
    let fault = Fault::of_byte(head[0]);
    let capacity = usize::from(head[1]) * 256;
    // SAFETY: handles are live until they are freed at the end.
    unsafe {
        let arena = match head[1] {
            0 => exp_rs_arena_new_growable(0, usize::MAX),
            _ => exp_rs_arena_new(capacity),
        };
        let builder = exp_rs_batch_builder_new(arena);
        exp_rs_batch_builder_add_parameter(builder, c"x".as_ptr(), 3.0);
        let source = text.as_ptr().cast::<c_char>();
        let ((added, status), refused) = with_fault(fault, || {
            let added = exp_rs_batch_builder_add_expression_n(builder, source, text.len());
            (added, exp_rs_batch_builder_eval(builder, ptr::null()))
        });
        let mut error: exp_rs_error = std::mem::zeroed();
        assert_eq!(exp_rs_batch_builder_get_last_error(builder, &raw mut error), 0);
        if added < 0 || status < 0 {
            assert!(error.status < 0 && !exp_rs_status_message(error.status).is_null());
            assert!((error.offset + error.length) as usize <= text.len(), "{text:?}");
        }
        if head[1] == 0 && (added == OUT_OF_MEMORY || status == OUT_OF_MEMORY) {
            assert!(refused);
        }
        let mut out = [0; 64];
        exp_rs_error_format_n(&raw const error, source, text.len(), out.as_mut_ptr(), out.len());
        exp_rs_batch_builder_variables(builder, 0, out.as_mut_ptr(), out.len());
        exp_rs_batch_builder_unresolved(builder, ptr::null(), out.as_mut_ptr(), out.len());
        exp_rs_batch_builder_disassemble(builder, out.as_mut_ptr(), out.len());
        assert_eq!(exp_rs_batch_builder_clear(builder), 0);
        if head[1] == 0 || capacity > 2048 {
            assert_eq!(exp_rs_batch_builder_add_expression(builder, c"6*7".as_ptr()), 0);
            assert_eq!(exp_rs_batch_builder_eval(builder, ptr::null()), 0);
            assert_eq!(exp_rs_batch_builder_get_result(builder, 0), 42.0);
        }
        exp_rs_batch_builder_free(builder);
        exp_rs_arena_free(arena);
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((head, text)) = data.split_first_chunk::<2>() else {
        return;
    };
    let before = live_blocks();
    // SAFETY: see `run`.
    unsafe { run(*head, text) };
    assert_eq!(live_blocks(), before);
});
