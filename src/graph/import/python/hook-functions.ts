/** The functions that our own export writes for hooks, read back as such. */
import { hookSources } from '../../export/pytorch/hook-writer'
import type { Arguments } from './arguments'
import { freeze, fromOutside } from './frozen-parameters'
import { hooked } from './tracing'
import { isKind, plain, UNKNOWN } from './values'
import type {
  HookValue,
  LayerParameter,
  Mark,
  ModuleValue,
  ParameterValue,
  TensorValue,
  Value,
} from './values'

/** The name of the function or class with that source. */
export function hookNamed(source: string): string | undefined {
  return hookSources.find((known) => known.source.trim() === source.trim())?.name
}

const HOOKS_OF_MODULES = ['on_input', 'on_output', 'own_results', 'own_gradients', 'on_grad_input']

/**
 * `scale(factor=2)` is a hook; `on_gradient(x, hook)` a tensor with it, `on_input(hook)` and its like the hook for a module.
 */
export function callHookFunction(
  name: string,
  args: Arguments,
  tensor: (value: Value) => TensorValue | null,
): Value {
  const [first = null, second = null] = args.positional
  if (name === 'stop_gradient.apply') {
    const value = tensor(first)
    return value === null ? UNKNOWN : hooked(value, { pass: 'backward', type: 'stop', params: {} })
  }
  if (HOOKS_OF_MODULES.includes(name)) return first
  if (name === 'on_gradient') {
    const value = tensor(first)
    if (value === null || !isKind(second, 'hook')) return UNKNOWN
    return hooked(value, { pass: 'backward', type: second.type, params: second.params })
  }
  if (name === 'after_step') {
    if (isKind(second, 'hook')) markParameter(first, { pass: 'after_step', ...hookOf(second) })
    return null
  }
  if (name === 'stats') return { kind: 'hook', type: name, params: {} }
  // The text is the hook; the function behind it says the same in PyTorch's words.
  if (name === 'expression') return { kind: 'hook', type: name, params: { expr: plain(first) } }
  return {
    kind: 'hook',
    type: name,
    params: Object.fromEntries([...args.named].map(([key, value]) => [key, plain(value)])),
  }
}

/** `hook(x)` is a tensor with a hook; a dropout is asked first whether it trains. */
export function callHook(hook: HookValue, value: Value, tensor: () => TensorValue | null): Value {
  if (hook.type === 'dropout' && !isKind(value, 'tensor')) return hook
  const found = tensor()
  return found === null ? UNKNOWN : hooked(found, { pass: 'forward', ...hookOf(hook) })
}

const PRINTS: Readonly<Record<string, 'forward' | 'backward'>> = {
  'hook:print_forward': 'forward',
  'hook:print_backward': 'backward',
}

/** Registers a hook of ours on the call of a module. False: it is none. */
export function registerOnModule(module: ModuleValue, method: string, given: Value): boolean {
  const pass =
    method === 'register_forward_hook'
      ? 'forward'
      : method === 'register_full_backward_hook'
        ? 'backward'
        : null
  if (pass === null) return false
  if (isKind(given, 'global') && PRINTS[given.path] === pass) {
    mark(module, { kind: 'call', hook: { pass, type: 'print', params: {} } })
    return true
  }
  if (!isKind(given, 'hook')) return false
  mark(module, { kind: 'call', hook: { pass, ...hookOf(given) } })
  return true
}

/** What a constructor may do with a parameter: a hook on its gradient, or no gradient at all. False: neither. */
export function callOnParameter(
  parameter: LayerParameter | ParameterValue,
  method: string,
  [given = null]: readonly Value[],
): boolean {
  if (method === 'register_hook' && isKind(given, 'hook')) {
    markParameter(parameter, { pass: 'backward', ...hookOf(given) })
    return true
  }
  if (method !== 'requires_grad_') return false
  freeze(parameter, given)
  return true
}

function markParameter(parameter: Value, hook: Extract<Mark, { kind: 'parameter' }>['hook']): void {
  if (isKind(parameter, 'layer-parameter')) {
    const { module, name } = fromOutside(parameter)
    mark(module, { kind: 'parameter', name, hook })
  } else if (isKind(parameter, 'parameter')) mark(parameter, { kind: 'parameter', name: '', hook })
}

function mark(what: ModuleValue | ParameterValue, more: Mark): void {
  what.marks = [...(what.marks ?? []), more]
}

function hookOf({ type, params }: HookValue): Pick<HookValue, 'type' | 'params'> {
  return { type, params }
}
