import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { backend } from '../backend'
import type { KernelData } from '../backend/types'
import { cat, F, Generator, manualSeed, memory, nn, noGrad, optim, ready, scope, tensor } from '../index'
import type { Tensor } from '../index'
import { expected } from '../core/expected'
import { fromHandle, keep } from '../core/tensor'
import { CapturedSteps } from './captured-steps'
import { Unexpected } from './unexpected'

beforeAll(async () => void (await ready()))

const refused: string[] = []
beforeEach(() => void refused.splice(0))

function newSteps(): CapturedSteps {
  return new CapturedSteps((reason) => refused.push(reason), { race: false })
}

/** What a step gives, computed as usual and as a captured step; and the ways in which the latter ran. */
function bothWays(
  count: number,
  step: (number: number) => Tensor,
): { usual: number[][]; captured: number[][]; ways: string } {
  const numbers = Array.from({ length: count }, (_, i) => i + 1)
  const read = (x: Tensor): number[] => Array.from(x.data())
  const usual = numbers.map((number) => scope(() => read(scope(() => step(number)))))
  const steps = newSteps()
  let ways = ''
  const captured = numbers.map((number) =>
    scope(() => {
      const result = steps.run('step', () => scope(() => step(number)))
      ways += steps.way === 'one graph' ? 'g' : 'c'
      return read(result)
    }),
  )
  steps.free()
  return { usual, captured, ways }
}

const row = (...values: number[]): Tensor => tensor(values)

