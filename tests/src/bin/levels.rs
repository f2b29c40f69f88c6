//! Prints the instruction sets of this machine, best first, one a line.

use nn_runtime::simd::Level;

fn main() {
    for level in Level::available() {
        println!("{}", level.name());
    }
}
