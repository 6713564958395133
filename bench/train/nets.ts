/** The nets that are timed; nets.py holds the same ones, whose weights are drawn in the same order. */
import { cat, F, nn, type Tensor } from '../../src/engine/index'
import type { NetOf } from './cases'

export type Net = nn.Module & { forward(x: Tensor): Tensor }

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

/** The way around a block, which is a convolution too where the shape changes. */
function shortcut(inputs: number, outputs: number, stride: number): nn.Sequential | null {
  if (stride === 1 && inputs === outputs) return null
  return new nn.Sequential(
    new nn.Conv2d(inputs, outputs, 1, { stride, bias: false }),
    new nn.BatchNorm2d(outputs),
  )
}

/** Two convolutions and a way around them. */
class Block extends nn.Module {
  conv1: nn.Conv2d
  bn1: nn.BatchNorm2d
  conv2: nn.Conv2d
  bn2: nn.BatchNorm2d
  shortcut: nn.Sequential | null

  constructor(inputs: number, outputs: number, stride: number) {
    super()
    this.conv1 = new nn.Conv2d(inputs, outputs, 3, { stride, padding: 1, bias: false })
    this.bn1 = new nn.BatchNorm2d(outputs)
    this.conv2 = new nn.Conv2d(outputs, outputs, 3, { padding: 1, bias: false })
    this.bn2 = new nn.BatchNorm2d(outputs)
    this.shortcut = shortcut(inputs, outputs, stride)
  }

  override forward(x: Tensor): Tensor {
    const inner = F.relu(this.bn1.call(this.conv1.call(x)))
    return F.relu(this.bn2.call(this.conv2.call(inner)).add(this.shortcut ? this.shortcut.call(x) : x))
  }
}

/** So many convolutions: the stem, two a block, and one around the block in the middle, which halves the image. */
class ResNet extends nn.Module {
  conv = new nn.Conv2d(3, 16, 3, { padding: 1, bias: false })
  bn = new nn.BatchNorm2d(16)
  blocks: nn.Sequential
  fc: nn.Linear

  constructor(depth: number) {
    super()
    const count = (depth - 2) / 2
    const half = Math.floor(count / 2)
    this.blocks = new nn.Sequential(
      ...Array.from(
        { length: count },
        (_, i) => new Block(i <= half ? 16 : 32, i < half ? 16 : 32, i === half ? 2 : 1),
      ),
    )
    this.fc = new nn.Linear(32, 10)
  }

  override forward(x: Tensor): Tensor {
    const features = this.blocks.call(F.relu(this.bn.call(this.conv.call(x))))
    return this.fc.call(F.adaptiveAvgPool2d(features, 1).flatten(1))
  }
}

class Bottleneck extends nn.Module {
  conv1: nn.Conv2d
  bn1: nn.BatchNorm2d
  conv2: nn.Conv2d
  bn2: nn.BatchNorm2d
  conv3: nn.Conv2d
  bn3: nn.BatchNorm2d
  shortcut: nn.Sequential | null

  constructor(inputs: number, width: number, stride: number) {
    super()
    this.conv1 = new nn.Conv2d(inputs, width, 1, { bias: false })
    this.bn1 = new nn.BatchNorm2d(width)
    this.conv2 = new nn.Conv2d(width, width, 3, { stride, padding: 1, bias: false })
    this.bn2 = new nn.BatchNorm2d(width)
    this.conv3 = new nn.Conv2d(width, width * 4, 1, { bias: false })
    this.bn3 = new nn.BatchNorm2d(width * 4)
    this.shortcut = shortcut(inputs, width * 4, stride)
  }

  override forward(x: Tensor): Tensor {
    const first = F.relu(this.bn1.call(this.conv1.call(x)))
    const second = F.relu(this.bn2.call(this.conv2.call(first)))
    return F.relu(this.bn3.call(this.conv3.call(second)).add(this.shortcut ? this.shortcut.call(x) : x))
  }
}

