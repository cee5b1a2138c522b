//! Which figures of one round are withheld: the sensitive ones, and those without which these could be computed.
//!
//! Lines that are sums of each other are judged together, since a total minus its other parts is the part. So a *figure* is a
//! part of the list × a line, and equations run both ways: a part is the sum of smaller parts (for each line), and a line the
//! sum of other lines (for each part). In each equation either nothing is withheld, or at least two figures whose sum tells of
//! no single house; and no withheld figure may be computable from all equations together.
use std::collections::{BTreeMap, BTreeSet};

use super::{
    Declared,
    attack::{self, Equation},
    is_sensitive,
};
use crate::domain::{
    AreaCode,
    area::Gazetteer,
    establishment::SizeClass,
    form::{Computed, Form},
    rollup::{Cell, CellKey, Cells},
};

/// Codes of the lines that are withheld, by part.
pub fn hidden(form: &Form, cells: &Cells) -> BTreeMap<Declared, BTreeSet<String>> {
    let cells = &without_sizes(cells);
    let parts = Parts::of(cells);
    let mut all: BTreeMap<Declared, BTreeSet<String>> = BTreeMap::new();
    for lines in families(form, cells) {
        let mut board = Board::new(cells, &parts, &lines);
        board.protect();
        for (part, name) in parts.names.iter().enumerate() {
            let codes = (0..lines.codes.len()).filter(|line| board.figures[board.at(part, *line)].hidden);
            let codes: BTreeSet<String> = codes.map(|line| cells.lines[lines.codes[line]].code.clone()).collect();
            if !codes.is_empty() {
                all.entry(name.clone()).or_default().extend(codes);
            }
        }
    }
    all
}

/// No cut of the list tells sizes apart: their cells would be unknowns that nobody sees.
fn without_sizes(cells: &Cells) -> Cells {
    let mut merged: Vec<Cell> = Vec::new();
    for cell in &cells.cells {
        let key = CellKey { size: SizeClass::To9, ..cell.key.clone() };
        let tops: Vec<i64> = (0..cells.lines.len()).map(|line| cell.top(line)).collect();
        if let Some(last) = merged.last_mut().filter(|last| last.key == key) {
            last.reports += cell.reports;
            last.sums.add_sums(&cell.sums);
            last.tops.lines.iter_mut().zip(tops).for_each(|(largest, top)| *largest = (*largest).max(top));
        } else {
            let mut own = Cell::empty(key, cells.lines.len());
            own.reports = cell.reports;
            own.sums.add_sums(&cell.sums);
            own.tops.lines = tops;
            merged.push(own);
        }
    }
    Cells { lines: cells.lines.clone(), cells: merged, ..Cells::default() }
}

/// The parts of the list that have houses, each with its cells.
struct Parts {
    names: Vec<Declared>,
    cells: Vec<Vec<usize>>,
    /// A part and the smaller ones whose sum it is.
    sums: Vec<(usize, Vec<usize>)>,
    /// Of the number of stars, with the cells by which it hangs together with areas and types.
    stars: Vec<usize>,
    /// By cell: the part area × type that holds it.
    area_type: Vec<usize>,
}

impl Parts {
    fn of(cells: &Cells) -> Self {
        let mut by_name: BTreeMap<Declared, Vec<usize>> = BTreeMap::new();
        let mut sums: BTreeMap<(Declared, u8), BTreeSet<Declared>> = BTreeMap::new();
        for (index, cell) in cells.cells.iter().enumerate() {
            let (area, kind) = (cell.key.area.clone(), cell.key.kind);
            let (own, own_type) = (Declared::Area(area.clone()), Declared::AreaType(area.clone(), kind));
            let (kinds, stars) = (Declared::Type(kind), Declared::Stars(cell.key.stars));
            let mut names = vec![Declared::Whole, own.clone(), own_type.clone(), kinds.clone(), stars.clone()];
            let mut add = |whole: &Declared, by: u8, part: &Declared| {
                sums.entry((whole.clone(), by)).or_default().insert(part.clone());
            };
            add(&Declared::Whole, 1, &kinds);
            add(&Declared::Whole, 2, &stars);
            add(&own, 1, &own_type);
            match province(&area) {
                Some(province) => {
                    let (above, above_type) = (Declared::Area(province.clone()), Declared::AreaType(province, kind));
                    add(&Declared::Whole, 0, &above);
                    add(&above, 0, &own);
                    add(&above, 1, &above_type);
                    add(&kinds, 0, &above_type);
                    add(&above_type, 0, &own_type);
                    names.extend([above, above_type]);
                }
                None => {
                    add(&Declared::Whole, 0, &own);
                    add(&kinds, 0, &own_type);
                }
            }
            names.into_iter().for_each(|name| by_name.entry(name).or_default().push(index));
        }
        let (names, in_parts): (Vec<_>, Vec<_>) = by_name.into_iter().unzip();
        let place = |name: &Declared| names.binary_search(name).expect("every part of a sum has cells");
        let sums = sums.iter().map(|((whole, _), parts)| (place(whole), parts.iter().map(place).collect())).collect();
        let stars = (0..names.len()).filter(|part| matches!(names[*part], Declared::Stars(_))).collect();
        let own = |key: &CellKey| place(&Declared::AreaType(key.area.clone(), key.kind));
        let area_type = cells.cells.iter().map(|cell| own(&cell.key)).collect();
        Parts { names, cells: in_parts, sums, stars, area_type }
    }
}

