//! Amounts of memory.

use std::fmt;

/// A number of bytes, as people read it.
pub(crate) struct Bytes(pub(crate) u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
        let (mut value, mut unit) = (self.0 as f64, 0);
        while value >= 1000.0 && unit + 1 < units.len() {
            value /= 1000.0;
            unit += 1;
        }
        let digits = if unit == 0 || value >= 100.0 { 0 } else { 1 };
        f.pad(&format!("{value:.digits$} {}", units[unit]))
    }
}

/// The memory that programs can still take, in bytes, as far as Linux tells: of the machine, and of the group of processes if
/// that has a limit. Elsewhere it is not known.
pub(crate) fn available() -> Option<u64> {
    let read = |path| std::fs::read_to_string(path).ok();
    let number = |path| read(path)?.trim().parse::<u64>().ok();
    let machine = read("/proc/meminfo").as_deref().and_then(mem_available);
    let group = number("/sys/fs/cgroup/memory.max").zip(number("/sys/fs/cgroup/memory.current"));
    let group = group.map(|(limit, taken)| limit.saturating_sub(taken));
    machine.into_iter().chain(group).min()
}

/// The line `MemAvailable` of `/proc/meminfo`, in kB there.
fn mem_available(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(1024 * line.split_whitespace().next()?.parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_readable_units() {
        let text = [7, 1_500, 26_000_000_000, 999_999_999_999_999].map(|n| Bytes(n).to_string());
        assert_eq!(text, ["7 bytes", "1.5 kB", "26.0 GB", "1000 TB"]);
    }

    #[test]
    fn available_memory_is_read() {
        let text = "MemTotal:       24618820 kB\nMemFree:        17210512 kB\nMemAvailable:   23000000 kB\n";
        assert_eq!(mem_available(text), Some(23_552_000_000));
        assert_eq!(mem_available("MemTotal: 1 kB"), None);
    }
}
