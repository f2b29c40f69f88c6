//! A network as data: what the interpreter runs, and what a `network!` declaration is compared with.

/// A network as data, with its parameters in f64.
#[derive(Clone, Debug, PartialEq)]
pub struct Topology {
    /// Length of an input row.
    pub input: usize,
    /// Its extents: one of a vector, channels and the axes behind them of a map.
    pub input_shape: Vec<usize>,
    /// In order of declaration; the last one is the output.
    pub nodes: Vec<Node>,
    /// What `#[loss(..)]` names.
    pub loss: Option<LossKind>,
}

/// One line of a declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The label, or the position of the line counted from 0.
    pub name: String,
    /// Length of the line's value.
    pub len: usize,
    /// Its extents.
    pub shape: Vec<usize>,
    /// What the line does.
    pub layer: Layer,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The network's input.
    Input,
    /// The value of a line, by its position.
    Node(usize),
}

/// What a line does.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    /// `f(W x + b)`.
    Dense {
        /// `x`.
        input: Source,
        /// `W`, one row of inputs for each output.
        weight: Vec<Vec<f64>>,
        /// `b`.
        bias: Option<Vec<f64>>,
        /// `f`.
        activation: Activation,
    },
    /// `f(U (V x) + b)`.
    LowRank {
        /// `x`.
        input: Source,
        /// `V`, one row of inputs for each of the rank.
        down: Vec<Vec<f64>>,
        /// `U`, one row of the rank for each output.
        up: Vec<Vec<f64>>,
        /// `b`.
        bias: Option<Vec<f64>>,
        /// `f`.
        activation: Activation,
    },
    /// `f(W * x + b)`: for each output channel and each position of a window, the sum of what the window covers.
    Convolution {
        /// `x`.
        input: Source,
        /// `W`, for each output channel what belongs to `[channels of a group, height, width]`; of a transposed one for each channel what
        /// belongs to `[output channels, height, width]`.
        weight: Vec<Vec<f64>>,
        /// Extents of `W`, output channels first, or of a transposed one channels first; along time there is no height.
        weight_shape: Vec<usize>,
        /// Whether what a position has is added to a window of the result, rather than computed from a window of the map.
        is_transposed: bool,
        /// `b`.
        bias: Option<Vec<f64>>,
        /// Parts of the channels that parts of the output channels see.
        groups: usize,
        /// What moves over the map.
        window: Window,
        /// `f`.
        activation: Activation,
    },
    /// For each channel and each position of a window, one number of those that the window covers.
    Pool {
        /// The map.
        input: Source,
        /// What becomes of the numbers.
        pool: Pool,
        /// What moves over the map.
        window: Window,
    },
    /// The pixels of a map in other places, or parts of them.
    Resample {
        /// The map.
        input: Source,
        /// What the rows, and the columns, are made of.
        rules: [Rule; 2],
    },
    /// For each channel, one number of all that it has.
    GlobalPool {
        /// The map.
        input: Source,
        /// What becomes of the numbers.
        pool: Pool,
    },
    /// `f(x)`.
    Activation {
        /// `x`.
        input: Source,
        /// `f`.
        activation: Activation,
    },
    /// The same numbers under another shape.
    Flatten {
        /// The numbers.
        input: Source,
    },
    /// Numbers in other places: the position that each is taken from.
    Move {
        /// The numbers.
        input: Source,
        /// A position for each.
        from: Vec<usize>,
    },
    /// Removes elements while training.
    Dropout {
        /// The elements.
        input: Source,
        /// Probability of removing one.
        rate: f64,
    },
    /// Elementwise sum.
    Add {
        /// The summands.
        inputs: Vec<Source>,
    },
    /// Elementwise difference.
    Sub {
        /// What is taken from.
        left: Source,
        /// What is taken away.
        right: Source,
    },
    /// Elementwise product. A vector beside maps has a factor for each channel.
    Mul {
        /// The factors.
        inputs: Vec<Source>,
    },
    /// Some numbers, one behind the other.
    Slice {
        /// The numbers.
        input: Source,
        /// The first of them.
        start: usize,
    },
    /// Each number times the same factor.
    Scale {
        /// The numbers.
        input: Source,
        /// The factor.
        factor: f64,
    },
    /// Each number times its weight, plus its bias.
    Affine {
        /// The numbers.
        input: Source,
        /// A weight for each.
        weight: Vec<f64>,
        /// A bias for each.
        bias: Option<Vec<f64>>,
        /// Whether training changes them.
        is_trained: bool,
    },
    /// `x` where it is positive, else a slope times `x`.
    Prelu {
        /// `x`.
        input: Source,
        /// One for all numbers, one for each channel, or one for each.
        slope: Vec<f64>,
    },
    /// The numbers over the root of their mean square and `epsilon`, then each times its weight, plus its bias.
    Norm {
        /// The numbers.
        input: Source,
        /// What is added to the mean square.
        epsilon: f64,
        /// Whether the mean of the numbers is taken from them first.
        is_centred: bool,
        /// Parts of the numbers, one behind the other, of which each is normalised by itself.
        groups: usize,
        /// A weight for each, or for each channel.
        weight: Option<Vec<f64>>,
        /// A bias for each, or for each channel.
        bias: Option<Vec<f64>>,
    },
    /// Each channel less its running mean, over the root of its running variance and `epsilon`, then times its weight, plus its bias. What
    /// training does looks at whole batches, and is not here.
    BatchNorm {
        /// The numbers, channel by channel.
        input: Source,
        /// What is added to the variance.
        epsilon: f64,
        /// A weight and a bias for each channel.
        affine: Option<[Vec<f64>; 2]>,
        /// A mean and a variance for each channel.
        running: [Vec<f64>; 2],
    },
    /// The vector of a table whose position a number is.
    Embedding {
        /// The number.
        input: Source,
        /// `[rows, len]`.
        table: Vec<f64>,
    },
    /// The numbers over the root of the sum of their squares.
    Length {
        /// The numbers.
        input: Source,
        /// What that root is at least.
        epsilon: f64,
    },
    /// One half of the numbers times an activation of the other.
    Gated {
        /// The numbers.
        input: Source,
        /// Whether the activation is silu of the first half; it is sigmoid of the second otherwise.
        is_first: bool,
    },
    /// `f(b + the sum over taps of W x)`, where a tap has the input of so many steps before; zeros before the first input.
    Causal {
        /// `x`.
        input: Source,
        /// `W`, for each output channel what belongs to `[channels of a group, taps]`, the oldest tap first.
        weight: Vec<Vec<f64>>,
        /// `b`.
        bias: Option<Vec<f64>>,
        /// Parts of the channels that parts of the output channels see.
        groups: usize,
        /// Steps from one tap to the next.
        dilation: usize,
        /// `f`.
        activation: Activation,
    },
    /// The input of so many steps before, for each of these ages one behind the other; zeros before the first input.
    Earlier {
        /// The input.
        input: Source,
        /// 0 is this step.
        ages: Vec<usize>,
    },
    /// `y + rate (x - y)`, where `y` is the result of the step before.
    Average {
        /// `x`.
        input: Source,
        /// `rate`.
        rate: f64,
    },
    /// A layer with a memory, with the equations of `PyTorch`. Over a window, `[channels, time]`, it begins anew with each row.
    Recurrent {
        /// `x`.
        input: Source,
        /// What it does with the sums.
        cell: Cell,
        /// Layers, of which each takes what the one before gives: each goes forward in time, and maybe back as well.
        stack: Vec<Vec<Recurrence>>,
    },
    /// One behind the other.
    Concat {
        /// The parts.
        inputs: Vec<Source>,
    },
}

