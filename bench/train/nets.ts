/** The models that are timed; train_torch.py holds the same ones. */
import { F, manualSeed, nn, noGrad, optim, randint, randn, scope, type Tensor } from '../src/engine/index'

export type Pass = 'train' | 'forward'

export interface BenchModel {
  /** Steps in a row before PyTorch has its turn. */
  readonly steps: number
  /** One step of a fresh net: training, or forward only in evaluation mode without gradients. */
  make(pass: Pass): () => void
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

/** Two convolutions and a way around them, which is a convolution too where the shape changes. */
class Block extends nn.Module {
  conv1: nn.Conv2d
  bn1: nn.BatchNorm2d
  conv2: nn.Conv2d
  bn2: nn.BatchNorm2d
  shortcut: nn.Sequential | null = null

  constructor(inputs: number, outputs: number, stride: number) {
    super()
    this.conv1 = new nn.Conv2d(inputs, outputs, 3, { stride, padding: 1, bias: false })
    this.bn1 = new nn.BatchNorm2d(outputs)
    this.conv2 = new nn.Conv2d(outputs, outputs, 3, { padding: 1, bias: false })
    this.bn2 = new nn.BatchNorm2d(outputs)
    if (stride === 1 && inputs === outputs) return
    this.shortcut = new nn.Sequential(
      new nn.Conv2d(inputs, outputs, 1, { stride, bias: false }),
      new nn.BatchNorm2d(outputs),
    )
  }

  override forward(x: Tensor): Tensor {
    const inner = F.relu(this.bn1.call(this.conv1.call(x)))
    return F.relu(this.bn2.call(this.conv2.call(inner)).add(this.shortcut ? this.shortcut.call(x) : x))
  }
}

/** Eight convolutions: the stem, two a block, and one around the block that halves the image. */
class ResNet extends nn.Module {
  conv = new nn.Conv2d(3, 16, 3, { padding: 1, bias: false })
  bn = new nn.BatchNorm2d(16)
  block1 = new Block(16, 16, 1)
  block2 = new Block(16, 32, 2)
  block3 = new Block(32, 32, 1)
  fc = new nn.Linear(32, 10)

  override forward(x: Tensor): Tensor {
    const stem = F.relu(this.bn.call(this.conv.call(x)))
    const features = this.block3.call(this.block2.call(this.block1.call(stem)))
    return this.fc.call(F.adaptiveAvgPool2d(features, 1).flatten(1))
  }
}

/** Each channel convolved apart, then pixel by pixel across channels. */
class MobileNet extends nn.Module {
  stem = new nn.Conv2d(3, 16, 3, { stride: 2, padding: 1, bias: false })
  body = new nn.Sequential(...separable(16, 32, 1), ...separable(32, 64, 2))
  fc = new nn.Linear(64, 10)

  override forward(x: Tensor): Tensor {
    const features = this.body.call(F.relu6(this.stem.call(x)))
    return this.fc.call(F.adaptiveAvgPool2d(features, 1).flatten(1))
  }
}

function separable(inputs: number, outputs: number, stride: number): nn.Module[] {
  return [
    new nn.Conv2d(inputs, inputs, 3, { stride, padding: 1, groups: inputs, bias: false }),
    new nn.BatchNorm2d(inputs),
    new nn.ReLU6(),
    new nn.Conv2d(inputs, outputs, 1, { bias: false }),
    new nn.BatchNorm2d(outputs),
    new nn.ReLU6(),
  ]
}

class Recurrent extends nn.Module {
  lstm = new nn.LSTM(64, 128, { batchFirst: true })
  fc = new nn.Linear(128, 10)

  override forward(x: Tensor): Tensor {
    const [output] = this.lstm.call(x)
    return this.fc.call(output.select(1, -1))
  }
}

type Net = nn.Module & { forward(x: Tensor): Tensor }

function stepOf(pass: Pass, net: Net, x: Tensor, optimizer: optim.SGD, loss: () => Tensor): () => void {
  net.train(pass === 'train')
  if (pass === 'forward') return () => noGrad(() => scope(() => void net.call(x).data()))
  return () =>
    scope(() => {
      optimizer.zeroGrad()
      loss().backward()
      optimizer.step()
    })
}

function classifier(make: () => Net, shape: number[]): BenchModel['make'] {
  return (pass) => {
    manualSeed(0)
    const net = make()
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.01, momentum: 0.9 })
    const x = randn(shape)
    const y = randint(0, 10, [shape[0]!])
    return stepOf(pass, net, x, optimizer, () => F.crossEntropy(net.call(x), y))
  }
}

function linearRegression(pass: Pass): () => void {
  manualSeed(0)
  const net = new nn.Linear(1, 1)
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.01 })
  const x = randn([30, 1])
  const y = randn([30, 1])
  return stepOf(pass, net, x, optimizer, () => F.mseLoss(net.call(x), y))
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
  resnet: { steps: 3, make: classifier(() => new ResNet(), [32, 3, 32, 32]) },
  mlp: { steps: 20, make: classifier(mlp, [128, 784]) },
  linear: { steps: 300, make: linearRegression },
  mobilenet: { steps: 5, make: classifier(() => new MobileNet(), [32, 3, 32, 32]) },
  lstm: { steps: 5, make: classifier(() => new Recurrent(), [32, 32, 64]) },
}
