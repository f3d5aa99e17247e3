//! The registry of methods: a method that is listed here is tested for its order, with and without delays, on
//! and between its steps, for its tolerance, and for what it does when something fails.

/// Runs a check for every method, with the order of its dense output and two numbers of steps at which the
/// order shows.
macro_rules! for_all_methods {
    ($check:ident) => {
        $check(Euler, 3, &[320, 640]);
        $check(Heun, 3, &[160, 320]);
        $check(Ralston, 3, &[160, 320]);
        $check(Rk4, 3, &[40, 80]);
        $check(Bosh3, 3, &[80, 160]);
        $check(Dopri5, 4, &[20, 40]);
        $check(Tsit5, 4, &[20, 40]);
        $check(Vern7, 6, &[8, 16]);
        $check(Dop853, 7, &[6, 12]);
        $check(Rodas5P, 4, &[20, 40]);
        $check(Radau9, 5, &[6, 12]);
        $check(Auto, 4, &[20, 40]);
    };
}
