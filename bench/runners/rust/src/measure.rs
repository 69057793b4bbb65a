//! measure.rs -- runs one piece of work again and again and times nothing but it; see measure.h.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::rc::Rc;
use std::time::Instant;

const MOST_RUNS: usize = 1000;

/// What the work made.
#[derive(Default)]
pub struct Outcome {
    pub files: BTreeMap<&'static str, Vec<u8>>,
    pub counts: BTreeMap<&'static str, u64>,
    pub latencies_ns: Vec<u64>,
}

impl Outcome {
    pub fn file(mut self, name: &'static str, content: impl Into<Vec<u8>>) -> Outcome {
        self.files.insert(name, content.into());
        self
    }

    pub fn count(mut self, name: &'static str, count: u64) -> Outcome {
        self.counts.insert(name, count);
        self
    }
}

pub trait Workload {
    fn work(&mut self);
    fn outcome(&mut self) -> Outcome;
}

/// A workload of which the parts are functions on a state.
struct Job<S> {
    state: S,
    work: fn(&mut S),
    outcome: fn(&mut S) -> Outcome,
}

impl<S> Workload for Job<S> {
    fn work(&mut self) {
        (self.work)(&mut self.state)
    }

    fn outcome(&mut self) -> Outcome {
        (self.outcome)(&mut self.state)
    }
}

/// Makes a workload for one run; the input is read before.
pub type Factory = Box<dyn Fn() -> Box<dyn Workload>>;
/// Workloads by name, made from the path of an input.
pub type Makers = Vec<(&'static str, Box<dyn Fn(&str) -> Factory>)>;

pub fn maker<I: 'static, S: 'static>(
    read: fn(&str) -> I,
    prepare: fn(&Rc<I>) -> S,
    work: fn(&mut S),
    outcome: fn(&mut S) -> Outcome,
) -> Box<dyn Fn(&str) -> Factory> {
    Box::new(move |path| {
        let input = Rc::new(read(path));
        Box::new(move || Box::new(Job { state: prepare(&input), work, outcome }))
    })
}

/// A field of /proc/self/status, in kB.
fn status_kb(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0)
}

extern "C" {
    fn malloc_trim(pad: usize) -> i32;
    fn clock() -> i64; // of the process, in microseconds
}

/// Sets the peak of this process back to what it holds now, and says how much that is.
fn restart_peak() -> u64 {
    unsafe { malloc_trim(0) }; // what reading the input left behind is not a reserve for the work
    let _ = fs::write("/proc/self/clear_refs", "5");
    status_kb("VmRSS:")
}

/// Half of the values are not above the first figure, and so on; the last is the greatest.
fn percentiles(mut values: Vec<u64>) -> Vec<u64> {
    values.sort_unstable();
    let at = |part: f64| values[(part * (values.len() - 1) as f64) as usize];
    if values.is_empty() { vec![] } else { [0.5, 0.99, 0.999, 1.0].map(at).to_vec() }
}

/// The report as one line of JSON, and what the first run made.
pub fn measure(make: Factory, least_runs: usize, budget_ms: f64) -> (String, Outcome) {
    let (mut wall_ms, mut cpu_ms) = (Vec::new(), Vec::new());
    let (mut memory_kb, mut held_kb, mut outcome) = (0, 0, Outcome::default());
    let begin = Instant::now();
    while wall_ms.len() < least_runs
        || (wall_ms.len() < MOST_RUNS && begin.elapsed().as_secs_f64() * 1e3 < budget_ms)
    {
        let first = wall_ms.is_empty();
        let mut workload = make();
        let before_kb = if first { restart_peak() } else { 0 };
        let file_kb = if first { status_kb("RssFile:") } else { 0 };
        let cpu_start = unsafe { clock() };
        let start = Instant::now();
        workload.work();
        wall_ms.push(start.elapsed().as_secs_f64() * 1e3);
        cpu_ms.push((unsafe { clock() } - cpu_start) as f64 / 1e3);
        if first {
            // Without the code that ran for the first time.
            let from_kb = before_kb + status_kb("RssFile:") - file_kb;
            memory_kb = status_kb("VmHWM:").saturating_sub(from_kb);
            held_kb = status_kb("VmRSS:").saturating_sub(from_kb);
            outcome = workload.outcome();
        }
    }
    let latency_ns = percentiles(std::mem::take(&mut outcome.latencies_ns));
    let mut json = format!("{{\"wall_ms\": {wall_ms:?}, \"cpu_ms\": {cpu_ms:?}, ");
    write!(json, "\"memory_kb\": {memory_kb}, \"held_kb\": {held_kb}, ").unwrap();
    write!(json, "\"latency_ns\": {latency_ns:?}, \"counts\": {:?}}}", outcome.counts).unwrap();
    (json, outcome)
}
