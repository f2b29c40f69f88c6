//! Names that other libraries have, and that are no plain aliases: what is the same under a condition or with an argument, and what is
//! missing here. An alias stands in the row of what it is a name of. Both say what a name is here, so that none is suggested only because
//! it is spelt alike: `relu2` is not `relu`.

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
    /// The same thing with an argument, as it is written here.
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
    Row(
        Layer,
        "squeeze unsqueeze",
        SameIf { write: "reshape", note: "`reshape([..])` has all extents that the value has then" },
    ),
    Row(
        Layer,
        "narrow",
        SameIf { write: "slice", note: "`slice(start, end)` has the position behind its last number, not its length" },
    ),
    Row(Layer, CONVOLUTIONS, Missing),
    Row(Layer, POOLING, Missing),
    Row(Layer, NORMALISATIONS, Missing),
    Row(Layer, RECURRENT, Missing),
    Row(Layer, OTHER_LAYERS, Missing),
    Row(
        Activation,
        "prelu parametricrelu",
        SameIf { write: "prelu", note: "`prelu` has a parameter: it is a layer, on a line of its own" },
    ),
    Row(
        Activation,
        "thresholdedrelu",
        SameIf { write: "threshold(1.0, 0.0)", note: "`theta` is the threshold of the operator, 1 where it has none" },
    ),
    Row(Activation, ACTIVATIONS, Missing),
    Row(
        Loss,
        "l2 l2loss",
        SameIf { write: "mse", note: "`mse` is the mean of the squares, without the factor of a half that some have" },
    ),
    Row(
        Loss,
        "pinball pinballloss quantileloss",
        SameIf { write: "quantile(0.5)", note: "`q` is the part of the targets that is to be below the outputs" },
    ),
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
    Row(
        Loss,
        "bcewithlogits bcewithlogitsloss binarycrossentropywithlogits sigmoidcrossentropy sigmoidbinarycrossentropy",
        SameIf {
            write: "binary_cross_entropy(from_logits = true)",
            note: "`binary_cross_entropy` alone is for outputs that are probabilities, with `sigmoid` on the last line",
        },
    ),
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
    Row(Initialiser, "ones one", Same("constant(1.0)")),
    Row(Initialiser, INITIALISERS, Missing),
];

/// What other libraries put at the end of a parameter's name where a role stands here: Keras and Flax call the weights of a
/// dense layer `kernel`, Haiku calls them `w` and the bias `b`; a normaliser has a mean and a deviation, or an offset and a scale.
#[cfg(feature = "onnx")]
pub(crate) const ROLES: &[&str] = &["kernel", "w", "b", "mean", "std", "scale", "offset"];

const CONVOLUTIONS: &str = "conv3d convtranspose3d conv3dtranspose separableconv \
    separableconv2d groupconv";

const POOLING: &str = "pool pooling lppool";

const NORMALISATIONS: &str = "batchnorm3d instancenorm3d weightnorm spectralnorm localresponsenorm lrn normalization";

const RECURRENT: &str = "bidirectional timedistributed embeddingbag attention \
    selfattention multiheadattention transformer transformerencoder transformerencoderlayer positionalencoding";

const OTHER_LAYERS: &str = "alphadropout dropout1d dropout2d dropout3d spatialdropout1d spatialdropout2d gaussiandropout gaussiannoise \
    bilinear average maximum minimum dot matmul split \
    repeatvector lambda masking \
    discretization";

const ACTIVATIONS: &str = "relu2 relun relusquared squaredrelu rrelu crelu geglu reglu lecuntanh \
    tanhshrink softmin softmax2d sparsemax sparseplus sparsesigmoid squareplus quickgelu \
    sign step heaviside maxout clip clamp gaussian snake bentidentity isru isrlu erf hardmish \
    serf shiftedsoftplus";

