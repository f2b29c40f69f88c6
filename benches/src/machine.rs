//! The limits of one core, measured: multiply-adds per second at each instruction set, and loads per second from each
//! level of the memory.
//!
//! The loops are those of a kernel that does nothing else, written once for all instruction sets. A limit is the best of
//! many short samples, because what disturbs a sample only ever makes it slower.

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use nn_runtime::panel::Panel;
use nn_runtime::simd::{Kernel, Level, Simd, dispatch, f32x16, load, splat};

/// Repetitions of the innermost loop of [`Peak`] in a call.
const PEAK_ITERATIONS: usize = 2048;

/// Multiply-adds that depend on nothing but themselves, as many as hide their latency within the registers of a set.
#[derive(Clone, Copy, Debug)]
pub struct Peak {
    /// The multiplier; something whose value the compiler does not know.
    pub factor: f32,
}

impl Peak {
    /// Floating-point operations of a call at `level`.
    #[must_use]
    pub fn flops(level: Level) -> usize {
        let accumulators = match level.name() {
            "avx512" => 12,
            "avx2" => 6,
            _ => 2,
        };
        PEAK_ITERATIONS * accumulators * Panel::LANES * 2
    }
}

impl Kernel for Peak {
    type Output = f32;

    /// 12 accumulators of 16 lanes: two units times a latency of four need 8.
    #[inline(always)]
    fn wide<S: Simd>(self, simd: S) -> f32 {
        let (m, a) = (splat(simd, self.factor), splat(simd, 0.5));
        // Different starts: equal sums would be computed once.
        let start = |n: f32| splat(simd, n * self.factor);
        let (mut s0, mut s1, mut s2, mut s3, mut s4, mut s5) =
            (start(0.0), start(0.1), start(0.2), start(0.3), start(0.4), start(0.5));
        let (mut t0, mut t1, mut t2, mut t3, mut t4, mut t5) =
            (start(0.6), start(0.7), start(0.8), start(0.9), start(1.0), start(1.1));
        for _ in 0..PEAK_ITERATIONS {
            (s0, s1, s2) = (s0.mul_add(m, a), s1.mul_add(m, a), s2.mul_add(m, a));
            (s3, s4, s5) = (s3.mul_add(m, a), s4.mul_add(m, a), s5.mul_add(m, a));
            (t0, t1, t2) = (t0.mul_add(m, a), t1.mul_add(m, a), t2.mul_add(m, a));
            (t3, t4, t5) = (t3.mul_add(m, a), t4.mul_add(m, a), t5.mul_add(m, a));
        }
        total(((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (t0 + t1)) + ((t2 + t3) + (t4 + t5)))
    }

    /// 6 accumulators of 16 lanes are 12 registers of AVX2; two are left for the operands.
    #[inline(always)]
    fn medium<S: Simd>(self, simd: S) -> f32 {
        let (m, a) = (splat(simd, self.factor), splat(simd, 0.5));
        // Different starts: equal sums would be computed once.
        let start = |n: f32| splat(simd, n * self.factor);
        let (mut s0, mut s1, mut s2, mut s3, mut s4, mut s5) =
            (start(0.0), start(0.1), start(0.2), start(0.3), start(0.4), start(0.5));
        for _ in 0..PEAK_ITERATIONS {
            (s0, s1, s2) = (s0.mul_add(m, a), s1.mul_add(m, a), s2.mul_add(m, a));
            (s3, s4, s5) = (s3.mul_add(m, a), s4.mul_add(m, a), s5.mul_add(m, a));
        }
        total((s0 + s1) + (s2 + s3) + (s4 + s5))
    }

    /// 2 accumulators of 16 lanes are 8 registers of SSE2, which multiplies and adds in two instructions: only the
    /// addition waits for the one before, as in a matrix product. A third would leave no room for the products.
    #[inline(always)]
    fn narrow<S: Simd>(self, simd: S) -> f32 {
        let values = Panel([self.factor; 16]);
        let (a, b) = (splat(simd, 0.5), splat(simd, 0.25));
        let (mut s0, mut s1) = (a, b);
        for _ in 0..PEAK_ITERATIONS {
            // Another panel each time, for all the compiler knows: else the products would be computed once.
            let x = load(simd, black_box(&values));
            (s0, s1) = (x.mul_add(a, s0), x.mul_add(b, s1));
        }
        total(s0 + s1)
    }
}

/// The sum of all lanes. With only one of them the compiler would leave out those registers of a vector that it is not in.
#[inline(always)]
fn total<S: Simd>(sums: f32x16<S>) -> f32 {
    sums.to_array().iter().sum()
}

/// Loads of panels in order, each added to one of eight sums.
#[derive(Clone, Copy, Debug)]
pub struct Load<'a> {
    /// What is read.
    pub panels: &'a [Panel],
    /// How many times.
    pub passes: usize,
}

