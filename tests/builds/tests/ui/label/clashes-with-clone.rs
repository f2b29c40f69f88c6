use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        clone: dense(2),
    }
}

fn main() {
    let net = Net::init(1);
    let _: Box<Net> = net.clone();
}
