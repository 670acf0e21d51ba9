//! Proves that the IMU monitor's expressions give what the same formulas give when they are written
//! in Rust, in every bit, over the whole recorded log.
//!
//! `sqrt` of the library is libm's, so the formulas call libm itself. `sin`, `cos` and `atan2` are
//! the library's own: the formulas ask the library for one single function at a time. The same
//! formulas with libm's functions throughout must be near.
#![cfg(not(feature = "f32"))]

#[path = "oracle/library.rs"]
mod library;
mod support;

use exp_rs::BatchBuilder;
use library::single;
use support::host::arena;

const HEADER: &str = include_str!("../examples/imu_expressions.h");
const LOG: &str = include_str!("../examples/data/imu.csv");

const PARAMETERS: [&str; 10] = ["dt", "gx", "gy", "gz", "ax", "ay", "az", "mx", "my", "mz"];
const RESULTS: [&str; 7] = ["accel", "pitch", "roll", "heading", "gyro", "tilt", "alarm"];

/// `X(name, "source")` of the header, in order.
fn expressions() -> Vec<(&'static str, &'static str)> {
    let lines = HEADER.lines().filter_map(|line| line.trim().strip_prefix("X("));
    lines
        .filter_map(|rest| rest.split_once(", \""))
        .map(|(name, rest)| {
            let (source, _) = rest.rsplit_once("\")").expect("a literal's end");
            (name, source)
        })
        .collect()
}

/// The parameters of each row: the time since the row before, and the columns behind the time.
fn rows() -> Vec<[f64; 10]> {
    let mut before = None;
    let row = |line: &str| {
        let columns: Vec<f64> = line.split(',').map(|n| n.parse().expect("a number")).collect();
        let mut row: [f64; 10] = columns.try_into().expect("ten columns");
        let time = row[0];
        row[0] = before.map_or(0.0, |before| time - before);
        before = Some(time);
        row
    };
    LOG.lines().skip(1).map(row).collect()
}

/// Where the formulas take their functions from.
struct Functions {
    sin: fn(f64) -> f64,
    cos: fn(f64) -> f64,
    atan2: fn(f64, f64) -> f64,
}

const OURS: Functions = Functions {
    sin: |x| single("sin", &[x]),
    cos: |x| single("cos", &[x]),
    atan2: |y, x| single("atan2", &[y, x]),
};

const LIBM: Functions = Functions { sin: libm::sin, cos: libm::cos, atan2: libm::atan2 };

/// The header's formulas in Rust; `tilt_last` is the last row's tilt.
fn formulas(row: &[f64; 10], tilt_last: f64, functions: &Functions) -> [f64; 7] {
    use libm::sqrt;
    let Functions { sin, cos, atan2 } = *functions;
    let [dt, gx, gy, gz, ax, ay, az, mx, my, mz] = *row;
    let degrees = |x: f64| x * (180.0 / std::f64::consts::PI);
    let radians = |x: f64| x * (std::f64::consts::PI / 180.0);
    let accel = sqrt(ax * ax + ay * ay + az * az);
    let pitch = degrees(atan2(-ax, sqrt(ay * ay + az * az)));
    let roll = degrees(atan2(ay, az));
    let (p, r) = (radians(pitch), radians(roll));
    let heading = degrees(atan2(
        mz * sin(r) - my * cos(r),
        mx * cos(p) + (my * sin(r) + mz * cos(r)) * sin(p),
    ));
    let gyro = sqrt(gx * gx + gy * gy + gz * gz);
    let tilt = 0.98 * (tilt_last + gy * dt) + 0.02 * pitch;
    let jolted = (accel - 1.0).abs() > 0.3 || tilt.abs() > 45.0;
    let alarm = if gyro > 250.0 { 2.0 } else { f64::from(u8::from(jolted)) };
    [accel, pitch, roll, heading, gyro, tilt, alarm]
}

/// Calls `visit` with each row's number, its parameters and the library's results.
fn for_each_row(mut visit: impl FnMut(usize, &[f64; 10], [f64; 7])) {
    let tilt_last = std::cell::Cell::new(0.0);
    let arena = arena();
    let mut batch = BatchBuilder::new(&arena);
    for name in PARAMETERS {
        batch.add_parameter(name, 0.0).unwrap();
    }
    // SAFETY: the cell outlives the batch's evaluations.
    let bound = unsafe { batch.bind_parameter("tilt_last", tilt_last.as_ptr()) }.unwrap();
    assert_eq!(bound, 10);
    for (name, source) in expressions() {
        batch.add_named_expression(name, source).unwrap();
    }
    for (number, row) in rows().iter().enumerate() {
        for (index, value) in row.iter().enumerate() {
            batch.set_param(index as u32, *value).unwrap();
        }
        batch.eval(None).unwrap();
        let results = batch.results().try_into().expect("seven");
        visit(number, row, results);
        tilt_last.set(batch.result(5));
    }
}

#[test]
fn header_and_log_are_what_the_test_reads() {
    assert_eq!(expressions().iter().map(|(name, _)| *name).collect::<Vec<_>>(), RESULTS);
    let parameters = HEADER.lines().filter_map(|line| line.trim().strip_prefix("X("));
    let parameters =
        parameters.filter_map(|rest| rest.strip_suffix(") \\").or(rest.strip_suffix(')')));
    let parameters: Vec<_> = parameters.filter(|name| !name.contains(' ')).collect();
    assert_eq!(parameters, PARAMETERS);
    assert!(rows().len() > 13_000);
}

#[test]
fn the_expressions_give_the_formulas_bits() {
    let mut tilt_last = 0.0;
    let mut alarms = [0; 3];
    for_each_row(|number, row, results| {
        let expected = formulas(row, tilt_last, &OURS);
        for (index, name) in RESULTS.iter().enumerate() {
            let (got, wanted) = (results[index], expected[index]);
            assert_eq!(got.to_bits(), wanted.to_bits(), "row {number}: {name} {got} {wanted}");
        }
        tilt_last = expected[5];
        alarms[expected[6] as usize] += 1;
    });
    assert!(alarms.iter().all(|count| *count > 0), "each alarm was raised: {alarms:?}");
}

/// With libm's functions angles differ in the last place, and so does what is made of them.
#[test]
fn the_expressions_are_near_libm() {
    let mut tilt_last = 0.0;
    let mut largest = [0.0_f64; 7];
    for_each_row(|_, row, results| {
        let expected = formulas(row, tilt_last, &LIBM);
        tilt_last = expected[5];
        for (index, difference) in largest.iter_mut().enumerate() {
            *difference = difference.max((results[index] - expected[index]).abs());
        }
    });
    println!("largest differences from libm: {RESULTS:?} {largest:?}");
    let [accel, pitch, roll, heading, gyro, tilt, alarm] = largest;
    assert_eq!([accel, gyro, alarm], [0.0; 3], "no angle is in them");
    // Degrees; four units in the last place of 180.
    let limit = 1.2e-13;
    assert!([pitch, roll, heading, tilt].iter().all(|d| *d <= limit), "{largest:?}");
}
