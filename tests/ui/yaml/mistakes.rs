pyrates::from_yaml! { pub Pair = "models/mistakes.yaml" }
pyrates::from_yaml! { Missing = "models/missing.yaml", "Pair" }
pyrates::from_yaml! { Misspelt = "models/sound.yaml", "tow" }
pyrates::from_yaml! { Which = "models/sound.yaml" }

fn main() {
    // A model with mistakes is still a type.
    let _ = Pair::default();
}
