//! The building blocks of model structs: edges, populations, and the paths of variables.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// An edge without delay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Factor on what the edge transmits.
    pub weight: f64,
}

/// An edge with a delay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DelayedEdge {
    /// Factor on what the edge transmits.
    pub weight: f64,
    /// How long the edge needs, in units of time; not negative.
    pub delay: f64,
}

impl Default for Edge {
    fn default() -> Self {
        Edge { weight: 1.0 }
    }
}

impl Default for DelayedEdge {
    fn default() -> Self {
        DelayedEdge { weight: 1.0, delay: 0.0 }
    }
}

crate::__impl_serde!(Edge { weight: f64 = "weight" });
crate::__impl_serde!(DelayedEdge { weight: f64 = "weight", delay: f64 = "delay" });

/// The units of a population: `N` structs of parameters, used like a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct Population<T, const N: usize>(Box<[T]>);

impl<T: Clone, const N: usize> Population<T, N> {
    /// A population of equal units.
    pub fn uniform(unit: T) -> Self {
        Population(vec![unit; N].into_boxed_slice())
    }
}

impl<T: Clone + Default, const N: usize> Default for Population<T, N> {
    fn default() -> Self {
        Population::uniform(T::default())
    }
}

impl<T, const N: usize> Deref for Population<T, N> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const N: usize> DerefMut for Population<T, N> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a Population<T, N> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a mut Population<T, N> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

impl<T: Serialize, const N: usize> Serialize for Population<T, N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de, T: Deserialize<'de>, const N: usize> Deserialize<'de> for Population<T, N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let units = Vec::<T>::deserialize(deserializer)?;
        if units.len() != N {
            return Err(D::Error::invalid_length(units.len(), &format!("{N} units").as_str()));
        }
        Ok(Population(units.into_boxed_slice()))
    }
}

/// The units of a population whose size is chosen at run time, used like a slice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Units<T>(Vec<T>);

impl<T: Clone + Default> Units<T> {
    /// A population of equal units.
    pub fn uniform(n: usize, unit: T) -> Self {
        Units(vec![unit; n])
    }

    /// Changes the number of units; new ones have the declared values.
    pub fn resize(&mut self, n: usize) {
        self.0.resize(n, T::default());
    }

    /// Takes each unit from a place among the present ones; those without one have the declared values.
    #[doc(hidden)]
    pub fn rearrange(&mut self, places: &[Option<usize>]) {
        let unit = |place: &Option<usize>| place.and_then(|k| self.0.get(k)).cloned().unwrap_or_default();
        self.0 = places.iter().map(unit).collect();
    }
}

impl<T> Deref for Units<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> DerefMut for Units<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T> FromIterator<T> for Units<T> {
    fn from_iter<I: IntoIterator<Item = T>>(units: I) -> Self {
        Units(units.into_iter().collect())
    }
}

impl<'a, T> IntoIterator for &'a Units<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut Units<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

impl<T: Serialize> Serialize for Units<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Units<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<T>::deserialize(deserializer).map(Units)
    }
}

/// The path of a variable of a model, as `Model::variables()` gives it.
///
/// It can stand wherever a path can: `solution.column(&v.prey.lv.x)` is `solution.column("prey/lv/x")`
/// with the names checked by the compiler.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Variable(String);

impl Variable {
    /// The variable `name` of the owner at `path`.
    #[doc(hidden)]
    pub fn new(path: &str, name: &str) -> Self {
        Variable(if path.is_empty() { name.to_string() } else { format!("{path}/{name}") })
    }
}

impl AsRef<str> for Variable {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The paths of the variables of the units of a population whose size is chosen at run time.
#[derive(Debug, Clone)]
pub struct UnitVariables<T> {
    path: String,
    at: fn(&str) -> T,
}

impl<T> UnitVariables<T> {
    /// The variables of the units of the population at `path`.
    #[doc(hidden)]
    pub fn new(path: &str, at: fn(&str) -> T) -> Self {
        UnitVariables { path: path.to_string(), at }
    }

