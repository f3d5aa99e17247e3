pyrates::operator! {
    pub Noisy {
        equations {
            d/dt x = -x + noise(sigma)^2;
            d/dt y = -tanh(y + noise(sigma));
            d/dt z = -z + noise(1)*noise(2) + 1/noise(3);
            d/dt u = -u + noise(sigma, x);
            d/dt v = -v + noise(sigma, 2*sigma);
            d/dt w = square(noise(sigma)) - noise();
            "m = x + noise(sigma)"
        }
        variables {
            x: output(0.0), y: variable(0.0), z: variable(0.0), u: variable(0.0), v: variable(0.0), w: variable(0.0),
            m: variable, sigma: 0.1,
        }
        functions { square(x) = x*x }
    }
}

fn main() {}
