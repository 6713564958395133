/** What the table of operations works with: one call of a function or method on tensors. */
import { nodeDefinition } from '../../nodes/index'
import type { Arguments } from './arguments'
import type { Note } from './library'
import type { Tracer } from './tracer'
import { Unreadable } from './syntax'
import { isKind, plain, UNKNOWN } from './values'
import type { TensorValue, Value } from './values'
import { refusals } from './refusals'
import { resolved, sizesOf } from './sizes'

export { isBatch, resolved, sizeOf, sizesOf } from './sizes'
import type { Told } from '../../../words/tell'

/** The first argument, or what the method is called on, is `input`. */
export class Operation {
  constructor(
    readonly name: string,
    readonly args: ReadonlyMap<string, Value>,
    /** All of them but the input, for functions that take sizes one after another. */
    readonly rest: readonly Value[],
    readonly tracer: Tracer,
    readonly line: number,
    private readonly tell: Note,
  ) {}

  get input(): TensorValue | null {
    return this.tensor('input')
  }

  tensor(name: string): TensorValue | null {
    const value = this.args.get(name)
    if (isKind(value, 'unknown')) this.note(refusals.unreadArgument(name, `${this.name}()`))
    return this.tracer.tensor(value, this.line)
  }

  /** Two operands; a whole number beside whole numbers or truths is one too. */
  pair(first: string, second: string): [TensorValue | null, TensorValue | null] {
    const [a, b] = [this.args.get(first), this.args.get(second)]
    if (typeof b === 'number' && typeof a !== 'number') {
      const input = this.tensor(first)
      return [input, this.tracer.constant(b, this.line, input)]
    }
    const other = this.tensor(second)
    return [typeof a === 'number' ? this.tracer.constant(a, this.line, other) : this.tensor(first), other]
  }

  value(name: string): Value | undefined {
    return this.args.get(name)
  }

  /** A number, text, None or list of them. Errors: only running the net would tell it → Unreadable. */
  plain(name: string): unknown {
    const value = this.args.get(name)
    if (value === undefined) return undefined
    const known = plain(resolved(value))
    if (known === undefined) throw new Unreadable(refusals.openArgument(name, this.name), this.line)
    return known
  }

  /** Sizes given as one list or one after another. */
  sizes(name: string): Value[] {
    const first = this.args.get(name)
    if (isKind(first, 'shape')) return sizesOf(first.tensor, first.from, first.to) ?? [UNKNOWN]
    if (isKind(first, 'list')) return first.items.map(resolved)
    return this.rest.map(resolved)
  }

  node(
    type: string,
    params: Record<string, unknown>,
    inputs: Readonly<Record<string, TensorValue | null>>,
  ): TensorValue {
    return this.nodes(type, params, inputs)[0] ?? { kind: 'tensor', node: '', handle: '', type: null }
  }

  nodes(
    type: string,
    params: Record<string, unknown>,
    inputs: Readonly<Record<string, TensorValue | null>>,
  ): TensorValue[] {
    if (nodeDefinition(type) === undefined) return this.opaque()
    const definition = nodeDefinition(type)
    const call =
      definition?.calls.includes('functional') && definition.calls[0] !== 'functional'
        ? 'functional'
        : undefined
    const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined))
    return Object.values(this.tracer.add(type, given, inputs, this.line, call === undefined ? {} : { call }))
  }

  /** A node that keeps the place of what Gradwire has not. */
  opaque(outputs = 1): TensorValue[] {
    this.note(refusals.opaque(this.name))
    const tensors = [...this.args.values()]
      .flatMap((value) => (isKind(value, 'list') ? value.items : [value]))
      .filter((value) => isKind(value, 'tensor'))
    const inputs = Object.fromEntries(tensors.map((value, index) => [`inputs.${index}`, value]))
    const named = [...this.args].flatMap(([name, value]) =>
      plain(value) === undefined ? [] : [[name, plain(value)]],
    )
    const attributes = JSON.stringify(Object.fromEntries(named))
    const params = { op: this.name, domain: 'torch', attributes, ...(outputs === 1 ? {} : { outputs }) }
    return Object.values(this.tracer.add('Opaque', params, inputs, this.line))
  }

  note(said: Told): void {
    this.tell(said, this.line)
  }
}

/** Arguments of a function or method by their names; more positional ones are `rest`. */
export function operationArguments(
  parameters: readonly { name: string }[],
  args: Arguments,
): Map<string, Value> {
  const bound = new Map<string, Value>()
  args.positional.forEach((value, index) => {
    const name = parameters[index]?.name
    if (name !== undefined) bound.set(name, value)
  })
  for (const [name, value] of args.named) bound.set(OTHER_NAMES[name] ?? name, value)
  return bound
}

/** NumPy's names, which PyTorch takes too. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  axis: 'dim',
  keepdims: 'keepdim',
  x: 'input',
  x1: 'input',
}

/** What a function or method makes of its arguments. */
export interface OperationRule {
  /** As PyTorch names the arguments. */
  takes: string
  run: (operation: Operation) => Value
}
