//! How CPU time grows with the input, for families of inputs made to be expensive: four times the input, at most 5.3 times the
//! time (2.3 for each doubling).

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a program that measures"
)]

#[path = "../tests/common/families.rs"]
mod families;

use cpu_time::ProcessTime;
use families::{FAMILIES, STAGES};
use std::time::Duration;

/// 2.3 for each of two doublings.
const BAR: f64 = 5.3;

fn main() {
    println!("{:<8} {:<32} {:>12} {:>12} {:>7}", "stage", "family", "100 kB in µs", "400 kB in µs", "growth");
    let mut missed = 0;
    for (stage, run) in STAGES {
        for (family, make) in FAMILIES {
            let (small, large) = (make(100_000), make(400_000));
            // Turn by turn, so that a change of the machine's speed meets both sizes; the median turn counts.
            let mut turns: Vec<_> = (0..7).map(|_| (time(*run, &small), time(*run, &large))).collect();
            turns.sort_by(|one, other| ratio(one).total_cmp(&ratio(other)));
            let (small, large) = turns[turns.len() / 2];
            let growth = ratio(&(small, large));
            let over = growth > BAR && large > Duration::from_millis(1);
            missed += usize::from(over);
            let mark = if over { " MISSED" } else { "" };
            println!("{stage:<8} {family:<32} {:>12.0} {:>12.0} {growth:>7.2}{mark}", micros(small), micros(large));
        }
    }
    println!("{missed} families grow faster than linearly");
}

fn time(run: fn(&[u8]), input: &str) -> Duration {
    let start = ProcessTime::now();
    run(input.as_bytes());
    start.elapsed()
}

fn ratio((small, large): &(Duration, Duration)) -> f64 {
    large.as_secs_f64() / small.as_secs_f64().max(1e-9)
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
