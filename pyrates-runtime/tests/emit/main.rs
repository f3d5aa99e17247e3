//! Exported code: its text, and its results in the tools for which it is made.

mod auto;
mod auto_runs;
mod bifurcations;
mod check;
mod contrast;
mod fortran;
mod golden;
mod julia;
mod matlab;
mod models;
mod numpy;
mod refusals;
mod tensors;
mod tools;
