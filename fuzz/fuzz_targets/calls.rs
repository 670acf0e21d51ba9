//! Sequences of calls of the whole C interface, with handles that may be NULL or stale, bad indexes, and memory that fails:
//! never a crash; a stale builder says so; a call that fails changes neither counts nor results; every block comes back.

#![no_main]

use std::ffi::{c_char, c_void};
use std::ptr;

use arbitrary::Arbitrary;
use exp_rs::ffi::{arena::*, batch::*, context::*, error::*};
use exp_rs::ffi::{exp_rs_eval, exp_rs_eval_n, exp_rs_limits};
use exp_rs_fuzz::{Fault, live_blocks, with_fault};
use libfuzzer_sys::fuzz_target;

const STALE: i32 = -4;

const NAMES: [&[u8]; 8] = [b"x\0", b"y\0", b"p.q\0", b"1\0", b"\0", b"sin\0", b"f\0", b"\xff\0"];
const TEXTS: [&[u8]; 24] = [
    b"1\0",
    b"x\0",
    b"x+y*2\0",
    b"y\0",
    b"f(x)\0",
    b"t[x]\0",
    b"sin(x)+cos(x)*f(2)\0",
    b"(\0",
    b"\0",
    b"x+\xff\0",
    b"f(y)+t[0]\0",
    b"x ? y : f(1)\0",
    b"a:=x*x, a+a\0",
    b"p.q\0",
    b"n(x)\0",
    b"max(x,y,1,2,3)\0",
    b"f(60)\0",
    b"x-x\0",
    b"1/0\0",
    b"n(1)+n(2)\0",
    b"f(x-1)+f(x-1)\0",
    b"x < 1 ? 1 : f(x - 1)\0",
    b"sin(\0",
    b"e:=1,e\0",
];
static TABLE: [f64; 3] = [1.5, 2.5, -3.0];

/// The handles: each call names one by a number.
struct Host {
    arenas: [*mut exp_rs_arena; 2],
    builders: [(*mut exp_rs_batch_builder, Option<usize>); 4],
    contexts: [*mut exp_rs_context; 2],
}

#[derive(Arbitrary, Debug)]
enum Call {
    NewArena(u8, Option<u16>),
    FreeArena(u8),
    ResetArena(u8),
    NewContext(u8, bool),
    FreeContext(u8),
    NewBuilder(u8, u8),
    FreeBuilder(u8),
    Clear(u8),
    SetLimits(u8, [u8; 5]),
    AddParameter(u8, u8, f64),
    BindParameter(u8, u8, bool),
    BindArray(u8, u8, bool),
    AddExpression(u8, u8),
    AddNamed(u8, u8, u8),
    AddBytes(u8, Vec<u8>),
    Replace(u8, u8, u8, u8),
    SetParam(u8, u8, f64),
    SetParams(u8, u8),
    Prepare(u8, u8),
    Eval(u8, u8),
    EvalBlock(u8, u8, u8),
    Get(u8, u8),
    Print(u8, u8, u8),
    Constant(u8, u8, f64),
    Array(u8, u8, u8),
    Function(u8, u8, u8, u8, bool),
    Expression(u8, u8, u8, u8),
    Remove(u8, u8),
    ContextLimits(u8, [u8; 5]),
    OneShot(u8),
    ChangeMeasured(u8, u8, u8, Vec<u8>),
    DefineMeasured(u8, u8, u8, Vec<u8>),
    Tell(u8, u8, Vec<u8>),
}

fn name(i: u8) -> *const c_char {
    NAMES[usize::from(i) % NAMES.len()].as_ptr().cast()
}

fn text(i: u8) -> *const c_char {
    TEXTS[usize::from(i) % TEXTS.len()].as_ptr().cast()
}

/// A text that is told by its length, without a NUL behind it; none where there is no address.
fn measured(bytes: &[u8]) -> (*const c_char, usize) {
    let address = if bytes == b"\0" { ptr::null() } else { bytes.as_ptr().cast() };
    (address, bytes.len())
}

/// Small ones, so that they are met.
fn limits([length, nesting, depth, names, steps]: [u8; 5]) -> exp_rs_limits {
    exp_rs_limits {
        source_length: length.into(),
        nesting: nesting.into(),
        call_depth: depth.into(),
        names: names.into(),
        steps: u64::from(steps) * 16 + 1,
    }
}

