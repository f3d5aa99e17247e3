//! How large a model in files may be. No file makes the reader slow or fill the memory.

/// Bytes of a file.
pub const MAX_FILE: u64 = 16 << 20;
/// Bytes of all files together.
pub(super) const MAX_BYTES: u64 = 64 << 20;
/// Files.
pub(super) const MAX_FILES: usize = 256;
/// Words, lists and maps of a file.
pub(super) const MAX_NODES: usize = 1_000_000;
/// Nested lists and maps.
pub(super) const MAX_DEPTH: usize = 32;
/// Bytes of a key, of a name and of a path.
pub(super) const MAX_KEY: usize = 400;
/// Bytes of the equations of an operator.
pub(super) const MAX_EQUATIONS: usize = 64 << 10;
/// Operators (`+`, `*` and the like) of an equation; its tree is as deep at most.
pub(super) const MAX_OPERATORS: usize = 1000;
/// Variables of an operator.
pub(super) const MAX_VARIABLES: usize = 1000;
/// Templates from a base to the last one that is derived from it, and circuits in circuits.
pub(super) const MAX_CHAIN: usize = 64;
/// Variables, terms of equations and edges of the whole model.
pub(super) const MAX_PARTS: usize = 1_000_000;
/// Findings after which reading ends.
pub(super) const MAX_FINDINGS: usize = 100;
/// Warnings of one kind that are shown; of the others the number is told.
pub(super) const MAX_LINTS: usize = 10;
