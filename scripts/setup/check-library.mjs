import { run } from './shell.mjs'

const SECONDS = 60

/**
 * Multiplies two matrices, and tries the gradient of a dilated convolution, which TensorFlow's CPU kernels have with oneDNN only. In a
 * process of its own, since a bad library takes the process down.
 */
const PROGRAM = `
  const binding = require(process.argv[1])
  const { TF_FLOAT, TF_INT32, TF_ATTR_TYPE, TF_ATTR_STRING, TF_ATTR_INT } = binding
  const floats = (shape, values) => binding.createTensor(shape, TF_FLOAT, Float32Array.from(values))
  const [product] = binding.executeOp('MatMul', [], [floats([1, 2], [1, 2]), floats([2, 1], [3, 4])], 1)
  const [value] = binding.tensorDataSync(product.id)
  if (value !== 11) throw new Error('1*3 + 2*4 gave ' + value)
  let oneDnn = true
  try {
    const sizes = binding.createTensor([4], TF_INT32, Int32Array.of(1, 3, 3, 1))
    binding.executeOp('Conv2DBackpropInput', [
      { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: 'strides', type: TF_ATTR_INT, value: [1, 1, 1, 1] },
      { name: 'dilations', type: TF_ATTR_INT, value: [1, 2, 2, 1] },
      { name: 'padding', type: TF_ATTR_STRING, value: 'VALID' },
    ], [sizes, floats([2, 2, 1, 1], [1, 2, 3, 4]), floats([1, 1, 1, 1], [1])], 1)
  } catch {
    oneDnn = false
  }
  process.stdout.write('library:' + JSON.stringify({ version: binding.TF_Version, oneDnn }))
`

/**
 * What a binding loads, or null where it does not run. `old`: TensorFlow 1, compiled without the newer instruction sets.
 *
 * @param {string | null} binding
 * @returns {Promise<{ title: string, old: boolean } | null>}
 */
export async function checkLibrary(binding) {
  if (!binding) return null
  const { status, output } = await run(process.execPath, ['-e', PROGRAM, binding], {
    seconds: SECONDS,
    env: { TF_CPP_MIN_LOG_LEVEL: '3' },
  })
  const found = status === 0 ? /library:(\{.*\})/.exec(output)?.[1] : undefined
  if (!found) return null
  const { version, oneDnn } = JSON.parse(found)
  return {
    title: `TensorFlow ${version}, native, ${oneDnn ? 'with' : 'without'} oneDNN`,
    old: version.startsWith('1.'),
  }
}
