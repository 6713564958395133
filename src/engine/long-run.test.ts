import { beforeAll, expect, it } from 'vitest'
import { times } from '../../scripts/testing/test-scale.mjs'
import { F, manualSeed, memory, nn, optim, randint, randn, ready, scope, type Tensor } from './index'

const STEPS = times(4_000)
const WARM_UP = 1_000
/** Allocators keep some of what they got; a leak of one small tensor a step would be far more. */
const ALLOWED_GROWTH_BYTES = 24 * 2 ** 20

class Net extends nn.Module {
  conv = new nn.Conv2d(1, 4, 3, { padding: 1 })
  bn = new nn.BatchNorm2d(4)
  fc = new nn.Linear(4 * 3 * 3, 3)

  override forward(x: Tensor): Tensor {
    const maps = F.maxPool2d(F.relu(this.bn.call(this.conv.call(x))), 2)
    return this.fc.call(F.dropout(maps.flatten(1), 0.1, this.training))
  }
}

beforeAll(() => ready())

it(
  `leaves live tensors and the memory of the process flat over ${STEPS.toLocaleString('en')} training steps`,
  () => {
    manualSeed(0)
    const net = new Net()
    const optimizer = new optim.Adam(net.parameters(), { lr: 1e-3 })
    const data = randn([8, 1, 6, 6])
    const labels = randint(0, 3, [8])
    let early = { tensors: 0, bytes: 0, process: 0 }
    for (let step = 1; step <= STEPS; step++) {
      scope(() => {
        optimizer.zeroGrad()
        F.crossEntropy(net.call(data), labels).backward()
        optimizer.step()
      })
      if (step === WARM_UP) early = { ...memory(), process: process.memoryUsage().rss }
    }
    const { tensors, bytes } = memory()
    expect({ tensors, bytes }).toEqual({ tensors: early.tensors, bytes: early.bytes })
    expect(process.memoryUsage().rss - early.process).toBeLessThan(ALLOWED_GROWTH_BYTES)
  },
  times(300_000),
)
