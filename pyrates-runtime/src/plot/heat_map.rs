//! Heat maps: a coloured cell for each pair of values, of a sweep over two parameters or of a matrix.

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use kuva::plot::heatmap::{ColorMap, Heatmap};
use kuva::plot::legend::LegendPosition;
use kuva::plot::scatter::{MarkerShape, ScatterPlot};
use kuva::render::layout::Layout;
use kuva::render::plots::Plot as Series;

use super::figure::Draw;
use super::{Picture, PlotError, base_layout, save, scene, svg};

/// Size of the picture in points.
const SIZE: (f64, f64) = (480.0, 400.0);
/// Cells without a value: no colour of any scale, and crossed out.
const NO_VALUE: &str = "#d9d9d9";
const CROSS: &str = "#808080";
const LARGEST_CROSS: f64 = 4.0;
/// With more cells than these beside each other, crosses would cover them.
const MOST_CROSSES: usize = 40;

/// A heat map: set it up, then [`save`](HeatMap::save) it, or make it a panel of a [`Figure`](super::Figure).
///
/// Rows go upwards. Cells whose value is not finite are grey, with a cross if there is room, and the legend says so.
///
/// ```
/// use pyrates_runtime::plot::HeatMap;
///
/// # fn main() -> Result<(), pyrates_runtime::PlotError> {
/// let values = vec![vec![0.0, 0.2, 0.4], vec![0.5, 0.8, f64::NAN]];
/// let map = HeatMap::new(&values).x("omega", 0.3..=0.5).y("J", 0.0..=2.0).range(0.0..=1.0).title("coherence");
/// assert!(map.to_svg()?.contains(">NaN<"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a heat map is drawn when it is saved"]
pub struct HeatMap {
    values: Vec<Vec<f64>>,
    x: Axis,
    y: Axis,
    range: Option<RangeInclusive<f64>>,
    title: Option<String>,
    is_diverging: bool,
}

/// What an axis says: the centres of the first and of the last cell.
#[derive(Debug, Clone)]
struct Axis {
    label: String,
    centres: Option<RangeInclusive<f64>>,
}

impl Axis {
    fn numbers() -> Axis {
        Axis { label: String::new(), centres: None }
    }

    /// The lower and the upper end of `n` cells, whose centres are the numbers from 0 on, if not given.
    fn ends(&self, n: usize) -> Result<(f64, f64), PlotError> {
        let (first, last) = match &self.centres {
            Some(centres) => (*centres.start(), *centres.end()),
            None => (0.0, (n - 1) as f64),
        };
        let step = if n > 1 { (last - first) / (n - 1) as f64 } else { 1.0 };
        if step > 0.0 && step.is_finite() {
            return Ok((first - step / 2.0, last + step / 2.0));
        }
        Err(PlotError::Axis { label: self.label.clone(), first, last })
    }
}

impl HeatMap {
    /// A map of `values[row][column]`.
    pub fn new<R: AsRef<[f64]>>(values: &[R]) -> HeatMap {
        HeatMap {
            values: values.iter().map(|row| row.as_ref().to_vec()).collect(),
            x: Axis::numbers(),
            y: Axis::numbers(),
            range: None,
            title: None,
            is_diverging: false,
        }
    }

    /// The label of the horizontal axis, and the values of the first and of the last column, which are evenly spaced.
    /// Without it columns have the numbers from 0 on.
    pub fn x(mut self, label: impl Into<String>, centres: RangeInclusive<f64>) -> HeatMap {
        self.x = Axis { label: label.into(), centres: Some(centres) };
        self
    }

    /// The label of the vertical axis, and the values of the first and of the last row. Without it rows have the numbers
    /// from 0 on.
    pub fn y(mut self, label: impl Into<String>, centres: RangeInclusive<f64>) -> HeatMap {
        self.y = Axis { label: label.into(), centres: Some(centres) };
        self
    }

    /// The values at the ends of the colour bar; those beyond have the colours of the ends. By default the smallest and the
    /// largest value.
    pub fn range(mut self, range: RangeInclusive<f64>) -> HeatMap {
        self.range = Some(range);
        self
    }

    /// Colours from blue over white to red, for values on both sides of the middle of the range, such as correlations.
    /// The default is the scale "viridis".
    pub fn diverging(mut self) -> HeatMap {
        self.is_diverging = true;
        self
    }

    /// A title above the map.
    pub fn title(mut self, title: impl Into<String>) -> HeatMap {
        self.title = Some(title.into());
        self
    }

