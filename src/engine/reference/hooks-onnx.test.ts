/** Hooks in ONNX models: those that a model carries give in onnxruntime what they give in the engine, and all others are named. */
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../graph/document/document'
import { testDocument } from '../../graph/document/test-graph'
import { exportOnnx } from '../../graph/export/onnx/export-onnx'
import { FUNCTIONS } from '../../graph/expressions/expression'
import { parseDocument } from '../../graph/file/parse'
import { passesOf } from '../../graph/hooks/definition'
import { hookDefinitions } from '../../graph/hooks/index'
import { inferDocument } from '../../graph/infer/infer'
import { ready } from '../index'
import { hookedDocument, readSaved, tensorsOf } from './hooks.fixture'
import type { HookCase, WrittenHook } from './hooks.fixture'
import { compareInOnnxruntime } from './onnx-exported.fixture'

await ready()

const saved = readSaved(new URL('hooks.json', import.meta.url))
const feeds = [2, 6].map((rows) => tensorsOf({ x: saved.x.slice(0, rows), y: saved.y.slice(0, rows) }))

const placeOf = (hook: WrittenHook): string =>
  (['edge', 'port', 'parameter', 'node'] as const).find((kind) => hook[kind] !== undefined)!

/** The net with an Output, as its loss is no part of a model. */
function documentOf(each: HookCase): GraphDocument {
  const document = hookedDocument(each) as { modules: { Net: { nodes: object[]; edges: object[] } } }
  const { Net } = document.modules
  const out = { id: 'out', type: 'Output', name: 'out', params: {} }
  const wire = { id: 'e10', source: 'all', sourceHandle: 'output', target: 'out', targetHandle: 'input' }
  const modules = { ...document.modules, Net: { ...Net, nodes: [...Net.nodes, out], edges: [...Net.edges, wire] } } // prettier-ignore
  return parseDocument(JSON.stringify({ ...document, modules })).document!
}

/** What acts on values that come to the output. */
function acts({ pass, type, edge, port }: WrittenHook): boolean {
  const looks = hookDefinitions.find((definition) => definition.type === type)!.looks
  return pass === 'forward' && !looks && edge !== 'e8' && port !== 'loss.output'
}

function canBeWritten({ type, params }: WrittenHook): boolean {
  return type !== 'noise' && !(typeof params?.['expr'] === 'string' && /\bstep\b/.test(params['expr']))
}

const forward = saved.cases
  .map((each) => ({ ...each, all: [...each.net, ...each.block] }))
  .filter(({ all }) => all.some(acts))
const written = forward.filter(({ all }) => all.filter(acts).every(canBeWritten))
const refused = forward.filter(({ all }) => !all.filter(acts).every(canBeWritten))

