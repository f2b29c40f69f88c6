use nn_runtime::network;

network! {
    struct Net: [3, 4, 4] -> [2] {
        last: conv2d(8, 4),
        instance_norm,
        flatten,
        dense(2),
    }
}

fn main() {}
