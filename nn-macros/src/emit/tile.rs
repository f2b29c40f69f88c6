//! Prints contractions as register tiles: every accumulator a named variable, every row and panel a statement.
//!
//! All dense arithmetic is one form, `out[r][p] = start[p] + sum over k of left(r, k) * right(p, k)`, where a factor is a
//! scalar or a panel of 16 numbers. With outputs in the lanes, `left` is a scalar and `right` a panel:
//!
//! | pass | rows `r` | panels `p` | sum over `k` | `left` | `right` |
//! |---|---|---|---|---|---|
//! | forward | rows of the batch | outputs | inputs | `x[r][k]` | `weight[p][k]` |
//! | input gradient | rows of the batch | inputs | outputs | `d[r][k]` | `transposed[p][k]` |
//! | weight gradient | inputs | outputs | rows of the batch | `x[k][r]` | `d[k][p]` |
//! | forward, lanes over rows | outputs | 16 rows | inputs | `weight[r][k]` | `x[k]` |
//! | input gradient, lanes over rows | inputs | 16 rows | outputs | `weight[k][r]` | `d[k]` |
//!
//! With inputs in the lanes, for layers of few outputs (`p` and `k` count panels where they stand for inputs):
//!
//! | pass | rows `r` | panels `p` | sum over `k` | `left` | `right` |
//! |---|---|---|---|---|---|
//! | forward, then a sum over lanes | rows of the batch | outputs | inputs | panel `x[r][k]` | panel `weight[p][k]` |
//! | input gradient | rows of the batch | inputs | outputs | scalar `d[r][k]` | panel `weight[k][p]` |
//! | weight gradient | inputs | outputs | rows of the batch | panel `x[k][r]` | scalar `d[k][p]` |
//!
//! They differ in the expressions of [`Contraction`], and in what is done with a finished sum.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::plan::tile::Shape;

/// What runs along the sum.
pub(super) enum Steps {
    /// A known number of terms.
    Known(usize),
    /// The rows of a batch: `left` and `right` are rows of these two expressions, named `left` and `right`. In a loop over
    /// tiles `left` is only what the tile needs.
    Rows { left: TokenStream, right: TokenStream },
}

/// An expression of two indices.
pub(super) type Expression<'a> = &'a dyn Fn(&Index, &Index) -> TokenStream;

