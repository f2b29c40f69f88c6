use nn_runtime::network;

network! {
    struct Net: [4, 4, 4] -> [4, 4, 4] {
        GroupNorm(2),
    }
}

fn main() {}
