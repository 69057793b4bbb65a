//! main.rs -- measures yrs, Loro and diamond-types.
//!
//!     ycpp-bench-rust ENGINE WORKLOAD INPUT OUTPUT_FOLDER LEAST_RUNS BUDGET_MS
//!
//! Prints one line of JSON and leaves what the work made in OUTPUT_FOLDER, for the driver to compare
//! it. `ycpp-bench-rust ENGINE version` prints which engine this is, `... list` which workloads it
//! knows. The workloads, the inputs and the way of measuring are those of runner.cpp; their reasons
//! are told there and in measure.h.

mod diamond;
mod inputs;
mod loro_workloads;
mod measure;
mod yrs_text;
mod yrs_updates;
mod yrs_values;

use std::{env, fs, process};

use measure::Makers;

/// An engine's version is the one that Cargo.toml pins.
fn version(engine: &str) -> &'static str {
    let manifest = include_str!("../Cargo.toml");
    let line = manifest.lines().find(|line| line.starts_with(&format!("{engine} = ")));
    line.and_then(|line| line.split('"').nth(1)).unwrap_or("?").trim_start_matches('=')
}

fn makers(engine: &str) -> Makers {
    match engine {
        "yrs" => {
            let mut all = yrs_text::makers();
            all.extend(yrs_updates::makers());
            all.extend(yrs_values::makers());
            all
        }
        "loro" => loro_workloads::makers(),
        "diamond-types" => diamond::makers(),
        _ => panic!("no such engine: {engine}"),
    }
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [engine, "version"] => {
            let version = version(engine);
            println!("{{\"engine\": \"{engine}\", \"version\": \"{version}\", \"host\": \"Rust, release, LTO\"}}");
        }
        [engine, "list"] => makers(engine).iter().for_each(|(name, _)| println!("{name}")),
        [engine, workload, input, folder, least_runs, budget_ms] => {
            let makers = makers(engine);
            let Some((_, make)) = makers.iter().find(|(name, _)| *name == workload) else {
                eprintln!("{engine} has no workload {workload}");
                process::exit(1);
            };
            let least_runs = least_runs.parse().expect("a number of runs");
            let budget_ms = budget_ms.parse().expect("milliseconds");
            let (json, outcome) = measure::measure(make(input), least_runs, budget_ms);
            for (name, content) in outcome.files {
                fs::write(format!("{folder}/{name}"), content).expect("can write");
            }
            println!("{json}");
        }
        _ => {
            eprintln!("usage: ycpp-bench-rust ENGINE WORKLOAD INPUT OUTPUT_FOLDER LEAST_RUNS BUDGET_MS");
            process::exit(2);
        }
    }
}
