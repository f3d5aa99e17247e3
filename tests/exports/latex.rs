use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, katex};

/// Has KaTeX read every formula of every document, as strictly as it can.
const DRIVER: &str = r"
const fs = require('fs');
const katex = require(process.argv[2]);
let count = 0;
for (const line of fs.readFileSync('models.txt', 'utf8').trim().split('\n')) {
  const [folder, name] = line.split(' ');
  const text = fs.readFileSync(folder + '/' + name + '.tex', 'utf8').replace(/^%.*$/mg, '');
  const block = text.match(/\\begin\{align\*\}[^]*\\end\{align\*\}/)[0];
  katex.renderToString(block, {displayMode: true, strict: 'error', throwOnError: true});
  for (const formula of text.replace(block, '').match(/\$[^$]*\$/g)) {
    katex.renderToString(formula.slice(1, -1), {strict: 'error', throwOnError: true});
    count += 1;
  }
}
console.log(count > 100 ? 'read' : 'too few formulas: ' + count);
";

#[test]
fn every_model_is_read_by_katex() {
    let Some((node, katex)) = katex() else { return };
    for suite in models::suites() {
        let folder = Folder::new();
        let name = |file: &str| file.trim_end_matches(".tex").to_string();
        suite.write(&folder, &|system| system.emit_latex(), &name);
        folder.write("driver.js", DRIVER);
        let printed = folder.run(&node, &["driver.js", katex.to_str().unwrap()]);
        assert_eq!(printed.trim(), "read");
    }
}
