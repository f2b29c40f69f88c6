//! Names that other libraries have. One table says what each is here, so that no name is suggested only because it is
//! spelt alike: `relu2` is not `relu`.

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Topic {
    Layer,
    Activation,
    Loss,
    Initialiser,
}

/// What another library's name means here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Meaning {
    /// The same thing, as it is written here.
    Same(&'static str),
    /// The same thing under a condition, which the note tells.
    SameIf { write: &'static str, note: &'static str },
    /// Nothing yet.
    Missing,
}

use Meaning::{Missing, Same, SameIf};
use Topic::{Activation, Initialiser, Layer, Loss};

/// Another library's names for one meaning, without underscores, with spaces between them.
struct Row(Topic, &'static str, Meaning);

impl Row {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.1.split_whitespace()
    }
}

static NAMES: &[Row] = &[
    Row(Layer, "linear fc fullyconnected full innerproduct", Same("dense")),
    Row(Layer, "lowrank factorized factorised", Same("low_rank")),
    Row(
        Layer,
        "reshape view ravel",
        SameIf { write: "flatten", note: "`flatten` makes a vector; no other change of shape is supported yet" },
    ),
    Row(Layer, "drop", Same("dropout")),
    Row(Layer, "sum residual skip plus", Same("add")),
    Row(Layer, "subtract minus difference", Same("sub")),
    Row(Layer, "multiply times product hadamard", Same("mul")),
    Row(
        Layer,
        "narrow",
        SameIf { write: "slice", note: "`slice(start, end)` has the position behind its last number, not its length" },
    ),
    Row(Layer, "cat concatenate join", Same("concat")),
    Row(Layer, "rescaling rescale", Same("scale")),
    Row(Layer, "layernorm layernormalization ln", Same("layer_norm")),
    Row(Layer, "rmsnorm rmsnormalization", Same("rms_norm")),
    Row(Layer, "gatedlinearunit", Same("glu")),
    Row(Layer, CONVOLUTIONS, Missing),
    Row(Layer, POOLING, Missing),
    Row(Layer, NORMALISATIONS, Missing),
    Row(Layer, RECURRENT, Missing),
    Row(Layer, OTHER_LAYERS, Missing),
    Row(Activation, "linear none", Same("identity")),
    Row(Activation, "rectifier", Same("relu")),
    Row(Activation, "lrelu leakyrelu", Same("leaky_relu")),
    Row(
        Activation,
        "prelu parametricrelu",
        SameIf { write: "prelu", note: "`prelu` has a parameter: it is a layer, on a line of its own" },
    ),
    Row(Activation, "swish", Same("silu")),
    Row(Activation, "logistic expit", Same("sigmoid")),
    Row(Activation, "hyperbolictangent", Same("tanh")),
    Row(Activation, "hardsigmoid", Same("hard_sigmoid")),
    Row(Activation, "hardswish hardsilu", Same("hard_swish")),
    Row(Activation, "logsoftmax", Same("log_softmax")),
    Row(Activation, "hardtanh", Same("hard_tanh")),
    Row(Activation, "logsigmoid", Same("log_sigmoid")),
    Row(Activation, "gelutanh gelunew gelufast geluapproximate gelupytorchtanh", Same("gelu_tanh")),
    Row(Activation, "exponential", Same("exp")),
    Row(Activation, "sine", Same("sin")),
    Row(Activation, ACTIVATIONS, Missing),
    Row(Loss, "meansquarederror mseloss squarederror", Same("mse")),
    Row(
        Loss,
        "l2 l2loss",
        SameIf { write: "mse", note: "`mse` is the mean of the squares, without the factor of a half that some have" },
    ),
    Row(Loss, "meanabsoluteerror l1 l1loss maeloss absoluteerror", Same("mae")),
    Row(Loss, "logcosh", Same("log_cosh")),
    Row(
        Loss,
        "pinball pinballloss quantileloss",
        SameIf { write: "quantile(0.5)", note: "`q` is the part of the targets that is to be below the outputs" },
    ),
    Row(Loss, "poissonnll poissonnllloss", Same("poisson")),
    Row(
        Loss,
        "gaussiannll gaussiannllloss",
        SameIf {
            write: "gaussian",
            note: "the first half of its outputs are means, the other half logarithms of variances",
        },
    ),
    Row(Loss, "huberloss", Same("huber(1.0)")),
    Row(
        Loss,
        "smoothl1 smoothl1loss",
        SameIf {
            write: "huber(1.0)",
            note: "with `beta` 1, the default, it is `huber(1.0)`; with another it is `huber(beta)` divided by `beta`",
        },
    ),
    Row(Loss, "hingeloss", SameIf { write: "hinge", note: "its targets are -1 or 1" }),
    Row(Loss, "bce bceloss logloss binarycrossentropy", Same("binary_cross_entropy")),
    Row(
        Loss,
        "bcewithlogits bcewithlogitsloss binarycrossentropywithlogits sigmoidcrossentropy sigmoidbinarycrossentropy",
        SameIf {
            write: "binary_cross_entropy(from_logits = true)",
            note: "`binary_cross_entropy` alone is for outputs that are probabilities, with `sigmoid` on the last line",
        },
    ),
    Row(Loss, "ce crossentropy crossentropyloss categoricalcrossentropy", Same("cross_entropy")),
    Row(
        Loss,
        "sparsecategoricalcrossentropy sparsecrossentropy",
        SameIf { write: "cross_entropy", note: "its targets are distributions, or classes of the type `Class`" },
    ),
    Row(
        Loss,
        "softmaxcrossentropy softmaxcrossentropywithlogits softmaxcrossentropywithintegerlabels",
        SameIf {
            write: "cross_entropy(from_logits = true)",
            note: "`cross_entropy` alone is for outputs that are probabilities, with `softmax` on the last line",
        },
    ),
    Row(
        Loss,
        "nll nllloss negativeloglikelihood",
        SameIf { write: "cross_entropy", note: "with `softmax` on the last line, where others have `log_softmax`" },
    ),
    Row(Loss, LOSSES, Missing),
    Row(Initialiser, "he kaiming kaimingnormal", Same("he_normal")),
    Row(Initialiser, "kaiminguniform", Same("he_uniform")),
    Row(Initialiser, "xaviernormal", Same("glorot_normal")),
    Row(Initialiser, "glorot xavier xavieruniform", Same("glorot_uniform")),
    Row(Initialiser, "lecun", Same("lecun_normal")),
    Row(Initialiser, "zero", Same("zeros")),
    Row(Initialiser, "gaussian randn randomnormal", Same("normal")),
    Row(Initialiser, "rand randomuniform", Same("uniform")),
    Row(Initialiser, "fill", Same("constant")),
    Row(Initialiser, "ones one", Same("constant(1.0)")),
    Row(Initialiser, INITIALISERS, Missing),
];

