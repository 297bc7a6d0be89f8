//! Rows of a benchmark: what is measured, against what, in CPU time.
//!
//! Passes of all rows take turns, so that a change of the machine's speed meets each alike; medians and ratios are printed.

#![allow(unreachable_pub, reason = "a module of several programs")]

use cpu_time::ProcessTime;
use std::time::Duration;

/// Passes over all rows; in each, every row runs for about this long.
const PASSES: usize = 15;
const SLICE: Duration = Duration::from_millis(20);
/// Runs between two looks at the clock.
pub const BATCH: usize = 8;

/// One thing to measure.
pub struct Row<'a> {
    pub name: &'static str,
    /// The row that its ratio is stated against, and the bar that the ratio must keep.
    pub bar: Option<(&'static str, f64)>,
    /// What is done before each batch and not measured.
    pub prepare: Box<dyn FnMut() + 'a>,
    pub run: Box<dyn FnMut() + 'a>,
    /// Nanoseconds of CPU time per run, one for each pass.
    pub samples: Vec<f64>,
}

/// Measures the rows in turns and prints them.
pub fn measure(rows: &mut [Row<'_>]) {
    for _ in 0..PASSES {
        for row in &mut *rows {
            let sample = sample(row);
            row.samples.push(sample);
        }
    }
    print(rows);
}

/// A row without anything to prepare.
pub fn row<'a>(name: &'static str, bar: Option<(&'static str, f64)>, run: impl FnMut() + 'a) -> Row<'a> {
    Row { name, bar, prepare: Box::new(|| ()), run: Box::new(run), samples: Vec::with_capacity(PASSES) }
}

/// Runs for about one slice and returns the nanoseconds of CPU time per run.
fn sample(row: &mut Row<'_>) -> f64 {
    let (mut spent, mut runs) = (Duration::ZERO, 0_u32);
    while spent < SLICE {
        (row.prepare)();
        let start = ProcessTime::now();
        (0..BATCH).for_each(|_| (row.run)());
        spent += start.elapsed();
        runs += u32::try_from(BATCH).expect("a small number");
    }
    spent.as_secs_f64() * 1e9 / f64::from(runs)
}

fn print(rows: &mut [Row<'_>]) {
    println!("{:<48} {:>9} {:>9} {:>9}   ratio (bar)", "CPU time in µs", "min", "median", "max");
    let mut missed = 0;
    let medians: Vec<(&str, Vec<f64>)> = rows.iter().map(|row| (row.name, row.samples.clone())).collect();
    for row in rows {
        row.samples.sort_by(f64::total_cmp);
        let at = |index: usize| row.samples[index] / 1e3;
        print!("{:<48} {:>9.1} {:>9.1} {:>9.1}", row.name, at(0), at(PASSES / 2), at(PASSES - 1));
        if let Some((base, bar)) = row.bar {
            let own = medians.iter().find(|(name, _)| *name == row.name).expect("a row").1.clone();
            let base = &medians.iter().find(|(name, _)| *name == base).expect("a row to compare with").1;
            // Pass by pass: neighbours in time ran on the same machine.
            let mut ratios: Vec<f64> = own.iter().zip(base).map(|(own, base)| own / base).collect();
            ratios.sort_by(f64::total_cmp);
            let ratio = ratios[PASSES / 2];
            missed += usize::from(ratio > bar);
            print!("   {ratio:.2} ({bar}){}", if ratio > bar { " MISSED" } else { "" });
        }
        println!();
    }
    println!("{missed} bars missed");
}
