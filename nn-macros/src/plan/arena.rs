//! Places in one array: what is needed at the same time never overlaps.
//!
//! The least array is hard to find in general. So these are some orders in which each takes the best free place, of which the
//! best is kept; an array that is larger than what is ever needed together is tried again with those first that reach its end.

/// How often an order that leaves gaps is changed.
const ATTEMPTS: usize = 32;

/// Something that needs memory from one moment to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tenant {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) size: usize,
}

/// Where each tenant lies, and the size of the array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Arena {
    pub(super) offsets: Vec<usize>,
    pub(super) size: usize,
}

impl Tenant {
    fn meets(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    fn duration(&self) -> usize {
        self.last - self.first + 1
    }
}

/// Gives each tenant a place.
pub(super) fn arrange(tenants: &[Tenant]) -> Arena {
    let least = most_at_once(tenants);
    let sorted = |key: fn(&Tenant) -> usize| {
        let mut order: Vec<usize> = (0..tenants.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(key(&tenants[*index])));
        order
    };
    let orders = [
        (0..tenants.len()).collect(),
        sorted(|tenant| tenant.size),
        sorted(|tenant| tenant.size * tenant.duration()),
        sorted(Tenant::duration),
    ];
    let mut best: Option<Arena> = None;
    for mut order in orders {
        for _ in 0..ATTEMPTS {
            let arena = place_in_order(tenants, &order);
            let reaches_end = |index: &usize| arena.offsets[*index] + tenants[*index].size == arena.size;
            let (mut first, others): (Vec<usize>, Vec<usize>) = order.iter().partition(|index| reaches_end(index));
            let is_least = arena.size == least;
            if best.as_ref().is_none_or(|best| arena.size < best.size) {
                best = Some(arena);
            }
            if is_least {
                return best.unwrap_or_default();
            }
            first.extend(others);
            if first == order {
                break;
            }
            order = first;
        }
    }
    best.unwrap_or_default()
}

/// The most that is needed at any moment.
fn most_at_once(tenants: &[Tenant]) -> usize {
    let at = |moment: usize| tenants.iter().filter(move |tenant| tenant.first <= moment && moment <= tenant.last);
    tenants.iter().map(|tenant| at(tenant.first).map(|other| other.size).sum()).max().unwrap_or(0)
}

/// One after the other takes the smallest gap that it fits in, among those that are there with it, or the place behind them.
fn place_in_order(tenants: &[Tenant], order: &[usize]) -> Arena {
    let mut arena = Arena { offsets: vec![0; tenants.len()], size: 0 };
    for (position, index) in order.iter().enumerate() {
        let tenant = &tenants[*index];
        let mut taken: Vec<(usize, usize)> = order[..position]
            .iter()
            .filter(|other| tenants[**other].meets(tenant))
            .map(|other| (arena.offsets[*other], arena.offsets[*other] + tenants[*other].size))
            .collect();
        taken.sort_unstable();
        let (mut end, mut gaps) = (0, Vec::new());
        for (from, to) in taken {
            if from > end && from - end >= tenant.size {
                gaps.push((from - end, end));
            }
            end = end.max(to);
        }
        let offset = gaps.into_iter().min().map_or(end, |(_, offset)| offset);
        arena.offsets[*index] = offset;
        arena.size = arena.size.max(offset + tenant.size);
    }
    arena
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenants(of: &[(usize, usize, usize)]) -> Vec<Tenant> {
        of.iter().map(|(first, last, size)| Tenant { first: *first, last: *last, size: *size }).collect()
    }

    fn assert_apart(tenants: &[Tenant], arena: &Arena) {
        for (index, tenant) in tenants.iter().enumerate() {
            let from = arena.offsets[index];
            assert!(from + tenant.size <= arena.size);
            for (other, later) in tenants.iter().enumerate().skip(index + 1) {
                let to = arena.offsets[other];
                let is_apart = from + tenant.size <= to || to + later.size <= from;
                assert!(!tenant.meets(later) || is_apart, "{index} and {other} of {tenants:?} overlap");
            }
        }
    }

    #[test]
    fn what_is_needed_together_is_all_that_is_held() {
        // Small ones between large ones: arrays of their own, handed on, would both become large.
        for of in [
            vec![(0, 1, 100), (1, 2, 10), (2, 3, 10), (3, 4, 100), (4, 5, 10), (5, 6, 100)],
            vec![(0, 3, 30), (1, 2, 70), (3, 4, 70), (4, 5, 30), (5, 6, 50)],
            vec![(0, 1, 1), (1, 2, 2), (2, 3, 3), (3, 4, 4)],
            vec![(0, 0, 7)],
            Vec::new(),
        ] {
            let tenants = tenants(&of);
            let arena = arrange(&tenants);
            assert_apart(&tenants, &arena);
            assert_eq!(arena.size, most_at_once(&tenants), "{of:?}");
        }
    }

    #[test]
    fn random_tenants_are_apart_and_leave_few_gaps() {
        let mut random = nn_twin::random::Random::new(41);
        let (mut held, mut needed) = (0, 0);
        for _ in 0..200 {
            let tenants: Vec<Tenant> = (0..random.between(1, 30))
                .map(|first| Tenant { first, last: first + random.between(0, 4), size: random.between(1, 64) })
                .collect();
            let arena = arrange(&tenants);
            assert_apart(&tenants, &arena);
            let least = most_at_once(&tenants);
            assert!(arena.size * 5 <= least * 6, "{} of {least} for {tenants:?}", arena.size);
            (held, needed) = (held + arena.size, needed + least);
        }
        assert!(held * 100 <= needed * 103, "{held} of {needed}");
    }
}
