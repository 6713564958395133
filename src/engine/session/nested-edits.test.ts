import { array, assert, asyncProperty, nat, record } from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import { applyCommand } from '../../graph/commands/apply'
import type { Command } from '../../graph/document/command'
import { createHistory, execute, undo } from '../../graph/commands/history'
import type { GraphDocument } from '../../graph/document/document'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { testDocument, testModule } from '../../graph/document/test-graph'
import type { TestNode } from '../../graph/document/test-graph'
import { ready } from '../backend/index'
import { expectClose } from '../reference/expect-close.fixture'
import { growingMagnitudes } from '../reference/magnitudes.fixture'
import { passOf } from '../reference/run-document.fixture'
import { newSession } from './session-harness'
import { readTensors } from '../executor/named-tensors'

beforeAll(async () => {
  await ready()
})

function done(document: GraphDocument, command: Command): GraphDocument {
  const result = applyCommand(document, command)
  if (result.kind === 'refused') throw new Error(result.reason)
  return result.document
}

const group = (nodes: string[], id: string): Command => ({ kind: 'group', module: 'Net', nodes, id })
const ungroup = (node: string): Command => ({ kind: 'ungroup', module: 'Net', node })

/** Convolution, BatchNorm and a block that is there twice; Adam remembers much. */
function net(): GraphDocument {
  const document = testDocument(
    [
      ['data: Dataset', { source: 'digits', count: 32, held_out: 0, seed: 1 }],
      ['pool: AvgPool2d', { kernel_size: 4 }],
      ['conv: Conv2d', { out_channels: 4, kernel_size: 3, padding: 1 }],
      ['bn: BatchNorm2d'],
      ['relu: ReLU'],
      ['first: Module', { module: 'Block' }],
      ['second: Module', { module: 'Block' }],
      ['flatten: Flatten'],
      ['fc: Linear', { out_features: 10 }],
      ['loss: CrossEntropyLoss'],
    ],
    [
      'data.x → pool',
      'pool → conv',
      'conv → bn',
      'bn → relu',
      'relu → first.x',
      'first.y → second.x',
      'second.y → flatten',
      'flatten → fc',
      'fc → loss',
      'data.y → loss.target',
    ],
    {
      Block: testModule(
        [['x: Input'], ['conv: Conv2d', { out_channels: 4, kernel_size: 3, padding: 1 }], ['bn: BatchNorm2d'], ['sum: Add'], ['y: Output']],
        ['x → conv', 'conv → bn', 'bn → sum', 'x → sum.other', 'sum → y'],
      ),
    },
  ) // prettier-ignore
  const optimizer = { type: 'Adam', params: { lr: 0.01 } }
  return { ...document, training: { ...document.training, optimizer, batch_size: 8, epochs: 4 } }
}

/** The losses of eight steps, with an edit after every two. */
async function lossesWith(versions: readonly GraphDocument[]): Promise<number[]> {
  const { session, losses } = newSession()
  await session.handle({ kind: 'open', document: versions[0]! })
  for (let i = 0; i < 4; i++) {
    const document = versions[Math.min(i, versions.length - 1)]!
    if (i > 0) expect((await session.handle({ kind: 'open', document })).initialised).toEqual([])
    await session.handle({ kind: 'step', count: 2 })
  }
  return losses()
}

describe('a net that is edited while it trains', () => {
  it('goes on with weights, running statistics and optimiser state when nodes are grouped and ungrouped', async () => {
    const plain = await lossesWith([net()])
    expect(plain).toHaveLength(8)
    const grouped = done(net(), group(['conv', 'bn', 'relu', 'first'], 'g'))
    const deeper = done(grouped, { kind: 'group', module: 'Block2', nodes: ['conv', 'bn'], id: 'h' })
    expectSame(await lossesWith([net(), grouped, deeper, done(deeper, ungroup('g'))]), plain)
  })

  it('goes on when one of several instances is dissolved, then the other, then all are undone', async () => {
    const plain = await lossesWith([net()])
    let history = execute(createHistory(net()), ungroup('first')).history
    const once = history.document
    history = execute(history, ungroup('second')).history
    expect(history.document.modules['Block']).toBeUndefined()
    expectSame(await lossesWith([net(), once, history.document, undo(undo(history)).document]), plain)
  })

  it('goes on when a group is made inside a module with several instances, and a module is renamed and copied', async () => {
    const plain = await lossesWith([net()])
    const inside = done(net(), { kind: 'group', module: 'Block', nodes: ['conv', 'bn'], id: 'g' })
    const renamed = done(inside, { kind: 'rename-module', module: 'Block', name: 'Residual' })
    const copied = done(renamed, { kind: 'copy-module', module: 'Net', node: 'second' })
    expectSame(await lossesWith([net(), inside, renamed, copied]), plain)
  })

  it('finds a checkpoint of the flat net in the grouped one', async () => {
    const plain = await lossesWith([net()])
    const first = newSession()
    await first.session.handle({ kind: 'open', document: net() })
    await first.session.handle({ kind: 'step', count: 4 })
    const { file } = await first.session.handle({ kind: 'checkpoint' })
    const second = newSession()
    await second.session.handle({ kind: 'open', document: done(net(), group(['conv', 'bn', 'relu'], 'g')) })
    await second.session.handle({ kind: 'restore', file })
    await second.session.handle({ kind: 'step', count: 4 })
    expectSame(second.losses(), plain.slice(4))
  })

  it('goes on from the weights that a node shared until now, also where the one that owned them is gone', async () => {
    const shared = done(net(), { kind: 'set-shared', module: 'Net', node: 'second', owner: 'first' })
    const before = newSession()
    await before.session.handle({ kind: 'open', document: shared })
    await before.session.handle({ kind: 'step', count: 3 })
    const { session, losses } = newSession()
    await session.handle({ kind: 'open', document: shared })
    await session.handle({ kind: 'step', count: 2 })
    const apart = done(shared, { kind: 'set-shared', module: 'Net', node: 'second', owner: null })
    expect((await session.handle({ kind: 'open', document: apart })).initialised).toEqual([])
    await session.handle({ kind: 'step' })
    expectSame(losses(), before.losses())
    await session.handle({ kind: 'open', document: shared })
    const alone = done(shared, { kind: 'remove-nodes', module: 'Net', nodes: ['first'], reconnect: true })
    expect((await session.handle({ kind: 'open', document: alone })).initialised).toEqual([])
  })

  it('gives a new layer weights of its own, also where it has the id of one that went elsewhere', async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: net() })
    const without = done(net(), { kind: 'remove-nodes', module: 'Net', nodes: ['conv'], reconnect: true })
    const other = done(without, {
      kind: 'insert-on-wire', module: 'Net', edge: 'e2', type: 'Conv2d', params: { out_channels: 4, kernel_size: 3, padding: 1 },
    }) // prettier-ignore
    const { initialised } = await session.handle({ kind: 'open', document: other })
    expect(initialised).toEqual(['conv1'])
  })
})

