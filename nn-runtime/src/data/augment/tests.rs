//! Tests of changed pictures: against a naive twin in `f64`, against other libraries, and that chance is fair.
#![expect(clippy::float_cmp, reason = "numbers that are moved stay as they are")]

use super::*;

/// `torchvision.transforms.functional.rotate` 0.29 of a picture of 4 x 5 pixels, bilinear, by these degrees.
const TORCHVISION: [(f64, [[f64; 5]; 4]); 2] = [
    (
        30.0,
        [
            [1.392_305, 2.428_203, 6.993_988, 5.977_155, 4.351_770],
            [3.759_619, 6.598_076, 4.133_975, 2.946_152, 9.284_696],
            [1.991_670, 4.843_353, 5.300_240, 5.401_924, 3.293_026],
            [1.863_621, 3.062_178, 3.348_076, 5.983_340, 1.019_238],
        ],
    ),
    (
        -75.0,
        [
            [5.610_210, 2.986_226, 5.403_738, 5.961_203, 1.209_961],
            [1.396_793, 2.480_559, 5.704_237, 4.705_905, 1.422_710],
            [3.842_156, 7.294_095, 4.326_967, 4.105_679, 6.973_902],
            [0.949_076, 4.252_959, 5.918_678, 6.048_373, 5.866_313],
        ],
    ),
];

/// `scipy.ndimage.rotate` 1.17 of the same, `reshape=False, order=1, mode="grid-constant", cval=2.5`.
const SCIPY: [(f64, [[f64; 5]; 4]); 2] = [
    (
        30.0,
        [
            [3.389_900, 3.175_798, 6.993_988, 5.977_155, 5.556_897],
            [3.759_619, 6.598_076, 4.133_975, 2.946_152, 9.284_696],
            [1.991_670, 4.843_353, 5.300_240, 5.401_924, 3.293_026],
            [3.068_748, 3.062_178, 3.348_076, 6.730_935, 3.016_833],
        ],
    ),
    (
        -75.0,
        [
            [5.719_267, 2.986_226, 5.403_738, 5.961_203, 3.260_162],
            [2.152_898, 2.480_559, 5.704_237, 4.705_905, 2.825_863],
            [5.245_309, 7.294_095, 4.326_967, 4.105_679, 7.730_007],
            [2.999_277, 4.252_959, 5.918_678, 6.048_373, 5.975_371],
        ],
    ),
];

fn turn(degrees: f64) -> Turn {
    Turn { sine: degrees.to_radians().sin(), cosine: degrees.to_radians().cos() }
}

const NOTHING: Change = Change { shift: [0, 0], is_flipped: [false, false], turn: None, erased: None };

#[test]
fn rotations_are_those_of_torchvision_and_scipy() {
    let picture: [f32; 20] = core::array::from_fn(|index| (index * 7 % 11) as f32);
    for (fill, values) in [(0.0, TORCHVISION), (2.5, SCIPY)] {
        for (degrees, expected) in values {
            let mut found = [f32::NAN; 20];
            write(&Change { turn: Some(turn(degrees)), ..NOTHING }, [1, 4, 5], &[fill], &picture, &mut found);
            for (index, (found, expected)) in found.iter().zip(expected.as_flattened()).enumerate() {
                assert!(
                    (f64::from(*found) - expected).abs() < 2e-6,
                    "{degrees} degrees, {index}: {found}, expected {expected}"
                );
            }
        }
    }
}

/// What a pixel becomes, from the definition: undo the shift, the flips and the rotation, in this order; in `f64`.
fn twin(change: &Change, [height, width]: [usize; 2], fill: f32, from: &[f32], [y, x]: [usize; 2]) -> f64 {
    if let Some((Rectangle { rows, columns }, value)) = &change.erased
        && rows.contains(&y)
        && columns.contains(&x)
    {
        return f64::from(*value);
    }
    let (mut row, mut column) = (y as f64 - change.shift[0] as f64, x as f64 - change.shift[1] as f64);
    let (last_row, last_column) = (height as f64 - 1.0, width as f64 - 1.0);
    if change.is_flipped[0] {
        row = last_row - row;
    }
    if change.is_flipped[1] {
        column = last_column - column;
    }
    if let Some(Turn { sine, cosine }) = change.turn {
        let (down, right) = (row - last_row / 2.0, column - last_column / 2.0);
        row = last_row / 2.0 + cosine * down + sine * right;
        column = last_column / 2.0 + cosine * right - sine * down;
    }
    // Every pixel has the shape of a tent over its neighbours, and beyond the picture all are `fill`.
    let (mut sum, mut weights) = (0.0, 0.0);
    for (index, value) in from.iter().enumerate() {
        let weight = (1.0 - (row - (index / width) as f64).abs()).max(0.0)
            * (1.0 - (column - (index % width) as f64).abs()).max(0.0);
        sum += weight * f64::from(*value);
        weights += weight;
    }
    sum + (1.0 - weights) * f64::from(fill)
}

