/** The models that are timed; train_torch.py holds the same ones. */
import { F, manualSeed, nn, noGrad, optim, randint, randn, scope, type Tensor } from '../src/engine/index'

export interface BenchModel {
  /** Steps in a row before PyTorch has its turn. */
  readonly steps: number
  make(): { train: () => void; forward: () => void }
}

class Cnn extends nn.Module {
  conv1 = new nn.Conv2d(1, 32, 3, { padding: 1 })
  conv2 = new nn.Conv2d(32, 32, 3, { padding: 1 })
  fc1 = new nn.Linear(14 * 14 * 32, 128)
  fc2 = new nn.Linear(128, 10)

  override forward(x: Tensor): Tensor {
    const features = F.maxPool2d(F.relu(this.conv2.call(F.relu(this.conv1.call(x)))), 2)
    return this.fc2.call(F.relu(this.fc1.call(features.view(-1, 14 * 14 * 32))))
  }
}

class LeNet extends nn.Module {
  conv1 = new nn.Conv2d(1, 6, 5, { padding: 2 })
  conv2 = new nn.Conv2d(6, 16, 5)
  fc1 = new nn.Linear(400, 120)
  fc2 = new nn.Linear(120, 84)
  fc3 = new nn.Linear(84, 10)

  override forward(x: Tensor): Tensor {
    const first = F.maxPool2d(F.relu(this.conv1.call(x)), 2)
    const second = F.maxPool2d(F.relu(this.conv2.call(first)), 2)
    return this.fc3.call(F.relu(this.fc2.call(F.relu(this.fc1.call(second.flatten(1))))))
  }
}

type Net = nn.Module & { forward(x: Tensor): Tensor }

function classifier(make: () => Net, shape: number[]): BenchModel['make'] {
  return () => {
    manualSeed(0)
    const net = make()
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.01, momentum: 0.9 })
    const x = randn(shape)
    const y = randint(0, 10, [shape[0]!])
    const train = (): void =>
      scope(() => {
        optimizer.zeroGrad()
        F.crossEntropy(net.call(x), y).backward()
        optimizer.step()
      })
    const forward = (): void => noGrad(() => scope(() => void net.call(x).data()))
    return { train, forward }
  }
}

function linearRegression(): ReturnType<BenchModel['make']> {
  manualSeed(0)
  const net = new nn.Linear(1, 1)
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.01 })
  const x = randn([30, 1])
  const y = randn([30, 1])
  const train = (): void =>
    scope(() => {
      optimizer.zeroGrad()
      F.mseLoss(net.call(x), y).backward()
      optimizer.step()
    })
  return { train, forward: () => noGrad(() => scope(() => void net.call(x).data())) }
}

function mlp(): Net {
  return new nn.Sequential(
    new nn.Linear(784, 512),
    new nn.ReLU(),
    new nn.Linear(512, 512),
    new nn.ReLU(),
    new nn.Linear(512, 10),
  )
}

export const MODELS: Record<string, BenchModel> = {
  cnn: { steps: 5, make: classifier(() => new Cnn(), [64, 1, 28, 28]) },
  lenet: { steps: 10, make: classifier(() => new LeNet(), [64, 1, 28, 28]) },
  mlp: { steps: 20, make: classifier(mlp, [128, 784]) },
  linear: { steps: 300, make: linearRegression },
}
