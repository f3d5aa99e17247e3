pyrates::from_yaml! { pub One { "models/sound.yaml" } }
pyrates::from_yaml! { pub One = "models/sound.yaml", "one", "two" }
pyrates::from_yaml! { pub One = models.sound }

pyrates::from_yaml! { pub One = "models/sound.yaml", "one", serach: ["models"] }

fn main() {}