unsafe extern "C" fn native(args: *const f64, count: usize, _: *mut c_void) -> f64 {
    // SAFETY: the library passes `count` numbers.
    if count == 0 { 0.5 } else { unsafe { *args.add(count - 1) * 2.0 } }
}

impl Host {
    fn arena(&mut self, i: u8) -> &mut *mut exp_rs_arena {
        &mut self.arenas[usize::from(i) % 2]
    }

    fn builder(&self, i: u8) -> *mut exp_rs_batch_builder {
        self.builders[usize::from(i) % 4].0
    }

    fn context(&self, i: u8) -> *mut exp_rs_context {
        // Every third is none.
        if i % 3 == 2 { ptr::null_mut() } else { self.contexts[usize::from(i) % 3] }
    }

    /// Builders of this arena have lost it.
    fn lose(&mut self, arena: usize) {
        for (_, owner) in self.builders.iter_mut().filter(|b| b.1 == Some(arena)) {
            *owner = None;
        }
    }

    /// Handles are made and freed.
    unsafe fn life(&mut self, call: &Call) {
        // SAFETY: a handle is freed once and overwritten.
        unsafe {
            match *call {
                Call::NewArena(i, size) if self.arena(i).is_null() => {
                    *self.arena(i) = match size {
                        Some(size) => exp_rs_arena_new(size.into()),
                        None => exp_rs_arena_new_growable(0, 1 << 20),
                    }
                }
                Call::FreeArena(i) => {
                    exp_rs_arena_free(*self.arena(i));
                    *self.arena(i) = ptr::null_mut();
                    self.lose(usize::from(i) % 2);
                }
                Call::ResetArena(i) => {
                    let expected = if self.arena(i).is_null() { -1 } else { 0 };
                    assert_eq!(exp_rs_arena_reset(*self.arena(i)), expected);
                    self.lose(usize::from(i) % 2);
                }
                Call::NewContext(i, full) if self.contexts[usize::from(i) % 2].is_null() => {
                    self.contexts[usize::from(i) % 2] =
                        if full { exp_rs_context_new() } else { exp_rs_context_new_empty() };
                }
                Call::FreeContext(i) => {
                    exp_rs_context_free(self.contexts[usize::from(i) % 2]);
                    self.contexts[usize::from(i) % 2] = ptr::null_mut();
                }
                Call::NewBuilder(i, a) if self.builder(i).is_null() => {
                    let new = exp_rs_batch_builder_new(*self.arena(a));
                    self.builders[usize::from(i) % 4] =
                        (new, (!new.is_null()).then_some(usize::from(a) % 2));
                }
                Call::FreeBuilder(i) => {
                    exp_rs_batch_builder_free(self.builder(i));
                    self.builders[usize::from(i) % 4] = (ptr::null_mut(), None);
                }
                _ => {}
            }
        }
    }

