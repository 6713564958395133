import { beforeAll, describe, expect, it } from 'vitest'
import { planGraph } from '../../graph/plan/make-plan'
import { parseDocument } from '../../graph/file/parse'
import type { ModulePlan } from '../../graph/plan/plan'
import { ready } from '../backend/index'
import { putAside, takeUp } from '../core/context'
import { scope } from '../core/scope'
import { closeScope, memory, openScope } from '../core/storage'
import { fromValues, type Tensor } from '../core/tensor'
import { defaultGenerator } from '../random/generator'
import { compile, parameterPlaces, runPass, walkBackward, walkPass } from './compile'
import type { CompiledNet } from './compile'
import { TapeBook } from './tape-book'
import type { Visit } from './visit'

beforeAll(async () => {
  await ready()
})

/** Two instances of one block, one module used twice in it, a residual wire, dropout, normalisation and a recurrent layer. */
function nested(): ModulePlan {
  const edges = (texts: string[]) =>
    texts.map((text, i) => {
      const [source, target] = text.split('>') as [string, string]
      const [from, sourceHandle = 'output'] = source.split('.')
      const [to, targetHandle = 'input'] = target.split('.')
      return { id: `e${i}`, source: from, sourceHandle, target: to, targetHandle }
    })
  const { inference, findings } = parseDocument(
    JSON.stringify({
      format: 'gradwire.graph',
      version: 1,
      main: 'Net',
      modules: {
        Block: {
          nodes: [
            { id: 'i', type: 'Input', name: 'input', params: {} },
            { id: 'a', type: 'Linear', name: 'fc', params: { out_features: 6 } },
            { id: 'n', type: 'LayerNorm', name: 'norm', params: { normalized_shape: [6] } },
            { id: 'r', type: 'ReLU', name: 'relu', params: {} },
            { id: 'b', type: 'Linear', name: 'again', params: { out_features: 6 }, shared_with: 'a' },
            { id: 's', type: 'Add', name: 'sum', params: {}, call: 'functional' },
            { id: 'o', type: 'Output', name: 'output', params: {} },
          ],
          edges: edges(['i>a', 'a>n', 'n>r', 'r>b', 'b>s.input', 'i>s.other', 's>o']),
        },
        Net: {
          nodes: [
            { id: 'x', type: 'Input', name: 'x', params: { shape: [5, 6] } },
            { id: 'y', type: 'Input', name: 'y', params: { shape: [5, 6] } },
            { id: 'p', type: 'Module', name: 'first', params: { module: 'Block' } },
            { id: 'd', type: 'Dropout', name: 'drop', params: { p: 0.25 } },
            { id: 'q', type: 'Module', name: 'second', params: { module: 'Block' }, shared_with: 'p' },
            { id: 'l', type: 'LSTM', name: 'lstm', params: { hidden_size: 6, batch_first: true } },
            { id: 'm', type: 'MSELoss', name: 'loss', params: {} },
          ],
          edges: edges(['x>p', 'p>d', 'd>q', 'q>l', 'l>m.input', 'y>m.target']),
        },
      },
    }),
  )
  const result = inference && planGraph(inference)
  if (result?.kind !== 'plan') throw new Error(JSON.stringify(findings))
  return result.plan
}

const fed = (seed: number): Tensor => {
  const values = Float32Array.from({ length: 60 }, (_, i) => Math.sin(seed + i * 1.7))
  return fromValues(values, [2, 5, 6], 'float32')
}
const feed = () =>
  new Map([
    ['x', { output: fed(1) }],
    ['y', { output: fed(2) }],
  ])

const numbers = (net: CompiledNet) => net.net.namedParameters().map(([key, x]) => [key, [...x.grad!.data()]])

function atOnce(): { loss: number; gradients: unknown } {
  defaultGenerator.manualSeed(1)
  const net = compile(nested())
  const loss = scope(() => {
    const result = runPass(net, feed(), null)
    result.loss!.backward()
    return result.loss!.item()
  })
  return { loss, gradients: numbers(net) }
}

/** Walks forward and backward; `stop` runs outside of the pass at every visit. */
function inVisits(stop: (visit: Visit, net: CompiledNet) => void): {
  loss: number
  gradients: unknown
  visits: string[]
} {
  defaultGenerator.manualSeed(1)
  const net = compile(nested())
  const book = new TapeBook(parameterPlaces(net))
  const visits: string[] = []
  function* step() {
    const opened = openScope()
    try {
      const { loss } = yield* walkPass(net, feed(), { flow: null, book })
      yield* walkBackward(loss!, book)
      return loss!.item()
    } finally {
      closeScope(opened, [])
    }
  }
  const walk = step()
  for (;;) {
    const next = walk.next()
    if (next.done) return { loss: next.value, gradients: numbers(net), visits }
    visits.push(textOf(next.value))
    const context = putAside()
    stop(next.value, net)
    takeUp(context)
  }
}

