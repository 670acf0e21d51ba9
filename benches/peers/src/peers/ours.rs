//! The library that this package is about, through its C interface, from a static archive. The
//! names start with `ours_` because version 0.2.0 in this program has the plain ones (see build.rs).

use std::ffi::{CStr, CString, c_char};
use std::ptr;

use super::{Compiler, Evaluator, Peer};
use crate::suite::Case;

#[repr(C)]
struct Arena {
    _opaque: [u8; 0],
}

#[repr(C)]
struct Builder {
    _opaque: [u8; 0],
}

#[repr(C)]
struct Context {
    _opaque: [u8; 0],
}

type Status = i32;
const OK: Status = 0;

unsafe extern "C" {
    #[link_name = "ours_exp_rs_version"]
    fn version() -> *const c_char;
    #[link_name = "ours_exp_rs_arena_new"]
    fn arena_new(capacity: usize) -> *mut Arena;
    #[link_name = "ours_exp_rs_arena_reset"]
    fn arena_reset(arena: *mut Arena) -> Status;
    #[link_name = "ours_exp_rs_arena_free"]
    fn arena_free(arena: *mut Arena);
    #[link_name = "ours_exp_rs_batch_builder_new"]
    fn builder_new(arena: *mut Arena) -> *mut Builder;
    #[link_name = "ours_exp_rs_batch_builder_free"]
    fn builder_free(builder: *mut Builder);
    #[link_name = "ours_exp_rs_batch_builder_add_parameter"]
    fn add_parameter(builder: *mut Builder, name: *const c_char, value: f64) -> i32;
    #[link_name = "ours_exp_rs_batch_builder_add_expression"]
    fn add_expression(builder: *mut Builder, source: *const c_char) -> i32;
    #[link_name = "ours_exp_rs_batch_builder_prepare"]
    fn prepare(builder: *mut Builder, context: *const Context) -> Status;
    #[link_name = "ours_exp_rs_batch_builder_params"]
    fn params(builder: *mut Builder, count: *mut usize) -> *mut f64;
    #[link_name = "ours_exp_rs_batch_builder_eval_block"]
    fn eval_block(
        builder: *mut Builder,
        context: *const Context,
        rows: usize,
        inputs: *const *const f64,
        n_inputs: usize,
        outputs: *const *mut f64,
        n_outputs: usize,
    ) -> Status;
    #[link_name = "ours_exp_rs_batch_builder_results"]
    fn results(builder: *mut Builder, count: *mut usize) -> *const f64;
}

/// A loop of native/ours_loops.c: builder, parameters, results, rows, their number, where the results go.
type Loop = unsafe extern "C" fn(
    *mut Builder,
    *mut f64,
    *const f64,
    *const f64,
    usize,
    *mut f64,
) -> Status;

macro_rules! loops {
    ($(($n:literal, $m:literal) $name:ident),*) => {
        unsafe extern "C" {
            $(
                fn $name(
                    builder: *mut Builder,
                    params: *mut f64,
                    results: *const f64,
                    rows: *const f64,
                    n_rows: usize,
                    out: *mut f64,
                ) -> Status;
            )*
        }

        /// The loop for so many parameters and expressions.
        fn loop_of(n: usize, m: usize) -> Loop {
            match (n, m) {
                $(($n, $m) => $name,)*
                shape => unreachable!("no loop for {shape:?}"),
            }
        }
    };
}
loops! {
    (2, 1) ours_run_2_1, (3, 1) ours_run_3_1, (4, 1) ours_run_4_1, (5, 1) ours_run_5_1,
    (7, 1) ours_run_7_1, (7, 7) ours_run_7_7
}

/// Bytes of an arena: far more than the batch E10 needs.
const CAPACITY: usize = 256 * 1024;

pub struct Ours;

impl Peer for Ours {
    fn name(&self) -> &'static str {
        "exp-rs"
    }

    fn version(&self) -> String {
        // SAFETY: the library returns a NUL-terminated text that is never freed.
        unsafe { CStr::from_ptr(version()) }
            .to_string_lossy()
            .into_owned()
    }

    fn is_ours(&self) -> bool {
        true
    }

    fn evaluator(&self, case: &Case) -> Option<Evaluator> {
        Some(evaluator(case))
    }

    fn compiler(&self, case: &Case) -> Option<Compiler> {
        let (mut batch, texts) = (Batch::new(), Texts::new(case));
        Some(Box::new(move || {
            batch.restart();
            batch.compile(&texts);
        }))
    }
}

