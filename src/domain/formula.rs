//! Conditions of checks: CEL expressions over a report's lines, the previous report, the same period of the year before and the
//! register. A missing operand means "cannot be judged", never false or 0.
//!
//! Orders, ratios and tolerances are compared as floats (every number is exact to 15 digits); equality of sums is no condition
//! but the `sum` declaration of a line, so `==` and `!=` are refused where decimals are involved.
mod tree;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock},
};

use cel::{
    Env, ExecutionError, IdedExpr, Value,
    common::{
        ast::{CallExpr, Expr, LiteralValue, operators as op},
        types::{CelDouble, CelString},
        value::CowVal,
    },
    context::VariableResolver,
    parser::Parser,
};

use super::{
    check::{Context, Past},
    form::{Figures, Line},
    number,
};
pub use tree::{Operator, Relation, Tree};

/// Longer sources are refused: a deep expression would overflow the stack.
const MAX_LENGTH: usize = 1000;

/// A compiled condition.
#[derive(Clone, Debug)]
pub struct Formula {
    source: String,
    expression: IdedExpr,
    operands: Vec<Path>,
}

/// What an operand of a condition or a placeholder of a message stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// A line of this report, by position.
    Line(usize),
    /// The same line in the last filed report.
    Previous(usize),
    /// The same line in the same period of the year before.
    LastYear(usize),
    /// Days of the period.
    Days,
    Register(Fact),
}

/// A fact of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    Rooms,
    Beds,
    Stars,
    Type,
}

/// The lines a formula may name.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    pub(super) lines: &'a [Line],
    pub(super) by_code: &'a BTreeMap<String, usize>,
}

impl Names<'_> {
    /// # Errors
    /// Naming what is unknown.
    pub(super) fn path(self, name: &str) -> Result<Path, String> {
        let line = |code: &str| self.by_code.get(code).copied().ok_or_else(|| format!("unknown line `{code}`"));
        match name.split_once('.') {
            None if name == "days" => Ok(Path::Days),
            None => line(name).map(Path::Line),
            Some(("previous", code)) => line(code).map(Path::Previous),
            Some(("last_year", code)) => line(code).map(Path::LastYear),
            Some(("register", "rooms")) => Ok(Path::Register(Fact::Rooms)),
            Some(("register", "beds")) => Ok(Path::Register(Fact::Beds)),
            Some(("register", "stars")) => Ok(Path::Register(Fact::Stars)),
            Some(("register", "type")) => Ok(Path::Register(Fact::Type)),
            Some(_) => Err(format!("unknown path `{name}`")),
        }
    }
}

impl Path {
    /// The line of this form that it concerns.
    pub(super) fn line(self) -> Option<usize> {
        match self {
            Path::Line(line) | Path::Previous(line) | Path::LastYear(line) => Some(line),
            Path::Days | Path::Register(_) => None,
        }
    }

    /// Decimals of its numbers.
    pub(super) fn decimals(self, lines: &[Line]) -> u8 {
        self.line().map_or(0, |line| lines[line].decimals)
    }

    /// As a formula writes it.
    pub(super) fn name(self, lines: &[Line]) -> String {
        match self {
            Path::Line(line) => lines[line].code.clone(),
            Path::Previous(line) => format!("previous.{}", lines[line].code),
            Path::LastYear(line) => format!("last_year.{}", lines[line].code),
            Path::Days => "days".into(),
            Path::Register(Fact::Rooms) => "register.rooms".into(),
            Path::Register(Fact::Beds) => "register.beds".into(),
            Path::Register(Fact::Stars) => "register.stars".into(),
            Path::Register(Fact::Type) => "register.type".into(),
        }
    }
}

/// What a report's formulas and messages are filled with.
#[derive(Clone, Copy)]
pub(super) struct Operands<'a> {
    pub names: Names<'a>,
    pub figures: &'a Figures,
    pub context: &'a Context,
}

