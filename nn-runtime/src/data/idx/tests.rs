//! What is read from IDX bytes, the message for each way in which they can be wrong, and damage of every kind.

use std::io::Write;

use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::*;

/// Magic numbers: unsigned bytes with three axes, images, rows and columns, and with one.
const IMAGES: u32 = 0x0803;
const LABELS: u32 = 0x0801;
/// What a gzip file starts with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// `count` images of 2 x 3 pixels that count up, with this header.
fn image_file(header: [u32; 4], pixels: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = header.iter().flat_map(|number| number.to_be_bytes()).collect();
    bytes.extend((0..pixels).map(|index| (index % 251) as u8));
    bytes
}

fn label_file(labels: &[u8]) -> Vec<u8> {
    let mut bytes = LABELS.to_be_bytes().to_vec();
    bytes.extend((labels.len() as u32).to_be_bytes());
    bytes.extend(labels);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("a vector takes all bytes");
    encoder.finish().expect("a vector takes all bytes")
}

fn message<T>(result: Result<T, Error>) -> String {
    result.err().map_or("no error".to_owned(), |error| error.to_string())
}

#[test]
fn images_and_labels_are_read_plain_and_compressed() -> Result<(), Error> {
    let images = image_file([IMAGES, 3, 2, 3], 18);
    let labels = label_file(&[9, 0, 4]);
    for (images, labels) in [(images.clone(), labels.clone()), (gzip(&images), gzip(&labels))] {
        let data = load_from::<6, 10>(&images[..], &labels[..])?;
        for (index, value) in data.inputs().as_flattened().iter().enumerate() {
            assert!((value - index as f32 / 255.0).abs() < 1e-7, "{index}");
        }
        let found: Vec<usize> = data.targets().iter().map(|class| class.index()).collect();
        assert_eq!(found, [9, 0, 4]);
    }
    assert!(read_images_from::<6>(&image_file([IMAGES, 0, 2, 3], 0)[..])?.is_empty());
    Ok(())
}

#[test]
fn pixels_fill_zero_to_one() -> Result<(), Error> {
    let mut bytes = image_file([IMAGES, 1, 1, 2], 0);
    bytes.extend([0, 255]);
    assert_eq!(read_images_from::<2>(&bytes[..])?, [[0.0, 1.0]]);
    Ok(())
}

#[test]
fn wrong_kind_of_file_is_refused() {
    let expected = "idx: reader is an IDX file of bytes with 1 axis, expected an IDX file of bytes with 3 axes, images";
    assert_eq!(message(read_images_from::<6>(&label_file(&[1])[..])), expected);
    let expected = "idx: reader is an IDX file of bytes with 3 axes, expected an IDX file of bytes with 1 axis, labels";
    assert_eq!(message(read_labels_from::<10>(&image_file([IMAGES, 1, 2, 3], 6)[..])), expected);
}

#[test]
fn other_files_are_named() {
    let expected = "expected an IDX file of bytes with 3 axes, images";
    for (bytes, found) in [
        (&b"version https://git-lfs.github.com/spec/v1\noid"[..], "is a pointer of Git LFS"),
        (b"<!DOCTYPE html>", "is a page of HTML"),
        (b"", "is empty"),
        (b"PK\x03\x04", "is a zip archive"),
        (b"\x93NUMPY\x01\0", "is a single npy array of NumPy"),
        (b"\0\0\x0d\x03\0\0\0\0", "is an IDX file of floats with 3 axes"),
        (b"\x01\x02\x03\x04", "is none"),
    ] {
        let message = message(read_images_from::<6>(bytes));
        assert!(message.starts_with(&format!("idx: reader {found}, {expected}")), "{message}");
    }
    let text = message(read_images_from::<6>(&gzip(b"<html>")[..]));
    let expected = "idx: reader is compressed with gzip, and what is in it is a page of HTML, expected";
    assert!(text.starts_with(expected), "{text}");
    let text = message(read_images_from::<6>(&b"version https://git-lfs.github.com/spec/v1\n"[..]));
    assert!(text.ends_with("images (`git lfs pull` fetches the file that it stands for)"), "{text}");
}

#[test]
fn zeros_behind_gzip_are_passed_over_and_nothing_else_is() -> Result<(), Error> {
    let labels = label_file(&[1; 100]);
    for zeros in [1, 2, 511, 100_000] {
        let padded = [gzip(&labels), vec![0; zeros]].concat();
        assert_eq!(read_labels_from::<10>(&padded[..])?.len(), 100, "{zeros} zeros");
        let message = message(read_labels_from::<10>(&[&padded[..], b"more"].concat()[..]));
        assert_eq!(message, "file: reader: there is something behind the zeros that follow the gzip data");
    }
    // Two members are one file.
    let (first, second) = labels.split_at(50);
    let members = [gzip(first), gzip(second), vec![0; 3]].concat();
    assert_eq!(read_labels_from::<10>(&members[..])?.len(), 100);
    Ok(())
}

#[test]
fn wrong_length_is_refused() {
    let full = image_file([IMAGES, 2, 2, 3], 12);
    assert!(message(read_images_from::<6>(&full[..0])).starts_with("idx: reader is empty, expected an IDX file"));
    for length in 1..16 {
        let expected = "idx: reader ends within its header, expected a magic number and the extents";
        assert_eq!(message(read_images_from::<6>(&full[..length])), expected, "{length}");
    }
    let expected = "idx: reader ends after 11 bytes of data, expected 12, for 2 images of 2 x 3";
    assert_eq!(message(read_images_from::<6>(&full[..27])), expected);
    let mut long = full.clone();
    long.push(0);
    let expected = "idx: reader goes on after its data, expected 2 images of 2 x 3 and no more";
    assert_eq!(message(read_images_from::<6>(&long[..])), expected);
    assert_eq!(message(read_images_from::<6>(&gzip(&long)[..])), expected);
    let expected = "idx: reader ends after 2 bytes of data, expected 3, for 3 labels";
    assert_eq!(message(read_labels_from::<10>(&label_file(&[1, 2, 3])[..10])), expected);
}

