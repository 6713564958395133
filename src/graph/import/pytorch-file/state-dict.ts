/** Finds the weights in what a checkpoint holds: a state_dict, alone or among other things. */
import type { ImportNote } from '../result/imported'
import { PickleDict, PickleError } from '../pickle/values'
import type { PickleValue } from '../pickle/values'
import { tensorOf } from './tensor-names'
import type { TensorRef } from './tensor-names'
import { tell, told } from '../../../words/tell'

/** Where training scripts put the weights, the likeliest first. */
const USUAL = [
  'state_dict', 'model_state_dict', 'model', 'net', 'network', 'module', 'weights', 'params',
  'ema', 'ema_state_dict', 'model_ema', 'state_dict_ema', 'params_ema',
] // prettier-ignore

/** What wrappers put in front of every key. */
const PREFIXES: readonly (readonly [prefix: string, wrapper: string])[] = [
  ['module.', 'DataParallel'],
  ['_orig_mod.', 'torch.compile'],
]

const remedy = (): string =>
  tell(
    'import.in_python_save_weights',
    'In Python, save the weights: torch.save(net.state_dict(), "weights.pth").',
  )

/** The tensors by key. Errors: there are none, or it is not clear which are meant → PickleError. */
export function findStateDict(root: PickleValue): { tensors: Map<string, TensorRef>; notes: ImportNote[] } {
  if (tensorOf(root) !== undefined)
    throw new PickleError(told('weights.unnamed_tensor', 'It holds one tensor without a name.'), remedy())
  if (!(root instanceof PickleDict))
    throw new PickleError(told('weights.no_state_dict', 'It holds no state_dict.'), remedy())
  const notes: ImportNote[] = []
  const { dict, path } = choose(root)
  const others = leftOut(root, dict, path)
  if (path !== '')
    notes.push({
      severity: 'info',
      ...(others.length === 0
        ? told('weights.inside', "The weights are those in '{{path}}'.", { path })
        : told('weights.inside_among_others', "The weights are those in '{{path}}'. Left out: {{others}}.", {
            path,
            others: list(others),
          })),
    })
  const tensors = new Map<string, TensorRef>()
  const strangers: string[] = []
  for (const [key, value] of dict.entries) {
    const tensor = tensorOf(value)
    if (typeof key === 'string' && tensor !== undefined) tensors.set(key, tensor)
    else
      strangers.push(
        typeof key === 'object' ? tell('import.key_that_is_no_text', 'a key that is no text') : String(key),
      )
  }
  if (strangers.length > 0)
    notes.push({
      severity: 'warning',
      ...told('weights.no_tensors', 'No tensors, so left out: {{strangers}}.', {
        strangers: list(strangers),
      }),
    })
  return { tensors: withoutPrefixes(tensors, notes), notes }
}

/** Under a usual name, also beside tensors and one inside the other; else what holds tensors itself. */
function choose(root: PickleDict): { dict: PickleDict; path: string } {
  const inside = usual(root, '')
  if (inside !== undefined) return inside
  if (holdsTensors(root)) return { dict: root, path: '' }
  const [first, second] = [...root.entries].flatMap(([key, value]) =>
    typeof key === 'string' && value instanceof PickleDict && holdsTensors(value)
      ? [{ path: key, dict: value }]
      : [],
  )
  if (first === undefined)
    throw new PickleError(told('weights.no_state_dict', 'It holds no state_dict.'), remedy())
  if (second !== undefined)
    throw new PickleError(
      told('weights.several_state_dicts', 'It holds several: {{inner}}.', {
        inner: list(
          [...root.entries].flatMap(([key, value]) =>
            typeof key === 'string' && value instanceof PickleDict && holdsTensors(value) ? [key] : [],
          ),
        ),
      }),
      tell(
        'import.save_one_that_you_want',
        'Save the one that you want: torch.save(checkpoint[{{path}}], "weights.pth").',
        { path: JSON.stringify(first.path) },
      ),
    )
  return first
}

/** The first usual name under which tensors are; undefined where there is none. */
function usual(root: PickleDict, path: string): { dict: PickleDict; path: string } | undefined {
  for (const name of USUAL) {
    const inner = root.entries.get(name)
    if (!(inner instanceof PickleDict)) continue
    const place = path === '' ? name : `${path}.${name}`
    const deeper = path === '' ? usual(inner, place) : undefined
    if (deeper !== undefined) return deeper
    if (holdsTensors(inner)) return { dict: inner, path: place }
  }
  return undefined
}

function holdsTensors(dict: PickleDict): boolean {
  for (const [key, value] of dict.entries)
    if (typeof key === 'string' && tensorOf(value) !== undefined) return true
  return false
}

function leftOut(root: PickleDict, dict: PickleDict, path: string): string[] {
  if (root === dict) return []
  const [first = ''] = path.split('.')
  return [...root.entries.keys()].map(String).filter((key) => key !== first)
}

function withoutPrefixes(given: Map<string, TensorRef>, notes: ImportNote[]): Map<string, TensorRef> {
  let tensors = given
  for (;;) {
    const keys = [...tensors.keys()]
    const found = PREFIXES.find(([prefix]) => keys.length > 0 && keys.every((key) => key.startsWith(prefix)))
    if (found === undefined) return tensors
    const [prefix, wrapper] = found
    tensors = new Map([...tensors].map(([key, tensor]) => [key.slice(prefix.length), tensor]))
    notes.push({
      severity: 'info',
      ...told(
        'weights.prefix',
        "Every key began with '{{prefix}}', which {{wrapper}} puts there; it was taken off.",
        { prefix, wrapper },
      ),
    })
  }
}

/** A few names, and how many more there are. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => (name.length > 60 ? `${name.slice(0, 57)}…` : name))
  const listed = shown.join(', ')
  return names.length > 8
    ? tell(
        'import.names_and_more',
        { one: '{{names}} and {{count}} more', other: '{{names}} and {{count}} more' },
        { names: listed, count: names.length - 8 },
      )
    : listed
}