impl Operands<'_> {
    /// The number at a path, scaled by its decimals; None if missing or no number.
    pub(super) fn number(&self, path: Path) -> Option<i64> {
        let past = |past: &Option<Past>, line: usize| past.as_ref().and_then(|past| past.figures.get(line).copied()?);
        let register = self.context.register.as_ref();
        match path {
            Path::Line(line) => self.figures[line],
            Path::Previous(line) => past(&self.context.previous, line),
            Path::LastYear(line) => past(&self.context.last_year, line),
            Path::Days => Some(self.context.days.into()),
            // A register that has no rooms or beds does not know them.
            Path::Register(Fact::Rooms) => register.map(|facts| i64::from(facts.rooms)).filter(|rooms| *rooms > 0),
            Path::Register(Fact::Beds) => register.map(|facts| i64::from(facts.beds)).filter(|beds| *beds > 0),
            Path::Register(Fact::Stars) => register.map(|facts| facts.stars.into()),
            Path::Register(Fact::Type) => None,
        }
    }

    /// `rooms=64 register.rooms=62`: what a confirmation is bound to.
    pub(super) fn values(&self, paths: &[Path]) -> String {
        let one = |path: &Path| {
            let value = match (path, self.number(*path)) {
                (_, Some(number)) => number::to_decimal(number, path.decimals(self.names.lines)),
                (Path::Register(Fact::Type), None) => {
                    self.context.register.as_ref().map_or("", |facts| facts.kind.as_str()).to_owned()
                }
                (_, None) => "–".to_owned(),
            };
            format!("{}={value}", path.name(self.names.lines))
        };
        paths.iter().map(one).collect::<Vec<_>>().join(" ")
    }
}

impl VariableResolver for Operands<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        let path = self.names.path(variable).ok()?;
        if path == Path::Register(Fact::Type) {
            let kind = self.context.register.as_ref()?.kind;
            return Some(CowVal::owned(CelString::from(kind.as_str())));
        }
        let number = number::to_f64(self.number(path)?, path.decimals(self.names.lines));
        Some(CowVal::owned(CelDouble::from(number)))
    }
}

/// Evaluates conditions for one report.
pub(super) struct Judge<'v>(cel::Context<'v, 'v>);

impl<'v> Judge<'v> {
    pub(super) fn new(operands: &'v Operands<'v>) -> Self {
        static STANDARD: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));
        let mut context = cel::Context::with_env(Arc::clone(&STANDARD));
        context.add_function(DIVIDE, divide).expect("no overload of the standard library has that name");
        context.set_variable_resolver(operands);
        Judge(context)
    }

    /// Whether the condition holds; None if it cannot be judged because something is missing or divided by zero.
    pub(super) fn holds(&self, formula: &Formula) -> Option<bool> {
        match Value::resolve(&formula.expression, &self.0) {
            Ok(Value::Bool(holds)) => Some(holds),
            // The types were checked when the form was loaded, so nothing else is left than missing operands.
            Ok(_) | Err(_) => None,
        }
    }
}

const DIVIDE: &str = "luutru_divide";

fn divide(a: f64, b: f64) -> Result<f64, ExecutionError> {
    if b == 0.0 { Err(ExecutionError::DivisionByZero(Value::Float(a))) } else { Ok(a / b) }
}

impl Formula {
    /// Compiles and type-checks a condition.
    ///
    /// # Errors
    /// Why it is refused: syntax, unknown paths, operators or functions that are not offered, `==` on decimals, not a condition.
    pub(super) fn compile(source: &str, names: Names<'_>) -> Result<Formula, String> {
        if source.chars().count() > MAX_LENGTH {
            return Err(format!("longer than {MAX_LENGTH} characters"));
        }
        let mut expression = Parser::default().parse(source).map_err(|errors| {
            let reason = errors.to_string();
            format!("cannot be read: {}", reason.lines().next().unwrap_or_default())
        })?;
        let mut walk = Walk { names, operands: Vec::new() };
        match walk.check(&mut expression)? {
            Type::Condition => Ok(Formula { source: source.to_owned(), expression, operands: walk.operands }),
            other => Err(format!("is {other}, not a condition")),
        }
    }

    /// As it stands in the form file.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What it compares, in order of appearance.
    #[must_use]
    pub fn operands(&self) -> &[Path] {
        &self.operands
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    /// A whole number: may be compared with `==`.
    Whole,
    /// A number with decimals.
    Decimal,
    Text,
    Texts,
    Condition,
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Whole | Type::Decimal => "a number",
            Type::Text => "a text",
            Type::Texts => "a list",
            Type::Condition => "a condition",
        })
    }
}

/// Checks the types of an expression, collects its operands, makes every number a float and division report zero.
struct Walk<'a> {
    names: Names<'a>,
    operands: Vec<Path>,
}

