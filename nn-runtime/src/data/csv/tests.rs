//! What is read from CSV text, and the message for each way in which it can be wrong.

use super::*;

type Values<const I: usize, const O: usize> = Result<Dataset<[f32; I], [f32; O]>, Error>;

fn read<const I: usize, const O: usize>(text: &str) -> Values<I, O> {
    CsvReader::new().read_from(text.as_bytes())
}

fn message<T>(result: Result<T, Error>) -> String {
    result.err().map_or("no error".to_owned(), |error| error.to_string())
}

#[test]
fn last_columns_are_targets_unless_named() -> Result<(), Error> {
    let text = "a,b,c,d\n1,2,3,4\n5,6,7,8\n";
    let data = read::<3, 1>(text)?;
    assert_eq!(data, Dataset::from([([1.0, 2.0, 3.0], [4.0]), ([5.0, 6.0, 7.0], [8.0])]));
    let data = read::<2, 2>(text)?;
    assert_eq!(data.targets(), [[3.0, 4.0], [7.0, 8.0]]);
    let data = CsvReader::new().targets(["d", "a"]).read_from::<2, 2>(text.as_bytes())?;
    assert_eq!(data.inputs(), [[2.0, 3.0], [6.0, 7.0]]);
    assert_eq!(data.targets(), [[4.0, 1.0], [8.0, 5.0]]);
    let data = CsvReader::new().ignore(["b"]).targets([0]).read_from::<2, 1>(text.as_bytes())?;
    assert_eq!(data, Dataset::from([([3.0, 4.0], [1.0]), ([7.0, 8.0], [5.0])]));
    let data = CsvReader::new().ignore([3]).read_from::<2, 1>(text.as_bytes())?;
    assert_eq!(data.targets(), [[3.0], [7.0]]);
    Ok(())
}

#[test]
fn file_forms_are_understood() -> Result<(), Error> {
    let expected = Dataset::from([([1.5, -2000.0], [0.25])]);
    for text in [
        "a,b,c\n1.5,-2e3,.25\n",
        "a,b,c\r\n1.5,-2e3,.25\r\n",
        "a,b,c\n1.5,-2e3,.25",
        "\u{feff}a,b,c\n1.5,-2e3,.25\n",
        " a , b , c\n 1.5 ,\t-2e3, +0.25 \n",
        "\"a\",\"b\",\"c\"\n\"1.5\",\"-2e3\",\"0.25\"\n",
        "\na,b,c\n\n1.5,-2e3,.25\n\n",
    ] {
        assert_eq!(CsvReader::new().targets(["c"]).read_from::<2, 1>(text.as_bytes())?, expected, "{text:?}");
        assert_eq!(CsvReader::new().ignore(["a"]).read_from::<1, 1>(text.as_bytes())?.len(), 1, "{text:?}");
    }
    let tabs = CsvReader::new().without_header().delimiter(b'\t').read_from::<2, 1>(&b"1.5\t-2e3\t.25"[..])?;
    assert_eq!(tabs, expected);
    Ok(())
}

