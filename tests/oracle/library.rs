//! One elementary function with numbers as arguments, evaluated by the library in a batch of its
//! own: `f(a0, a1)`.

use std::cell::RefCell;
use std::collections::HashMap;

use exp_rs::{Arena, BatchBuilder, Real};

thread_local! {
    static BATCHES: RefCell<HashMap<String, BatchBuilder<'static>>> = RefCell::default();
}

/// The library's value of a single call.
pub fn single(name: &str, arguments: &[Real]) -> Real {
    BATCHES.with_borrow_mut(|batches| {
        if !batches.contains_key(name) {
            batches.insert(name.to_owned(), prepared(name, arguments.len()));
        }
        let batch = batches.get_mut(name).expect("it was inserted");
        batch.set_params(arguments).expect("as many as before");
        batch.eval(None).expect("elementary functions do not fail");
        batch.result(0)
    })
}

fn prepared(name: &str, arguments: usize) -> BatchBuilder<'static> {
    // Lives as long as the thread's batches do.
    let arena: &'static Arena = Box::leak(Box::new(Arena::new(8128).expect("memory")));
    let mut batch = BatchBuilder::new(arena);
    let names: Vec<String> = (0..arguments).map(|i| format!("a{i}")).collect();
    for name in &names {
        batch.add_parameter(name, 0.0).expect("a name");
    }
    batch.add_expression(&format!("{name}({})", names.join(", "))).expect("a call");
    batch.prepare(None).expect("a built-in function");
    batch
}
