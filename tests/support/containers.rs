//! Containers made from scratch, run by runc.

use super::eventually;
use super::line::{Line, PAUSE, WHIT};
use super::running::{Running, write_program};
use super::suite::{Need, find};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// What containers take.
pub const NEEDS: [Need; 3] = [Need::Root, Need::Tool("runc", "runc"), Need::Tool("busybox", "busybox-static")];

/// A container that runs.
pub struct Container {
    id: String,
    directory: TempDir,
    /// The process that waits for its end: its output and its status are the container's.
    pub engine: Running,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Container {
    /// Runs `arguments` as the first process of a file system with nothing in it but /whit, /pause and, at /bin, a static
    /// busybox. It is read-only; the process has no privileges whatever.
    pub fn start(arguments: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("rootfs");
        fs::create_dir_all(root.join("bin")).unwrap();
        for (name, file) in [("whit", Path::new(WHIT)), ("pause", Path::new(PAUSE))] {
            write_program(&root.join(name), &fs::read(file).unwrap());
        }
        let busybox = fs::read(find("busybox").unwrap()).unwrap();
        write_program(&root.join("bin/busybox"), &busybox);
        let specified = Line::of(["runc", "spec", "--bundle"]).and([directory.path()]).finish();
        assert!(specified.status.success(), "{specified:?}");
        let path = directory.path().join("config.json");
        let mut config: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        restrict(&mut config, arguments);
        fs::write(path, config.to_string()).unwrap();
        let id = format!("whit-test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let bundle: [OsString; 3] = ["run".into(), "--bundle".into(), directory.path().into()];
        let engine = runc(&directory).and(bundle).and([&id]).start();
        Self { id, directory, engine }
    }

    /// The pid of its first process, once it runs.
    pub fn pid(&self) -> i32 {
        eventually("the container runs", || {
            let state = runc(&self.directory).and(["state", &self.id]).finish();
            let state: Value = serde_json::from_str(&state.out).ok()?;
            (state["status"] == "running").then(|| state["pid"].as_i64()).flatten()?.try_into().ok()
        })
    }

    /// Sends a signal to its first process, as engines do.
    pub fn kill(&self, signal: &str) {
        let outcome = runc(&self.directory).and(["kill", &self.id, signal]).finish();
        assert!(outcome.status.success(), "{outcome:?}");
    }

    /// Runs something in it, as `docker exec` does.
    pub fn execute(&self, arguments: &[&str]) -> Running {
        runc(&self.directory).and(["exec", &self.id]).and(arguments).start()
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        runc(&self.directory).and(["delete", "--force", &self.id]).finish();
    }
}

/// runc, which keeps its state in `directory`.
fn runc(directory: &TempDir) -> Line {
    Line::of(["runc", "--root"]).and([directory.path().join("state")])
}

/// No terminal, no user, no capability, nothing to write to.
fn restrict(config: &mut Value, arguments: &[&str]) {
    let process = &mut config["process"];
    process["terminal"] = json!(false);
    process["args"] = json!(arguments);
    process["user"] = json!({"uid": 65535, "gid": 65535});
    process["capabilities"] =
        json!({"bounding": [], "effective": [], "inheritable": [], "permitted": [], "ambient": []});
    process["noNewPrivileges"] = json!(true);
    config["root"]["readonly"] = json!(true);
    // A namespace of its own for everything but the network, which runc cannot have everywhere.
    config["hostname"] = json!("whit");
}
