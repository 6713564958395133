/** Small pictures on wires while a net trains: what they need is computed in the step's graph, and is what whole tensors say. */
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { writeSafetensors } from '../../graph/formats/safetensors'
import { inputSlots } from '../../graph/plan/input-slots'
import { ready } from '../backend/index'
import { memory } from '../core/storage'
import type { Keeps } from '../executor/executor'
import type { Told } from '../executor/look'
import { readDocument } from '../executor/planned-document'
import type { ProbeSubscription } from '../protocol'
import { Generator } from '../random/generator'
import { visitedExecutor } from '../visited/visited-executor'
import { everyProbe } from './bench'
import { SampleStore } from './sample-store'
import { documentOf } from './session-harness'
import { TrainingRun } from './training-run'

beforeAll(() => ready())
afterEach(() => vi.unstubAllEnvs())

/** Images, stacks of rows and volumes that are large enough for kernels, and a wire on which all is zero. */
const net = () => {
  const document = documentOf(
    [
      { id: 'x', type: 'Input', name: 'x', params: { shape: [3, 20, 20] } },
      { id: 'y', type: 'Input', name: 'y', params: { shape: [1] } },
      { id: 'c', type: 'Conv2d', name: 'conv', params: { out_channels: 16, kernel_size: 3, padding: 1 } },
      { id: 'r', type: 'ReLU', name: 'relu' },
      { id: 'v', type: 'Reshape', name: 'volumes', params: { shape: [-1, 4, 4, 20, 20] } },
      { id: 'w', type: 'Reshape', name: 'rows', params: { shape: [-1, 16, 400] } },
      { id: 'f', type: 'Flatten', name: 'flatten' },
      { id: 'b', type: 'Linear', name: 'last', params: { out_features: 1 } },
      { id: 'q', type: 'ReLU', name: 'nothing' },
      { id: 'z', type: 'Flatten', name: 'no_rows' },
      { id: 'n', type: 'Linear', name: 'of_nothing', params: { out_features: 1 } },
      { id: 's', type: 'Add', name: 'sum', call: 'functional' },
      { id: 'l', type: 'MSELoss', name: 'loss' },
    ],
    [
      'x>c', 'c>r', 'r>v', 'v>w', 'w>f', 'f>b', 'r>q', 'q>z', 'z>n', 'b>s.input', 'n>s.other', 's>l.input', 'y>l.target',
    ], // prettier-ignore
    { optimizer: { type: 'SGD', params: { lr: 0.001 } }, batch_size: 8 },
  )
  const zero = { id: 'h', port: { node: 'q', handle: 'output' }, pass: 'forward', type: 'zero', params: {} }
  return { ...document, modules: { Net: { ...document.modules.Net, hooks: [zero] } } }
}

function samples(): Uint8Array {
  const random = new Generator(5)
  const values = (count: number): Float32Array => random.fillNormal(new Float32Array(count))
  return writeSafetensors(
    new Map([
      ['x', { dtype: 'F32', shape: [64, 3, 20, 20], values: values(64 * 1200) }],
      ['y', { dtype: 'F32', shape: [64, 1], values: values(64) }],
    ]),
  )
}

const STEPS = 18
/** Those that are looked at, each at another sample. */
const LOOKED = [1, 4, 7, 9, 10, 15]

/** Both lanes of all wires. → by step and lane what is told of it; and all losses */
async function looked(way: 'graph' | 'calls', small: boolean) {
  vi.stubEnv('GRADWIRE_STEPS', way)
  const ways: boolean[] = []
  const executor = visitedExecutor({
    print: () => undefined,
    log: () => undefined,
    way: ({ graph }) => ways.push(graph),
    changed: () => undefined,
  })
  const planned = readDocument(net())
  executor.open(planned, { fresh: true })
  const store = new SampleStore()
  store.useInputs(samples())
  const { train } = await store.for(inputSlots(planned.plan))
  const settings = { batchSize: 8, epochs: 1, steps: STEPS, shuffle: true, seed: 0, lr: null }
  const viewOf = (step: number): ProbeSubscription['view'] => ({
    kind: 'maps',
    sample: step % 8,
    channel: 1,
    tiles: 9,
    size: 16,
  })
  const keep = (step: number): Keeps => (!LOOKED.includes(step) ? 'nothing' : small ? viewOf(step) : 'all')
  const run: TrainingRun = new TrainingRun(executor, settings, { train, heldOut: null }, () => {
    executor.kept.clear()
    return keep(run.position.step + 1)
  })
  const told = new Map<string, Told>()
  const losses: number[] = []
  for (const unit of run.units()) {
    if (unit.kind !== 'step') continue
    const { step, loss } = unit.point
    losses.push(loss)
    if (!LOOKED.includes(step)) continue
    const look = executor.look()
    for (const { target, direction } of everyProbe(planned.plan, [])) {
      const seen = look.at(target, direction)
      const all = seen?.tell({ view: viewOf(step), thumbnail: true })
      if (all && target.kind === 'edge') told.set(`${step} ${target.edge} ${direction}`, all)
    }
  }
  executor.close()
  return { told, losses, ways }
}

it('show what whole tensors say, to the last bit, in graphs and in calls, of whichever sample', async () => {
  const whole = await looked('calls', false)
  const graph = await looked('graph', true)
  const calls = await looked('calls', true)
  expect(graph.ways).toEqual([true])
  expect([graph.losses, calls.losses]).toEqual([whole.losses, whole.losses])
  expect(whole.told.size).toBeGreaterThan(20 * LOOKED.length)
  const zero = [...whole.told].filter(
    ([lane, { statistics, picture }]) =>
      lane.startsWith('1 ') && statistics.norm === 0 && picture?.kind === 'maps',
  )
  // Of many zeros nothing is told before all of them were kept, once.
  expect(zero.length).toBeGreaterThan(0)
  for (const [lane] of zero) whole.told.delete(lane)
  expect(graph.told).toEqual(whole.told)
  expect(calls.told).toEqual(whole.told)
  expect(whole.told.get('4 e1 forward')!.picture!.values).not.toEqual(
    whole.told.get('7 e1 forward')!.picture!.values,
  )
})

it('leave nothing in memory', async () => {
  await looked('graph', true)
  const before = memory().tensors
  await looked('graph', true)
  expect(memory().tensors).toBe(before)
})
