//! The numbers of a run in progress, handed out and taken in again by the same list of fields.

/// Something whose numbers can be saved to the last bit and restored.
///
/// One function does both, so that what is read is what was written.
pub(crate) trait Carry {
    /// Hands all numbers to `transfer`, or takes them from it.
    fn carry(&mut self, transfer: &mut Transfer);
}

/// Words on their way out of a run, or back into it.
#[derive(Debug)]
pub(crate) struct Transfer {
    words: Vec<u64>,
    /// The next word to be read; `None` while words are written.
    next: Option<usize>,
    /// Whether more was read than there is, or something that cannot be.
    broken: bool,
}

impl Transfer {
    /// Takes words in.
    pub(super) fn out() -> Transfer {
        Transfer { words: Vec::new(), next: None, broken: false }
    }

    /// Hands words out.
    pub(super) fn back(words: Vec<u64>) -> Transfer {
        Transfer { words, next: Some(0), broken: false }
    }

    /// The words that were written.
    pub(super) fn into_words(self) -> Vec<u64> {
        self.words
    }

    /// Whether all words were read, and no more.
    pub(super) fn is_complete(&self) -> bool {
        !self.broken && self.next == Some(self.words.len())
    }

    fn word(&mut self, word: &mut u64) {
        match &mut self.next {
            None => self.words.push(*word),
            Some(next) => match self.words.get(*next) {
                Some(read) => (*word, *next) = (*read, *next + 1),
                None => self.broken = true,
            },
        }
    }

    /// The length of a list of which every element has at least one word.
    fn length(&mut self, length: usize) -> usize {
        let mut read = length;
        read.carry(self);
        let left = self.next.map_or(read, |next| self.words.len() - next);
        self.broken |= read > left;
        read.min(left)
    }
}

impl Carry for u64 {
    fn carry(&mut self, transfer: &mut Transfer) {
        transfer.word(self);
    }
}

impl Carry for f64 {
    fn carry(&mut self, transfer: &mut Transfer) {
        let mut bits = self.to_bits();
        transfer.word(&mut bits);
        *self = f64::from_bits(bits);
    }
}

impl Carry for usize {
    fn carry(&mut self, transfer: &mut Transfer) {
        let mut word = *self as u64;
        transfer.word(&mut word);
        *self = word as usize;
    }
}

impl Carry for bool {
    fn carry(&mut self, transfer: &mut Transfer) {
        let mut word = u64::from(*self);
        transfer.word(&mut word);
        *self = word != 0;
    }
}

impl<A: Carry, B: Carry> Carry for (A, B) {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.0.carry(transfer);
        self.1.carry(transfer);
    }
}

impl<T: Carry + Default + Clone> Carry for Vec<T> {
    fn carry(&mut self, transfer: &mut Transfer) {
        let length = transfer.length(self.len());
        self.resize(length, T::default());
        self.iter_mut().for_each(|element| element.carry(transfer));
    }
}

/// There or not there on both sides alike.
impl<T: Carry> Carry for Option<T> {
    fn carry(&mut self, transfer: &mut Transfer) {
        let mut is_some = self.is_some();
        is_some.carry(transfer);
        transfer.broken |= is_some != self.is_some();
        if let Some(value) = self {
            value.carry(transfer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Fields = (f64, (Vec<(usize, f64)>, bool));

    fn fields() -> Fields {
        (-0.0, (vec![(3, f64::INFINITY), (4, f64::from_bits(0x7ff8_0000_0000_0001))], true))
    }

    #[test]
    fn bits_come_back() {
        let mut out = Transfer::out();
        fields().carry(&mut out);
        let words = out.into_words();
        let mut back = Transfer::back(words.clone());
        let mut read = Fields::default();
        read.carry(&mut back);
        assert!(back.is_complete());
        let mut again = Transfer::out();
        read.carry(&mut again);
        assert_eq!(again.into_words(), words);
    }

    #[test]
    fn what_is_too_short_or_too_long_is_noticed() {
        let mut out = Transfer::out();
        fields().carry(&mut out);
        let words = out.into_words();
        for n in 0..words.len() {
            let mut back = Transfer::back(words[..n].to_vec());
            Fields::default().carry(&mut back);
            assert!(!back.is_complete(), "{n} words");
        }
        let mut back = Transfer::back(words.into_iter().chain([0]).collect());
        Fields::default().carry(&mut back);
        assert!(!back.is_complete());
        let mut back = Transfer::back(vec![u64::MAX, 0]);
        Vec::<f64>::new().carry(&mut back);
        assert!(!back.is_complete());
    }
}
