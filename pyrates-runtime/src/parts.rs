//! Parts of model structs and their form in serde, which knows arrays of up to 32 elements only.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{PairMatrix, Population, SparseMatrix, Units};

/// What a field of a model struct can hold.
pub trait Part: Sized {
    /// Writes the part.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    /// Reads it back.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// A part that is written.
#[derive(Debug)]
pub struct Written<'a, T>(pub &'a T);

impl<T: Part> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// A part that was read.
#[derive(Debug)]
pub struct Read<T>(pub T);

impl<'de, T: Part> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Read)
    }
}

/// Makes a part of a type that has a form in serde.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_part {
    ($ty:ty $(, $($generics:tt)*)?) => {
        impl<$($($generics)*)?> $crate::__private::Part for $ty {
            fn write<__S: $crate::__private::serde::Serializer>(
                &self,
                serializer_: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                $crate::__private::serde::Serialize::serialize(self, serializer_)
            }
            fn read<'de, __D: $crate::__private::serde::Deserializer<'de>>(
                deserializer_: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $crate::__private::serde::Deserialize::deserialize(deserializer_)
            }
        }
    };
}

__impl_part!(f64);
__impl_part!(crate::Complex64);
__impl_part!(PairMatrix);
__impl_part!(SparseMatrix);
__impl_part!(Population<T, N>, T: Serialize + for<'a> Deserialize<'a>, const N: usize);
__impl_part!(Units<T>, T: Serialize + for<'a> Deserialize<'a>);

/// The elements of a vector, or the rows of a matrix.
impl<T: Part, const N: usize> Part for [T; N] {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Written))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let elements: Vec<T> = Vec::<Read<T>>::deserialize(deserializer)?.into_iter().map(|e| e.0).collect();
        let n = elements.len();
        elements.try_into().map_err(|_| D::Error::invalid_length(n, &format!("{N} elements").as_str()))
    }
}
