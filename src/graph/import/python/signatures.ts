/** What PyTorch's classes and functions take, and the arguments of a call by their names. */
import type { Arguments } from './arguments'
import { parsePythonExpression } from './parse-python'
import table from './signatures.json'
import { Unreadable } from './syntax'
import type { Expression } from './syntax'
import type { Value } from './values'
import { told } from '../../../words/tell'

interface Parameter {
  name: string
  /** undefined: it must be given. */
  default?: Value
}

const known = new Map<string, readonly Parameter[]>()

/** `nn.Conv2d`, `nn.LSTM.forward` or `F.relu`; undefined for what PyTorch has not. */
export function signatureOf(name: string): readonly Parameter[] | undefined {
  if (!Object.hasOwn(table, name)) return undefined
  return parsed((table as Readonly<Record<string, string>>)[name] ?? '')
}

/** `input, dim=None, keepdim=False` as parameters. */
export function parsed(text: string): readonly Parameter[] {
  const before = known.get(text)
  if (before !== undefined) return before
  const call = parsePythonExpression(`f(${text})`)
  const parameters =
    call?.kind === 'call'
      ? call.args.map(({ name, value }): Parameter =>
          name === undefined
            ? { name: value.kind === 'name' ? value.name : '' }
            : { name, default: constantOf(value) },
        )
      : []
  known.set(text, parameters)
  return parameters
}

/** The given arguments by name. Errors: more than it takes, or one that it has not → Unreadable. */
export function bind(what: string, parameters: readonly Parameter[], args: Arguments): Map<string, Value> {
  if (args.positional.length > parameters.length)
    throw new Unreadable(
      told('python.too_many_arguments_of_pytorch', '{{what}} takes at most {{most}} arguments.', {
        what,
        most: parameters.length,
      }),
      args.line,
    )
  const bound = new Map<string, Value>()
  args.positional.forEach((value, index) => bound.set(parameters[index]?.name ?? '', value))
  for (const [name, value] of args.named) {
    if (!parameters.some((parameter) => parameter.name === name))
      throw new Unreadable(
        told('python.unknown_argument_of_pytorch', "{{what}} has no argument '{{name}}'.", { what, name }),
        args.line,
      )
    bound.set(name, value)
  }
  return bound
}

function constantOf(expression: Expression): Value {
  if (expression.kind === 'constant') return expression.value
  if (expression.kind === 'unary' && expression.operand.kind === 'constant')
    return -Number(expression.operand.value)
  if (expression.kind === 'list')
    return { kind: 'list', items: expression.items.map(constantOf), tuple: true }
  return null
}
