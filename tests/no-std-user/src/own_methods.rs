//! A user's own methods under the names of the library's: they win, whatever features are on.
//!
//! This file is compiled twice, here without any feature and in the tests of weights with all of them.

/// With the library's traits in scope.
mod inherent {
    use nn_runtime::network::{Parameters, Train as _};
    use nn_runtime::simd::Level;

    nn_runtime::network! {
        /// A network with methods of its user.
        #[loss(mse)]
        pub struct Inherent: [2] -> [1] {
            dense(1),
        }
    }

    impl Inherent {
        fn init(seed: u8) -> [u8; 1] {
            [seed]
        }

        fn zeros() -> [u8; 2] {
            [0; 2]
        }

        fn workspace() -> [u8; 3] {
            [0; 3]
        }

        fn save(&self) -> u64 {
            u64::from(self.loss_at(Level::baseline(), &[[0.0; 2]], &[[0.0]]).is_ok())
        }

        fn load(&mut self, seed: u64) -> u64 {
            self.initialize(seed);
            seed
        }

        #[expect(clippy::wrong_self_convention, reason = "it has the name and the receiver of the library's")]
        fn to_onnx(&self, seed: u64) -> u64 {
            self.save() + seed
        }
    }

    /// What the methods return, and the number of parameters by a method of the library's.
    #[must_use]
    pub fn call() -> ([u8; 1], [u8; 2], [u8; 3], [u64; 3], usize) {
        let mut net = Inherent::ZERO;
        let numbers = [net.save(), net.to_onnx(10), net.load(20)];
        (Inherent::init(7), Inherent::zeros(), Inherent::workspace(), numbers, net.as_flat().len())
    }
}

/// With the user's trait in scope.
mod of_a_trait {
    nn_runtime::network! {
        /// A network with a trait of its user.
        #[loss(mse)]
        pub struct Own: [2] -> [1] {
            dense(1),
        }
    }

    trait Store: Sized {
        fn init(seed: u8) -> Self;
        fn zeros() -> Self;
        fn workspace() -> [u8; 3];
        fn save(&self) -> u64;
        fn load(&mut self, seed: u64) -> u64;
        fn to_onnx(&self, seed: u64) -> u64;
    }

    impl Store for Own {
        fn init(seed: u8) -> Self {
            let mut net = Self::ZERO;
            net.initialize(seed.into());
            net
        }

        fn zeros() -> Self {
            Self::ZERO
        }

        fn workspace() -> [u8; 3] {
            [0; 3]
        }

        fn save(&self) -> u64 {
            u64::from(self.predict(&[0.0; 2]) == [0.0])
        }

        fn load(&mut self, seed: u64) -> u64 {
            self.initialize(seed);
            seed
        }

        fn to_onnx(&self, seed: u64) -> u64 {
            self.save() + seed
        }
    }

    /// What the methods return.
    #[must_use]
    pub fn call() -> ([u8; 3], [u64; 3]) {
        let (mut net, zeros) = (Own::init(7), Own::zeros());
        (Own::workspace(), [zeros.save(), net.to_onnx(10), net.load(20)])
    }
}

pub use inherent::call as call_inherent;
pub use of_a_trait::call as call_of_a_trait;
