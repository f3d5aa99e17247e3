pyrates::from_yaml! { pub One { "models/sound.yaml" } }
pyrates::from_yaml! { pub One = "models/sound.yaml", "one", "two" }
pyrates::from_yaml! { pub One = models.sound }

fn main() {}
