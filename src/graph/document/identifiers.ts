/** Names in the module tree: Python identifiers that `nn.Module` accepts as attributes. */
import { told } from '../../words/tell'
import type { Told } from '../../words/tell'

const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global
  if import in is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
)

const MODULE_ATTRIBUTES = new Set(
  `self T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval
  extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia
  named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer
  register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
  register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter
  register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory
  state_dict to to_empty train training type xpu zero_grad`.split(/\s+/),
)

/** What the modules of the engine have besides; a test there keeps this list whole. */
const ENGINE_ATTRIBUTES = new Set(
  `addModule call callInVisits constructor extraRepr forwardInVisits getBuffer getParameter getSubmodule hasOwnProperty isPrototypeOf loadStateDict namedAll
  namedBuffers namedChildren namedModules namedParameters printedChildren printedName propertyIsEnumerable registerBackwardHook registerBuffer
  registerForwardHook registerForwardPreHook registerFullBackwardHook registerFullBackwardPreHook registerModule
  registerParameter requiresGrad_ stateDict toLocaleString toString valueOf zeroGrad`.split(/\s+/),
)

/** Why `name` cannot be an attribute of a module, or undefined where it can. */
export function nameProblem(name: string): Told | undefined {
  if (name === '') return told('name.empty', 'A name may not be empty.')
  if (name.length > 100) return told('name.too_long', 'A name may have at most 100 characters.')
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return told(
      'name.no_identifier',
      "'{{name}}' is not a Python identifier: use letters, digits and _, and do not begin with a digit.",
      { name },
    )
  if (name.startsWith('__'))
    return told('name.underscores', "'{{name}}' begins with __, which Python keeps for itself.", { name })
  if (KEYWORDS.has(name)) return told('name.keyword', "'{{name}}' is a Python keyword.", { name })
  if (MODULE_ATTRIBUTES.has(name))
    return told('name.module_attribute', "'{{name}}' is already an attribute of every nn.Module.", { name })
  if (ENGINE_ATTRIBUTES.has(name))
    return told(
      'name.engine_attribute',
      "'{{name}}' is already an attribute of every module of the engine.",
      { name },
    )
  return undefined
}

/** Whether Python reads `self.<name>` as a module's own attribute: `conv1`, not `0`, `class` or `forward`. */
export function isAttributeName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !KEYWORDS.has(name) && !MODULE_ATTRIBUTES.has(name)
}

/** The nearest valid name to what was typed, not yet in `taken`. */
export function suggestName(wanted: string, taken: ReadonlySet<string>): string {
  const cleaned = wanted
    .trim()
    .slice(0, 90)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^_+/, '')
  const started = cleaned === '' ? 'node' : /^\d/.test(cleaned) ? `n${cleaned}` : cleaned
  const base = nameProblem(started) === undefined ? started : `${started}_`
  return taken.has(base) ? numbered(base.replace(/\d+$/, ''), taken) : base
}

/** `stem1`, `stem2`, …: the first that is free. */
export function numbered(stem: string, taken: ReadonlySet<string>, first = 1): string {
  for (let index = first; ; index++) {
    const name = `${stem}${index}`
    if (!taken.has(name)) return name
  }
}

/**
 * An id of the form `n12`, above every id of that form in use. A node that came out of an instance may be called `n12/n3`;
 * the number of that instance is not given again.
 */
export function freshId(prefix: 'n' | 'e' | 'h' | 'b', used: Iterable<string>): string {
  return freshIds(prefix, used)()
}

/** Fresh ids one after another, as {@link freshId} gives them: for many, so that those in use are read once. */
export function freshIds(prefix: 'n' | 'e' | 'h' | 'b', used: Iterable<string>): () => string {
  let highest = -1
  for (const id of used) {
    for (const part of id.split('/')) {
      const number = part.startsWith(prefix) ? Number(part.slice(1)) : Number.NaN
      if (Number.isSafeInteger(number) && number > highest) highest = number
    }
  }
  return () => `${prefix}${++highest}`
}

/** The candidate that a person most likely meant, or undefined when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.slice(0, 60).toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const candidate of [...candidates].slice(0, 1000)) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue
    const distance = editDistance(wanted, candidate.slice(0, 80).toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
