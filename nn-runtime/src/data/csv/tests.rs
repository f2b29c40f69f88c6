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
    assert!(message(read::<2, 1>("")).starts_with("csv: reader is empty, expected a table as text in UTF-8"));
    for text in ["\n\n", "  \r\n\t\n", "a,b,c\n", "a,b,c", "\u{feff}"] {
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

/// The line that a message names.
fn line_of(reader: &CsvReader, text: &str) -> String {
    let message = message(reader.read_from::<1, 1>(text.as_bytes()));
    message
        .split_once(", line ")
        .map_or(message.clone(), |(_, rest)| rest.split([',', ' ']).next().unwrap_or("").into())
}

#[test]
fn lines_are_counted_as_editors_count_them() {
    let plain = CsvReader::new();
    for (text, line) in [
        ("a,b\r\n1,2\r\nx,3\r\n", "3"),
        ("a,b\n1,2\n\n\nx,3\n", "5"),
        ("\n\na,b\n1,2\nx,3\n", "5"),
        ("\r\n\r\na,b\r\n\r\n1,2\r\n\r\n\r\nx,3", "8"),
        ("a,b\r1,2\r\rx,3\r", "4"),
        ("a,b\r\n1,2\n\r\nx,3\r", "4"),
        ("a,b\n1,2\n   \n\t\nx,3\n", "5"),
        ("a,b\n1,2\n\"x\n\",3\n", "3"),
        ("a,b\n\"1\",\"2\"\r\n\"x\",3\n", "3"),
        ("\u{feff}a,b\n1,2\nx,3\n", "3"),
        ("a,b\n1,2\n1,2,3\n", "3"),
        ("a,b\r\n1,2\r\n\r\n1\r\n", "4"),
    ] {
        assert_eq!(line_of(&plain, text), line, "{text:?}");
    }
    let commented = CsvReader::new().comment(b'#');
    for (text, line) in [
        ("# one\n# two\na,b\n1,2\n# x\n\n#\nx,3\n", "8"),
        ("# one\r\na,b\r\n# two\r\n1,2\r\n# three\r\nx,3\r\n", "6"),
        ("a,b\n1,2\n#\"quoted\nx,3", "4"),
    ] {
        assert_eq!(line_of(&commented, text), line, "{text:?}");
    }
    let noted = CsvReader::new().ignore(["note"]);
    // A field of three lines, the ends of which are of three kinds.
    let text = "note,a,b\r\n\"one\r\ntwo\nthree\rfour\",1,2\r\n\"\",x,3\r\n";
    assert_eq!(line_of(&noted, text), "6");
    // Far beyond every buffer.
    let long = format!("a,b\r\n{}x,1\r\n", "1,2\r\n\r\n".repeat(50_000));
    assert_eq!(line_of(&plain, &long), "100002");
    let bytes = b"a,b\r\n\r\n1,2\r\n\xff,3\r\n";
    let expected = "csv: reader, line 4 is not UTF-8, expected text in UTF-8";
    assert_eq!(message(CsvReader::new().read_from::<1, 1>(&bytes[..])), expected);
}

#[test]
fn a_first_row_is_not_lost_as_a_header() -> Result<(), Error> {
    let expected = "csv: reader, line 1 has numbers only, expected the names of the columns (`without_header` reads the line as \
                    data, `with_header` takes the numbers for names)";
    for text in ["1,2,3\n4,5,6\n", "1.5,-2e3,nan\n4,5,6\n", "1,,3\n4,5,6\n", "\"1\",2,3\n4,5,6\n"] {
        assert_eq!(message(read::<2, 1>(text)), expected, "{text:?}");
    }
    assert_eq!(message(CsvReader::new().ignore([2]).read_from::<1, 1>(&b"1,2,x\n"[..])), expected);
    // The labels of classes are no numbers, the inputs are.
    let iris = "5.1,3.5,setosa\n4.9,3.0,setosa\n";
    assert_eq!(message(CsvReader::new().read_classes_from::<2, 1>(iris.as_bytes())), expected);
    assert_eq!(CsvReader::new().without_header().read_classes_from::<2, 1>(iris.as_bytes())?.0.len(), 2);
    let spectra = "400,410,420\n0.1,0.2,0.3\n";
    let data = CsvReader::new().with_header().targets(["420"]).read_from::<2, 1>(spectra.as_bytes())?;
    assert_eq!(data.inputs(), [[0.1, 0.2]]);
    assert_eq!(read::<2, 1>("x1,2,3\n4,5,6\n")?.len(), 1);
    Ok(())
}

#[test]
fn columns_whose_values_fall_together_are_refused() -> Result<(), Error> {
    let table =
        |values: &[&str]| format!("time,y\n{}", values.iter().map(|v| format!("{v},1\n")).collect::<Vec<_>>().concat());
    let reading = |values: &[&str]| CsvReader::new().read_from::<1, 1>(table(values).as_bytes());
    assert_eq!(
        message(reading(&["1700000000", "1700000010", "1700000020", "1700000030"])),
        "csv: reader, line 3, column \"time\" contains 1700000010, which as f32 is the 1700000000 of line 2, expected values \
         whose differences f32 keeps (`subtract` takes a number off the column first, `ignore` leaves it out)"
    );
    for lost in [
        // A mark for what is missing does not hide it.
        &["0", "1700000000", "1700000010", "1700000020"][..],
        // Beyond what a double holds.
        &["1700000000000000001", "1700000000000000002"],
        &["0.1234567890", "0.1234567891"],
        &["-16777216", "-16777217"],
        &["1700000000.25", "1700000000.5"],
    ] {
        assert!(message(reading(lost)).contains("which as f32 is the"), "{lost:?}");
    }
    for kept in [
        &["1", "2", "3", "16777216", "16777217"][..],
        &["12345678.91", "12345678.95", "23456789.01"],
        &["1700000000", "1700000000"],
        &["1700000000", "1700000128"],
        // The same number, but for the arithmetic that made it.
        &["0.30000000000000004", "0.3", "0.29999999999999999"],
        &["1.0", "1.00000000000000000000", "1"],
    ] {
        assert_eq!(reading(kept)?.len(), kept.len(), "{kept:?}");
    }
    // Identities of seven hundred orders keep 350 different numbers; those of a hundred keep 13.
    let orders = |n: usize| (0..n).map(|order| format!("{}", 16_777_216 + order)).collect::<Vec<_>>();
    assert!(read::<1, 1>(&table(&orders(700).iter().map(String::as_str).collect::<Vec<_>>())).is_ok());
    let hundred: Vec<String> = (0..100).map(|order| format!("{}", 100_000_000 + order)).collect();
    assert!(reading(&hundred.iter().map(String::as_str).collect::<Vec<_>>()).is_err());
    // Targets are looked at too, and columns that are ignored are not.
    let text = "x,time\n1,1700000000\n2,1700000010\n";
    assert!(message(read::<1, 1>(text)).contains(r#"column "time" contains 1700000010"#));
    assert_eq!(CsvReader::new().ignore(["time"]).read_from::<1, 0>(text.as_bytes())?.len(), 2);
    Ok(())
}

#[test]
fn what_is_subtracted_brings_the_differences_through() -> Result<(), Error> {
    let text = "time,y\n1700000000,1\n1700000010,2\n1700000030.5,3\n";
    let data = CsvReader::new().subtract("time", 1.7e9).read_from::<1, 1>(text.as_bytes())?;
    assert_eq!(data.inputs(), [[0.0], [10.0], [30.5]]);
    // Beyond what a double holds.
    let text = "time,y\n1700000000000000001,1\n1700000000000000002,2\n";
    let data = CsvReader::new().subtract(0, 1.7e18).read_from::<1, 1>(text.as_bytes())?;
    assert_eq!(data.inputs(), [[1.0], [2.0]]);
    // Too little is no help.
    let text = "time,y\n1700000000,1\n1700000010,2\n";
    assert!(message(CsvReader::new().subtract("time", 1.0).read_from::<1, 1>(text.as_bytes())).contains("as f32"));
    let expected = r#"csv: reader is read with 1 subtracted from column "y", expected a finite number and a column that is read as numbers"#;
    assert_eq!(message(CsvReader::new().subtract("y", 1.0).read_classes_from::<1, 2>(text.as_bytes())), expected);
    assert!(CsvReader::new().subtract("y", f64::NAN).read_from::<1, 1>(text.as_bytes()).is_err());
    assert!(message(CsvReader::new().subtract("z", 1.0).read_from::<1, 1>(text.as_bytes())).contains("has no column"));
    Ok(())
}

#[test]
fn another_delimiter_is_suggested() {
    let expected = "csv: reader has 0 input columns, expected 2 (it has 3 columns with `delimiter(b';')`)";
    assert_eq!(message(read::<2, 1>("a;b;c\n1;2;3\n")), expected);
    assert_eq!(message(CsvReader::new().without_header().read_from::<2, 1>(&b"1;2;3\n"[..])), expected);
    let expected = "csv: reader has 0 input columns, expected 2 (it has 3 columns with `delimiter(b'\\t')`)";
    assert_eq!(message(read::<2, 1>("a\tb\tc\n1\t2\t3\n")), expected);
    let semicolons = CsvReader::new().delimiter(b';');
    let expected = "csv: reader has 0 input columns, expected 2 (it has 3 columns with `delimiter(b',')`)";
    assert_eq!(message(semicolons.read_from::<2, 1>(&b"a,b,c\n1,2,3\n"[..])), expected);
    // Decimal commas in a file with semicolons.
    let expected = "csv: reader has 3 input columns, expected 2 (it has 3 columns with `delimiter(b';')`)";
    assert_eq!(message(CsvReader::new().without_header().read_from::<2, 1>(&b"1,5;2,5;3,5\n"[..])), expected);
    let expected =
        "csv: reader has no column \"c\", expected one of \"a;b;c\" (it has 3 columns with `delimiter(b';')`)";
    assert_eq!(message(CsvReader::new().targets(["c"]).read_from::<2, 1>(&b"a;b;c\n1;2;3\n"[..])), expected);
    let expected =
        r#"csv: reader, line 2, column "a" contains "1;5", expected a number (is the `delimiter` another one?)"#;
    assert_eq!(message(read::<1, 1>("a,b\n1;5,2\n")), expected);
}

#[test]
fn marks_of_other_countries_are_understood_or_named() -> Result<(), Error> {
    let german = CsvReader::new().delimiter(b';').decimal_comma();
    let data = german.read_from::<2, 1>(&b"a;b;c\n1,5;-2,25e3;7\n"[..])?;
    assert_eq!(data, Dataset::from([([1.5, -2250.0], [7.0])]));
    let quoted = CsvReader::new().decimal_comma().read_from::<1, 1>(&b"a,b\n\"1,5\",2\n"[..])?;
    assert_eq!(quoted.inputs(), [[1.5]]);
    for (reader, field, hint) in [
        (&german, "1.234,5", "with a comma before decimals there is no point, and no mark between thousands"),
        (&german, "1.5", "with a comma before decimals there is no point, and no mark between thousands"),
        (
            &CsvReader::new().delimiter(b';'),
            "1,5",
            "`decimal_comma` reads the comma as a decimal point; between thousands there is no mark",
        ),
        (&CsvReader::new().delimiter(b';'), "1,234.5", "between thousands there is no mark"),
        (&CsvReader::new().delimiter(b';'), "1,234,567", "between thousands there is no mark"),
    ] {
        let expected = format!(r#"csv: reader, line 2, column "a" contains {field:?}, expected a number ({hint})"#);
        assert_eq!(message(reader.read_from::<1, 1>(format!("a;b\n{field};2\n").as_bytes())), expected);
    }
    Ok(())
}

#[test]
fn comments_are_left_out_or_named() -> Result<(), Error> {
    let text = "# measured in May\na,b\n1,2\n# broken\n3,4\n";
    assert_eq!(CsvReader::new().comment(b'#').read_from::<1, 1>(text.as_bytes())?.inputs(), [[1.0], [3.0]]);
    let hint = "(`comment(b'#')` leaves out lines that begin so)";
    let expected = format!("csv: reader has 0 input columns, expected 1 {hint}");
    assert_eq!(message(read::<1, 1>(text)), expected);
    let expected = format!("csv: reader, line 3 has 1 columns, expected 2, as in the first line {hint}");
    assert_eq!(message(read::<1, 1>("a,b\n1,2\n# broken\n3,4\n")), expected);
    let expected = format!(r##"csv: reader, line 2, column "a" contains "# 1", expected a number {hint}"##);
    assert_eq!(message(read::<1, 1>("a,b\n# 1,2\n")), expected);
    Ok(())
}

#[test]
fn lines_of_blanks_are_blank_lines() -> Result<(), Error> {
    assert_eq!(read::<1, 1>("   \na,b\n  \n1,2\n\t\n3,4\n   ")?.len(), 2);
    assert_eq!(CsvReader::new().delimiter(b';').read_from::<1, 0>(&b"a\n1\n  \n2\n"[..])?.len(), 2);
    // An empty field in quotes is none, nor is a row of nothing but delimiters.
    let expected = r#"csv: reader, line 3, column "a" is empty, expected a number"#;
    assert_eq!(message(read::<1, 0>("a\n1\n\"\"\n")), expected);
    assert_eq!(message(read::<1, 1>("a,b\n1,2\n,\n")), expected);
    Ok(())
}

#[test]
fn a_quote_that_is_missing_is_asked_for() {
    let hint = "(a field in quotes goes over several lines: is a quote missing?)";
    let text = format!("a,b\n1,\"2\n{}", "3,4\n".repeat(100));
    let found = message(read::<1, 1>(&text));
    assert!(found.starts_with(r#"csv: reader, line 2, column "b" contains "2\n3,4\n"#), "{found}");
    assert!(found.ends_with(&format!("\" and more, expected a number {hint}")) && found.len() < 250, "{found}");
    let found = message(read::<1, 1>("a,\"b\n1,2\n"));
    assert_eq!(found, format!("csv: reader has no rows of data, expected at least 1 {hint}"));
    let found = message(read::<2, 1>("a,b,c\n1,\"2,3\n4,5,6\n"));
    assert_eq!(found, format!("csv: reader, line 2 has 2 columns, expected 3, as in the first line {hint}"));
}

#[test]
fn other_files_are_named() {
    let expected = "expected a table as text in UTF-8";
    for (bytes, found, help) in [
        (
            &b"\xff\xfea\0,\0b\0\n\0"[..],
            "is text in UTF-16",
            "save it as UTF-8, such as with `iconv -f UTF-16 -t UTF-8`",
        ),
        (b"a\0,\0b\0\n\0", "is text in UTF-16", "save it as UTF-8, such as with `iconv -f UTF-16 -t UTF-8`"),
        (b"\x1f\x8b\x08\0", "is compressed with gzip", "unpack it"),
        (
            b"version https://git-lfs.github.com/spec/v1\n",
            "is a pointer of Git LFS",
            "`git lfs pull` fetches the file that it stands for",
        ),
        (b"PAR1\x15", "is a Parquet table", "read it in Python, and write it with `to_csv` of pandas"),
    ] {
        let message = message(CsvReader::new().read_from::<1, 1>(bytes));
        assert_eq!(message, format!("csv: reader {found}, {expected} ({help})"));
    }
    // Names in brackets are names.
    assert!(read::<1, 1>("<DATE>,<OPEN>\n1,2\n").is_ok());
}

#[test]
fn two_spellings_of_a_number_are_no_two_classes() -> Result<(), Error> {
    let text = "x,y\n1,1\n2,0\n3,1.0\n";
    let expected = "csv: reader, line 4, column \"y\" contains \"1.0\" after \"1\", the same number, expected one spelling for a \
                    class (with `class_names` they are two classes)";
    for reader in [classes::<2>, classes::<3>] {
        let found = reader(&CsvReader::new(), text).map(|_| ());
        assert_eq!(message(found), expected);
    }
    let versions = CsvReader::new().class_names(["1", "1.0", "0"]);
    assert_eq!(classes::<3>(&versions, text)?.0, [0, 2, 1]);
    Ok(())
}

#[test]
fn rows_larger_than_a_stack_are_read() {
    /// Of 1 MiB.
    const I: usize = 262_144;
    let names: Vec<String> = (0..=I).map(|index| format!("c{index}")).collect();
    let row = format!("{}\n", vec!["0.5"; I + 1].join(","));
    let text = format!("{}\n{row}{row}", names.join(","));
    let small = std::thread::Builder::new().stack_size(512 * 1024);
    let read = small.spawn(move || -> Result<usize, Error> {
        let data = CsvReader::new().read_from::<I, 1>(text.as_bytes())?;
        let (classified, _) = CsvReader::new().read_classes_from::<I, 1>(text.as_bytes())?;
        let mut data = data.shuffled(1);
        let normalizer = crate::data::Normalizer::fit(data.inputs())?;
        normalizer.apply_to(data.inputs_mut());
        let (first, rest) = normalizer.transform(data).split_at(1)?;
        Ok(first.len() + rest.clone().len() + classified.len())
    });
    let rows = read.expect("a thread").join().expect("no overflow");
    assert_eq!(rows.expect("the file fits"), 4);
}

#[test]
fn random_bytes_never_panic() {
    use rand_core::{Rng as _, SeedableRng as _};
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
