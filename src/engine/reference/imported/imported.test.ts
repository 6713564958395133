import { readFileSync, readdirSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../../graph/document/document'
import { pytorchStateDict } from '../../../graph/export/pytorch/state-dict'
import { readSafetensors, writeSafetensors } from '../../../graph/formats/safetensors'
import type { SafeTensors } from '../../../graph/formats/safetensors'
import type { ImportNote } from '../../../graph/import/result/imported'
import { inferDocument } from '../../../graph/infer/infer'
import { planGraph } from '../../../graph/plan/make-plan'
import type { ModulePlan } from '../../../graph/plan/plan'
import { readWeights } from '../../../graph/import/weights-file'
import { readPyTorchText } from '../../../graph/import/pytorch-text'
import { ready, scope } from '../../index'
import { newSession } from '../../session/session-harness'
import { toTensor } from '../../visited/tensor-file'
import { expectEqual } from '../compare'
import type { SavedTensor } from '../compare'
import { stored } from '../node-graphs.fixture'

const folder = new URL('./', import.meta.url)
const saved = JSON.parse(readFileSync(new URL('values.json', folder), 'utf8')) as Record<
  string,
  { inputs: SavedTensor[]; outputs: SavedTensor[] }
>

function imported(text: string): { document: GraphDocument; notes: readonly ImportNote[] } {
  const result = readPyTorchText(text)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  return result
}

/** The document with its inputs shaped as the saved ones, which the source need not say. */
function shaped(document: GraphDocument, inputs: readonly SavedTensor[]): GraphDocument {
  const main = document.modules[document.main]
  if (main === undefined) throw new Error('no main module')
  let index = 0
  const nodes = main.nodes.map((node) => {
    if (node.type !== 'Input') return node
    const shape = inputs[index++]?.shape.slice(1)
    return { ...node, params: { ...node.params, shape } }
  })
  return { ...document, modules: { ...document.modules, [document.main]: { ...main, nodes } } }
}

function namesOf(document: GraphDocument, type: 'Input' | 'Output'): string[] {
  const nodes = document.modules[document.main]?.nodes ?? []
  return nodes.filter((node) => node.type === type).map(({ name }) => name)
}

const names = Object.keys(saved)

function source(name: string): string {
  return readFileSync(new URL(`nets/${name}.py`, folder), 'utf8')
}

function planOf(document: GraphDocument): ModulePlan {
  const planned = planGraph(inferDocument(document))
  if (planned.kind === 'refused') throw new Error(planned.findings[0]?.message)
  return planned.plan
}

beforeAll(() => ready())

it('has saved values for every net', () => {
  const files = readdirSync(new URL('nets/', folder)).filter((file) => file.endsWith('.py'))
  expect(files.map((file) => file.slice(0, -3)).toSorted()).toEqual(names.toSorted())
})

/** What else is told of a net: its settings are the usual ones, and two layers have one weight, which here each has. */
const TOLD: Readonly<Record<string, readonly string[]>> = { gpt: ['python.usual_config', 'python.tied'] }

describe.each(names)("the source of '%s'", (name) => {
  const { inputs = [], outputs = [] } = saved[name] ?? {}

  it('is read whole', () => {
    const { notes } = imported(source(name))
    // All that a source cannot say is the shape of its inputs, and a graph what layers start with.
    const said = notes.filter(({ message }) => !message.includes('hape of'))
    const codes = said.map(({ code }) => code).filter((code) => code !== 'python.start_values')
    expect(codes).toEqual(TOLD[name] ?? [])
    const sets = /^\s+nn\.init\.\w+\(\w+\.weight/m.test(source(name))
    expect(said.length > codes.length).toBe(sets)
  })

  it("gives PyTorch's outputs with PyTorch's weights", async () => {
    const document = shaped(imported(source(name)).document, inputs)
    const { session } = newSession()
    await session.handle({ kind: 'open', document })
    const weights = new Uint8Array(readFileSync(new URL(`${name}.pt`, folder)))
    const report = await session.handle({ kind: 'loadWeights', weights, mode: 'fitting' })
    expect(report).toMatchObject({ loaded: true, fitting: report.total })
    const given: SafeTensors = new Map(
      namesOf(document, 'Input').map((input, index) => [input, stored(inputs[index]!)]),
    )
    const result = await session.handle({
      kind: 'run',
      inputs: writeSafetensors(given),
      mode: 'eval',
      grad: false,
    })
    const tensors = readSafetensors(result.tensors)
    scope(() =>
      namesOf(document, 'Output').forEach((output, index) => {
        const found = tensors.get(`act/${output}`)
        expectEqual(found && toTensor(found), outputs[index]!, output)
      }),
    )
    expect(namesOf(document, 'Output')).toHaveLength(outputs.length)
  })
})

describe.each(names)("the weights of '%s'", (name) => {
  it("go home: they are written under the keys of the person's own class, which loads them", async () => {
    const document = shaped(imported(source(name)).document, saved[name]!.inputs)
    const { session } = newSession()
    await session.handle({ kind: 'open', document })
    const weights = new Uint8Array(readFileSync(new URL(`${name}.pt`, folder)))
    await session.handle({ kind: 'loadWeights', weights, mode: 'fitting' })
    const written = pytorchStateDict(await session.handle({ kind: 'weights' }), planOf(document))
    const given = readWeights(weights)
    if (given.kind === 'refused') throw new Error(given.findings[0]?.message)
    const tensors = readSafetensors(written)
    expect([...tensors.keys()].toSorted()).toEqual([...given.weights.keys()].toSorted())
    for (const [key, { shape, values }] of given.weights)
      expect({ key, shape: tensors.get(key)?.shape, values: tensors.get(key)?.values }).toEqual({
        key,
        shape,
        values,
      })
  })
})

/** The types of all layers, in order, through all instances. */
function layersOf({ modules }: GraphDocument, name: string): string[] {
  return (modules[name]?.nodes ?? []).flatMap(({ type, params }) => {
    if (type === 'Module') return layersOf({ modules } as GraphDocument, String(params['module']))
    return type === 'Input' || type === 'Output' ? [] : [type]
  })
}

// Layers that print their parts have one node; those of a class without layers print nothing.
const simple = names.filter((name) => !['transformer', 'positions', 'gpt'].includes(name))

describe.each(simple)("the text of print(net) of '%s'", (name) => {
  it('gives a node for every layer, in the order of the text', () => {
    const text = readFileSync(new URL(`${name}.txt`, folder), 'utf8')
    const { document } = imported(text)
    const printed = [...text.matchAll(/^ +\([\w.]+\): (\w+)\(.*\)$/gm)].map(([, type]) => type)
    expect(layersOf(document, document.main)).toEqual(printed)
  })
})
