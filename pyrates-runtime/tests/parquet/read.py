"""Prints all columns of a Parquet file as JSON, as two readers have them; numbers by their bits."""

import json
import sys

import numpy as np
import polars
import pyarrow.parquet


def plain(values):
    """Floating-point numbers by their bits; all else as it is."""
    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        return values.view(np.uint64).tolist()
    return list(values)


def main():
    path = sys.argv[1]
    by_arrow = pyarrow.parquet.read_table(path)
    by_polars = polars.read_parquet(path)
    types = [str(field.type) for field in by_arrow.schema]
    assert types == ["int64", *["double"] * (len(types) - 2), "string"], types
    columns = {
        "pyarrow": {
            name: plain(column.to_numpy() if str(column.type) == "double" else column.to_pylist())
            for name, column in zip(by_arrow.column_names, by_arrow.columns)
        },
        "polars": {
            column.name: plain(column.to_numpy() if column.dtype == polars.Float64 else column.to_list())
            for column in by_polars
        },
        "metadata": json.loads(by_arrow.schema.metadata[b"pyrates.sweep"]),
    }
    print(json.dumps(columns))


main()
