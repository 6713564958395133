import { readFileSync, readdirSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../../graph/document/document'
import { readSafetensors, writeSafetensors } from '../../../graph/formats/safetensors'
import type { SafeTensors } from '../../../graph/formats/safetensors'
import type { ImportNote } from '../../../graph/import/result/imported'
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

beforeAll(() => ready())

it('has saved values for every net', () => {
  const files = readdirSync(new URL('nets/', folder)).filter((file) => file.endsWith('.py'))
  expect(files.map((file) => file.slice(0, -3)).toSorted()).toEqual(names.toSorted())
})

describe.each(names)("the source of '%s'", (name) => {
  const { inputs = [], outputs = [] } = saved[name] ?? {}
  const source = readFileSync(new URL(`nets/${name}.py`, folder), 'utf8')

  it('is read whole', () => {
    const { notes } = imported(source)
    // All that a source cannot say is the shape of its inputs.
    expect(notes.filter(({ message }) => !message.includes('hape of'))).toEqual([])
  })

  it("gives PyTorch's outputs with PyTorch's weights", async () => {
    const document = shaped(imported(source).document, inputs)
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

/** The types of all layers, in order, through all instances. */
function layersOf({ modules }: GraphDocument, name: string): string[] {
  return (modules[name]?.nodes ?? []).flatMap(({ type, params }) => {
    if (type === 'Module') return layersOf({ modules } as GraphDocument, String(params['module']))
    return type === 'Input' || type === 'Output' ? [] : [type]
  })
}

// Layers that print their parts have one node.
const simple = names.filter((name) => name !== 'transformer')

describe.each(simple)("the text of print(net) of '%s'", (name) => {
  it('gives a node for every layer, in the order of the text', () => {
    const text = readFileSync(new URL(`${name}.txt`, folder), 'utf8')
    const { document } = imported(text)
    const printed = [...text.matchAll(/^ +\([\w.]+\): (\w+)\(.*\)$/gm)].map(([, type]) => type)
    expect(layersOf(document, document.main)).toEqual(printed)
  })
})
