//! A window given step by step to the stream with the same parameters yields what the window yields, to the bit.

use nn_runtime::network::{Network, Parameters};
use nn_runtime::simd::Level;
use nn_runtime::stream::Stream;
use nn_tests::random::Random;

/// Steps of the windows.
const STEPS: usize = 11;

macro_rules! pairs {
    ($($test:ident: $n:literal -> $m:literal { $($line:tt)* })*) => {$(
        mod $test {
            nn_runtime::network! {
                pub(crate) struct OverWindow: [$n, 11] -> [$m, 11] { $($line)* }
            }
            nn_runtime::network! {
                pub(crate) struct StepByStep: [$n] -> [$m] { $($line)* }
            }
        }

        #[test]
        fn $test() {
            let inputs = |random: &mut Random| [0.0_f32; $n].map(|_| random.symmetric(2.0) as f32);
            let rows = |random: &mut Random| -> Vec<[f32; $n]> { (0..STEPS).map(|_| inputs(random)).collect() };
            check::<$test::OverWindow, $test::StepByStep>(|random| {
                let rows = rows(random);
                let mut window = [0.0; $n * STEPS];
                for (t, row) in rows.iter().enumerate() {
                    for (channel, x) in row.iter().enumerate() {
                        window[channel * STEPS + t] = *x;
                    }
                }
                (rows, window)
            });
        }
    )*};
}

pairs! {
    rnn: 2 -> 5 { rnn(5, relu) }
    lstm: 3 -> 17 { lstm(17) }
    gru: 1 -> 16 { gru(16) }
    gru_that_resets: 4 -> 9 { gru(9, reset = before) }
    long: 33 -> 40 { lstm(40, bias = false) }
    begun: 2 -> 6 { lstm(20, initial = true), gru(6, initial = true) }
    stacked: 2 -> 4 { lstm(8), lstm(8), rnn(4) }
    layers: 3 -> 7 { gru(7, layers = 3) }
    layers_of_cells: 5 -> 18 { lstm(18, layers = 2) }
    among_convolutions: 3 -> 2 { conv1d(9, 3, tanh, causal = true), a: lstm(9), dropout(0.5), gru(9), add(a), conv1d(2, 1, causal = true) }
}

/// At every level, of each row of a batch.
fn check<W, S>(mut draw: impl FnMut(&mut Random) -> (Vec<S::Input>, W::Input))
where
    W: Network + Parameters,
    S: Stream + Parameters,
    W::Input: Clone,
{
    let mut random = Random::new(7);
    let mut window = bytemuck::allocation::zeroed_box::<W>();
    let mut stream = bytemuck::allocation::zeroed_box::<S>();
    assert_eq!(W::LAYOUT.len(), S::LAYOUT.len());
    for (of_window, of_stream) in W::LAYOUT.iter().zip(S::LAYOUT) {
        assert_eq!((of_window.name, of_window.shape), (of_stream.name, of_stream.shape));
        for (to_window, to_stream) in of_window.positions().zip(of_stream.positions()) {
            let x = random.symmetric(0.7) as f32;
            (window.as_flat_mut()[to_window], stream.as_flat_mut()[to_stream]) = (x, x);
        }
    }
    let (steps, windows): (Vec<_>, Vec<_>) = (0..3).map(|_| draw(&mut random)).unzip();
    for level in Level::available() {
        let mut of_windows = vec![<W::Output as bytemuck::Zeroable>::zeroed(); windows.len()];
        window.predict_batch_at(level, &windows, &mut of_windows).expect("equal lengths");
        for (index, (steps, found)) in steps.iter().zip(&of_windows).enumerate() {
            let mut outputs = vec![<S::Output as bytemuck::Zeroable>::zeroed(); STEPS];
            stream.process_at(level, &mut stream.new_state(), steps, &mut outputs).expect("equal lengths");
            let rows: Vec<&[f32]> = outputs.iter().map(|row| bytemuck::cast_slice(std::slice::from_ref(row))).collect();
            let of_steps: Vec<u32> =
                (0..rows[0].len()).flat_map(|channel| rows.iter().map(move |row| row[channel].to_bits())).collect();
            let of_window: Vec<u32> = bytemuck::cast_slice(std::slice::from_ref(found)).to_vec();
            assert!(of_window.iter().any(|bits| *bits != 0));
            assert_eq!(of_window, of_steps, "{level:?}, window {index}");
            let alone = window.predict_at(level, &windows[index]);
            assert_eq!(bytemuck::bytes_of(&alone), bytemuck::bytes_of(found), "{level:?}, window {index} alone");
        }
    }
}
