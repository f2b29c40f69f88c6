nn_runtime::network! {
    struct Net: [3] -> [4] {
        conv1d(4, 3),
    }
}

fn main() {}
