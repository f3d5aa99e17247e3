//! Distributions of parameters.

/// How the values of a parameter are distributed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// All values between two are equally likely.
    Uniform {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// The logarithm is uniform: each decade is as likely as any other.
    LogUniform {
        /// The lower end, above zero.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// The normal distribution.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        sd: f64,
    },
    /// The logarithm is normal.
    LogNormal {
        /// The median, above zero.
        median: f64,
        /// The standard deviation of the natural logarithm.
        sd: f64,
    },
}

impl Distribution {
    /// What is wrong with the numbers, if anything.
    pub(super) fn problem(&self) -> Option<&'static str> {
        let is_range = |low: f64, high: f64| low.is_finite() && high.is_finite() && low <= high;
        let is_spread = |sd: f64| sd.is_finite() && sd >= 0.0;
        match *self {
            Distribution::Uniform { low, high } if !is_range(low, high) => {
                Some("needs finite ends, the lower one first")
            }
            Distribution::LogUniform { low, high } if !is_range(low, high) || low <= 0.0 => {
                Some("needs finite ends above zero, the lower one first")
            }
            Distribution::Normal { mean, sd } if !mean.is_finite() || !is_spread(sd) => {
                Some("needs a finite mean and a standard deviation of zero or more")
            }
            Distribution::LogNormal { median, sd }
                if !(median > 0.0 && median.is_finite() && is_spread(sd)) =>
            {
                Some("needs a finite median above zero and a standard deviation of zero or more")
            }
            _ => None,
        }
    }

    /// The value below which a part `u` of all values lies, `0 < u < 1`.
    pub fn quantile(&self, u: f64) -> f64 {
        match *self {
            Distribution::Uniform { low, high } => low + (high - low) * u,
            Distribution::LogUniform { low, high } => low * (high / low).powf(u),
            Distribution::Normal { mean, sd } => mean + sd * normal_quantile(u),
            Distribution::LogNormal { median, sd } => median * (sd * normal_quantile(u)).exp(),
        }
    }
}

/// The quantile of the standard normal distribution: algorithm AS 241, PPND16 (Wichura, Appl. Stat. 37 (1988) 477), with a
/// relative error of some 1e-16.
fn normal_quantile(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(&CENTRE, r);
    }
    let r = (-(if q < 0.0 { u } else { 1.0 - u }).ln()).sqrt();
    let x = if r <= 5.0 { ratio(&MIDDLE, r - 1.6) } else { ratio(&TAIL, r - 5.0) };
    if q < 0.0 { -x } else { x }
}

/// A ratio of polynomials, whose coefficients begin with the highest.
fn ratio([numerator, denominator]: &[[f64; 8]; 2], x: f64) -> f64 {
    let polynomial = |coefficients: &[f64; 8]| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    polynomial(numerator) / polynomial(denominator)
}

#[rustfmt::skip]
const CENTRE: [[f64; 8]; 2] = [
    [2.509_080_928_730_122_7e3, 3.343_057_558_358_813e4, 6.726_577_092_700_87e4, 4.592_195_393_154_987e4,
     1.373_169_376_550_946e4, 1.971_590_950_306_551_3e3, 1.331_416_678_917_843_8e2, 3.387_132_872_796_366_5],
    [5.226_495_278_852_854e3, 2.872_908_573_572_194_3e4, 3.930_789_580_009_271e4, 2.121_379_430_158_659_7e4,
     5.394_196_021_424_751e3, 6.871_870_074_920_579e2, 4.231_333_070_160_091e1, 1.0],
];
#[rustfmt::skip]
const MIDDLE: [[f64; 8]; 2] = [
    [7.745_450_142_783_414e-4, 2.272_384_498_926_918_4e-2, 2.417_807_251_774_506e-1, 1.270_458_252_452_368_4,
     3.647_848_324_763_204_5, 5.769_497_221_460_691, 4.630_337_846_156_546, 1.423_437_110_749_683_5],
    [1.050_750_071_644_416_9e-9, 5.475_938_084_995_345e-4, 1.519_866_656_361_645_7e-2, 1.481_039_764_274_800_8e-1,
     6.897_673_349_851e-1, 1.676_384_830_183_803_8, 2.053_191_626_637_759, 1.0],
];
#[rustfmt::skip]
const TAIL: [[f64; 8]; 2] = [
    [2.010_334_399_292_288_1e-7, 2.711_555_568_743_487_6e-5, 1.242_660_947_388_078_4e-3, 2.653_218_952_657_612_4e-2,
     2.965_605_718_285_048_7e-1, 1.784_826_539_917_291_3, 5.463_784_911_164_114, 6.657_904_643_501_104],
    [2.044_263_103_389_939_7e-15, 1.421_511_758_316_446e-7, 1.846_318_317_510_054_8e-5, 7.868_691_311_456_133e-4,
     1.487_536_129_085_061_5e-2, 1.369_298_809_227_358e-1, 5.998_322_065_558_88e-1, 1.0],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The distribution function, from the error function, undoes the quantile: to the rounding error of the probability.
    #[test]
    fn quantiles_undo_the_distribution_function() {
        let cumulative = |x: f64| 0.5 * (1.0 + pyrates_ir::math::erf(x / 2f64.sqrt()));
        for k in 1..2000 {
            let u = k as f64 / 2000.0;
            assert!((cumulative(normal_quantile(u)) - u).abs() < 1e-15, "{u}");
        }
    }

    /// Known quantiles far out: of 1e-10 and 1e-20, to 16 digits.
    #[test]
    fn tails_are_exact() {
        for (u, x) in [(1e-10, -6.361_340_902_404_056), (1e-20, -9.262_340_089_798_408)] {
            assert!((normal_quantile(u) / x - 1.0).abs() < 1e-15, "{} {x}", normal_quantile(u));
        }
    }

    #[test]
    fn quantiles_have_the_declared_meaning() {
        let half = |distribution: Distribution| distribution.quantile(0.5);
        assert_eq!(half(Distribution::Uniform { low: 2.0, high: 4.0 }), 3.0);
        assert!((half(Distribution::LogUniform { low: 0.1, high: 10.0 }) - 1.0).abs() < 1e-15);
        assert_eq!(half(Distribution::Normal { mean: 3.0, sd: 5.0 }), 3.0);
        assert_eq!(half(Distribution::LogNormal { median: 3.0, sd: 5.0 }), 3.0);
        let one_sd = Distribution::LogNormal { median: 1.0, sd: 2.0 }.quantile(0.841_344_746_068_543);
        assert!((one_sd.ln() - 2.0).abs() < 1e-12);
    }
}
