use nn_runtime::prelude::*;

network! {
    #[loss(cross_entropy)]
    struct Net: [1, 8, 8] -> [1, 8, 8] {
        conv2d(1, 3, padding = 1),
        softmax,
    }
}

fn main() {}