/// What other libraries put at the end of a parameter's name where a role stands here: Keras and Flax call the weights of a
/// dense layer `kernel`, Haiku calls them `w` and the bias `b`.
#[cfg(feature = "onnx")]
pub(crate) const ROLES: &[&str] = &["kernel", "w", "b"];

const CONVOLUTIONS: &str = "conv conv1d conv2d conv3d convolution convolution1d convolution2d convtranspose convtranspose1d \
    convtranspose2d conv1dtranspose conv2dtranspose deconv depthwiseconv depthwiseconv2d separableconv \
    separableconv2d groupconv";

const POOLING: &str = "pool pooling maxpool maxpool1d maxpool2d maxpooling maxpooling1d maxpooling2d avgpool avgpool1d avgpool2d \
    averagepool averagepooling averagepooling1d averagepooling2d globalavgpool globalaveragepooling \
    globalaveragepooling2d globalmaxpool globalmaxpooling2d adaptiveavgpool2d adaptivemaxpool2d lppool upsample \
    upsampling2d pixelshuffle";

const NORMALISATIONS: &str = "batchnorm batchnorm1d batchnorm2d batchnormalization bn groupnorm \
    groupnormalization instancenorm instancenorm1d instancenorm2d weightnorm spectralnorm \
    localresponsenorm lrn normalization unitnormalization";

const RECURRENT: &str = "rnn rnncell simplernn lstm lstmcell gru grucell bidirectional timedistributed embedding embeddingbag attention \
    selfattention multiheadattention transformer transformerencoder transformerencoderlayer positionalencoding";

const OTHER_LAYERS: &str = "alphadropout dropout1d dropout2d dropout3d spatialdropout1d spatialdropout2d gaussiandropout gaussiannoise \
    bilinear average maximum minimum dot matmul stack split permute transpose \
    unflatten squeeze unsqueeze pad padding zeropadding2d cropping2d repeatvector lambda masking \
    discretization";

