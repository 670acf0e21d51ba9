//! What the handle of a context is.

use core::cell::UnsafeCell;
use core::ptr;

use super::context::exp_rs_context;
use super::error::exp_rs_status;
use super::reach;
use crate::arena::try_box;
use crate::batch::Host;
use crate::context::Context;
use crate::error::{Error, Status};

extern crate alloc;
use alloc::boxed::Box;

/// A context and the error of the last failing call.
pub(super) struct ContextHandle {
    pub context: UnsafeCell<Context>,
    /// [`Host::of`], which nobody else names: a program that makes no context does not link what only
    /// contexts need.
    host: fn(&Context) -> Host,
    last_error: UnsafeCell<Error>,
}

impl ContextHandle {
    /// A handle in an allocation of its own; null when memory cannot be had.
    pub(super) fn create(context: Result<Context, Status>) -> *mut exp_rs_context {
        let Ok(context) = context else {
            return ptr::null_mut();
        };
        let handle = ContextHandle {
            context: UnsafeCell::new(context),
            host: Host::of,
            last_error: UnsafeCell::new(Error::none()),
        };
        try_box(exp_rs_context(handle)).map_or(ptr::null_mut(), ptr::NonNull::as_ptr)
    }

    /// Frees a context.
    ///
    /// # Safety
    /// `context` is null or a live handle, and is not used after.
    pub(super) unsafe fn free(context: *mut exp_rs_context) {
        if !context.is_null() {
            // SAFETY: the handle came from `try_box`.
            drop(unsafe { Box::from_raw(context) });
        }
    }

    /// Changes a context, notes its error.
    ///
    /// # Safety
    /// `context` is null or a live handle.
    pub(super) unsafe fn change(
        context: *mut exp_rs_context,
        body: impl FnOnce(&mut Context) -> Result<(), Error>,
    ) -> exp_rs_status {
        // SAFETY: the caller's word.
        let Some(handle) = (unsafe { context.as_ref() }) else {
            return Status::NullPointer.code();
        };
        // SAFETY: one thread at a time is the caller's word, and nothing that is called from
        // within comes back here.
        match body(unsafe { &mut *handle.0.context.get() }) {
            Ok(()) => Status::Ok.code(),
            Err(error) => {
                let code = error.status.code();
                // SAFETY: references to the error never leave this file's functions.
                unsafe { *handle.0.last_error.get() = error };
                code
            }
        }
    }

    /// The context as compiling sees it.
    pub(super) fn as_host(&self) -> Host<'_> {
        // SAFETY: a mutable reference exists only inside `change`, which is not called meanwhile.
        (self.host)(unsafe { &*self.context.get() })
    }

    /// Looks at a context; `otherwise` for NULL.
    ///
    /// # Safety
    /// `context` is null or a live handle.
    pub(super) unsafe fn look<T>(
        context: *const exp_rs_context,
        body: impl FnOnce(&Context) -> T,
        otherwise: T,
    ) -> T {
        // SAFETY: the caller's word.
        unsafe { reach::context(context) }.map_or(otherwise, body)
    }

    /// The error of the last failing call.
    ///
    /// # Safety
    /// `context` is null or a live handle.
    pub(super) unsafe fn last_error(context: *const exp_rs_context) -> Result<Error, Status> {
        // SAFETY: the caller's word; see `change`.
        unsafe { context.as_ref().map(|c| (*c.0.last_error.get()).clone()) }
            .ok_or(Status::NullPointer)
    }
}
