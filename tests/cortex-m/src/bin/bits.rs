//! The bits of all networks of `tests/machines`.
#![cfg_attr(target_os = "none", no_std, no_main)]

use nn_runtime::simd::Level;

nn_cortex_m::program!(run);

fn run() {
    nn_machines::networks::all(Level::baseline(), &mut |network, what, hash| {
        for text in [network, " ", what, " "] {
            nn_cortex_m::print(text);
        }
        nn_cortex_m::print_hex((hash >> 32) as u32);
        nn_cortex_m::print_hex(hash as u32);
        nn_cortex_m::print("\n");
    });
}