#[test]
fn wrong_size_of_images_is_refused() {
    let expected = "idx: reader has images of 2 x 3 pixels, expected 784 pixels";
    assert_eq!(message(read_images_from::<784>(&image_file([IMAGES, 1, 2, 3], 6)[..])), expected);
}

#[test]
fn absurd_header_allocates_nothing() {
    // 2^32 - 1 images would be 24 GiB; an allocation of that size aborts the test.
    let expected = "idx: reader ends after 6 bytes of data, expected 25769803770, for 4294967295 images of 2 x 3";
    assert_eq!(message(read_images_from::<6>(&image_file([IMAGES, u32::MAX, 2, 3], 6)[..])), expected);
    let expected = "idx: reader has images of 4294967295 x 4294967295 pixels, expected 6 pixels";
    assert_eq!(message(read_images_from::<6>(&image_file([IMAGES, u32::MAX, u32::MAX, u32::MAX], 6)[..])), expected);
}

#[test]
fn label_out_of_range_is_refused() {
    let expected = "idx: reader has label 10 at index 2, expected 0 to 9";
    assert_eq!(message(read_labels_from::<10>(&label_file(&[9, 0, 10])[..])), expected);
}

#[test]
fn unequal_numbers_are_refused_by_name() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let (images, labels) = (directory.path().join("images.gz"), directory.path().join("labels"));
    std::fs::write(&images, gzip(&image_file([IMAGES, 2, 2, 3], 12)))?;
    std::fs::write(&labels, label_file(&[1, 2, 3]))?;
    let expected =
        format!("idx: {} has 3 labels, expected 2, the number of images in {}", labels.display(), images.display());
    assert_eq!(message(load::<6, 10>(&images, &labels)), expected);
    std::fs::write(&labels, label_file(&[1, 2]))?;
    assert_eq!(load::<6, 10>(&images, &labels)?.len(), 2);
    let missing = directory.path().join("missing");
    assert!(message(load::<6, 10>(&missing, &labels)).starts_with(&format!("file: {}: ", missing.display())));
    Ok(())
}

#[test]
fn damaged_gzip_names_the_file() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("labels.gz");
    let whole = gzip(&label_file(&[1; 100]));
    for bytes in [&whole[..whole.len() - 1], &whole[..12], &whole[..2], &[&whole[..], b"more"].concat()] {
        std::fs::write(&path, bytes)?;
        let found = message(read_labels::<10>(&path));
        assert!(found.starts_with(&format!("file: {}: ", path.display())), "{found}");
    }
    Ok(())
}

#[test]
fn images_larger_than_a_stack_are_read() {
    /// 1 MiB of `f32`.
    const I: usize = 512 * 512;
    let images = image_file([IMAGES, 2, 512, 512], 2 * I);
    let small = std::thread::Builder::new().stack_size(512 * 1024);
    let read = small.spawn(move || load_from::<I, 10>(&images[..], &label_file(&[1, 2])[..]).map(|data| data.len()));
    assert_eq!(read.expect("a thread").join().expect("no overflow").ok(), Some(2));
}

/// Reads the bytes in both ways; returns how many ways accepted them.
fn accepted(bytes: &[u8]) -> u32 {
    u32::from(read_images_from::<6>(bytes).is_ok()) + u32::from(read_labels_from::<10>(bytes).is_ok())
}

#[test]
fn random_bytes_never_panic() {
    let mut random = Pcg64::seed_from_u64(11);
    for round in 0..20_000 {
        let mut bytes = vec![0; random.next_u32() as usize % 64];
        random.fill_bytes(&mut bytes);
        // Random bytes alone would never get past the magic number.
        let starts: [&[u8]; 4] = [&[], &GZIP, &[0, 0, 8, 1], &[0, 0, 8, 3, 0, 0]];
        bytes.splice(0..0, starts[round % 4].iter().copied());
        assert_eq!(accepted(&bytes), 0, "{bytes:?}");
    }
}

#[test]
fn truncated_files_never_pass() {
    let images = image_file([IMAGES, 5, 2, 3], 30);
    let labels = label_file(&[3; 53]);
    for whole in [&images, &labels, &gzip(&images), &gzip(&labels)] {
        assert_eq!(accepted(whole), 1);
        for length in 0..whole.len() {
            assert_eq!(accepted(&whole[..length]), 0, "{length} of {}", whole.len());
        }
    }
}

#[test]
fn flipped_bits_never_panic_and_never_pass_gzip() {
    let images = image_file([IMAGES, 5, 2, 3], 30);
    let plain = images.clone();
    for bit in 0..plain.len() * 8 {
        let mut bytes = plain.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        // Pixels are free, so only a damaged header is found.
        assert_eq!(accepted(&bytes) == 1, bit / 8 >= 16, "bit {bit}");
    }
    let compressed = gzip(&images);
    for bit in 0..compressed.len() * 8 {
        let mut bytes = compressed.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        if accepted(&bytes) == 1 {
            // Some bits mean nothing: the header's time and system, the padding behind the last block.
            assert_eq!(read_images_from::<6>(&bytes[..]).ok(), read_images_from::<6>(&images[..]).ok(), "bit {bit}");
        }
    }
}
