use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        hidden: dense(8, relu),
        dense(2),
    }
}

fn main() {
    let _ = Net::workspace();
}
