//! 10-16-3 learns on the device, one row at a time.
#![cfg_attr(target_os = "none", no_std, no_main)]

use nn_runtime::network::Workspace;

nn_runtime::network! {
    /// Sensors to a decision.
    #[loss(mse)]
    pub struct Net: [10] -> [3] {
        hidden: dense(16, tanh),
        output: dense(3),
    }
}

nn_cortex_m::program!(run);

/// What the network sees, and what it should say.
static ROW: ([f32; 10], [f32; 3]) = ([0.5; 10], [0.25, -0.5, 1.0]);

#[inline(never)]
fn measured() {
    let mut net = Net::ZERO;
    let mut workspace: Workspace<Net> = bytemuck::Zeroable::zeroed();
    let (input, target) = core::hint::black_box(&ROW);
    for _ in 0..20 {
        net.descend(input, target, 0.1, &mut workspace);
    }
    for number in net.predict(input) {
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
