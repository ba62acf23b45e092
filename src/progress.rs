//! A bar that shows how far a command is, on a terminal, and only once it has taken longer than two seconds.

use std::io::Write as _;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long a command may take without a bar.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often the bar is drawn anew.
const TICK: Duration = Duration::from_millis(200);

/// Columns of the bar.
const WIDTH: usize = 24;

/// The bar. It goes when this value does.
pub(crate) struct Progress {
    state: Arc<Mutex<State>>,
    painter: Option<(Sender<()>, JoinHandle<()>)>,
}

#[derive(Debug)]
struct State {
    total: usize,
    begun: usize,
    name: String,
    shown: bool,
}

impl Progress {
    /// Starts to wait; nothing is ever drawn unless `shows`.
    pub(crate) fn new(total: usize, shows: bool) -> Self {
        let state = Arc::new(Mutex::new(State {
            total,
            begun: 0,
            name: String::new(),
            shown: false,
        }));
        let painter = shows.then(|| {
            let (done, is_done) = channel();
            let state = Arc::clone(&state);
            let thread = std::thread::spawn(move || {
                let mut wait = PATIENCE;
                while is_done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                    wait = TICK;
                    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                    state.shown = true;
                    draw(&format!("\r\x1b[2K{}", state.bar()));
                }
            });
            (done, thread)
        });
        Self { state, painter }
    }

    /// Says which of all is begun now.
    pub(crate) fn begin(&self, name: &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.begun += 1;
        name.clone_into(&mut state.name);
    }

    /// Runs something that prints, with the bar out of its way.
    pub(crate) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.clear();
        print()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.painter.take() {
            drop(done);
            let _ = thread.join(); // a bar that broke is no reason to fail
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.clear();
        }
    }
}

impl State {
    fn bar(&self) -> String {
        let done = self.begun.saturating_sub(1);
        let full = WIDTH * done / self.total.max(1);
        format!(
            "[{}{}] {}/{} {}",
            "=".repeat(full),
            " ".repeat(WIDTH - full),
            self.begun,
            self.total,
            self.name
        )
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            draw("\r\x1b[2K");
        }
    }
}

fn draw(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush()); // a closed terminal is fine
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_as_captures_are_done() {
        let state = |begun| State {
            total: 4,
            begun,
            name: "sichuan-2026".to_owned(),
            shown: true,
        };
        assert_eq!(
            state(1).bar(),
            format!("[{}] 1/4 sichuan-2026", " ".repeat(24))
        );
        assert_eq!(
            state(3).bar(),
            format!("[{}{}] 3/4 sichuan-2026", "=".repeat(12), " ".repeat(12))
        );
    }
}
