/** Blocks of pixels that become channels, and channels that become blocks. */
import type { Dim } from '../../../types/dims'
import { added } from '../added'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import { told } from '../../../../words/tell'

export const blockRules: Readonly<Record<string, OnnxRule>> = {
  DepthToSpace: (site) => {
    const { block, channels, height, width } = sizesOf(site)
    if (site.text('mode', 'DCR') === 'CRD') {
      site.layer('PixelShuffle', { params: { upscale_factor: block } })
      return
    }
    const inner = channels / (block * block)
    rearranged(
      site,
      [block, block, inner, height, width],
      [0, 3, 4, 1, 5, 2],
      [inner, height * block, width * block],
    )
  },
  SpaceToDepth: (site) => {
    const { block, channels, height, width } = sizesOf(site)
    rearranged(
      site,
      [channels, height / block, block, width / block, block],
      [0, 3, 5, 1, 2, 4],
      [channels * block * block, height / block, width / block],
    )
  },
}

function sizesOf(site: Site) {
  const numbers = site.shape().slice(1)
  const [channels, height, width] = numbers
  if (
    typeof channels !== 'number' ||
    typeof height !== 'number' ||
    typeof width !== 'number' ||
    numbers.length > 3
  )
    throw new Unsupported(told('onnx.no_image', 'its input is no image'))
  return { block: site.int('blocksize', 1), channels, height, width }
}

/** Each sample split, its dimensions in another order, and joined again. */
function rearranged(
  site: Site,
  split: readonly number[],
  dims: readonly number[],
  joined: readonly number[],
): void {
  const { builder } = site.reading
  const batch = ofBatch(site.shape()[0])
  const apart = added(builder, 'Reshape', site.wire(0), { shape: [batch, ...split] })
  const turned = added(builder, 'Permute', apart, { dims: [...dims] })
  site.layer('Reshape', { inputs: { input: turned }, params: { shape: [batch, ...joined] } })
}

function ofBatch(size: Dim | undefined): number {
  return typeof size === 'number' ? size : -1
}
