/** A call of a Sequential: its children one after the other. */
import type { Interpreter } from './interpreter'
import { childrenOf, inputCount } from './tracing'
import { isKind, isModuleValue, UNKNOWN } from './values'
import type { ContainerValue, InstanceValue, Value } from './values'

export function chained(
  interpreter: Interpreter,
  module: ContainerValue | InstanceValue,
  given: Value,
  line: number,
): Value {
  let value = given
  for (const child of childrenOf(module)) {
    // A chain goes on with the output of a recurrent layer, a module of the file with all that comes in.
    const first: Value = isKind(value, 'list') ? (value.items[0] ?? UNKNOWN) : value
    const single = isKind(child, 'layer') ? first : value
    const positional = Array.from({ length: inputCount(child) }, () => single)
    const args = { positional, named: new Map(), line: isModuleValue(child) ? child.line : line }
    value = interpreter.call(child, args, interpreter.globals)
  }
  return value
}
