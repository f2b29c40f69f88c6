//! 10-16-3 with tanh.
#![cfg_attr(target_os = "none", no_std, no_main)]

nn_runtime::network! {
    /// 227 parameters.
    pub struct Tiny: [10] -> [3] {
        hidden: dense(16, tanh),
        output: dense(3),
    }
}

static NET: Tiny = Tiny::ZERO;

nn_cortex_m::program!(run);

/// A prediction.
fn run() {
    let input = core::hint::black_box([0.5_f32; 10]);
    let stack = nn_cortex_m::stack_of(|| {
        for number in NET.predict(&input) {
            nn_cortex_m::print_hex(number.to_bits().into());
        }
    });
    nn_cortex_m::print_number(stack);
    nn_cortex_m::print("\n");
}
