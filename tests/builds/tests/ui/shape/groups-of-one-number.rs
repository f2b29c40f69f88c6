use nn_runtime::network;

network! {
    struct Net: [6] -> [2] {
        dense(8),
        group_norm(8),
        dense(2),
    }
}

fn main() {}