#[test]
fn pictures_are_those_of_the_naive_twin() {
    let mut stream = Stream::new(3, Purpose::Augmentation, 0);
    for shape @ [channels, height, width] in
        [[1, 1, 1], [2, 1, 15], [1, 16, 1], [3, 15, 16], [1, 17, 15], [2, 16, 17], [1, 3, 53], [3, 53, 2]]
    {
        let mut number = || stream.signed_unit();
        let from: Vec<f32> = (0..channels * height * width).map(|_| number()).collect();
        let fill: Vec<f32> = (0..channels).map(|_| number()).collect();
        for case in 0..48 {
            let is_turned = case % 3 == 0;
            let mut augment = Augment::new(shape).horizontal_flip(0.5).vertical_flip(0.5);
            augment.shift = case % 19;
            augment.rotate = if is_turned { 180.0 } else { 0.0 };
            if case % 4 == 1 {
                augment = augment.erase(1.0, 0.0..=1.0, 7.0);
            }
            let change = augment.draw(&mut Stream::new(1, Purpose::Augmentation, case as u64));
            assert_eq!((change.turn.is_some(), change.erased.is_some()), (is_turned, case % 4 == 1));
            let mut found = vec![f32::NAN; from.len()];
            write(&change, shape, &fill, &from, &mut found);
            let pixels = height * width;
            for (index, found) in found.iter().enumerate() {
                let (channel, pixel) = (index / pixels, index % pixels);
                let plane = &from[channel * pixels..(channel + 1) * pixels];
                let expected = twin(&change, [height, width], fill[channel], plane, [pixel / width, pixel % width]);
                // Interpolated numbers are rounded some times; others are moved.
                let tolerance = if is_turned { 1e-6 } else { 0.0 };
                let error = (f64::from(*found) - expected).abs();
                assert!(error <= tolerance, "{shape:?}, {change:?}, {index}: {found}, expected {expected}");
            }
        }
    }
}

#[test]
fn without_settings_nothing_changes() -> Result<(), Error> {
    let pictures: [[f32; 18]; 5] = core::array::from_fn(|row| core::array::from_fn(|index| (row * 18 + index) as f32));
    let mut found = pictures;
    Augment::new([2, 3, 3]).apply_to(&mut found, 1, 1)?;
    assert_eq!(found, pictures);
    Ok(())
}

/// What is drawn for many rows.
fn draws(augment: &Augment) -> impl Iterator<Item = Change> {
    (0..20_000).map(|row| augment.draw(&mut Stream::new(9, Purpose::Augmentation, row)))
}

#[test]
fn every_shift_is_equally_likely() {
    let mut counts = [[0_u32; 5]; 5];
    for change in draws(&Augment::new([1, 9, 9]).shift(2)) {
        let [down, right] = change.shift.map(|pixels| usize::try_from(pixels + 2).expect("2 pixels at most"));
        counts[down][right] += 1;
    }
    // 800 expected each; five standard deviations are 139.
    assert!(counts.as_flattened().iter().all(|count| count.abs_diff(800) < 139), "{counts:?}");
}

#[test]
fn flips_have_their_probabilities_and_are_independent() {
    let mut counts = [0_u32; 4];
    for change in draws(&Augment::new([1, 9, 9]).vertical_flip(0.2).horizontal_flip(0.5)) {
        counts[2 * usize::from(change.is_flipped[0]) + usize::from(change.is_flipped[1])] += 1;
    }
    for (count, expected) in counts.iter().zip([8000_u32, 8000, 2000, 2000]) {
        assert!(count.abs_diff(expected) < 350, "{counts:?}");
    }
    let (never, always) = (Augment::new([1, 9, 9]), Augment::new([1, 9, 9]).horizontal_flip(1.0).vertical_flip(1.0));
    assert!(draws(&never).all(|change| change == NOTHING));
    assert!(draws(&always).all(|change| change.is_flipped == [true, true]));
}

#[test]
fn angles_are_uniform_within_the_limit() {
    let mut counts = [0_u32; 8];
    for change in draws(&Augment::new([1, 9, 9]).rotate(40.0)) {
        let turn = change.turn.map_or(0.0, |turn| turn.sine.atan2(turn.cosine).to_degrees());
        assert!(turn.abs() <= 40.0);
        let place = (1..8).filter(|border| turn >= f64::from(border * 10 - 40)).count();
        counts[place] += 1;
    }
    assert!(counts.iter().all(|count| count.abs_diff(2500) < 235), "{counts:?}");
}

