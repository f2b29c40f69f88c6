use nn_runtime::prelude::*;

network! {
    #[nam("tests/ui/audio/wavenet.nam", rate = 960000000)]
    struct Net;
}

fn main() {
    let net: &'static Net = Net::pretrained();
    let mut state = net.new_state();
    let _ = net.step(&mut state, &[0.0]);
}
