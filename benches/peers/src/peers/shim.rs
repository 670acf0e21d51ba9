//! Peers in C++, behind a C interface of five functions (`native/*.cpp`), loop included: a call from
//! Rust for each evaluation would charge them for something that their users do not pay.

use std::ffi::{CStr, CString, c_char, c_void};

use super::{Compiler, Evaluator, Peer, translated};
use crate::suite::{Case, Expression};

/// The functions of a shim.
#[derive(Clone, Copy)]
pub struct Api {
    /// Compiles the sources of a batch; NULL on failure, which it has printed.
    pub new: unsafe extern "C" fn(
        names: *const *const c_char,
        n_names: usize,
        sources: *const *const c_char,
        n_sources: usize,
    ) -> *mut c_void,
    /// Evaluates the batch for each row.
    pub run: unsafe extern "C" fn(
        batch: *mut c_void,
        rows: *const f64,
        n_rows: usize,
        out: *mut f64,
    ) -> bool,
    /// Compiles the sources of the batch again.
    pub compile: unsafe extern "C" fn(batch: *mut c_void) -> bool,
    pub free: unsafe extern "C" fn(batch: *mut c_void),
    pub version: unsafe extern "C" fn() -> *const c_char,
}

pub struct ShimPeer {
    pub name: &'static str,
    pub api: Api,
    pub translate: fn(&Expression) -> Option<&'static str>,
}

impl Peer for ShimPeer {
    fn name(&self) -> &'static str {
        self.name
    }

    fn version(&self) -> String {
        // SAFETY: the shims return a NUL-terminated text that is never freed.
        let version = unsafe { CStr::from_ptr((self.api.version)()) };
        version.to_string_lossy().into_owned()
    }

    fn evaluator(&self, case: &Case) -> Option<Evaluator> {
        let batch = Batch::new(self, case)?;
        Some(Box::new(move |rows, out| batch.run(rows, out)))
    }

    fn compiler(&self, case: &Case) -> Option<Compiler> {
        let batch = Batch::new(self, case)?;
        Some(Box::new(move || batch.compile()))
    }
}

/// An owned batch of a shim.
struct Batch {
    api: Api,
    handle: *mut c_void,
    columns: usize,
    results: usize,
}

impl Batch {
    fn new(peer: &ShimPeer, case: &Case) -> Option<Self> {
        let names = Texts::new(case.params);
        let sources = Texts::new(&translated(case, peer.translate)?);
        let (n, s) = (names.pointers(), sources.pointers());
        // SAFETY: pointers to NUL-terminated texts, which live on in `names` and `sources`, and their
        // counts; the shim copies them.
        let handle = unsafe { (peer.api.new)(n.as_ptr(), n.len(), s.as_ptr(), s.len()) };
        assert!(!handle.is_null(), "{}: {} was refused", peer.name, case.id);
        Some(Self {
            api: peer.api,
            handle,
            columns: n.len(),
            results: s.len(),
        })
    }

    fn run(&self, rows: &[f64], out: &mut [f64]) {
        let n_rows = rows.len() / self.columns;
        assert_eq!(out.len(), n_rows * self.results);
        // SAFETY: a live handle; `columns` values to read and `results` to write for each row.
        let done = unsafe { (self.api.run)(self.handle, rows.as_ptr(), n_rows, out.as_mut_ptr()) };
        assert!(done, "evaluation failed");
    }

    fn compile(&self) {
        // SAFETY: a live handle.
        let done = unsafe { (self.api.compile)(self.handle) };
        assert!(done, "compilation failed");
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // SAFETY: a live handle, not used again.
        unsafe { (self.api.free)(self.handle) }
    }
}

/// Texts for C.
pub struct Texts(Vec<CString>);

impl Texts {
    pub fn new(texts: &[&str]) -> Self {
        let c_string = |t: &&str| CString::new(*t).expect("no NUL in the suite");
        Self(texts.iter().map(c_string).collect())
    }

    /// Valid while `self` is.
    pub fn pointers(&self) -> Vec<*const c_char> {
        self.0.iter().map(|t| t.as_ptr()).collect()
    }
}
