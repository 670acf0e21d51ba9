//! Beside the way of an expression: what exists once in a process, each item behind its own feature.
//!
//! The global allocator (`allocator`), the panic handler (`panic-handler`), copying of memory (`firmware`) and the weak C hooks
//! (`default-hooks`: `default_hooks.c`, compiled by `build.rs`). It imports nothing of the crate, and
//! nothing else of the crate is keyed on these features.

#[cfg(feature = "allocator")]
mod allocator;
#[cfg(all(feature = "firmware", target_arch = "arm"))]
mod memory;
#[cfg(all(feature = "panic-handler", not(feature = "std")))]
mod panic;

/// The bytes that `exp_rs_malloc` is asked for when the library allocates `size` bytes aligned to `align`.
#[cfg(feature = "allocator")]
pub(crate) use allocator::request_size;

/// The bytes that a request for `size` bytes aligned to `align` becomes: with the global allocator of the
/// Rust program, none are added.
#[cfg(not(feature = "allocator"))]
pub(crate) const fn request_size(size: usize, _align: usize) -> usize {
    size
}