fn evaluator(case: &Case) -> Evaluator {
    let batch = Batch::new();
    batch.compile(&Texts::new(case));
    let (n, m) = (case.params.len(), case.expressions.len());
    let (params, results) = batch.values(n, m);
    let run = loop_of(n, m);
    Box::new(move |rows, out| {
        // The whole of it: a closure that took only its builder would leave the arena to be freed here.
        let batch = &batch;
        let count = (rows.len() / n).min(out.len() / m);
        // SAFETY: the builder is live and not changed any more, so that the pointers to its n parameters and m results
        // stay valid; rows and results are that many.
        let status = unsafe {
            run(batch.builder, params, results, rows.as_ptr(), count, out.as_mut_ptr())
        };
        assert_eq!(status, OK, "evaluation failed");
    })
}

/// One expression over columns, each as long as `out`.
pub fn columns<'a>(
    source: &str,
    params: &[&str],
    columns: &'a [&'a [f64]],
    mut out: Vec<f64>,
) -> impl FnMut() + 'a {
    let c_string = |text: &&str| CString::new(*text).expect("no NUL in the suite");
    let batch = Batch::new();
    batch.compile(&Texts {
        params: params.iter().map(c_string).collect(),
        sources: vec![c_string(&source)],
    });
    move || {
        // The whole of it: a closure that took only its builder would leave the arena to be freed here.
        let batch = &batch;
        let inputs: Vec<*const f64> = columns.iter().map(|c| c.as_ptr()).collect();
        let (rows, output) = (out.len(), out.as_mut_ptr());
        // SAFETY: a live builder; a column for each parameter and expression, each of `rows` numbers.
        let status = unsafe {
            let inputs = (inputs.as_ptr(), inputs.len());
            eval_block(batch.builder, ptr::null(), rows, inputs.0, inputs.1, &output, 1)
        };
        assert_eq!(status, OK, "eval_block failed");
        std::hint::black_box(&out);
    }
}

/// The texts of a case for C.
struct Texts {
    params: Vec<CString>,
    sources: Vec<CString>,
}

impl Texts {
    fn new(case: &Case) -> Self {
        let c_string = |text: &str| CString::new(text).expect("no NUL in the suite");
        Self {
            params: case.params.iter().map(|p| c_string(p)).collect(),
            sources: case
                .expressions
                .iter()
                .map(|e| c_string(e.source))
                .collect(),
        }
    }
}

/// An arena with one builder in it.
struct Batch {
    arena: *mut Arena,
    builder: *mut Builder,
}

impl Batch {
    fn new() -> Self {
        // SAFETY: any capacity may be asked for.
        let arena = unsafe { arena_new(CAPACITY) };
        // SAFETY: NULL is allowed.
        let builder = unsafe { builder_new(arena) };
        assert!(!builder.is_null(), "no memory for an arena");
        Self { arena, builder }
    }

    /// Gives everything back and starts anew in the same memory.
    fn restart(&mut self) {
        // SAFETY: both are live; the builder is not used after it was freed.
        unsafe {
            builder_free(self.builder);
            assert_eq!(arena_reset(self.arena), OK);
            self.builder = builder_new(self.arena);
        }
        assert!(!self.builder.is_null(), "no memory for a builder");
    }

    fn compile(&self, texts: &Texts) {
        for name in &texts.params {
            // SAFETY: a live builder and a NUL-terminated text.
            let index = unsafe { add_parameter(self.builder, name.as_ptr(), 0.0) };
            assert!(index >= 0, "add_parameter({name:?}): {index}");
        }
        for source in &texts.sources {
            // SAFETY: as above.
            let index = unsafe { add_expression(self.builder, source.as_ptr()) };
            assert!(index >= 0, "add_expression({source:?}): {index}");
        }
        // SAFETY: a live builder; NULL stands for the built-ins alone.
        let status = unsafe { prepare(self.builder, ptr::null()) };
        assert_eq!(status, OK, "prepare failed");
    }

    /// Where the builder keeps its `n` parameters and `m` results.
    fn values(&self, n: usize, m: usize) -> (*mut f64, *const f64) {
        let (mut parameters, mut expressions) = (0, 0);
        // SAFETY: a live builder.
        let places = unsafe {
            (params(self.builder, &mut parameters), results(self.builder, &mut expressions))
        };
        assert_eq!((parameters, expressions), (n, m), "not as many values as were added");
        places
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // SAFETY: both are live and not used again.
        unsafe {
            builder_free(self.builder);
            arena_free(self.arena);
        }
    }
}