const ACTIVATIONS: &str = "relu2 relun relusquared squaredrelu rrelu crelu thresholdedrelu threshold geglu reglu lecuntanh softshrink \
    hardshrink tanhshrink softmin softmax2d sparsemax sparseplus sparsesigmoid squareplus quickgelu cos sqrt \
    square abs sign step heaviside maxout clip clamp gaussian snake bentidentity isru isrlu erf log hardmish \
    serf shiftedsoftplus";

const LOSSES: &str = "rmse rootmeansquarederror msle meansquaredlogarithmicerror mape meanabsolutepercentageerror \
    squaredhinge categoricalhinge hingeembedding multimargin multilabelmargin multilabelsoftmargin \
    softmargin marginranking triplet tripletmargin contrastive cosine cosinesimilarity cosineembedding kldiv \
    kldivergence kldivloss kld focal focalloss binaryfocalcrossentropy dice tversky \
    iou ctc ctcloss wasserstein infonce mle";

const INITIALISERS: &str =
    "orthogonal eye identity dirac deltaorthogonal truncatednormal truncnormal variancescaling sparse";

/// What `name` means to other libraries. A line is a layer or an activation, so where nothing of `topic` is called so,
/// the other of these two is looked at: what is missing is missing in either place.
pub(crate) fn meaning(name: &str, topic: Topic) -> Option<(Topic, Meaning)> {
    let plain = name.replace('_', "").to_ascii_lowercase();
    let find = |topic: Topic| {
        let mut rows = NAMES.iter().filter(|Row(of, ..)| *of == topic);
        rows.find(|row| row.names().any(|name| name == plain)).map(|Row(_, _, meaning)| (topic, *meaning))
    };
    let missing = |topic| find(topic).filter(|(_, meaning)| *meaning == Missing);
    match topic {
        Layer => find(Layer).or_else(|| find(Activation)),
        Activation => find(Activation).or_else(|| missing(Layer)),
        Loss | Initialiser => find(topic),
    }
}

impl Topic {
    /// What messages call it.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Layer => "layer",
            Activation => "activation",
            Loss => "loss",
            Initialiser => "initialiser",
        }
    }

    /// "an activation".
    pub(crate) fn noun_with_article(self) -> &'static str {
        match self {
            Layer => "a layer",
            Activation => "an activation",
            Loss => "a loss",
            Initialiser => "an initialiser",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::activations;
    use crate::language::initialisers::INITIALISERS as OUR_INITIALISERS;
    use crate::language::losses;
    use crate::layers;

    #[test]
    fn a_name_stands_once_and_is_none_of_ours() {
        for topic in [Layer, Activation, Loss, Initialiser] {
            let rows = NAMES.iter().filter(|Row(of, ..)| *of == topic);
            let mut names: Vec<&str> = rows.flat_map(Row::names).collect();
            let n_names = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), n_names, "a {} stands twice", topic.noun());
            for name in names {
                assert_eq!(name, name.replace('_', "").to_ascii_lowercase(), "the table has plain names");
                let is_ours = match topic {
                    Layer => layers::find(name).is_some(),
                    Activation => activations::ACTIVATIONS.iter().any(|row| row.name == name),
                    Loss => losses::LOSSES.iter().any(|row| row.name == name),
                    Initialiser => OUR_INITIALISERS.iter().any(|row| row.name == name),
                };
                assert!(!is_ours, "{name}");
            }
        }
    }

    #[test]
    fn what_a_synonym_says_to_write_exists() {
        for Row(topic, names, meaning) in NAMES {
            let (Same(write) | SameIf { write, .. }) = meaning else { continue };
            let name = write.split('(').next().unwrap_or_default();
            let exists = match topic {
                Layer | Activation => layers::find(name).is_some(),
                Loss => losses::LOSSES.iter().any(|row| row.name == name),
                Initialiser => OUR_INITIALISERS.iter().any(|row| row.name == name),
            };
            assert!(exists, "{names:?} -> {write}");
        }
    }

    #[test]
    fn spelling_and_place_do_not_matter() {
        for name in ["hard_swish", "hardswish", "HardSwish", "Hardswish"] {
            assert_eq!(meaning(name, Activation), Some((Activation, Same("hard_swish"))), "{name}");
        }
        assert_eq!(meaning("linear", Layer), Some((Layer, Same("dense"))));
        assert_eq!(meaning("linear", Activation), Some((Activation, Same("identity"))));
        assert_eq!(meaning("SoftShrink", Layer), Some((Activation, Missing)));
        assert_eq!(meaning("BatchNorm1d", Activation), Some((Layer, Missing)));
        assert_eq!(meaning("concatenate", Activation), None);
        assert_eq!(meaning("softshrink", Loss), None);
    }
}
