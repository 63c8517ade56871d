//! The greatest memory of this process, for the benches that tell it.

/// Greatest resident memory so far, megabytes, from Linux's `/proc`; elsewhere none.
pub fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? / 1024.0)
}
