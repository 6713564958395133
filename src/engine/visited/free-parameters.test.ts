import { inferDocument } from '../../graph/infer/infer'
import { beforeAll, describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../graph/document/document'
import type { TestNode } from '../../graph/document/test-graph'
import { testDocument, testModule } from '../../graph/document/test-graph'
import { runPass } from '../build/compile'
import { Flow } from '../build/flow'
import { memory, ones, ready, scope } from '../index'
import { readTensors } from '../executor/named-tensors'
import { planned } from '../executor/planned-document'
import { freeModel, makeModel, openResult, rebuildModel } from './make-model'
import type { Model } from './model'
import { packState, readState, restoreState } from './state-file'

beforeAll(async () => void (await ready()))

/** x + position, times a gain inside a module; the same position is used again. */
function document(size = 4, more: Record<string, unknown> = {}): GraphDocument {
  const nodes: TestNode[] = [
    ['x: Input', { shape: [4] }],
    ['position: Parameter', { shape: [size], init: 'normal', std: 0.5 }],
    ['placed: Add'],
    ['again: Parameter', { shape: [size], init: 'normal', std: 0.5 }, { shared_with: 'position' }],
    ['twice: Add'],
    ['scale: Module', { module: 'Scale' }],
    ['fc: Linear', { out_features: 2 }],
    ['loss: MSELoss', more],
    ['y: Input', { shape: [2] }],
  ]
  const wires = ['x → placed', 'position → placed.other', 'placed → twice', 'again → twice.other']
  const rest = ['twice → scale.h', 'scale.out → fc', 'fc → loss', 'y → loss.target']
  const inner = testModule(
    [
      ['h: Input'],
      ['gain: Parameter', { shape: [1], init: 'ones' }],
      ['half_of: Constant', { value: 0.5 }],
      ['gained: Mul'],
      ['halved: Mul'],
      ['out: Output'],
    ],
    ['h → gained', 'gain → gained.other', 'gained → halved', 'half_of → halved.other', 'halved → out'],
  )
  const made = testDocument(nodes, [...wires, ...rest], { Scale: inner })
  const optimizer = { type: 'Adam', params: { lr: 0.1 } }
  return { ...made, training: { ...made.training, optimizer } }
}

function step(model: Model, flow: Flow | null = null): void {
  scope(() => {
    model.optimizer!.zeroGrad()
    const feed = new Map([
      ['x', { output: ones([3, 4]) }],
      ['y', { output: ones([3, 2]) }],
    ])
    runPass(model.compiled, feed, flow).loss!.backward()
    model.optimizer!.step()
  })
}

function valuesOf({ compiled }: Model): Record<string, unknown> {
  return scope(() =>
    Object.fromEntries([...compiled.net.stateDict()].map(([key, value]) => [key, value.toArray()])),
  )
}

describe('a Parameter node', () => {
  it('is a parameter under its own name, shared where another uses it, and constants are none', () => {
    const model = makeModel(planned(inferDocument(document())))
    expect(openResult(model, new Set())).toMatchObject({
      parameters: [
        { key: 'position', node: 'position', path: [], shape: [4] },
        { key: 'scale.gain', node: 'gain', path: ['scale'], shape: [1] },
        { key: 'fc.weight', node: 'fc' },
        { key: 'fc.bias', node: 'fc' },
      ],
      initialised: ['position', 'scale.gain', 'fc'],
    })
    expect(Object.keys(valuesOf(model))).toEqual(['position', 'scale.gain', 'fc.weight', 'fc.bias'])
    freeModel(model)
  })

  it('learns, and keeps value and optimiser state at an edit that leaves its sizes alone', () => {
    const model = makeModel(planned(inferDocument(document())))
    const start = valuesOf(model)
    step(model)
    step(model)
    const learned = valuesOf(model)
    expect(learned['position']).not.toEqual(start['position'])
    expect(learned['scale.gain']).not.toEqual(start['scale.gain'])
    const edited = document(4, { reduction: 'sum' })
    const { model: next, kept } = rebuildModel(planned(inferDocument(edited)), model)
    expect([...kept].filter((path) => /position|gain/.test(path))).toEqual(['position', 'scale.gain'])
    expect(valuesOf(next)).toEqual(learned)
    const position = next.compiled.net.getParameter('position')
    expect(next.optimizer!.state.get(position)).toMatchObject({ step: 2 })
    const other = document(1)
    const { model: last, kept: still } = rebuildModel(planned(inferDocument(other)), next)
    expect(still).not.toContain('position')
    expect(still).toContain('scale.gain')
    freeModel(last)
  })

  it('comes back from a checkpoint', () => {
    const model = makeModel(planned(inferDocument(document())))
    step(model)
    const learned = valuesOf(model)
    const { file, state } = packState(model, { gradients: false })
    const tensors = readTensors(file.bytes())
    step(model)
    restoreState(model, readState(state, tensors))
    expect(valuesOf(model)).toEqual(learned)
    freeModel(model)
  })

  it('leaves no tensor and no hook behind, however often wires are watched', () => {
    const once = (): void => {
      const model = makeModel(planned(inferDocument(document())))
      for (let i = 0; i < 3; i++) {
        const flow = new Flow()
        step(model, flow)
        expect(
          flow.lane({ kind: 'port', path: [], node: 'position', handle: 'output' })?.backward?.shape,
        ).toEqual([4])
        flow.dispose()
      }
      freeModel(model)
    }
    once()
    const before = memory()
    once()
    expect(memory()).toEqual(before)
  })
})
