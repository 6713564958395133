/** Graphs that fail: the calls take over, and nothing is lost. */
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { backend } from '../backend'
import type { Binding } from '../backend/binding'
import { Generator, manualSeed, memory, nn, optim, ready, scope, tensor } from '../index'
import type { Tensor } from '../index'
import { expected } from '../core/expected'
import { fromHandle, keep } from '../core/tensor'
import { CapturedSteps } from './captured-steps'
import { corruptGraphs } from './corrupt-graphs.fixture'
import { Unexpected } from './unexpected'

beforeAll(async () => void (await ready()))

const refused: string[] = []
beforeEach(() => void refused.splice(0))

function newSteps(): CapturedSteps {
  return new CapturedSteps((reason) => refused.push(reason), { race: false })
}

/** Without a look at the numbers of the rows: TensorFlow fails where there is none of them. */
const rowsOf = (table: Tensor, index: Tensor): Tensor =>
  fromHandle(backend.gather(table.handle, index.handle, 0), [index.numel(), table.shape[1]!])

describe.runIf(await ready().then(() => CapturedSteps.possible))('steps', () => {
  it('change nothing where a graph fails, whatever of it could run before', () => {
    const steps = newSteps()
    const weight = keep(new nn.Parameter(tensor(Array.from({ length: 3000 }, (_, i) => i / 3000))))
    const optimizer = new optim.SGD([weight], { lr: 0.1, momentum: 0.9 })
    const table = keep(tensor([0, 1, 2, 3, 4, 5, 6, 7]).reshape([4, 2]))
    const graphs = corruptGraphs()
    const take = (): number[] =>
      scope(() => {
        const found = steps.run('step', () =>
          scope(() => {
            optimizer.zeroGrad()
            weight.square().sum().backward()
            optimizer.step()
            // Takes longer than the update, and needs nothing of it.
            let late = tensor(new Float32Array(256 * 256).fill(1 / 256), { shape: [256, 256] })
            for (let i = 0; i < 40; i++) late = late.matmul(late)
            const zero = fromHandle(backend.cast(late.sum().sub(256).handle, 'int32'), [])
            const index = tensor([1, 3], { dtype: 'int64' })
            return rowsOf(table, fromHandle(backend.binary('Add', index.handle, zero.handle), [2]))
          }),
        )
        return [...found.data(), ...weight.data()]
      })
    const usual: number[][] = []
    const other = keep(new nn.Parameter(tensor(Array.from({ length: 3000 }, (_, i) => i / 3000))))
    const plain = new optim.SGD([other], { lr: 0.1, momentum: 0.9 })
    for (let i = 0; i < 9; i++) {
      plain.zeroGrad()
      other.square().sum().backward()
      plain.step()
      usual.push([2, 3, 6, 7, ...other.data()])
    }
    const captured = [take(), take(), take(), take(), take(), take()]
    expect(steps.way).toBe('one graph')
    graphs.give = (indices) => indices.fill(77)
    captured.push(take())
    expect(graphs.runs).toBe(1)
    graphs.give = null
    expect(refused).toEqual([expect.stringMatching(/graph failed.*77/s)])
    captured.push(take(), take())
    expect(captured).toEqual(usual)
  })

  it('leave no trace where neither the graph nor the calls can be computed', () => {
    const steps = newSteps()
    const weight = keep(new nn.Parameter(tensor(new Float32Array(3000).fill(1))))
    const optimizer = new optim.SGD([weight], { lr: 0.1 })
    const table = keep(tensor([1, 2, 3, 4]).reshape([4, 1]))
    const take = (index: number): void =>
      scope(() =>
        steps.run('step', () =>
          scope(() => {
            optimizer.zeroGrad()
            const found = rowsOf(table, tensor([index], { dtype: 'int64' }))
            weight.mul(found.sum()).sum().backward()
            optimizer.step()
          }),
        ),
      )
    for (const index of [0, 1, 2, 3]) take(index)
    expect(steps.way).toBe('one graph')
    const before = [...weight.data()]
    const alive = memory().tensors
    expect(() => take(9)).toThrow(/indices\[0\] = 9/)
    expect([...weight.data()]).toEqual(before)
    expect(memory().tensors).toBe(alive)
    take(1)
    expect([...weight.data()]).not.toEqual(before)
  })

  it('are computed call by call where a graph that had to go cannot be loaded again', () => {
    const train = (run: (kind: string, step: () => Tensor) => Tensor): number[] => {
      manualSeed(1)
      const net = new nn.Linear(80, 60)
      const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 })
      const kinds = Array.from({ length: 14 }, (_, size) => size + 1)
      const losses = [...kinds.flatMap((size) => [size, size, size]), 1, 1].map((size, i, all) => {
        if (i === all.length - 2) for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, '/nowhere')
        return scope(() =>
          run(`${size}`, () =>
            scope(() => {
              optimizer.zeroGrad()
              const x = tensor(new Generator(i).fillNormal(new Float32Array(size * 80)), {
                shape: [size, 80],
              })
              const loss = net.call(x).square().mean()
              loss.backward()
              optimizer.step()
              return loss
            }),
          ).item(),
        )
      })
      return [...losses, ...net.weight.data()]
    }
    const steps = newSteps()
    try {
      const captured = train((kind, step) => steps.run(kind, step))
      expect(refused).toEqual([expect.stringContaining('nowhere')])
      expect(captured).toEqual(train((_, step) => step()))
    } finally {
      vi.unstubAllEnvs()
      steps.free()
    }
  })
})