/// What a layer with a memory does with its sums.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// `h' = f(a + b)`, of the sums `a` over the inputs and `b` over the outputs of the step before.
    Rnn(Activation),
    /// Gates `i f g o`.
    Lstm,
    /// Gates `r z n`.
    Gru {
        /// Whether the reset is applied to the output of the step before, rather than to a sum over it.
        resets_first: bool,
    },
}

impl Cell {
    /// Sums for each output.
    #[must_use]
    pub fn gates(self) -> usize {
        match self {
            Self::Rnn(_) => 1,
            Self::Lstm => 4,
            Self::Gru { .. } => 3,
        }
    }
}

/// The parameters of a layer with a memory, in one direction of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Recurrence {
    /// The end of their names: `l0`, `l1_reverse`.
    pub end: String,
    /// Whether it goes through a window from the last step to the first.
    pub is_reversed: bool,
    /// One row of inputs for each sum, gate by gate.
    pub weight_ih: Vec<Vec<f64>>,
    /// One row of outputs for each sum.
    pub weight_hh: Vec<Vec<f64>>,
    /// That of the inputs and that of the outputs.
    pub bias: Option<[Vec<f64>; 2]>,
    /// What it remembers at first, where that is a parameter: the output, and behind it the cell of an LSTM.
    pub initial: Vec<Vec<f64>>,
}

