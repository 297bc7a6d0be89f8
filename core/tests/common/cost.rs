//! What running something on an input costs: peak heap, on a small stack. Whoever uses it must let nothing else allocate
//! meanwhile: one test in its file.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test measures in a thread")]

use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Peak heap is at most 32 bytes for each byte of input, and this much more.
const FIXED_HEAP: usize = 4 << 20;
const HEAP_PER_BYTE: usize = 32;

/// The smallest stack that hosts give to a thread of their own.
const STACK: usize = 256 << 10;

/// Runs on an input in a thread with a small stack, and asserts that its heap stays in bounds.
#[track_caller]
pub(crate) fn measure(name: &str, input: Vec<u8>, run: fn(&[u8])) {
    let length = input.len();
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || run(&input));
    thread.expect("a thread starts").join().expect("no panic");
    let peak = HEAP.peak_usage().saturating_sub(before);
    println!("{name}: {length} bytes, peak {} KiB", peak >> 10);
    assert!(peak <= HEAP_PER_BYTE * length + FIXED_HEAP, "{name}: {peak} bytes of heap for {length}");
}
