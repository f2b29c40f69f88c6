//! Every instruction set of this machine gives the bits that are written down.

use std::fmt::Write as _;

use nn_runtime::simd::Level;

/// What is written down for a level.
fn expected(level: Level) -> &'static str {
    if level.has_fused_multiply_add() { include_str!("../bits/fused.txt") } else { include_str!("../bits/unfused.txt") }
}

#[test]
fn every_instruction_set_gives_the_bits_that_are_written_down() {
    // Networks and all that training needs are on the stack.
    let checked = std::thread::Builder::new().stack_size(256 << 20).spawn(check).expect("a thread can be started");
    checked.join().expect("the bits are those that are written down");
}

fn check() {
    for level in Level::available() {
        let mut found = String::new();
        nn_machines::networks::all(level, &mut |network, what, hash| {
            _ = writeln!(found, "{network} {what} {hash:016x}");
        });
        let expected = expected(level);
        assert_eq!(found.lines().count(), expected.lines().count(), "{level:?}: networks or quantities");
        for (found, expected) in found.lines().zip(expected.lines()) {
            assert_eq!(found, expected, "{level:?}");
        }
    }
}
