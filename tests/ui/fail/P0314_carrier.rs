pyrates::operator! {
    pub Leak {
        equations { d/dt x = -x; }
        variables { x: output(1.0) }
    }
}

// The carrier of another version of pyrates.
macro_rules! Old {
    ({ [$($next:tt)*] $($queue:tt)* } $($done:tt)*) => {
        $($next)* ! { { $($queue)* } $($done)* { operator v0 Old { } } }
    };
}
pyrates::node! { pub Mixed { leak: Leak, old: Old } }

fn main() {}
