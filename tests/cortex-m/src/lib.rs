//! What a program needs on a Cortex-M without anything below it: how it starts, prints, ends, and how much stack a function takes.
//!
//! It prints through the debugger, which under QEMU is the terminal (semihosting). On other machines there is nothing here, so that the
//! package compiles with all others.
#![cfg_attr(target_os = "none", no_std)]

#[cfg(target_os = "none")]
mod machine;

#[cfg(target_os = "none")]
pub use machine::{exit, print, print_hex, print_number, stack_of};

/// The entry of a program: what it does, and on a machine with an operating system nothing.
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
            let _ = $main as fn();
            println!("this program is for a Cortex-M: .ci/machines");
        }
    };
}

/// A program that predicts with a network `Net` in a `static`, from so many numbers, and prints the outputs and the stack that it took.
/// A stream takes its first step.
#[macro_export]
macro_rules! predicts {
    (predict, $inputs:literal) => {
        $crate::predicts!(|input| NET.predict(input); $inputs);
    };
    (step, $inputs:literal) => {
        $crate::predicts!(|input| NET.step(&mut nn_runtime::stream::State::new(), input); $inputs);
    };
    (|$input:ident| $output:expr; $inputs:literal) => {
        static NET: Net = Net::ZERO;

        static INPUT: [f32; $inputs] = [0.5; $inputs];

        $crate::program!(run);

        #[inline(never)]
        fn measured() {
            let $input = core::hint::black_box(&INPUT);
            for number in $output {
                $crate::print_hex(number.to_bits().into());
                $crate::print(" ");
            }
        }

        fn run() {
            let stack = $crate::stack_of(measured);
            $crate::print("\nstack ");
            $crate::print_number(stack);
            $crate::print("\n");
        }
    };
}

/// Prints nothing.
#[cfg(not(target_os = "none"))]
pub fn print(_: &str) {}

/// Prints nothing.
#[cfg(not(target_os = "none"))]
pub fn print_hex(_: u64) {}

/// Prints nothing.
#[cfg(not(target_os = "none"))]
pub fn print_number(_: u32) {}

/// Runs a function, whose stack it does not measure.
#[cfg(not(target_os = "none"))]
pub fn stack_of(f: fn()) -> u32 {
    f();
    0
}
