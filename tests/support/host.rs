//! Short ways to what the tests do again and again: an arena that grows, a prepared batch, one
//! value, an error, a function of the host that notes its calls.

use std::cell::RefCell;
use std::ffi::c_void;

use exp_rs::{Arena, BatchBuilder, Context, Error, Real, Status};

/// An arena without a limit.
pub fn arena() -> Arena {
    Arena::growable(0, usize::MAX).expect("memory")
}

/// A batch of unnamed expressions, or of `name = text` where there is a name, prepared.
pub fn batch<'a>(
    arena: &'a Arena,
    parameters: &[(&str, Real)],
    expressions: &[(&str, &str)],
    context: Option<&Context>,
) -> Result<BatchBuilder<'a>, Error> {
    let mut batch = BatchBuilder::new(arena);
    for (name, value) in parameters {
        batch.add_parameter(name, *value)?;
    }
    for (name, text) in expressions {
        match *name {
            "" => batch.add_expression(text)?,
            name => batch.add_named_expression(name, text)?,
        };
    }
    batch.prepare(context)?;
    Ok(batch)
}

/// The value of one expression, optimised and not: they must agree.
pub fn value(context: Option<&Context>, text: &str) -> Result<Real, Error> {
    let [optimised, plain] = [true, false].map(|optimise| {
        let arena = arena();
        let mut batch = BatchBuilder::new(&arena);
        batch.set_optimise(optimise);
        batch.add_expression(text)?;
        batch.prepare(context)?;
        batch.eval(context)?;
        Ok::<Real, Error>(batch.result(0))
    });
    let seen = |r: &Result<Real, Error>| match r {
        Ok(value) => Ok(value.to_bits()),
        Err(error) => Err((error.status, error.span, error.expression)),
    };
    assert_eq!(seen(&optimised), seen(&plain), "optimised and not: {text}");
    optimised
}

/// The status of one expression.
pub fn status(context: Option<&Context>, text: &str) -> Status {
    value(context, text).map_or_else(|error| error.status, |_| Status::Ok)
}

/// The arguments of the calls of a function of the host.
#[derive(Default)]
pub struct Calls(pub RefCell<Vec<Vec<Real>>>);

impl Calls {
    /// Lets expressions call it, with any arguments; its value is the sum of them.
    pub fn add_to(&self, context: &mut Context, name: &str, pure: bool) -> Result<(), Error> {
        let calls = std::ptr::from_ref(self).cast_mut().cast::<c_void>();
        // SAFETY: a test's calls outlive its evaluations.
        unsafe { context.add_function(name, (0, exp_rs::VARIADIC), note, calls, pure) }
    }

    pub fn take(&self) -> Vec<Vec<Real>> {
        self.0.take()
    }
}

unsafe extern "C" fn note(args: *const Real, count: usize, calls: *mut c_void) -> Real {
    // SAFETY: the library passes `count` numbers and the pointer that it was given.
    let (arguments, calls) = unsafe {
        let arguments = match count {
            0 => &[],
            _ => std::slice::from_raw_parts(args, count),
        };
        (arguments, &*calls.cast::<Calls>())
    };
    calls.0.borrow_mut().push(arguments.to_vec());
    arguments.iter().sum()
}
