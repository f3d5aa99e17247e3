//! Topological order.

/// Sorts the items `0..n` so that everything an item needs comes before it, items that need nothing of
/// each other in their given order. Otherwise returns a cycle: each member needs the next, the last the first.
pub fn sort(n: usize, needs: &dyn Fn(usize) -> Vec<usize>) -> Result<Vec<usize>, Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; n];
    let mut order = Vec::with_capacity(n);
    for root in 0..n {
        if marks[root] != Mark::New {
            continue;
        }
        marks[root] = Mark::Open;
        let mut stack = vec![(root, needs(root), 0)];
        while let Some((item, required, next)) = stack.last_mut() {
            let Some(&below) = required.get(*next) else {
                marks[*item] = Mark::Done;
                order.push(*item);
                stack.pop();
                continue;
            };
            *next += 1;
            match marks[below] {
                Mark::Done => {}
                Mark::New => {
                    marks[below] = Mark::Open;
                    stack.push((below, needs(below), 0));
                }
                Mark::Open => {
                    let path: Vec<usize> = stack.iter().map(|(item, ..)| *item).collect();
                    let start = path.iter().position(|&item| item == below).unwrap_or(0);
                    return Err(path[start..].to_vec());
                }
            }
        }
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::sort;

    #[test]
    fn sorts_and_finds_cycles() {
        let chain = |i: usize| if i < 3 { vec![i + 1] } else { vec![] };
        assert_eq!(sort(4, &chain), Ok(vec![3, 2, 1, 0]));
        let cycle = |i: usize| vec![(i + 1) % 3];
        assert_eq!(sort(3, &cycle), Err(vec![0, 1, 2]));
        assert_eq!(sort(2, &|i| if i == 1 { vec![1] } else { vec![] }), Err(vec![1]));
    }
}
