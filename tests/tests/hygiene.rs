//! The expansion stands anywhere, under any names, and raises no warning.
#![deny(
    warnings,
    missing_debug_implementations,
    missing_docs,
    nonstandard_style,
    rust_2018_idioms,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unsafe_code,
    unused,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]

use nn_runtime::network::{Parameters as _, Train as _};
use nn_runtime::optim::{Adam, Optimizer as _};
use nn_tests::compare::bits;

/// Several networks in one module, with equal labels and equal shapes of layers.
mod several {
    nn_runtime::network! {
        #[loss(mse)]
        pub(crate) struct First: [3] -> [2] { hidden: dense(4, tanh), output: dense(2), }
    }
    nn_runtime::network! {
        #[loss(mse)]
        pub(crate) struct Second: [3] -> [2] { hidden: dense(4, tanh), output: dense(2), }
    }
    nn_runtime::network! {
        #[loss(cross_entropy)]
        pub(crate) struct Third: [3] -> [2] { hidden: dense(4, tanh), output: dense(2, softmax), }
    }
    nn_runtime::network! {
        pub(crate) struct Fourth: [3] -> [2] { hidden: dense(4, tanh), output: dense(2), }
    }
}

#[test]
fn several_networks_share_a_module() {
    let (first, second, fourth) = (several::First::init(1), several::Second::init(1), several::Fourth::init(1));
    assert_eq!(first.as_flat(), second.as_flat());
    assert_eq!(first.as_flat(), fourth.as_flat());
    let input = [1.0, 2.0, 3.0];
    assert_eq!(bits(&first.predict(&input)), bits(&second.predict(&input)));
    assert_eq!(bits(&first.predict(&input)), bits(&fourth.predict(&input)));
    let sum: f32 = several::Third::init(1).predict(&[1.0, 2.0, 3.0]).iter().sum();
    assert!((sum - 1.0).abs() < 1e-6);
}

/// Everything that an expansion could mean by a bare name means something else here.
mod shadowed {
    #![expect(dead_code, unused_macros, reason = "they are there to be in the way")]
    #![expect(non_camel_case_types, reason = "names of crates and of primitive-like things")]

    mod core {}
    mod std {}
    mod alloc {}
    mod bytemuck {}
    mod nn_runtime {}
    mod nn_macros {}
    mod simd {}
    mod fearless_simd {}
    // What generic functions of the expansion call their parameters.
    struct S;
    struct T;
    struct R;
    struct M;
    struct K;
    struct O;

    struct Option;
    struct Some;
    struct None;
    struct Result;
    struct Ok;
    struct Err;
    struct Vec;
    struct Box;
    struct String;
    struct Default;
    struct Copy;
    struct Send;
    struct Sync;
    struct Sized;
    struct Fn;
    struct FnOnce;
    struct Into;
    struct From;
    struct Iterator;
    struct IntoIterator;
    struct AsRef;
    struct AsMut;
    struct Pod;
    struct Zeroable;
    struct Panel;
    struct Level;
    struct Kernel;
    struct Simd;
    struct Error;
    struct Parameter;
    struct Order;
    struct Init;
    struct Loss;
    struct Mse;
    struct Target;
    struct Network;
    struct Train;
    struct Workspace;
    struct Dense;
    struct DenseMut;
    struct f32x16;

    fn load() {}
    fn store() {}
    fn splat() {}
    fn dispatch() {}
    fn zeroed() {}
    fn drop() {}
    const LANES: u8 = 3;
    const ZERO: u8 = 3;
    const LAYOUT: u8 = 3;
    const PARAMETERS: u8 = 3;
    static SIMD: u8 = 3;

    macro_rules! vec {
        ($($anything:tt)*) => {
            compile_error!("the call site's vec!")
        };
    }
    // Not `assert!`: the derive macros of bytemuck 1.25 mean the call site's.
    macro_rules! debug_assert {
        ($($anything:tt)*) => {
            compile_error!("the call site's debug_assert!")
        };
    }
    macro_rules! assert_eq {
        ($($anything:tt)*) => {
            compile_error!("the call site's assert_eq!")
        };
    }
    macro_rules! matches {
        ($($anything:tt)*) => {
            compile_error!("the call site's matches!")
        };
    }
    macro_rules! unreachable {
        ($($anything:tt)*) => {
            compile_error!("the call site's unreachable!")
        };
    }

