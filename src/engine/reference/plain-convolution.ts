/** Convolutions by plain loops, which judge the kernels. */

type Three = readonly [number, number, number]

/** A convolution of volumes; images are volumes of one slice, signals of one row besides. */
export interface ConvGeometry {
  readonly batch: number
  readonly groups: number
  readonly channels: number
  readonly outputs: number
  /** Depth, height and width of the input, and so on for the rest. */
  readonly input: Three
  readonly kernel: Three
  readonly stride: Three
  readonly dilation: Three
  /** Zeros before and behind. */
  readonly padding: readonly [readonly [number, number], readonly [number, number], readonly [number, number]]
}

/** Depth, height and width of the output. */
export function outputSize({ input, kernel, stride, dilation, padding }: ConvGeometry): Three {
  const size = (way: 0 | 1 | 2): number => {
    const [before, after] = padding[way]
    return Math.floor((input[way] + before + after - dilation[way] * (kernel[way] - 1) - 1) / stride[way]) + 1
  }
  return [size(0), size(1), size(2)]
}

/**
 * Names every product of a convolution by the places of its factors and of the sum that it goes into: of x (N, C, D, H, W), weight
 * (O, C/groups, kD, kH, kW) and y (N, O, D', H', W'), so that y[n] = Σ x·w, and the gradients are Σ y·w at x and Σ x·y at w.
 */
export function eachProduct(geometry: ConvGeometry, visit: (x: number, w: number, y: number) => void): void {
  const { batch, groups, channels, outputs, input, kernel } = geometry
  const output = outputSize(geometry)
  const [perGroup, outputsPerGroup] = [channels / groups, outputs / groups]
  const size = (lengths: Three): number => lengths[0] * lengths[1] * lengths[2]
  const places = seenPlaces(geometry, output)
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outputs; o++) {
      const first = Math.floor(o / outputsPerGroup) * perGroup
      for (let c = 0; c < perGroup; c++) {
        const x = (n * channels + first + c) * size(input)
        const w = (o * perGroup + c) * size(kernel)
        const y = (n * outputs + o) * size(output)
        for (const [atX, atW, atY] of places) visit(x + atX, w + atW, y + atY)
      }
    }
  }
}

/** For one channel: the places of an input's value, of the tap that sees it, and of the output that the product goes into. */
function seenPlaces(geometry: ConvGeometry, output: Three): Three[] {
  const { input, kernel } = geometry
  const [depth, height, width] = [0, 1, 2].map((way) => seenAlong(geometry, way as 0 | 1 | 2, output))
  const at = (ways: readonly Three[], which: 0 | 1 | 2, lengths: Three): number =>
    (ways[0]![which] * lengths[1] + ways[1]![which]) * lengths[2] + ways[2]![which]
  return depth!.flatMap((d) =>
    height!.flatMap((h) =>
      width!.map((w): Three => {
        const ways = [d, h, w]
        return [at(ways, 0, input), at(ways, 1, kernel), at(ways, 2, output)]
      }),
    ),
  )
}

function seenAlong(
  { input, kernel, stride, dilation, padding }: ConvGeometry,
  way: 0 | 1 | 2,
  output: Three,
): Three[] {
  const seen: Three[] = []
  for (let y = 0; y < output[way]; y++) {
    for (let w = 0; w < kernel[way]; w++) {
      const x = y * stride[way] + w * dilation[way] - padding[way][0]
      if (x >= 0 && x < input[way]) seen.push([x, w, y])
    }
  }
  return seen
}