    /// The status of a call that changes a builder, and which.
    unsafe fn change(&self, call: &Call) -> Option<(u8, i32)> {
        // SAFETY: handles are live or null; pointers to numbers are static.
        let (i, status) = unsafe {
            match call {
                Call::Clear(i) => (*i, exp_rs_batch_builder_clear(self.builder(*i))),
                Call::SetLimits(i, l) => {
                    (*i, exp_rs_batch_builder_set_limits(self.builder(*i), &limits(*l)))
                }
                Call::AddParameter(i, n, x) => {
                    (*i, exp_rs_batch_builder_add_parameter(self.builder(*i), name(*n), *x))
                }
                Call::BindParameter(i, n, null) => {
                    let address = if *null { ptr::null() } else { &raw const TABLE[1] };
                    (*i, exp_rs_batch_builder_bind_parameter(self.builder(*i), name(*n), address))
                }
                Call::BindArray(i, n, t) => {
                    let name = if *t { c"t".as_ptr() } else { name(*n) };
                    (*i, exp_rs_batch_builder_bind_array(self.builder(*i), name, TABLE.as_ptr(), 3))
                }
                Call::AddExpression(i, t) => {
                    (*i, exp_rs_batch_builder_add_expression(self.builder(*i), text(*t)))
                }
                Call::AddNamed(i, n, t) => (
                    *i,
                    exp_rs_batch_builder_add_named_expression(self.builder(*i), name(*n), text(*t)),
                ),
                Call::AddBytes(i, bytes) => {
                    let source = bytes.as_ptr().cast();
                    (
                        *i,
                        exp_rs_batch_builder_add_expression_n(
                            self.builder(*i),
                            source,
                            bytes.len(),
                        ),
                    )
                }
                Call::Replace(i, at, t, k) => {
                    let builder = self.builder(*i);
                    let at = u32::from(*at) % 8;
                    (
                        *i,
                        exp_rs_batch_builder_replace_expression(
                            builder,
                            at,
                            text(*t),
                            self.context(*k),
                        ),
                    )
                }
                Call::SetParam(i, at, x) => {
                    (*i, exp_rs_batch_builder_set_param(self.builder(*i), u32::from(*at) % 4, *x))
                }
                Call::SetParams(i, n) => {
                    let count = usize::from(*n) % 4;
                    (*i, exp_rs_batch_builder_set_params(self.builder(*i), TABLE.as_ptr(), count))
                }
                Call::Prepare(i, k) => {
                    (*i, exp_rs_batch_builder_prepare(self.builder(*i), self.context(*k)))
                }
                Call::ChangeMeasured(i, which, n, bytes) => {
                    (*i, self.change_measured(self.builder(*i), which % 6, *n, bytes))
                }
                _ => return None,
            }
        };
        Some((i, status))
    }

    /// The calls that take texts by their length; a name may be any bytes.
    unsafe fn change_measured(
        &self,
        builder: *mut exp_rs_batch_builder,
        which: u8,
        n: u8,
        bytes: &[u8],
    ) -> i32 {
        let (text, length) = measured(bytes);
        let numbers = TABLE.as_ptr();
        // SAFETY: as above.
        unsafe {
            match which {
                0 => exp_rs_batch_builder_add_parameter_n(builder, text, length, n.into()),
                1 => exp_rs_batch_builder_bind_parameter_n(builder, text, length, numbers),
                2 => exp_rs_batch_builder_bind_array_n(builder, text, length, numbers, 3),
                3 => exp_rs_batch_builder_add_named_expression_n(builder, name(n), 1, text, length),
                4 => {
                    let at = u32::from(n) % 8;
                    let context = self.context(n);
                    exp_rs_batch_builder_replace_expression_n(builder, at, text, length, context)
                }
                _ => exp_rs_batch_builder_set_block_rows(builder, u32::from(n) * 8),
            }
        }
    }

    unsafe fn evaluate(&self, call: &Call) -> Option<(u8, i32)> {
        // SAFETY: as above; columns have as many rows as are asked for.
        unsafe {
            match *call {
                Call::Eval(i, k) => {
                    Some((i, exp_rs_batch_builder_eval(self.builder(i), self.context(k))))
                }
                Call::EvalBlock(i, k, rows) => {
                    let builder = self.builder(i);
                    let counts = (
                        exp_rs_batch_builder_param_count(builder),
                        exp_rs_batch_builder_expression_count(builder),
                    );
                    if counts.0 > 16 || counts.1 > 16 {
                        return None;
                    }
                    let mut columns = [[0.5; 40]; 16];
                    let input = [0.25; 40];
                    let inputs = [input.as_ptr(); 16];
                    let outputs = columns.each_mut().map(|c| c.as_mut_ptr());
                    let (rows, k) = (usize::from(rows) % 40, self.context(k));
                    let (ins, outs) = (inputs.as_ptr(), outputs.as_ptr());
                    Some((
                        i,
                        exp_rs_batch_builder_eval_block(
                            builder, k, rows, ins, counts.0, outs, counts.1,
                        ),
                    ))
                }
                _ => None,
            }
        }
    }

