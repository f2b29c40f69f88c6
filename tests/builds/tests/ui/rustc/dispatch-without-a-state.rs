use nn_runtime::prelude::*;

network! { struct Small: [1] -> [1] { lstm(1, initial = true), dense(1) } }
network! { struct Large: [1] -> [1] { lstm(2, initial = true), dense(1) } }

nn_runtime::dispatch! {
    enum Amp {
        Small(Small),
        Large(Large),
    }
}

fn main() {}
