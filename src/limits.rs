//! Every limit of the library, with its why. A limit that a host may want to move is a field of
//! [`Limits`]; the others are constants of the implementation.

/// Limits that a host can set on a builder or a context. A field of 0 stands for its default.
///
/// The first two and `names` bound the work that one text can cause before it runs, the other two
/// bound a run. Limits for the texts of a builder are the builder's own; those for function
/// bodies, depth and steps are the context's.
///
/// # Examples
/// ```
/// use exp_rs::{DEFAULT_LIMITS, Limits};
///
/// let limits = Limits { nesting: 16, ..Limits::default() };
/// assert_eq!(limits.resolved(), Limits { nesting: 16, ..DEFAULT_LIMITS });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one source text: 65,536 by default.
    pub source_length: u32,
    /// Open brackets, prefix operators, exponents, `?:` and `:=` waiting for their end: 256.
    pub nesting: u32,
    /// Calls of expression functions inside one another: 64.
    pub call_depth: u32,
    /// Distinct names declared in one builder or context: 65,536.
    pub names: u32,
    /// Operations that the expression functions called by one expression may execute: 1,000,000.
    pub steps: u64,
}

/// What applies where nothing was set.
///
/// # Examples
/// ```
/// assert_eq!(exp_rs::DEFAULT_LIMITS.source_length, 65_536);
/// ```
pub const DEFAULT_LIMITS: Limits = Limits {
    // A text that a person types is far below; a generated one says what it needs.
    source_length: 65_536,
    // Each level costs one entry of the parser's stack.
    nesting: 256,
    // Each level costs one frame of the largest function.
    call_depth: 64,
    names: 65_536,
    // About ten milliseconds on a desktop, a second on a microcontroller.
    steps: 1_000_000,
};

impl Limits {
    /// Those that are asked for while texts and names are added.
    pub(crate) const fn of_texts(&self) -> TextLimits {
        let Limits { source_length, nesting, names, .. } = *self;
        TextLimits { source_length, nesting, names }
    }

    /// These limits with every 0 replaced by its default.
    ///
    /// # Examples
    /// ```
    /// use exp_rs::{DEFAULT_LIMITS, Limits};
    ///
    /// assert_eq!(Limits::default().resolved(), DEFAULT_LIMITS);
    /// ```
    #[must_use]
    pub fn resolved(self) -> Limits {
        let or = |value: u32, default: u32| if value == 0 { default } else { value };
        Limits {
            source_length: or(self.source_length, DEFAULT_LIMITS.source_length),
            nesting: or(self.nesting, DEFAULT_LIMITS.nesting),
            call_depth: or(self.call_depth, DEFAULT_LIMITS.call_depth),
            names: or(self.names, DEFAULT_LIMITS.names),
            steps: if self.steps == 0 { DEFAULT_LIMITS.steps } else { self.steps },
        }
    }
}

/// The limits of what is added to a builder or a context, see [`Limits`].
#[derive(Clone, Copy)]
pub(crate) struct TextLimits {
    pub source_length: u32,
    pub nesting: u32,
    pub names: u32,
}

impl TextLimits {
    /// No limit at all: for text that was accepted before.
    pub(crate) const NONE: TextLimits =
        TextLimits { source_length: u32::MAX, nesting: u32::MAX, names: u32::MAX };
}

/// Bytes of an error message with its NUL: the size is part of the C interface.
///
/// # Examples
/// ```
/// let error = exp_rs::eval(&"x".repeat(500)).unwrap_err();
/// assert!(error.message().as_str().len() < exp_rs::MESSAGE_SIZE);
/// ```
pub const MESSAGE_SIZE: usize = 96;

/// Names longer than this are neither suggested nor compared with: an edit distance costs the
/// product of two lengths.
pub(crate) const SUGGESTION_LENGTH: usize = 32;

/// The largest sum of nodes that inlining may add to one expression. Above it every call of the
/// expression is a real call, so that inlining cannot blow a program up.
pub(crate) const INLINE_NODES: u32 = 256;

/// Levels of expression functions calling one another that are still inlined.
pub(crate) const INLINE_DEPTH: u32 = 8;

/// What a skipped operand may cost before skipping it is cheaper than evaluating it anyway, in
/// additions. A branch that is mispredicted costs about 15 of them on a desktop.
pub(crate) const EAGER_COST: u32 = 4;

/// The most rows of a block where a batch is evaluated over columns, unless its host sets another
/// number: on a desktop as many as vector registers take, on a microcontroller as many as make the
/// work between two instructions small.
pub(crate) const BLOCK_ROWS: usize = if cfg!(target_pointer_width = "64") { 128 } else { 16 };

/// Bytes of the columns that a batch holds for that, unless its program is large, or its host sets how
/// many rows: a part of a first-level cache, a part of a microcontroller's memory.
pub(crate) const BLOCK_BYTES: usize = if cfg!(target_pointer_width = "64") { 16_384 } else { 2048 };

/// Rows of a block of a program whose columns are more than that: with all in a second-level cache twice as many take half the
/// time, up to here.
pub(crate) const LARGE_BLOCK_ROWS: usize = if cfg!(target_pointer_width = "64") { 32 } else { 16 };

/// It takes at most one part in so many of what its arena can still give, and gives it back where
/// preparing anew would fail otherwise.
pub(crate) const BLOCK_SHARE: usize = 2;

/// Entries of the table of shared values that are looked at before a value is taken for new: an
/// expression written to collide costs sharing, never time.
pub(crate) const SHARE_PROBES: usize = 8;
