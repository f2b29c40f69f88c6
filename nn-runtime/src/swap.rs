//! Another network for a stream that plays: it reaches the audio thread without a wait, and the old one is freed elsewhere.
//!
//! [`channel`] gives two ends. The [`Sender`] belongs to the thread that loads networks, such as that of a plugin's window, and the
//! [`Receiver`] to the audio thread. The receiver plays: [`process`](Receiver::process) notices what was sent, lets the old network and
//! the new one run side by side for some frames while the one fades into the other, and then hands the old one back. The sender drops it.
//!
//! ```
//! use nn_runtime::prelude::*;
//! use nn_runtime::swap;
//!
//! network! {
//!     pub struct Amp: [1] -> [1] { lstm(8), dense(1) }
//! }
//!
//! // The control thread. A fade of 256 frames takes 5 ms at 48 kHz.
//! let (mut sender, mut receiver) = swap::channel(Amp::init(1), 256);
//! sender.send(Amp::init(2))?;
//!
//! // The audio thread.
//! let mut outputs = [[0.0]; 512];
//! receiver.process(&[[0.1]; 512], &mut outputs)?;
//!
//! // The control thread again: the first network came back, and is dropped here.
//! assert_eq!(sender.collect(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;
use core::mem::{forget, replace};
use std::boxed::Box;

use rtrb::{Consumer, Producer, PushError, RingBuffer};

use crate::error::Error;
use crate::network::Parameters;
use crate::simd::Level;
use crate::stream::{State, Stream};

/// Networks that may wait to be played.
pub const CAPACITY: usize = 16;

/// Frames that a fading network computes at a time.
const BLOCK: usize = 64;

/// A network, and what it remembers.
struct Player<N: Stream> {
    network: Box<N>,
    state: State<N>,
}

/// Both ends for a network that plays from the first frame on. When another is sent, it fades in over `fade` frames; 0 is a jump.
///
/// Allocates all that both ends ever need but the networks that are sent.
#[must_use]
pub fn channel<N: Stream + Parameters>(first: Box<N>, fade: u32) -> (Sender<N>, Receiver<N>) {
    let (sent, coming) = RingBuffer::new(CAPACITY);
    // Room for all that there can be: those that wait, and two that play.
    let (going, returned) = RingBuffer::new(CAPACITY + 2);
    let state = first.new_state();
    let receiver = Receiver {
        current: Box::new(Player { network: first, state }),
        old: None,
        faded: 0,
        fade,
        level: Level::detect(),
        block: Box::new([bytemuck::zeroed(); BLOCK]),
        coming,
        going,
    };
    (Sender { sent, returned }, receiver)
}

/// The end that sends networks, for any thread but the audio thread.
pub struct Sender<N: Stream> {
    sent: Producer<Box<Player<N>>>,
    returned: Consumer<Box<Player<N>>>,
}

impl<N: Stream + Parameters> Sender<N> {
    /// Sends a network, which begins as a new stream ([`Stream::new_state`]), and [collects](Self::collect).
    ///
    /// Networks are played in the order in which they are sent, and each fades in as a whole before the next begins to.
    ///
    /// # Errors
    /// [`Full`] with the network if [`CAPACITY`] of them wait: no block was played since the first of them was sent, or as many fades are
    /// not over.
    pub fn send(&mut self, network: Box<N>) -> Result<(), Full<N>> {
        let state = network.new_state();
        self.send_with(network, state)
    }

    /// Sends a network that goes on from a state, such as one that was [prewarmed](State::prewarm).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_with(&mut self, network: Box<N>, state: State<N>) -> Result<(), Full<N>> {
        self.collect();
        match self.sent.push(Box::new(Player { network, state })) {
            Ok(()) => Ok(()),
            Err(PushError::Full(player)) => Err(Full { network: player.network }),
        }
    }

    /// Drops the networks that came back, and tells how many these were. Call it now and then: what was played last is in memory until then.
    pub fn collect(&mut self) -> usize {
        core::iter::from_fn(|| self.returned.pop().ok()).count()
    }

    /// Whether the receiver is gone.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.sent.is_abandoned()
    }
}

impl<N: Stream> fmt::Debug for Sender<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("network", &N::NAME).finish_non_exhaustive()
    }
}

