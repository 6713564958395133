import type { Binding } from './binding'

/**
 * Whether TensorFlow computes with oneDNN, which depends on its version, the processor and TF_ENABLE_ONEDNN_OPTS: asked by the gradient of
 * a dilated convolution, which TensorFlow's own kernel refuses.
 */
export function usesOneDnn(binding: Binding): boolean {
  const ones = (shape: readonly number[]): number =>
    binding.createTensor(shape, binding.TF_FLOAT, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1))
  const filter = [3, 3, 1, 1]
  const inputs = [
    ones([1, 5, 5, 1]),
    binding.createTensor([4], binding.TF_INT32, Int32Array.from(filter)),
    ones([1, 1, 1, 1]),
  ]
  const attributes = [
    { name: 'strides', type: binding.TF_ATTR_INT, value: [1, 1, 1, 1] },
    { name: 'dilations', type: binding.TF_ATTR_INT, value: [1, 2, 2, 1] },
    { name: 'padding', type: binding.TF_ATTR_STRING, value: 'VALID' },
  ]
  try {
    for (const { id } of binding.executeOp('Conv2DBackpropFilter', attributes, inputs, 1))
      binding.deleteTensor(id)
    return true
  } catch {
    return false
  } finally {
    for (const id of inputs) binding.deleteTensor(id)
  }
}
