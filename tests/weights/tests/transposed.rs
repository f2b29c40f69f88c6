//! Weights that a file has as `[inputs, outputs]`, as Keras, JAX and GPT-2 store them.

use nn_runtime::prelude::*;
use nn_runtime::weights::{self, Loader};
use nn_weights_tests::bits;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView, serialize};

network! {
    /// A square layer between two that are not.
    struct Net: [4] -> [2] {
        first: dense(8, relu),
        middle: dense(8, relu),
        last: dense(2),
    }
}

network! {
    /// Shapes tell nothing.
    struct Square: [3] -> [3] {
        only: dense(3),
    }
}

network! {
    /// A number for each element of a square value, and two matrices in a layer.
    struct Series: [3, 3] -> [2] {
        scaled: affine(bias = false),
        flatten,
        thin: low_rank(4, 2, relu),
        last: dense(2),
    }
}

/// A file of the network in which these layers have their weights transposed.
fn file<N: Parameters>(net: &N, transposed: &[&str]) -> Vec<u8> {
    let bytes = weights::to_bytes(&Box::new(*net)).expect("a small network");
    let tensors = SafeTensors::deserialize(&bytes).expect("a whole file");
    let changed: Vec<(String, Vec<usize>, Vec<u8>)> = tensors
        .iter()
        .map(|(name, tensor)| {
            let layer = name.rsplit_once('.').map(|(layer, _)| layer).filter(|layer| transposed.contains(layer));
            let (mut shape, data) = (tensor.shape().to_vec(), tensor.data());
            let (Some(_), &[rows, columns]) = (layer, shape.as_slice()) else {
                return (name.to_owned(), shape, data.to_vec());
            };
            shape.reverse();
            let at = |place: usize| &data[4 * place..4 * place + 4];
            let moved = (0..rows * columns).flat_map(|place| at(place % rows * columns + place / rows)).copied();
            (name.to_owned(), shape, moved.collect())
        })
        .collect();
    let views = changed.iter().map(|(name, shape, data)| {
        (name, TensorView::new(Dtype::F32, shape.clone(), data).expect("shape and data agree"))
    });
    serialize(views, None).expect("a small file")
}

/// Every matrix of a layer is transposed, and nothing else that has two axes.
#[test]
fn matrices_are_transposed_whatever_they_are_called() {
    let net = Series::init(4);
    let bytes = file(&*net, &["thin", "last"]);
    for loader in [Loader::new().all_transposed(), Loader::new().transposed(["thin", "last"])] {
        // `init` has ones in `scaled`; here every element differs.
        let mut expected = net.clone();
        let scaled = Series::LAYOUT.iter().find(|parameter| parameter.name == "scaled.weight").expect("it has one");
        let mut changed = SafeTensors::deserialize(&bytes)
            .expect("a whole file")
            .iter()
            .map(|(name, tensor)| (name.to_owned(), tensor.shape().to_vec(), tensor.data().to_vec()))
            .collect::<Vec<_>>();
        let numbers: Vec<f32> = (0..9_u8).map(f32::from).collect();
        for (position, number) in scaled.positions().zip(&numbers) {
            expected.as_flat_mut()[position] = *number;
        }
        let (_, _, data) = changed.iter_mut().find(|(name, ..)| name == "scaled.weight").expect("it has one");
        *data = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let views = changed.iter().map(|(name, shape, data)| {
            (name, TensorView::new(Dtype::F32, shape.clone(), data).expect("shape and data agree"))
        });
        let mut loaded = Series::zeros();
        loader.from_bytes(&mut loaded, &serialize(views, None).expect("a small file")).expect("the file fits");
        assert_eq!(bits(&*loaded), bits(&*expected));
    }
}

fn refused(loader: &Loader<'_>, bytes: &[u8]) -> String {
    let mut net = Net::init(3);
    let error = loader.from_bytes(&mut net, bytes).expect_err("the file does not fit");
    assert_eq!(bits(&*net), bits(&*Net::init(3)), "the network changed");
    error.to_string()
}

