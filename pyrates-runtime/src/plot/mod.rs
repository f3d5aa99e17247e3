//! Pictures of solutions over time, of bifurcations and of sweeps, as SVG or PNG. What is drawn is decided here, how in the crate kuva.

mod curve;
mod diagram;
mod error;
mod figure;
mod heat_map;
mod lines;
mod raster;

use std::path::Path;
use std::sync::Arc;

use kuva::backend::raster::RasterBackend;
use kuva::backend::svg::SvgBackend;
use kuva::plot::LinePlot;
use kuva::render::layout::{Layout, TickFormat};
use kuva::render::plots::Plot as Series;
use kuva::render::render::{Scene, render_multiple};

use crate::solution::Solution;

pub use diagram::Diagram;
pub use error::PlotError;
pub use figure::{Figure, Panel};
pub use heat_map::HeatMap;
pub use lines::Lines;
pub use raster::Raster;

/// The palette of Okabe and Ito (Color Universal Design, 2008), which colour-blind readers can tell apart;
/// without its yellow, which is hard to see on white. With more curves the colours repeat.
const COLOURS: [&str; 7] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

/// Size of the drawing area in points of the SVG; pictures in PNG have twice as many pixels.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const PNG_SCALE: f32 = 2.0;

/// A plot of states over time: set it up, then [`save`](Plot::save) it.
#[derive(Debug, Clone)]
#[must_use = "a plot is drawn when it is saved"]
pub struct Plot<'s> {
    solution: &'s Solution,
    title: Option<String>,
    x_label: Option<String>,
    y_label: Option<String>,
    columns: Option<Vec<String>>,
    log_y: bool,
}

/// The kind of a picture.
#[derive(Clone, Copy)]
enum Format {
    Svg,
    Png,
}

impl<'s> Plot<'s> {
    pub(crate) fn new(solution: &'s Solution) -> Plot<'s> {
        Plot { solution, title: None, x_label: None, y_label: None, columns: None, log_y: false }
    }

    /// A title above the plot.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The label of the axis of time; by default `t` and the unit of time, if the model has one.
    pub fn x_label(mut self, label: impl Into<String>) -> Self {
        self.x_label = Some(label.into());
        self
    }

    /// The label of the axis of states; by default the name of the state with its unit if only one is drawn, and the
    /// unit if all have the same. Where units differ, they stand in the legend.
    pub fn y_label(mut self, label: impl Into<String>) -> Self {
        self.y_label = Some(label.into());
        self
    }

    /// Draws only these states, named as in [`Solution::column`], in this order.
    pub fn columns(mut self, names: &[&str]) -> Self {
        self.columns = Some(names.iter().map(|name| (*name).to_string()).collect());
        self
    }

    /// Makes the axis of states logarithmic.
    pub fn log_y(mut self) -> Self {
        self.log_y = true;
        self
    }

    /// Writes the picture to a file, whose name ends in `.svg` or `.png`.
    ///
    /// # Errors
    /// If the ending is another one, a column does not exist, there is nothing to draw, a value is not
    /// positive on a logarithmic axis, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        save(path.as_ref(), || self.draw().map(scene))
    }

    /// The picture as the text of an SVG file.
    ///
    /// # Errors
    /// As [`Plot::save`], apart from files.
    pub fn to_svg(&self) -> Result<String, PlotError> {
        self.draw().map(scene).map(|scene| svg(&scene))
    }

    /// The curves and everything around them.
    fn draw(&self) -> Result<(Vec<Series>, Layout), PlotError> {
        let columns = self.column_indices()?;
        let curves = curve::curves(self.solution, &columns);
        let labels = self.solution.labels();
        let units = Units::of(&self.solution.units(), &columns);
        if self.log_y {
            for (&column, points) in columns.iter().zip(&curves) {
                if let Some(&(t, y)) = points.iter().find(|(_, y)| *y <= 0.0) {
                    return Err(PlotError::NotPositive { column: labels[column].clone(), t, y });
                }
            }
        }
        let has_legend = columns.len() > 1;
        let range = value_range(&curves);
        let series: Vec<Series> = curves
            .into_iter()
            .zip(&columns)
            .enumerate()
            .map(|(i, (points, &column))| {
                let label = has_legend.then(|| units.in_legend(&labels[column], i));
                line(points, i, label)
            })
            .collect();
        let y_label = match (&self.y_label, &columns[..]) {
            (Some(label), _) => Some(label.clone()),
            (None, [only]) => labels.get(*only).map(|label| units.on_axis(label)),
            (None, _) => units.common.clone(),
        };
        let layout = self.layout(&series, y_label.as_ref(), range);
        Ok((series, layout))
    }

    fn time_label(&self) -> String {
        let default = || with_unit("t", self.solution.time_unit());
        self.x_label.clone().unwrap_or_else(default)
    }