impl Walk<'_> {
    fn check(&mut self, expression: &mut IdedExpr) -> Result<Type, String> {
        match &mut expression.expr {
            Expr::Literal(literal) => check_literal(literal),
            Expr::Call(call) => self.check_call(call),
            Expr::Ident(name) => {
                let name = name.clone();
                self.operand(&name)
            }
            Expr::Select(select) if !select.test => match &select.operand.expr {
                Expr::Ident(root) => {
                    let name = format!("{root}.{}", select.field);
                    self.operand(&name)
                }
                _ => Err(format!("unknown path `….{}`", select.field)),
            },
            Expr::Select(_) => Err("`has()` is not offered: a missing value leaves the check unjudged".into()),
            Expr::List(list) => {
                let texts = list.elements.iter_mut().all(|element| matches!(self.check(element), Ok(Type::Text)));
                if texts { Ok(Type::Texts) } else { Err("a list may hold only texts".into()) }
            }
            Expr::Comprehension(_) => Err("loops (`all`, `exists`, `map`, …) are not offered".into()),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => Err("maps and objects are not offered".into()),
        }
    }

    fn operand(&mut self, name: &str) -> Result<Type, String> {
        let path = self.names.path(name)?;
        if !self.operands.contains(&path) {
            self.operands.push(path);
        }
        Ok(match path {
            Path::Register(Fact::Type) => Type::Text,
            _ if path.decimals(self.names.lines) > 0 => Type::Decimal,
            _ => Type::Whole,
        })
    }

    fn check_call(&mut self, call: &mut CallExpr) -> Result<Type, String> {
        if call.target.is_some() {
            return Err(format!("the function `{}` is not offered", call.func_name));
        }
        let mut types = Vec::with_capacity(call.args.len());
        for argument in &mut call.args {
            types.push(self.check(argument)?);
        }
        let number = |t: &Type| matches!(t, Type::Whole | Type::Decimal);
        let wider = if types.contains(&Type::Decimal) { Type::Decimal } else { Type::Whole };
        let name = call.func_name.as_str();
        match (name, types.as_slice()) {
            (op::LOGICAL_AND | op::LOGICAL_OR, [Type::Condition, Type::Condition])
            | (op::LOGICAL_NOT, [Type::Condition])
            | (op::IN, [Type::Text, Type::Texts])
            | (op::EQUALS | op::NOT_EQUALS, [Type::Text, Type::Text] | [Type::Whole, Type::Whole]) => {
                Ok(Type::Condition)
            }
            (op::EQUALS | op::NOT_EQUALS, [a, b]) if number(a) && number(b) => {
                Err("`==` and `!=` are refused on numbers with decimals: declare a `sum`, or compare with a tolerance"
                    .into())
            }
            (op::LESS | op::LESS_EQUALS | op::GREATER | op::GREATER_EQUALS, [a, b]) if number(a) && number(b) => {
                Ok(Type::Condition)
            }
            (op::ADD | op::SUBSTRACT | op::MULTIPLY, [a, b]) if number(a) && number(b) => Ok(wider),
            (op::NEGATE, [a]) if number(a) => Ok(*a),
            (op::DIVIDE, [a, b]) if number(a) && number(b) => {
                call.func_name = DIVIDE.to_owned();
                Ok(Type::Decimal)
            }
            (op::CONDITIONAL, [Type::Condition, a, b]) if a == b => Ok(*a),
            (op::CONDITIONAL, [Type::Condition, a, b]) if number(a) && number(b) => Ok(wider),
            (op::INDEX | op::OPT_INDEX | op::OPT_SELECT, _) => Err("indexing with [ ] is not offered".into()),
            (op::MODULO, _) => Err("`%` is not offered".into()),
            (name, types) if name.contains('_') || name.starts_with('@') => {
                let types: Vec<String> = types.iter().map(ToString::to_string).collect();
                Err(format!("`{}` does not take {}", name.replace(['_', '@'], ""), types.join(" and ")))
            }
            (name, _) => Err(format!("the function `{name}` is not offered")),
        }
    }
}

fn check_literal(literal: &mut LiteralValue) -> Result<Type, String> {
    let (number, kind) = match literal {
        LiteralValue::Int(int) => (*int.inner() as f64, Type::Whole),
        LiteralValue::UInt(uint) => (*uint.inner() as f64, Type::Whole),
        LiteralValue::Double(_) => return Ok(Type::Decimal),
        LiteralValue::String(_) => return Ok(Type::Text),
        LiteralValue::Boolean(_) => return Ok(Type::Condition),
        LiteralValue::Bytes(_) | LiteralValue::Null => return Err("`null` and bytes are not offered".into()),
    };
    *literal = LiteralValue::Double(CelDouble::from(number));
    Ok(kind)
}