impl Kernel for Load<'_> {
    type Output = f32;

    #[inline(always)]
    fn wide<S: Simd>(self, simd: S) -> f32 {
        let zero = splat(simd, 0.0);
        let (mut s0, mut s1, mut s2, mut s3) = (zero, zero, zero, zero);
        let (mut t0, mut t1, mut t2, mut t3) = (zero, zero, zero, zero);
        for _ in 0..self.passes {
            for [a, b, c, d, e, f, g, h] in black_box(self.panels).as_chunks::<8>().0 {
                (s0, s1) = (s0 + load(simd, a), s1 + load(simd, b));
                (s2, s3) = (s2 + load(simd, c), s3 + load(simd, d));
                (t0, t1) = (t0 + load(simd, e), t1 + load(simd, f));
                (t2, t3) = (t2 + load(simd, g), t3 + load(simd, h));
            }
        }
        total(((s0 + s1) + (s2 + s3)) + ((t0 + t1) + (t2 + t3)))
    }
}

/// A level of the memory and what one core reads from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bandwidth {
    /// `"l1"`, `"l2"`, `"l3"` or `"memory"`.
    pub name: &'static str,
    /// Size of the buffer that was read, in bytes: half of the cache, or several times the last one.
    pub buffer: usize,
    /// Bytes per nanosecond.
    pub gbytes_per_s: f64,
}

/// What one core of this machine can do at most.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    /// GFLOP/s at each instruction set of the machine, best first.
    pub peaks: Vec<(&'static str, f64)>,
    /// From the nearest level of the memory to the farthest.
    pub bandwidths: Vec<Bandwidth>,
}

impl Machine {
    /// Measures all limits; takes about `time`.
    #[must_use]
    pub fn measure(time: Duration) -> Self {
        let sizes = buffer_sizes();
        let part = time / 8;
        let peaks = Level::available().map(|level| (level.name(), peak_gflops(level, part))).collect();
        let bandwidths = sizes.into_iter().map(|(name, buffer)| bandwidth(name, buffer, part)).collect();
        Self { peaks, bandwidths }
    }

    /// Measures the peak again at the level in use, and keeps the better figure: frequencies change during a run.
    pub fn refresh(&mut self, time: Duration) {
        let level = Level::detect();
        let again = peak_gflops(level, time);
        for (name, gflops) in &mut self.peaks {
            if *name == level.name() {
                *gflops = gflops.max(again);
            }
        }
    }

    /// GFLOP/s at the level in use, which is the best one unless `NN_LEVEL` names another.
    #[must_use]
    pub fn peak(&self) -> f64 {
        let name = Level::detect().name();
        self.peaks.iter().find(|(peak, _)| *peak == name).map_or(f64::NAN, |(_, gflops)| *gflops)
    }
}