    /// Writes the picture to a file, whose name ends in `.svg` or `.png`.
    ///
    /// # Errors
    /// If the ending is another one, there is no finite value, rows differ in length, an axis or the range does not
    /// increase, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        save(path.as_ref(), || self.draw().map(scene))
    }

    /// The picture as the text of an SVG file.
    ///
    /// # Errors
    /// As [`HeatMap::save`], apart from files.
    pub fn to_svg(&self) -> Result<String, PlotError> {
        self.draw().map(scene).map(|scene| svg(&scene))
    }

    /// The number of columns, if there is a cell and all rows have as many.
    fn columns(&self) -> Result<usize, PlotError> {
        let columns = self.values.first().map_or(0, Vec::len);
        if columns == 0 {
            return Err(PlotError::Empty);
        }
        match self.values.iter().position(|row| row.len() != columns) {
            Some(row) => {
                let given = self.values[row].len();
                Err(PlotError::Rows { row, given, expected: columns })
            }
            None => Ok(columns),
        }
    }

    /// The values at the ends of the colour bar.
    fn scale(&self) -> Result<(f64, f64), PlotError> {
        let finite = self.values.iter().flatten().copied().filter(|value| value.is_finite());
        let (low, high) =
            finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            return Err(PlotError::Empty);
        }
        let Some(range) = &self.range else {
            // Equal values are in the middle of a scale of some length.
            let margin = if low < high { 0.0 } else { 0.5 * low.abs().max(1.0) };
            return Ok((low - margin, high + margin));
        };
        let (low, high) = (*range.start(), *range.end());
        if low < high && (high - low).is_finite() {
            return Ok((low, high));
        }
        Err(PlotError::Axis { label: "colour".to_string(), first: low, last: high })
    }

    /// The part of the colour scale below a value, from 0 to 1; NaN for no value.
    fn parts(&self, (low, high): (f64, f64)) -> Vec<Vec<f64>> {
        let part = |&value: &f64| {
            if value.is_finite() { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { f64::NAN }
        };
        self.values.iter().map(|row| row.iter().map(part).collect()).collect()
    }

    fn colours(&self) -> impl Fn(f64) -> String + Send + Sync + use<> {
        let is_diverging = self.is_diverging;
        move |part: f64| {
            if part.is_nan() {
                NO_VALUE.to_string()
            } else if is_diverging {
                ColorMap::RedBlue.map(1.0 - part)
            } else {
                ColorMap::Viridis.map(part)
            }
        }
    }

    /// The cells. kuva stretches its colours from the smallest to the largest cell, so they are put back to the scale.
    fn cells(&self, parts: Vec<Vec<f64>>) -> Heatmap {
        let of_parts = parts.iter().flatten().copied().filter(|part| !part.is_nan());
        let (low, high) =
            of_parts.fold((1.0f64, 0.0f64), |(low, high), part| (low.min(part), high.max(part)));
        let colours = self.colours();
        let stretch = high - low + f64::EPSILON;
        let map = ColorMap::Custom(Arc::new(move |part| colours(low + part * stretch)));
        Heatmap::new().with_data(parts).with_color_map(map).with_cell_size(1.0)
    }

    /// Crosses on cells without a value; where cells are too small for them, the legend explains the colour.
    fn marks(&self, x: (f64, f64), y: (f64, f64), columns: usize) -> Option<ScatterPlot> {
        let (width, height) = ((x.1 - x.0) / columns as f64, (y.1 - y.0) / self.values.len() as f64);
        let mut points = Vec::new();
        for (i, row) in self.values.iter().enumerate() {
            let missing = row.iter().enumerate().filter(|(_, value)| !value.is_finite());
            points.extend(
                missing.map(|(j, _)| (x.0 + (j as f64 + 0.5) * width, y.0 + (i as f64 + 0.5) * height)),
            );
        }
        if points.is_empty() {
            return None;
        }
        let marks = ScatterPlot::new().with_data(points).with_legend("NaN");
        let cells = columns.max(self.values.len());
        Some(if cells > MOST_CROSSES {
            marks.with_marker(MarkerShape::Square).with_color(NO_VALUE).with_size(1.0)
        } else {
            let size = (100.0 / cells as f64).min(LARGEST_CROSS);
            marks.with_marker(MarkerShape::Cross).with_color(CROSS).with_size(size)
        })
    }
}

impl Draw for HeatMap {
    fn draw(&self) -> Result<Picture, PlotError> {
        let columns = self.columns()?;
        let scale = self.scale()?;
        let (x, y) = (self.x.ends(columns)?, self.y.ends(self.values.len())?);
        let place = |map: Heatmap| map.with_x_range(x.0, x.1).with_y_range(y.0, y.1);
        // The colour bar belongs to the first map, which lies under the second one.
        let bar = Heatmap::new()
            .with_data([[scale.0, scale.1]])
            .with_color_map(ColorMap::Custom(Arc::new(self.colours())));
        let mut series: Vec<Series> =
            vec![Series::Heatmap(place(bar)), Series::Heatmap(place(self.cells(self.parts(scale))))];
        series.extend(self.marks(x, y, columns).map(Series::from));
        let layout: Layout =
            base_layout(&series, self.x.label.clone(), self.title.as_ref(), Some(&self.y.label))
                .with_width(SIZE.0)
                .with_height(SIZE.1)
                .with_legend_position(LegendPosition::OutsideRightBottom)
                .with_x_axis_min(x.0)
                .with_x_axis_max(x.1)
                .with_y_axis_min(y.0)
                .with_y_axis_max(y.1);
        Ok((series, layout))
    }
}
