use nn_runtime::network;

network! {
    struct Net: [6, 8, 8] -> [2] {
        conv2d(10, 3, padding = 1),
        group_norm(4),
        global_avg_pool,
        dense(2),
    }
}

fn main() {}
