//! Literals against the parser of Rust's core library, in both widths that fit: what is a number has its bits, what is
//! none is refused. The last byte chooses where memory fails at first.

#![no_main]

use exp_rs::{Arena, BatchBuilder, Status};
use exp_rs_fuzz::{Fault, with_fault};
use libfuzzer_sys::fuzz_target;

const CHARACTERS: &[u8; 32] = b"0123456789012345678900..eeEE+-__";

/// Each byte is a character; one above 223 repeats the last a number of times.
fn text(data: &[u8]) -> String {
    let mut text = String::new();
    for byte in data {
        match text.chars().last().filter(|_| *byte > 223) {
            Some(last) => text.extend(std::iter::repeat_n(last, 1 << (byte & 7))),
            None => text.push(char::from(CHARACTERS[usize::from(byte & 31)])),
        }
    }
    text
}

/// Digits, with single underlines between two of them: how many bytes.
fn digits(text: &[u8]) -> usize {
    let mut at = 0;
    while at < text.len() {
        let digit = text[at].is_ascii_digit();
        let joins = text[at] == b'_'
            && at > 0
            && text[at - 1] != b'_'
            && text.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !digit && !joins {
            break;
        }
        at += 1;
    }
    at
}

/// Whether all of it is one decimal literal.
fn is_literal(text: &[u8]) -> bool {
    let whole = digits(text);
    let mut at = whole;
    let mut fraction = 0;
    if text.get(at) == Some(&b'.') {
        fraction = digits(&text[at + 1..]);
        at += 1 + fraction;
    }
    if whole + fraction == 0 {
        return false;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(text.get(at), Some(b'+' | b'-')));
        let exponent = digits(&text[at.min(text.len())..]);
        if exponent == 0 {
            return false;
        }
        at += exponent;
    }
    at == text.len()
}

fuzz_target!(|data: &[u8]| {
    let Some((fault, data)) = data.split_last() else {
        return;
    };
    let text = text(data);
    let arena = Arena::growable(0, usize::MAX).unwrap();
    let mut batch = BatchBuilder::new(&arena);
    let (mut added, refused) = with_fault(Fault::of_byte(*fault), || batch.add_expression(&text));
    if added.as_ref().is_err_and(|e| e.status == Status::OutOfMemory) {
        assert!(refused);
        added = batch.add_expression(&text);
    }
    if !is_literal(text.as_bytes()) || text.len() > 65_536 {
        // What begins with a sign or holds one is an expression of its own.
        let lone =
            !text.contains(['+', '-']) && text.as_bytes().first().is_some_and(u8::is_ascii_digit);
        assert!(!lone || added.is_err(), "{text}");
        return;
    }
    assert_eq!(added.map_err(|e| e.status), Ok::<u32, Status>(0), "{text}");
    let (prepared, refused) = with_fault(Fault::of_byte(*fault), || batch.prepare(None));
    assert!(refused || prepared.is_ok());
    batch.eval(None).unwrap();
    let expected: f64 = text.replace('_', "").parse().unwrap();
    assert_eq!(batch.result(0).to_bits(), expected.to_bits(), "{text}");
});