    unsafe fn look(&self, call: &Call) {
        let mut out = [0_u8; 48];
        // SAFETY: as above.
        unsafe {
            match *call {
                Call::Get(i, at) => {
                    let (b, at) = (self.builder(i), u32::from(at) % 8);
                    let mut error = std::mem::zeroed();
                    let mut stats = std::mem::zeroed();
                    let mut count = 9;
                    exp_rs_batch_builder_get_result(b, at);
                    exp_rs_batch_builder_get_status(b, at);
                    exp_rs_batch_builder_get_param(b, at);
                    exp_rs_batch_builder_param_name(b, at);
                    exp_rs_batch_builder_expression_source(b, at);
                    exp_rs_batch_builder_find_param(b, name(at as u8));
                    exp_rs_batch_builder_find_expression(b, name(at as u8));
                    exp_rs_batch_builder_get_error(b, at, &raw mut error);
                    exp_rs_batch_builder_get_last_error(b, &raw mut error);
                    exp_rs_batch_builder_get_stats(b, &raw mut stats);
                    exp_rs_batch_builder_params(b, &raw mut count);
                    exp_rs_batch_builder_results(b, &raw mut count);
                    exp_rs_error_format(
                        &raw const error,
                        text(at as u8),
                        out.as_mut_ptr().cast(),
                        out.len(),
                    );
                }
                Call::Print(i, k, size) => {
                    let (b, k, size) = (self.builder(i), self.context(k), usize::from(size) % 48);
                    let buffer = out.as_mut_ptr().cast();
                    exp_rs_batch_builder_disassemble(b, buffer, size);
                    exp_rs_batch_builder_variables(b, size as u32 % 4, buffer, size);
                    exp_rs_batch_builder_unresolved(b, k, buffer, size);
                    exp_rs_batch_builder_needs_prepare(b, k);
                }
                Call::Tell(i, n, ref bytes) => self.tell(i, n, bytes, &mut out),
                Call::OneShot(t) => {
                    let mut value = 7.0;
                    let status = exp_rs_eval(text(t), &raw mut value);
                    assert!(status == 0 || value.is_nan());
                }
                _ => {}
            }
        }
    }

    /// What is told of texts, arenas and contexts.
    unsafe fn tell(&self, i: u8, n: u8, bytes: &[u8], out: &mut [u8; 48]) {
        let (builder, context) = (self.builder(i), self.context(n));
        let (text, length) = measured(bytes);
        let arena = self.arenas[usize::from(i) % 2];
        // SAFETY: as above.
        unsafe {
            let mut stats = std::mem::zeroed();
            let expected = if arena.is_null() { -1 } else { 0 };
            assert_eq!(exp_rs_arena_get_stats(arena, &raw mut stats), expected);
            assert!(stats.used <= stats.capacity && stats.used <= stats.high_water);
            assert!(exp_rs_arena_block_size(usize::from(n) << i % 48) >= usize::from(n) << i % 48);
            exp_rs_estimate_arena_size(i.into(), length << n % 60, n.into());
            exp_rs_batch_builder_find_param_n(builder, text, length);
            exp_rs_batch_builder_find_expression_n(builder, text, length);
            let known = exp_rs_context_has_n(context, text, length);
            assert!(!known || !context.is_null());
            exp_rs_context_has(context, name(n));
            let functions = exp_rs_context_function_count(context);
            let first = exp_rs_context_function_name(context, usize::from(n));
            assert_eq!(first.is_null(), usize::from(n) >= functions);
            let mut error = std::mem::zeroed();
            exp_rs_context_get_last_error(context, &raw mut error);
            let mut value = 7.0;
            let status = exp_rs_eval_n(text, length, &raw mut value);
            assert!(status == 0 || value.is_nan());
            assert!(!exp_rs_status_message(status - i32::from(i) + i32::from(n)).is_null());
            exp_rs_error_format_n(&raw const error, text, length, out.as_mut_ptr().cast(), 48);
            assert!(!exp_rs_version().is_null());
        }
    }

