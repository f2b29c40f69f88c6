use nn_runtime::network;

network! {
    struct Net: [4, 4, 4] -> [4, 4, 4] {
        instance_norm(track_running_stats = true),
    }
}

fn main() {}
