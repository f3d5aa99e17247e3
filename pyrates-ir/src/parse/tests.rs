use super::*;
use crate::display::text;
use crate::token::lex;

fn read(source: &str) -> Result<Written, Finding> {
    let tokens = lex(source, &mut |range| Loc(range.start as u32))?;
    expression(&tokens, Loc(source.len() as u32), &[])
}

fn check(source: &str, expected: &str) {
    let e = read(source).unwrap_or_else(|finding| panic!("{source}: {}", finding.message));
    let shown = text(&e, &|name| name.text.clone());
    assert_eq!(shown, expected, "{source}");
    let again = read(&shown).unwrap_or_else(|finding| panic!("{shown}: {}", finding.message));
    assert_eq!(text(&again, &|name| name.text.clone()), shown, "does not read back");
}

#[test]
fn precedence_is_that_of_mathematics() {
    check("-x^2", "-x^2");
    check("(-x)^2", "(-x)^2");
    check("2^3^0.5", "2^3^0.5");
    check("(2^3)^0.5", "(2^3)^0.5");
    check("a**-b", "a^(-b)");
    check("a - (b - c) - d", "a - (b - c) - d");
    check("a/(b*c)*d", "a/(b*c)*d");
    check("-a*b", "-a*b");
    check("a*-b", "a*(-b)");
    check("!(a < b) && c >= d || e == f", "!(a < b) && c >= d || e == f");
    check("4.^2.", "4^2");
    check(".5 + 1.5E-1", "0.5 + 0.15");
}

#[test]
fn calls_conditionals_and_pasts() {
    check(
        "if x > 0 { sqrt(x) } else if x < -1 { 1 } else { 0 }",
        "where(x > 0, sqrt(x), where(x < -1, 1, 0))",
    );
    check("where(x>0, x, 0)", "where(x > 0, x, 0)");
    check("x(t - tau)*x(t)", "past(x, tau)*x");
    check("x(t - a - b)", "past(x, a + b)");
    check("ln(x) + maxi(a, b)", "log(x) + max(a, b)");
}

#[test]
fn errors_have_numbers_and_places() {
    let cases = [
        ("1 +", Code::Expression, 3),
        ("(a + b", Code::Parenthesis, 0),
        ("a + b)", Code::Parenthesis, 5),
        ("sinn(x)", Code::UnknownFunction, 0),
        ("2 + atan2(x)", Code::ArgumentCount, 4),
        ("1.2.3", Code::BadNumber, 0),
        ("1 + (x > 0)", Code::TruthValue, 4),
        ("where(x, 1, 2)", Code::TruthValue, 6),
        ("a < b < c", Code::Expression, 6),
        ("a ? b", Code::Expression, 2),
        ("2 x", Code::Expression, 2),
    ];
    for (source, code, at) in cases {
        let finding = read(source).expect_err(source);
        assert_eq!((finding.code, finding.loc), (code, Loc(at)), "{source}: {}", finding.message);
    }
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("{}x{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(read(&deep).map_err(|f| f.code), Err(Code::Expression));
}

/// Whatever is in a string, reading it ends in a tree that prints and reads back, or in a finding.
#[test]
fn no_text_makes_the_parser_panic() {
    const PARTS: [&str; 40] = [
        "x",
        "y1",
        "τ",
        "é",
        "2",
        ".5",
        "1e",
        "1e-3",
        "2i",
        "9e999",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "+",
        "-",
        "*",
        "**",
        "^",
        "/",
        "<",
        "<=",
        "==",
        "!",
        "&&",
        "||",
        ",",
        "'",
        "''",
        "=",
        " ",
        "if",
        "else",
        "where(",
        "past(",
        "sin(",
        "x(t - ",
        "\u{1F600}",
    ];
    let mut state = 1u64;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    for _ in 0..20_000 {
        let source: String = (0..below(12)).map(|_| PARTS[below(PARTS.len())]).collect();
        if let Ok(e) = read(&source) {
            let shown = text(&e, &|name| name.text.clone());
            let again =
                read(&shown).unwrap_or_else(|finding| panic!("{source}: {shown}: {}", finding.message));
            assert_eq!(text(&again, &|name| name.text.clone()), shown, "{source}");
        }
        let tokens = lex(&source, &mut |range| Loc(range.start as u32));
        let _ = tokens.and_then(|tokens| equation(&tokens, Loc(0), &[]));
    }
}
