/** `F.linear(x, self.fc.weight, self.fc.bias)`: a function with all the tensors of one layer is that layer, called once more. */
import { dequal } from 'dequal'
import type { Arguments } from './arguments'
import { isLearnable } from './layer-attributes'
import { resolved } from './sizes'
import { bind, parsed, signatureOf } from './signatures'
import { isKind, plain } from './values'
import type { LayerValue, Value } from './values'

const CONVOLUTION = 'input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1'

/** By function: the layer, and what the function takes. */
const LAYERS: Readonly<Record<string, { type: string; takes: string }>> = {
  linear: { type: 'Linear', takes: 'input, weight, bias=None' },
  layer_norm: { type: 'LayerNorm', takes: 'input, normalized_shape, weight=None, bias=None, eps=1e-05' },
  group_norm: { type: 'GroupNorm', takes: 'input, num_groups, weight=None, bias=None, eps=1e-05' },
  rms_norm: { type: 'RMSNorm', takes: 'input, normalized_shape, weight=None, eps=None' },
  conv1d: { type: 'Conv1d', takes: CONVOLUTION },
  conv2d: { type: 'Conv2d', takes: CONVOLUTION },
  conv3d: { type: 'Conv3d', takes: CONVOLUTION },
  embedding: {
    type: 'Embedding',
    takes:
      'input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False',
  },
}

/** The layer, and what it is called with; undefined where the function is given anything else. */
export function asOwnLayer(name: string, args: Arguments): { layer: LayerValue; input: Value } | undefined {
  const known = Object.hasOwn(LAYERS, name) ? LAYERS[name] : undefined
  if (known === undefined) return undefined
  const { type } = known
  const parameters = parsed(known.takes)
  const bound = bind(`F.${name}`, parameters, args)
  const [weight, bias = null] = [bound.get('weight'), bound.get('bias')]
  const input = bound.get('input')
  if (!isKind(weight, 'layer-parameter') || weight.name !== 'weight' || input === undefined) return undefined
  const { module: layer } = weight
  const shifted = isLearnable(layer, 'bias')
  const sameBias = shifted
    ? isKind(bias, 'layer-parameter') && bias.module === layer && bias.name === 'bias'
    : bias === null
  if (layer.type !== type || !sameBias) return undefined
  const own = signatureOf(`nn.${type}`) ?? []
  const alike = [...bound].every(([key, value]) => {
    if (['input', 'weight', 'bias'].includes(key)) return true
    const usual = own.find((each) => each.name === key)?.default
    return sameSize(layer.params[key] ?? plain(usual ?? null), plain(resolved(value)))
  })
  const given = own.filter(({ name: key }) => !bound.has(key) && parameters.some((each) => each.name === key))
  const usual = given.every(({ name: key, default: theirs }) => {
    const functions = parameters.find((each) => each.name === key)?.default
    return (
      ['weight', 'bias'].includes(key) ||
      sameSize(layer.params[key] ?? plain(theirs ?? null), plain(functions ?? null))
    )
  })
  return alike && usual ? { layer, input } : undefined
}

/** One number stands for all dimensions. */
function sameSize(a: unknown, b: unknown): boolean {
  const [first, second] = [[a].flat(), [b].flat()]
  const length = Math.max(first.length, second.length)
  const wide = (sizes: unknown[]): unknown[] =>
    sizes.length === 1 ? Array.from({ length }, () => sizes[0]) : sizes
  return dequal(wide(first), wide(second))
}
