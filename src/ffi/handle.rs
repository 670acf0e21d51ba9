//! What the handles are, and the rules between them: an arena knows its builders, so that a reset
//! makes them stale; a builder knows whether it is being evaluated or prepared, so that a function
//! of the host that is called meanwhile cannot pull it away.

use core::cell::{Cell, UnsafeCell};
use core::ptr;

use super::arena::exp_rs_arena;
use super::batch::exp_rs_batch_builder;
use crate::arena::{Arena, room_for, try_box};
use crate::batch::{BatchBuilder, ErrorOf, Host, Plain};
use crate::error::{Error, Status};

extern crate alloc;
use alloc::boxed::Box;

/// What a builder is doing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Idle,
    /// A run is on its way: the builder may be looked at.
    Evaluating,
    /// The builder is being changed: it may not even be looked at.
    Changing,
    /// Its arena was reset or freed; there is nothing behind the handle any more.
    Stale,
}

/// An arena and the builders that live in it.
pub(super) struct ArenaHandle {
    pub arena: UnsafeCell<Arena>,
    /// The first of its builders.
    builders: Cell<*const exp_rs_batch_builder>,
    /// To be freed when no builder is busy any more.
    free_later: Cell<bool>,
}

/// A builder, its arena, and its neighbours in that one's list.
#[repr(C)]
pub(super) struct BuilderHandle {
    /// Set while the builder is idle and needs no more than this to be evaluated. First, where the
    /// shortest instructions reach it.
    plain: Cell<Plain>,
    builder: UnsafeCell<Option<BatchBuilder<'static>>>,
    /// None yet where there is none.
    last_error: UnsafeCell<Option<Error>>,
    arena: Cell<*const exp_rs_arena>,
    next: Cell<*const exp_rs_batch_builder>,
    previous: Cell<*const exp_rs_batch_builder>,
    state: Cell<State>,
    free_later: Cell<bool>,
}

impl ArenaHandle {
    /// A handle in an allocation of its own; null when memory cannot be had.
    pub(super) fn create(arena: Result<Arena, Status>) -> *mut exp_rs_arena {
        let Ok(arena) = arena else {
            return ptr::null_mut();
        };
        let handle = ArenaHandle {
            arena: UnsafeCell::new(arena),
            builders: Cell::new(ptr::null()),
            free_later: Cell::new(false),
        };
        try_box(exp_rs_arena(handle)).map_or(ptr::null_mut(), ptr::NonNull::as_ptr)
    }

    /// The arena, to look at.
    pub(super) fn look(&self) -> &Arena {
        // SAFETY: a mutable reference exists only inside `reset`, which calls nobody.
        unsafe { &*self.arena.get() }
    }

    fn each_builder(&self, mut visit: impl FnMut(&BuilderHandle)) {
        let mut builder = self.builders.get();
        // SAFETY: builders leave the list before they are freed.
        while let Some(handle) = unsafe { builder.as_ref() } {
            builder = handle.0.next.get();
            visit(&handle.0);
        }
    }

    fn is_busy(&self) -> bool {
        let mut busy = false;
        self.each_builder(|b| busy |= matches!(b.state.get(), State::Evaluating | State::Changing));
        busy
    }

    /// Makes all builders stale and forgets what they hold.
    pub(super) fn reset(&self) -> Result<(), Status> {
        if self.is_busy() {
            return Err(Status::Busy);
        }
        self.make_stale();
        // SAFETY: no builder is left that borrows the arena.
        unsafe { (*self.arena.get()).reset() };
        Ok(())
    }

    fn make_stale(&self) {
        self.each_builder(|builder| {
            builder.state.set(State::Stale);
            builder.plain.set(Plain::NONE);
            builder.arena.set(ptr::null());
            // SAFETY: the builder is idle. It is forgotten, not dropped: its memory is the arena's.
            core::mem::forget(unsafe { (*builder.builder.get()).take() });
        });
        self.builders.set(ptr::null());
    }

    /// Frees the arena, now or when no builder is busy any more.
    ///
    /// # Safety
    /// `arena` is a live handle and is not used after.
    pub(super) unsafe fn free(arena: *mut exp_rs_arena) {
        // SAFETY: the caller's word.
        let handle = unsafe { &(*arena).0 };
        if handle.is_busy() {
            handle.free_later.set(true);
            return;
        }
        handle.make_stale();
        // SAFETY: the handle came from `try_box`; nothing refers to it any more.
        drop(unsafe { Box::from_raw(arena) });
    }
}

