//! Tests of pictures in folders: what is read to the bit, and that everything else is refused by name.
#![expect(clippy::float_cmp, reason = "a quotient of two whole numbers is rounded once")]

use std::fs;
use std::io::Cursor;
use std::path::Path;

use ::image::{ColorType, ImageFormat, save_buffer_with_format};
use tempfile::TempDir;

use super::*;

/// A file of pixels that lie as the image crate has them, in native byte order where they have two bytes.
fn write(path: &Path, pixels: &[u8], [height, width]: [u32; 2], color: ColorType) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
    save_buffer_with_format(path, pixels, width, height, color, ImageFormat::Png).expect("a new file");
}

/// The bytes of such a file.
fn bytes(pixels: &[u8], size: [u32; 2], color: ColorType) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("picture.png");
    write(&path, pixels, size, color);
    fs::read(path).expect("the file")
}

/// `Image.new("P", (2, 1))` and `Image.new("1", (3, 1))` of Pillow 12, saved.
const PALETTE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x01\x03\0\0\0\xce\xec\xed\xc9\0\0\0\x06PLTE\xff\x003\0f\xff\xbd\x98f\xe0\
    \0\0\0\nIDATx\x9cch\0\0\0\x82\0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";
const ONE_BIT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x01\x01\0\0\0\x003\x9b)\x19\
    \0\0\0\nIDATx\x9ccp\0\0\0B\0A)7\xf4\xef\0\0\0\0IEND\xaeB`\x82";

/// Three classes of gray pictures of 2 x 3 pixels, five in all, whose first pixel counts them.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    // Written in another order than that of their names.
    for (name, first) in
        [("b/10.png", 2), ("c/x.png", 4), ("a/2.png", 1), ("b/9.png", 3), ("a/1.png", 0)].into_iter().rev()
    {
        write(&folder.path().join(name), &[first, 10, 20, 30, 40, 255], [2, 3], ColorType::L8);
    }
    folder
}

fn read(folder: &Path) -> Result<Labelled<6, 3>, Error> {
    PngReader::new([1, 2, 3]).read_folder(folder)
}

fn refused(result: Result<Labelled<6, 3>, Error>, folder: &Path) -> String {
    let error = result.expect_err("something is wrong").to_string();
    error.replace(&folder.display().to_string(), "DIR").replace('\\', "/")
}

#[test]
fn a_folder_gives_classes_and_rows_in_the_order_of_names() -> Result<(), Error> {
    let folder = folder();
    let (data, names) = read(folder.path())?;
    assert_eq!(names, ["a", "b", "c"]);
    let classes: Vec<usize> = data.targets().iter().map(|class| class.index()).collect();
    assert_eq!(classes, [0, 0, 1, 1, 2]);
    for (index, row) in data.inputs().iter().enumerate() {
        let pixels = [index as f32, 10.0, 20.0, 30.0, 40.0, 255.0];
        assert_eq!(row.map(f32::to_bits), pixels.map(|pixel| (pixel / 255.0).to_bits()));
    }
    Ok(())
}

#[test]
fn what_file_managers_leave_is_passed_over() -> Result<(), Error> {
    let folder = folder();
    let expected = read(folder.path())?;
    for name in ["README.md", ".DS_Store", "a/.DS_Store", "b/Thumbs.db", "c/desktop.ini", ".git/config"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, "text").expect("a new file");
    }
    assert_eq!(read(folder.path())?, expected);
    Ok(())
}

#[test]
fn colors_become_channels_one_behind_the_other() -> Result<(), Error> {
    // Two rows of one pixel: red, green and blue lie side by side in the file.
    let file = bytes(&[1, 2, 3, 4, 5, 6], [2, 1], ColorType::Rgb8);
    let found = PngReader::new([3, 2, 1]).read_from::<6>(Cursor::new(&file))?;
    assert_eq!(found.map(|value| value * 255.0).map(f32::round), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
    Ok(())
}

#[test]
fn bits_palettes_and_opaque_alpha_are_read() -> Result<(), Error> {
    let gray = |file: &[u8]| PngReader::new([1, 1, 3]).read_from::<3>(Cursor::new(file)).map(|row| *row);
    let color = |file: &[u8]| PngReader::new([3, 1, 2]).read_from::<6>(Cursor::new(file)).map(|row| *row);
    assert_eq!(gray(ONE_BIT)?, [0.0, 1.0, 0.0]);
    assert_eq!(color(PALETTE)?, [0.0, 1.0, 0.4, 0.0, 1.0, 0.2]);
    let wide: Vec<u8> = [0_u16, 13_107, 65_535].into_iter().flat_map(u16::to_ne_bytes).collect();
    assert_eq!(gray(&bytes(&wide, [1, 3], ColorType::L16))?, [0.0, 0.2, 1.0]);
    let wide: Vec<u8> = [0_u16, 1, 2, 65_535, 65_534, 65_533].into_iter().flat_map(u16::to_ne_bytes).collect();
    let expected = [0_u16, 65_535, 1, 65_534, 2, 65_533].map(|value| f32::from(value) / 65_535.0);
    assert_eq!(color(&bytes(&wide, [1, 2], ColorType::Rgb16))?, expected);
    assert_eq!(gray(&bytes(&[0, 255, 51, 255, 255, 255], [1, 3], ColorType::La8))?, [0.0, 0.2, 1.0]);
    let found = color(&bytes(&[0, 51, 102, 255, 255, 204, 153, 255], [1, 2], ColorType::Rgba8))?;
    assert_eq!(found, [0.0, 1.0, 0.2, 0.8, 0.4, 0.6]);
    Ok(())
}

#[test]
fn pictures_of_another_size_or_kind_are_named() {
    let folder = folder();
    let (path, name) = (folder.path().join("b/9.png"), "image: DIR/b/9.png");
    for (pixels, size, color, expected) in [
        (&[0; 6][..], [3, 2], ColorType::L8, "has 3 x 2 pixels (height x width), expected 2 x 3"),
        (&[0; 18], [2, 3], ColorType::Rgb8, "is of red, green and blue, expected one that is gray"),
        (
            &[0; 12],
            [2, 3],
            ColorType::La8,
            "has pixels that are transparent, expected a picture that covers all of its area",
        ),
    ] {
        write(&path, pixels, size, color);
        assert_eq!(refused(read(folder.path()), folder.path()), format!("{name} {expected}"));
    }
    let file = bytes(&[0; 6], [2, 3], ColorType::L8);
    let error = PngReader::new([3, 2, 3]).read_from::<18>(Cursor::new(&file)).expect_err("it is gray");
    assert_eq!(error.to_string(), "image: reader is gray, expected one that is of red, green and blue");
}

#[test]
fn files_that_are_no_pictures_are_named() {
    let folder = folder();
    let path = folder.path().join("b/9.png");
    let whole = fs::read(&path).expect("the file");
    for (content, expected) in [
        (&b""[..], "is empty, expected a PNG picture (whatever wrote or fetched it did not finish)"),
        (
            b"\xff\xd8\xff\xe0",
            "is a JPEG picture, expected a PNG picture (convert it, such as with `magick picture.jpg picture.png`)",
        ),
        (
            b"version https://git-lfs.github.com/spec/v1\n",
            "is a pointer of Git LFS, expected a PNG picture (`git lfs pull` fetches the file that it stands for)",
        ),
        (b"\x01\x02\x03\x04", "is none, expected a PNG picture"),
        (&whole[..40], "is damaged: "),
    ] {
        fs::write(&path, content).expect("the folder is writable");
        let found = refused(read(folder.path()), folder.path());
        let start = format!("image: DIR/b/9.png {expected}");
        assert!(if expected.ends_with(": ") { found.starts_with(&start) } else { found == start }, "{found}");
    }
    fs::remove_file(&path).expect("the folder is writable");
    fs::create_dir(&path).expect("the folder is writable");
    let found = refused(read(folder.path()), folder.path());
    assert_eq!(found, "image: DIR/b/9.png is no ordinary file, expected a PNG picture");
}

#[test]
fn folders_without_the_classes_asked_for_are_named() {
    let folder = folder();
    let path = folder.path();
    let found = PngReader::new([1, 2, 3]).read_folder::<6, 4>(path).expect_err("there are 3").to_string();
    let name = path.display();
    assert_eq!(found, format!("image: {name} has 3 folders in it (a, b, c), expected one for each of 4 classes"));
    fs::remove_file(path.join("c/x.png")).expect("the folder is writable");
    assert_eq!(refused(read(path), path), "image: DIR/c has no pictures in it, expected at least 1");
    let found = refused(read(&path.join("a")), path);
    assert_eq!(found, "image: DIR/a has no folders in it, expected one for each of 3 classes");
    let found = refused(read(&path.join("nowhere")), path);
    assert!(found.starts_with("file: DIR/nowhere: "), "{found}");
}

#[test]
fn shapes_that_are_none_are_refused() {
    let message = |shape| PngReader::new(shape).read::<6>("nowhere.png").expect_err("no such shape").to_string();
    assert_eq!(message([1, 3, 3]), "image: rows have 6 numbers, expected 9, those of shape [1, 3, 3]");
    let expected = "image: number of channels is 2, expected 1 (gray) or 3 (red, green and blue)";
    assert_eq!(message([2, 1, 3]), expected);
    assert!(message([1, 2, 3]).starts_with("file: nowhere.png: "));
}

/// A chunk of a PNG file with its checksum.
fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let crc = kind.iter().chain(data).fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    });
    let length = u32::try_from(data.len()).expect("a short chunk");
    [&length.to_be_bytes(), &kind[..], data, &(!crc).to_be_bytes()].concat()
}

/// A gray picture of this size with these chunks behind its header.
fn crafted(height: u32, width: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(*b"IHDR", &header), chunks.concat(), chunk(*b"IEND", &[])].concat()
}

#[test]
fn a_header_that_claims_much_costs_nothing() {
    let read = |file: &[u8]| PngReader::new([1, 2, 3]).read_from::<6>(Cursor::new(file)).expect_err("not 2 x 3");
    let found = read(&crafted(0x7fff_ffff, 0x7fff_ffff, &[chunk(*b"IDAT", b"\x78\x9c")])).to_string();
    assert!(
        found.starts_with("image: reader has 2147483647 x 2147483647 pixels") || found.contains("memory"),
        "{found}"
    );
    assert!(read(&crafted(0, 3, &[chunk(*b"IDAT", b"")])).to_string().starts_with("image: reader is damaged: "));
    // Texts that are longer than all that a decoder may take.
    let text = [&b"Comment\0"[..], &vec![b'x'; 1 << 21]].concat();
    let found = read(&crafted(2, 3, &[chunk(*b"tEXt", &text), chunk(*b"IDAT", b"\x78\x9c")])).to_string();
    assert!(found.starts_with("image: reader "), "{found}");
}

#[test]
fn damaged_files_are_refused_or_read_without_panic() {
    let whole = bytes(&[1, 2, 3, 4, 5, 6], [2, 3], ColorType::L8);
    let read = |file: &[u8]| PngReader::new([1, 2, 3]).read_from::<6>(Cursor::new(file));
    assert!(read(&whole).is_ok());
    for length in 0..whole.len() - 12 {
        assert!(read(&whole[..length]).is_err(), "{length} bytes");
    }
    let mut refused = 0;
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut file = whole.clone();
            file[place] ^= 1 << bit;
            refused += usize::from(read(&file).is_err());
        }
    }
    // Checksums cover all but the last chunk, and the lengths of chunks.
    assert!(refused > 8 * (whole.len() - 30), "{refused} of {}", 8 * whole.len());
}
