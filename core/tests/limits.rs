//! What one input may cost: heap and stack, for families of inputs made to be expensive. How time grows, `make bench` shows.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test measures in a thread")]

#[path = "common/families.rs"]
mod families;

use families::{FAMILIES, STAGES};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Peak heap is at most 32 bytes for each byte of input, and this much more.
const FIXED_HEAP: usize = 4 << 20;
const HEAP_PER_BYTE: usize = 32;

/// The smallest stack that hosts give to a thread of their own.
const STACK: usize = 256 << 10;

/// One test, so that nothing else allocates meanwhile.
#[test]
fn costs_stay_in_bounds() {
    for (stage, run) in STAGES {
        for (family, make) in FAMILIES {
            let peak = peak_heap(*run, make(600_000));
            println!("{stage}: {family}: peak {} KiB", peak >> 10);
            assert!(peak <= HEAP_PER_BYTE * 600_000 + FIXED_HEAP, "{stage}: {family}: {peak} bytes of heap");
        }
    }
}

fn peak_heap(run: fn(&[u8]), input: String) -> usize {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    on_a_small_stack(run, input);
    HEAP.peak_usage().saturating_sub(before)
}

#[track_caller]
fn on_a_small_stack(run: fn(&[u8]), input: String) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || run(input.as_bytes()));
    thread.expect("a thread starts").join().expect("no panic");
}
