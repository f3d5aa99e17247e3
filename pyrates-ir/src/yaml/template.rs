//! Templates: where they are, what they are derived from, and of which kind they are.

use std::path::{Component, Path, PathBuf};

use crate::finding::{Code, Finding, Loc, Name};

use super::limits::{MAX_CHAIN, MAX_KEY};
use super::reader::{Id, Outcome, Reader, Reported, shorten};
use super::text::Text;
use super::tree::Value;

/// The kinds of templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TemplateKind {
    /// Equations and variables.
    Operator,
    /// Operators that act together.
    Node,
    /// Operators on an edge.
    Edge,
    /// Nodes, circuits and edges.
    Circuit,
}

impl TemplateKind {
    const ALL: [TemplateKind; 4] =
        [TemplateKind::Operator, TemplateKind::Node, TemplateKind::Edge, TemplateKind::Circuit];

    /// The word that stands behind `base:`.
    pub fn base(self) -> &'static str {
        match self {
            TemplateKind::Operator => "OperatorTemplate",
            TemplateKind::Node => "NodeTemplate",
            TemplateKind::Edge => "EdgeTemplate",
            TemplateKind::Circuit => "CircuitTemplate",
        }
    }

    /// The word with its article, for messages.
    pub fn with_article(self) -> &'static str {
        match self {
            TemplateKind::Operator => "an operator",
            TemplateKind::Node => "a node",
            TemplateKind::Edge => "an edge",
            TemplateKind::Circuit => "a circuit",
        }
    }

    fn from_base(word: &str) -> Option<TemplateKind> {
        TemplateKind::ALL.into_iter().find(|kind| kind.base() == word)
    }

    /// The keys of a template, besides `base` and `description`.
    fn keys(self) -> &'static [&'static str] {
        match self {
            TemplateKind::Operator => &["equations", "variables", "events"],
            TemplateKind::Node | TemplateKind::Edge => &["operators"],
            TemplateKind::Circuit => &["nodes", "circuits", "edges"],
        }
    }
}

/// A template as it stands in a file.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) id: Id,
    pub(super) name: Name,
    pub(super) body: Value,
}

impl Template {
    /// The file that has it.
    pub(super) fn file(&self) -> usize {
        self.id.0
    }

    /// What the template says about itself.
    pub(super) fn description(&self) -> Option<String> {
        let text = self.body.get("description")?;
        text.word().map(|word| word.trim().to_string()).filter(|word| !word.is_empty())
    }
}

/// A template with all that it is derived from, the oldest first.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    pub(super) kind: TemplateKind,
    pub(super) templates: Vec<Template>,
}

impl Chain {
    /// The template itself.
    pub(super) fn last(&self) -> &Template {
        &self.templates[self.templates.len() - 1]
    }
}

