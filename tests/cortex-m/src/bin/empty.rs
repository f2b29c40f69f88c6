//! Nothing but the start, a function that is measured, and the end: what the other programs have beside their network.
#![cfg_attr(target_os = "none", no_std, no_main)]

/// What a network would see.
static INPUT: [f32; 4] = nn_cortex_m::input();

#[inline(never)]
fn measured() {
    nn_cortex_m::print_outputs(core::hint::black_box(&INPUT));
}

fn run() {
    nn_cortex_m::print_stack_of(measured);
}

nn_cortex_m::program!(run);
