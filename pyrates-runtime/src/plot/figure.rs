//! Several plots in one picture.

use std::path::Path;

use kuva::render::figure::Figure as Grid;
use kuva::render::render::Scene;

use super::{Diagram, Picture, Plot, PlotError, Raster, save, svg};

/// Size of a panel in points.
const PANEL: (f64, f64) = (480.0, 400.0);
const BETWEEN: f64 = 16.0;

/// Whatever can be a panel of a [`Figure`]: [`Plot`], [`HeatMap`](super::HeatMap), [`Lines`](super::Lines), [`Raster`] and [`Diagram`](crate::continuation::Diagram).
pub trait Panel: Draw {}

impl<D: Draw> Panel for D {}

/// What draws a picture; private, so that kuva stays behind this module.
pub trait Draw {
    #[doc(hidden)]
    fn draw(&self) -> Result<Picture, PlotError>;
}

impl Draw for Plot<'_> {
    fn draw(&self) -> Result<Picture, PlotError> {
        Plot::draw(self)
    }
}

impl Draw for Raster<'_> {
    fn draw(&self) -> Result<Picture, PlotError> {
        Raster::draw(self)
    }
}

impl Draw for Diagram<'_> {
    fn draw(&self) -> Result<Picture, PlotError> {
        Diagram::draw(self)
    }
}

/// Several plots in one picture, row by row, with the letters A, B, .. of a paper.
///
/// ```
/// use pyrates_runtime::plot::{Figure, HeatMap};
///
/// # fn main() -> Result<(), pyrates_runtime::PlotError> {
/// let map = |title: &str| HeatMap::new(&[[0.0, 1.0], [2.0, 3.0]]).title(title);
/// let svg = Figure::new(2).panel(map("one")).panel(map("two")).to_svg()?;
/// assert!(svg.contains(">one<") && svg.contains(">two<") && svg.contains(">B<"));
/// # Ok(())
/// # }
/// ```
#[must_use = "a figure is drawn when it is saved"]
pub struct Figure<'p> {
    columns: usize,
    panels: Vec<Box<dyn Draw + 'p>>,
    title: Option<String>,
    panel_size: (f64, f64),
}

impl<'p> Figure<'p> {
    /// A figure with so many panels beside each other, at least one.
    pub fn new(columns: usize) -> Figure<'p> {
        Figure { columns: columns.max(1), panels: Vec::new(), title: None, panel_size: PANEL }
    }

    /// Adds a panel: to the right of the last one, or at the beginning of the next row.
    pub fn panel(mut self, panel: impl Panel + 'p) -> Figure<'p> {
        self.panels.push(Box::new(panel));
        self
    }

    /// A title above all panels.
    pub fn title(mut self, title: impl Into<String>) -> Figure<'p> {
        self.title = Some(title.into());
        self
    }

    /// Width and height of each panel in points, 480 by 400 by default.
    pub fn panel_size(mut self, width: f64, height: f64) -> Figure<'p> {
        self.panel_size = (width, height);
        self
    }

    /// Writes the picture to a file, whose name ends in `.svg` or `.png`.
    ///
    /// # Errors
    /// If the ending is another one, there is no panel, one cannot be drawn, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        save(path.as_ref(), || self.scene())
    }

    /// The picture as the text of an SVG file.
    ///
    /// # Errors
    /// As [`Figure::save`], apart from files.
    pub fn to_svg(&self) -> Result<String, PlotError> {
        self.scene().map(|scene| svg(&scene))
    }

    fn scene(&self) -> Result<Scene, PlotError> {
        let (width, height) = self.panel_size;
        if self.panels.is_empty() || !(width > 0.0 && height > 0.0) {
            return Err(PlotError::Empty);
        }
        let pictures: Vec<Picture> =
            self.panels.iter().map(|panel| panel.draw()).collect::<Result<_, _>>()?;
        let columns = self.columns.min(pictures.len());
        let rows = pictures.len().div_ceil(columns);
        // A cell for each panel and none for what is left of the last row.
        let cells = (0..pictures.len()).map(|cell| vec![cell]).collect();
        let (plots, layouts) = pictures.into_iter().unzip();
        let grid = Grid::new(rows, columns)
            .with_structure(cells)
            .with_plots(plots)
            .with_layouts(layouts)
            .with_cell_size(width, height)
            .with_spacing(BETWEEN)
            .with_labels();
        let grid = match &self.title {
            Some(title) => grid.with_title(title),
            None => grid,
        };
        Ok(grid.render())
    }
}
