/** Tries a remedy before it is offered: what the rules of a node say once it is applied. */
import type { Params } from '../document/document'
import type { NodeContext, NodeDefinition, RuleCall } from '../registry/definition'
import { initialParams } from '../params/param-types'
import { inserting } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { parseParams } from '../params/param-findings'
import type { TensorType } from '../types/dims'
import { tell, told } from '../../words/tell'

/** A node as its rules see it: the params as given, and the types of its wired inputs. */
export interface Situation {
  readonly definition: NodeDefinition
  readonly params: Params
  readonly inputs: Readonly<Record<string, TensorType>>
  readonly context: NodeContext
}

export interface Outcome {
  outputs: Record<string, TensorType>
  warning: RuleError | undefined
}

/** The types of the node's outputs. Errors: those of its params and its rules. */
export function run({ definition, params, inputs, context }: Situation): Outcome {
  const parsed = parseParams(definition.type, definition.params, params)
  if (parsed.problems !== undefined)
    throw new RuleError(parsed.problems[0] ?? told('param.wrong_ones', 'The arguments are wrong.'))
  const given: RuleCall<Params> = { params: parsed.params, inputs, context }
  checkDtypes(definition, given)
  const call = { ...given, params: { ...parsed.params, ...definition.complete(given) } }
  return { outputs: definition.types(call), warning: definition.warn(call) }
}

/** What a new node of that type makes of the tensor, from its first input to its first output. */
export function through(definition: NodeDefinition, type: TensorType, params: Params = {}): TensorType {
  const whole = { ...initialParams(definition.params), ...params }
  const context = { modules: {} }
  const [handle] = definition.inputs(whole, context)
  const inputs = handle === undefined ? {} : { [handle.name]: type }
  return firstOf(run({ definition, params: whole, inputs, context }).outputs)
}

/** The type of the first output. */
export function firstOf(outputs: Record<string, TensorType>): TensorType {
  const [first] = Object.values(outputs)
  if (first === undefined) throw new RuleError(told('node.no_output', 'The node has no output.'))
  return first
}

/** Refuses whole numbers where the type wants float32, and truths where it wants numbers. */
export function checkDtypes(definition: NodeDefinition, call: RuleCall<Params>): void {
  const handles = definition.inputs(call.params, call.context)
  for (const [handle, type] of Object.entries(call.inputs)) {
    const accepts = handles.find(({ name }) => name === handle)?.accepts ?? definition.accepts
    if (accepts === 'any' || type.dtype === 'float32') continue
    if (type.dtype === 'bool' && accepts === 'mask') continue
    if (type.dtype === 'bool') throw noTruths(definition, handle)
    if (accepts === 'numbers') continue
    const message = told(
      'edge.not_float32',
      "{{type}} needs float32 values, but '{{input}}' holds {{dtype}}.",
      {
        type: definition.type,
        input: handle,
        dtype: type.dtype,
      },
    )
    throw new RuleError(message, {
      handle,
      remedy: tell('remedy.wire_values', 'int64 holds class numbers and indices; wire values instead.'),
      fixes: [{ kind: 'set-dtype', handle, dtype: 'float32' }],
    })
  }
}

function noTruths(definition: NodeDefinition, handle: string): RuleError {
  const message = told('edge.truths', "{{type}} needs numbers, but '{{input}}' holds bool, true or false.", {
    type: definition.type,
    input: handle,
  })
  return new RuleError(message, {
    handle,
    remedy: tell('remedy.make_numbers', 'Make 0 and 1 of them with To, or choose by them with Where.'),
    fixes: [inserting(handle, 'To', { dtype: 'float32' }), { kind: 'set-dtype', handle, dtype: 'float32' }],
  })
}
