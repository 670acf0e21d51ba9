//! Evaluating a prepared batch over columns of rows: in blocks where its program allows that,
//! otherwise row by row.

use core::ptr;

use super::{BatchBuilder, ErrorOf, Host, Prepared};
use crate::context::Context;
use crate::engine::block::{Columns, Level, Wanted};
use crate::error::{Error, Status};
use crate::real::{NAN, Real};

/// The columns of a call as the host gave them.
pub(crate) type Given<'c> = (&'c [*const Real], &'c [*mut Real]);

impl BatchBuilder<'_> {
    /// Evaluates `rows` rows of columns. `inputs[p]` is the column of parameter p (null: its set
    /// value in every row), `outputs[e]` takes the results of expression e (null: not wanted).
    /// The same bits as `rows` calls of [`BatchBuilder::eval`]; bound parameters are read once.
    /// Afterwards the results are those of the last row, and the status of an expression is its
    /// first failure. 0 rows change nothing.
    ///
    /// # Errors
    /// As [`BatchBuilder::eval`]; [`Status::InvalidArgument`] where the numbers of columns are not
    /// those of parameters and expressions, or an output column overlaps another column and is not
    /// exactly an input column.
    ///
    /// # Safety
    /// Each column that is not null must be valid for `rows` numbers, outputs for writing.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_parameter("x", 0.0)?;
    /// batch.add_expression("x * x")?;
    /// let x = [1.0, 2.0, 3.0];
    /// let mut squares = [0.0; 3];
    /// // SAFETY: both columns have three numbers.
    /// unsafe { batch.eval_block(None, 3, &[x.as_ptr()], &[squares.as_mut_ptr()]) }?;
    /// assert_eq!(squares, [1.0, 4.0, 9.0]);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub unsafe fn eval_block(
        &mut self,
        context: Option<&Context>,
        rows: usize,
        inputs: &[*const Real],
        outputs: &[*mut Real],
    ) -> Result<(), Error> {
        self.check_columns(rows, (inputs, outputs))?;
        if rows == 0 {
            return Ok(());
        }
        if self.needs_prepare(context) {
            self.prepare_for_eval(context.map(Host::of)).map_err(|error| {
                // SAFETY: the caller's word.
                unsafe { fill_with_nan(rows, outputs) };
                self.told(error)
            })?;
        }
        // SAFETY: the caller's word.
        unsafe { self.run_rows(rows, (inputs, outputs)) }.map_err(|error_of| error_of(self))
    }

    /// Sets how many rows [`BatchBuilder::eval_block`] takes through the program at once, at most,
    /// from the next preparation on. What it needs for that, a number in each of these rows for each
    /// constant and temporary value of the program, and where there are vector registers 16 bytes
    /// for each instruction, is taken from the arena by [`BatchBuilder::prepare`]; its size is part
    /// of [`BatchStats::columns_bytes`]. 1: none, all goes row by row. 0, the default: as many rows
    /// as the processor's vector registers take, 16 where pointers have 32 bits, fewer or none where
    /// that were more than half of what the arena can still give: preparing never fails for it.
    ///
    /// [`BatchStats::columns_bytes`]: super::BatchStats::columns_bytes
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{Arena, BatchBuilder};
    ///
    /// let arena = Arena::new(4032)?;
    /// let mut batch = BatchBuilder::new(&arena);
    /// batch.add_parameter("x", 0.0)?;
    /// batch.add_expression("x * x + 1")?;
    /// batch.prepare(None)?;
    /// let with_blocks = batch.stats().columns_bytes;
    /// batch.set_block_rows(1);
    /// batch.prepare(None)?;
    /// assert!(batch.stats().columns_bytes < with_blocks);
    /// # Ok::<(), exp_rs::Error>(())
    /// ```
    pub fn set_block_rows(&mut self, rows: u32) {
        self.block_rows = rows;
        self.cut_frame();
    }

    /// Computes columns with no instructions above this level, if the processor has it: no result
    /// depends on it, which tests compare.
    #[doc(hidden)]
    pub fn set_block_level(&mut self, level: usize) {
        let known = Level::ALL.get(level).copied().unwrap_or(Level::Baseline);
        self.level.set(Some(known.min(Level::of_this_processor())));
    }

    fn block_level(&self) -> Level {
        let level = self.level.get().unwrap_or_else(Level::of_this_processor);
        self.level.set(Some(level));
        level
    }

    /// Whether there are as many columns as the batch has parameters and expressions, each where
    /// numbers can stand.
    pub(crate) fn check_columns(
        &self,
        rows: usize,
        (inputs, outputs): Given,
    ) -> Result<(), Status> {
        let bytes = rows.checked_mul(size_of::<Real>()).ok_or(Status::InvalidArgument)?;
        let is_right = |address: usize| {
            address.is_multiple_of(align_of::<Real>()) && address.checked_add(bytes).is_some()
        };
        let right = inputs.len() == self.parameters as usize
            && outputs.len() == self.records.len()
            && inputs.iter().all(|column| is_right(column.addr()))
            && outputs.iter().all(|column| is_right(column.addr()));
        if right { Ok(()) } else { Err(Status::InvalidArgument) }
    }

    /// The rows of [`BatchBuilder::eval_block`].
    ///
    /// # Safety
    /// As there, with columns that were checked and a batch that is prepared.
    pub(crate) unsafe fn run_rows(
        &self,
        rows: usize,
        (inputs, outputs): Given,
    ) -> Result<(), ErrorOf> {
        let Some(prepared) = &self.prepared else {
            return Err(|_| Status::Internal.into());
        };
        let frame = self.frame.as_ptr();
        // SAFETY: it is the program's frame.
        let wanted = unsafe { prepared.wanted(frame, rows, (inputs, outputs)) };
        let Ok(wanted) = wanted else { return Err(|_| Status::InvalidArgument.into()) };
        let columns = Columns { rows, inputs, outputs, wanted };
        self.unprepared.set(None);
        // SAFETY: parameters have slots; addresses and columns are the host's word.
        unsafe {
            for binding in self.bindings() {
                *frame.add(binding.parameter as usize) = *binding.address;
            }
            let level = || self.block_level();
            let done = prepared.blocks.run(&prepared.program, frame, &columns, level);
            if done < rows {
                prepared.run_each_row(frame, &columns, done);
            }
        }
        if prepared.scratch.failed.get() { Err(|batch| batch.first_error()) } else { Ok(()) }
    }
}

