//! Curves of some numbers over others, of a sweep over one parameter or whatever else.

use std::path::Path;

use kuva::plot::scatter::ScatterPlot;
use kuva::render::plots::Plot as Series;

use super::figure::Draw;
use super::{COLOURS, Picture, PlotError, base_layout, line, log_axis, save, scene, svg};

/// Curves over one axis: add them, then [`save`](Lines::save) the picture, or make it a panel of a [`Figure`](super::Figure).
///
/// Where a number is not finite the curve has a gap; a point between two gaps is a dot.
///
/// ```
/// use pyrates_runtime::plot::Lines;
///
/// # fn main() -> Result<(), pyrates_runtime::PlotError> {
/// let x = [1.0, 2.0, 3.0];
/// let lines = Lines::new().curve("simulated", &x, &[0.0, 0.5, 0.8]).curve("theory", &x, &[0.0, f64::NAN, 0.7]);
/// assert!(lines.x_label("coupling").to_svg()?.contains(">theory<"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a picture is drawn when it is saved"]
pub struct Lines {
    curves: Vec<Curve>,
    title: Option<String>,
    x_label: Option<String>,
    y_label: Option<String>,
    log_y: bool,
}

#[derive(Debug, Clone)]
struct Curve {
    label: String,
    points: Vec<(f64, f64)>,
}

impl Lines {
    /// An empty picture.
    pub fn new() -> Lines {
        Lines::default()
    }

    /// Adds a curve through points, with its name for the legend; as many points as the shorter list has.
    pub fn curve(mut self, label: impl Into<String>, x: &[f64], y: &[f64]) -> Lines {
        let points = x.iter().copied().zip(y.iter().copied()).collect();
        self.curves.push(Curve { label: label.into(), points });
        self
    }

    /// A title above the curves.
    pub fn title(mut self, title: impl Into<String>) -> Lines {
        self.title = Some(title.into());
        self
    }

    /// The label of the horizontal axis.
    pub fn x_label(mut self, label: impl Into<String>) -> Lines {
        self.x_label = Some(label.into());
        self
    }

    /// The label of the vertical axis; by default the name of the curve if there is only one.
    pub fn y_label(mut self, label: impl Into<String>) -> Lines {
        self.y_label = Some(label.into());
        self
    }

    /// Makes the vertical axis logarithmic.
    pub fn log_y(mut self) -> Lines {
        self.log_y = true;
        self
    }

    /// Writes the picture to a file, whose name ends in `.svg` or `.png`.
    ///
    /// # Errors
    /// If the ending is another one, there is no point, a value is not positive on a logarithmic axis, or the file cannot be
    /// written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        save(path.as_ref(), || self.draw().map(scene))
    }

    /// The picture as the text of an SVG file.
    ///
    /// # Errors
    /// As [`Lines::save`], apart from files.
    pub fn to_svg(&self) -> Result<String, PlotError> {
        self.draw().map(scene).map(|scene| svg(&scene))
    }

    fn check_positive(&self) -> Result<(), PlotError> {
        for curve in &self.curves {
            if let Some(&(x, y)) = curve.points.iter().find(|(_, y)| *y <= 0.0) {
                return Err(PlotError::NotPositive { column: curve.label.clone(), t: x, y });
            }
        }
        Ok(())
    }
}

impl Curve {
    /// The parts between gaps.
    fn parts(&self) -> impl Iterator<Item = &[(f64, f64)]> {
        let is_gap = |(x, y): &(f64, f64)| !(x.is_finite() && y.is_finite());
        self.points.split(is_gap).filter(|part| !part.is_empty())
    }
}

impl Draw for Lines {
    fn draw(&self) -> Result<Picture, PlotError> {
        if self.log_y {
            self.check_positive()?;
        }
        let has_legend = self.curves.len() > 1;
        let mut series: Vec<Series> = Vec::new();
        for (number, curve) in self.curves.iter().enumerate() {
            for (k, part) in curve.parts().enumerate() {
                let label = (has_legend && k == 0).then(|| curve.label.clone());
                series.push(if part.len() > 1 {
                    line(part.to_vec(), number, label)
                } else {
                    dot(part, number, label)
                });
            }
        }
        if series.is_empty() {
            return Err(PlotError::Empty);
        }
        let only = self.curves.first().filter(|_| !has_legend).map(|curve| curve.label.clone());
        let y_label = self.y_label.clone().or(only);
        let x_label = self.x_label.clone().unwrap_or_default();
        let layout = base_layout(&series, x_label, self.title.as_ref(), y_label.as_ref());
        Ok((series, if self.log_y { log_axis(layout) } else { layout }))
    }
}

/// A point of a curve that has none beside it.
fn dot(point: &[(f64, f64)], number: usize, label: Option<String>) -> Series {
    let dot = ScatterPlot::new()
        .with_data(point.to_vec())
        .with_color(COLOURS[number % COLOURS.len()])
        .with_size(2.0);
    match label {
        Some(label) => dot.with_legend(label).into(),
        None => dot.into(),
    }
}