fn province(area: &AreaCode) -> Option<AreaCode> {
    Gazetteer::embedded().get(area)?.parent.clone()
}

/// Lines that are sums of each other.
struct Lines {
    /// Positions in the counted lines.
    codes: Vec<usize>,
    /// A total and its parts, as positions in `codes`.
    sums: Vec<(usize, Vec<usize>)>,
}

fn families(form: &Form, cells: &Cells) -> Vec<Lines> {
    let count = cells.lines.len();
    let place = |line: usize| cells.lines.iter().position(|counted| counted.code == form.lines[line].code);
    let mut sums: Vec<(usize, Vec<usize>)> = Vec::new();
    for (index, counted) in cells.lines.iter().enumerate() {
        let computed = form.line(&counted.code).and_then(|line| line.computed.as_ref());
        if let Some(Computed::Sum(parts)) = computed {
            sums.push((index, parts.iter().filter_map(|part| place(part.line)).collect()));
        }
    }
    let mut family: Vec<usize> = (0..count).collect();
    // A handful of lines: as often as there are sums is enough for the smallest number to come everywhere.
    for _ in 0..=sums.len() {
        for (total, parts) in &sums {
            let least = parts.iter().chain([total]).map(|line| family[*line]).min().unwrap_or(*total);
            parts.iter().chain([total]).for_each(|line| family[*line] = least);
        }
    }
    let members = |first: usize| (0..count).filter(|line| family[*line] == first).collect::<Vec<_>>();
    let of_family = |codes: Vec<usize>| {
        let own = |line: &usize| codes.iter().position(|code| code == line);
        let sums = sums
            .iter()
            .filter_map(|(total, parts)| Some((own(total)?, parts.iter().filter_map(own).collect())))
            .collect();
        Lines { codes, sums }
    };
    (0..count).map(members).filter(|codes| !codes.is_empty()).map(of_family).collect()
}

/// One figure: a part × a line.
#[derive(Clone, Copy, Debug, Default)]
struct Figure {
    houses: u32,
    largest: i64,
    sum: i64,
    hidden: bool,
}

/// How the members of an equation hang together.
#[derive(Clone, Copy)]
enum Way {
    /// Different houses.
    Parts,
    /// The same houses.
    Lines,
}

struct Relation {
    total: usize,
    members: Vec<usize>,
    way: Way,
}

/// All figures of a family of lines, and what is withheld of them.
struct Board<'a> {
    cells: &'a Cells,
    parts: &'a Parts,
    lines: &'a Lines,
    figures: Vec<Figure>,
    relations: Vec<Relation>,
    /// Figure → relations in which it stands.
    standing: Vec<Vec<usize>>,
}

impl<'a> Board<'a> {
    fn new(cells: &'a Cells, parts: &'a Parts, lines: &'a Lines) -> Self {
        let count = parts.names.len() * lines.codes.len();
        let standing = vec![Vec::new(); count];
        let mut board =
            Board { cells, parts, lines, figures: vec![Figure::default(); count], relations: Vec::new(), standing };
        for part in 0..parts.names.len() {
            for line in 0..lines.codes.len() {
                let at = board.at(part, line);
                board.figures[at] = board.figure(part, lines.codes[line]);
            }
        }
        board.relate();
        board
    }