function textOf(visit: Visit): string {
  if (visit.kind === 'phase') return visit.phase
  if (visit.kind === 'call') return `${visit.pass} ${visit.when} ${[...visit.path, visit.node].join('/')}`
  const { place } = visit
  const at =
    place.kind === 'edge' ? place.edge : place.kind === 'port' ? place.node : `${place.node}.${place.name}`
  return `${visit.pass} ${place.kind} ${[...place.path, at].join('/')}`
}

describe('a pass in visits', () => {
  it('gives the same bits as one that is never stopped, whatever runs in between', () => {
    const other = compile(nested())
    const { loss, gradients } = inVisits(() => {
      const state = defaultGenerator.getState()
      scope(() => runPass(other, feed(), null).loss!.backward())
      defaultGenerator.setState(state)
    })
    expect({ loss, gradients }).toEqual(atOnce())
  })

  it('of the net itself, another pass may run in between', () => {
    const { loss, gradients } = inVisits((_, net) => {
      const state = defaultGenerator.getState()
      scope(() => runPass(net, feed(), null))
      defaultGenerator.setState(state)
    })
    expect({ loss, gradients }).toEqual(atOnce())
  })

  it('comes to every node before and after, in both directions, the last first on the way back', () => {
    const { visits } = inVisits(() => undefined)
    const calls = (pass: string) =>
      visits.filter((text) => /^\w+ (before|after)/.test(text) && text.startsWith(pass))
    const steps = (...nodes: string[]) => nodes.flatMap((node) => [`before ${node}`, `after ${node}`])
    expect(calls('forward').map((text) => text.slice(8))).toEqual(
      [steps('x', 'y'), block('p'), steps('d'), block('q'), steps('l', 'm')].flat(),
    )
    expect(calls('backward').map((text) => text.slice(9))).toEqual(
      [steps('m', 'l'), blockBackward('q'), steps('d'), blockBackward('p')].flat(),
    )
  })

  it('a node ends on the way back when the gradients of its parameters are there', () => {
    const { visits } = inVisits(() => undefined)
    const at = (text: string) => visits.indexOf(text)
    expect(at('backward parameter l.weight_ih_l0')).toBeGreaterThan(at('backward before l'))
    expect(at('backward parameter l.weight_ih_l0')).toBeLessThan(at('backward after l'))
    // The shared layer's gradient is whole when its first call has been gone through, and comes once.
    expect(visits.filter((text) => text === 'backward parameter p/a.weight')).toHaveLength(1)
    expect(at('backward parameter p/a.weight')).toBeLessThan(at('backward after p/a'))
  })

  it('shows shares on wires and their sum on the output', () => {
    const values = new Map<string, number[]>()
    inVisits((visit) => {
      if (visit.kind === 'value' && visit.pass === 'backward')
        values.set(textOf(visit), [...visit.value.data()])
    })
    const sum = values
      .get('backward edge q/e0')!
      .map((x, i) => Math.fround(x + values.get('backward edge q/e5')![i]!))
    expect(values.get('backward port q/i')).toEqual(sum)
  })

  it('leaves nothing behind when it is given up', () => {
    const net = compile(nested())
    const { tensors } = memory()
    const total = countVisits(net)
    expect(total).toBeGreaterThan(100)
    for (let length = 0; length < total; length += 7) {
      const opened = openScope()
      const book = new TapeBook(parameterPlaces(net))
      const walk = wholePass(net, book)
      for (let i = 0; i < length; i++) walk.next()
      walk.return()
      closeScope(opened, [])
      for (const parameter of net.net.parameters()) parameter.grad?.dispose()
      net.net.zeroGrad()
      expect(net.pass).toMatchObject({ path: [], book: null, losses: [] })
      expect(memory().tensors).toBe(tensors)
    }
  })
})

function* wholePass(net: CompiledNet, book: TapeBook) {
  const { loss } = yield* walkPass(net, feed(), { flow: null, book })
  yield* walkBackward(loss!, book)
}

function countVisits(net: CompiledNet): number {
  return scope(() => {
    const count = [...wholePass(net, new TapeBook(parameterPlaces(net)))].length
    for (const parameter of net.net.parameters()) parameter.grad?.dispose()
    net.net.zeroGrad()
    return count
  })
}

function block(instance: string): string[] {
  const inside = ['i', 'a', 'n', 'r', 'b', 's', 'o'].flatMap((node) => [
    `before ${instance}/${node}`,
    `after ${instance}/${node}`,
  ])
  return [`before ${instance}`, ...inside, `after ${instance}`]
}

function blockBackward(instance: string): string[] {
  const inside = ['s', 'b', 'r', 'n', 'a'].flatMap((node) => [
    `before ${instance}/${node}`,
    `after ${instance}/${node}`,
  ])
  return [`before ${instance}`, ...inside, `after ${instance}`]
}
