nn_runtime::network! {
    struct Net: [3] -> [4] {
        conv1d(4, 3, stride = 2, causal = true),
    }
}

fn main() {}
