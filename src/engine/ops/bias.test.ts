import { beforeAll, expect, it } from 'vitest'
import { F, Generator, ready, scope, zeros } from '../index'
import { fromData } from '../core/create'
import { isClose } from '../reference/tolerance'

beforeAll(() => ready())

it.each([
  [40, 28, 28, 6],
  [20, 28, 28, 12],
])(
  'loses no more of the gradient of a bias over %d images of %d × %d than PyTorch, for %d channels',
  (n, h, w, channels) => {
    const random = new Generator(1)
    const values = Float32Array.from({ length: n * channels * h * w }, () => random.uniform())
    const exact = new Float64Array(channels)
    values.forEach((value, i) => (exact[Math.floor(i / (h * w)) % channels]! += value))
    scope(() => {
      const bias = zeros([channels], { requiresGrad: true })
      const output = F.conv2d(zeros([n, 1, h, w]), zeros([channels, 1, 1, 1]), bias)
      output.backward(fromData(values, [n, channels, h, w]))
      const apart = [...bias.grad!.data()].filter((sum, i) => !isClose(sum, exact[i]!))
      expect(apart).toEqual([])
    })
  },
)