/// What moves over a map: two numbers are of height and width. A map of time is one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Numbers that it covers.
    pub kernel: [usize; 2],
    /// From one position to the next.
    pub stride: [usize; 2],
    /// From one covered number to the next.
    pub dilation: [usize; 2],
    /// Rows above the map and columns left of it, all zero.
    pub before: [usize; 2],
    /// Rows below the map and columns right of it.
    pub after: [usize; 2],
}

/// What a position along an axis is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A position, which is there so many times.
    Repeat(usize),
    /// Two positions by their distances, where each takes up so many.
    Interpolate(usize),
    /// A position of the map, which has zeros around it, so many of them before it.
    Zeros(usize),
    /// A position of the map, whose positions but the outermost one are mirrored around it, so many of them before it.
    Reflect(usize),
    /// A position of the map, whose outermost positions are repeated around it, so many times before it.
    Replicate(usize),
}

/// What a pool makes of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// The largest; a NaN if there is one.
    Largest,
    /// The mean.
    Mean {
        /// Whether numbers of the padding count, as zeros.
        counts_padding: bool,
    },
}

/// An activation function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// `x`.
    Identity,
    /// `max(x, 0)`.
    Relu,
    /// `x` where positive, else this slope times `x`.
    LeakyRelu(f64),
    /// `x` where positive, else this alpha times `e^x - 1`.
    Elu(f64),
    /// Klambauer et al. 2017.
    Selu,
    /// `x` times the normal distribution function, exact.
    Gelu,
    /// `x sigmoid(x)`.
    Silu,
    /// `ln(1 + e^x)`.
    Softplus,
    /// `1 / (1 + e^-x)`.
    Sigmoid,
    /// Hyperbolic tangent.
    Tanh,
    /// `x / 6 + 1/2`, clamped to `[0, 1]`.
    HardSigmoid,
    /// `x hard_sigmoid(x)`.
    HardSwish,
    /// `x / (1 + |x|)`.
    Softsign,
    /// `x`, clamped to these limits.
    HardTanh(f64, f64),
    /// `x`, clamped to `[0, 6]`.
    Relu6,
    /// `max(x, 0) + min(0, alpha (e^(x / alpha) - 1))` with this alpha.
    Celu(f64),
    /// The logarithm of `sigmoid(x)`.
    LogSigmoid,
    /// `x tanh(softplus(x))`.
    Mish,
    /// `x` times the normal distribution function, approximated by a hyperbolic tangent.
    GeluTanh,
    /// `e^x`.
    Exp,
    /// The sine of `x` radians.
    Sin,
    /// `x` where its magnitude is above this, else 0.
    HardShrink(f64),
    /// `x` less what it is when clamped to the negative of this and to this.
    SoftShrink(f64),
    /// `x` where it is above the first, else the second.
    Threshold(f64, f64),
    /// The square of `x`.
    Square,
    /// The cosine of `x` radians.
    Cos,
    /// The magnitude of `x`.
    Abs,
    /// The square root of `x`.
    Sqrt,
    /// The natural logarithm of `x`.
    Log,
    /// 1 over `x`.
    Reciprocal,
    /// `e^x` over the sum of the row.
    Softmax,
    /// The logarithm of softmax.
    LogSoftmax,
}

