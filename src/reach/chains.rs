//! Bends between two crossings contracted to one chain, exactly: searches then visit crossings only.

/// A run of pieces between two crossings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain {
    /// Crossings at both ends, as the graph numbers them.
    pub(super) ends: [u32; 2],
    pub(super) metres: f64,
    /// Where its nodes are in `bends`.
    pub(super) first: usize,
    pub(super) last: usize,
}

/// A network whose bends are contracted.
pub(super) struct Contracted {
    pub(super) chains: Vec<Chain>,
    pub(super) bends: Vec<(u32, f64)>,
    pub(super) pieces: Vec<(u32, f64, f64)>,
    pub(super) crossings: usize,
}

impl Contracted {
    /// Contracts pieces given by their ends and metres.
    pub(super) fn of(nodes: usize, edges: &[(u32, u32, f64)]) -> Self {
        let mut first = super::graph::firsts(nodes, edges.iter().flat_map(|&(a, b, _)| [a, b]));
        let mut at = vec![0_u32; 2 * edges.len()];
        for (edge, &(a, b, _)) in (0_u32..).zip(edges) {
            for node in [a, b] {
                at[first[node as usize + 1] as usize] = edge;
                first[node as usize + 1] += 1;
            }
        }
        let of = |node: u32| &at[first[node as usize] as usize..first[node as usize + 1] as usize];
        let mut made = Self {
            chains: Vec::new(),
            bends: Vec::new(),
            pieces: vec![(u32::MAX, 0.0, 0.0); edges.len()],
            crossings: 0,
        };
        let mut number = vec![u32::MAX; nodes];
        let count = u32::try_from(nodes).unwrap_or(u32::MAX);
        for node in (0..count).filter(|&node| !of(node).is_empty() && of(node).len() != 2) {
            for &edge in of(node) {
                made.follow(edges, &of, node, edge, &mut number);
            }
        }
        // What is left are rings without a crossing: any of their nodes serves as one.
        for (edge, &(from, ..)) in (0_u32..).zip(edges) {
            made.follow(edges, &of, from, edge, &mut number);
        }
        made
    }

    /// The chain that leaves a crossing by a piece, unless it is known.
    fn follow<'a>(
        &mut self,
        edges: &[(u32, u32, f64)],
        of: &impl Fn(u32) -> &'a [u32],
        start: u32,
        mut edge: u32,
        number: &mut [u32],
    ) {
        if self.pieces[edge as usize].0 != u32::MAX {
            return;
        }
        let chain = u32::try_from(self.chains.len()).unwrap_or(u32::MAX);
        let first = self.bends.len();
        let (mut node, mut metres) = (start, 0.0);
        self.bends.push((node, 0.0));
        loop {
            let (from, to, length) = edges[edge as usize];
            let before = metres;
            metres += length;
            self.pieces[edge as usize] =
                if node == from { (chain, before, metres) } else { (chain, metres, before) };
            node = if node == from { to } else { from };
            self.bends.push((node, metres));
            let ways = of(node);
            let next = ways.iter().find(|next| self.pieces[**next as usize].0 == u32::MAX);
            match next {
                Some(&next) if ways.len() == 2 && node != start => edge = next,
                _ => break,
            }
        }
        let ends = [start, node].map(|end| {
            let known = &mut number[end as usize];
            if *known == u32::MAX {
                *known = u32::try_from(self.crossings).unwrap_or(u32::MAX);
                self.crossings += 1;
            }
            *known
        });
        self.chains.push(Chain { ends, metres, first, last: self.bends.len() });
    }
}