    fn column_indices(&self) -> Result<Vec<usize>, PlotError> {
        let indices: Vec<usize> = match &self.columns {
            None => (0..self.solution.labels().len()).collect(),
            Some(names) => names
                .iter()
                .map(|name| self.solution.find(name))
                .collect::<Result<_, _>>()
                .map_err(PlotError::Column)?,
        };
        if indices.is_empty() || self.solution.t.len() < 2 { Err(PlotError::Empty) } else { Ok(indices) }
    }

    fn layout(&self, series: &[Series], y_label: Option<&String>, range: (f64, f64)) -> Layout {
        let mut layout = base_layout(series, self.time_label(), self.title.as_ref(), y_label);
        if let (Some(t0), Some(t_end)) = (self.solution.t.first(), self.solution.t.last()) {
            layout = layout.with_x_axis_min(*t0).with_x_axis_max(*t_end);
        }
        if self.log_y {
            return log_axis(layout);
        }
        // Rounding below zero must not open another interval of the axis.
        let (low, high) = range;
        if low < 0.0 && -low < 1e-6 * high { layout.with_y_axis_min(0.0) } else { layout }
    }
}

/// The look of all pictures.
fn base_layout(
    series: &[Series],
    x_label: String,
    title: Option<&String>,
    y_label: Option<&String>,
) -> Layout {
    // The legend stands beside the axes, where it cannot cover a curve.
    let mut layout = Layout::auto_from_plots(series)
        .with_width(WIDTH)
        .with_height(HEIGHT)
        .with_x_label(x_label)
        .with_show_grid(false)
        .with_legend_box(false)
        .with_title_size(16)
        .with_label_size(15)
        .with_tick_size(13)
        .with_body_size(13);
    if let Some(title) = title {
        layout = layout.with_title(title);
    }
    match y_label {
        Some(label) => layout.with_y_label(label),
        None => layout,
    }
}

type Picture = (Vec<Series>, Layout);

fn scene((series, layout): Picture) -> Scene {
    render_multiple(series, layout)
}

fn svg(scene: &Scene) -> String {
    SvgBackend::default().render_scene(scene)
}

/// Draws a picture and writes it in the format that the name of the file says.
fn save(path: &Path, draw: impl FnOnce() -> Result<Scene, PlotError>) -> Result<(), PlotError> {
    let picture = match format_of(path)? {
        Format::Svg => svg(&draw()?).into_bytes(),
        Format::Png => {
            RasterBackend::new().with_scale(PNG_SCALE).render_scene(&draw()?).map_err(PlotError::Render)?
        }
    };
    std::fs::write(path, picture).map_err(|error| PlotError::Write { path: path.to_path_buf(), error })
}

/// The units of the curves; plain numbers have none.
struct Units {
    each: Vec<Option<String>>,
    /// The unit of all curves, if it is the same.
    common: Option<String>,
}

impl Units {
    fn of(units: &[Option<String>], columns: &[usize]) -> Units {
        let unit = |&column: &usize| units.get(column).cloned().flatten().filter(|unit| unit != "1");
        let each: Vec<Option<String>> = columns.iter().map(unit).collect();
        let first = each.first().cloned().flatten();
        let common = first.filter(|first| each.iter().all(|unit| unit.as_ref() == Some(first)));
        Units { each, common }
    }

    fn on_axis(&self, label: &str) -> String {
        with_unit(label, self.common.as_deref())
    }

    /// A common unit stands at the axis.
    fn in_legend(&self, label: &str, curve: usize) -> String {
        let own = self.each[curve].as_deref().filter(|_| self.common.is_none());
        with_unit(label, own)
    }
}

fn with_unit(label: &str, unit: Option<&str>) -> String {
    unit.map_or_else(|| label.to_string(), |unit| format!("{label} ({unit})"))
}

/// The smallest and largest value of all curves.
fn value_range(curves: &[Vec<(f64, f64)>]) -> (f64, f64) {
    let values = curves.iter().flatten().map(|point| point.1);
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)))
}

/// A logarithmic vertical axis.
fn log_axis(layout: Layout) -> Layout {
    layout.with_log_y().with_y_tick_format(TickFormat::Custom(Arc::new(log_tick)))
}

/// The label of a tick on a logarithmic axis. Ticks are products of powers and digits, so three digits
/// remove their rounding errors.
fn log_tick(y: f64) -> String {
    let rounded = format!("{y:.2e}").parse().unwrap_or(y);
    if (1e-3..1e5).contains(&rounded) { format!("{rounded}") } else { format!("{rounded:e}") }
}

fn line(points: Vec<(f64, f64)>, number: usize, label: Option<String>) -> Series {
    let line =
        LinePlot::new().with_data(points).with_color(COLOURS[number % COLOURS.len()]).with_stroke_width(1.8);
    match label {
        Some(label) => line.with_legend(label).into(),
        None => line.into(),
    }
}

fn format_of(path: &Path) -> Result<Format, PlotError> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => Ok(Format::Svg),
        Some("png") => Ok(Format::Png),
        _ => Err(PlotError::UnknownFormat { path: path.to_path_buf() }),
    }
}