/// The most multiply-adds, as GFLOP/s, that one core was seen to do within `time`.
#[must_use]
pub fn peak_gflops(level: Level, time: Duration) -> f64 {
    let nanoseconds = best(time, || {
        black_box(dispatch(level, Peak { factor: black_box(0.5) }));
    });
    Peak::flops(level) as f64 / nanoseconds
}

fn bandwidth(name: &'static str, buffer: usize, time: Duration) -> Bandwidth {
    // Ones, not zeros: pages that were never written are all the same one.
    let panels = vec![Panel([1.0; 16]); buffer / size_of::<Panel>()];
    // About 256 KiB a sample at least, so that reading the clock does not count.
    let passes = (1_usize << 18).div_ceil(buffer);
    let nanoseconds = best(time, || {
        black_box(dispatch(Level::detect(), Load { panels: &panels, passes }));
    });
    Bandwidth { name, buffer, gbytes_per_s: (buffer * passes) as f64 / nanoseconds }
}

/// The shortest time of `work` in nanoseconds, called again and again for `time`, and at least three times.
fn best(time: Duration, mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut best = f64::INFINITY;
    let mut samples = 0;
    while samples < 3 || start.elapsed() < time {
        let sample = Instant::now();
        work();
        best = best.min(sample.elapsed().as_nanos() as f64);
        samples += 1;
    }
    best.max(1.0)
}

/// Names and sizes of buffers that lie in one level of the memory each.
///
/// The third cache is shared, and a virtual machine may report more of it than it gets: its buffer is eight times the
/// second cache, if that fits.
#[must_use]
pub fn buffer_sizes() -> [(&'static str, usize); 4] {
    let [l1, l2, l3] = cache_sizes();
    let within_l3 = (8 * l2).min(l3 / 2).max(2 * l2);
    [("l1", l1 / 2), ("l2", l2 / 2), ("l3", within_l3), ("memory", (4 * l3).clamp(1 << 27, 1 << 29))]
}

/// Sizes of the data caches as Linux tells them; else 32 KiB, 1 MiB, 32 MiB.
fn cache_sizes() -> [usize; 3] {
    let mut sizes = [1 << 15, 1 << 20, 1 << 25];
    for index in 0..8 {
        let read = |file: &str| fs::read_to_string(format!("/sys/devices/system/cpu/cpu0/cache/index{index}/{file}"));
        let (Ok(level), Ok(kind), Ok(size)) = (read("level"), read("type"), read("size")) else { continue };
        let level = level.trim().parse::<usize>().unwrap_or(0);
        let kibibytes = size.trim().strip_suffix('K').and_then(|number| number.parse::<usize>().ok());
        if let (1..=3, Some(kibibytes), false) = (level, kibibytes, kind.trim() == "Instruction") {
            sizes[level - 1] = kibibytes << 10;
        }
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_is_a_positive_number() {
        let machine = Machine::measure(Duration::from_millis(8));
        assert_eq!(machine.peaks.len(), Level::available().count());
        assert_eq!(machine.bandwidths.len(), 4);
        assert!(machine.peaks.iter().all(|(_, gflops)| *gflops > 0.0 && gflops.is_finite()));
        assert!(machine.bandwidths.iter().all(|level| level.gbytes_per_s > 0.0 && level.gbytes_per_s.is_finite()));
        assert!(machine.peak() > 0.0);
    }

    #[test]
    fn buffers_grow_from_level_to_level() {
        let sizes = buffer_sizes();
        assert!(sizes.windows(2).all(|pair| pair[0].1 < pair[1].1), "{sizes:?}");
        // The loop reads eight panels at a time.
        assert!(sizes.iter().all(|(_, bytes)| bytes % (8 * 64) == 0), "{sizes:?}");
    }

    #[test]
    fn loads_read_every_panel() {
        let panels = [Panel([1.0; 16]); 24];
        for level in Level::available() {
            assert_eq!(dispatch(level, Load { panels: &panels, passes: 2 }).to_bits(), 768.0_f32.to_bits());
        }
    }
}