#[test]
fn erased_rectangles_have_areas_and_ratios_as_asked() {
    let augment = Augment::new([1, 40, 60]).erase(0.25, 0.1..=0.2, 1.0);
    let mut places = [[0_u32; 2]; 2];
    let count = draws(&augment)
        .filter_map(|change| change.erased)
        .map(|(Rectangle { rows, columns }, value)| {
            assert_eq!(value.to_bits(), 1.0_f32.to_bits());
            assert!(rows.end <= 40 && columns.end <= 60);
            let (height, width) = (rows.len() as f64, columns.len() as f64);
            // Both are rounded to whole pixels.
            assert!((height - 0.5) * (width - 0.5) <= 480.0 && (height + 0.5) * (width + 0.5) >= 240.0);
            assert!((height + 0.5) / (width - 0.5) >= 0.3 && (height - 0.5) / (width + 0.5) <= 3.3);
            places[usize::from(rows.start + rows.end > 40)][usize::from(columns.start + columns.end > 60)] += 1;
        })
        .count();
    // 5,000 expected; five standard deviations are 306.
    assert!(count.abs_diff(5000) < 306, "{count}");
    assert!(places.as_flattened().iter().all(|count| *count > 1000), "{places:?}");
    // What is too flat or too high for the picture is as much of it as it can be.
    for change in draws(&Augment::new([1, 2, 50]).erase(1.0, 0.5..=0.5, 1.0)).take(500) {
        let (Rectangle { rows, columns }, _) = change.erased.expect("always");
        assert!(rows.end <= 2 && columns.end <= 50 && (40..=60).contains(&(rows.len() * columns.len())));
    }
}

#[test]
fn seed_epoch_and_row_decide_and_nothing_else() {
    let augment = Augment::new([1, 4, 4]).shift(3).rotate(90.0).horizontal_flip(0.5).erase(0.5, 0.1..=0.5, 9.0);
    let picture: [f32; 16] = core::array::from_fn(|index| index as f32);
    let changed = |seed, epoch| {
        let mut pictures = [picture; 8];
        augment.apply_to(&mut pictures, seed, epoch).expect("settings in range");
        pictures
    };
    assert_eq!(changed(1, 1), changed(1, 1));
    let all = [changed(1, 1), changed(1, 2), changed(2, 1), changed(2, 2)];
    let mut rows: Vec<[u32; 16]> = all.as_flattened().iter().map(|row| row.map(f32::to_bits)).collect();
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), 32, "two pictures are the same");
    let mut first = [f32::NAN; 16];
    augment.in_epoch(1, 2).write(5, &picture, &mut first);
    assert_eq!(first, all[1][5]);
}

#[test]
fn settings_out_of_range_are_refused() {
    let refused = |augment: Augment| {
        let mut pictures = [[1.0_f32; 12]; 2];
        let error = augment.apply_to(&mut pictures, 1, 1).expect_err("out of range").to_string();
        assert_eq!(pictures, [[1.0; 12]; 2]);
        error
    };
    let new = || Augment::new([2, 2, 3]);
    for (augment, expected) in [
        (Augment::new([3, 32, 32]), "augment: rows have 12 numbers, expected 3072, those of shape [3, 32, 32]"),
        (Augment::new([2, usize::MAX, 3]), "augment: rows have 12 numbers, expected "),
        (new().shift(2), "augment: pixels of a shift is 2, expected fewer than height and width have"),
        (new().horizontal_flip(1.5), "augment: horizontal flip is 1.5, expected a probability, 0 to 1"),
        (new().vertical_flip(f32::NAN), "augment: vertical flip is NaN, expected a probability, 0 to 1"),
        (new().rotate(-10.0), "augment: angle to rotate by is -10, expected 0 to 180 degrees"),
        (new().erase(2.0, 0.1..=0.2, 0.0), "augment: erase is 2, expected a probability, 0 to 1"),
        (
            new().erase(0.5, 0.1..=1.2, 0.0),
            "augment: largest area to erase is 1.2, expected a part of the picture, 0 to 1",
        ),
        (new().erase(0.5, 0.3..=0.2, 0.0), "augment: smallest area to erase is 0.3, expected 0 to the largest area"),
        (new().fill_channels(&[0.0; 3]), "augment: number of values to fill with is 3, expected one for each channel"),
        (new().fill_channels(&[0.0, f32::NAN]), "augment: value to fill with is NaN, expected a finite number"),
        (new().erase(0.5, 0.1..=0.2, f32::INFINITY), "augment: value to fill with is inf, expected a finite number"),
    ] {
        let found = refused(augment);
        assert!(found.starts_with(expected), "{found}");
    }
}
