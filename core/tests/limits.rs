//! What one input may cost: heap and stack, for families of inputs made to be expensive. How time grows, `make bench` shows.

#[path = "common/cost.rs"]
mod cost;
#[path = "common/families.rs"]
mod families;
#[path = "common/wide.rs"]
mod wide;

use families::{FAMILIES, STAGES};
use wide::WIDE;

/// One test, so that nothing else allocates meanwhile.
#[test]
fn costs_stay_in_bounds() {
    for (stage, run) in STAGES {
        for (family, make) in FAMILIES {
            cost::measure(&format!("{stage}: {family}"), make(600_000).into_bytes(), *run);
        }
    }
    for (family, make) in WIDE {
        cost::measure(&format!("verify: {family}"), make(600_000).into_bytes(), families::verify);
    }
}
