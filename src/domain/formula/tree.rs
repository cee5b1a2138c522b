//! A condition as a tree that other programs can be told: a spreadsheet's formula is written from it.
use cel::{
    IdedExpr,
    common::ast::{CallExpr, Expr, LiteralValue, operators as op},
};

use super::{DIVIDE, Formula, Names, Path};

/// A condition or a number of one. A missing operand, or a division by 0, leaves what needs it unjudged, as in [`Formula`].
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    Number(f64),
    Truth(bool),
    Operand(Path),
    Negative(Box<Tree>),
    Arithmetic(Box<Tree>, Operator, Box<Tree>),
    Compare(Box<Tree>, Relation, Box<Tree>),
    Both(Box<Tree>, Box<Tree>),
    Either(Box<Tree>, Box<Tree>),
    Not(Box<Tree>),
    /// Condition, what holds if it is true, what else.
    Choice(Box<Tree>, Box<Tree>, Box<Tree>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Plus,
    Minus,
    Times,
    By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Unequal,
}

impl Formula {
    /// The condition as a tree; None if it compares texts, such as the type of a house.
    #[must_use]
    pub fn tree(&self, names: Names<'_>) -> Option<Tree> {
        tree(&self.expression, names)
    }
}

fn tree(expression: &IdedExpr, names: Names<'_>) -> Option<Tree> {
    match &expression.expr {
        Expr::Literal(LiteralValue::Double(number)) => Some(Tree::Number(*number.inner())),
        Expr::Literal(LiteralValue::Boolean(truth)) => Some(Tree::Truth(*truth.inner())),
        Expr::Ident(name) => names.path(name).ok().map(Tree::Operand),
        Expr::Select(select) => match &select.operand.expr {
            Expr::Ident(root) => names.path(&format!("{root}.{}", select.field)).ok().map(Tree::Operand),
            _ => None,
        },
        Expr::Call(call) => of_call(call, names),
        _ => None,
    }
}

fn of_call(call: &CallExpr, names: Names<'_>) -> Option<Tree> {
    let mut arguments = call.args.iter().map(|argument| tree(argument, names).map(Box::new));
    let mut next = || arguments.next().flatten();
    let name = call.func_name.as_str();
    let (operator, relation) = (operator(name), relation(name));
    Some(match name {
        op::LOGICAL_NOT => Tree::Not(next()?),
        op::NEGATE => Tree::Negative(next()?),
        op::LOGICAL_AND => Tree::Both(next()?, next()?),
        op::LOGICAL_OR => Tree::Either(next()?, next()?),
        op::CONDITIONAL => Tree::Choice(next()?, next()?, next()?),
        _ => match (operator, relation) {
            (Some(operator), _) => Tree::Arithmetic(next()?, operator, next()?),
            (None, Some(relation)) => Tree::Compare(next()?, relation, next()?),
            (None, None) => return None,
        },
    })
}

fn operator(name: &str) -> Option<Operator> {
    Some(match name {
        op::ADD => Operator::Plus,
        op::SUBSTRACT => Operator::Minus,
        op::MULTIPLY => Operator::Times,
        DIVIDE => Operator::By,
        _ => return None,
    })
}

fn relation(name: &str) -> Option<Relation> {
    Some(match name {
        op::LESS => Relation::Less,
        op::LESS_EQUALS => Relation::AtMost,
        op::GREATER => Relation::More,
        op::GREATER_EQUALS => Relation::AtLeast,
        op::EQUALS => Relation::Equal,
        op::NOT_EQUALS => Relation::Unequal,
        _ => return None,
    })
}
