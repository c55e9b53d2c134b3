//! QEMU's machine protocol: a line of JSON each way for a command, and lines in between for what happens.

use super::LONG;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// A connection to QEMU.
pub struct Qmp {
    stream: UnixStream,
    lines: Receiver<Value>,
    /// Why the machine has ended, if it has.
    reason: Option<String>,
}

impl Qmp {
    /// Connects, if QEMU listens yet. The machine begins to run then.
    pub fn connect(socket: &Path) -> Option<Self> {
        let stream = UnixStream::connect(socket).ok()?;
        let reader = BufReader::new(stream.try_clone().ok()?);
        let (sender, lines) = channel();
        thread::spawn(move || {
            let values = reader.lines().map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok());
            values.take_while(|value| sender.send(Value::clone(value)).is_ok()).for_each(drop);
        });
        let mut qmp = Self { stream, lines, reason: None };
        qmp.execute("qmp_capabilities", json!({}));
        Some(qmp)
    }

    /// Executes a command and returns its answer; nothing, if QEMU has ended.
    pub fn execute(&mut self, command: &str, arguments: Value) -> Value {
        self.try_execute(command, arguments).unwrap_or_else(|| panic!("QEMU does not answer {command}"))
    }

    /// The same; `None`, if QEMU does not answer.
    fn try_execute(&mut self, command: &str, arguments: Value) -> Option<Value> {
        let line = json!({"execute": command, "arguments": arguments});
        if writeln!(self.stream, "{line}").is_err() {
            return Some(Value::Null);
        }
        let deadline = Instant::now() + LONG;
        loop {
            match self.next(deadline) {
                Ok(mut line) if line.get("return").is_some() => return Some(line["return"].take()),
                Ok(line) => assert!(line.get("error").is_none(), "{command}: {line}"),
                Err(RecvTimeoutError::Disconnected) => return Some(Value::Null),
                Err(RecvTimeoutError::Timeout) => return None,
            }
        }
    }

    /// What the monitor for people says to a command; nothing, if it says nothing.
    pub fn monitor(&mut self, line: &str) -> String {
        let answer = self.try_execute("human-monitor-command", json!({"command-line": line}));
        answer.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Why the machine has ended, once it has: waits so long for that.
    pub fn shutdown(&mut self, time: Duration) -> Option<String> {
        let deadline = Instant::now() + time;
        while self.reason.is_none() {
            match self.next(deadline) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => self.reason = Some("it is gone".into()),
            }
        }
        self.reason.clone()
    }

    /// The next line.
    fn next(&mut self, deadline: Instant) -> Result<Value, RecvTimeoutError> {
        let line = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now()))?;
        if line["event"] == "SHUTDOWN" {
            self.reason = line["data"]["reason"].as_str().map(ToOwned::to_owned);
        }
        Ok(line)
    }
}