/// The end that plays, for the audio thread. Drop it on another one: it frees the network that it has.
pub struct Receiver<N: Stream> {
    current: Box<Player<N>>,
    /// What fades out, or has, until it can be handed back.
    old: Option<Box<Player<N>>>,
    /// Frames of a fade that are over.
    faded: u32,
    fade: u32,
    level: Level,
    /// Outputs of the network that fades in.
    block: Box<[N::Output; BLOCK]>,
    coming: Consumer<Box<Player<N>>>,
    going: Producer<Box<Player<N>>>,
}

impl<N: Stream> Receiver<N> {
    /// The outputs for the next inputs, in blocks of any length, of the network that was sent last or of a fade to it.
    ///
    /// Frame `k` of a fade of `n`, counted from 0, is `old + (new - old) w` with `w = (k + 1)/(n + 1)`. The same networks have the same bits
    /// whatever the lengths of blocks are, except for the frame at which a fade begins: the first of the block that notices it, or of the
    /// first after the fade before.
    ///
    /// Never waits, allocates, frees, locks or panics. A block takes the time of one network, and while it fades that of two.
    ///
    /// # Errors
    /// [`Error::BatchLength`] if `outputs` and `inputs` differ in length; nothing is changed then.
    pub fn process(&mut self, inputs: &[N::Input], outputs: &mut [N::Output]) -> Result<(), Error> {
        let found = outputs.len();
        if found != inputs.len() {
            return Err(Error::BatchLength { what: "outputs", expected: inputs.len(), found });
        }
        let (mut inputs, mut outputs) = (inputs, outputs);
        while !inputs.is_empty() {
            self.begin_fade();
            let n = if self.is_fading() {
                (self.fade.saturating_sub(self.faded) as usize).min(BLOCK).min(inputs.len())
            } else {
                inputs.len()
            };
            let (Some((these, rest)), Some((to, to_rest))) =
                (inputs.split_at_checked(n), outputs.split_at_mut_checked(n))
            else {
                return Ok(());
            };
            self.play(these, to)?;
            (inputs, outputs) = (rest, to_rest);
            self.end_fade();
        }
        Ok(())
    }

    /// Whether a network fades into another.
    #[must_use]
    pub fn is_fading(&self) -> bool {
        self.old.is_some() && self.faded < self.fade
    }

    /// Takes what was sent, unless something fades.
    fn begin_fade(&mut self) {
        self.end_fade();
        if self.old.is_some() {
            return;
        }
        if let Ok(next) = self.coming.pop() {
            let old = replace(&mut self.current, next);
            // What it replaces is `None`: there is to be no code that frees.
            forget(self.old.replace(old));
            self.faded = 0;
            self.end_fade();
        }
    }

    /// Hands the old network back once it has faded, if there is room; else it is tried again.
    fn end_fade(&mut self) {
        if self.faded < self.fade || self.going.is_full() {
            return;
        }
        if let Some(old) = self.old.take() {
            // There was room, and none else pushes.
            forget(self.going.push(old));
        }
    }

    /// A block within which nothing begins or ends.
    fn play(&mut self, inputs: &[N::Input], outputs: &mut [N::Output]) -> Result<(), Error> {
        let is_fading = self.is_fading();
        let current = &mut *self.current;
        let (Some(old), true) = (&mut self.old, is_fading) else {
            return current.network.process_at(self.level, &mut current.state, inputs, outputs);
        };
        let Some(new) = self.block.get_mut(..inputs.len()) else { return Ok(()) };
        current.network.process_at(self.level, &mut current.state, inputs, new)?;
        old.network.process_at(self.level, &mut old.state, inputs, outputs)?;
        let step = 1.0 / (self.fade as f32 + 1.0);
        for (output, new) in outputs.iter_mut().zip(new) {
            self.faded += 1;
            let weight = self.faded as f32 * step;
            for (number, new) in output.as_mut().iter_mut().zip(new.as_ref()) {
                *number += (new - *number) * weight;
            }
        }
        Ok(())
    }
}

impl<N: Stream> fmt::Debug for Receiver<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("network", &N::NAME)
            .field("fade", &self.fade)
            .field("is_fading", &self.is_fading())
            .finish_non_exhaustive()
    }
}

/// A network that could not be sent: as many as can wait do.
pub struct Full<N> {
    /// The network, to send it again later.
    pub network: Box<N>,
}

impl<N> fmt::Debug for Full<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Full").finish_non_exhaustive()
    }
}

impl<N> fmt::Display for Full<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "swap: expected room for a network, found {CAPACITY} that wait: send it again when a block was played"
        )
    }
}

impl<N> std::error::Error for Full<N> {}
