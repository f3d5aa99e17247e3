//! Sweeps as Parquet files, which pandas, polars, R, DuckDB and others read.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::json;

use super::error::SweepError;
use super::table::{Row, SweepTable, number};

/// The columns besides those of the keys and of what was measured.
const MEMBER: &str = "member";
const FAILURE: &str = "failure";
/// Readers hold so many rows at once.
const ROWS_IN_GROUP: usize = 1 << 20;

impl SweepTable {
    /// Writes the table as a Parquet file, which pandas, polars, R and others read: the columns of [`SweepTable::to_csv`] with
    /// all their bits, before them `member`, the number of each row's member, and behind them `failure`, a text that says why
    /// a member has no numbers, and null for all others.
    ///
    /// Under `pyrates.sweep`, the metadata of the file have a JSON object: `keys` with the `name`, the `paths` in the model and the
    /// number of the `axis` of each key, `shape`, the lengths of all axes, `measures`, the names of what was measured,
    /// and the [`fingerprint`](SweepTable::fingerprint) in hexadecimal.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    /// use pyrates_runtime::sweep::{Design, Measure, linspace};
    ///
    /// pyrates_runtime::operator! {
    ///     pub Decay { equations { d/dt x = -k*x; } variables { x: output(1.0), k: 1.0 } }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// # let path = std::env::temp_dir().join(format!("decay-{}.parquet", std::process::id()));
    /// let design = Design::new().axis("k", linspace(0.5, 2.0, 10));
    /// let table = Decay::default().simulate(0.0..1.0).sweep(design).measure([Measure::last("x")])?;
    /// table.write_parquet(&path)?; // In Python: polars.read_parquet(path)
    /// # assert!(std::fs::read(&path)?.starts_with(b"PAR1"));
    /// # std::fs::remove_file(&path)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the file cannot be written, or the table has a column called `member` or `failure` already.
    pub fn write_parquet(&self, path: impl AsRef<Path>) -> Result<(), SweepError> {
        let path = path.as_ref();
        if let Some(name) = self.names().into_iter().find(|name| [MEMBER, FAILURE].contains(name)) {
            return Err(SweepError::DuplicateColumn { name: name.to_string() });
        }
        let fail = |error| SweepError::Io { path: path.to_path_buf(), error };
        let file = File::create(path).map_err(fail)?;
        self.write(file).map_err(|error| fail(as_io(error)))
    }

    fn write(&self, file: File) -> Result<(), ParquetError> {
        let properties = WriterProperties::builder()
            // Nearly all numbers differ, so that a dictionary of them would only add to the file.
            .set_dictionary_enabled(false)
            .set_statistics_enabled(EnabledStatistics::None)
            .set_created_by(concat!("pyrates ", env!("CARGO_PKG_VERSION")).to_string())
            .set_key_value_metadata(Some(vec![KeyValue::new("pyrates.sweep".to_string(), self.metadata())]))
            .build();
        let mut writer = SerializedFileWriter::new(file, self.schema()?, Arc::new(properties))?;
        for rows in self.rows.chunks(ROWS_IN_GROUP) {
            let mut group = writer.next_row_group()?;
            self.write_rows(rows, &mut group)?;
            group.close()?;
        }
        writer.close().map(drop)
    }

    fn schema(&self) -> Result<TypePtr, ParquetError> {
        let column = |name: &str, physical, repetition, logical: Option<LogicalType>| {
            let column = Type::primitive_type_builder(name, physical);
            column.with_repetition(repetition).with_logical_type(logical).build().map(Arc::new)
        };
        let number = |name| column(name, Physical::DOUBLE, Repetition::REQUIRED, None);
        let mut columns = vec![column(MEMBER, Physical::INT64, Repetition::REQUIRED, None)?];
        columns.extend(self.names().into_iter().map(number).collect::<Result<Vec<_>, _>>()?);
        let text = Some(LogicalType::String);
        columns.push(column(FAILURE, Physical::BYTE_ARRAY, Repetition::OPTIONAL, text)?);
        Type::group_type_builder("sweep").with_fields(columns).build().map(Arc::new)
    }

    /// Writes rows, column by column.
    fn write_rows(
        &self,
        rows: &[Row],
        group: &mut SerializedRowGroupWriter<File>,
    ) -> Result<(), ParquetError> {
        let members: Vec<i64> = rows.iter().map(|row| row.member as i64).collect();
        write_column::<Int64Type>(group, &members, None)?;
        for k in 0..self.design.keys().count() {
            let values: Vec<f64> = rows.iter().map(|row| self.design.values(row.member)[k]).collect();
            write_column::<DoubleType>(group, &values, None)?;
        }
        for k in 0..self.names.len() {
            let values: Vec<f64> = rows.iter().map(|row| number(row, k)).collect();
            write_column::<DoubleType>(group, &values, None)?;
        }
        let messages: Vec<Option<&String>> = rows.iter().map(|row| row.outcome.as_ref().err()).collect();
        let texts: Vec<ByteArray> =
            messages.iter().flatten().map(|text| ByteArray::from(text.as_str())).collect();
        let is_there: Vec<i16> = messages.iter().map(|message| i16::from(message.is_some())).collect();
        write_column::<ByteArrayType>(group, &texts, Some(&is_there))
    }

    /// What the columns mean, as JSON.
    fn metadata(&self) -> String {
        let factors = self.design.factors.iter().enumerate();
        let keys = factors.flat_map(|(axis, factor)| factor.keys.iter().map(move |key| (axis, key)));
        let keys = keys.map(|(axis, key)| json!({"name": key.name(), "paths": key.paths(), "axis": axis}));
        let metadata = json!({
            "keys": keys.collect::<Vec<_>>(),
            "shape": self.design.lengths().collect::<Vec<_>>(),
            "measures": self.names,
            "fingerprint": format!("{:016x}", self.fingerprint()),
        });
        metadata.to_string()
    }
}

/// Writes the next column of a group. With `is_there`, only the rows that have a 1 have a value.
fn write_column<T: DataType>(
    group: &mut SerializedRowGroupWriter<File>,
    values: &[T::T],
    is_there: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let next = group.next_column()?;
    let mut column =
        next.ok_or_else(|| ParquetError::General("the schema has too few columns".to_string()))?;
    column.typed::<T>().write_batch(values, is_there, None)?;
    column.close()
}

/// The error of the file, if it is one.
fn as_io(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
