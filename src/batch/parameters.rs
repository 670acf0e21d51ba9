//! Adding parameters and arrays, and giving names a meaning.

use super::{BatchBuilder, Beyond};
use crate::arena::ArenaVec;
use crate::context::checked_array;
use crate::error::{Error, Fault, Span, Status};
use crate::names::{BatchName, Located, NameId, ValueMeaning};
use crate::program::{Array, Binding};
use crate::real::{NAN, Real};
use crate::syntax::lexer::is_name;

impl BatchBuilder<'_> {
    /// Adds a parameter with a value; its index.
    ///
    /// # Errors
    /// [`Status::InvalidName`], [`Status::DuplicateName`], [`Status::OutOfMemory`],
    /// [`Status::TooComplex`] past the limit of names.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder, Status};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// assert_eq!(batch.add_parameter("x", 1.0)?, 0);
    /// assert_eq!(batch.add_parameter("imu.accel.y", 2.0)?, 1);
    /// assert_eq!(batch.add_parameter("x", 3.0).unwrap_err().status, Status::DuplicateName);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn add_parameter(&mut self, name: &str, value: Real) -> Result<u32, Error> {
        self.try_add_parameter(name, value).map_err(|status| name_error(status, name))
    }

    fn try_add_parameter(&mut self, name: &str, value: Real) -> Result<u32, Status> {
        let located = self.locate_value(name)?;
        let mut larger = ArenaVec::new(self.arena);
        self.larger_frame(&mut larger)?;
        let index = self.parameters;
        let id = self.give_value(name, located, ValueMeaning::Parameter(index))?;
        // From here on nothing can fail.
        self.cut_frame();
        self.take_frame(larger);
        if let Some(row) = self.names.get_mut(NameId(index)) {
            row.parameter = id;
        }
        self.frame.insert(index as usize, value)?;
        self.parameters += 1;
        Ok(index)
    }

    /// Adds a parameter whose value each evaluation reads once from `address`; NaN before.
    ///
    /// # Errors
    /// As [`BatchBuilder::add_parameter`]; [`Status::NullPointer`], and
    /// [`Status::InvalidArgument`] for an address that is not aligned.
    ///
    /// # Safety
    /// `address` must be valid for reading whenever the batch is evaluated.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let sensor = std::cell::Cell::new(1.0);
    /// // SAFETY: the number outlives the last evaluation.
    /// unsafe { batch.bind_parameter("sensor", sensor.as_ptr()) }?;
    /// batch.add_expression("sensor * 10")?;
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 10.0);
    /// sensor.set(2.0);
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 20.0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub unsafe fn bind_parameter(
        &mut self,
        name: &str,
        address: *const Real,
    ) -> Result<u32, Error> {
        let added = checked_array(address, 1)
            .and_then(|_| self.lent()?.bindings.reserve(1))
            .and_then(|()| self.try_add_parameter(name, NAN))
            .and_then(|parameter| {
                self.lent()?.bindings.push(Binding { parameter, address })?;
                Ok(parameter)
            });
        added.map_err(|status| name_error(status, name))
    }

    /// Lets the expressions of this batch read `length` numbers at `data` as `name[i]`, in place.
    ///
    /// # Errors
    /// As [`BatchBuilder::bind_parameter`], except that a parameter may have the same name.
    ///
    /// # Safety
    /// `data` must be valid for reading `length` numbers whenever the batch is evaluated.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// let table = [10.0, 20.0, 30.0];
    /// // SAFETY: the table outlives the last evaluation.
    /// unsafe { batch.bind_array("table", table.as_ptr(), table.len()) }?;
    /// batch.add_expression("table[2] - table[0]")?;
    /// batch.eval(None)?;
    /// assert_eq!(batch.result(0), 20.0);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub unsafe fn bind_array(
        &mut self,
        name: &str,
        data: *const Real,
        length: usize,
    ) -> Result<(), Error> {
        let bound = checked_array(data, length).and_then(|array| self.add_array(name, array));
        bound.map_err(|status| name_error(status, name))
    }

    fn add_array(&mut self, name: &str, array: Array) -> Result<(), Status> {
        if !is_name(name) {
            return Err(Status::InvalidName);
        }
        let located = self.names.locate(name);
        if self.meaning_of(located).is_some_and(|meaning| meaning.array().is_some()) {
            return Err(Status::DuplicateName);
        }
        self.lent()?.arrays.reserve(1)?;
        self.beyond = Some(Beyond::FRAME);
        let number = self.arrays().len() as u32;
        self.enter(name, located, |meaning| meaning.bind_array(number))?;
        self.cut_frame();
        self.lent()?.arrays.push(array)
    }

    /// Where a name is, or would be, that may be given to a value.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(super) fn locate_value(&self, name: &str) -> Result<Located, Status> {
        if !is_name(name) {
            return Err(Status::InvalidName);
        }
        let located = self.names.locate(name);
        match self.meaning_of(located) {
            Some(meaning) if meaning.value != ValueMeaning::None => Err(Status::DuplicateName),
            _ => Ok(located),
        }
    }

    fn meaning_of(&self, located: Located) -> Option<&BatchName> {
        match located {
            Located::Known(id) => self.names.get(id),
            Located::New(_) => None,
        }
    }

    /// Changes what a name means, which is added where it is new; its number. A failure changes nothing.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn enter(
        &mut self,
        name: &str,
        located: Located,
        change: impl FnOnce(&mut BatchName),
    ) -> Result<NameId, Status> {
        match located {
            Located::Known(id) => {
                self.names.get_mut(id).map(change);
                Ok(id)
            }
            Located::New(_) if self.names.len() >= self.limits.names as usize => {
                Err(Status::TooComplex)
            }
            Located::New(gap) => {
                let mut meaning = BatchName::NOTHING;
                change(&mut meaning);
                self.names.add(name, gap, meaning)
            }
        }
    }

    /// Gives a name a value, the same way.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(super) fn give_value(
        &mut self,
        name: &str,
        located: Located,
        value: ValueMeaning,
    ) -> Result<NameId, Status> {
        self.enter(name, located, |meaning| meaning.value = value)
    }
}

/// The error of a name that was refused.
#[cold]
#[inline(never)]
pub(super) fn name_error(status: Status, name: &str) -> Error {
    Error::of_fault(&Fault::new(status, Span::between(0, name.len())), None, name)
}
