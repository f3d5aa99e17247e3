//! Numbers that tell whether two things are the same.

/// FNV-1a of some bytes.
pub(crate) fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// FNV-1a of the bits of some numbers.
pub(crate) fn of_numbers(numbers: &[f64]) -> u64 {
    fnv1a(numbers.iter().flat_map(|x| x.to_bits().to_le_bytes()))
}