#[test]
fn transposed_weights_are_read_where_it_is_said() {
    let net = Net::init(1);
    let all = ["first", "middle", "last"];
    for (layers, loader) in [
        (&all[..], Loader::new().all_transposed()),
        (&all[..], Loader::new().transposed(all)),
        (&all[..], Loader::new().transposed(["first.weight", "middle.weight", "last.weight"])),
        (&["middle"], Loader::new().transposed(["middle"])),
        (&["last", "first"], Loader::new().transposed(["first"]).transposed(["last"])),
    ] {
        let mut loaded = Net::zeros();
        loader.from_bytes(&mut loaded, &file(&*net, layers)).expect("the file fits");
        assert_eq!(bits(&*loaded), bits(&*net), "{layers:?}");
    }
    let square = Square::init(2);
    let mut loaded = Square::zeros();
    Loader::new().all_transposed().from_bytes(&mut loaded, &file(&*square, &["only"])).expect("the file fits");
    assert_eq!(bits(&*loaded), bits(&*square));
}

#[test]
fn square_weights_are_named_where_others_are_transposed() {
    assert_eq!(
        refused(&Loader::new(), &file(&*Net::init(1), &["first", "middle", "last"])),
        "weights: bytes: 2 problems\n  \
         tensor \"first.weight\" has shape [4, 8], expected [8, 4] (it is transposed: weights are [outputs, inputs], as in \
         PyTorch; \"middle.weight\" is square and surely transposed too; `Loader::all_transposed` reads such files)\n  \
         tensor \"last.weight\" has shape [8, 2], expected [2, 8] (it is transposed too)"
    );
    // Where only some are, nobody knows about the square one.
    assert_eq!(
        refused(&Loader::new(), &file(&*Net::init(1), &["first"])),
        "weights: bytes: tensor \"first.weight\" has shape [4, 8], expected [8, 4] (it is transposed: weights are [outputs, \
         inputs], as in PyTorch; the shape of \"middle.weight\" does not tell whether it is transposed too; \
         `Loader::transposed([\"first\"])` reads it)"
    );
}

#[test]
fn what_is_wrong_about_transposing_is_refused() {
    let plain = file(&*Net::init(1), &[]);
    assert_eq!(
        refused(&Loader::new().transposed(["first"]), &plain),
        "weights: bytes: tensor \"first.weight\" has shape [8, 4], expected [4, 8] (it is stored [outputs, inputs] already, \
         as in PyTorch: it is not transposed)"
    );
    for name in ["frist", "first.bias"] {
        let expected = format!(
            "weights: bytes: transposed {name:?} is neither a weight nor a layer, expected one of \"first.weight\", \
             \"middle.weight\", \"last.weight\""
        );
        assert_eq!(refused(&Loader::new().transposed([name]), &plain), expected);
    }
    // A square network saved here would be transposed in silence.
    let saved = weights::to_bytes(&Square::init(1)).expect("a small network");
    let error = Loader::new().all_transposed().from_bytes(&mut Square::zeros(), &saved).expect_err("saved here");
    assert_eq!(
        error.to_string(),
        "weights: bytes: content was saved by nn-runtime, expected a file with transposed weights (here weights are \
         [outputs, inputs]: leave `transposed` out)"
    );
}

#[test]
fn a_number_at_fault_is_named_where_the_file_has_it() {
    // No network that holds NaN is written: a number of the file that stands for it becomes one.
    let mut net = Net::init(1);
    net.first_mut().set_weight(5, 3, 12345.678);
    let mut bytes = file(&*net, &["first"]);
    let number = 12345.678_f32.to_le_bytes();
    let place = bytes.windows(4).position(|window| window == number).expect("the file has the number");
    bytes[place..place + 4].copy_from_slice(&f32::NAN.to_le_bytes());
    assert_eq!(
        refused(&Loader::new().transposed(["first"]), &bytes),
        "weights: bytes: tensor \"first.weight\" is NaN at [3, 5], expected a finite number (`Loader::allow_non_finite` \
         takes NaN and infinity)"
    );
}