describe('hooks in an ONNX model', () => {
  it('are compared at every place, of every type that ONNX can say', () => {
    const wanted = hookDefinitions.flatMap((definition) =>
      typeof definition.onnx !== 'function' || definition.looks
        ? []
        : definition.places
            .filter((place) => passesOf(definition, place).includes('forward'))
            .map((place) => `${definition.type} ${place}`),
    )
    const compared = new Set(written.flatMap(({ all }) => all.filter(acts).map((hook) => `${hook.type} ${placeOf(hook)}`))) // prettier-ignore
    expect(wanted.filter((each) => !compared.has(each))).toEqual([])
  })

  it.each(written.map((each) => [each.title, each] as const))('equal the engine: %s', async (_, each) => {
    const note = await compareInOnnxruntime(documentOf(each), feeds)
    const left =
      [...each.net.map((hook) => ['Net', hook] as const), ...each.block.map((hook) => ['Block', hook] as const)] // prettier-ignore
        .filter(([, hook]) => !acts(hook))
        .map(([module, { id, type }]) => `${module} ${id} (${type}, `)
    if (left.length === 0) expect(note).toBeNull()
    for (const name of left) expect(note).toContain(name)
    expect(note?.match(/(Net|Block) h\d+ \(/g) ?? []).toHaveLength(left.length)
  })

  it.each(refused.map((each) => [each.title, each] as const))('are refused by name: %s', (_, each) => {
    const result = exportOnnx(inferDocument(documentOf(each)), tensorsOf(saved.weights))
    const hook = each.all.find((one) => acts(one) && !canBeWritten(one))!
    const message = expect.stringContaining(
      `The hook '${hook.id}' (${hook.type}) cannot be written: `,
    ) as string
    expect(result).toMatchObject({ kind: 'refused', findings: expect.arrayContaining([expect.objectContaining({ message })]) as object }) // prettier-ignore
  })

  it('are named where no output needs what they sit on', async () => {
    const document = hooked(
      [
        { id: 'h0', edge: 'e0', type: 'scale', params: { factor: 2 } },
        { id: 'h1', edge: 'e2', type: 'scale', params: { factor: 3 } },
        { id: 'h2', port: { node: 'unused', handle: 'output' }, type: 'noise', params: {} },
        { id: 'h3', node: 'loss', type: 'clip_value', params: {} },
      ],
      [
        ['x: Input', { shape: [3] }],
        ['y: Input', { shape: [3] }],
        ['relu: ReLU'],
        ['unused: Tanh'],
        ['loss: MSELoss'],
        ['out: Output'],
      ],
      ['x → relu', 'relu → out', 'relu → loss', 'y → loss.target', 'x → unused'],
    )
    const [x, y] = [[[1, -2, 3]], [[0, 0, 1]]]
    expect(await compareInOnnxruntime(document, [tensorsOf({ x, y })])).toBe(
      'Hooks were left out, as ONNX has no place for them: Net h1 (scale, relu.output → loss.input forward); ' +
        'Net h2 (noise, unused.output forward); Net h3 (clip_value, loss forward).',
    )
  })
})

function hooked(
  hooks: readonly object[],
  nodes: Parameters<typeof testDocument>[0] = [
    ['x: Input', { shape: [3] }],
    ['same: Identity'],
    ['out: Output'],
  ],
  wires: readonly string[] = ['x → same', 'same → out'],
): GraphDocument {
  const document = testDocument(nodes, wires)
  const all = hooks.map((hook) => ({ pass: 'forward', ...hook }))
  const text = JSON.stringify({ ...document, modules: { Net: { ...document.modules['Net'], hooks: all } } })
  const { findings, document: read } = parseDocument(text)
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  return read!
}

/** Together all functions and operators. */
const FORMULAS = [
  'abs(x) + sign(x) * exp(x / 3)',
  'log(abs(x)) - sqrt(abs(x))',
  'sin(x) * cos(x) / (2 + tanh(x))',
  'sigmoid(x) ** 2 - relu(x)',
  'floor(x * 2) % 3',
  '-x % 2',
  'clamp(x, -0.5, 0.7)',
  'clamp(x, min(x) / 2, mean(x))',
  'where(x > 0 and not x >= 1 or x < -1, x, -x)',
  'where(x == 0, 1, x != 2) + (x <= 1)',
  'minimum(x, 0.3) + maximum(x, -0.3)',
  'mean(x) + sum(x) * max(x) - min(x)',
  'std(x) + norm(x) * pi',
  'x * isnan(x)',
  'where(isnan(x), 7, x)',
  'zeros_like(x) + ones_like(x)',
  '3',
  '-1 < x < 1',
]

describe('an expression in an ONNX model', () => {
  it('is there with every function', () => {
    expect(FUNCTIONS.filter((name) => !FORMULAS.some((text) => text.includes(`${name}(`)))).toEqual([])
  })

  it.each(FORMULAS)('gives what it gives in the engine: %s', async (expr) => {
    const rows = [
      [1.5, -2, 0.25],
      [-0.75, 0.5, -0.1],
    ]
    const document = hooked([{ id: 'h0', edge: 'e1', type: 'expression', params: { expr } }])
    await compareInOnnxruntime(document, [tensorsOf({ x: rows }), tensorsOf({ x: [[NaN, 1, -1]] })])
  })
})

describe('what a hook does to numbers that are none, and to zeros,', () => {
  const cases: [string, object, number[][]][] = [
    ['clip_norm', { max_norm: 0 }, [[0, 0, 0]]],
    ['clip_norm', { max_norm: 0 }, [[1, 2, 3]]],
    ['clip_norm', { max_norm: 1 }, [[0, 0, 0]]],
    ['clip_norm', { max_norm: 1 }, [[NaN, 1, 2]]],
    ['clip_norm', { max_norm: 1 }, [[Infinity, 1, 2]]],
    ['clip_value', { max: 1 }, [[NaN, Infinity, -Infinity]]],
    ['replace_nan', { value: 3 }, [[NaN, Infinity, 1]]],
    ['zero', {}, [[NaN, Infinity, 1]]],
    ['scale', { factor: 0 }, [[NaN, Infinity, 1]]],
    ['dropout', { p: 1 }, [[NaN, Infinity, 1]]],
  ]
  it.each(cases)('is the same in onnxruntime: %s %j %j', async (type, params, x) => {
    const document = hooked([{ id: 'h0', edge: 'e1', type, params }])
    expect(await compareInOnnxruntime(document, [tensorsOf({ x })])).toBeNull()
  })
})
