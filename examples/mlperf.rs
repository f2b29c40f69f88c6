//! The four reference models of `MLPerf` Tiny, as they are declared: loads their weights, compares their outputs with those of the
//! reference, and prints how long an inference takes.
//!
//! `cargo run --release --example mlperf -- DIR`, where the folder holds `NAME.safetensors`, the weights of `resnet8`, `mobilenet`,
//! `ds_cnn` and `autoencoder`, and `NAME.io.safetensors` with arrays `input` and `output`. The models are not part of this repository:
//! they are mlcommons/tiny's, Apache-2.0, converted from their files for TensorFlow Lite.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use nn_examples::Outcome;
use nn_runtime::prelude::*;
use safetensors::SafeTensors;

network! {
    /// Images of 10 kinds: three residual blocks.
    pub struct Resnet8: [3, 32, 32] -> [10] {
        conv1: conv2d(16, 3, relu, padding = same),
        conv2: conv2d(16, 3, relu, padding = same),
        conv3: conv2d(16, 3, padding = same),
        add(conv1),
        first: relu,
        conv4: conv2d(32, 3, relu, stride = 2, padding = same_upper),
        conv5: conv2d(32, 3, padding = same),
        conv6: conv2d(32, 1, stride = 2, from = first),
        add(conv5),
        second: relu,
        conv7: conv2d(64, 3, relu, stride = 2, padding = same_upper),
        conv8: conv2d(64, 3, padding = same),
        conv9: conv2d(64, 1, stride = 2, from = second),
        add(conv8),
        relu,
        global_avg_pool,
        dense1: dense(10, softmax),
    }
}

network! {
    /// Whether somebody is in the image: `MobileNet`, a quarter as wide.
    pub struct Mobilenet: [3, 96, 96] -> [2] {
        conv1: conv2d(8, 3, relu, stride = 2, padding = same_upper),
        depthwise1: depthwise_conv2d(3, relu, padding = same),
        conv2: conv2d(16, 1, relu),
        depthwise2: depthwise_conv2d(3, relu, stride = 2, padding = same_upper),
        conv3: conv2d(32, 1, relu),
        depthwise3: depthwise_conv2d(3, relu, padding = same),
        conv4: conv2d(32, 1, relu),
        depthwise4: depthwise_conv2d(3, relu, stride = 2, padding = same_upper),
        conv5: conv2d(64, 1, relu),
        depthwise5: depthwise_conv2d(3, relu, padding = same),
        conv6: conv2d(64, 1, relu),
        depthwise6: depthwise_conv2d(3, relu, stride = 2, padding = same_upper),
        conv7: conv2d(128, 1, relu),
        depthwise7: depthwise_conv2d(3, relu, padding = same),
        conv8: conv2d(128, 1, relu),
        depthwise8: depthwise_conv2d(3, relu, padding = same),
        conv9: conv2d(128, 1, relu),
        depthwise9: depthwise_conv2d(3, relu, padding = same),
        conv10: conv2d(128, 1, relu),
        depthwise10: depthwise_conv2d(3, relu, padding = same),
        conv11: conv2d(128, 1, relu),
        depthwise11: depthwise_conv2d(3, relu, padding = same),
        conv12: conv2d(128, 1, relu),
        depthwise12: depthwise_conv2d(3, relu, stride = 2, padding = same_upper),
        conv13: conv2d(256, 1, relu),
        depthwise13: depthwise_conv2d(3, relu, padding = same),
        conv14: conv2d(256, 1, relu),
        global_avg_pool,
        dense1: dense(2, softmax),
    }
}

network! {
    /// Twelve spoken words, in 49 frames of 10 features.
    pub struct DsCnn: [1, 49, 10] -> [12] {
        conv1: conv2d(64, [10, 4], relu, stride = 2, padding = same_upper),
        depthwise1: depthwise_conv2d(3, relu, padding = same),
        conv2: conv2d(64, 1, relu),
        depthwise2: depthwise_conv2d(3, relu, padding = same),
        conv3: conv2d(64, 1, relu),
        depthwise3: depthwise_conv2d(3, relu, padding = same),
        conv4: conv2d(64, 1, relu),
        depthwise4: depthwise_conv2d(3, relu, padding = same),
        conv5: conv2d(64, 1, relu),
        global_avg_pool,
        dense1: dense(12, softmax),
    }
}

