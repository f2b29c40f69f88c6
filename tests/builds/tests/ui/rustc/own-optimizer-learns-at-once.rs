use nn_runtime::optim::Step;
use nn_runtime::prelude::*;

network! {
    #[loss(mse)]
    struct Net: [4] -> [2] {
        dense(2),
    }
}

struct Own;

impl Optimizer for Own {
    fn learning_rate(&self) -> f32 {
        0.1
    }
    fn n_moments(&self) -> usize {
        0
    }
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }
    fn update(&self, _: &Step, _: &mut [f32], _: &[f32], _: &mut [f32]) -> Result<(), Error> {
        Ok(())
    }
}

fn main() {
    let (mut net, mut workspace) = (Net::init(1), Net::workspace());
    let mut own = Own.start().unwrap();
    own.descend(&mut *net, &[0.0; 4], &[0.0; 2], &mut workspace);
}