impl Reader<'_> {
    /// The template with this name in a file.
    pub(super) fn in_file(&mut self, file: usize, name: &str) -> Option<Template> {
        let entries = self.root(file).map()?;
        let at = entries.iter().position(|(key, _)| key.word() == Some(name))?;
        let (key, body) = &entries[at];
        let loc = self.loc(key);
        Some(Template { id: (file, at), name: Name::new(name, loc), body: body.clone() })
    }

    /// The names of all templates of a file.
    pub(super) fn names_in(&self, file: usize) -> Vec<String> {
        let entries = self.root(file).map().unwrap_or_default();
        let templates = entries.iter().filter(|(_, body)| body.get("base").is_some());
        templates.filter_map(|(key, _)| key.word().map(str::to_string)).collect()
    }

    /// The template that a path stands for; `from` is the file in which the path stands.
    pub(super) fn resolve(&mut self, path: &Value, from: usize) -> Outcome<Template> {
        let text = self.text(path);
        let loc = self.loc(path);
        if path.word().is_none() || text.as_str().is_empty() {
            return Err(self.shape(path, "the path of a template", "write a name or `folder/file/Name`"));
        }
        if text.len() > MAX_KEY {
            return Err(self.too_long("a path", text.len(), loc));
        }
        let parts = self.parts_of(&text)?;
        let Some((name, file)) = parts.split_last() else { return Err(Reported) };
        if file.is_empty() {
            return self.in_file(from, &name.text).ok_or(()).map_err(|()| self.no_template(from, name));
        }
        let file = self.find_file(file, from, text.as_str(), loc)?;
        self.in_file(file, &name.text).ok_or(()).map_err(|()| self.no_template(file, name))
    }

    /// The names in a path: folders, file and template.
    fn parts_of(&mut self, text: &Text) -> Outcome<Vec<Name>> {
        let path = text.as_str();
        let slashes = path.contains(['/', '\\']);
        let separator = if path.contains('\\') {
            '\\'
        } else if slashes {
            '/'
        } else {
            '.'
        };
        let loc = text.whole(&mut self.sources);
        let bad = |message: String| {
            Finding::new(Code::TemplatePath, loc, message)
                .help("write `Name`, `folder/file/Name` or `folder.file.Name`, with folders below one of those searched")
        };
        let parts = text.split(separator, &mut self.sources);
        for part in &parts {
            let word = part.text.as_str();
            let plain = Path::new(word).components().all(|c| matches!(c, Component::Normal(_)));
            if word.is_empty() || !plain || word.contains(['/', '\\', '\0', ':']) {
                let message = format!("`{}` is not the path of a template", shorten(path));
                let message = match word {
                    ".." | "." => format!("{message}: `{word}` leads out of the folders that are searched"),
                    "" if path.starts_with(['/', '\\']) => format!("{message}: it is absolute"),
                    _ => message,
                };
                return Err(self.error(bad(message)));
            }
        }
        Ok(parts)
    }

    /// Looks a file up in the folder of the file that asks, in those above, and in the folders to search.
    fn find_file(&mut self, parts: &[Name], from: usize, path: &str, loc: Loc) -> Outcome<usize> {
        let relative: PathBuf = parts.iter().map(|part| part.text.as_str()).collect();
        let above = self.sources.path(from).to_path_buf();
        let around = above.ancestors().skip(1).take(MAX_CHAIN).map(Path::to_path_buf);
        let folders: Vec<PathBuf> = around.chain(self.search.iter().cloned()).collect();
        for folder in folders {
            for candidate in candidates(&folder.join(&relative)) {
                if let Some(file) = self.try_open(&candidate, Some(loc))? {
                    return Ok(file);
                }
            }
        }
        let message = format!("there is no file for the template `{}`", shorten(path));
        let shown = relative.display();
        Err(self.error(Finding::new(Code::UnknownTemplate, loc, message).help(format!(
            "looked for `{shown}.yaml` and `{shown}.yml` in the folder of this file, those above it and those to search"
        ))))
    }

    fn no_template(&mut self, file: usize, name: &Name) -> Reported {
        let shown = self.sources.path(file).display().to_string();
        let message = format!("`{shown}` has no template `{}`", shorten(&name.text));
        let known = self.names_in(file);
        let finding = Finding::new(Code::UnknownTemplate, name.loc, message);
        self.error(finding.suggest(&name.text, known.iter().map(String::as_str)))
    }

    /// All that a template is derived from, and its kind.
    pub(super) fn chain(&mut self, template: Template) -> Outcome<Chain> {
        let mut templates = vec![template];
        let kind = loop {
            let last = &templates[templates.len() - 1];
            let (file, name, body) = (last.file(), last.name.clone(), last.body.clone());
            let Some(base) = body.get("base").filter(|base| !base.is_null()) else {
                return Err(self.no_base(&name, &body));
            };
            if let Some(kind) = base.word().and_then(TemplateKind::from_base) {
                break kind;
            }
            let loc = self.loc(&base);
            let next = self.resolve_base(&base, file)?;
            if templates.iter().any(|known| known.id == next.id) {
                let message = format!("`{}` is derived from itself", next.name.text);
                return Err(self.error(
                    Finding::new(Code::Ring, loc, message).help("let one of the templates have another base"),
                ));
            }
            if templates.len() >= MAX_CHAIN {
                let message = format!("more than {MAX_CHAIN} templates are derived from each other");
                return Err(self.error(Finding::new(Code::Limit, loc, message)));
            }
            templates.push(next);
        };
        templates.reverse();
        let chain = Chain { kind, templates };
        self.check_keys(&chain);
        Ok(chain)
    }

    fn resolve_base(&mut self, base: &Value, file: usize) -> Outcome<Template> {
        let bases: Vec<&str> = TemplateKind::ALL.iter().map(|kind| kind.base()).collect();
        let word = base.word().unwrap_or("");
        let bare = !word.contains(['/', '.', '\\']);
        let meant =
            word.ends_with("Template") || crate::nearest::nearest(word, bases.iter().copied()).is_some();
        if bare && meant && self.in_file(file, word).is_none() {
            let loc = self.loc(base);
            let message = format!("`{}` is no base", shorten(word));
            return Err(self.error(Finding::new(Code::Base, loc, message).suggest(word, bases)));
        }
        self.resolve(base, file)
    }

    fn no_base(&mut self, name: &Name, body: &Value) -> Reported {
        let message = format!("`{}` has no base", shorten(&name.text));
        let finding = Finding::new(Code::Base, name.loc, message);
        let Some(entries) = body.map() else {
            return self.error(finding.help("a template is a map with the key `base`"));
        };
        let help =
            "add `base: OperatorTemplate`, `NodeTemplate`, `EdgeTemplate`, `CircuitTemplate` or a template";
        let keys = entries.iter().filter_map(|(key, _)| key.word());
        let near = crate::nearest::nearest("base", keys).map(str::to_string);
        let finding = match near {
            Some(near) => finding.help(format!("`{near}` should be `base`")),
            None => finding.help(help),
        };
        self.error(finding)
    }

    /// Every key of the templates is one that their kind has.
    fn check_keys(&mut self, chain: &Chain) {
        let known: Vec<&str> = ["base", "description"].iter().chain(chain.kind.keys()).copied().collect();
        for template in &chain.templates {
            for (key, _) in template.body.map().unwrap_or_default() {
                let word = key.word().unwrap_or("").to_string();
                if known.contains(&word.as_str()) || self.is_full() {
                    continue;
                }
                let loc = self.loc(&key);
                // A template that others are derived from is looked at more than once.
                let again = self.errors.iter().any(|e| self.sources.same(e.loc, loc));
                if !again {
                    let what = chain.kind.with_article();
                    let message = format!("{what} has no key `{}`", shorten(&word));
                    self.error(Finding::new(Code::Key, loc, message).suggest(&word, known.iter().copied()));
                }
            }
        }
    }

    /// Refuses a template of another kind.
    pub(super) fn expect(&mut self, chain: &Chain, kind: TemplateKind, loc: Loc) -> Outcome<()> {
        if chain.kind == kind {
            return Ok(());
        }
        let message = format!(
            "`{}` is {}, but {} is needed here",
            chain.last().name.text,
            chain.kind.with_article(),
            kind.with_article()
        );
        Err(self.error(Finding::new(Code::WrongKind, loc, message)))
    }
}

/// The files that a path without ending may stand for.
fn candidates(path: &Path) -> Vec<PathBuf> {
    let text = path.as_os_str().to_string_lossy();
    if text.ends_with(".yaml") || text.ends_with(".yml") {
        return vec![path.to_path_buf()];
    }
    ["yaml", "yml"].iter().map(|ending| PathBuf::from(format!("{text}.{ending}"))).collect()
}