/// What is multiplied.
#[derive(Clone, Copy)]
pub(super) enum Factor<'a> {
    /// A number, for all lanes.
    Scalar(Expression<'a>),
    /// A reference to a panel.
    Panel(Expression<'a>),
}

impl Factor<'_> {
    /// The vector.
    fn load(self, place: &Index, k: &Index) -> TokenStream {
        match self {
            Self::Scalar(number) => {
                let number = number(place, k);
                quote!(nn::splat(simd, #number))
            }
            Self::Panel(panel) => {
                let panel = panel(place, k);
                quote!(nn::load(simd, #panel))
            }
        }
    }
}

/// One contraction, as expressions of the row `r`, the panel `p` and the step `k`.
pub(super) struct Contraction<'a> {
    pub(super) rows: usize,
    pub(super) panels: usize,
    pub(super) steps: Steps,
    /// Partial sums, a power of two.
    pub(super) sums: usize,
    pub(super) shape: Shape,
    /// Only the tiles that begin in `panels`, a range. They are looked for, so that the compiler knows where they are.
    pub(super) some_panels: bool,
    /// Print every step, no loop over them.
    pub(super) straight: bool,
    /// Print every tile, no loop over them.
    pub(super) straight_tiles: bool,
    pub(super) left: Factor<'a>,
    pub(super) right: Factor<'a>,
    /// What the first partial sum of a row and a panel begins with, a vector; zero if none.
    pub(super) start: Option<Expression<'a>>,
    pub(super) finish: Finish<'a>,
}

/// What becomes of finished sums.
pub(super) enum Finish<'a> {
    /// A statement takes each: row, panel, sum.
    Each(&'a dyn Fn(&Index, &Index, &Ident) -> TokenStream),
    /// A statement takes all sums of a row; a tile has all panels.
    Row(&'a dyn Fn(&Index, &[Ident]) -> TokenStream),
    /// They are added to `part`, an `nn::Inputs`, which may hold some of the rows only: the others are left out. `kept` makes
    /// of row and sum what is added.
    AddToPart { kept: &'a dyn Fn(&Index, &Ident) -> TokenStream },
}

/// A number in the printed code: known, or a loop variable times a factor plus a constant.
#[derive(Clone)]
pub(super) struct Index {
    variable: Option<(Ident, usize)>,
    constant: usize,
}

impl Index {
    pub(super) fn known(constant: usize) -> Self {
        Self { variable: None, constant }
    }

    /// The number, where it is not a loop's.
    pub(super) fn value(&self) -> usize {
        debug_assert!(self.variable.is_none(), "printed in a loop");
        self.constant
    }

    fn variable(name: &Ident, factor: usize, constant: usize) -> Self {
        Self { variable: Some((name.clone(), factor)), constant }
    }

    fn plus(&self, constant: usize) -> Self {
        Self { variable: self.variable.clone(), constant: self.constant + constant }
    }
}

impl quote::ToTokens for Index {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let constant = Literal::usize_unsuffixed(self.constant);
        tokens.extend(match &self.variable {
            None => quote!(#constant),
            Some((name, factor)) => {
                let scaled = if *factor == 1 {
                    quote!(#name)
                } else {
                    let factor = Literal::usize_unsuffixed(*factor);
                    quote!(#factor * #name)
                };
                if self.constant == 0 { scaled } else { quote!(#scaled + #constant) }
            }
        });
    }
}

impl Contraction<'_> {
    /// All tiles of the contraction.
    pub(super) fn print(&self) -> TokenStream {
        let row = format_ident!("row");
        let panel = format_ident!("panel");
        let all = |_, groups: Literal| quote!(0..#groups);
        self.along((self.panels, self.shape.panels), &panel, &all, &|panel, n_panels| {
            let rows: &dyn Fn(Literal, Literal) -> TokenStream = match self.finish {
                Finish::Each(_) | Finish::Row(_) => &all,
                Finish::AddToPart { .. } => &|step, groups| quote!(nn::tiles(part, #panel, #step, #groups)),
            };
            let tiles = self.along((self.rows, self.shape.rows), &row, rows, &|row, n_rows| {
                self.tile((row, n_rows), (panel, n_panels))
            });
            if self.some_panels {
                return quote!(if nn::holds(&panels, #panel) { #tiles });
            }
            tiles
        })
    }

    /// `body` for each whole group of `step` out of `n`, in a loop over `range` if there are several, then for the rest.
    fn along(
        &self,
        (n, step): (usize, usize),
        name: &Ident,
        range: &dyn Fn(Literal, Literal) -> TokenStream,
        body: &dyn Fn(&Index, usize) -> TokenStream,
    ) -> TokenStream {
        let mut printed = TokenStream::new();
        let (groups, rest) = (n / step, n % step);
        if groups > 1 && !self.straight_tiles {
            let range = range(Literal::usize_unsuffixed(step), Literal::usize_unsuffixed(groups));
            let body = body(&Index::variable(name, step, 0), step);
            printed.extend(quote!(for #name in #range { #body }));
        } else {
            for group in 0..groups {
                let body = body(&Index::known(group * step), step);
                printed.extend(if groups + rest.min(1) > 1 { quote!({ #body }) } else { body });
            }
        }
        if rest > 0 {
            let body = body(&Index::known(groups * step), rest);
            printed.extend(if groups > 0 { quote!({ #body }) } else { body });
        }
        printed
    }

    /// One tile: passes over the steps, then the sums joined in pairs.
    fn tile(&self, (row, n_rows): (&Index, usize), (panel, n_panels): (&Index, usize)) -> TokenStream {
        let at_once = self.shape.sums.min(self.sums);
        let tile = Tile { contraction: self, row, n_rows, panel, n_panels };
        let mut printed = TokenStream::new();
        for pass in 0..self.sums / at_once {
            printed.extend(tile.pass(pass * at_once, at_once));
        }
        for r in 0..n_rows {
            for p in 0..n_panels {
                printed.extend(self.join(r, p));
                let sum = accumulator(r, p, 0);
                printed.extend(match self.finish {
                    Finish::Each(finish) => finish(&row.plus(r), &panel.plus(p), &sum),
                    Finish::Row(_) => TokenStream::new(),
                    Finish::AddToPart { kept } => {
                        let (place, sum) = (place(r, p), kept(&row.plus(r), &sum));
                        quote!(nn::add_to(simd, #sum, #place);)
                    }
                });
            }
            if let Finish::Row(finish) = self.finish {
                let sums: Vec<Ident> = (0..n_panels).map(|p| accumulator(r, p, 0)).collect();
                printed.extend(finish(&row.plus(r), &sums));
            }
        }
        match self.finish {
            Finish::Each(_) | Finish::Row(_) => printed,
            Finish::AddToPart { .. } => {
                let places = (0..n_panels).map(|p| {
                    let places = (0..n_rows).map(|r| place(r, p));
                    quote!(nn::Some([#(#places),*]))
                });
                quote!(if let [#(#places),*] = nn::tile(part, #row, #panel) { #printed })
            }
        }
    }

    /// `((a0 + a1) + (a2 + a3)) + ...`, left in the first.
    fn join(&self, r: usize, p: usize) -> TokenStream {
        let mut printed = TokenStream::new();
        let mut distance = 1;
        while distance < self.sums {
            for first in (0..self.sums).step_by(2 * distance) {
                let (a, b) = (accumulator(r, p, first), accumulator(r, p, first + distance));
                printed.extend(quote!(let #a = nn::plus(#a, #b);));
            }
            distance *= 2;
        }
        printed
    }
}

/// A tile being printed.
struct Tile<'a> {
    contraction: &'a Contraction<'a>,
    row: &'a Index,
    n_rows: usize,
    panel: &'a Index,
    n_panels: usize,
}

impl Tile<'_> {
    /// The partial sums `first .. first + n`, over all their steps.
    fn pass(&self, first: usize, n: usize) -> TokenStream {
        let sums = self.contraction.sums;
        let mut printed = self.zero(first, n);
        match &self.contraction.steps {
            Steps::Known(length) if self.contraction.straight => {
                for k in 0..*length {
                    if (first..first + n).contains(&(k % sums)) {
                        printed.extend(self.step(&Index::known(k), k % sums));
                    }
                }
            }
            Steps::Known(length) => {
                let name = format_ident!("k");
                let (whole, rest) = (length / sums, length % sums);
                if whole > 0 {
                    let body = (first..first + n).map(|sum| self.step(&Index::variable(&name, sums, sum), sum));
                    let whole = Literal::usize_unsuffixed(whole);
                    printed.extend(quote!(for #name in 0..#whole { #(#body)* }));
                }
                for sum in (first..first + n).filter(|sum| *sum < rest) {
                    printed.extend(self.step(&Index::known(whole * sums + sum), sum));
                }
            }
            Steps::Rows { left, right } => {
                let mut body = self.step(&Index::known(0), 0);
                if self.row.variable.is_some() {
                    // An index that is out of bounds would be a panic, and the compiler does not always see that none is.
                    let (row, n_rows) = (self.row, Literal::usize_unsuffixed(self.n_rows));
                    body = quote!(if let nn::Some(left) = nn::part_of_row::<#n_rows, _, _>(left, #row) { #body });
                }
                printed.extend(quote!(nn::each_row(#left, #right, #[inline(always)] |left, right| { #body });));
            }
        }
        printed
    }

    fn zero(&self, first: usize, n: usize) -> TokenStream {
        let mut printed = TokenStream::new();
        for r in 0..self.n_rows {
            for p in 0..self.n_panels {
                for sum in first..first + n {
                    let name = accumulator(r, p, sum);
                    let start = match self.contraction.start {
                        Some(start) if sum == 0 => start(&self.row.plus(r), &self.panel.plus(p)),
                        _ => quote!(nn::splat(simd, 0.0)),
                    };
                    printed.extend(quote!(let mut #name = #start;));
                }
            }
        }
        printed
    }

    /// One term of every sum of the tile: the right factors, then row by row the left one and its multiply-adds.
    fn step(&self, k: &Index, sum: usize) -> TokenStream {
        let mut printed = TokenStream::new();
        for p in 0..self.n_panels {
            let name = format_ident!("w{p}");
            let right = self.contraction.right.load(&self.panel.plus(p), k);
            printed.extend(quote!(let #name = #right;));
        }
        for r in 0..self.n_rows {
            let name = format_ident!("x{r}");
            let row = match (&self.contraction.steps, &self.row.variable) {
                (Steps::Rows { .. }, Some(_)) => Index::known(r),
                _ => self.row.plus(r),
            };
            let left = self.contraction.left.load(&row, k);
            printed.extend(quote!(let #name = #left;));
            for p in 0..self.n_panels {
                let (total, panel) = (accumulator(r, p, sum), format_ident!("w{p}"));
                printed.extend(quote!(#total = nn::mul_add(#name, #panel, #total);));
            }
        }
        printed
    }
}

/// Where a sum of the tile is added.
fn place(r: usize, p: usize) -> Ident {
    format_ident!("to_{r}_{p}")
}

/// The name of a partial sum: row and panel of the tile, and which of the interleaved sums, the first without a number.
fn accumulator(r: usize, p: usize, sum: usize) -> Ident {
    if sum == 0 { format_ident!("sum_{r}_{p}") } else { format_ident!("sum_{r}_{p}_{sum}") }
}
