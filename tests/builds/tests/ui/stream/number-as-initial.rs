use nn_runtime::prelude::*;

network! {
    struct Net: [1] -> [3] {
        voice: lstm(3, initial = 1),
    }
}

fn main() {
    let mut state = Net::ZERO.new_state();
    let _: [f32; 3] = Net::ZERO.step(&mut state, &[0.0]);
}
