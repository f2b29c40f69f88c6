//! `dispatch!`: one of several networks, which a file chooses.

use super::Model;
use crate::error::{Error, Problem, Problems};
use crate::network::{Boxed, Parameters};
use crate::simd::Level;
use crate::stream::{State, Stream};
use crate::topology::Topology;

// What an arm computes is a function, called with all types, so that the errors of a network that is no arm beside the first one stand where it does.

/// The network of a model, if it has these layers.
#[must_use]
pub fn network<N: Parameters>(model: &Model) -> Option<Result<Boxed<N>, Error>> {
    model.fits::<N>().then(|| {
        let mut network = N::zeros();
        model.give::<N>(&mut network).map(|()| network)
    })
}

/// The state of a new stream.
#[must_use]
pub fn new_state<N: Stream + Parameters>(network: &N) -> Box<State<N>> {
    Box::new(network.new_state())
}

/// The output for the next input.
#[inline]
pub fn step<N: Stream<Input = I, Output = O>, I, O>(network: &N, state: &mut State<N>, input: &I) -> O {
    network.step_at(Level::detect(), state, input)
}

/// The outputs for the next inputs.
///
/// # Errors
/// If `outputs` and `inputs` differ in length.
#[inline]
pub fn process<N: Stream<Input = I, Output = O>, I, O>(
    network: &N,
    state: &mut State<N>,
    inputs: &[I],
    outputs: &mut [O],
) -> Result<(), Error> {
    network.process_at(Level::detect(), state, inputs, outputs)
}

/// Puts a state to what a new one is.
pub fn reset<N: Stream + Parameters>(network: &N, state: &mut State<N>) {
    *state = network.new_state();
}

/// Lets a stream see the same input so many times.
pub fn prewarm<N: Stream<Input = I, Output = O>, I, O>(network: &N, state: &mut State<N>, input: &I, steps: usize) {
    state.prewarm(network, input, steps);
}

impl Model {
    /// What the arms of a [`dispatch!`](crate::dispatch) have otherwise.
    #[doc(hidden)]
    #[must_use]
    pub fn misfits(&self, arms: &[(&'static str, &'static Topology)]) -> Error {
        let mut problems = Problems::new(self.title());
        for (arm, topology) in arms {
            if let Some(problem) = self.misfit(topology) {
                let item = format!("for `{arm}`: {}", problem.item);
                problems.push(Problem { item: item.into(), ..problem });
            }
        }
        Error::Weights(problems)
    }
}

