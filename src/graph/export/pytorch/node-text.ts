/** The PyTorch text of one node: the constructor of its module, or its functional call. */
import { dequal } from 'dequal'
import { callArguments } from '../../registry/call-form'
import type { NodeDefinition } from '../../registry/definition'
import type { Params } from '../../document/document'
import { paramFields } from '../../params/param-types'
import type { ParamField } from '../../params/param-types'
import { functionName } from '../../pytorch/function-name'
import { floats, literal, operand } from '../../pytorch/python'
import type { CallSlot } from '../../pytorch/rule'

/** Values that are not the same in every instance: by param, the name of the constructor's argument. */
export type Variables = Readonly<Record<string, string>>

/** At most so many arguments without their names. */
const POSITIONAL = 2

/** `nn.Conv2d` and its arguments: `['1', '32', 'kernel_size=3']`. */
export function constructorText(
  definition: NodeDefinition,
  params: Params,
  variables: Variables = {},
): { name: string; args: string[] } {
  const { module } = definition.pytorch
  const name = typeof module === 'function' ? module(params) : (module ?? `nn.${definition.type}`)
  const { arguments: given } = definition.pytorch
  const args = argumentTexts(definition, given?.(params) ?? params, variables, tensorText)
  const text = (param: string): string => variables[param] ?? literal(params[param])
  return { name, args: [...(definition.pytorch.construct?.(args, params, text) ?? args)] }
}

/** The call of the functional form; the inputs are Python source in the order of the handles. */
export function functionText(definition: NodeDefinition, inputs: readonly string[], params: Params): string {
  const { pytorch } = definition
  if (pytorch.expression !== undefined) return pytorch.expression(inputs, params)
  const name = functionName(definition)
  // Weights lie where the values are.
  const tensors = (values: readonly number[]): string => `${operand(inputs[0])}.new_tensor(${floats(values)})`
  const given = (pytorch.functionArguments ?? pytorch.arguments)?.(params) ?? params
  const args = argumentTexts(definition, given, {}, tensors)
  return `${name}(${[...inputs, ...args, ...(pytorch.functionExtras ?? [])].join(', ')})`
}

/** `inputs` as the arguments of a module. */
export function moduleInputs(
  definition: NodeDefinition,
  inputs: Readonly<Record<string, string>>,
  params: Params,
): readonly string[] {
  const { positional, named = [], extras = [] } = callArguments(definition, Object.keys(inputs), params)
  const text = (handle: string): string => inputs[handle] ?? 'None'
  return [
    ...positional.map((slot) => slotText(slot, text)),
    ...named.map((handle) => `${handle}=${text(handle)}`),
    ...extras,
  ]
}

/** What the results of a module are assigned to: `x, (h_n, c_n)`; `_` where nobody wants one. */
export function moduleTargets(slots: readonly CallSlot[], name: (handle: string) => string): string {
  const target = (slot: CallSlot): string =>
    slot === null || (typeof slot !== 'string' && slot.every((handle) => name(handle) === '_'))
      ? '_'
      : slotText(slot, name)
  return slots.map(target).join(', ')
}

function slotText(slot: CallSlot, text: (handle: string) => string): string {
  if (slot === null) return 'None'
  return typeof slot === 'string' ? text(slot) : `(${slot.map(text).join(', ')})`
}

type TensorText = (values: readonly number[]) => string

const tensorText: TensorText = (values) => `torch.tensor(${floats(values)})`

function argumentTexts(
  definition: NodeDefinition,
  given: Params,
  variables: Variables,
  tensors: TensorText,
): string[] {
  const fields = paramFields(definition.params)
  let positional = true
  return fields.flatMap((field, index) => {
    const { name } = field
    const value = given[name]
    const variable = variables[name]
    positional &&= index < POSITIONAL && field.default === undefined
    if (!Object.hasOwn(given, name) || (variable === undefined && isDefault(field, value))) return []
    const weights = name.endsWith('weight') && Array.isArray(value)
    const text = variable ?? (weights ? tensors(value as number[]) : literal(value))
    return [positional ? text : `${name}=${text}`]
  })
}

function isDefault(field: ParamField, value: unknown): boolean {
  return value === undefined || dequal(value, field.default)
}
