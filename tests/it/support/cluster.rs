//! A PostgreSQL of a test's own that can be stopped and started again. What it acknowledges is on its disk.
use std::{
    ffi::OsStr,
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use super::wire::free_port;

/// Ends when it is dropped, also by a test that fails.
pub struct Cluster {
    programs: PathBuf,
    port: u16,
    folder: TempDir,
}

impl Cluster {
    pub fn start() -> Self {
        let cluster = Cluster { programs: programs(), port: free_port(), folder: tempfile::tempdir().unwrap() };
        fs::set_permissions(cluster.folder.path(), Permissions::from_mode(0o755)).unwrap();
        let data = cluster.data();
        fs::create_dir(&data).unwrap();
        if is_root() {
            succeed(Command::new("chown").arg("postgres").arg(&data));
        }
        let mut initdb = cluster.program("initdb");
        succeed(initdb.arg("-D").arg(&data).args([
            "-U",
            "luutru",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]));
        cluster.begin();
        cluster
    }

    pub fn url(&self) -> String {
        format!("postgres://luutru@127.0.0.1:{}/postgres", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Starts, and returns when it takes connections.
    pub fn begin(&self) {
        let data = self.data();
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=on -c synchronous_commit=on",
            self.port,
            data.display()
        );
        let log = data.join("log");
        succeed(self.control().args(["-w", "-l"]).arg(log).arg("-o").arg(options).arg("start"));
    }

    /// Ends: `fast` as an administrator does, `immediate` as a crash does.
    pub fn end(&self, mode: &str) {
        succeed(self.control().args(["-w", "-m", mode, "stop"]));
    }

    fn control(&self) -> Command {
        let mut control = self.program("pg_ctl");
        control.arg("-D").arg(self.data());
        control
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// PostgreSQL refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "env", "-C", "/"]).arg(program);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = quiet(self.control().args(["-w", "-m", "immediate", "stop"])).status();
    }
}

fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed (scripts/test does it)");
    let folders = versions.map(|version| version.unwrap().path().join("bin")).filter(|bin| bin.join("initdb").exists());
    folders.max_by_key(|bin| version_of(bin)).expect("PostgreSQL is installed (scripts/test does it)")
}

fn version_of(bin: &Path) -> u32 {
    bin.parent()
        .and_then(Path::file_name)
        .and_then(OsStr::to_str)
        .and_then(|name| name.parse().ok())
        .unwrap_or_default()
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// A server that is started would keep pipes open.
fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

fn succeed(command: &mut Command) {
    let status = quiet(command).status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}
