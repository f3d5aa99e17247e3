//! Eigenvalues and multipliers, from the file in which Auto tells what it does.

use num_complex::Complex64;

use super::number;

/// The eigenvalues of an equilibrium, or the multipliers of a cycle.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::continuation) struct Spectrum {
    pub(in crate::continuation) values: Vec<Complex64>,
    /// How many of them make deviations die out.
    pub(in crate::continuation) n_stable: Option<usize>,
}

/// The spectra of all points, in order. While a special point is located there are several, of which the last counts.
pub(in crate::continuation) fn spectra(text: &str) -> Vec<Spectrum> {
    let (mut spectra, mut current) = (Vec::new(), Spectrum::default());
    let mut is_point = false;
    for line in text.lines() {
        if is_point {
            spectra.push(std::mem::take(&mut current));
            is_point = false;
        } else if line.contains(" TY  LAB ") {
            is_point = true;
        } else if let Some((_, count)) = line.split_once("Stable:") {
            current = Spectrum { values: Vec::new(), n_stable: count.trim().parse().ok() };
        } else if line.trim() == "EIGENVALUES" {
            current = Spectrum::default();
        } else if let Some(pair) = line.trim().strip_prefix('(').and_then(|line| line.strip_suffix(')')) {
            current.values.extend(value(&format!("0 {}", pair.replace(',', " "))));
        } else if let Some((_, rest)) =
            line.split_once("Eigenvalue ").or_else(|| line.split_once("Multiplier "))
        {
            current.values.extend(value(rest));
        }
    }
    spectra
}

/// The number of the value, a colon for eigenvalues, and the real and the imaginary part.
fn value(text: &str) -> Option<Complex64> {
    let text = text.replacen(':', " ", 1);
    let mut words = text.split_whitespace().skip(1).map_while(number);
    Some(Complex64::new(words.next()?, words.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saddles_of_homoclinic_orbits_have_eigenvalues() {
        let text = "
 EIGENVALUES
 (  -1.2999998,    0.0000000)
 (   0.6999999,   -0.5000000)
 PSI( 1)=   -0.5999999155E+00

  BR    PT  TY  LAB    PAR(1)        L2-NORM       PAR(3)
   3     1        0   2.11091E-12   2.85990E-01  -3.00000E-01
";
        let found = spectra(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].values, [Complex64::new(-1.299_999_8, 0.0), Complex64::new(0.699_999_9, -0.5)]);
    }

    #[test]
    fn the_last_spectrum_before_a_point_is_its_own() {
        let text = "
   1     1         Eigenvalues  :   Stable:   1
   1     1         Eigenvalue  1:   5.00000E+00  -2.64766E-02

   1     2         Eigenvalues  :   Stable:   2
   1     2         Eigenvalue  1:  -9.98646E-02  -2.64766E-02
   1     2         Eigenvalue  2:  -9.98646E-02   2.64766E-02

  BR    PT  TY  LAB    PAR(2)        L2-NORM         U(1)     
   1    -1        0  -1.00000E+01   3.17246E+00   1.06597E-01

 132     2         Multipliers:     Stable:   3
 132     2         Multiplier  1    1.00000E+00   0.00000E+00  Abs. Val.   1.00000E+00

  BR    PT  TY  LAB    PAR(2)        L2-NORM         U(1)     
-132     2        0  -1.00000E+01   3.17246E+00   1.06597E-01
";
        let found = spectra(text);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].n_stable, found[0].values.len()), (Some(2), 2));
        assert_eq!(found[0].values[1], Complex64::new(-0.099_864_6, 0.026_476_6));
        assert_eq!((found[1].n_stable, found[1].values[0].re), (Some(3), 1.0));
    }
}
