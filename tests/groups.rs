//! Groups of built-in functions that a library can be built without: those that are there evaluate,
//! those that are not are unknown, and the message says why.

use exp_rs::{Arena, BatchBuilder, Status};

/// Group, whether it is there, and calls of its functions.
const GROUPS: [(&str, bool, &[&str]); 4] = [
    (
        "special",
        cfg!(feature = "special"),
        &["fac(3)", "fact(3)", "tgamma(3)", "lgamma(3)", "erf(1)", "erfc(1)", "ncdf(1)"],
    ),
    (
        "statistics",
        cfg!(feature = "statistics"),
        &["avg(1, 2)", "average(1, 2)", "ncr(5, 2)", "combin(5, 2)", "npr(5, 2)", "permut(5, 2)"],
    ),
    ("bits", cfg!(feature = "bits"), &["bitand(5, 3)", "bitxor(5, 3)", "bitnot(1)"]),
    (
        "trigonometric",
        cfg!(feature = "trigonometric"),
        &["sin(1)", "atan2(1, 2)", "tanh(1)", "sec(1)", "sinc(1)", "deg2rad(1)"],
    ),
];

fn status(expression: &str) -> (Status, String) {
    let arena = Arena::new(8128).unwrap();
    let mut batch = BatchBuilder::new(&arena);
    batch.add_expression(expression).unwrap();
    match batch.eval(None) {
        Ok(()) => (Status::Ok, String::new()),
        Err(error) => (error.status, error.message().as_str().to_owned()),
    }
}

#[test]
fn what_is_left_out_is_unknown_and_says_so() {
    for (group, there, calls) in GROUPS {
        for call in calls {
            let name = call.split('(').next().unwrap();
            let expected = if there {
                (Status::Ok, String::new())
            } else {
                let reason =
                    format!("unknown function '{name}'; this build has no '{group}' functions");
                (Status::UnknownFunction, reason)
            };
            assert_eq!(status(call), expected);
        }
    }
}

#[test]
fn operators_stay() {
    for operation in ["5 & 3", "5 | 3", "~1", "1 << 3", "2 ^ 0.5", "7 % 4", "exp(1)", "min(1, 2)"] {
        assert_eq!(status(operation).0, Status::Ok, "{operation}");
    }
}
