use nn_runtime::network;

network! {
    struct Net: [3, 4, 4] -> [3, 4, 4] {
        group_norm,
    }
}

fn main() {}
