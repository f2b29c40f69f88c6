nn_runtime::network! {
    struct Net: [3] -> [4] {
        stack(4, order = newest_frist),
        dense(4),
    }
}

fn main() {}
