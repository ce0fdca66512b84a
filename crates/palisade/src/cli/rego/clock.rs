//! Time: limits of it, and how long something takes.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often it is looked whether time is over.
const TICK: Duration = Duration::from_millis(5);

/// One evaluation that may take so long.
#[derive(Debug, Default)]
pub(crate) struct Timer {
    /// When it ends, in nanoseconds since the start of all; 0 while it does not run.
    deadline: AtomicU64,
    /// Set when time is over.
    pub(crate) over: AtomicBool,
}

/// Timers of evaluations on any thread, and what looks after them.
#[derive(Debug)]
pub(crate) struct Timers {
    start: Instant,
    limit: Duration,
    timers: Vec<Timer>,
}

impl Timers {
    pub(crate) fn new(count: usize, limit: Duration) -> Self {
        Self {
            start: Instant::now(),
            limit,
            timers: (0..count).map(|_| Timer::default()).collect(),
        }
    }

    fn since(&self) -> u64 {
        nanos(self.start.elapsed())
    }

    /// Starts the timer of an evaluation.
    pub(crate) fn begin(&self, at: usize) -> Option<&AtomicBool> {
        let timer = self.timers.get(at)?;
        timer.over.store(false, Ordering::Relaxed);
        let deadline = self.since().saturating_add(nanos(self.limit)).max(1);
        timer.deadline.store(deadline, Ordering::Relaxed);
        Some(&timer.over)
    }

    pub(crate) fn end(&self, at: usize) {
        if let Some(timer) = self.timers.get(at) {
            timer.deadline.store(0, Ordering::Relaxed);
        }
    }

    /// Does something while another thread looks after the timers.
    pub(crate) fn watch<T>(&self, work: impl FnOnce() -> T) -> T {
        let (done, waiting) = channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                while let Err(RecvTimeoutError::Timeout) = waiting.recv_timeout(TICK) {
                    let now = self.since();
                    for timer in &self.timers {
                        let deadline = timer.deadline.load(Ordering::Relaxed);
                        if deadline != 0 && deadline <= now {
                            timer.over.store(true, Ordering::Relaxed);
                        }
                    }
                }
            });
            let result = work();
            // That nobody waits any more is nothing to tell.
            drop(done);
            result
        })
    }
}

pub(crate) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// How long something takes, over as many runs as fit into a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pub(crate) runs: u64,
    pub(crate) ns_per_op: u64,
    /// Steps of one run.
    pub(crate) steps: u64,
}

/// Runs something until a time is over; it says how many steps it took.
pub(crate) fn measure(time: Duration, mut run: impl FnMut() -> u64) -> Measured {
    // The first run pays for what is made once.
    let steps = run();
    let start = Instant::now();
    let mut runs = 0;
    loop {
        _ = run();
        runs += 1;
        let elapsed = start.elapsed();
        if elapsed >= time {
            return Measured { runs, ns_per_op: nanos(elapsed) / runs, steps };
        }
    }
}

/// A time such as `500ms`, `5s`, `2m`, or a number of seconds.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = match unit {
        "ns" => 1e-9,
        "us" | "µs" => 1e-6,
        "ms" => 1e-3,
        "s" | "" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err("a time such as 500ms, 5s or 2m".to_owned()),
    };
    let number: f64 = number.parse().map_err(|_| "a time such as 500ms, 5s or 2m".to_owned())?;
    Duration::try_from_secs_f64(number * unit).map_err(|error| error.to_string())
}

/// A time for people.
pub(crate) fn shown(time: Duration) -> String {
    let nanos = nanos(time);
    match nanos {
        0..1_000 => format!("{nanos}ns"),
        1_000..1_000_000 => format!("{}µs", nanos / 1_000),
        1_000_000..1_000_000_000 => format!("{:.1}ms", time.as_secs_f64() * 1e3),
        _ => format!("{:.2}s", time.as_secs_f64()),
    }
}

/// Nanoseconds since the first call.
pub(crate) fn ticks() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    nanos(START.get_or_init(Instant::now).elapsed())
}