impl BuilderHandle {
    /// A builder in `arena`, in an allocation of its own; null when memory cannot be had.
    ///
    /// # Safety
    /// `arena` is a live handle.
    pub(super) unsafe fn create(arena: *mut exp_rs_arena) -> *mut exp_rs_batch_builder {
        // SAFETY: the arena outlives the builder: before it goes, `make_stale` forgets this one.
        let owner: &'static ArenaHandle = unsafe { &(*arena).0 };
        let Ok(place) = room_for::<exp_rs_batch_builder>() else {
            return ptr::null_mut();
        };
        let handle = BuilderHandle {
            plain: Cell::new(Plain::NONE),
            state: Cell::new(State::Idle),
            builder: UnsafeCell::new(Some(BatchBuilder::new(owner.look()))),
            last_error: UnsafeCell::new(None),
            arena: Cell::new(arena),
            next: Cell::new(owner.builders.get()),
            previous: Cell::new(ptr::null()),
            free_later: Cell::new(false),
        };
        // SAFETY: the place was taken for it; the first builder of the list is live.
        unsafe {
            place.write(exp_rs_batch_builder(handle));
            if let Some(first) = owner.builders.get().as_ref() {
                first.0.previous.set(place.as_ptr());
            }
        }
        owner.builders.set(place.as_ptr());
        place.as_ptr()
    }

    /// Frees a builder, now or when it is not busy any more.
    ///
    /// # Safety
    /// `builder` is a live handle and is not used after.
    pub(super) unsafe fn free(builder: *mut exp_rs_batch_builder) {
        // SAFETY: the caller's word.
        let handle = unsafe { &(*builder).0 };
        if matches!(handle.state.get(), State::Evaluating | State::Changing) {
            handle.free_later.set(true);
            return;
        }
        handle.leave_list();
        // SAFETY: the arena of a builder that is not stale is live. What is in an arena belongs to
        // its builders: the last one is forgotten when all was taken back.
        unsafe {
            if let Some(arena) = handle.arena.get().as_ref()
                && arena.0.look().take_all_back()
            {
                core::mem::forget((*handle.builder.get()).take());
            }
        }
        // SAFETY: the handle stands in a place of `room_for`. A builder that is there is dropped and gives its
        // memory back to its arena; of a stale or forgotten one nothing is left.
        drop(unsafe { Box::from_raw(builder) });
    }

    fn leave_list(&self) {
        // SAFETY: neighbours in the list are live, and so is the arena of a builder that is not
        // stale.
        unsafe {
            if let Some(next) = self.next.get().as_ref().filter(|_| !self.arena.get().is_null()) {
                next.0.previous.set(self.previous.get());
            }
            if let Some(arena) = self.arena.get().as_ref() {
                match self.previous.get().as_ref() {
                    Some(previous) => previous.0.next.set(self.next.get()),
                    None => arena.0.builders.set(self.next.get()),
                }
            }
        }
    }