/** As torchvision lays it out: He et al., 2015, with the stride in the middle convolution. */
class ResNet50 extends nn.Module {
  conv = new nn.Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false })
  bn = new nn.BatchNorm2d(64)
  blocks: nn.Sequential
  fc: nn.Linear

  constructor() {
    super()
    const blocks: Bottleneck[] = []
    let inputs = 64
    for (const [stage, count] of [3, 4, 6, 3].entries())
      for (let i = 0; i < count; i++) {
        const width = 64 * 2 ** stage
        blocks.push(new Bottleneck(inputs, width, i === 0 && stage > 0 ? 2 : 1))
        inputs = width * 4
      }
    this.blocks = new nn.Sequential(...blocks)
    this.fc = new nn.Linear(2048, 1000)
  }

  override forward(x: Tensor): Tensor {
    const stem = F.maxPool2d(F.relu(this.bn.call(this.conv.call(x))), 3, { stride: 2, padding: 1 })
    return this.fc.call(F.adaptiveAvgPool2d(this.blocks.call(stem), 1).flatten(1))
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

function doubled(inputs: number, outputs: number): nn.Sequential {
  return new nn.Sequential(
    new nn.Conv2d(inputs, outputs, 3, { padding: 1, bias: false }),
    new nn.BatchNorm2d(outputs),
    new nn.ReLU(),
    new nn.Conv2d(outputs, outputs, 3, { padding: 1, bias: false }),
    new nn.BatchNorm2d(outputs),
    new nn.ReLU(),
  )
}

/** Down twice and up again, what was seen on the way down beside what comes up; a class for every pixel. */
class UNet extends nn.Module {
  top = doubled(3, 16)
  middle = doubled(16, 32)
  bottom = doubled(32, 64)
  up1 = new nn.ConvTranspose2d(64, 32, 2, { stride: 2 })
  join1 = doubled(64, 32)
  up2 = new nn.ConvTranspose2d(32, 16, 2, { stride: 2 })
  join2 = doubled(32, 16)
  out = new nn.Conv2d(16, 4, 1)

  override forward(x: Tensor): Tensor {
    const top = this.top.call(x)
    const middle = this.middle.call(F.maxPool2d(top, 2))
    const bottom = this.bottom.call(F.maxPool2d(middle, 2))
    const half = this.join1.call(cat([middle, this.up1.call(bottom)], 1))
    return this.out.call(this.join2.call(cat([top, this.up2.call(half)], 1)))
  }
}

class Lstm extends nn.Module {
  lstm = new nn.LSTM(64, 128, { batchFirst: true })
  fc = new nn.Linear(128, 10)

  override forward(x: Tensor): Tensor {
    const [output] = this.lstm.call(x)
    return this.fc.call(output.select(1, -1))
  }
}

class Gru extends nn.Module {
  gru = new nn.GRU(64, 128, { batchFirst: true })
  fc = new nn.Linear(128, 10)

  override forward(x: Tensor): Tensor {
    const [output] = this.gru.call(x)
    return this.fc.call(output.select(1, -1))
  }
}

/** Encoder layers with 8 heads and four times as wide in between; what they give is averaged over the length. */
class Transformer extends nn.Module {
  encoder: nn.TransformerEncoder
  fc: nn.Linear

  constructor(size: number, layers: number, dropout: number) {
    super()
    const options = { dimFeedforward: 4 * size, dropout, batchFirst: true }
    const layer = new nn.TransformerEncoderLayer(size, 8, options)
    this.encoder = new nn.TransformerEncoder(layer, layers)
    // The encoder has copies.
    for (const parameter of layer.parameters()) parameter.dispose()
    this.fc = new nn.Linear(size, 10)
  }

  override forward(x: Tensor): Tensor {
    return this.fc.call(this.encoder.call(x).mean(1))
  }
}

function mlp(width: number): Net {
  return new nn.Sequential(
    new nn.Linear(784, width),
    new nn.ReLU(),
    new nn.Linear(width, width),
    new nn.ReLU(),
    new nn.Linear(width, 10),
  )
}

const NETS: Record<string, (...args: [number, number, number]) => Net> = {
  cnn: () => new Cnn(),
  lenet: () => new LeNet(),
  resnet: (depth) => new ResNet(depth),
  resnet50: () => new ResNet50(),
  mlp,
  linear: () => new nn.Linear(1, 1),
  mobilenet: () => new MobileNet(),
  unet: () => new UNet(),
  lstm: () => new Lstm(),
  gru: () => new Gru(),
  transformer: (size, layers, dropout) => new Transformer(size, layers, dropout),
}

/** A net with fresh weights. */
export function makeNet({ name, args }: NetOf): Net {
  const make = NETS[name]
  if (!make) throw new Error(`There is no net '${name}': choose from ${Object.keys(NETS).join(', ')}`)
  return make(...(args as [number, number, number]))
}