impl Prepared<'_> {
    /// The columns that are wanted.
    ///
    /// # Errors
    /// [`Status::InvalidArgument`] where one overlaps another column and is not exactly an input
    /// column.
    ///
    /// # Safety
    /// `frame` is the program's.
    unsafe fn wanted(
        &self,
        frame: *mut Real,
        rows: usize,
        (inputs, outputs): Given,
    ) -> Result<&[Wanted], Status> {
        let behind = self.program.layout.slots() as usize + inputs.len();
        // SAFETY: there is room for as many as there are expressions, see `numbers_for_rows`.
        let places = unsafe { frame.add(behind) }.cast::<Wanted>();
        let mut count = 0;
        for (e, _) in outputs.iter().enumerate().filter(|(_, column)| !column.is_null()) {
            // SAFETY: there is a place for each expression, and no reference to any of them.
            unsafe { places.add(count).write(Wanted { expression: e as u32, shared: false }) };
            count += 1;
        }
        // SAFETY: so many places were written just now.
        let wanted = unsafe { core::slice::from_raw_parts_mut(places, count) };
        let address = |wanted: &Wanted| outputs[wanted.expression as usize].addr();
        sort(wanted, address);
        let bytes = rows * size_of::<Real>();
        let mut apart = wanted.windows(2).all(|w| address(&w[1]) - address(&w[0]) >= bytes);
        for input in inputs.iter().filter(|column| !column.is_null()) {
            let at = wanted.partition_point(|output| address(output) < input.addr());
            let (below, from) = wanted.split_at_mut(at);
            apart &= below.last().is_none_or(|output| input.addr() - address(output) >= bytes);
            if let Some(output) = from.first_mut() {
                let distance = address(output) - input.addr();
                output.shared |= distance == 0;
                apart &= distance == 0 || distance >= bytes;
            }
        }
        if apart { Ok(wanted) } else { Err(Status::InvalidArgument) }
    }

    /// Runs the program for one row after the other, from row `first` on.
    ///
    /// # Safety
    /// `frame` is the program's, and the columns are right for it.
    unsafe fn run_each_row(&self, frame: *mut Real, columns: &Columns, first: usize) {
        let Columns { rows, inputs, outputs, wanted } = *columns;
        let first_result = inputs.len();
        self.scratch.begin_rows();
        // SAFETY: the caller's word; behind the slots is room for the parameters' set values.
        unsafe {
            let set = frame.add(self.program.layout.slots() as usize);
            ptr::copy_nonoverlapping(frame, set, first_result);
            for row in first..rows {
                for (p, column) in inputs.iter().enumerate().filter(|(_, c)| !c.is_null()) {
                    *frame.add(p) = *column.add(row);
                }
                self.run(frame);
                self.scratch.note_row();
                for wanted in wanted {
                    let e = wanted.expression as usize;
                    *outputs[e].add(row) = *frame.add(first_result + e);
                }
            }
            ptr::copy_nonoverlapping(set, frame, first_result);
        }
        self.scratch.end_rows();
    }
}

/// Numbers behind the slots of a frame: the set values of the parameters, while columns take their
/// place, and a place for each column that can be wanted.
pub(super) fn numbers_for_rows(parameters: usize, expressions: usize) -> usize {
    const EACH: usize = size_of::<Wanted>() / size_of::<Real>();
    const {
        assert!(EACH * size_of::<Real>() == size_of::<Wanted>());
        assert!(align_of::<Real>() >= align_of::<Wanted>());
    }
    parameters.saturating_add(expressions.saturating_mul(EACH))
}

/// Sorts by heap: no memory, no pile of recursion, no worst case.
fn sort(items: &mut [Wanted], key: impl Fn(&Wanted) -> usize) {
    let sift = |items: &mut [Wanted], mut root: usize| {
        loop {
            let mut child = 2 * root + 1;
            if child >= items.len() {
                return;
            }
            if child + 1 < items.len() && key(&items[child]) < key(&items[child + 1]) {
                child += 1;
            }
            if key(&items[root]) >= key(&items[child]) {
                return;
            }
            items.swap(root, child);
            root = child;
        }
    };
    for root in (0..items.len() / 2).rev() {
        sift(items, root);
    }
    for end in (1..items.len()).rev() {
        items.swap(0, end);
        sift(&mut items[..end], 0);
    }
}

/// Writes NaN into every column that is wanted.
///
/// # Safety
/// Each column that is not null must be valid for writing `rows` numbers.
pub(crate) unsafe fn fill_with_nan(rows: usize, columns: &[*mut Real]) {
    for column in columns.iter().filter(|column| !column.is_null()) {
        for row in 0..rows {
            // SAFETY: the caller's word.
            unsafe { column.add(row).write(NAN) };
        }
    }
}
