/** Hooks that draw numbers or count steps, and gradients that add up, over checkpoints, edits and steps that are given up. */
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { readTensors } from '../executor/named-tensors'
import { readDocument } from '../executor/planned-document'
import type { PlannedDocument } from '../executor/planned-document'
import { visitedExecutor } from '../visited/visited-executor'
import { inputSlots } from '../../graph/plan/input-slots'
import { readSafetensors } from '../../graph/formats/safetensors'
import { branched, newSession } from './session-harness'
import { SampleStore } from './sample-store'
import { TrainingRun } from './training-run'

beforeAll(() => ready())

/** e5 goes from relu to last, e6 from left to sum. */
const DRAWING = [
  { id: 'h0', edge: 'e5', pass: 'forward', type: 'noise', params: { std: 0.2, seed: 4 } },
  { id: 'h1', edge: 'e6', pass: 'forward', type: 'dropout', params: { p: 0.4, seed: 5 } },
  { id: 'h2', port: { node: 'b', handle: 'output' }, pass: 'backward', type: 'noise', params: { std: 0.01 } },
  { id: 'h3', edge: 'e5', pass: 'backward', type: 'dropout', params: { p: 0.3 } },
  { id: 'h4', parameter: { node: 'a', name: 'weight' }, pass: 'backward', type: 'noise', params: { std: 0.01, seed: 6 } },
  { id: 'h5', parameter: { node: 'a', name: 'bias' }, pass: 'after_step', type: 'noise', params: { std: 0.01, seed: 7 } },
  { id: 'h6', node: 'c', pass: 'forward', type: 'noise', params: { std: 0.1, seed: 8 } },
] // prettier-ignore

const COUNTING = [
  { id: 'h0', edge: 'e5', pass: 'forward', type: 'expression', params: { expr: 'x + 0.01 * step' } },
  { id: 'h1', edge: 'e6', pass: 'backward', type: 'expression', params: { expr: 'x / (1 + step)' } },
  { id: 'h2', parameter: { node: 'a', name: 'bias' }, pass: 'after_step', type: 'expression', params: { expr: 'x * (1 - 0.01 * step)' } },
] // prettier-ignore

function hooked(hooks: readonly object[], training: object = {}) {
  const document = branched({ training: { epochs: 4, ...training } })
  return { ...document, modules: { Net: { ...document.modules.Net, hooks } } }
}

async function opened(document: object) {
  const made = newSession()
  await made.session.handle({ kind: 'open', document, fresh: true })
  return made
}

/** The loss of every step and the weights in the end. */
async function finish({ session, until }: Awaited<ReturnType<typeof opened>>) {
  await session.handle({ kind: 'train' })
  await until('done')
  return readSafetensors(await session.handle({ kind: 'result' }))
}

describe.each([
  ['hooks that draw numbers', hooked(DRAWING)],
  ['hooks that count steps', hooked(COUNTING)],
  ['gradients that add up', hooked([], { accumulate: 3 })],
  ['gradients that add up, with hooks that draw numbers', hooked(DRAWING, { accumulate: 3 })],
  ['gradients that nobody sets to zero', hooked(COUNTING, { zero_grad: false, accumulate: 2 })],
])('%s', (_, document) => {
  // Within a cycle of 3 batches, between two, in the middle of an epoch of 4 and at its end.
  it.each([4, 5, 6, 8])('go on with the same bits from a checkpoint after step %i', async (steps) => {
    const whole = await finish(await opened(document))
    const first = await opened(document)
    await first.session.handle({ kind: 'step', count: steps })
    const { file } = await first.session.handle({ kind: 'checkpoint' })
    // What comes after it must leave nothing.
    await first.session.handle({ kind: 'step', count: 2 })
    for (const made of [first, await opened(document)]) {
      await made.session.handle({ kind: 'restore', file })
      expect(await finish(made)).toEqual(whole)
    }
  })
})

describe('hooks that count steps', () => {
  const document = hooked(COUNTING)
  const slot = {
    node: 'd',
    dtype: 'float32',
    shape: [1, 1, 28, 28],
    from: { kind: 'randn', seed: 1 },
  } as const

  /** What the net says of a sample of noise, by its hooks as they stand. */
  async function said({ session }: Awaited<ReturnType<typeof opened>>): Promise<number[]> {
    const inputs = [{ ...slot, handle: 'x', shape: [...slot.shape] }, { ...slot, handle: 'y', dtype: 'int64' as const, shape: [1], from: { kind: 'fill' as const, value: 3 } }] // prettier-ignore
    const { tensors } = await session.handle({ kind: 'byHand', inputs, mode: 'eval', shown: 'call' })
    return [...readTensors(tensors).get('call/sum')!.values]
  }

  it('know the last trained step right after a checkpoint came back', async () => {
    const first = await opened(document)
    const untrained = await said(first)
    await first.session.handle({ kind: 'step', count: 3 })
    const { file } = await first.session.handle({ kind: 'checkpoint' })
    const before = await said(first)
    expect(before).not.toEqual(untrained)
    const second = await opened(document)
    await second.session.handle({ kind: 'restore', file })
    expect(await said(second)).toEqual(before)
  })

  it('know it after an edit, and not the step that is given up', async () => {
    const made = await opened(document)
    await made.session.handle({ kind: 'step', count: 3 })
    const before = await said(made)
    await made.session.handle({ kind: 'open', document: { ...document, meta: { title: 'edited' } } })
    expect(await said(made)).toEqual(before)
    for (let i = 0; i < 12; i++) await made.session.handle({ kind: 'advance', unit: 'node', how: 'into' })
    expect(made.state()).toBe('stopped')
    await made.session.handle({ kind: 'stop' })
    expect(await said(made)).toEqual(before)
  })

  it('know it in the evaluation that comes first after a checkpoint', async () => {
    const planned = readDocument(document)
    const whole = await started(planned)
    for (let step = 0; step < 4; step++) whole.units.next()
    const { file, state } = whole.executor.store({ gradients: false })
    const stored = { state, tensors: readTensors(file.bytes()), run: whole.run.store() }
    const again = await started(planned)
    again.executor.readState(stored.state, stored.tensors)()
    again.run.resume(stored.run)
    const [expected, found] = [whole, again].map(({ units }) => epochOf(units))
    expect(found).toEqual(expected)
    expect(expected!.step).toBe(4)
  })
})

/** A run that nothing drives but the test. */
async function started(planned: PlannedDocument) {
  const executor = visitedExecutor({
    print: () => undefined,
    log: () => undefined,
    way: () => undefined,
    changed: () => undefined,
  })
  executor.open(planned, { fresh: true })
  const samples = await new SampleStore().for(inputSlots(planned.plan))
  const settings = { batchSize: 8, epochs: 4, steps: null, shuffle: false, seed: 3, lr: null }
  const run = new TrainingRun(executor, settings, samples, () => 'nothing')
  return { executor, run, units: run.units() }
}

function epochOf(units: ReturnType<TrainingRun['units']>) {
  for (const unit of units) if (unit.kind === 'epoch') return unit.point
  throw new Error('There was no evaluation.')
}