/// A loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LossKind {
    /// Mean squared error.
    Mse,
    /// Mean absolute error.
    Mae,
    /// Huber's loss with this delta.
    Huber(f64),
    /// The logarithm of the hyperbolic cosine of the error.
    LogCosh,
    /// The error weighted by this number where it is below the target, else by 1 less it.
    Quantile(f64),
    /// Of counts, whose logarithm of the mean the outputs are.
    Poisson,
    /// Of means and logarithms of variances.
    Gaussian,
    /// Of margins; targets are -1 or 1.
    Hinge,
    /// Of sigmoid outputs, or of logits.
    BinaryCrossEntropy {
        /// Factor of what is lost where the target is 1.
        positive_weight: f64,
        /// Whether the outputs are logits.
        from_logits: bool,
    },
    /// Of a softmax output, or of logits.
    CrossEntropy {
        /// Part of each target that is spread over all classes.
        label_smoothing: f64,
        /// Whether the outputs are logits.
        from_logits: bool,
        /// How often a row names a class: once, or for each pixel or step, all of which are side by side for each class.
        places: usize,
    },
}

/// A named array: a parameter, or the derivative of the loss with respect to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// `label.weight` or `label.bias`, or another role of its layer.
    pub name: String,
    /// `[O, I]` or `[O]`; of a convolution `[O, C / groups, KH, KW]` or `[O, C / groups, K]`, of a transposed one `[C, O / groups, KH, KW]` or
    /// `[C, O, K]`.
    pub shape: Vec<usize>,
    /// In row-major order.
    pub values: Vec<f64>,
}

impl Topology {
    /// Length of an output row.
    #[must_use]
    pub fn output(&self) -> usize {
        self.nodes.last().map_or(self.input, |node| node.len)
    }

    /// Length of a value.
    #[must_use]
    pub fn len_of(&self, source: Source) -> usize {
        match source {
            Source::Input => self.input,
            Source::Node(index) => self.nodes[index].len,
        }
    }

    /// Extents of a value.
    #[must_use]
    pub fn shape_of(&self, source: Source) -> &[usize] {
        match source {
            Source::Input => &self.input_shape,
            Source::Node(index) => &self.nodes[index].shape,
        }
    }