    fn at(&self, part: usize, line: usize) -> usize {
        part * self.lines.codes.len() + line
    }

    fn figure(&self, part: usize, line: usize) -> Figure {
        let mut figure = Figure::default();
        for cell in self.parts.cells[part].iter().map(|cell| &self.cells.cells[*cell]) {
            figure.houses += cell.reports;
            figure.sum = figure.sum.saturating_add(cell.sums.values[line]);
            figure.largest = figure.largest.max(cell.top(line));
        }
        figure.hidden = is_sensitive(figure.houses, figure.largest, figure.sum);
        figure
    }

    fn relate(&mut self) {
        let (parts, lines) = (self.parts, self.lines);
        for line in 0..lines.codes.len() {
            for (whole, smaller) in &parts.sums {
                let members = smaller.iter().map(|part| self.at(*part, line)).collect();
                self.relations.push(Relation { total: self.at(*whole, line), members, way: Way::Parts });
            }
        }
        for part in 0..parts.names.len() {
            for (total, smaller) in &lines.sums {
                let members = smaller.iter().map(|line| self.at(part, *line)).collect();
                self.relations.push(Relation { total: self.at(part, *total), members, way: Way::Lines });
            }
        }
        for (index, relation) in self.relations.iter().enumerate() {
            for figure in relation.members.iter().chain([&relation.total]) {
                self.standing[*figure].push(index);
            }
        }
    }

    /// Withholds until nothing sensitive can be computed.
    fn protect(&mut self) {
        let mut open: Vec<usize> = (0..self.figures.len()).filter(|figure| self.figures[*figure].hidden).collect();
        while !open.is_empty() {
            self.mend(open);
            open = self.computable();
            let beside: Vec<usize> = open.iter().filter_map(|figure| self.beside(*figure)).collect();
            if beside.is_empty() {
                return;
            }
            beside.iter().for_each(|figure| self.figures[*figure].hidden = true);
            open = beside;
        }
    }

    /// Mends every relation in which something was withheld, and those that this touches.
    fn mend(&mut self, hidden: Vec<usize>) {
        let mut waiting: BTreeSet<usize> = hidden.iter().flat_map(|figure| self.standing[*figure].clone()).collect();
        while let Some(relation) = waiting.pop_first() {
            while let Some(figure) = self.lacking(&self.relations[relation]) {
                self.figures[figure].hidden = true;
                waiting.extend(self.standing[figure].iter().filter(|other| **other != relation));
            }
        }
    }

    /// What else a relation must withhold; None if nothing.
    fn lacking(&self, relation: &Relation) -> Option<usize> {
        let hidden: Vec<&Figure> = relation.members.iter().map(|f| &self.figures[*f]).filter(|f| f.hidden).collect();
        let total = &self.figures[relation.total];
        let is_closed = match (total.hidden, hidden.len()) {
            (false, 0) => true,
            (true, count) => count > 0,
            (false, count) => count > 1 && !tells(&hidden, relation.way),
        };
        if is_closed {
            return None;
        }
        let next = self.smallest(relation.members.iter());
        // All that there is of it is withheld: so is the total, unless it tells nothing that they hide.
        next.or_else(|| (!total.hidden && hidden.len() == 1).then_some(relation.total))
    }

