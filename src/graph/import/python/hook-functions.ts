/** The functions that our own export writes for the hooks of wires, read back as such. */
import { hookSources } from '../../export/pytorch/wire-hooks'
import type { Arguments } from './arguments'
import { hooked } from './tracing'
import { isKind, plain, UNKNOWN } from './values'
import type { TensorValue, Value } from './values'

/** The name of the function with that source. */
export function hookNamed(source: string): string | undefined {
  return Object.entries(hookSources).find(([, text]) => text.trim() === source.trim())?.[0]
}

/** `scale(factor=2)` is a hook; `on_gradient(x, hook)` a tensor with it, `on_input(hook)` the hook for a module. */
export function callHookFunction(
  name: string,
  args: Arguments,
  tensor: (value: Value) => TensorValue | null,
): Value {
  const [first = null, second = null] = args.positional
  if (name === 'on_input') return first
  if (name === 'on_gradient') {
    const value = tensor(first)
    if (value === null || !isKind(second, 'hook')) return UNKNOWN
    return hooked(value, { pass: 'backward', type: second.type, params: second.params })
  }
  return {
    kind: 'hook',
    type: name,
    params: Object.fromEntries([...args.named].map(([key, value]) => [key, plain(value)])),
  }
}
