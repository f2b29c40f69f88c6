//! Literals to numbers, within their ranges.

use syn::Lit;

use crate::ast::Value;
use crate::errors::{Collector, Diagnostic};
use crate::language::limits::{MAX_EXTENT, grouped};

/// The numbers that a constant may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Range {
    /// Any finite number.
    Finite,
    /// Finite, above 0.
    Positive,
    /// Finite, 0 or more.
    NonNegative,
    /// Above 0, below 1.
    Fraction,
    /// 0 or more, below 1.
    Part,
    /// 0 or 1, which are written `false` and `true`, and by name.
    Flag,
    /// From 1e-15 to 1e15, so that what is divided by it stays in the range of `f32`.
    Divisor,
    /// Finite, above the constant before it, which a table of constants looks at.
    AbovePrevious,
}

impl Range {
    pub(crate) fn contains(self, number: f32) -> bool {
        number.is_finite()
            && match self {
                Self::Finite | Self::AbovePrevious => true,
                Self::Positive => number > 0.0,
                Self::NonNegative => number >= 0.0,
                Self::Fraction => number > 0.0 && number < 1.0,
                Self::Part => (0.0..1.0).contains(&number),
                Self::Flag => [0.0, 1.0].contains(&number),
                Self::Divisor => (1e-15..=1e15).contains(&number),
            }
    }

    /// What it asks of a number that is known to be finite.
    #[cfg(feature = "onnx")]
    pub(crate) fn describe_of_finite(self) -> &'static str {
        match self {
            Self::Positive => "a number above 0",
            Self::NonNegative => "a number of 0 or more",
            _ => self.describe(),
        }
    }

    fn describe(self) -> &'static str {
        match self {
            Self::Finite | Self::AbovePrevious => "a finite number",
            Self::Positive => "a finite number above 0",
            Self::NonNegative => "a finite number of 0 or more",
            Self::Fraction => "a number above 0 and below 1",
            Self::Part => "a number of 0 or more and below 1",
            Self::Flag => "`true` or `false`",
            Self::Divisor => "a number from 1e-15 to 1e15",
        }
    }
}

/// An extent or a number of outputs: an integer from 1 to [`MAX_EXTENT`]. `subject` is what it is the value of.
pub(crate) fn size(value: &Value, subject: &str, errors: &mut Collector) -> Option<usize> {
    integer(value, 1, subject, errors)
}

/// A place among the numbers of a vector, or behind the last: an integer from 0 to [`MAX_EXTENT`].
pub(crate) fn position(value: &Value, subject: &str, errors: &mut Collector) -> Option<usize> {
    integer(value, 0, subject, errors)
}

/// Numbers of elements along one axis or several: an integer from `least` on for all `N`, or a list of `N`, in the order that `names` says.
pub(crate) fn sizes<const N: usize>(
    value: &Value,
    least: usize,
    (subject, names): (&str, &str),
    errors: &mut Collector,
) -> Option<[usize; N]> {
    let Value::List { list, place } = value else {
        return integer(value, least, subject, errors).map(|size| [size; N]);
    };
    let Ok(values) = <&[Value; N]>::try_from(list.as_slice()) else {
        let message = format!("{subject} must be an integer or a list of {N}, found {}", value.describe());
        errors.push(Diagnostic::new(*place, message).note(format_args!("the list is {names}")));
        return None;
    };
    let read = values.each_ref().map(|value| integer(value, least, &format!("a number of {subject}"), errors));
    let mut all = [0; N];
    for (size, read) in all.iter_mut().zip(read) {
        *size = read?;
    }
    Some(all)
}

fn integer(value: &Value, least: usize, subject: &str, errors: &mut Collector) -> Option<usize> {
    let error = Diagnostic::new(
        value.place(),
        format!("{subject} must be an integer from {least} to {}, found {}", grouped(MAX_EXTENT), value.describe()),
    );
    let Value::Literal { minus, literal } = value else {
        errors.push(explain_name(error, value));
        return None;
    };
    let error = match Lit::new(literal.clone()) {
        Lit::Int(integer) => match (minus, integer.base10_parse::<usize>(), integer.suffix()) {
            (None, Ok(size @ 0..=MAX_EXTENT), "" | "usize") if size >= least => return Some(size),
            (None, Ok(size @ 0..=MAX_EXTENT), _) if size >= least => error.help(format_args!("write `{size}`")),
            _ => error,
        },
        Lit::Float(float) => match float.base10_digits().split_once('.') {
            Some((whole, fraction)) if minus.is_none() && fraction.chars().all(|digit| digit == '0') => {
                error.help(format_args!("write `{whole}`"))
            }
            _ => error,
        },
        _ => error,
    };
    errors.push(error);
    None
}

/// A constant of a layer, an activation or a loss, rounded to the nearest `f32`.
pub(crate) fn number(value: &Value, range: Range, subject: &str, errors: &mut Collector) -> Option<f32> {
    if range == Range::Flag {
        return boolean(value, subject, errors).map(f32::from);
    }
    let error =
        Diagnostic::new(value.place(), format!("{subject} must be {}, found {}", range.describe(), value.describe()));
    let Value::Literal { minus, literal } = value else {
        errors.push(explain_name(error, value));
        return None;
    };
    let (magnitude, suffix) = match Lit::new(literal.clone()) {
        Lit::Int(integer) => (integer.base10_parse::<f32>(), integer.suffix().to_owned()),
        Lit::Float(float) => (float.base10_parse::<f32>(), float.suffix().to_owned()),
        _ => {
            errors.push(error);
            return None;
        }
    };
    let number = magnitude.ok().map(|magnitude| if minus.is_some() { -magnitude } else { magnitude });
    match number {
        Some(number) if range.contains(number) && matches!(suffix.as_str(), "" | "f32" | "f64") => Some(number),
        Some(number) if range.contains(number) => {
            errors.push(error.help(format_args!("remove the suffix `{suffix}`")));
            None
        }
        // The digits can be fine where the rounded number is not: 0.99999999999, 1e-60, 1e60.
        Some(number) => {
            let exact: Option<f64> = value.describe().replace('_', "").parse().ok();
            let is_exact = exact.is_none_or(|exact| exact.to_bits() == f64::from(number).to_bits());
            errors.push(if is_exact { error } else { error.note(format_args!("as an `f32` it is {number}")) });
            None
        }
        None => {
            errors.push(error);
            None
        }
    }
}

/// `true` or `false`.
pub(crate) fn boolean(value: &Value, subject: &str, errors: &mut Collector) -> Option<bool> {
    match value {
        Value::Name(name) if name == "true" => Some(true),
        Value::Name(name) if name == "false" => Some(false),
        _ => {
            let found = value.describe();
            errors.push(Diagnostic::new(value.place(), format!("{subject} must be `true` or `false`, found {found}")));
            None
        }
    }
}

/// A name stands where a number must: perhaps a constant of the user's.
fn explain_name(error: Diagnostic, value: &Value) -> Diagnostic {
    match value {
        Value::Name(name) if name == "true" || name == "false" => error,
        Value::Name(_) => error.note("the macro sees the name, not a constant's value").help("write the number"),
        _ => error,
    }
}

/// `` `outputs` of `hidden` ``.
pub(crate) fn subject(parameter: &str, owner: &str) -> String {
    format!("`{parameter}` of `{owner}`")
}
