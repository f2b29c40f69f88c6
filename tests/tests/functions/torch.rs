//! Losses and their derivatives with the mean as reduction, against values that `torch` 2 computed in float64.

use nn_runtime::loss::{Class, ClassWeights, Target, Weighted};
use nn_runtime::network::{Network, Train};
use nn_runtime::simd::Level;
use nn_tests::compare::{Place, assert_close};
use nn_tests::pair::{Declared, parameters_of};

/// What enters the loss or its activation: two rows of four outputs.
const Z: [[f32; 4]; 2] = [[0.5, -1.0, 2.0, 0.25], [-0.75, 1.5, 0.0, -2.0]];

/// Targets that may be any number.
const Y: [[f32; 4]; 2] = [[0.25, -0.5, 2.5, 0.25], [1.0, -1.5, 0.5, -2.0]];

nn_tests::pair! {
    #[loss(log_cosh)]
    struct LogCosh: [2] -> [4] { dense(4, bias = false), }

    #[loss(quantile(0.9))]
    struct Quantile: [2] -> [4] { dense(4, bias = false), }

    #[loss(poisson)]
    struct Poisson: [2] -> [4] { dense(4, bias = false), }

    #[loss(gaussian)]
    struct Gaussian: [2] -> [4] { dense(4, bias = false), }

    #[loss(hinge)]
    struct Hinge: [2] -> [4] { dense(4, bias = false), }

    #[loss(mse)]
    struct Squared: [2] -> [4] { dense(4, bias = false), }

    #[loss(mae)]
    struct Absolute: [2] -> [4] { dense(4, bias = false), }

    #[loss(huber(0.75))]
    struct Huber: [2] -> [4] { dense(4, bias = false), }
}

nn_tests::pair! {
    #[loss(binary_cross_entropy)]
    struct Binary: [2] -> [4] { dense(4, sigmoid, bias = false), }

    #[loss(binary_cross_entropy(positive_weight = 2.5))]
    struct PositiveWeight: [2] -> [4] { dense(4, sigmoid, bias = false), }

    #[loss(cross_entropy)]
    struct Entropy: [2] -> [4] { dense(4, softmax, bias = false), }

    #[loss(cross_entropy(label_smoothing = 0.1))]
    struct Smoothed: [2] -> [4] { dense(4, softmax, bias = false), }
}

/// The loss of two rows whose outputs are [`Z`], and its derivative with respect to these. The rows of the identity are the
/// inputs, so that the outputs are the weights, and the derivatives are those of the weights.
fn check<N, T>(targets: [T; 2], loss: f64, derivative: [[f64; 4]; 2])
where
    N: Declared + Network<Input = [f32; 2]> + Train,
    T: Target<N::Loss, N::Output>,
{
    let mut net = bytemuck::allocation::zeroed_box::<N>();
    let weight = N::LAYOUT[0];
    for (row, outputs) in Z.iter().enumerate() {
        for (output, value) in outputs.iter().enumerate() {
            net.as_flat_mut()[weight.position(2 * output + row)] = *value;
        }
    }
    let inputs = [[1.0, 0.0], [0.0, 1.0]];
    let expected: Vec<f64> = (0..4).flat_map(|output| derivative.map(|row| row[output])).collect();
    let mut workspace = bytemuck::allocation::zeroed_box::<N::Workspace>();
    let mut gradient = bytemuck::allocation::zeroed_box::<N>();
    for level in Level::available() {
        let place = Place { network: N::NAME, level: level.name(), batch: 2 };
        let found = net.loss_at(level, &inputs, &targets).expect("a batch");
        assert_close(&place, "loss", &[loss], &[found]);
        let found = net.gradients_at(level, &inputs, &targets, 0, &mut workspace, &mut gradient).expect("a batch");
        assert_close(&place, "loss of gradients", &[loss], &[found]);
        let (_, found) = parameters_of(&*gradient).remove(0);
        assert_close(&place, "derivative", &expected, &found);
    }
}

#[test]
fn log_cosh() {
    let derivative = [
        [0.030_614_832_800_463_64, -0.057_764_644_657_501_23, -0.057_764_644_657_501_23, 0.0],
        [-0.117_671_942_312_160_9, 0.124_381_844_210_841_31, -0.057_764_644_657_501_23, 0.0],
    ];
    check::<LogCosh, _>(Y, 0.473_400_633_348_181_8, derivative);
}

#[test]
fn quantile() {
    let derivative = [[0.0125, -0.1125, -0.1125, 0.0], [-0.1125, 0.0125, -0.1125, 0.0]];
    check::<Quantile, _>(Y, 0.406_25, derivative);
}

#[test]
fn poisson() {
    let targets = [[0.0, 1.0, 4.0, 2.0], [3.0, 0.0, 0.0, 1.0]];
    let derivative = [
        [0.206_090_158_837_516_02, -0.079_015_069_853_569_71, 0.423_632_012_366_331_3, -0.089_496_822_914_032_33],
        [-0.315_954_180_907_373_15, 0.560_211_133_792_258_1, 0.125, -0.108_083_089_595_423_41],
    ];
    check::<Poisson, _>(targets, 1.691_134_141_725_706_9, derivative);
}

#[test]
fn gaussian() {
    let derivative = [
        [0.008_458_455_202_288_294, -0.097_350_097_883_925_61, 0.123_942_693_099_713_98, 0.100_662_475_529_018_58],
        [-0.4375, 5.541_792_074_197_987, -0.257_812_5, -8.187_688_111_296_98],
    ];
    check::<Gaussian, _>([[0.25, -0.5], [1.0, -1.5]], 8.752_145_442_668_247, derivative);
}

