pyrates::from_yaml! { pub One = "models/sound.yaml", "one" }
pyrates::circuit! { pub Larger { nodes { a: One } } }

fn main() {}
