//! One description, two networks: the macro [`pair!`](macro@crate::pair) hands its tokens to `network!` and keeps their
//! text for the interpreter.

use nn_runtime::layout::Parameter;
use nn_runtime::network::Parameters;

use crate::compare::Place;
use crate::description::read;
use crate::generate::draw_parameters;
use crate::random::Random;
use crate::topology::{Tensor, Topology};

/// Declares networks, each with its own text as [`Declared::SOURCE`].
#[macro_export]
macro_rules! pair {
    ($(
        $(#[$($attribute:tt)*])*
        struct $name:ident : $input:tt -> $output:tt { $($line:tt)* }
    )*) => {$(
        nn_runtime::network! {
            $(#[$($attribute)*])*
            pub(crate) struct $name: $input -> $output { $($line)* }
        }

        impl $crate::pair::Declared for $name {
            const SOURCE: &'static str =
                stringify!($(#[$($attribute)*])* struct $name: $input -> $output { $($line)* });
        }
    )*};
}

/// A network that knows the text of its declaration.
pub trait Declared: Parameters {
    /// The tokens given to `network!`.
    const SOURCE: &'static str;
}

/// A generated network and its twin with the same parameters.
pub struct Pair<N> {
    /// The generated network.
    pub net: Box<N>,
    /// The interpreter's.
    pub topology: Topology,
}

impl<N: Declared> Pair<N> {
    /// Both with the same random parameters.
    ///
    /// # Panics
    /// If the layout of the network is not that of the topology.
    #[must_use]
    pub fn new(random: &mut Random) -> Self {
        let (name, mut topology) = read(N::SOURCE);
        assert_eq!(name, N::NAME);
        check_layout::<N>(&topology);
        draw_parameters(&mut topology, random);
        let mut net = bytemuck::allocation::zeroed_box::<N>();
        set_parameters(&mut *net, &topology.parameters());
        Self { net, topology }
    }
}

/// Writes tensors, which are in the order of the layout, to a network (or a gradient).
///
/// # Panics
/// If a tensor does not fit its parameter.
pub fn set_parameters<N: Parameters>(net: &mut N, tensors: &[Tensor]) {
    assert_eq!(tensors.len(), N::LAYOUT.len(), "{}: number of parameters", N::NAME);
    let flat = net.as_flat_mut();
    for (parameter, tensor) in N::LAYOUT.iter().zip(tensors) {
        assert_eq!(parameter.len(), tensor.values.len(), "{}: {}: elements", N::NAME, parameter.name);
        for (position, value) in parameter.positions().zip(&tensor.values) {
            flat[position] = *value as f32;
        }
    }
}

/// The elements of every parameter of a network (or a gradient), in the order of the layout, each in row-major order.
#[must_use]
pub fn parameters_of<N: Parameters>(net: &N) -> Vec<(&'static str, Vec<f32>)> {
    let flat = net.as_flat();
    N::LAYOUT.iter().map(|parameter| (parameter.name, parameter.positions().map(|p| flat[p]).collect())).collect()
}

/// Sets every logical element to one value, and leaves the padding.
pub fn fill<N: Parameters>(net: &mut N, value: f32) {
    for position in N::LAYOUT.iter().flat_map(nn_runtime::layout::Parameter::positions) {
        net.as_flat_mut()[position] = value;
    }
}

/// Asserts that all lanes that belong to no parameter hold zero.
///
/// # Panics
/// If one does not.
pub fn assert_padding_is_zero<N: Parameters>(net: &N, place: &Place) {
    let mut is_padding = vec![true; net.as_flat().len()];
    for position in N::LAYOUT.iter().flat_map(nn_runtime::layout::Parameter::positions) {
        is_padding[position] = false;
    }
    for (position, value) in net.as_flat().iter().enumerate().filter(|(position, _)| is_padding[*position]) {
        assert!(*value == 0.0, "{place}: padding at {position} of the flat slice: expected 0, found {value}");
    }
}

/// Asserts names, shapes, and that every parameter has a place of its own.
///
/// # Panics
/// If they are not so.
pub fn check_layout<N: Parameters>(topology: &Topology) {
    let expected: Vec<(String, Vec<usize>)> =
        topology.parameters().into_iter().map(|tensor| (tensor.name, tensor.shape)).collect();
    // The twin knows no shapes of values, only their lengths.
    let shape = |(parameter, expected): (&Parameter, &(String, Vec<usize>))| match expected.1[..] {
        [_] => vec![parameter.shape.iter().product()],
        _ => parameter.shape.to_vec(),
    };
    assert_eq!(N::LAYOUT.len(), expected.len(), "{}: parameters", N::NAME);
    let found: Vec<(String, Vec<usize>)> = N::LAYOUT
        .iter()
        .zip(&expected)
        .map(|(parameter, expected)| (parameter.name.to_owned(), shape((parameter, expected))))
        .collect();
    assert_eq!(found, expected, "{}: names and shapes of the layout", N::NAME);
    let logical: usize = expected.iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
    assert_eq!(N::PARAMETERS, logical, "{}: PARAMETERS", N::NAME);

    let flat_len = size_of::<N>() / size_of::<f32>();
    let mut owner = vec![None; flat_len];
    for parameter in N::LAYOUT {
        let title = format!("{}: {}", N::NAME, parameter.name);
        assert_eq!(parameter.offset % 16, 0, "{title}: offset");
        assert_eq!(parameter.stored_len % 16, 0, "{title}: stored length");
        assert!(parameter.offset + parameter.stored_len <= flat_len, "{title}: ends behind the network");
        assert_eq!(parameter.len(), parameter.shape.iter().product::<usize>(), "{title}: elements");
        for position in parameter.positions() {
            assert!(position >= parameter.offset, "{title}: position {position} is in front of it");
            assert!(position < parameter.offset + parameter.stored_len, "{title}: position {position} is behind it");
            assert_eq!(owner[position].replace(parameter.name), None, "{title}: position {position} is taken");
        }
    }
}