    /// Whether some line is a dropout.
    #[must_use]
    pub fn has_dropout(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node.layer, Layer::Dropout { .. }))
    }

    /// The numbers of the input that are positions in a table, and how many there are in it.
    ///
    /// # Panics
    /// If a position is computed.
    #[must_use]
    pub fn positions(&self) -> Vec<(usize, usize)> {
        let tables = self.nodes.iter().filter_map(|node| match &node.layer {
            Layer::Embedding { input, table } => Some((*input, table.len() / node.len)),
            _ => None,
        });
        tables
            .map(|(input, rows)| match input {
                Source::Input => (0, rows),
                Source::Node(index) => match self.nodes[index].layer {
                    Layer::Slice { input: Source::Input, start } => (start, rows),
                    _ => panic!("a position is a number of the input"),
                },
            })
            .collect()
    }

    /// What each line remembers before the first input.
    #[must_use]
    pub fn new_memory(&self) -> Vec<Vec<f64>> {
        let numbers = |node: &Node| match &node.layer {
            Layer::Recurrent { cell, stack, .. } if node.shape.len() == 1 => {
                stack.iter().flatten().flat_map(|recurrence| recurrence.begin(*cell)).collect()
            }
            Layer::Average { .. } => vec![0.0; node.len],
            Layer::Causal { input, weight, groups, dilation, .. } => {
                let channels = self.len_of(*input);
                vec![0.0; (weight[0].len() / (channels / groups) - 1) * dilation * channels]
            }
            Layer::Earlier { input, ages } => {
                vec![0.0; self.len_of(*input) * ages.iter().copied().max().unwrap_or(0)]
            }
            _ => Vec::new(),
        };
        self.nodes.iter().map(numbers).collect()
    }

    /// All parameters in the order of declaration, weights before their bias; behind them those that are not trained.
    #[must_use]
    pub fn parameters(&self) -> Vec<Tensor> {
        let (mut tensors, mut statistics) = (Vec::new(), Vec::new());
        for node in &self.nodes {
            if let Layer::BatchNorm { affine, running, .. } = &node.layer {
                let tensor = |role: &str, values: &Vec<f64>| {
                    let (name, shape) = (format!("{}.{role}", node.name), vec![values.len()]);
                    Tensor { name, shape, values: values.clone() }
                };
                let named = ["weight", "bias"].into_iter().zip(affine.iter().flatten());
                tensors.extend(named.map(|(role, values)| tensor(role, values)));
                let named = ["running_mean", "running_var"].into_iter().zip(running);
                statistics.extend(named.map(|(role, values)| tensor(role, values)));
                continue;
            }
            if let Layer::Recurrent { stack, .. } = &node.layer {
                let named = stack.iter().flatten().flat_map(|of| ["h0", "c0"].into_iter().zip(&of.initial));
                statistics.extend(named.map(|(role, values)| Tensor {
                    name: format!("{}.{role}", node.name),
                    shape: vec![values.len()],
                    values: values.clone(),
                }));
            }
            let tensors = if is_trained(&node.layer) { &mut tensors } else { &mut statistics };
            let mut push = |role: &str, shape: Vec<usize>, values: Vec<f64>| {
                tensors.push(Tensor { name: format!("{}.{role}", node.name), shape, values });
            };
            let weight = match &node.layer {
                Layer::Dense { input, weight, .. } => {
                    push("weight", vec![node.len, self.len_of(*input)], weight.concat());
                    None
                }
                Layer::LowRank { input, down, up, .. } => {
                    push("down", vec![down.len(), self.len_of(*input)], down.concat());
                    push("up", vec![node.len, down.len()], up.concat());
                    None
                }
                Layer::Convolution { weight, weight_shape, .. } => {
                    push("weight", weight_shape.clone(), weight.concat());
                    None
                }
                Layer::Causal { weight, input, groups, .. } => {
                    let of_group = self.len_of(*input) / groups;
                    push("weight", vec![node.len, of_group, weight[0].len() / of_group], weight.concat());
                    None
                }
                Layer::Recurrent { stack, .. } => {
                    for Recurrence { end, weight_ih, weight_hh, bias, .. } in stack.iter().flatten() {
                        for (role, weight) in [("weight_ih", weight_ih), ("weight_hh", weight_hh)] {
                            push(&format!("{role}_{end}"), vec![weight.len(), weight[0].len()], weight.concat());
                        }
                        for (role, bias) in ["bias_ih", "bias_hh"].into_iter().zip(bias.iter().flatten()) {
                            push(&format!("{role}_{end}"), vec![bias.len()], bias.clone());
                        }
                    }
                    None
                }
                Layer::Embedding { table, .. } => {
                    push("weight", vec![table.len() / node.len, node.len], table.clone());
                    None
                }
                Layer::Affine { weight, .. } | Layer::Prelu { slope: weight, .. } => Some(weight),
                Layer::Norm { weight, .. } => weight.as_ref(),
                _ => None,
            };
            if let Some(weight) = weight {
                push("weight", vec![weight.len()], weight.clone());
            }
            let bias = match &node.layer {
                Layer::Dense { bias, .. }
                | Layer::Convolution { bias, .. }
                | Layer::Causal { bias, .. }
                | Layer::LowRank { bias, .. }
                | Layer::Affine { bias, .. }
                | Layer::Norm { bias, .. } => bias.as_ref(),
                _ => None,
            };
            if let Some(bias) = bias {
                push("bias", vec![bias.len()], bias.clone());
            }
        }
        tensors.extend(statistics);
        tensors
    }

    /// Every parameter with a mutable slice for each row of it, in the order of [`parameters`](Self::parameters).
    pub fn rows_mut(&mut self) -> Vec<&mut [f64]> {
        let (mut rows, mut statistics): (Vec<&mut [f64]>, Vec<&mut [f64]>) = (Vec::new(), Vec::new());
        for node in &mut self.nodes {
            let has_both = matches!(node.layer, Layer::BatchNorm { .. } | Layer::Recurrent { .. });
            let rows = if has_both || is_trained(&node.layer) { &mut rows } else { &mut statistics };
            match &mut node.layer {
                Layer::Dense { weight, bias, .. }
                | Layer::Convolution { weight, bias, .. }
                | Layer::Causal { weight, bias, .. } => {
                    rows.extend(weight.iter_mut().map(Vec::as_mut_slice));
                    rows.extend(bias.iter_mut().map(Vec::as_mut_slice));
                }
                Layer::LowRank { down, up, bias, .. } => {
                    rows.extend(down.iter_mut().chain(up).map(Vec::as_mut_slice));
                    rows.extend(bias.iter_mut().map(Vec::as_mut_slice));
                }
                Layer::Affine { weight, bias, .. } => {
                    rows.push(weight);
                    rows.extend(bias.iter_mut().map(Vec::as_mut_slice));
                }
                Layer::BatchNorm { affine, running, .. } => {
                    rows.extend(affine.iter_mut().flatten().map(Vec::as_mut_slice));
                    statistics.extend(running.iter_mut().map(Vec::as_mut_slice));
                }
                Layer::Recurrent { stack, .. } => {
                    let mut begun = Vec::new();
                    for Recurrence { weight_ih, weight_hh, bias, initial, .. } in stack.iter_mut().flatten() {
                        rows.extend(weight_ih.iter_mut().chain(weight_hh).map(Vec::as_mut_slice));
                        rows.extend(bias.iter_mut().flatten().map(Vec::as_mut_slice));
                        begun.extend(initial.iter_mut().map(Vec::as_mut_slice));
                    }
                    statistics.extend(begun);
                }
                Layer::Prelu { slope, .. } => rows.push(slope),
                Layer::Embedding { table, .. } => rows.push(table),
                Layer::Norm { weight, bias, .. } => {
                    rows.extend(weight.iter_mut().map(Vec::as_mut_slice));
                    rows.extend(bias.iter_mut().map(Vec::as_mut_slice));
                }
                _ => {}
            }
        }
        rows.extend(statistics);
        rows
    }

    /// Overwrites all parameters with these values, in the order of [`parameters`](Self::parameters).
    ///
    /// # Panics
    /// If there are more or fewer values than parameters.
    pub fn set_parameters(&mut self, values: impl IntoIterator<Item = f64>) {
        let mut values = values.into_iter();
        for element in self.rows_mut().into_iter().flatten() {
            *element = values.next().expect("as many values as parameters");
        }
        assert!(values.next().is_none(), "more values than parameters");
    }
}

/// Whether training changes the parameters of a layer.
fn is_trained(layer: &Layer) -> bool {
    !matches!(layer, Layer::Affine { is_trained: false, .. })
}
