/** Arguments of a call, and how they meet the parameters of a function. */
import { refusals } from './refusals'
import type { Expression, Parameter } from './syntax'
import { MissingArgument, Unreadable } from './syntax'
import { isKind, list, Scope } from './values'
import type { FunctionValue, Value } from './values'
import { told } from '../../../words/tell'

export interface Arguments {
  positional: readonly Value[]
  named: ReadonlyMap<string, Value>
  line: number
  /** The last positional argument is written in whole numbers. */
  whole?: boolean
  /** A positional argument is written as a float. */
  float?: boolean
}

/** Errors: a parameter without a value, or a value without a parameter → Unreadable. */
export function bindArguments(
  callee: FunctionValue,
  args: Arguments,
  evaluateDefault: (expression: Expression) => Value,
  scope: Scope,
): void {
  const [self] = args.positional
  if (isKind(self, 'instance') || isKind(self, 'class')) scope.self = self
  const given = new Map(args.named)
  const left = [...args.positional]
  let isOpen = true
  for (const parameter of callee.parameters) {
    if (parameter.star === '*') {
      scope.names.set(parameter.name, list(left.splice(0), true))
      isOpen = false
    } else if (parameter.star === '**') {
      scope.names.set(parameter.name, { kind: 'dict', entries: new Map(given) })
      given.clear()
    } else
      scope.names.set(
        parameter.name,
        valueOf(parameter, isOpen ? left : [], given, callee, args.line, evaluateDefault),
      )
  }
  if (left.length > 0)
    throw new Unreadable(
      told('python.too_many_arguments', "'{{callee}}' takes {{most}} arguments, but is given more.", {
        callee: callee.name,
        most: callee.parameters.length,
      }),
      args.line,
    )
  const [surplus] = given.keys()
  if (surplus !== undefined) throw new Unreadable(refusals.unknownArgument(callee.name, surplus), args.line)
}

/** The fields of a dataclass with what is given, else with their defaults. Errors: as for a function. */
export function bindFields(
  name: string,
  fields: readonly string[],
  args: Arguments,
  defaultOf: (field: string) => Value | undefined,
): [field: string, value: Value][] {
  const usual = fields.map((field) => defaultOf(field))
  const parameters = fields.map((field, index): Parameter => ({
    name: field,
    ...(usual[index] === undefined ? {} : { default: { kind: 'constant', value: index, line: args.line } }),
  }))
  const scope = new Scope()
  const callee: FunctionValue = { kind: 'function', name, parameters, body: [], scope, line: args.line }
  const evaluate = (expression: Expression): Value =>
    usual[expression.kind === 'constant' ? Number(expression.value) : 0] ?? null
  bindArguments(callee, args, evaluate, scope)
  return fields.map((field) => [field, scope.names.get(field) ?? null])
}

function valueOf(
  parameter: Parameter,
  left: Value[],
  given: Map<string, Value>,
  callee: FunctionValue,
  line: number,
  evaluateDefault: (expression: Expression) => Value,
): Value {
  if (left.length > 0) return left.shift() ?? null
  const named = given.get(parameter.name)
  if (given.delete(parameter.name)) return named ?? null
  if (parameter.default !== undefined) return evaluateDefault(parameter.default)
  throw new MissingArgument(
    told('python.missing_argument', "'{{callee}}' needs the argument '{{parameter}}', which is not given.", {
      callee: callee.name,
      parameter: parameter.name,
    }),
    line,
    parameter.name,
  )
}