const LOSSES: &str = "rmse rootmeansquarederror msle meansquaredlogarithmicerror mape meanabsolutepercentageerror \
    squaredhinge categoricalhinge hingeembedding multimargin multilabelmargin multilabelsoftmargin \
    softmargin marginranking triplet tripletmargin contrastive cosine cosinesimilarity cosineembedding kldiv \
    kldivergence kldivloss kld focal focalloss binaryfocalcrossentropy dice tversky \
    iou ctc ctcloss wasserstein infonce mle";

const INITIALISERS: &str =
    "orthogonal eye identity dirac deltaorthogonal truncatednormal truncnormal variancescaling sparse";

/// A name without what libraries spell differently: `HardSwish` and `hard_swish` are `hardswish`.
pub(crate) fn plain(name: &str) -> String {
    name.replace('_', "").to_ascii_lowercase()
}

/// What `name` means to other libraries, unless it is an alias. A line is a layer or an activation, so where nothing of `topic` is called so,
/// the other of these two is looked at: what is missing is missing in either place.
pub(crate) fn meaning(name: &str, topic: Topic) -> Option<(Topic, Meaning)> {
    let plain = plain(name);
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
    use crate::language::activations::ACTIVATIONS as OUR_ACTIVATIONS;
    use crate::language::initialisers::INITIALISERS as OUR_INITIALISERS;
    use crate::language::losses::LOSSES as OUR_LOSSES;
    use crate::language::suggest::Known;
    use crate::language::table;
    use crate::layers;

    const TOPICS: [Topic; 4] = [Layer, Activation, Loss, Initialiser];

    /// What a declaration may say where messages speak of `topic`.
    fn known(topic: Topic) -> Vec<Known> {
        match topic {
            Layer => layers::all_known().collect(),
            Activation => OUR_ACTIVATIONS.iter().map(table::Row::known).collect(),
            Loss => OUR_LOSSES.iter().map(table::Row::known).collect(),
            Initialiser => OUR_INITIALISERS.iter().map(table::Row::known).collect(),
        }
    }

    #[test]
    fn a_name_stands_once_and_is_none_of_ours() {
        for topic in TOPICS {
            let ours = known(topic);
            let rows = NAMES.iter().filter(|Row(of, ..)| *of == topic);
            let aliases = ours.iter().flat_map(|known| known.aliases).copied();
            let mut names: Vec<&str> = rows.flat_map(Row::names).chain(aliases).collect();
            for name in &names {
                assert_eq!(*name, plain(name), "aliases are plain names");
                assert!(ours.iter().all(|known| known.name != *name), "{name}");
            }
            names.sort_unstable();
            let twice: Vec<&str> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
            // A line is a layer or an activation: `linear` alone is a name of both, and a layer is found first.
            let expected: &[&str] = if topic == Layer { &["linear"] } else { &[] };
            assert_eq!(twice, expected, "names of a {}", topic.noun());
        }
    }

    #[test]
    fn what_a_synonym_says_to_write_exists() {
        for Row(topic, names, meaning) in NAMES {
            let (Same(write) | SameIf { write, .. }) = meaning else { continue };
            let name = write.split('(').next().unwrap_or_default();
            // Some activations of others are layers here.
            let place = if *topic == Activation { Layer } else { *topic };
            assert!(known(place).iter().any(|known| known.name == name), "{names:?} -> {write}");
            assert!(*meaning != Same(name), "{name}: an alias stands in the row of what it is a name of");
        }
    }

    #[test]
    fn spelling_and_place_do_not_matter() {
        for name in ["hard_swish", "hardswish", "HardSwish", "Hardswish"] {
            assert_eq!(plain(name), "hardswish");
        }
        assert_eq!(meaning("huber_loss", Loss), Some((Loss, Same("huber(1.0)"))));
        assert_eq!(meaning("TanhShrink", Layer), Some((Activation, Missing)));
        assert_eq!(meaning("WeightNorm", Activation), Some((Layer, Missing)));
        assert_eq!(meaning("concatenate", Activation), None);
        assert_eq!(meaning("tanhshrink", Loss), None);
    }
}
