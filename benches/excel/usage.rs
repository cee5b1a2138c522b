//! CPU time and memory of this process, as Linux counts them.
use std::{fs, time::Duration};

pub fn print(what: &str, count: u64, cpu: Duration, wall: Duration, before: f64) {
    println!(
        r#"{{"what":"{what}","count":{count},"cpu":{:.4},"wall":{:.4},"before_mib":{before:.1},"peak_mib":{:.1}}}"#,
        cpu.as_secs_f64(),
        wall.as_secs_f64(),
        status("VmHWM"),
    );
}

/// Memory held now, in MiB.
pub fn held() -> f64 {
    status("VmRSS")
}

fn status(name: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// Of all threads, those that ended too; counted by the kernel in ticks of 10 ms, so that short things are repeated.
pub fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

/// Forgets the most memory held so far, where the kernel lets it.
pub fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}