network! {
    /// Sounds of machines, whose failures it reproduces worse.
    pub struct Autoencoder: [640] -> [640] {
        dense1: dense(128, relu),
        dense2: dense(128, relu),
        dense3: dense(128, relu),
        dense4: dense(128, relu),
        dense5: dense(8, relu),
        dense6: dense(128, relu),
        dense7: dense(128, relu),
        dense8: dense(128, relu),
        dense9: dense(128, relu),
        dense10: dense(640),
    }
}

network! {
    /// Nothing but multiply-adds, nine tenths of what a core can do.
    pub struct Yardstick: [256] -> [256] { dense(256, init = he_normal) }
}

fn main() -> std::process::ExitCode {
    nn_examples::run(program)
}

fn program(out: &mut impl Write) -> Outcome {
    let folder = std::env::args().nth(1).ok_or("expected a folder with the models: `-- DIR`")?;
    let folder = Path::new(&folder);
    let (net, inputs) = (Yardstick::init(1), vec![[0.5; 256]; 256]);
    let mut outputs = vec![[0.0; 256]; 256];
    let seconds = least(|| net.predict_batch(&inputs, &mut outputs))?;
    let yardstick = 256.0 * 2.0 * 256.0 * 256.0 / seconds / 1e9;
    writeln!(out, "{:?} instructions; a dense layer in batches of 256: {yardstick:.0} GFLOP/s\n", Level::detect())?;
    writeln!(out, "model        error  us alone  us of 8  GFLOP/s alone")?;
    run::<Resnet8>(folder, "resnet8", 12_501_632, out)?;
    run::<Mobilenet>(folder, "mobilenet", 7_489_664, out)?;
    run::<DsCnn>(folder, "ds_cnn", 2_656_768, out)?;
    run::<Autoencoder>(folder, "autoencoder", 264_192, out)
}

fn run<N: Parameters>(folder: &Path, name: &str, multiply_adds: u64, out: &mut impl Write) -> Outcome {
    let (level, mut net) = (Level::detect(), N::init(1));
    net.load(folder.join(format!("{name}.safetensors")))?;
    let file = std::fs::read(folder.join(format!("{name}.io.safetensors")))?;
    let arrays = SafeTensors::deserialize(&file)?;
    let inputs: Vec<N::Input> = bytemuck::pod_collect_to_vec(arrays.tensor("input")?.data());
    let expected: Vec<f32> = bytemuck::pod_collect_to_vec(arrays.tensor("output")?.data());
    let mut outputs = vec![bytemuck::Zeroable::zeroed(); inputs.len()];
    net.predict_batch_at(level, &inputs, &mut outputs)?;
    let largest = expected.iter().fold(0.0_f32, |largest, x| largest.max(x.abs()));
    let pairs = bytemuck::cast_slice::<N::Output, f32>(&outputs).iter().zip(&expected);
    let error = pairs.fold(0.0_f32, |error, (found, expected)| error.max((found - expected).abs())) / largest;
    let alone = least(|| net.predict_batch_at(level, &inputs[..1], &mut outputs[..1]))?;
    let together = least(|| net.predict_batch_at(level, &inputs, &mut outputs))? / inputs.len() as f64;
    let speed = 2.0 * multiply_adds as f64 / alone / 1e9;
    writeln!(out, "{name:<11}  {error:>4.0e}  {:>8.1}  {:>7.1}  {speed:>13.0}", 1e6 * alone, 1e6 * together)?;
    Ok(())
}

/// The least time of some runs, in seconds.
fn least<E>(mut work: impl FnMut() -> Result<(), E>) -> Result<f64, E> {
    let mut least = f64::INFINITY;
    for _ in 0..100 {
        let start = Instant::now();
        work()?;
        least = least.min(start.elapsed().as_secs_f64());
    }
    Ok(least)
}
