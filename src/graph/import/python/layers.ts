/** Constructors of torch.nn: their arguments as the params of our nodes. */
import { dequal } from 'dequal'
import { nodeDefinition, nodeDefinitions } from '../../nodes/index'
import type { NodeDefinition } from '../../registry/definition'
import { paramFields } from '../../params/param-types'
import type { ParamField } from '../../params/param-types'
import { parseParams } from '../../params/param-findings'
import type { Arguments } from './arguments'
import type { Note } from './library'
import { distanceName } from './distance-functions'
import { notALayer } from './not-layers'
import { bind, signatureOf } from './signatures'
import { isKind, plain, truth } from './values'
import { Unreadable } from './syntax'
import type { LayerValue, Value } from './values'
import { refusals } from './refusals'

/** Names of PyTorch for what we have under another, with what they fix. */
const ALIASES: Readonly<Record<string, { type: string; params?: Record<string, unknown> }>> = {
  NonDynamicallyQuantizableLinear: { type: 'Linear' },
  NLLLoss2d: { type: 'NLLLoss' },
}

/** Where a tensor lies and what its numbers are is not part of a graph. */
const PLACES = new Set(['device', 'dtype', 'enable_nested_tensor', 'mask_check', '_freeze', '_weight'])

/** A layer from a call of `nn.<name>`; `Opaque` for what Gradwire has not, which is told. */
export function makeLayer(name: string, args: Arguments, note: Note): LayerValue {
  const { type, params: fixed = {} } = ALIASES[name] ?? { type: name.replace(/^Lazy/, '') }
  const definition = moduleDefinition(type)
  const parameters = signatureOf(`nn.${name}`) ?? signatureOf(`nn.${type}`)
  if (definition === undefined || parameters === undefined) {
    note(notALayer(name) ?? refusals.opaqueLayer(name), args.line)
    return layer('Opaque', { op: name, domain: 'torch.nn', attributes: attributesText(args) }, args.line)
  }
  const bound = bind(`nn.${name}`, parameters, args)
  const params = { ...fixed, ...paramsOf(definition, `nn.${name}`, bound, parameters, args.line, note) }
  return checked(definition, params, args, note)
}

/** The stacks, which PyTorch makes from one layer: its name as an argument of theirs. */
const STACKS: Readonly<Record<string, string>> = {
  TransformerEncoder: 'encoder_layer',
  TransformerDecoder: 'decoder_layer',
}

/** A layer from a call of `nn.<name>`, whatever it is made from. */
export function makeLayerOrStack(name: string, args: Arguments, note: Note): LayerValue {
  const of = Object.hasOwn(STACKS, name) ? STACKS[name] : undefined
  return of === undefined ? makeLayer(name, args, note) : makeStack(name, of, args, note)
}

/** A stack of layers, of one of them. */
function makeStack(name: string, of: string, args: Arguments, note: Note): LayerValue {
  const definition = moduleDefinition(name)
  const bound = bind(`nn.${name}`, signatureOf(`nn.${name}`) ?? [], args)
  const inner = bound.get(of)
  if (definition === undefined || !isKind(inner, 'layer')) return makeLayer(`${name} `, args, note)
  const norm = bound.get('norm')
  const params = {
    ...inner.params,
    num_layers: plain(bound.get('num_layers') ?? null),
    ...(norm === undefined || norm === null ? {} : { norm: true }),
  }
  return checked(definition, params, args, note)
}

/** Whether a name of a library is that of a layer, and no container. */
export function isLayerPath(path: string): boolean {
  const [, name = ''] = /^torch\.nn\.(?:modules\.\w+\.)?(\w+)$/.exec(path) ?? []
  return name !== 'Module' && moduleDefinition(ALIASES[name]?.type ?? name) !== undefined
}

