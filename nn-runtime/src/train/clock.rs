//! The time that training takes, where there is a clock.

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
use std::time::Instant;

/// A moment to count from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
    start: Instant,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self {
            #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
            start: Instant::now(),
        }
    }

    /// Seconds since the start; 0 in a browser, where asking for the time would panic.
    #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
    pub(super) fn seconds(self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    #[cfg(all(target_family = "wasm", target_os = "unknown"))]
    pub(super) fn seconds(self) -> f64 {
        0.0
    }
}
