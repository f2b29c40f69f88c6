use nn_runtime::network;

network! {
    struct Gate: [8] -> [4] {
        hidden: dense(9),
        glu,
        dense(4),
    }
}

fn main() {}
