//! Strokes, and the image that MNIST would have made of them: the digit 20 pixels large, its centre of mass in the middle of 28 x 28.

/// Pixels of a row and of a column.
pub const SIDE: usize = 28;

/// Pixels of an image, row by row, ink 1.
pub type Image = [f32; SIDE * SIDE];

/// Pixels of the larger side of a digit.
const DIGIT: f32 = 20.0;

/// Half the width of a pen, in pixels.
const PEN: f32 = 1.1;

/// A point of the canvas; y runs down.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    x: f32,
    y: f32,
}

impl Point {
    /// Distance from the line between two points.
    fn distance(self, a: Self, b: Self) -> f32 {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let length = dx * dx + dy * dy;
        let along = if length > 0.0 { ((self.x - a.x) * dx + (self.y - a.y) * dy) / length } else { 0.0 };
        let along = along.clamp(0.0, 1.0);
        let (x, y) = (self.x - a.x - along * dx, self.y - a.y - along * dy);
        (x * x + y * y).sqrt()
    }
}

/// What was drawn.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    strokes: Vec<Vec<Point>>,
}

impl Drawing {
    /// Removes all strokes.
    pub fn clear(&mut self) {
        self.strokes.clear();
    }

    /// Whether nothing was drawn.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty()
    }

    /// Begins a stroke. Points that are no numbers are left out.
    pub fn begin(&mut self, x: f32, y: f32) {
        if x.is_finite() && y.is_finite() {
            self.strokes.push(vec![Point { x, y }]);
        }
    }

    /// Draws on to a point, or begins a stroke there if none was begun.
    pub fn draw_to(&mut self, x: f32, y: f32) {
        match self.strokes.last_mut() {
            Some(stroke) if x.is_finite() && y.is_finite() => stroke.push(Point { x, y }),
            Some(_) => {}
            None => self.begin(x, y),
        }
    }

    /// The image, white if nothing was drawn.
    #[must_use]
    pub fn image(&self) -> Image {
        let points = || self.strokes.iter().flatten();
        let bounds = |of: fn(&Point) -> f32| {
            let numbers = points().map(of);
            numbers.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), number| (low.min(number), high.max(number)))
        };
        let ((left, right), (top, bottom)) = (bounds(|point| point.x), bounds(|point| point.y));
        let extent = (right - left).max(bottom - top);
        // A dot has no extent: it is as large as the pen.
        let scale = if extent > 0.0 { (DIGIT - 2.0 * PEN) / extent } else { 1.0 };
        let middle = SIDE as f32 / 2.0;
        let (x, y) = (f32::midpoint(left, right), f32::midpoint(top, bottom));
        let placed = |point: &Point| Point { x: (point.x - x) * scale + middle, y: (point.y - y) * scale + middle };
        let strokes: Vec<Vec<Point>> = self.strokes.iter().map(|stroke| stroke.iter().map(placed).collect()).collect();
        let image = inked(&strokes, 0.0, 0.0);
        let (x, y) = centre(&image);
        inked(&strokes, middle - x, middle - y)
    }
}

/// The strokes, moved.
fn inked(strokes: &[Vec<Point>], right: f32, down: f32) -> Image {
    let mut image = [0.0; SIDE * SIDE];
    for (index, ink) in image.iter_mut().enumerate() {
        let centre = Point { x: (index % SIDE) as f32 + 0.5 - right, y: (index / SIDE) as f32 + 0.5 - down };
        let mut nearest = f32::INFINITY;
        for stroke in strokes {
            if let [only] = stroke[..] {
                nearest = nearest.min(centre.distance(only, only));
            }
            for (a, b) in stroke.iter().zip(stroke.iter().skip(1)) {
                nearest = nearest.min(centre.distance(*a, *b));
            }
        }
        // A pixel is as wide as the edge of a line.
        *ink = (PEN + 0.5 - nearest).clamp(0.0, 1.0);
    }
    image
}

/// The centre of mass, the middle of the image if there is no ink.
fn centre(image: &Image) -> (f32, f32) {
    let (mut mass, mut x, mut y) = (0.0, 0.0, 0.0);
    for (index, ink) in image.iter().enumerate() {
        mass += ink;
        x += ink * ((index % SIDE) as f32 + 0.5);
        y += ink * ((index / SIDE) as f32 + 0.5);
    }
    if mass > 0.0 { (x / mass, y / mass) } else { (SIDE as f32 / 2.0, SIDE as f32 / 2.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(from: (f32, f32), to: (f32, f32)) -> Image {
        let mut drawing = Drawing::default();
        drawing.begin(from.0, from.1);
        drawing.draw_to(to.0, to.1);
        drawing.image()
    }

    #[test]
    fn a_line_is_twenty_pixels_long_in_the_middle_wherever_it_was_drawn() {
        let image = line((0.0, 10.0), (0.0, 110.0));
        let rows: Vec<usize> = (0..SIDE).filter(|row| image[row * SIDE + 14] > 0.5).collect();
        assert_eq!((rows.first(), rows.last(), rows.len()), (Some(&4), Some(&23), 20));
        assert_eq!(image.map(f32::to_bits), line((300.0, 0.0), (300.0, 400.0)).map(f32::to_bits));
    }

    #[test]
    fn nothing_is_white_and_a_dot_is_in_the_middle() {
        assert!(Drawing::default().image().iter().all(|ink| ink.to_bits() == 0));
        let mut dot = Drawing::default();
        dot.draw_to(7.0, 9.0);
        let image = dot.image();
        assert!(image[14 * SIDE + 14] > 0.5 && image[0] == 0.0 && !dot.is_empty());
    }

    #[test]
    fn points_that_are_no_numbers_are_left_out() {
        let mut drawing = Drawing::default();
        drawing.begin(f32::NAN, 0.0);
        drawing.draw_to(0.0, f32::INFINITY);
        assert!(drawing.is_empty());
    }
}
