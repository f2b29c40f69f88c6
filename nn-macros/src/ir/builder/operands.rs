//! What a line reads: its operands, as values in whole panels, as maps, or as the input has them.

use super::{Builder, Seen};
use crate::ir::{Definition, InputOrder, LANES, Layout, Operand, Source, ValueId, View};

impl Builder {
    /// The only operand of the line.
    pub(crate) fn operand(&mut self) -> Operand {
        let Seen { operand, view } = self.seen();
        if view.is_none() {
            return operand;
        }
        let pixels = self.pixels_of_shape();
        Operand::Value(self.map_of(Seen { operand, view }, pixels))
    }

    /// The line as another name for its operand.
    pub(crate) fn renamed(&mut self) -> Operand {
        let Seen { operand, view } = self.seen();
        self.view = view;
        operand
    }

    /// The line as its operand with axes in another order: axis `i` is axis `order[i]` of `shape`, which has as many numbers.
    pub(crate) fn permuted(&mut self, shape: &[usize], order: &[usize]) -> Operand {
        self.viewed(|view| view.permuted(shape, order))
    }

    /// The line as a part of its operand: of each axis of `shape` so many positions, from a first one on.
    pub(crate) fn cut(&mut self, shape: &[usize], parts: &[(usize, usize)]) -> Operand {
        self.viewed(|view| view.cut(shape, parts))
    }

    /// Nothing is moved yet: whoever takes the line says in which layout, and a line behind it may move the numbers back.
    pub(super) fn viewed(&mut self, view: impl Fn(&View) -> Option<View>) -> Operand {
        let seen = self.seen();
        let len = self.len_of(seen.operand);
        let before = seen.view.clone().unwrap_or_else(|| View::whole(len));
        let (operand, len, found) = if let Some(found) = view(&before) {
            (seen.operand, len, found)
        } else {
            // Its axes are not those of the view before it.
            let (vector, len) = (self.vector_of(seen), before.len());
            let Some(found) = view(&View::whole(len)) else {
                unreachable!("a vector has the axes of every shape of as many numbers")
            };
            (Operand::Value(vector), len, found)
        };
        self.view = (!found.is_whole(len)).then_some(found);
        operand
    }

    /// The only operand of the line, as a vector in panels.
    pub(crate) fn value(&mut self) -> ValueId {
        let seen = self.seen();
        self.vector_of(seen)
    }

    /// The only operand of the line, in the layout that it has.
    pub(crate) fn as_it_is(&mut self) -> ValueId {
        let operand = self.operand();
        self.panels_of(operand)
    }

    /// The only operand of the line, a map of so many pixels.
    pub(crate) fn map(&mut self, pixels: usize) -> ValueId {
        let seen = self.seen();
        self.map_of(seen, pixels)
    }

    /// All operands of the line, as vectors in panels.
    pub(crate) fn values(&mut self) -> Vec<ValueId> {
        let operands = self.operands();
        operands.into_iter().map(|operand| self.vector_of(operand)).collect()
    }

    /// All operands of the line, maps of so many pixels.
    pub(crate) fn maps(&mut self, pixels: usize) -> Vec<ValueId> {
        let operands = self.operands();
        operands.into_iter().map(|operand| self.map_of(operand, pixels)).collect()
    }

    /// All operands of the line, which have one shape, in one layout: pixels, if any is there so.
    pub(crate) fn alike(&mut self) -> Vec<ValueId> {
        let operands = self.operands();
        let of_shape = self.pixels_of_shape();
        let pixels = |seen: &Seen| if seen.view.is_some() { of_shape } else { self.pixels_of(seen.operand) };
        let pixels = operands.iter().map(pixels).max().unwrap_or(1);
        operands.into_iter().map(|operand| self.map_of(operand, pixels)).collect()
    }

    /// All operands of the line: maps of so many pixels, or where all are, in one layout; and vectors, where `of_map` is false.
    pub(crate) fn maps_and_vectors(&mut self, of_map: &[bool], pixels: usize) -> Vec<ValueId> {
        if of_map.iter().all(|of_map| *of_map) {
            return self.alike();
        }
        let operands = self.operands().into_iter().zip(of_map);
        operands
            .map(|(operand, of_map)| if *of_map { self.map_of(operand, pixels) } else { self.vector_of(operand) })
            .collect()
    }

    /// The only operand of the line, of which nothing is moved.
    pub(super) fn seen(&self) -> Seen {
        self.at().operands.first().map_or(Operand::Input.into(), |source| self.seen_at(*source))
    }

