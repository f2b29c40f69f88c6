//! Nothing but the start and the end: what other programs have beside their network.
#![cfg_attr(target_os = "none", no_std, no_main)]

nn_cortex_m::program!(run);

/// Prints and measures as all others do.
fn run() {
    let input = core::hint::black_box([0.5_f32; 2]);
    let stack = nn_cortex_m::stack_of(|| {
        for number in input {
            nn_cortex_m::print_hex(number.to_bits().into());
        }
    });
    nn_cortex_m::print_number(stack);
    nn_cortex_m::print("\n");
}