/** Trains a weight that is large enough to stay in graphs, by steps of several kinds. */
function trained(run: (kind: string, step: () => Tensor) => Tensor) {
  const weight = keep(new nn.Parameter(tensor(Array.from({ length: 3000 }, (_, i) => i / 3000))))
  const optimizer = new optim.SGD([weight], { lr: 0.1, momentum: 0.9 })
  const take = (kind: string, factor = kind.length): number =>
    scope(() =>
      run(kind, () =>
        scope(() => {
          optimizer.zeroGrad()
          const loss = weight
            .mul(tensor(Array.from(kind, () => factor)).sum())
            .square()
            .mean()
          if (!expected(loss.handle, 'finite')) throw new Unexpected()
          loss.backward()
          optimizer.step()
          return loss
        }),
      ).item(),
    )
  return { weight, take }
}

describe.runIf(await ready().then(() => CapturedSteps.possible))('steps of two kinds', () => {
  const kinds = ['a', 'a', 'a', 'a', 'bb', 'bb', 'bb', 'bb', 'a', 'bb', 'a', 'a', 'bb', 'bb', 'a', 'bb']

  it('hand what they change from graph to graph, so that one alone has it', () => {
    const ground = backend.interposable!
    const { native } = ground
    let dropped = 0
    const runSavedModel: Binding['runSavedModel'] = (model, inputs, feeds, outputs) => {
      if (outputs === 'dropped:0') dropped++
      return native.runSavedModel(model, inputs, feeds, outputs)
    }
    Object.assign(ground, { native: Object.create(native, { runSavedModel: { value: runSavedModel } }) })
    onTestFinished(() => void Object.assign(ground, { native }))
    const steps = newSteps()
    const captured = trained((kind, step) => steps.run(kind, step))
    const usual = trained((_, step) => step())
    expect(kinds.map((kind) => captured.take(kind))).toEqual(kinds.map((kind) => usual.take(kind)))
    expect(steps.way).toBe('one graph')
    // Each time but the first, in which the graph is proved.
    expect(dropped).toBe(6)
    expect([...captured.weight.data()]).toEqual([...usual.weight.data()])
    steps.free()
    expect([...captured.weight.data()]).toEqual([...usual.weight.data()])
  })

  it.each([
    ['a number is not as it was taken to be', false],
    ['the graph fails', true],
  ])('lose nothing on the way where %s', (_, fails) => {
    const graphs = corruptGraphs()
    const steps = newSteps()
    const captured = trained((kind, step) => steps.run(kind, step))
    const usual = trained((__, step) => step())
    for (const kind of kinds.slice(0, 9)) {
      captured.take(kind)
      usual.take(kind)
    }
    if (fails) {
      graphs.fail = true
      expect(captured.take('bb')).toBe(usual.take('bb'))
      graphs.fail = false
    } else expect(() => captured.take('bb', NaN)).toThrow(Unexpected)
    expect([...captured.weight.data()]).toEqual([...usual.weight.data()])
    expect(captured.take('a')).toBe(usual.take('a'))
    expect(captured.take('bb')).toBe(usual.take('bb'))
    expect([...captured.weight.data()]).toEqual([...usual.weight.data()])
  })
})
