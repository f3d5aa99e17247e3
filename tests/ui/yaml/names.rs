pyrates::from_yaml! { pub Pair = "models/names.yaml" }

fn main() {}
