/** Names of nodes from those of ONNX nodes and initializers. */
import type { OnnxNode } from './model'

/** Suffixes under which weights hang on their layer. */
const WEIGHT =
  /[./_:-](weight|bias|weights|kernel|gamma|beta|scale|running_mean|running_var|moving_mean|moving_variance|W|B|R)(:0)?$/
/** Names that exporters make up: `node_conv2d_3`, `Conv_12`, `onnx::Conv_123`, `val_7`, `StatefulPartitionedCall`. */
const MADE_UP = /^(onnx::.*|node_.*|val_\d+|[A-Z][A-Za-z]*_\d+|n\d+|_.*|\d+)$/

/** The best name there is for a node: that of the layer whose weight it holds, else its own. */
export function nameOfNode(node: OnnxNode, initializers: readonly string[] = []): string | undefined {
  return initializers.map(ofInitializer).find((name) => name !== undefined) ?? ofNode(node)
}

/** As PyTorch's exporters write a parameter: the path of its module, and its name there. */
const STATE = /^([\p{L}\p{N}_]+(?:\.[\p{L}\p{N}_]+)*)\.(?:weight|bias|running_mean|running_var)$/u
const PATH = /^[\p{L}\p{N}_]+(\.[\p{L}\p{N}_]+)*$/u

/** The path of a layer with these initializers in PyTorch's module tree, or that of its scope: `layer1.0.conv1`. */
export function pathOfNode(node: OnnxNode, initializers: readonly string[]): string | undefined {
  const given = initializers
    .filter((name) => !MADE_UP.test(name))
    .flatMap((name) => STATE.exec(name)?.[1] ?? [])
  return given[0] ?? pathOfScope(node)
}

/** `/layer1/layer1.0/conv1/Conv` → `layer1.0.conv1`. */
function pathOfScope({ name }: OnnxNode): string | undefined {
  if (!name.startsWith('/')) return undefined
  const path = scopesOf(name).join('.')
  return PATH.test(path) ? path : undefined
}

/** The path of a tensor of its own: `encoder.position`. */
export function pathOfTensor(name: string): string | undefined {
  return nameOfTensor(name) === undefined || !PATH.test(name) ? undefined : name
}

/** `layer1.0.conv1.weight` → `layer1_0_conv1`. */
function ofInitializer(name: string): string | undefined {
  if (name === '' || MADE_UP.test(name) || !WEIGHT.test(name)) return undefined
  return identifier(name.replace(WEIGHT, ''))
}

/** `/layer1/layer1.0/conv1/Conv` → `layer1_0_conv1`; `model/dense/MatMul` → `model_dense`. */
function ofNode({ name }: OnnxNode): string | undefined {
  return name === '' || MADE_UP.test(name) ? undefined : identifier(scopesOf(name).join('_'))
}

/** Those around an operator, without what its exporter calls it. */
function scopesOf(name: string): string[] {
  const parts = name.split('/').filter((part) => part !== '')
  const last = parts.at(-1) ?? ''
  // Scopes are written small; the last part names the operator, as its exporter calls it.
  if (/^[A-Z]/.test(last)) parts.pop()
  // Each scope repeats the path before it: layer1, layer1.0.
  return parts.filter((part, index) => !(parts[index + 1] ?? '').startsWith(`${part}.`))
}

function identifier(text: string): string | undefined {
  const cleaned = text.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '')
  return cleaned === '' || /^\d+$/.test(cleaned) ? undefined : cleaned
}

/** The name of a tensor of its own, such as a position embedding; undefined for those that exporters make up. */
export function nameOfTensor(name: string): string | undefined {
  return name === '' || MADE_UP.test(name) || name.includes('/') || /const|tensor/i.test(name)
    ? undefined
    : identifier(name)
}
