//! What a program says, as it says it.

use super::PATIENCE;
use std::io::Read;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// A stream of output. A thread reads it, so that nobody who writes has to wait.
pub struct Transcript {
    chunks: Receiver<Vec<u8>>,
    /// What was read.
    seen: Vec<u8>,
    /// How much of that was handed out.
    told: usize,
    ended: bool,
}

impl Transcript {
    /// Reads `stream` to its end.
    pub fn of(mut stream: impl Read + Send + 'static) -> Self {
        let (sender, chunks) = channel();
        thread::spawn(move || {
            let mut buffer = vec![0; 65536];
            // A terminal ends by EIO.
            while let Ok(length @ 1..) = stream.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { chunks, seen: Vec::new(), told: 0, ended: false }
    }

    /// A stream that is not captured.
    pub fn nothing() -> Self {
        Self::of(std::io::empty())
    }

    /// The next line, without its end.
    pub fn line(&mut self) -> String {
        let line = self.up_to("\n");
        line.trim_end_matches(['\r', '\n']).to_owned()
    }

    /// The next line, unless the end comes first.
    pub fn line_or_end(&mut self) -> Option<String> {
        Some(self.up_to_or_end("\n")?.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// Everything up to `text`, which must come.
    pub fn up_to(&mut self, text: &str) -> String {
        let told = self.up_to_or_end(text);
        told.unwrap_or_else(|| panic!("it ended without {text:?}; it said {:?}", self.all()))
    }

    /// Everything up to `text`, unless the end comes first.
    pub fn up_to_or_end(&mut self, text: &str) -> Option<String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let new = &self.seen[self.told..];
            if let Some(start) = new.windows(text.len()).position(|window| window == text.as_bytes()) {
                let end = start + text.len();
                let told = String::from_utf8_lossy(&new[..end]).into_owned();
                self.told += end;
                return Some(told);
            }
            if self.ended {
                return None;
            }
            assert!(self.read(deadline), "waited {PATIENCE:?} in vain for {text:?}; it said {:?}", self.all());
        }
    }

    /// Whether `text` comes so soon.
    pub fn comes_within(&mut self, text: &str, time: Duration) -> bool {
        let deadline = Instant::now() + time;
        loop {
            if String::from_utf8_lossy(&self.seen[self.told..]).contains(text) {
                return true;
            }
            if self.ended || !self.read(deadline) {
                return false;
            }
        }
    }

    /// Everything that is left, up to its end.
    pub fn rest(&mut self) -> String {
        let deadline = Instant::now() + PATIENCE;
        while !self.ended {
            let is_open = "waited in vain until nobody holds it open any more";
            assert!(self.read(deadline), "{is_open}; it said {:?}", self.all());
        }
        let rest = String::from_utf8_lossy(&self.seen[self.told..]).into_owned();
        self.told = self.seen.len();
        rest
    }

    /// Everything that was read.
    pub fn all(&self) -> String {
        String::from_utf8_lossy(&self.seen).into_owned()
    }

    /// Whether something happened before `deadline`.
    fn read(&mut self, deadline: Instant) -> bool {
        match self.chunks.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(chunk) => self.seen.extend(chunk),
            Err(RecvTimeoutError::Disconnected) => self.ended = true,
            Err(RecvTimeoutError::Timeout) => return false,
        }
        true
    }
}
