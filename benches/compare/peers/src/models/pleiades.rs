//! The Pleiades: seven stars in a plane, whose masses are 1 to 7 (E. Hairer, S. P. Norsett and G. Wanner, Solving
//! Ordinary Differential Equations I, II.10).

use pyrates::operator;

operator! {
    /// All positions, then all velocities. `c12` is one over the cube of the distance of stars 1 and 2.
    pub(crate) Pleiades {
        functions { inverse_cube(a, b) = 1/((a*a + b*b)*sqrt(a*a + b*b)) }
        equations {
            c12 = inverse_cube(x1 - x2, y1 - y2); c13 = inverse_cube(x1 - x3, y1 - y3);
            c14 = inverse_cube(x1 - x4, y1 - y4); c15 = inverse_cube(x1 - x5, y1 - y5);
            c16 = inverse_cube(x1 - x6, y1 - y6); c17 = inverse_cube(x1 - x7, y1 - y7);
            c23 = inverse_cube(x2 - x3, y2 - y3); c24 = inverse_cube(x2 - x4, y2 - y4);
            c25 = inverse_cube(x2 - x5, y2 - y5); c26 = inverse_cube(x2 - x6, y2 - y6);
            c27 = inverse_cube(x2 - x7, y2 - y7); c34 = inverse_cube(x3 - x4, y3 - y4);
            c35 = inverse_cube(x3 - x5, y3 - y5); c36 = inverse_cube(x3 - x6, y3 - y6);
            c37 = inverse_cube(x3 - x7, y3 - y7); c45 = inverse_cube(x4 - x5, y4 - y5);
            c46 = inverse_cube(x4 - x6, y4 - y6); c47 = inverse_cube(x4 - x7, y4 - y7);
            c56 = inverse_cube(x5 - x6, y5 - y6); c57 = inverse_cube(x5 - x7, y5 - y7);
            c67 = inverse_cube(x6 - x7, y6 - y7);
            d/dt x1 = u1; d/dt x2 = u2; d/dt x3 = u3; d/dt x4 = u4; d/dt x5 = u5; d/dt x6 = u6; d/dt x7 = u7;
            d/dt y1 = v1; d/dt y2 = v2; d/dt y3 = v3; d/dt y4 = v4; d/dt y5 = v5; d/dt y6 = v6; d/dt y7 = v7;
            d/dt u1 = 2*c12*(x2 - x1) + 3*c13*(x3 - x1) + 4*c14*(x4 - x1)
                + 5*c15*(x5 - x1) + 6*c16*(x6 - x1) + 7*c17*(x7 - x1);
            d/dt u2 = 1*c12*(x1 - x2) + 3*c23*(x3 - x2) + 4*c24*(x4 - x2)
                + 5*c25*(x5 - x2) + 6*c26*(x6 - x2) + 7*c27*(x7 - x2);
            d/dt u3 = 1*c13*(x1 - x3) + 2*c23*(x2 - x3) + 4*c34*(x4 - x3)
                + 5*c35*(x5 - x3) + 6*c36*(x6 - x3) + 7*c37*(x7 - x3);
            d/dt u4 = 1*c14*(x1 - x4) + 2*c24*(x2 - x4) + 3*c34*(x3 - x4)
                + 5*c45*(x5 - x4) + 6*c46*(x6 - x4) + 7*c47*(x7 - x4);
            d/dt u5 = 1*c15*(x1 - x5) + 2*c25*(x2 - x5) + 3*c35*(x3 - x5)
                + 4*c45*(x4 - x5) + 6*c56*(x6 - x5) + 7*c57*(x7 - x5);
            d/dt u6 = 1*c16*(x1 - x6) + 2*c26*(x2 - x6) + 3*c36*(x3 - x6)
                + 4*c46*(x4 - x6) + 5*c56*(x5 - x6) + 7*c67*(x7 - x6);
            d/dt u7 = 1*c17*(x1 - x7) + 2*c27*(x2 - x7) + 3*c37*(x3 - x7)
                + 4*c47*(x4 - x7) + 5*c57*(x5 - x7) + 6*c67*(x6 - x7);
            d/dt v1 = 2*c12*(y2 - y1) + 3*c13*(y3 - y1) + 4*c14*(y4 - y1)
                + 5*c15*(y5 - y1) + 6*c16*(y6 - y1) + 7*c17*(y7 - y1);
            d/dt v2 = 1*c12*(y1 - y2) + 3*c23*(y3 - y2) + 4*c24*(y4 - y2)
                + 5*c25*(y5 - y2) + 6*c26*(y6 - y2) + 7*c27*(y7 - y2);
            d/dt v3 = 1*c13*(y1 - y3) + 2*c23*(y2 - y3) + 4*c34*(y4 - y3)
                + 5*c35*(y5 - y3) + 6*c36*(y6 - y3) + 7*c37*(y7 - y3);
            d/dt v4 = 1*c14*(y1 - y4) + 2*c24*(y2 - y4) + 3*c34*(y3 - y4)
                + 5*c45*(y5 - y4) + 6*c46*(y6 - y4) + 7*c47*(y7 - y4);
            d/dt v5 = 1*c15*(y1 - y5) + 2*c25*(y2 - y5) + 3*c35*(y3 - y5)
                + 4*c45*(y4 - y5) + 6*c56*(y6 - y5) + 7*c57*(y7 - y5);
            d/dt v6 = 1*c16*(y1 - y6) + 2*c26*(y2 - y6) + 3*c36*(y3 - y6)
                + 4*c46*(y4 - y6) + 5*c56*(y5 - y6) + 7*c67*(y7 - y6);
            d/dt v7 = 1*c17*(y1 - y7) + 2*c27*(y2 - y7) + 3*c37*(y3 - y7)
                + 4*c47*(y4 - y7) + 5*c57*(y5 - y7) + 6*c67*(y6 - y7);
        }
        variables {
            x1: output(3.0), x2: variable(3.0), x3: variable(-1.0), x4: variable(-3.0),
            x5: variable(2.0), x6: variable(-2.0), x7: variable(2.0),
            y1: variable(3.0), y2: variable(-3.0), y3: variable(2.0), y4: variable(0.0),
            y5: variable(0.0), y6: variable(-4.0), y7: variable(4.0),
            u1: variable(0.0), u2: variable(0.0), u3: variable(0.0), u4: variable(0.0),
            u5: variable(0.0), u6: variable(1.75), u7: variable(-1.5),
            v1: variable(0.0), v2: variable(0.0), v3: variable(0.0), v4: variable(-1.25),
            v5: variable(1.0), v6: variable(0.0), v7: variable(0.0),
            c12: variable, c13: variable, c14: variable, c15: variable, c16: variable, c17: variable, c23: variable,
            c24: variable, c25: variable, c26: variable, c27: variable, c34: variable, c35: variable, c36: variable,
            c37: variable, c45: variable, c46: variable, c47: variable, c56: variable, c57: variable, c67: variable,
        }
    }
}
