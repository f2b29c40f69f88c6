use nn_runtime::prelude::*;

network! {
    #[loss(cross_entrpy)]
    struct Net: [4] -> [2] {
        dense(2, softmax),
    }
}

fn main() -> Result<(), Error> {
    let data = Dataset::from([([0.0; 4], Class::<2>::new(0)?), ([1.0; 4], Class::<2>::new(1)?)]);
    let mut net = Net::init(1);
    Trainer::new(Adam::new(0.05)).batch_size(2).epochs(3).fit(&mut net, &data)?;
    Ok(())
}