/// Declares an enum of several networks, of which a file that is loaded while the program runs chooses one, and an enum of what their streams
/// remember.
///
/// Each arm is a [stream](crate::stream) that [`network!`](macro@crate::network) declares, and code of its own; all have the same inputs and outputs. A
/// file chooses the first arm with its layers, as [`audio`](crate::audio) compares them. Needs the feature `audio-load`.
///
/// ```
/// use nn_runtime::prelude::*;
///
/// network! { struct Small: [1] -> [1] { lstm(1, initial = true), dense(1) } }
/// network! { struct Large: [1] -> [1] { lstm(16, initial = true), lstm(16, initial = true), dense(1) } }
///
/// nn_runtime::dispatch! {
///     /// The amplifiers that this program plays.
///     pub(crate) enum Amp {
///         Small(Small),
///         Large(Large),
///     }
///     /// What one of them remembers.
///     pub(crate) enum AmpState;
/// }
///
/// let file = r#"{
///     "version": "0.5.4", "architecture": "LSTM", "sample_rate": 48000,
///     "config": {"input_size": 1, "hidden_size": 1, "num_layers": 1},
///     "weights": [0.5, 0.1, 0.4, 0.2, 0.3, 0.3, 0.2, 0.4,  0, 0, 0, 0,  0.25, 0.125,  2, 0.5]
/// }"#;
///
/// let amp = Amp::from_bytes(file.as_bytes())?; // or `Amp::load("clean.nam")?`
/// assert_eq!(amp.name(), "Small");
/// let mut state = amp.new_state();
///
/// // The callback of an audio driver.
/// let (inputs, mut outputs) = ([[0.1]; 64], [[0.0]; 64]);
/// amp.process(&mut state, &inputs, &mut outputs)?;
/// # assert!(outputs[0][0].is_finite());
/// # Ok::<(), Error>(())
/// ```
///
/// | method | does |
/// |---|---|
/// | `Amp::load(path)`, `Amp::from_bytes(bytes)` | the network of a file; errors as of [`audio::load`](crate::audio::load), with what each arm has otherwise |
/// | `Amp::from_model(&model)` | the same of a [`Model`](crate::audio::Model) that a [`Loader`](crate::audio::Loader) read with options |
/// | `amp.name()` | the name of the arm |
/// | `amp.new_state()` | the state of a new stream |
/// | `amp.step(&mut state, &input)` | the output for the next input |
/// | `amp.process(&mut state, &inputs, &mut outputs)` | the outputs for a block of inputs |
/// | `amp.reset(&mut state)` | as a new stream begins; in the memory that the state has |
/// | `amp.prewarm(&mut state, &input, steps)` | lets it see the same input so many times |
///
/// Networks and states are in boxes, so that an arm takes what it needs. Of these methods `load`, `from_bytes`, `from_model` and `new_state`
/// allocate, and none of the others does; nothing panics. A state of another arm is an [`Error::StateOf`](crate::Error::StateOf), and nothing
/// changes.
#[macro_export]
macro_rules! dispatch {
    (
        $(#[$of_enum:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$of_arm:meta])* $arm:ident($network:ty)),+ $(,)?
        }
        $(#[$of_state:meta])*
        $state_visibility:vis enum $state:ident;
    ) => {
        $(#[$of_enum])*
        $visibility enum $name {
            $(
                $(#[$of_arm])*
                $arm($crate::network::Boxed<$network>),
            )+
        }

        $(#[$of_state])*
        $state_visibility enum $state {
            $(
                #[doc = $crate::__private::core::concat!("Of `", $crate::__private::core::stringify!($arm), "`.")]
                $arm($crate::__private::Box<$crate::stream::State<$network>>),
            )+
        }

        // A name that is given twice is an error where it stands: it is a parameter that is given twice.
        const _: () = {
            #[allow(non_camel_case_types, dead_code, reason = "they are names of arms")]
            fn names<$($arm),+>() {}
        };

        $crate::dispatch! { @methods $visibility $name $state [$($network),+] $($arm($network))+ }
    };
    (@methods $visibility:vis $name:ident $state:ident [$first:ty $(, $other:ty)*] $($arm:ident($network:ty))+) => {
        #[allow(dead_code, unreachable_patterns, reason = "whoever declares it may need no more, and have one arm")]
        impl $name {
            /// The network of a file.
            ///
            /// # Errors
            /// If the file cannot be read, is no model, or one that no arm has the layers of.
            $visibility fn load(
                path: impl $crate::__private::core::convert::AsRef<$crate::__private::Path>,
            ) -> $crate::__private::core::result::Result<Self, $crate::Error> {
                Self::from_model(&$crate::audio::Loader::new().open(path)?)
            }

            /// The network of the content of a file.
            ///
            /// # Errors
            /// If it is no model, or one that no arm has the layers of.
            $visibility fn from_bytes(
                bytes: &[$crate::__private::core::primitive::u8],
            ) -> $crate::__private::core::result::Result<Self, $crate::Error> {
                Self::from_model(&$crate::audio::Loader::new().read(bytes)?)
            }

            /// The network of a model.
            ///
            /// # Errors
            /// If no arm has its layers.
            $visibility fn from_model(
                model: &$crate::audio::Model,
            ) -> $crate::__private::core::result::Result<Self, $crate::Error> {
                $(
                    let found = $crate::audio::dispatch::network::<$network>(model);
                    if let $crate::__private::core::option::Option::Some(network) = found {
                        return $crate::__private::core::result::Result::Ok(Self::$arm(network?));
                    }
                )+
                $crate::__private::core::result::Result::Err(model.misfits(&[
                    $((
                        $crate::__private::core::stringify!($arm),
                        <$network as $crate::network::Network>::TOPOLOGY,
                    )),+
                ]))
            }

            /// The name of the arm.
            #[must_use]
            $visibility const fn name(&self) -> &'static $crate::__private::core::primitive::str {
                match self {
                    $(Self::$arm(_) => $crate::__private::core::stringify!($arm),)+
                }
            }

            /// The state of a new stream.
            #[must_use]
            $visibility fn new_state(&self) -> $state {
                match self {
                    $(Self::$arm(network) => $state::$arm($crate::audio::dispatch::new_state::<$network>(network)),)+
                }
            }

            /// The output for the next input.
            ///
            /// # Errors
            /// If the state is of another arm; it is then unchanged.
            #[inline]
            $visibility fn step(
                &self,
                state: &mut $state,
                input: &<$first as $crate::network::Network>::Input,
            ) -> $crate::__private::core::result::Result<<$first as $crate::network::Network>::Output, $crate::Error> {
                match (self, state) {
                    $((Self::$arm(network), $state::$arm(state)) => $crate::__private::core::result::Result::Ok(
                        $crate::audio::dispatch::step::<
                            $network,
                            <$first as $crate::network::Network>::Input,
                            <$first as $crate::network::Network>::Output,
                        >(network, state, input),
                    ),)+
                    (network, state) => network.refused(state),
                }
            }

            /// The outputs for the next inputs.
            ///
            /// # Errors
            /// If `outputs` and `inputs` differ in length, or the state is of another arm; nothing is changed then.
            #[inline]
            $visibility fn process(
                &self,
                state: &mut $state,
                inputs: &[<$first as $crate::network::Network>::Input],
                outputs: &mut [<$first as $crate::network::Network>::Output],
            ) -> $crate::__private::core::result::Result<(), $crate::Error> {
                match (self, state) {
                    $((Self::$arm(network), $state::$arm(state)) => {
                        $crate::audio::dispatch::process::<
                            $network,
                            <$first as $crate::network::Network>::Input,
                            <$first as $crate::network::Network>::Output,
                        >(network, state, inputs, outputs)
                    })+
                    (network, state) => network.refused(state),
                }
            }

            /// Puts a state in its memory to what [`new_state`](Self::new_state) is.
            ///
            /// # Errors
            /// If the state is of another arm; it is then unchanged.
            $visibility fn reset(
                &self,
                state: &mut $state,
            ) -> $crate::__private::core::result::Result<(), $crate::Error> {
                match (self, state) {
                    $((Self::$arm(network), $state::$arm(state)) => {
                        $crate::audio::dispatch::reset::<$network>(network, state);
                        $crate::__private::core::result::Result::Ok(())
                    })+
                    (network, state) => network.refused(state),
                }
            }

            /// Lets a stream see the same input so many times, and drops the outputs.
            ///
            /// # Errors
            /// If the state is of another arm; it is then unchanged.
            $visibility fn prewarm(
                &self,
                state: &mut $state,
                input: &<$first as $crate::network::Network>::Input,
                steps: $crate::__private::core::primitive::usize,
            ) -> $crate::__private::core::result::Result<(), $crate::Error> {
                match (self, state) {
                    $((Self::$arm(network), $state::$arm(state)) => {
                        $crate::audio::dispatch::prewarm::<
                            $network,
                            <$first as $crate::network::Network>::Input,
                            <$first as $crate::network::Network>::Output,
                        >(network, state, input, steps);
                        $crate::__private::core::result::Result::Ok(())
                    })+
                    (network, state) => network.refused(state),
                }
            }

            /// The error of a state that belongs to another arm.
            fn refused<T>(&self, state: &$state) -> $crate::__private::core::result::Result<T, $crate::Error> {
                let found = match state {
                    $($state::$arm(_) => $crate::__private::core::stringify!($arm),)+
                };
                $crate::__private::core::result::Result::Err($crate::Error::StateOf { expected: self.name(), found })
            }
        }
    };
}
