use nn_runtime::network;

network! {
    struct Net: [6] -> [2] {
        dense(10),
        norm: group_norm(3),
        dense(2),
    }
}

fn main() {}
