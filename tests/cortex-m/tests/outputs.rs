//! What the programs print is what is written down, of which `.ci/machines` knows that microcontrollers print it, too.

use std::process::Command;

use nn_runtime::simd::Level;

/// The programs, and where they are.
const PROGRAMS: [(&str, &str); 6] = [
    ("tiny", env!("CARGO_BIN_EXE_tiny")),
    ("dense", env!("CARGO_BIN_EXE_dense")),
    ("conv", env!("CARGO_BIN_EXE_conv")),
    ("image", env!("CARGO_BIN_EXE_image")),
    ("gru", env!("CARGO_BIN_EXE_gru")),
    ("learn", env!("CARGO_BIN_EXE_learn")),
];

/// The bits of the outputs of all programs, a line each.
const WRITTEN_DOWN: &str = include_str!("../outputs.txt");

/// The outputs of a line.
fn outputs(line: &str) -> Vec<f32> {
    let bits = line.split_whitespace().map(|digits| u32::from_str_radix(digits, 16));
    bits.map(|bits| f32::from_bits(bits.expect("8 hexadecimal digits"))).collect()
}

#[test]
fn this_machine_prints_the_unfused_bits_that_are_written_down() {
    let Some(unfused) = Level::available().find(|level| !level.has_fused_multiply_add()) else {
        println!("left out: this machine has no instruction set without fused multiply-add");
        return;
    };
    let found = PROGRAMS.map(|(name, program)| {
        let run = Command::new(program).env("NN_LEVEL", unfused.name()).output().expect("the program starts");
        assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
        let printed = String::from_utf8(run.stdout).expect("the program prints text");
        format!("{name} {}\n", printed.lines().next().unwrap_or_default().trim_end())
    });
    let found = found.concat();
    assert!(found == WRITTEN_DOWN, "at {unfused:?} the programs print\n{found}but outputs.txt has\n{WRITTEN_DOWN}");
}

#[test]
fn outputs_differ_within_a_network() {
    for line in WRITTEN_DOWN.lines() {
        let (name, numbers) = line.split_once(' ').expect("a name before the outputs");
        let numbers = outputs(numbers);
        assert!(numbers.len() >= 3 && numbers.iter().all(|number| number.is_finite()), "{name}: {numbers:?}");
        let mut sorted = numbers.clone();
        sorted.sort_by(f32::total_cmp);
        sorted.dedup();
        assert_eq!(sorted.len(), numbers.len(), "{name} says the same of two outputs: {numbers:?}");
    }
}
