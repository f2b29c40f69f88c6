use nn_runtime::prelude::*;

network! {
    #[rtneurel("tests/ui/audio/good.json")]
    struct Net;
}

fn main() {
    let net: &'static Net = Net::pretrained();
    let mut state = net.new_state();
    let _ = net.step(&mut state, &[0.0]);
}
