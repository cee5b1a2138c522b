//! This process among those that run jobs.
use std::{fs, process, sync::OnceLock};

/// «web-1/4711»: host and process, as the jobs' page shows them.
pub fn name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        let host = host.trim();
        format!("{}/{}", if host.is_empty() { "luutru" } else { host }, process::id())
    })
}