/** To the bit: the same operations run in the same order. */
function expectSame(losses: readonly number[], plain: readonly number[]): void {
  expect(losses).toHaveLength(plain.length)
  expect(losses).toEqual(plain)
}

/** A random net of nodes with four values each; every node takes earlier ones. */
function randomNet(choices: readonly { type: number; a: number; b: number }[]): GraphDocument {
  const types = ['Linear', 'Tanh', 'Add', 'Mul', 'LayerNorm', 'Sub'] as const
  const nodes: TestNode[] = [['x: Input', { shape: [4] }]]
  const wires: string[] = []
  const used = new Set<string>()
  const take = (choice: number): string => {
    const name = choice % nodes.length === 0 ? 'x' : `n${(choice % nodes.length) - 1}`
    used.add(name)
    return name
  }
  choices.forEach(({ type, a, b }, index) => {
    const kind = types[type % types.length]!
    wires.push(`${take(a)} → n${index}`)
    if (['Add', 'Mul', 'Sub'].includes(kind)) wires.push(`${take(b)} → n${index}.other`)
    nodes.push([`n${index}: ${kind}`, kind === 'Linear' ? { out_features: 4 } : {}])
  })
  const ends = nodes.slice(1).filter(([name]) => !used.has(name.split(':')[0]!))
  ends.forEach(([name], index) => {
    nodes.push([`out${index}: Output`])
    wires.push(`${name.split(':')[0]} → out${index}`)
  })
  return testDocument(nodes, wires)
}

const WHOLE_PASS = { mode: 'train', grad: true } as const

/** The magnitudes of all that a pass gives, as often as they are asked for. */
function magnitudesOf(document: GraphDocument, weights: SafeTensors, inputs: SafeTensors) {
  return growingMagnitudes([weights, inputs], ([changed, given]) => {
    const tensors = passOf(document, changed!, given!, WHOLE_PASS)
    return new Map([...tensors].map(([key, { values }]) => [key, values]))
  })
}

describe('grouping', () => {
  it('leaves outputs and gradients of random nets as they are, and so does ungrouping', async () => {
    let grouped = 0
    const choice = record({ type: nat(100), a: nat(100), b: nat(100) })
    const shape = record({
      nodes: array(choice, { minLength: 2, maxLength: 9 }),
      from: nat(8),
      count: nat(5),
    })
    const values = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i * 2.3))
    const inputs: SafeTensors = new Map([['x', { dtype: 'F32', shape: [3, 4], values }]])
    const property = asyncProperty(shape, async ({ nodes, from, count }) => {
      const document = randomNet(nodes)
      const ids = nodes.map((_, index) => `n${index}`)
      const command: Command = group(ids.slice(from % ids.length, (from % ids.length) + 1 + count), 'g')
      const result = applyCommand(document, command)
      if (result.kind === 'refused') return
      grouped++
      const { session } = newSession()
      const run = async (version: GraphDocument) => {
        await session.handle({ kind: 'open', document: version })
        const { tensors } = await session.handle({
          kind: 'run',
          inputs: writeSafetensors(inputs),
          ...WHOLE_PASS,
        })
        return readTensors(tensors)
      }
      const flat = await run(document)
      const weights = readSafetensors(await session.handle({ kind: 'weights' }))
      const nested = await run(result.document)
      const again = await run(done(result.document, ungroup('g')))
      expect([...again.keys()].sort()).toEqual([...flat.keys()].sort())
      const pairs = [...flat].flatMap(([key, expected]) => [
        { key, what: `${key}, ungrouped`, actual: again.get(key)!, expected },
        { key, what: `${key}, grouped`, actual: nested.get(key) ?? nested.get(key.replace('/', '/block1.'))!, expected },
      ]) // prettier-ignore
      expectClose(pairs, () => magnitudesOf(document, weights, inputs))
    })
    await assert(property, { numRuns: times(40) })
    expect(grouped).toBeGreaterThan(8)
  })
})
