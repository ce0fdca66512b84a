//! The machine: expressions that are rare or large, out of the way of the others.

use crate::mocks::Mock;
use crate::vm::Memo;
use crate::{Eval, Expr, ExprId, FaultKind, FuncId, List, Recorder, Stop, Vm, arithmetic};
use bumpalo::collections::Vec as BumpVec;
use palisade_value::{Array, Ext, Object, ObjectBuilder, Value};

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// An expression that the machine's own step does not do.
    #[inline(never)]
    pub(crate) fn seldom(&mut self, id: ExprId) -> Eval<'e> {
        match self.program.exprs[id.0 as usize] {
            Expr::Index(base, key, access) => {
                let base = self.eval(base)?;
                let key = self.eval(key)?;
                self.index(id, base, key, access)
            }
            Expr::Neg(operand) => {
                let operand = self.eval(operand)?;
                arithmetic::negate(operand)
                    .unwrap_or_else(|kind| Err(self.arithmetic_fault(id, kind, "-", &[operand])))
            }
            Expr::Array(list) => {
                let items = self.all(list)?;
                self.bounded(Value::Array(self.arena.alloc(Array::new(items))))
            }
            Expr::Set(list) => {
                let items = self.all(list)?;
                self.bounded(Value::set(self.arena, items))
            }
            Expr::OptionalArray(list) => self.optional_array(id, list),
            Expr::Object(list) => self.object(id, list),
            Expr::HostCall(name, arguments) => {
                let arguments = self.all(arguments)?;
                self.tick()?;
                let name = self.program.constant(name).as_str().unwrap_or("");
                let context = self.context(id);
                let result = self.options.host.call(name, &context, arguments);
                result.unwrap_or_else(|| {
                    let message = format!("`{name}` is not available here");
                    Err(self.fault(id, FaultKind::NoSuchName, &message))
                })
            }
            Expr::IfMocked(mock, mocked, plain) => {
                let on = !matches!(self.mocks[mock.0 as usize], Mock::Off);
                self.eval(if on { mocked } else { plain })
            }
            Expr::Keyed(index, plain) => self.keyed(index, plain),
            Expr::CallMock(mock, arguments, plain) => self.call_mock(mock, arguments, plain),
            Expr::Generate(generate, block) => self.generate(id, generate, block),
            Expr::FirstDefined(list) => {
                for n in list.range() {
                    match self.eval(self.program.lists[n]) {
                        Err(Stop::Undefined | Stop::Error(_)) => {}
                        result => return result,
                    }
                }
                Err(Stop::Undefined)
            }
            Expr::Const(_)
            | Expr::Slot(_)
            | Expr::Root(_)
            | Expr::Get(..)
            | Expr::Has(..)
            | Expr::Not(_)
            | Expr::Binary(..)
            | Expr::InTable(..)
            | Expr::And(_)
            | Expr::Or(_)
            | Expr::Cond(..)
            | Expr::Call { .. }
            | Expr::CallFunc(..)
            | Expr::Let(..)
            | Expr::Loop(_)
            | Expr::Memo(..)
            | Expr::Path(_)
            | Expr::Is(..)
            | Expr::IsAny(..)
            | Expr::Holds(..)
            | Expr::Shared(..)
            | Expr::Once(..)
            | Expr::OrElse(..) => self.step(id, self.program.exprs[id.0 as usize]),
        }
    }

    /// `_?_:_` where the condition is neither true nor false.
    #[inline(never)]
    pub(crate) fn choice_is_open(
        &mut self,
        id: ExprId,
        condition: Value<'e>,
        then: ExprId,
        otherwise: ExprId,
    ) -> Eval<'e> {
        if !matches!(condition, Value::Unknown(_)) {
            return Err(self.no_overload(id, "_?_:_", &[condition]));
        }
        // Both ways leading to the same value, the condition does not matter.
        match (self.eval(then), self.eval(otherwise)) {
            (Ok(a), Ok(b)) if a.same(&b) => Ok(a),
            (Err(limit @ Stop::Limit(_)), _) | (_, Err(limit @ Stop::Limit(_))) => Err(limit),
            _ => Ok(condition),
        }
    }

    /// Whether a value is among those of a table.
    #[inline(never)]
    pub(crate) fn in_table(&mut self, value: ExprId, table: u32) -> Eval<'e> {
        let value = self.eval(value)?;
        if let Value::Unknown(_) = value {
            return Ok(value);
        }
        let candidates = self.program.tables[table as usize].get(&value.hash32());
        let consts = self.program.consts.get();
        let found = candidates.is_some_and(|c| c.iter().any(|c| consts[c.0 as usize].same(&value)));
        Ok(Value::Bool(found))
    }

    /// Calls a function with arguments that are evaluated into its frame.
    #[inline(never)]
    pub(crate) fn call_func(&mut self, func: FuncId, arguments: List) -> Eval<'e> {
        if let Some(memo) = self.program.func(func).memo
            && (!R::ON || R::MEMOS)
            && let Memo::Done(value) = self.memos[memo as usize]
        {
            return value;
        }
        let base = self.frame(func, arguments.len());
        for n in 0..arguments.len() {
            let argument = self.program.lists[arguments.start as usize + n];
            match self.eval(argument) {
                Ok(value) => self.slots[base + n] = value,
                Err(stop) => {
                    self.slots.truncate(base);
                    return Err(stop);
                }
            }
        }
        if (!R::ON || R::MEMOS) && self.program.remembered[func.0 as usize] {
            return self.run_remembered(func, base);
        }
        self.run(func, base)
    }

    #[inline(never)]
    fn optional_array(&mut self, id: ExprId, list: List) -> Eval<'e> {
        let mut items = BumpVec::with_capacity_in(list.len(), self.arena.bump());
        for n in list.range() {
            let item = self.program.array_items[n];
            let value = self.eval(item.value)?;
            match value {
                Value::Ext(Ext::Optional(inner)) if item.optional => items.extend(*inner),
                Value::Unknown(_) if item.optional => return Ok(value),
                _ if item.optional => return Err(self.no_overload(id, "[?…]", &[value])),
                _ => items.push(value),
            }
        }
        self.charge(size_of_val(items.as_slice()))?;
        Ok(Value::Array(self.arena.alloc(Array::new(items.into_bump_slice()))))
    }

    #[inline(never)]
    fn object(&mut self, id: ExprId, list: List) -> Eval<'e> {
        let mut object = ObjectBuilder::with_capacity(list.len());
        for n in list.range() {
            let item = self.program.build_items[n];
            let key = self.eval(item.key)?;
            let value = self.eval(item.value)?;
            let value = match value {
                Value::Ext(Ext::Optional(inner)) if item.optional => match inner {
                    Some(inner) => *inner,
                    None => continue,
                },
                Value::Unknown(_) if item.optional => return Ok(value),
                _ if item.optional => return Err(self.no_overload(id, "{?…}", &[value])),
                _ => value,
            };
            if let Value::Unknown(_) = key {
                return Ok(key);
            }
            object.insert(key, value);
        }
        let (given, value) = (object.len(), object.finish(self.arena));
        self.charge(given * 48)?;
        if value.as_object().map(Object::len) != Some(given) {
            return Err(self.fault(id, FaultKind::Conflict, "a key stands twice in the object"));
        }
        self.bounded(value)
    }
}
