//! Formulas over live values: a batch in one fixed block, parameters that are read where the program
//! keeps them, a function of the program, results that feed other results.
//!
//!     cargo run --example sensors

use exp_rs::{Arena, BatchBuilder, Context, Error, Real};
use std::cell::Cell;

fn main() -> Result<(), Error> {
    let mut context = Context::new()?;
    context.add_pure_function("limited", 1..=1, |args| args[0].clamp(0.0, 100.0))?;

    let arena = Arena::new(8128)?;
    let temperature: Cell<Real> = Cell::new(0.0);
    let mut batch = BatchBuilder::new(&arena);
    // SAFETY: the value lives longer than the batch.
    unsafe { batch.bind_parameter("temperature", temperature.as_ptr()) }?;
    let target = batch.add_parameter("target", 21.0)?;
    batch.add_named_expression("error", "target - temperature")?;
    let power = batch.add_expression("abs(error) < 0.5 ? 0 : limited(20*error)")?;
    batch.prepare(Some(&context))?;

    for (minute, value) in [18.0, 19.5, 20.75, 21.0, 20.0].into_iter().enumerate() {
        temperature.set(value);
        if minute == 4 {
            batch.set_param(target, 23.0)?;
        }
        batch.eval(Some(&context))?; // allocates nothing
        println!("minute {minute}: {value} degrees, heating at {} %", batch.result(power));
    }
    println!("{} bytes of the arena were enough", arena.stats().high_water);
    Ok(())
}