/** The params with values that a node can have. Errors: one is not known → Unreadable. */
export function paramsOf(
  definition: NodeDefinition,
  what: string,
  bound: ReadonlyMap<string, Value>,
  parameters: readonly { name: string; default?: Value }[],
  line: number,
  note: Note,
): Record<string, unknown> {
  const fields = new Map(paramFields(definition.params).map((field) => [field.name, field]))
  const params: Record<string, unknown> = {}
  for (const [name, value] of bound) {
    const field = fields.get(name)
    const usual = parameters.find((parameter) => parameter.name === name)?.default
    // A method: an attribute that nothing has set.
    if (field !== undefined && (isKind(value, 'unknown') || isKind(value, 'method')))
      throw new Unreadable(refusals.unknownSize(name, what), line)
    if (field !== undefined) params[name] = paramOf(field, value)
    else if (!PLACES.has(name) && !dequal(plain(value), plain(usual ?? null)))
      note(refusals.leftOut(what, name), line)
  }
  return params
}

/** A layer whose params Gradwire takes; else the opaque node, and what is wrong. */
export function checked(
  definition: NodeDefinition,
  params: Record<string, unknown>,
  args: Arguments,
  note: Note,
): LayerValue {
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined))
  const { problems } = parseParams(definition.type, definition.params, given)
  if (problems === undefined) return layer(definition.type, given, args.line)
  for (const { code, values, message } of problems)
    note({ code, message, ...(values && { values }) }, args.line)
  const attributes = attributesText(args)
  return layer('Opaque', { op: definition.type, domain: 'torch.nn', attributes }, args.line)
}

/** A place of our own export where `train.py` measures: the metric, by its type and params. */
export function measuredLayer(args: Arguments, note: Note): LayerValue {
  const [type] = args.positional
  const definition = typeof type === 'string' ? nodeDefinition(type) : undefined
  if (definition?.role !== 'metric') throw new Unreadable(refusals.noMetric(), args.line)
  const params = Object.fromEntries([...args.named].map(([name, value]) => [name, plain(value)]))
  return checked(definition, params, args, note)
}

export function layer(type: string, params: Record<string, unknown>, line: number): LayerValue {
  return { kind: 'layer', type, params, hooks: [], line }
}

/** A node type that is a class of torch.nn. */
export function moduleDefinition(type: string): NodeDefinition | undefined {
  const definition = nodeDefinition(type)
  return definition?.calls.includes('module') &&
    definition.role !== 'input' &&
    definition.role !== 'output' &&
    definition.instanceOf === undefined
    ? definition
    : undefined
}

/** A class that our own export writes beside a net, for versions of PyTorch without it: by name and source. */
export function supportClass(source: string): { type: string; params: Record<string, unknown> } | undefined {
  for (const definition of nodeDefinitions) {
    const fixed = paramFields(definition.params).some(({ name }) => name === 'bias') ? { bias: false } : {}
    const support = definition.pytorch.support?.(fixed)
    if (support !== undefined && support.source.trim() === source.trim())
      return { type: definition.type, params: fixed }
  }
  return undefined
}

export function paramOf(field: ParamField, value: Value): unknown {
  if (field.name === 'distance_function') return distanceName(value)
  if (field.kind === 'choice' && isKind(value, 'global')) return value.path.split('.').at(-1)
  if (field.kind === 'choice' && isKind(value, 'layer')) return value.type.toLowerCase()
  // Python takes any value for a truth.
  if (field.kind === 'boolean' && value !== null) return truth(value)
  const given = isKind(value, 'example') && value.values !== undefined ? [...value.values] : plain(value)
  // One size in parentheses, where the node has one number.
  if (field.kind === 'pair' && field.count === 1 && Array.isArray(given) && given.length === 1)
    return given[0]
  return given
}

function attributesText({ positional, named }: Arguments): string {
  const entries = Object.fromEntries([...named].map(([name, value]) => [name, plain(value) ?? '…']))
  return JSON.stringify({
    ...(positional.length === 0 ? {} : { args: positional.map((value) => plain(value) ?? '…') }),
    ...entries,
  })
}