    /// The variables of one unit.
    pub fn unit(&self, unit: usize) -> T {
        (self.at)(&format!("{}/{unit}", self.path))
    }
}

impl<T> PartialEq for UnitVariables<T> {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl<T> Eq for UnitVariables<T> {}

/// Implements serde for a struct with named fields, by names: unknown, missing and repeated fields are
/// errors. It stands for a derive, which could not name serde through this crate.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_serde {
    ($ty:ident { $($field:ident: $type:ty = $key:expr),* $(,)? }) => {
        const _: () = {
            use $crate::__private::serde as serde;
            const FIELDS: &[&str] = &[$($key),*];

            $crate::__impl_part!($ty);

            #[automatically_derived]
            impl serde::Serialize for $ty {
                fn serialize<__S: serde::Serializer>(&self, serializer_: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                    #[allow(unused_imports)]
                    use serde::ser::SerializeStruct as _;
                    #[allow(unused_mut)]
                    let mut state_ = serializer_.serialize_struct(::core::stringify!($ty), FIELDS.len())?;
                    $(state_.serialize_field($key, &$crate::__private::Written(&self.$field))?;)*
                    state_.end()
                }
            }

            #[automatically_derived]
            impl<'de> serde::Deserialize<'de> for $ty {
                fn deserialize<__D: serde::Deserializer<'de>>(deserializer_: __D) -> ::core::result::Result<Self, __D::Error> {
                    struct __Visitor;
                    impl<'de> serde::de::Visitor<'de> for __Visitor {
                        type Value = $ty;
                        fn expecting(&self, f_: &mut ::core::fmt::Formatter) -> ::core::fmt::Result {
                            f_.write_str(::core::concat!("struct ", ::core::stringify!($ty)))
                        }
                        #[allow(unused_mut, unused_variables)]
                        fn visit_seq<__A: serde::de::SeqAccess<'de>>(self, mut seq_: __A) -> ::core::result::Result<$ty, __A::Error> {
                            let mut n_ = 0usize;
                            ::core::result::Result::Ok($ty { $($field: {
                                n_ += 1;
                                match seq_.next_element::<$crate::__private::Read<$type>>()? {
                                    ::core::option::Option::Some(value_) => value_.0,
                                    ::core::option::Option::None => return ::core::result::Result::Err(
                                        serde::de::Error::invalid_length(n_ - 1, &self)),
                                }
                            },)* })
                        }
                        #[allow(unused_mut, unused_variables)]
                        fn visit_map<__A: serde::de::MapAccess<'de>>(self, mut map_: __A) -> ::core::result::Result<$ty, __A::Error> {
                            // Fields cannot be local variables: one of them may be called like a constant of the user.
                            #[allow(non_camel_case_types)]
                            struct __Partial {
                                $($field: ::core::option::Option<$type>,)*
                            }
                            let mut partial_ = __Partial { $($field: ::core::option::Option::None,)* };
                            while let ::core::option::Option::Some(key_) = map_.next_key::<::std::string::String>()? {
                                match key_.as_str() {
                                    $($key => {
                                        if partial_.$field.is_some() {
                                            return ::core::result::Result::Err(serde::de::Error::duplicate_field($key));
                                        }
                                        partial_.$field = ::core::option::Option::Some(
                                            map_.next_value::<$crate::__private::Read<$type>>()?.0);
                                    })*
                                    other_ => return ::core::result::Result::Err(
                                        serde::de::Error::unknown_field(other_, FIELDS)),
                                }
                            }
                            ::core::result::Result::Ok($ty { $($field: match partial_.$field {
                                ::core::option::Option::Some(value_) => value_,
                                ::core::option::Option::None => return ::core::result::Result::Err(
                                    serde::de::Error::missing_field($key)),
                            },)* })
                        }
                    }
                    deserializer_.deserialize_struct(::core::stringify!($ty), FIELDS, __Visitor)
                }
            }
        };
    };
}