#[test]
fn hinge() {
    let targets = [[1.0, -1.0, 1.0, -1.0], [1.0, 1.0, -1.0, -1.0]];
    check::<Hinge, _>(targets, 0.5625, [[-0.125, 0.0, 0.0, 0.125], [-0.125, 0.0, 0.125, 0.0]]);
}

fn classes() -> [Class<4>; 2] {
    [2, 0].map(|index| Class::new(index).expect("below 4"))
}

#[test]
fn cross_entropy() {
    let derivative = [
        [0.077_117_412_642_081_1, 0.017_207_220_633_060_103, -0.154_383_734_629_234_6, 0.060_059_101_354_093_42],
        [-0.461_213_973_613_428_75, 0.367_991_572_497_819_2, 0.082_110_018_504_710_93, 0.011_112_382_610_898_563],
    ];
    check::<Entropy, _>(classes(), 1.462_913_529_892_442_7, derivative);
}

#[test]
fn label_smoothing() {
    let derivative = [
        [0.064_617_412_642_081_11, 0.004_707_220_633_060_102, -0.116_883_734_629_234_63, 0.047_559_101_354_093_41],
        [-0.423_713_973_613_428_8, 0.355_491_572_497_819_2, 0.069_610_018_504_710_94, -0.001_387_617_389_101_437_5],
    ];
    check::<Smoothed, _>(classes(), 1.519_163_529_892_442_9, derivative);
    let distributions = [[0.1, 0.2, 0.3, 0.4], [0.7, 0.1, 0.1, 0.1]];
    let derivative = [
        [0.019_617_412_642_081_115, -0.085_292_779_366_939_9, 0.198_116_265_370_765_46, -0.132_440_898_645_906_6],
        [-0.288_713_973_613_428_76, 0.310_491_572_497_819_2, 0.024_610_018_504_710_923, -0.046_387_617_389_101_445],
    ];
    check::<Smoothed, _>(distributions, 2.092_913_529_892_443, derivative);
}

/// Targets from 0 to 1.
const P: [[f32; 4]; 2] = [[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.25]];

#[test]
fn binary_cross_entropy() {
    let derivative = [
        [-0.047_192_583_599_768_176, 0.033_617_677_671_249_39, -0.014_900_365_252_764_71, 0.070_272_062_610_724_76],
        [0.040_102_662_603_075_88, -0.022_803_190_475_794_544, -0.0625, -0.016_349_634_747_235_307],
    ];
    check::<Binary, _>(P, 0.456_070_697_290_089_5, derivative);
}

#[test]
fn positive_weight() {
    let derivative = [
        [-0.117_981_458_999_420_45, 0.033_617_677_671_249_39, -0.037_250_913_131_911_756, 0.070_272_062_610_724_76],
        [0.040_102_662_603_075_88, -0.057_007_976_189_486_39, -0.15625, -0.057_636_997_777_448_545],
    ];
    check::<PositiveWeight, _>(P, 0.836_188_970_388_812_1, derivative);
}

/// Targets with the weights of rows.
fn weighted<T: Copy>(targets: [T; 2]) -> [Weighted<T>; 2] {
    [Weighted::new(targets[0], 3.0), Weighted::new(targets[1], 0.25)]
}

#[test]
fn weights_of_rows_divide_squared_errors() {
    let derivative = [
        [0.115_384_615_384_615_39, -0.230_769_230_769_230_78, -0.230_769_230_769_230_78, 0.0],
        [-0.067_307_692_307_692_32, 0.115_384_615_384_615_39, -0.019_230_769_230_769_232, 0.0],
    ];
    check::<Squared, _>(weighted(Y), 0.366_586_538_461_538_46, derivative);
}

#[test]
fn weights_of_rows_divide_absolute_errors() {
    let derivative = [
        [0.230_769_230_769_230_78, -0.230_769_230_769_230_78, -0.230_769_230_769_230_78, 0.0],
        [-0.019_230_769_230_769_232, 0.019_230_769_230_769_232, -0.019_230_769_230_769_232, 0.0],
    ];
    check::<Absolute, _>(weighted(Y), 0.389_423_076_923_076_9, derivative);
}

#[test]
fn weights_of_rows_do_not_divide_the_huber_loss() {
    let derivative = [[0.09375, -0.1875, -0.1875, 0.0], [-0.023_437_5, 0.023_437_5, -0.015_625, 0.0]];
    check::<Huber, _>(weighted(Y), 0.203_125, derivative);
}

#[test]
fn weights_of_rows_do_not_divide_binary_cross_entropy() {
    let derivative = [
        [-0.141_577_750_799_304_5, 0.100_853_033_013_748_16, -0.044_701_095_758_294_13, 0.210_816_187_832_174_26],
        [0.010_025_665_650_768_97, -0.005_700_797_618_948_636, -0.015_625, -0.004_087_408_686_808_827],
    ];
    check::<Binary, _>(weighted(P), 0.712_213_522_098_197_3, derivative);
}

#[test]
fn weights_of_classes_divide_cross_entropy() {
    let weights = ClassWeights::new([0.25, 1.0, 3.0, 2.0]).expect("weights in range");
    let targets = classes().map(|class| weights.weigh(class).expect("below 4"));
    let derivative = [
        [0.142_370_607_954_611_3, 0.031_767_176_553_341_73, -0.285_016_125_469_356_23, 0.110_878_340_961_403_24],
        [-0.070_955_995_940_527_51, 0.056_614_088_076_587_576, 0.012_632_310_539_186_299, 0.001_709_597_324_753_623_6],
    ];
    check::<Entropy, _>(targets, 0.537_530_464_824_282_5, derivative);
}