    /// Methods that are not f32's own, under names that a vector or an array has.
    trait Extra {
        fn splat(&self) {}
        fn load(&self) {}
        fn store(&self) {}
        fn len(&self) {}
        fn as_slice(&self) {}
        fn exp(&self) {}
        fn max(&self) {}
        fn mul_add(&self) {}
        fn reduce(&self) {}
        fn zip(&self) {}
        fn as_flat(&self) {}
        fn predict(&self) {}
    }
    impl Extra for f32 {}
    impl Extra for [f32] {}
    impl<const N: usize> Extra for [f32; N] {}
    impl<const N: usize> Extra for [[f32; N]] {}

    ::nn_runtime::network! {
        #[loss(mse)]
        pub(crate) struct Surrounded: [3] -> [2] {
            hidden: dense(17, gelu),
            dropout(0.5),
            skip: dense(17, softplus),
            add(hidden),
            concat(skip),
            dense(2, sigmoid),
        }
    }
    ::nn_runtime::network! {
        #[loss(cross_entropy)]
        pub(crate) struct Classes: [3] -> [4] { dense(4, elu(0.5)), dense(4, softmax), }
    }
    ::nn_runtime::network! {
        #[loss(binary_cross_entropy)]
        pub(crate) struct Yes: [3] -> [1] { dense(4, silu), dense(1, sigmoid), }
    }
}

#[test]
fn names_of_the_call_site_do_not_matter() {
    let net = shadowed::Surrounded::init(1);
    let (mut workspace, mut gradient) = (shadowed::Surrounded::workspace(), shadowed::Surrounded::zeros());
    let loss = net.gradients(&[[1.0; 3]; 5], &[[0.5; 2]; 5], &mut workspace, &mut gradient).expect("a batch");
    assert!(loss > 0.0 && gradient.as_flat().iter().any(|element| *element != 0.0));
    assert_eq!(net.hidden().outputs(), 17);
    assert!((shadowed::Classes::init(1).predict(&[0.0; 3])[0] - 0.25).abs() < 1e-6);
    assert!((shadowed::Yes::init(1).predict(&[0.0; 3])[0] - 0.5).abs() < 1e-6);
}

/// Networks that are called like what the library calls its own things.
mod namesakes {
    macro_rules! networks {
        ($inputs:literal: $($name:ident)*) => {$(
            nn_runtime::network! {
                #[loss(mse)]
                pub(crate) struct $name: [$inputs] -> [1] { dense(3, tanh), dense(1), }
            }
        )*};
    }
    networks! { 2: Network Train Workspace Panel Level Kernel Simd Error Parameter Dense Loss Mse Forward Backward Output OutPut }
    networks! { 2: S T R M K O }

    // Too wide for lanes over rows, which print other items.
    pub(crate) mod wide {
        networks! { 20: Rows Part S T R M K O }
    }
}

#[test]
fn a_network_may_have_any_name() {
    let expected = bits(&namesakes::Network::init(1).predict(&[1.0, 2.0]));
    assert_eq!(bits(&namesakes::Workspace::init(1).predict(&[1.0, 2.0])), expected);
    assert_eq!(bits(&namesakes::S::init(1).predict(&[1.0, 2.0])), expected);
    assert_eq!(bits(&namesakes::Error::init(1).predict(&[1.0, 2.0])), expected);
    assert_eq!(namesakes::Simd::PARAMETERS, 13);
    assert_eq!(bits(&namesakes::R::init(1).predict(&[1.0, 2.0])), expected);
    assert_eq!((namesakes::wide::Rows::PARAMETERS, namesakes::wide::Part::PARAMETERS), (67, 67));
    let (mut net, mut workspace) = (namesakes::wide::R::init(1), namesakes::wide::R::workspace());
    assert!(net.descend(&[0.5; 20], &[0.5], 0.1, &mut workspace).is_finite());
    let mut optimization = Adam::new(0.1).start().expect("settings in range");
    assert!(optimization.descend(&mut *net, &[0.5; 20], &[0.5], &mut workspace).is_finite());
}