    /// Calls `body` with the builder, to change it; notes its error.
    ///
    /// # Safety
    /// `this` is a live handle.
    pub(super) unsafe fn change<T>(
        this: *mut exp_rs_batch_builder,
        body: impl FnOnce(&mut BatchBuilder<'static>) -> Result<T, Error>,
    ) -> Result<T, Status> {
        // SAFETY: the caller's word; the handle is not used after it was left.
        unsafe {
            (*this).0.check_idle()?;
            let outcome = (*this).0.change_idle(body);
            BuilderHandle::leave(this);
            outcome
        }
    }

    fn check_idle(&self) -> Result<(), Status> {
        match self.state.get() {
            State::Idle => Ok(()),
            _ => Err(self.refuse()),
        }
    }

    /// Why a builder that is not idle cannot be used.
    #[cold]
    fn refuse(&self) -> Status {
        match self.state.get() {
            State::Stale => Status::StaleHandle,
            _ => self.note(Status::Busy.into()),
        }
    }

    /// [`BuilderHandle::change`] of a builder that is idle; what is to be freed is not yet freed.
    fn change_idle<T>(
        &self,
        body: impl FnOnce(&mut BatchBuilder<'static>) -> Result<T, Error>,
    ) -> Result<T, Status> {
        self.state.set(State::Changing);
        if self.plain().answers() {
            self.plain.set(Plain::NONE);
        }
        // SAFETY: the state keeps every other call away from the builder.
        let outcome = match unsafe { &mut *self.builder.get() } {
            Some(builder) => body(builder).map_err(|error| self.note(error)),
            None => Err(Status::StaleHandle),
        };
        self.become_idle();
        outcome
    }

    fn become_idle(&self) {
        self.state.set(State::Idle);
        if let Ok(Some(plain)) = self.look(BatchBuilder::plain) {
            self.plain.set(plain);
        }
    }

    /// Calls `body` with the builder, to look at it.
    pub(super) fn look<T>(
        &self,
        body: impl FnOnce(&BatchBuilder<'static>) -> T,
    ) -> Result<T, Status> {
        match self.state.get() {
            State::Idle | State::Evaluating => {}
            State::Stale => return Err(Status::StaleHandle),
            State::Changing => return Err(Status::Busy),
        }
        // SAFETY: a mutable reference exists only in the state `Changing`.
        unsafe { (*self.builder.get()).as_ref() }.map(body).ok_or(Status::StaleHandle)
    }

    /// The builder, where it is idle, prepared, and no more than a program and a frame: otherwise it answers
    /// nothing, for every change takes it away first.
    #[inline(always)]
    pub(super) fn plain(&self) -> &Plain {
        // SAFETY: it is written in this file alone, by calls that hold no reference to it.
        unsafe { &*self.plain.as_ptr() }
    }

    /// Prepares if needed, then calls `run`, during which the builder may be looked at.
    ///
    /// # Safety
    /// `this` is a live handle.
    #[inline]
    pub(super) unsafe fn evaluate(
        this: *mut exp_rs_batch_builder,
        context: Option<Host>,
        run: impl FnOnce(&BatchBuilder<'static>) -> Result<(), ErrorOf>,
    ) -> Result<(), Status> {
        // SAFETY: the caller's word; the handle is not used after it was left.
        unsafe {
            (*this).0.check_idle()?;
            let outcome = (*this).0.evaluate_idle(context, run);
            BuilderHandle::leave(this);
            outcome
        }
    }

    #[inline]
    fn evaluate_idle(
        &self,
        context: Option<Host>,
        run: impl FnOnce(&BatchBuilder<'static>) -> Result<(), ErrorOf>,
    ) -> Result<(), Status> {
        if self.look(|builder| builder.needs_prepare_for(context.map(|context| context.key())))? {
            self.change_idle(|builder| builder.prepare_for_eval(context))?;
        }
        self.state.set(State::Evaluating);
        let outcome = self.look(run);
        self.become_idle();
        outcome?.map_err(|error_of| match self.look(error_of) {
            Ok(error) => self.note(error),
            Err(status) => status,
        })
    }

    /// Keeps an error for `get_last_error`.
    #[cold]
    #[inline(never)]
    pub(super) fn note(&self, error: Error) -> Status {
        let status = error.status;
        // SAFETY: references to the error never leave this file's functions.
        unsafe { *self.last_error.get() = Some(error) };
        status
    }

    /// The error of the last failing call.
    pub(super) fn last_error(&self) -> Result<Error, Status> {
        if self.state.get() == State::Stale {
            return Err(Status::StaleHandle);
        }
        // SAFETY: as in `note`.
        let error = unsafe { (*self.last_error.get()).clone() }.unwrap_or_else(Error::none);
        Ok(self.look(|builder| builder.told(error.clone())).unwrap_or(error))
    }

    /// A call that made the builder busy ends: what was to be freed meanwhile is freed.
    ///
    /// # Safety
    /// `this` is a live handle, and is not used after.
    #[inline]
    unsafe fn leave(this: *mut exp_rs_batch_builder) {
        // SAFETY: the caller's word; a builder that was busy is not stale, so its arena lives.
        unsafe {
            let handle = &(*this).0;
            if handle.free_later.get() || (*handle.arena.get()).0.free_later.get() {
                BuilderHandle::free_now(this);
            }
        }
    }

    /// Frees the builder, its arena or both, as they were asked for.
    ///
    /// # Safety
    /// As for [`BuilderHandle::leave`].
    #[cold]
    unsafe fn free_now(this: *mut exp_rs_batch_builder) {
        // SAFETY: the caller's word.
        unsafe {
            let handle = &(*this).0;
            let arena = handle.arena.get().cast_mut();
            let arena_too = (*arena).0.free_later.get();
            if handle.free_later.get() {
                BuilderHandle::free(this);
            }
            if arena_too {
                ArenaHandle::free(arena);
            }
        }
    }
}
