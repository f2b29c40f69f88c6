//! The network of the page: it reads drawings, and learns from those of its user.

use nn_runtime::prelude::*;

use crate::drawing::{Drawing, Image};

network! {
    /// Reads a 28 x 28 handwritten digit.
    #[weights("../data/digits/digits.safetensors")]
    #[loss(cross_entropy)]
    pub struct Digits: [784] -> [10] {
        hidden: dense(128, relu),
        output: dense(10, softmax),
    }
}

/// Passes over all drawings for each that is taught: few enough to take no time, enough to read it afterwards.
const PASSES: usize = 12;

/// The learning rate: the largest that did not make it forget other digits in the tests.
const RATE: f32 = 0.02;

/// A drawing, and what was read in it.
pub struct Reader {
    net: Box<Digits>,
    workspace: Box<Workspace<Digits>>,
    level: Level,
    drawing: Drawing,
    image: Image,
    probabilities: [f32; 10],
    taught: Vec<(Image, Class<10>)>,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// The trained network and an empty drawing, with the instruction set of the target: where that is WebAssembly, the bits are those
    /// of SSE2.
    #[must_use]
    pub fn new() -> Self {
        let mut net = Digits::zeros();
        net.as_flat_mut().copy_from_slice(Digits::pretrained().as_flat());
        Self {
            net,
            workspace: Digits::workspace(),
            level: Level::baseline(),
            drawing: Drawing::default(),
            image: [0.0; 784],
            probabilities: [0.0; 10],
            taught: Vec::new(),
        }
    }

    /// What is being drawn.
    pub fn drawing_mut(&mut self) -> &mut Drawing {
        &mut self.drawing
    }

    /// Reads the drawing, and returns the most probable digit.
    pub fn read(&mut self) -> usize {
        self.image = self.drawing.image();
        self.probabilities = self.net.predict_at(self.level, &self.image);
        class_of(&self.probabilities)
    }

    /// Those of what was read last.
    #[must_use]
    pub fn probabilities(&self) -> &[f32; 10] {
        &self.probabilities
    }

    /// What was read last.
    #[must_use]
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// Learns that the drawing is this digit: some passes over all drawings that were taught. `None` if it is no digit, or if nothing was
    /// drawn; else the number of drawings.
    pub fn teach(&mut self, digit: usize) -> Option<usize> {
        let class = Class::new(digit).ok().filter(|_| !self.drawing.is_empty())?;
        self.taught.push((self.drawing.image(), class));
        for _ in 0..PASSES {
            for (image, class) in &self.taught {
                self.net.descend_at(self.level, image, class, 0, RATE, &mut self.workspace);
            }
        }
        self.read();
        Some(self.taught.len())
    }

    /// Goes back to the network of the file.
    pub fn forget(&mut self) {
        self.net.as_flat_mut().copy_from_slice(Digits::pretrained().as_flat());
        self.taught.clear();
        self.read();
    }
}