/// Labels that are called like variables or modules of the expansion may be.
mod labels {
    nn_runtime::network! {
        #[loss(mse)]
        pub(crate) struct Labelled: [2] -> [2] {
            weight: dense(3),
            bias: dense(3),
            gradient: dense(3),
            net: dense(3),
            core: dense(3),
            nn_runtime: dense(3),
            output: dense(3),
            inputs: dense(3),
            simd: dense(3),
            level: dense(3),
            x: dense(3),
            add: dense(3),
            dense: dense(3),
            relu: dense(2),
        }
    }
}

#[test]
fn a_label_may_have_almost_any_name() {
    let net = labels::Labelled::init(1);
    assert_eq!(net.weight().weight(2, 1).to_bits(), net.as_flat()[labels::Labelled::LAYOUT[0].position(5)].to_bits());
    assert_eq!((net.dense().inputs(), net.relu().outputs(), net.core().inputs()), (3, 2, 3));
}

#[test]
fn a_network_stands_in_a_function() {
    nn_runtime::network! {
        struct Local: [2] -> [1] { dense(1), }
    }

    fn generic<T: Default>() -> (T, usize) {
        nn_runtime::network! {
            #[loss(mse)]
            struct Inner: [2] -> [1] { hidden: dense(5, relu), dense(1), }
        }
        (T::default(), Inner::PARAMETERS)
    }

    let value = {
        nn_runtime::network! {
            struct Block: [2] -> [1] { dense(1, bias = false), }
        }
        Block::PARAMETERS
    };
    assert_eq!((Local::PARAMETERS, value, generic::<u8>()), (3, 2, (0, 21)));
}

/// Every visibility, and every attribute that a struct may have.
mod surroundings {
    pub(crate) mod inner {
        nn_runtime::network! {
            struct Private: [2] -> [1] { dense(1), }
        }
        nn_runtime::network! {
            pub(super) struct Super: [2] -> [1] { dense(1), }
        }
        nn_runtime::network! {
            pub(in crate::surroundings) struct Restricted: [2] -> [1] { dense(1), }
        }
        nn_runtime::network! {
            /// With documentation,
            /// in two lines.
            #[doc(hidden)]
            #[must_use]
            #[cfg(not(any()))]
            #[loss(mse)]
            pub(crate) struct Attributed: [2] -> [1] { dense(1), }
        }

        pub(crate) fn private() -> usize {
            Private::PARAMETERS
        }
    }

    pub(crate) fn parameters() -> usize {
        inner::Super::PARAMETERS + inner::Restricted::PARAMETERS
    }
}

#[test]
fn a_network_has_the_visibility_it_is_given() {
    assert_eq!(surroundings::inner::private() + surroundings::parameters(), 9);
    assert_eq!(bits(&surroundings::inner::Attributed::init(1).predict(&[0.0; 2])), [0]);
}

/// A declaration that comes out of another macro: its parts may be any fragments.
mod from_a_macro {
    macro_rules! declare {
        ($name:ident, $visibility:vis, $inputs:literal, $outputs:literal, $width:expr, $activation:ident, $loss:ident) => {
            nn_runtime::network! {
                #[loss($loss)]
                $visibility struct $name: [$inputs] -> [$outputs] {
                    hidden: dense($width, $activation),
                    dense($outputs),
                }
            }
        };
    }
    declare!(Made, pub(crate), 3, 2, 16, tanh, mse);
}

#[test]
fn a_declaration_may_come_from_a_macro() {
    assert_eq!(from_a_macro::Made::PARAMETERS, 3 * 16 + 16 + 16 * 2 + 2);
}
