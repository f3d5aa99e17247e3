use pyrates::{
    circuit,
    model::{Model, NoPast, Past, VectorField},
    node, operator,
};
operator! {
    /// Lotka-Volterra growth of one species.
    pub LotkaVolterra {
        equations { d/dt x = x*(alpha + x_in); }
        variables {
            /// Density.
            x: output(0.5),
            alpha: 0.5,
            x_in: input(0.0),
        }
    }
}
node! { pub Species { lv: LotkaVolterra } }
circuit! {
    /// Predator and prey.
    pub PredatorPrey {
        nodes {
            predator: Species { lv.alpha: -1.0 },
            prey: Species { lv.alpha: 0.7 },
        }
        edges {
            predator.lv.x -> prey.lv.x_in { weight: -1.3 };
            prey.lv.x -> predator.lv.x_in { weight: 1.0, delay: 0.5 };
        }
    }
}
struct Const;
impl Past<f64> for Const {
    fn value(&self, l: usize, s: usize, t: f64) -> f64 {
        eprintln!("lookup {l} {s} {t}");
        0.25
    }
}
fn main() {
    let m = PredatorPrey::default();
    println!("{m:?}\n{:#?}", m.system());
    let mut dy = [0.0; 2];
    m.vector_field(0.0, &[0.5, 0.6], &m.parameters(), &Const, &mut [], &mut dy);
    println!("{dy:?} {:?} {}", m.delays(&m.parameters()), PredatorPrey::variables().prey.lv.x);
    let _ = NoPast;
}