    pub(super) fn operands(&self) -> Vec<Seen> {
        self.at().operands.iter().map(|source| self.seen_at(*source)).collect()
    }

    /// Pixels that the first operand has by its shape.
    pub(super) fn pixels_of_shape(&self) -> usize {
        match self.at().operands.first() {
            Some(Source::Node(line)) => self.outline.lines[*line].pixels,
            Some(Source::Input) | None => 1,
        }
    }

    pub(super) fn seen_at(&self, source: Source) -> Seen {
        match source {
            Source::Input => Operand::Input.into(),
            Source::Node(index) => {
                Seen { operand: self.operand_of_line[index], view: self.view_of_line[index].clone() }
            }
        }
    }

    pub(super) fn panels_of(&mut self, operand: Operand) -> ValueId {
        match operand {
            Operand::Value(id) => id,
            Operand::Input => {
                if let Some(id) = self.loaded {
                    return id;
                }
                let name = self.unique("input");
                let len = self.outline.input;
                let id = ValueId(self.graph.values.len());
                self.push_named(name, len, Definition::Load);
                self.loaded = Some(id);
                id
            }
        }
    }

    /// Pixels of the layout that an operand has; 1 for a vector, and for the caller's rows.
    pub(super) fn pixels_of(&self, operand: Operand) -> usize {
        match operand {
            Operand::Input => 1,
            Operand::Value(id) => self.graph.values[id.0].pixels,
        }
    }

    pub(super) fn len_of(&self, operand: Operand) -> usize {
        match operand {
            Operand::Input => self.outline.input,
            Operand::Value(id) => self.graph.values[id.0].len,
        }
    }

    /// An operand as a vector in panels: its numbers in the order that its shape says.
    pub(super) fn vector_of(&mut self, seen: Seen) -> ValueId {
        self.map_of(seen, 1)
    }

    /// An operand as a map of so many pixels.
    pub(super) fn map_of(&mut self, seen: Seen, pixels: usize) -> ValueId {
        match seen {
            Seen { operand: Operand::Value(id), view: None } if self.graph.values[id.0].pixels == pixels => id,
            Seen { operand: Operand::Input, view: None } if pixels == 1 => self.panels_of(Operand::Input),
            _ => self.arrange(seen, pixels),
        }
    }

    /// The numbers of an operand as a dense layer reads them, and their order: those of a map stay where they are, if there is no padding
    /// among them.
    pub(super) fn numbers_of(&mut self, operand: Operand) -> (Operand, InputOrder) {
        let (pixels, len) = (self.pixels_of(operand), self.len_of(operand));
        match operand {
            Operand::Value(_) if pixels > 1 && (len / pixels).is_multiple_of(LANES) => {
                (operand, InputOrder::Pixels(pixels))
            }
            Operand::Value(_) if pixels > 1 => (Operand::Value(self.arrange(operand.into(), 1)), InputOrder::AsFiles),
            _ => (operand, InputOrder::AsFiles),
        }
    }

    pub(super) fn arrange(&mut self, seen: Seen, pixels: usize) -> ValueId {
        let known = self.arranged.iter().find(|(of, to, _)| *of == seen && *to == pixels);
        if let Some((_, _, value)) = known {
            return *value;
        }
        let input = seen.operand;
        let (of_operand, is_map) = (self.len_of(input), self.pixels_of(input) > 1);
        let view = seen.view.clone().or_else(|| (is_map && pixels > 1).then(|| View::whole(of_operand)));
        let len = view.as_ref().map_or(of_operand, View::len);
        let definition = match view {
            None => Definition::Arrange { input },
            Some(view) => match view.moves(self.layout_of(input), Layout::of(len, pixels)) {
                Some(moves) => Definition::Rearrange { input, moves },
                // Pixels on one side do not fit those on the other: through a vector, whose numbers lie in order.
                None if is_map => {
                    let vector = Operand::Value(self.arrange(input.into(), 1));
                    return self.map_of(Seen { operand: vector, view: seen.view }, pixels);
                }
                None => {
                    let vector = Operand::Value(self.arrange(seen, 1));
                    return self.map_of(vector.into(), pixels);
                }
            },
        };
        let name = self.stem(if pixels == 1 { "vector" } else { "map" });
        let id = ValueId(self.graph.values.len());
        self.push_value(name, (len, pixels), definition);
        self.arranged.push((seen, pixels, id));
        id
    }

    pub(super) fn layout_of(&self, operand: Operand) -> Layout {
        match operand {
            Operand::Input => Layout::Plain { len: self.outline.input },
            Operand::Value(id) => self.graph.values[id.0].layout(),
        }
    }
}
