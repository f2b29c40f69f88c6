use nn_runtime::prelude::*;

network! {
    #[weights("tests/ui/weights/not-a-number.safetensors")]
    struct Net: [3] -> [2] {
        hidden: dense(4, relu),
        output: dense(2),
    }
}

fn main() {
    let net: &'static Net = Net::pretrained();
    let _: [f32; 2] = net.predict(&[0.0; 3]);
}
