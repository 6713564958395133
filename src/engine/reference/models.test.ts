import { beforeAll, describe, expect, it } from 'vitest'
import { F, manualSeed, nn, optim, randn, ready, stack, tensor, type Tensor } from '../index'
import { expectEqual, savedRows, type SavedTensor } from './compare'

interface Row {
  text: string
  losses: SavedTensor
  gradients: Record<string, SavedTensor>
}

class Cnn extends nn.Module {
  conv1 = new nn.Conv2d(1, 32, 3, { padding: 1 })
  conv2 = new nn.Conv2d(32, 32, 3, { padding: 1 })
  fc1 = new nn.Linear(14 * 14 * 32, 128)
  fc2 = new nn.Linear(128, 10)

  override forward(x: Tensor): Tensor {
    x = F.relu(this.conv1.call(x))
    x = F.maxPool2d(F.relu(this.conv2.call(x)), 2)
    x = x.view(-1, 14 * 14 * 32)
    return this.fc2.call(F.relu(this.fc1.call(x)))
  }
}

beforeAll(async () => void (await ready()))

describe('the CNN of the documentation', () => {
  it('prints, starts and trains as in PyTorch from the same seed', () => {
    const row = savedRows<Row>('models')[0]!
    manualSeed(0)
    const net = new Cnn()
    expect(String(net)).toBe(row.text)
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.01, momentum: 0.9 })
    const x = randn([4, 1, 28, 28])
    const y = tensor([1, 2, 3, 4], { dtype: 'int64' })
    const losses: Tensor[] = []
    for (let step = 0; step < row.losses.shape[0]!; step++) {
      optimizer.zeroGrad()
      const loss = new nn.CrossEntropyLoss().call(net.call(x), y)
      loss.backward()
      optimizer.step()
      losses.push(loss.detach())
    }
    expectEqual(stack(losses), row.losses, 'losses')
    for (const [name, saved] of Object.entries(row.gradients)) {
      expectEqual(net.getParameter(name).grad, saved, name)
    }
  })
})
