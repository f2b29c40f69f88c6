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

nn_cortex_m::network_in_flash!();

/// What the network sees, and what it should say.
static ROW: ([f32; 10], [f32; 3]) = (nn_cortex_m::input(), [0.25, -0.5, 1.0]);

#[inline(never)]
fn measured() {
    let mut net = *core::hint::black_box(&NET);
    let mut workspace: Workspace<Net> = bytemuck::Zeroable::zeroed();
    let (input, target) = core::hint::black_box(&ROW);
    for _ in 0..20 {
        net.descend(input, target, 0.01, &mut workspace);
    }
    nn_cortex_m::print_outputs(&net.predict(input));
}

fn run() {
    nn_cortex_m::print_stack_of(measured);
}

nn_cortex_m::program!(run);