    /// The smallest figure that is shown; zeros last, since hiding one hides little.
    fn smallest<'f>(&self, figures: impl Iterator<Item = &'f usize>) -> Option<usize> {
        let shown = figures.copied().filter(|f| !self.figures[*f].hidden);
        shown.min_by_key(|f| (self.figures[*f].sum == 0, self.figures[*f].houses, self.figures[*f].sum, *f))
    }

    /// The smallest figure beside one that can be computed; if all there are withheld, beside these, and so on. What sums
    /// up all houses is what everybody asks for: it goes last.
    fn beside(&self, figure: usize) -> Option<usize> {
        let is_part = |figure: usize| !self.is_everything(figure);
        self.beside_among(figure, is_part).or_else(|| self.beside_among(figure, |_| true))
    }

    /// Also under another name: of a department within one province, or with one type of houses.
    fn is_everything(&self, figure: usize) -> bool {
        self.parts.cells[figure / self.lines.codes.len()].len() == self.cells.cells.len()
    }

    fn beside_among(&self, figure: usize, may_go: impl Fn(usize) -> bool) -> Option<usize> {
        let mut seen = BTreeSet::from([figure]);
        let mut ring = vec![figure];
        while !ring.is_empty() {
            let relations: BTreeSet<usize> = ring.iter().flat_map(|figure| self.standing[*figure].clone()).collect();
            let relations = || relations.iter().map(|relation| &self.relations[*relation]);
            let may_go = |figure: &&usize| may_go(**figure);
            let member = self.smallest(relations().flat_map(|relation| relation.members.iter()).filter(may_go));
            let found = member.or_else(|| self.smallest(relations().map(|relation| &relation.total).filter(may_go)));
            if found.is_some() {
                return found;
            }
            let next = relations().flat_map(|relation| relation.members.iter().chain([&relation.total]).copied());
            ring = next.filter(|figure| seen.insert(*figure)).collect();
        }
        None
    }

    /// Withheld figures that can be computed from those that are shown.
    fn computable(&self) -> Vec<usize> {
        let unknown: Vec<usize> = (0..self.figures.len()).filter(|f| self.figures[*f].hidden).collect();
        let mut place: Vec<Option<usize>> = vec![None; self.figures.len()];
        unknown.iter().enumerate().for_each(|(index, figure)| place[*figure] = Some(index));
        let mut equations: Vec<Equation> = Vec::new();
        for relation in &self.relations {
            let members = relation.members.iter().map(|figure| (*figure, 1)).chain([(relation.total, -1)]);
            equations.push(members.filter_map(|(figure, factor)| Some((place[figure]?, factor))).collect());
        }
        let unknowns = self.star_equations(&place, unknown.len(), &mut equations);
        let values = attack::solution(unknowns, &equations);
        unknown.iter().enumerate().filter(|(index, _)| values[*index] == 0).map(|(_, figure)| *figure).collect()
    }

    /// Stars cut across areas and types: where an area × type has houses of several stars, its cells are unknowns of their
    /// own. Returns how many unknowns there are with them.
    fn star_equations(&self, place: &[Option<usize>], known: usize, equations: &mut Vec<Equation>) -> usize {
        let mut unknowns = known;
        let lines = self.lines.codes.len();
        let mut own: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let is_split = |cell: usize| self.parts.cells[self.parts.area_type[cell]].len() > 1;
        for cell in (0..self.cells.cells.len()).filter(|cell| is_split(*cell)) {
            for line in 0..lines {
                own.insert((cell, line), unknowns);
                unknowns += 1;
            }
            for (total, parts) in &self.lines.sums {
                let parts = parts.iter().map(|line| (own[&(cell, *line)], 1));
                equations.push(parts.chain([(own[&(cell, *total)], -1)]).collect());
            }
        }
        let member = |cell: usize, line: usize| match own.get(&(cell, line)) {
            Some(unknown) => Some((*unknown, 1)),
            None => Some((place[self.at(self.parts.area_type[cell], line)]?, 1)),
        };
        let split: BTreeSet<usize> = own.keys().map(|(cell, _)| self.parts.area_type[*cell]).collect();
        for part in self.parts.stars.iter().chain(&split) {
            for line in 0..lines {
                let cells = self.parts.cells[*part].iter().filter_map(|cell| member(*cell, line));
                let total = place[self.at(*part, line)].map(|unknown| (unknown, -1));
                equations.push(cells.chain(total).collect());
            }
        }
        unknowns
    }
}

/// Whether the sum of withheld figures tells of one house. Of different lines of the same houses the largest are added up,
/// since they may be the same house's.
fn tells(hidden: &[&Figure], way: Way) -> bool {
    let sum = hidden.iter().fold(0_i64, |sum, figure| sum.saturating_add(figure.sum));
    let (houses, largest) = match way {
        Way::Parts => (
            hidden.iter().map(|figure| figure.houses).sum(),
            hidden.iter().map(|figure| figure.largest).max().unwrap_or(0),
        ),
        Way::Lines => (
            hidden.iter().map(|figure| figure.houses).max().unwrap_or(0),
            hidden.iter().fold(0_i64, |sum, figure| sum.saturating_add(figure.largest)),
        ),
    };
    is_sensitive(houses, largest, sum)
}
