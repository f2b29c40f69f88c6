use nn_runtime::prelude::*;

network! {
    #[loss(mse)]
    struct Net: [4] -> [2] {
        hidden: dens(8, relu),
        dense(2),
    }
}

const _: () = assert!(Net::PARAMETERS == 58);
const _: () = assert!(Net::FLOPS > 0 && Net::WORKSPACE_BYTES > 0);
const _: () = assert!(Net::LAYOUT.len() == 4);

static NET: Net = Net::ZERO;

fn main() {
    const { assert!(<Net as Parameters>::PARAMETERS == 58) };
    let mut copy = NET;
    copy.hidden_mut().set_weight(0, 0, 1.0);
    let _: [f32; 4] = copy.hidden().weight_row(0);
    let mut outputs = [[0.0; 2]];
    copy.predict_batch(&[[0.0; 4]], &mut outputs).unwrap();
    assert!(copy.clone() != NET, "{copy:?}");
}
