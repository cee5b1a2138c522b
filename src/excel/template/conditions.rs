//! Conditions of the form's checks as formulas. A condition has three values (a missing number leaves it unjudged) and a
//! spreadsheet's has two, so each is written twice: when it surely holds, and when it surely fails.
use super::formulas::Cells;
use crate::domain::formula::{Operator, Path, Relation, Tree};

/// What conditions are written with.
pub struct Conditions<'a> {
    pub cells: &'a Cells<'a>,
    /// Days of the period.
    pub days: u32,
}

/// A number in a formula.
struct Number {
    /// What must hold for it to be known; each once.
    known: Vec<String>,
    value: String,
}

impl Conditions<'_> {
    /// The formula that is TRUE when a condition surely holds; None if it needs what the sheet does not hold.
    #[must_use]
    pub fn holds(&self, tree: &Tree) -> Option<String> {
        Some(match tree {
            Tree::Truth(truth) => excel(*truth).into(),
            Tree::Compare(a, relation, b) => self.compare(a, *relation, b)?,
            Tree::Both(a, b) => format!("AND({},{})", self.holds(a)?, self.holds(b)?),
            Tree::Either(a, b) => format!("OR({},{})", self.holds(a)?, self.holds(b)?),
            Tree::Not(a) => self.fails(a)?,
            Tree::Choice(when, a, b) => self.choose(when, &self.holds(a)?, &self.holds(b)?)?,
            Tree::Number(_) | Tree::Operand(_) | Tree::Negative(_) | Tree::Arithmetic(..) => return None,
        })
    }

    /// The formula that is TRUE when a condition surely fails.
    fn fails(&self, tree: &Tree) -> Option<String> {
        Some(match tree {
            Tree::Truth(truth) => excel(!*truth).into(),
            Tree::Compare(a, relation, b) => self.compare(a, opposite(*relation), b)?,
            Tree::Both(a, b) => format!("OR({},{})", self.fails(a)?, self.fails(b)?),
            Tree::Either(a, b) => format!("AND({},{})", self.fails(a)?, self.fails(b)?),
            Tree::Not(a) => self.holds(a)?,
            Tree::Choice(when, a, b) => self.choose(when, &self.fails(a)?, &self.fails(b)?)?,
            Tree::Number(_) | Tree::Operand(_) | Tree::Negative(_) | Tree::Arithmetic(..) => return None,
        })
    }

    fn choose(&self, when: &Tree, then: &str, otherwise: &str) -> Option<String> {
        Some(format!("OR(AND({},{then}),AND({},{otherwise}))", self.holds(when)?, self.fails(when)?))
    }

    fn compare(&self, a: &Tree, relation: Relation, b: &Tree) -> Option<String> {
        let (a, b) = (self.number(a)?, self.number(b)?);
        let compared = format!("({}){}({})", a.value, sign(relation), b.value);
        let mut terms = both(a.known, b.known);
        terms.push(compared);
        Some(format!("AND({})", terms.join(",")))
    }

    fn number(&self, tree: &Tree) -> Option<Number> {
        Some(match tree {
            Tree::Number(number) => Number { known: Vec::new(), value: number.to_string() },
            Tree::Operand(Path::Days) => Number { known: Vec::new(), value: self.days.to_string() },
            Tree::Operand(path) => {
                let (known, value) = self.cells.operand(*path)?;
                Number { known: vec![known], value }
            }
            Tree::Negative(a) => {
                let Number { known, value } = self.number(a)?;
                Number { known, value: format!("-({value})") }
            }
            Tree::Arithmetic(a, operator, b) => {
                let (a, b) = (self.number(a)?, self.number(b)?);
                let mut known = both(a.known, b.known);
                if *operator == Operator::By {
                    known = both(known, vec![format!("({})<>0", b.value)]);
                    // Excel computes the whole formula: what is not known must be no error either.
                    let below = format!("IF(({0})=0,1,{0})", b.value);
                    return Some(Number { known, value: format!("({})/{below}", a.value) });
                }
                let sign = match operator {
                    Operator::Plus => '+',
                    Operator::Minus => '-',
                    Operator::Times | Operator::By => '*',
                };
                Number { known, value: format!("({}){sign}({})", a.value, b.value) }
            }
            Tree::Choice(when, a, b) => {
                let (holds, fails) = (self.holds(when)?, self.fails(when)?);
                let (a, b) = (self.number(a)?, self.number(b)?);
                let way =
                    |surely: &str, known: Vec<String>| format!("AND({})", both(vec![surely.into()], known).join(","));
                let known = format!("OR({},{})", way(&holds, a.known), way(&fails, b.known));
                Number { known: vec![known], value: format!("IF({holds},{},{})", a.value, b.value) }
            }
            Tree::Truth(_) | Tree::Compare(..) | Tree::Both(..) | Tree::Either(..) | Tree::Not(_) => return None,
        })
    }
}

fn excel(truth: bool) -> &'static str {
    if truth { "TRUE" } else { "FALSE" }
}

/// The terms of both, each once.
fn both(mut terms: Vec<String>, more: Vec<String>) -> Vec<String> {
    for term in more {
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Less => "<",
        Relation::AtMost => "<=",
        Relation::More => ">",
        Relation::AtLeast => ">=",
        Relation::Equal => "=",
        Relation::Unequal => "<>",
    }
}

fn opposite(relation: Relation) -> Relation {
    match relation {
        Relation::Less => Relation::AtLeast,
        Relation::AtMost => Relation::More,
        Relation::More => Relation::AtMost,
        Relation::AtLeast => Relation::Less,
        Relation::Equal => Relation::Unequal,
        Relation::Unequal => Relation::Equal,
    }
}