#[test]
fn bad_fields_are_named_by_line_and_column() {
    let expected = r#"csv: reader, line 3, column "rooms" is empty, expected a number"#;
    assert_eq!(message(read::<2, 1>("area,rooms,price\n1,2,3\n1,,3\n")), expected);
    let expected = r#"csv: reader, line 2, column "area" contains "wide", expected a number"#;
    assert_eq!(message(read::<2, 1>("area,rooms,price\nwide,2,3\n")), expected);
    for infinite in ["nan", "inf", "-Infinity", "1e39"] {
        let expected =
            format!(r#"csv: reader, line 2, column "price" contains {infinite:?}, expected a finite number"#);
        assert_eq!(message(read::<2, 1>(&format!("area,rooms,price\n1,2,{infinite}\n"))), expected);
    }
    let bare = CsvReader::new().without_header();
    let expected = r#"csv: reader, line 1, column 1 contains "x", expected a number"#;
    assert_eq!(message(bare.read_from::<2, 1>(&b"1,x,3\n"[..])), expected);
}

#[test]
fn line_is_that_of_the_file_after_blank_and_quoted_lines() {
    let expected = r#"csv: reader, line 6, column "b" is empty, expected a number"#;
    assert_eq!(message(read::<1, 1>("a,b\n1,2\n\n\n3,4\n5,\n")), expected);
    // The quoted field spans lines 2 and 3.
    let text = "note,a,b\n\"two\nlines\",1,2\nx,1,y\n";
    let expected = r#"csv: reader, line 4, column "b" contains "y", expected a number"#;
    assert_eq!(message(CsvReader::new().ignore(["note"]).read_from::<1, 1>(text.as_bytes())), expected);
}

#[test]
fn rows_must_be_as_long_as_the_first_line() {
    let expected = "csv: reader, line 3 has 2 columns, expected 3, as in the first line";
    assert_eq!(message(read::<2, 1>("a,b,c\n1,2,3\n1,2\n")), expected);
    let expected = "csv: reader, line 2 has 4 columns, expected 3, as in the first line";
    assert_eq!(message(read::<2, 1>("a,b,c\n1,2,3,4\n")), expected);
}

#[test]
fn number_of_columns_must_be_the_one_asked_for() {
    let text = "a,b,c\n1,2,3\n";
    assert_eq!(message(read::<3, 1>(text)), "csv: reader has 2 input columns, expected 3");
    assert_eq!(message(read::<1, 1>(text)), "csv: reader has 2 input columns, expected 1");
    assert_eq!(message(read::<1, 4>(text)), "csv: reader has 3 target columns, expected 4");
    let two = CsvReader::new().targets(["a", "b"]);
    assert_eq!(message(two.read_from::<2, 1>(text.as_bytes())), "csv: reader has 2 target columns, expected 1");
}

#[test]
fn unknown_and_ambiguous_columns_are_refused() {
    let with = |reader: CsvReader, text: &str| message(reader.read_from::<2, 1>(text.as_bytes()));
    let text = "a,b,c\n1,2,3\n";
    let expected = r#"csv: reader has no column "price", expected one of "a", "b", "c""#;
    assert_eq!(with(CsvReader::new().targets(["price"]), text), expected);
    assert_eq!(with(CsvReader::new().ignore(["price"]), text), expected);
    assert_eq!(with(CsvReader::new().targets([3]), text), "csv: reader has no column 3, expected 0 to 2");
    let expected = r#"csv: reader has no column "a", expected an index, as it has no header"#;
    assert_eq!(with(CsvReader::new().without_header().targets(["a"]), text), expected);
    let expected = r#"csv: reader has several columns "a", expected one"#;
    assert_eq!(with(CsvReader::new().targets(["a"]), "a,b,a\n1,2,3\n"), expected);
    let expected = r#"csv: reader uses column "b" twice, expected each column once, as an input, a target or ignored"#;
    assert_eq!(with(CsvReader::new().targets(["b"]).ignore([1]), text), expected);
    assert_eq!(with(CsvReader::new().targets(["b", "b"]), text), expected);
    let many: Vec<String> = (0..12).map(|index| format!("c{index}")).collect();
    let found = with(CsvReader::new().targets(["price"]), &format!("{}\n{}\n", many.join(","), ["1"; 12].join(",")));
    assert!(found.ends_with(r#""c6", "c7" or 4 more"#), "{found}");
}

#[test]
fn file_without_rows_is_refused() {
    for text in ["", "\n\n", "a,b,c\n", "a,b,c"] {
        assert_eq!(message(read::<2, 1>(text)), "csv: reader has no rows of data, expected at least 1", "{text:?}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let bytes = b"a,b\n1,2\n\xff,3\n";
    let expected = "csv: reader, line 3 is not UTF-8, expected text in UTF-8";
    assert_eq!(message(CsvReader::new().read_from::<1, 1>(&bytes[..])), expected);
}

#[test]
fn missing_file_is_named() {
    let found = message(CsvReader::new().read::<1, 1>("no/such/file.csv"));
    assert!(found.starts_with("file: no/such/file.csv: "), "{found}");
}

#[test]
fn file_is_named_in_its_errors() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("housing.csv");
    std::fs::write(&path, "rooms,price\n3,100\n,200\n")?;
    let expected = format!(r#"csv: {}, line 3, column "rooms" is empty, expected a number"#, path.display());
    assert_eq!(message(CsvReader::new().read::<1, 1>(&path)), expected);
    std::fs::write(&path, "rooms,price\n3,100\n")?;
    assert_eq!(CsvReader::new().read::<1, 1>(&path)?, Dataset::from([([3.0], [100.0])]));
    std::fs::write(&path, "rooms,kind\n3,flat\n5,house\n")?;
    let (data, names) = CsvReader::new().read_classes::<1, 2>(&path)?;
    assert_eq!((data.len(), names.as_slice()), (2, ["flat".to_owned(), "house".to_owned()].as_slice()));
    Ok(())
}

fn classes<const N: usize>(reader: &CsvReader, text: &str) -> Result<(Vec<usize>, Vec<String>), Error> {
    let (data, names) = reader.read_classes_from::<1, N>(text.as_bytes())?;
    Ok((data.targets().iter().map(|class| class.index()).collect(), names))
}

#[test]
fn classes_are_the_sorted_labels_whatever_the_order_of_rows() -> Result<(), Error> {
    let (indices, names) = classes::<3>(&CsvReader::new(), "x,kind\n1,c\n2,a\n3,b\n4,a\n")?;
    assert_eq!((indices, names), (vec![2, 0, 1, 0], vec!["a".into(), "b".into(), "c".into()]));
    let (indices, names) = classes::<3>(&CsvReader::new(), "x,kind\n1,10\n2,9\n3,-1\n")?;
    assert_eq!((indices, names), (vec![2, 1, 0], vec!["-1".into(), "9".into(), "10".into()]));
    let (indices, _) = classes::<2>(&CsvReader::new().targets(["kind"]), "kind,x\nb,1\na,2\n")?;
    assert_eq!(indices, [1, 0]);
    Ok(())
}

#[test]
fn given_class_names_decide_the_indices() -> Result<(), Error> {
    let named = CsvReader::new().class_names(["low", "high", "none"]);
    assert_eq!(classes::<3>(&named, "x,y\n1,high\n2,low\n")?.0, [1, 0]);
    let expected = r#"csv: reader, line 3, column "y" contains "medium", expected one of "low", "high", "none""#;
    assert_eq!(message(classes::<3>(&named, "x,y\n1,high\n2,medium\n")), expected);
    assert_eq!(message(classes::<2>(&named, "x,y\n1,high\n")), "csv: reader has 3 classes, expected 2");
    let twice = CsvReader::new().class_names(["low", "low"]);
    let expected = r#"csv: reader is read with the class name "low" twice, expected distinct names"#;
    assert_eq!(message(classes::<2>(&twice, "x,y\n1,low\n")), expected);
    Ok(())
}

#[test]
fn wrong_number_of_classes_is_refused() {
    let reader = CsvReader::new();
    let expected = r#"csv: reader, line 4, column "y" contains "c" after 2 other labels, expected 2 classes"#;
    assert_eq!(message(classes::<2>(&reader, "x,y\n1,a\n2,b\n3,c\n")), expected);
    let expected = "csv: reader has 2 classes, expected 3; give all of them with `class_names`";
    assert_eq!(message(classes::<3>(&reader, "x,y\n1,a\n2,b\n")), expected);
    let expected = r#"csv: reader, line 2, column "y" is empty, expected a label"#;
    assert_eq!(message(classes::<3>(&reader, "x,y\n1,\n")), expected);
}

#[test]
fn random_bytes_never_panic() {
    use rand_core::{Rng, SeedableRng};
    let mut random = rand_pcg::Pcg64::seed_from_u64(1);
    let alphabet = b"01.e-,;\"\n\r ax\xff\xef\xbb\xbf";
    let mut accepted = 0;
    for _ in 0..20_000 {
        let length = random.next_u32() % 40;
        let bytes: Vec<u8> = (0..length).map(|_| alphabet[random.next_u32() as usize % alphabet.len()]).collect();
        let bare = CsvReader::new().without_header();
        accepted += u32::from(bare.read_from::<1, 1>(&bytes[..]).is_ok());
        let _ = CsvReader::new().targets(["a"]).read_from::<1, 1>(&bytes[..]);
        let _ = bare.ignore([0]).read_classes_from::<1, 2>(&bytes[..]);
    }
    assert!(accepted > 0, "the bytes should sometimes be a table");
}
