/** Functions of `torch.nn.functional` and `torch` that are nodes called as functions: found by how our export writes them. */
import { snakeCase } from '../../pytorch/function-name'
import type { NodeDefinition } from '../../registry/definition'
import { nodeDefinitions } from '../../nodes/index'
import { paramFields } from '../../params/param-types'
import type { Arguments } from './arguments'
import type { Note } from './library'
import { paramsOf } from './layers'
import { bind, parsed, signatureOf } from './signatures'
import type { Tracer } from './tracer'
import { unpooledSize } from './sizes'
import { resultOf } from './tracing'
import { isKind, plain, UNKNOWN } from './values'
import type { TensorValue, Value } from './values'
import { refusals } from './refusals'
import { NoNet } from './syntax'

/** By the last part of the name: `relu`, `max_pool2d`. */
const byName = new Map<string, NodeDefinition>()
for (const definition of nodeDefinitions) {
  if (!definition.calls.includes('functional') || definition.pytorch.expression !== undefined) continue
  const name = definition.pytorch.function ?? `F.${snakeCase(definition.type)}`
  byName.set(name.replace(/^(F|torch)\./, ''), definition)
}

/** Whether a function of that name is a node. */
export function isFunctional(name: string): boolean {
  return byName.has(name.replace(/_$/, ''))
}

/** The node of a functional call. Errors: arguments that the function does not take → Unreadable. */
export function callFunctional(name: string, args: Arguments, tracer: Tracer, note: Note): Value {
  const known = name.replace(/_$/, '')
  const definition = byName.get(known)
  if (definition === undefined) throw new NoNet(refusals.noFunction(name))
  const handles = definition.inputs({}, { modules: {} }).map((handle) => handle.name)
  const fields = paramFields(definition.params).map((field) => field.name)
  const parameters = signatureOf(`F.${known}`) ?? parsed([...handles, ...fields].join(', '))
  const bound = bind(`F.${known}`, parameters, args)
  const inputs: Record<string, TensorValue | null> = {}
  const rest = new Map<string, Value>()
  let index = 0
  for (const { name: parameter } of parameters) {
    const given = bound.get(parameter)
    if (given === undefined) continue
    const drops = parameter === 'p' && /dropout/.test(known)
    const dropped = drops && isKind(given, 'unknown') ? given.dropped : undefined
    const value = dropped ?? given
    // The share is 0 in evaluation, as that of the node is.
    if (dropped !== undefined) bound.set('training', UNKNOWN)
    if (parameter === 'training') noteTraining(value, args.line, note)
    else if (fields.includes(parameter)) rest.set(parameter, value)
    else if (
      index < handles.length &&
      (isKind(value, 'tensor') || isKind(value, 'parameter') || isKind(value, 'unknown'))
    )
      inputs[handles[index++] ?? ''] = tracer.tensor(value, args.line)
    else rest.set(parameter, value)
  }
  if (/dropout/.test(known) && !bound.has('training')) note(refusals.staysOn(`F.${known}`), args.line)
  const size = rest.get('output_size')
  if (size !== undefined && known.startsWith('max_unpool'))
    rest.set('output_size', unpooledSize(definition.type, size))
  const params = paramsOf(definition, `F.${known}`, rest, parameters, args.line, note)
  const call = definition.calls[0] === 'functional' ? undefined : 'functional'
  const outputs = tracer.add(definition.type, params, inputs, args.line, call === undefined ? {} : { call })
  return resultOf(definition, outputs, params)
}

function noteTraining(value: Value, line: number, note: Note): void {
  if (typeof plain(value) === 'boolean')
    note(refusals.fixedTraining(plain(value) === true ? 'True' : 'False'), line)
}
