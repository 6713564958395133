/** What a new layer's files begin as. */

/**
 * @param {string} type PyTorch's class: `ChannelShuffle`, `ConvTranspose3d`.
 * @returns {{ path: string, text: string }[]}
 */
export function skeletons(type) {
  const names = {
    type,
    kebab: words(type).join('-'),
    snake: words(type).join('_'),
    camel: words(type)
      .map((word, i) => (i === 0 ? word : word[0]?.toUpperCase() + word.slice(1)))
      .join(''),
  }
  return [
    { path: `src/graph/nodes/${names.kebab}.ts`, text: definition(names) },
    { path: `src/engine/nn/layers/${names.kebab}.ts`, text: engineSide(names) },
    { path: `src/engine/reference/layers/${names.snake}.py`, text: savedValues(names) },
  ]
}

/** `LeakyReLU` → leaky-relu, `ConvTranspose3d` → conv-transpose3d, as PyTorch writes its functions. @param {string} type */
function words(type) {
  return type
    .replaceAll('ReLU', 'Relu')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(' ')
}

/** @typedef {{ type: string, kebab: string, snake: string, camel: string }} Names */

/** @param {Names} names */
function definition({ type, snake, camel }) {
  return `import { defineNode, inputAt } from '../registry/definition'

/**
 * What it computes. Shape: input \`(N, C, *)\`, output the same.
 * Errors: what PyTorch refuses → its sentence.
 */
export const ${camel} = defineNode({
  type: '${type}',
  category: 'shape',
  doc: '',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html',
  stem: '${snake}',
  onnx: { unsupported: '', remedy: '' },
  params: {},
  shape: (call) => inputAt(call, 'input').shape,
})
`
}

/** @param {Names} names */
function engineSide({ type, camel }) {
  return `import type { Tensor } from '../../core/tensor'
import { NotImplementedError } from '../../errors'
import { Module } from '../module'
import { builder } from '../node-builder'

/**
 * What it computes.
 *
 * Shape: (N, C, *) → the same.
 * Errors: what PyTorch refuses → its sentence.
 */
export function ${camel}(x: Tensor): Tensor {
  throw new NotImplementedError(\`${camel} of [\${x.shape.join(', ')}]\`)
}

/**
 * What it computes.
 *
 * Shape: (N, C, *) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html
 */
export class ${type} extends Module {
  override forward(x: Tensor): Tensor {
    return ${camel}(x)
  }
}

/** How a graph makes and runs it. */
export const ${camel}Builders = {
  ${type}: builder({ module: () => new ${type}(), run: ([x]) => ${camel}(x!) }),
}
`
}

/** @param {Names} names */
function savedValues({ type }) {
  return `"""${type}: every option and edge, and shapes that fit and that do not."""

TYPE = "${type}"

# Arguments, options, inputs[, how], as module_row.py takes them.
ROWS = []

# Params, then the shape of each input with "N" for the batch; some that PyTorch takes, and one for each of its refusals.
SHAPES = []
`
}
