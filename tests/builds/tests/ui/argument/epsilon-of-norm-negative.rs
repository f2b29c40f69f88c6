use nn_runtime::network;

network! {
    struct Net: [4, 4, 4] -> [4, 4, 4] {
        group_norm(2, eps = -1e-5),
    }
}

fn main() {}
