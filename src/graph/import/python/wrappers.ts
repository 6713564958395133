/** Functions that only call others, and what stands behind `with`. */
import type { Arguments } from './arguments'
import type { Running } from './running'
import type { Note } from './library'
import { refusals } from './refusals'
import { Unreadable } from './syntax'
import { isKind, UNKNOWN } from './values'
import type { Value } from './values'

const OF_CHECKPOINT = new Set([
  'use_reentrant',
  'preserve_rng_state',
  'context_fn',
  'determinism_check',
  'debug',
])
const STOPS_GRADIENTS = /(^|\.)(no_grad|inference_mode|set_grad_enabled)$/
const CHANGES_NOTHING =
  /(^|\.)(autocast|enable_grad|record_function|nullcontext|catch_warnings|sdp_kernel|sdpa_kernel)$/

/** What the call gives; undefined for functions that are none of these. */
export function callWrapper(path: string, args: Arguments, running: Running): Value | undefined {
  const { positional, named, line } = args
  const [first = null, , input = named.get('input') ?? null] = positional
  if (path === 'torch.utils.checkpoint.checkpoint') {
    const kept = new Map([...named].filter(([name]) => !OF_CHECKPOINT.has(name)))
    return running.apply(first, positional.slice(1), line, kept)
  }
  if (path === 'torch.utils.checkpoint.checkpoint_sequential')
    return isKind(first, 'container') && first.form === 'sequential'
      ? running.apply(first, [input], line)
      : running.items(first, line).reduce((value, each) => running.apply(each, [value], line), input)
  if (/^torch\.(compile|jit\.script|jit\.trace)$|\.(DataParallel|DistributedDataParallel)$/.test(path))
    return first
  if (/^torch\.nn\.utils\.(spectral_norm|weight_norm|parametriz(ations|e)\.\w+|prune\.\w+)$/.test(path))
    throw new Unreadable(refusals.reparametrised(path.split('.').at(-1) ?? ''), line)
  if (path === 'dataclasses.field') return { kind: 'field', ...fieldOf(named) }
  if (STOPS_GRADIENTS.test(path) || CHANGES_NOTHING.test(path)) return { kind: 'context', path }
  return undefined
}

function fieldOf(named: ReadonlyMap<string, Value>): { value?: Value; factory?: Value } {
  const [value, factory] = [named.get('default'), named.get('default_factory')]
  return { ...(value === undefined ? {} : { value }), ...(factory === undefined ? {} : { factory }) }
}

/** What `with value` gives its name. Errors: nothing is known of it → Unreadable. */
export function entered(value: Value, line: number, note: Note): Value {
  if (!isKind(value, 'context')) throw new Unreadable(refusals.context(), line)
  if (STOPS_GRADIENTS.test(value.path)) note(refusals.gradientsOff(), line)
  return UNKNOWN
}