    unsafe fn define(&self, call: &Call) {
        // SAFETY: as above.
        unsafe {
            match *call {
                Call::Constant(k, n, x) => {
                    exp_rs_context_set_constant(self.context(k), name(n), x);
                }
                Call::Array(k, n, length) => {
                    let length = usize::from(length) % 4;
                    exp_rs_context_set_array(self.context(k), name(n), TABLE.as_ptr(), length);
                }
                Call::Function(k, n, least, most, pure_function) => {
                    let name = if n > 200 { c"n".as_ptr() } else { name(n) };
                    let (least, most) = (u32::from(least) % 4, u32::from(most) % 4);
                    let k = self.context(k);
                    exp_rs_context_add_function(
                        k,
                        name,
                        least,
                        most,
                        Some(native),
                        ptr::null_mut(),
                        u32::from(pure_function),
                    );
                }
                Call::Expression(k, n, p, t) => {
                    let name = if n > 100 { c"f".as_ptr() } else { name(n) };
                    let parameters = [c"x", c"x, y", c"", c"x x"][usize::from(p) % 4].as_ptr();
                    exp_rs_context_add_expression_function(
                        self.context(k),
                        name,
                        parameters,
                        text(t),
                    );
                }
                Call::Remove(k, n) => {
                    exp_rs_context_remove(self.context(k), name(n));
                }
                Call::DefineMeasured(k, which, n, ref bytes) => {
                    self.define_measured(self.context(k), which % 5, n, bytes)
                }
                Call::ContextLimits(k, l) => {
                    exp_rs_context_set_limits(self.context(k), &limits(l));
                }
                _ => {}
            }
        }
    }

    unsafe fn define_measured(&self, context: *mut exp_rs_context, which: u8, n: u8, bytes: &[u8]) {
        let (text, length) = measured(bytes);
        // SAFETY: as above.
        unsafe {
            match which {
                0 => exp_rs_context_set_constant_n(context, text, length, n.into()),
                1 => exp_rs_context_set_array_n(context, text, length, TABLE.as_ptr(), 3),
                2 => {
                    let counts = (u32::from(n) % 4, u32::from(n) / 4 % 4);
                    let (least, most) = counts;
                    let none = ptr::null_mut();
                    exp_rs_context_add_function_n(
                        context,
                        text,
                        length,
                        least,
                        most,
                        Some(native),
                        none,
                        0,
                    )
                }
                3 => {
                    let name = if n > 100 { c"f".as_ptr() } else { name(n) };
                    let one = c"x".as_ptr();
                    exp_rs_context_add_expression_function_n(context, name, 1, one, 1, text, length)
                }
                _ => exp_rs_context_remove_n(context, text, length),
            };
        }
    }

    /// What a failing call may not change.
    unsafe fn counts(&self, i: u8) -> (usize, usize) {
        // SAFETY: as above.
        unsafe {
            let builder = self.builder(i);
            (
                exp_rs_batch_builder_param_count(builder),
                exp_rs_batch_builder_expression_count(builder),
            )
        }
    }

    fn check(&self, before: [(usize, usize); 4], (i, status): (u8, i32)) {
        let (handle, owner) = self.builders[usize::from(i) % 4];
        match (handle.is_null(), owner) {
            (true, _) => assert_eq!(status, -1),
            (false, None) => assert_eq!(status, STALE),
            (false, Some(_)) => assert_ne!(status, STALE),
        }
        if status < 0 {
            // SAFETY: as above.
            assert_eq!(unsafe { self.counts(i) }, before[usize::from(i) % 4]);
        }
    }

    unsafe fn call(&mut self, call: &Call) {
        // SAFETY: as above.
        unsafe {
            let before = [0, 1, 2, 3].map(|i| self.counts(i));
            self.life(call);
            for outcome in [self.change(call), self.evaluate(call)].into_iter().flatten() {
                self.check(before, outcome);
            }
            self.look(call);
            self.define(call);
        }
    }
}

fuzz_target!(|case: (Vec<(u8, Call)>, u8)| {
    let (calls, order) = case;
    let before = live_blocks();
    let mut host = Host {
        arenas: [ptr::null_mut(); 2],
        builders: [(ptr::null_mut(), None); 4],
        contexts: [ptr::null_mut(); 2],
    };
    // SAFETY: the host keeps what each handle is.
    unsafe {
        for (fault, call) in &calls {
            with_fault(Fault::of_byte(*fault), || host.call(call));
        }
        for k in host.contexts {
            exp_rs_context_free(k);
        }
        // Arenas may go before their builders.
        if order % 2 == 0 {
            host.arenas.iter().for_each(|a| exp_rs_arena_free(*a));
        }
        host.builders.iter().for_each(|b| exp_rs_batch_builder_free(b.0));
        if order % 2 == 1 {
            host.arenas.iter().for_each(|a| exp_rs_arena_free(*a));
        }
    }
    assert_eq!(live_blocks(), before);
});
