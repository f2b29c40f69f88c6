use nn_runtime::network;

network! {
    struct Net: [3, 4, 4] -> [3, 4, 4] {
        instance_norm(groups = 3),
    }
}

fn main() {}
