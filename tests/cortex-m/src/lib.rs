//! What a program needs on a Cortex-M without anything below it: how it starts, prints, ends, and how much stack a function takes. And
//! numbers for its network, which is in a `static`.
//!
//! It prints through the debugger, which under QEMU is the terminal (semihosting). On other machines the same programs are those of an
//! operating system, and say there what has to be printed here: `tests/outputs.rs`.
#![cfg_attr(target_os = "none", no_std)]

#[cfg(not(target_os = "none"))]
mod hosted;
#[cfg(target_os = "none")]
mod machine;
mod numbers;

#[cfg(not(target_os = "none"))]
pub use hosted::{print, print_hex, print_number, run, stack_of};
#[cfg(target_os = "none")]
pub use machine::{exit, print, print_hex, print_number, stack_of};
pub use numbers::{input, parameters};

/// The entry of a program: what it does.
#[macro_export]
macro_rules! program {
    ($main:path) => {
        #[cfg(target_os = "none")]
        #[unsafe(no_mangle)]
        extern "C" fn program() -> ! {
            $main();
            $crate::exit(true)
        }

        #[cfg(not(target_os = "none"))]
        fn main() {
            $crate::run($main);
        }
    };
}

/// The network `Net` in a `static`, with parameters that differ.
#[macro_export]
macro_rules! network_in_flash {
    () => {
        static NET: Net = {
            const NUMBERS: usize = size_of::<Net>() / size_of::<f32>();
            let layout = <Net as nn_runtime::network::Parameters>::LAYOUT;
            bytemuck::must_cast::<[f32; NUMBERS], Net>($crate::parameters(layout))
        };
    };
}

/// A program that predicts with a network `Net` in a `static`, from so many numbers, and prints the outputs and the stack that it took.
/// A stream takes three steps, of the same input.
#[macro_export]
macro_rules! predicts {
    (predict, $inputs:literal) => {
        $crate::predicts!(|input| $crate::print_outputs(&NET.predict(input)); $inputs);
    };
    (step, $inputs:literal) => {
        $crate::predicts!(|input| {
            let mut state = nn_runtime::stream::State::new();
            for _ in 0..3 {
                $crate::print_outputs(&NET.step(&mut state, input));
            }
        }; $inputs);
    };
    (|$input:ident| $body:expr; $inputs:literal) => {
        $crate::network_in_flash!();

        static INPUT: [f32; $inputs] = $crate::input();

        #[inline(never)]
        fn measured() {
            let $input = core::hint::black_box(&INPUT);
            $body
        }

        fn run() {
            $crate::print_stack_of(measured);
        }

        $crate::program!(run);
    };
}

/// Prints the bits of numbers.
#[inline(never)]
pub fn print_outputs(outputs: &[f32]) {
    for number in outputs {
        print_hex(number.to_bits());
        print(" ");
    }
}

/// Runs a function that prints outputs, and prints the bytes of stack that it took in a line behind them: 0 where they are not measured.
#[inline(never)]
pub fn print_stack_of(f: fn()) {
    let stack = stack_of(f);
    print("\nstack ");
    print_number(stack);
    print("\n");
}
