use pyrates::Model;

pyrates::from_yaml! { One = "models/sound.yaml", "one" }
pyrates::from_yaml! {
    /// Two cells.
    #[allow(dead_code)]
    pub(crate) Two = "models/sound.yaml", "two",
}
mod inner {
    pyrates::from_yaml! { pub Leak = "models/sound.yaml", "leak"; }
    pyrates::from_yaml! { pub Cell = "models/sound.yaml", "cell" }
}

fn main() {
    let mut two = Two::default();
    two.r#type.leak.tau = 4.0;
    assert_eq!(two.get("type/leak/tau").ok(), Some(4.0));
    assert_eq!(One::default().a.leak.x, 1.0);
    assert_eq!(inner::Leak::default().tau, inner::Cell::default().leak.tau);
}
