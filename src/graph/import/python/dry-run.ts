/** What comes out of a module that a constructor calls to see a size: `n = self.conv(torch.zeros(1, 3, 32, 32)).shape[1]`. */
import { BATCH, shapeAt } from '../../types/dims'
import type { TensorType } from '../../types/dims'
import type { Arguments } from './arguments'
import type { Tracer } from './tracer'
import { isKind } from './values'
import type { ExampleValue, ModuleValue, Value } from './values'

/** A tensor of that shape, whose numbers nobody knows; undefined where the shape does not follow. */
export function shapedBy(module: ModuleValue, { positional }: Arguments, tracer: Tracer): Value | undefined {
  const examples = positional.filter((value) => isKind(value, 'example'))
  const [first] = examples
  if (first === undefined || examples.length < positional.length || first.shape.length === 0) return undefined
  const [batch = 1] = first.shape
  const { outputs } = tracer.traceMain(module, '', examples.map(typeOf))
  const types = Object.values(outputs)
  const [type] = types
  if (types.length !== 1 || !type) return undefined
  const { dtype } = type
  return {
    kind: 'example',
    shape: shapeAt(type.shape, batch),
    init: { init: 'uniform' },
    ...(dtype === 'float32' ? {} : { dtype }),
  }
}

function typeOf({ shape, dtype }: ExampleValue): TensorType {
  return { shape: [BATCH, ...shape.slice(1)], dtype: dtype ?? 'float32' }
}
