pyrates::node! { pub N { lv: Missing } }
mod models {}
pyrates::node! { pub K { lv: models::Missing } }

fn main() {}