describe.runIf(await ready().then(() => CapturedSteps.possible))('steps', () => {
  it('are written down, proved, and then run as one graph', () => {
    const { usual, captured, ways } = bothWays(5, (number) => row(number, 2).mul(3).add(row(1, number)))
    expect(captured).toEqual(usual)
    expect(ways).toBe('ccggg')
  })

  it('are given every number that differs, from the step on in which it first does', () => {
    const { usual, captured, ways } = bothWays(8, (number) => row(1, 2).mul(number < 5 ? 0.5 : number))
    expect(captured).toEqual(usual)
    expect(ways).toBe('ccgggggg')
  })

  it('keep numbers apart that happen to be equal', () => {
    const { usual, captured } = bothWays(6, (number) =>
      row(1, 2)
        .mul(0.5)
        .add(number === 1 ? 0.5 : number),
    )
    expect(captured).toEqual(usual)
  })

  it('spread a NaN over its row of shares, of any number of dimensions', () => {
    const { usual, captured, ways } = bothWays(5, (number) => {
      const x = tensor([NaN, 1, 2, number, 1, 2, Infinity, 1, number, -Infinity, 1, 2])
      return F.softmax(x.reshape([1, 1, 2, 1, 2, 3]), 5)
    })
    expect(captured).toEqual(usual)
    expect(captured.at(-1)!.map(Number.isNaN)).toEqual([1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0].map(Boolean))
    expect(ways).toBe('ccggg')
  })

  // TensorFlow would make one kernel of each.
  it.each<[string, (a: Tensor, b: Tensor, c: Tensor) => Tensor]>([
    ['x · sigmoid(x)', (a) => F.silu(a)],
    ['x · tanh(softplus(x))', (a) => F.mish(a)],
    ['a sum on the left of one', (a, b, c) => a.mul(0.3).add(b.mul(0.7)).add(c.mul(1.1)).add(a.mul(b))],
    ['a sum on the right of one', (a, b, c) => a.add(b.add(c))],
    ['a sum of two', (a, b, c) => a.add(b).add(c.add(0.1))],
    ['products of different shapes', (a, b, c) => a.mul(b).mul(c.mean())],
  ])('round as calls do: %s', (_, of) => {
    const values = (seed: number): Tensor =>
      tensor(new Generator(seed).fillNormal(new Float32Array(300)), { shape: [20, 15] })
    const { usual, captured, ways } = bothWays(4, (number) =>
      of(values(number), values(number + 10), values(number + 20)),
    )
    expect(captured).toEqual(usual)
    expect(ways).toBe('ccgg')
  })

  // TensorFlow would make one kernel of a convolution and what shifts and scales it by fixed numbers.
  it.each([
    [3, 16, 3],
    [16, 8, 1],
    [4, 6, 3],
  ])(
    'round as calls do: a norm of %i → %i channels by fixed statistics, kernel %i',
    (channels, filters, kernel) => {
      const values = (seed: number, ...shape: number[]): Tensor => {
        const size = shape.reduce((a, b) => a * b, 1)
        return tensor(new Generator(seed).fillNormal(new Float32Array(size)), { shape })
      }
      const { usual, captured, ways } = bothWays(4, (number) => {
        const weight = values(20, filters, channels, kernel, kernel)
        const [mean, scale, shift] = [values(21, filters), values(22, filters), values(23, filters)]
        const y = F.conv2d(values(number, 8, channels, 12, 12), weight)
        return F.relu(F.batchNorm(y, mean, scale.square(), scale, shift))
      })
      expect(captured).toEqual(usual)
      expect(ways).toBe('ccgg')
    },
  )

  // Where TensorFlow makes one kernel of both, NaN would become 0.
  it.each<[string, (x: Tensor) => Tensor]>([
    ['ReLU', (x) => F.relu(x)],
    ['ReLU6', (x) => F.relu6(x)],
    ['ELU', (x) => F.elu(x)],
    ['LeakyReLU', (x) => F.leakyRelu(x)],
    ['Tanh', (x) => x.tanh()],
    ['Sigmoid', (x) => x.sigmoid()],
    ['GELU', (x) => F.gelu(x)],
    ['SiLU', (x) => F.silu(x)],
    ['Mish', (x) => F.mish(x)],
    ['Hardswish', (x) => F.hardswish(x)],
    ['Softplus', (x) => F.softplus(x)],
  ])('keep NaN and infinities behind a layer: %s', (_, of) => {
    const values = (seed: number, shape: number[]): Tensor => {
      const size = shape.reduce((a, b) => a * b, 1)
      return tensor(new Generator(seed).fillNormal(new Float32Array(size)), { shape })
    }
    const given = (number: number, shape: number[]): Tensor => {
      const x = values(number, shape).data()
      if (number > 3) x[1] = [NaN, Infinity, -Infinity][number - 4]!
      return tensor(x, { shape })
    }
    const { usual, captured, ways } = bothWays(6, (number) => {
      const weight = values(20, [4, 2, 2, 2])
      const rows = of(F.linear(given(number, [3, 8]), weight.reshape([4, 8]), values(21, [4])))
      const images = given(number, [2, 2, 4, 4])
      const seen = of(F.conv2d(images, weight, values(21, [4])))
      const bare = of(F.conv2d(images, weight))
      const [scale, shift] = [values(22, [2]), values(23, [2])]
      const normed = of(F.batchNorm(images, null, null, scale, shift, { training: true }))
      const still = of(F.batchNorm(images, shift, scale.square(), scale, shift))
      return cat([rows, seen, bare, normed, still].map((each) => each.reshape([-1])))
    })
    expect(captured).toEqual(usual)
    expect(captured[3]!.some(Number.isNaN)).toBe(true)
    expect(ways).toBe('ccgggg')
  })

  it('are computed call by call from where they are otherwise', () => {
    const { usual, captured, ways } = bothWays(9, (number) => {
      const first = row(number, -1).mul(2)
      return number === 4 ? first.exp() : first.abs()
    })
    expect(captured).toEqual(usual)
    expect(ways).toBe('ccgcccggg'.slice(0, ways.length))
  })

  it('are computed call by call where a shape is another', () => {
    const { usual, captured } = bothWays(8, (number) =>
      tensor(Array.from({ length: number % 4 === 0 ? 3 : 2 }, () => number)).mul(2),
    )
    expect(captured).toEqual(usual)
  })

  it('draw their random numbers as ever', () => {
    manualSeed(3)
    const usual = Array.from({ length: 6 }, () =>
      scope(() => Array.from(F.dropout(row(1, 2, 3, 4, 5, 6)).data())),
    )
    manualSeed(3)
    const steps = newSteps()
    const captured = Array.from({ length: 6 }, () =>
      scope(() => Array.from(steps.run('step', () => scope(() => F.dropout(row(1, 2, 3, 4, 5, 6)))).data())),
    )
    expect(captured).toEqual(usual)
    expect(steps.way).toBe('one graph')
  })

  it('change in place what they change in place', () => {
    const train = (run: (step: () => Tensor) => Tensor): number[] => {
      manualSeed(1)
      const net = new nn.Linear(80, 60)
      const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 })
      const losses = Array.from({ length: 12 }, (_, i) =>
        scope(() =>
          run(() =>
            scope(() => {
              optimizer.zeroGrad()
              const loss = net
                .call(tensor([Array.from({ length: 80 }, (__, j) => Math.sin(i + j))]))
                .square()
                .mean()
              loss.backward()
              optimizer.step()
              return loss
            }),
          ).item(),
        ),
      )
      return [...losses, ...net.weight.data()]
    }
    const steps = newSteps()
    const captured = train((step) => steps.run('step', step))
    expect(steps.way).toBe('one graph')
    expect(captured).toEqual(train((step) => step()))
  })

  it('are proved without reading what is large, and leave no tensor of it', () => {
    const ground = backend.interposable!
    const { native } = ground
    const tensors = (): number => (native as unknown as { getNumOfTensors(): number }).getNumOfTensors()
    const steps = newSteps()
    const weight = keep(new nn.Parameter(tensor(new Float32Array(9000).fill(1))))
    const optimizer = new optim.SGD([weight], { lr: 0.1, momentum: 0.9 })
    const take = (): void =>
      scope(() =>
        steps.run('step', () =>
          scope(() => {
            optimizer.zeroGrad()
            weight.square().sum().backward()
            optimizer.step()
          }),
        ),
      )
    take()
    take()
    const before = tensors()
    const read: number[] = []
    const tensorDataSync = (id: number): KernelData => {
      const data = native.tensorDataSync(id)
      read.push(data.length)
      return data
    }
    Object.assign(ground, { native: Object.create(native, { tensorDataSync: { value: tensorDataSync } }) })
    take()
    Object.assign(ground, { native })
    expect(read.length).toBeGreaterThan(0)
    expect(Math.max(...read)).toBeLessThan(9000)
    // Weight and momentum are in the graph alone.
    expect(tensors()).toBe(before - 2)
    take()
    expect(steps.way).toBe('one graph')
  })

  it('leave an alias of what they change as it was', () => {
    const held: number[][] = []
    const weight = keep(new nn.Parameter(tensor(Array.from({ length: 3000 }, (_, i) => i / 3000))))
    const optimizer = new optim.SGD([weight], { lr: 0.5 })
    const steps = newSteps()
    for (let i = 0; i < 6; i++)
      scope(() => {
        const before = fromHandle(weight.handle, weight.shape)
        weight.handle.refs++
        const values = Array.from(before.data())
        steps.run('step', () =>
          scope(() => {
            optimizer.zeroGrad()
            weight.square().sum().backward()
            optimizer.step()
          }),
        )
        held.push(Array.from(before.data()).map((value, j) => value - values[j]!))
      })
    expect(held.flat().every((value) => value === 0)).toBe(true)
  })

  it('are read in their middle where that takes few calls', () => {
    const { usual, captured, ways } = bothWays(6, (number) => {
      const [first] = row(number, 1).mul(2).data()
      return row(1, 2).mul(first!)
    })
    expect(captured).toEqual(usual)
    expect(ways.slice(-2)).toBe('gg')
  })

  it('are computed call by call where they depend on what takes long to compute', () => {
    const { usual, captured, ways } = bothWays(5, (number) => {
      let x = row(number, 1)
      for (let i = 0; i < 20; i++) x = x.mul(1.1)
      return x.mul(x.data()[0]! > 0 ? 2 : 3)
    })
    expect(captured).toEqual(usual)
    expect(ways).toBe('ccccc')
    expect(refused).toEqual([expect.stringContaining('a value that the step computes is read in its middle')])
  })

  it('take for granted that there is no NaN, and say when there is one', () => {
    const steps = newSteps()
    const image = (value: number): Tensor =>
      tensor([
        [
          [
            [1, 2],
            [value, 1],
          ],
        ],
      ])
    const pooled = (value: number): number =>
      scope(() => steps.run('step', () => scope(() => noGrad(() => F.maxPool2d(image(value), 2)))).item())
    expect([pooled(3), pooled(5), pooled(6)]).toEqual([3, 5, 6])
    expect(steps.way).toBe('one graph')
    expect(() => pooled(NaN)).toThrow(Unexpected)
    expect(pooled(NaN)).toBe(NaN)
    expect(refused).toEqual([expect.stringContaining('values are NaN or infinite')])
  })

  // Large enough to stay in the graph, and small enough to be given to each run.
  it.each([
    ['while it is proved', 2],
    ['in the graph', 6],
    ['where it is otherwise than before', 6],
  ])('leave no trace where a number is not as it was taken to be: %s', (how, bad) => {
    manualSeed(1)
    const steps = newSteps()
    const net = new nn.Linear(80, 60)
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 })
    const state = (): number[][] =>
      [
        ...net.parameters(),
        ...[...optimizer.state.values()].flatMap((entry) => Object.values(entry)),
      ].flatMap((value) => (typeof value === 'number' ? [] : [Array.from(value.data())]))
    const step = (number: number): void => {
      optimizer.zeroGrad()
      const x = tensor([Array.from({ length: 80 }, (_, j) => (number === bad ? NaN : Math.sin(number + j)))])
      const loss = net.call(x).square().mean()
      if (!expected(loss.handle, 'finite')) throw new Unexpected()
      loss.backward()
      const more = number === bad && how.startsWith('where') ? loss.exp() : loss.abs()
      optimizer.step()
      more.dispose()
    }
    const take = (number: number): void => scope(() => steps.run('step', () => scope(() => step(number))))
    for (let number = 1; number < bad; number++) take(number)
    expect(steps.way).toBe(bad > 2 ? 'one graph' : 'call by call')
    const before = state()
    const alive = memory().tensors
    expect(() => take(bad)).toThrow(Unexpected)
    expect(memory().tensors).toBe(alive)
    expect(state()).toEqual(before)
    expect(refused).toEqual([expect.stringContaining('values are NaN or infinite')])
    take(bad + 1)
    expect(memory().tensors).toBe(alive)
    expect(state()).not.toEqual(before)
  })

  it('bring tensors back that they have freed, where one is taken back', () => {
    const steps = newSteps()
    const cell: { weight: Tensor } = { weight: keep(tensor([1, 2])) }
    const take = (add: number): void =>
      scope(() => {
        const held = cell.weight.storage.peek()
        const { storage } = cell.weight
        const step = (): void => {
          const sum = cell.weight.add(add)
          if (!expected(sum.sum().handle, 'finite')) throw new Unexpected()
          cell.weight.copy_(sum)
        }
        steps.run('step', () => scope(step), { putBack: () => storage.putBack(held) })
      })
    const before = memory().tensors
    for (const add of [1, 1, 1, 1]) take(add)
    expect(steps.way).toBe('one graph')
    expect(() => take(NaN)).toThrow(Unexpected)
    expect(cell.weight.toArray()).toEqual([5, 6])
    steps.free()
    expect(memory().tensors).toBe(before)
  })

  it('leave what was done until they failed, as ever', () => {
    const steps = newSteps()
    const weight = keep(tensor([1, 2]))
    const step = (number: number): void =>
      scope(() => {
        weight.add_(number)
        if (number === 5) throw new Error('here')
        weight.mul_(2)
      })
    for (const number of [1, 2, 3, 4]) steps.run('step', () => step(number))
    expect(steps.way).toBe('one graph')
    expect(() => steps.run('step', () => step(5))).toThrow('here')
    expect(weight.toArray()).toEqual([
      ((((1 + 1) * 2 + 2) * 2 + 3) * 2 + 4) * 2 + 5,
      ((((2 + 1) * 2 + 2) * 2 + 3) * 2 + 4) * 2 + 5,
    ])
  })

  it('that are never the same are computed call by call for good', () => {
    const steps = newSteps()
    for (let i = 1; i < 12; i++)
      scope(() => steps.run('step', () => scope(() => tensor(Array.from({ length: i }, () => 1)).mul(2))))
    expect(refused).toEqual([expect.stringContaining('each is other than the one before (another tensor)')])
  })

  it('are computed call by call where that is quicker', () => {
    const steps = new CapturedSteps((reason) => refused.push(reason))
    let calls = 0
    const take = (graphTakes: number): void =>
      scope(() => {
        const step = (): Tensor => {
          const end = performance.now() + graphTakes
          while (performance.now() < end);
          return scope(() => row(1, 2).mul(3))
        }
        const plain = (): Tensor => {
          calls++
          return scope(() => row(1, 2).mul(3))
        }
        expect(steps.run(`${graphTakes}`, step, { calls: plain }).toArray()).toEqual([3, 6])
      })
    for (let i = 0; i < 70; i++) take(2)
    expect(calls).toBe(70 - 2 - 48)
    expect(refused).toEqual([expect.stringContaining('quicker')])
    expect(steps.refusalOf('2')).toContain('quicker')
  })

  it('leave no tensors behind', () => {
    const steps = newSteps()
    const before = memory().tensors
    for (let i = 0; i < 300; i++)
      scope(() => steps.run('step', () => scope(() => row(i, 2).mul(i).square().sum())).item())
    expect(memory().tensors).toBe(before)
    expect(backend.live.handles).toBe(before)
  })
})
