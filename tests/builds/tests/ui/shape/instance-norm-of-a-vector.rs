use nn_runtime::network;

network! {
    struct Net: [6] -> [2] {
        hidden: dense(8, relu),
        instance_norm,
        dense(2),
    }
}

fn main() {}
