//! Nothing but the start, a function that is measured, and the end: what the other programs have beside their network.
#![cfg_attr(target_os = "none", no_std, no_main)]

nn_cortex_m::program!(run);

/// What a network would see.
static INPUT: [f32; 4] = [0.5; 4];

#[inline(never)]
fn measured() {
    for number in core::hint::black_box(&INPUT) {
        nn_cortex_m::print_hex(number.to_bits().into());
        nn_cortex_m::print(" ");
    }
}

fn run() {
    let stack = nn_cortex_m::stack_of(measured);
    nn_cortex_m::print("\nstack ");
    nn_cortex_m::print_number(stack);
    nn_cortex_m::print("\n");
}
