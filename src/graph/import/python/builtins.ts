/** The functions of Python itself that constructors of nets use. */
import { ofNumbers } from './number-operators'
import type { Arguments } from './arguments'
import { memberOf, rootOf, textOf } from './attributes'
import { FORMS } from './containers'
import { isLearnable } from './layer-attributes'
import { MAX_RANGE } from './running'
import type { Builtin, Running } from './running'
import { STANDARD } from './standard-functions'
import { refusals } from './refusals'
import { Unreadable } from './syntax'
import { isKind, isModuleValue, list, truth, UNKNOWN } from './values'
import type { ClassValue, Value } from './values'
import { told } from '../../../words/tell'

const BUILTINS: Readonly<Record<string, Builtin>> = {
  range: (args, _, line) => {
    const numbers = args.map((value) => wholeOf(value, line))
    const [start, stop, step] =
      numbers.length === 1 ? [0, numbers[0] ?? 0, 1] : [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 1]
    const count = step === 0 ? 0 : Math.max(0, Math.ceil((stop - start) / step))
    if (count > MAX_RANGE)
      throw new Unreadable(
        told('python.range_too_long', 'range() of {{count}} numbers is more than a net needs.', {
          count,
        }),
        line,
      )
    return list(Array.from({ length: count }, (_unused, index) => start + index * step))
  },
  len: ([value = null], running, line) =>
    typeof value === 'string'
      ? value.length
      : isKind(value, 'dict')
        ? value.entries.size
        : isKind(value, 'container')
          ? value.children.size
          : running.items(value, line).length,
  enumerate: ([value = null, start = 0], running, line) =>
    list(running.items(value, line).map((item, index) => list([index + Number(start), item], true))),
  zip: (args, running, line) => {
    const all = args.map((value) => running.items(value, line))
    const count = Math.min(...all.map((items) => items.length))
    return list(
      Array.from({ length: count }, (_, index) =>
        list(
          all.map((items) => items[index] ?? null),
          true,
        ),
      ),
    )
  },
  reversed: ([value = null], running, line) => list(running.items(value, line).toReversed()),
  list: ([value], running, line) => list(value === undefined ? [] : running.items(value, line)),
  tuple: ([value], running, line) => list(value === undefined ? [] : running.items(value, line), true),
  sorted: ([value = null], running, line, named) => {
    const keyed = keyedItems(running.items(value, line), named, running, line)
    const turned = truth(named.get('reverse') ?? false) === true ? -1 : 1
    return list(keyed.toSorted((a, b) => turned * compared(a.key, b.key)).map(({ item }) => item))
  },
  dict: ([value], running, line, named) => ({
    kind: 'dict',
    entries: new Map([
      ...(value === undefined
        ? []
        : isKind(value, 'dict')
          ? value.entries
          : running.items(value, line).map((pair) => keyAndValue(pair, running, line))),
      ...named,
    ]),
  }),
  set: ([value], running, line) => list(value === undefined ? [] : distinct(running.items(value, line))),
  frozenset: ([value], running, line) =>
    list(value === undefined ? [] : distinct(running.items(value, line))),
  iter: ([value = null], running, line) => list(running.items(value, line)),
  next: ([value = null], running, line) => running.items(value, line).shift() ?? UNKNOWN,
  filter: ([callee = null, value = null], running, line) =>
    list(
      running
        .items(value, line)
        .filter((item) => truth(callee === null ? item : running.apply(callee, [item], line)) === true),
    ),
  divmod: ([a = 0, b = 0]) =>
    typeof a === 'number' && typeof b === 'number' && b !== 0
      ? list([Math.floor(a / b), a - Math.floor(a / b) * b], true)
      : UNKNOWN,
  pow: ([a = 0, b = 0]) =>
    typeof a === 'number' && typeof b === 'number' ? (ofNumbers('**', a, b) ?? UNKNOWN) : UNKNOWN,
  int: ([value = 0, base = 10]) =>
    typeof value === 'object'
      ? (value ?? UNKNOWN)
      : typeof value === 'string' && typeof base === 'number'
        ? Number.parseInt(value, base)
        : Math.trunc(Number(value)),
  float: ([value = 0]) =>
    typeof value === 'string' ? floatOf(value) : typeof value === 'object' ? value : Number(value),
  str: ([value = '']) => (typeof value === 'object' && value !== null ? UNKNOWN : textOf(value)),
  bool: ([value = null]) => truth(value) ?? UNKNOWN,
  abs: ([value = 0]) => (typeof value === 'number' ? Math.abs(value) : UNKNOWN),
  round: ([value = 0, digits = 0]) =>
    typeof value === 'number' && typeof digits === 'number'
      ? rounded(value * 10 ** digits) / 10 ** digits
      : UNKNOWN,
  max: (args, running, line, named) => extreme(args, running, line, { named, sign: 1 }),
  min: (args, running, line, named) => extreme(args, running, line, { named, sign: -1 }),
  all: ([value = null], running, line) => together(running.items(value, line), true),
  any: ([value = null], running, line) => together(running.items(value, line), false),
  print: () => null,
  isinstance: ([value = null, type = null]) => isInstance(value, type),
  slice: ([first = null, second, third = null]) =>
    second === undefined
      ? { kind: 'slice', start: null, stop: first, step: null }
      : { kind: 'slice', start: first, stop: second, step: third },
  callable: ([value = null]) =>
    isKind(value, 'function') || isKind(value, 'class') || isKind(value, 'global') || isModuleValue(value),
  hasattr: ([object = null, name = '']) =>
    isKind(object, 'unknown') ? UNKNOWN : hasAttribute(object, textOf(name)),
  getattr: ([object = null, name = '', otherwise], running, line) =>
    otherwise !== undefined && !isKind(object, 'unknown') && !hasAttribute(object, textOf(name))
      ? otherwise
      : running.member(object, textOf(name), line),
  setattr: ([object = null, name = '', value = null], running) => {
    running.setAttribute(object, textOf(name), value)
    return null
  },
  map: ([callee = null, value = null], running, line) =>
    list(running.items(value, line).map((item) => running.apply(callee, [item], line))),
  id: () => UNKNOWN,
  type: ([value = null]) => (isKind(value, 'instance') ? value.class : UNKNOWN),
  vars: ([value = null]) =>
    isKind(value, 'instance') ? { kind: 'dict', entries: value.attributes } : UNKNOWN,
}

/** Functions that look at what they are given without going through it. */
const LOOKING = new Set([
  'print',
  'isinstance',
  'callable',
  'hasattr',
  'getattr',
  'setattr',
  'id',
  'type',
  'dict',
  'torch.finfo',
  'torch._C._log_api_usage_once',
  'warnings.warn',
])

function distinct(items: readonly Value[]): Value[] {
  return [...new Set(items)]
}

/** Halves go to the even number. */
function rounded(value: number): number {
  const below = Math.floor(value)
  if (value - below !== 0.5) return Math.round(value)
  return below % 2 === 0 ? below : below + 1
}

/** `all` where `every`, else `any`. */
function together(items: readonly Value[], every: boolean): Value {
  const decided = items.map(truth)
  if (decided.includes(!every)) return !every
  return decided.includes(undefined) ? UNKNOWN : every
}

function hasAttribute(object: Value, name: string): boolean {
  if (isKind(object, 'instance'))
    return object.attributes.has(name) || memberOf(object.class, name) !== undefined
  if (isKind(object, 'class')) return memberOf(object, name) !== undefined
  if (isKind(object, 'container')) return object.children.has(name)
  if (isKind(object, 'layer')) return name in object.params || isLearnable(object, name)
  return isKind(object, 'global')
}

/** A value for the call of a function of Python; undefined where there is no such function here. */
export function callBuiltin(path: string, args: Arguments, running: Running): Value | undefined {
  const known = Object.hasOwn(BUILTINS, path)
    ? BUILTINS[path]
    : path === 'collections.OrderedDict'
      ? BUILTINS['dict']
      : Object.hasOwn(STANDARD, path)
        ? STANDARD[path]
        : undefined
  if (known === undefined) return undefined
  const unread = args.positional.find((value) => isKind(value, 'unknown'))
  if (
    unread !== undefined &&
    !LOOKING.has(path) &&
    !path.startsWith('functools.') &&
    !path.startsWith('typing.')
  )
    return unread
  const { positional, named } = inPlaces(path, args)
  return known(positional, running, args.line, named)
}

/** Arguments that may be given by their names, in their places. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  enumerate: ['iterable', 'start'],
  round: ['number', 'ndigits'],
  int: ['x', 'base'],
  pow: ['base', 'exp', 'mod'],
  'numpy.linspace': ['start', 'stop', 'num'],
  'numpy.arange': ['start', 'stop', 'step'],
}

/** What else functions are given by name, and do something with, or nothing. */
const BY_NAME: Readonly<Record<string, readonly string[]>> = {
  sorted: ['key', 'reverse'],
  max: ['key', 'default'],
  min: ['key', 'default'],
  zip: ['strict'],
}

/** Errors: an argument by a name that is not known here → Unreadable. */
function inPlaces(path: string, args: Arguments): Pick<Arguments, 'positional' | 'named'> {
  if (LOOKING.has(path) || (!Object.hasOwn(BUILTINS, path) && !Object.hasOwn(PLACES, path))) return args
  const places = PLACES[path] ?? []
  const positional = [...args.positional]
  const named = new Map(args.named)
  for (const [name, value] of args.named) {
    const at = places.indexOf(name)
    if (at >= 0) {
      positional[at] = value
      named.delete(name)
    } else if (!BY_NAME[path]?.includes(name))
      throw new Unreadable(refusals.unknownArgument(path, name), args.line)
  }
  return { positional, named }
}

/** Whether Python itself has a function of that name. */
export function isBuiltin(name: string): boolean {
  return Object.hasOwn(BUILTINS, name) || ['super', 'sum', 'locals', 'object', 'Exception'].includes(name)
}

function keyAndValue(pair: Value, running: Running, line: number): [string | number, Value] {
  const [key = '', value = null] = running.items(pair, line)
  return [typeof key === 'number' ? key : textOf(key), value]
}

function wholeOf(value: Value, line: number): number {
  if (typeof value === 'number') return value
  throw new Unreadable(
    told('python.open_loop', 'Only running the net would tell how often this repeats.'),
    line,
  )
}

function floatOf(text: string): number {
  const name = text.trim().toLowerCase()
  if (/^[+-]?inf(inity)?$/.test(name)) return name.startsWith('-') ? -Infinity : Infinity
  return Number(name)
}

interface Keyed {
  item: Value
  key: Value
}

/** The items with what a `key=` gives of them. */
function keyedItems(
  items: readonly Value[],
  named: ReadonlyMap<string, Value>,
  running: Running,
  line: number,
): Keyed[] {
  const callee = named.get('key') ?? null
  return items.map((item) => ({ item, key: callee === null ? item : running.apply(callee, [item], line) }))
}

/** Numbers by their size, texts by their letters, lists item by item. */
function compared(a: Value, b: Value): number {
  if (isKind(a, 'list') && isKind(b, 'list')) {
    const differing = a.items.findIndex((item, place) => compared(item, b.items[place] ?? null) !== 0)
    if (differing < 0) return a.items.length - b.items.length
    return compared(a.items[differing] ?? null, b.items[differing] ?? null)
  }
  if (typeof a === 'string' || typeof b === 'string') {
    const [first, second] = [textOf(a), textOf(b)]
    return first === second ? 0 : first < second ? -1 : 1
  }
  return Number(a) - Number(b)
}

/** The largest, or with `sign` −1 the smallest; of equal ones the first. */
function extreme(
  args: readonly Value[],
  running: Running,
  line: number,
  { named, sign }: { named: ReadonlyMap<string, Value>; sign: 1 | -1 },
): Value {
  const values = args.length === 1 ? running.items(args[0] ?? null, line) : args
  const keyed = keyedItems(values, named, running, line)
  const [first, ...others] = keyed
  if (first === undefined) return named.get('default') ?? UNKNOWN
  if (!keyed.every(({ key }) => ['number', 'string', 'boolean'].includes(typeof key))) return UNKNOWN
  return others.reduce((best, each) => (sign * compared(each.key, best.key) > 0 ? each : best), first).item
}

function isDerived(type: ClassValue, from: ClassValue): boolean {
  const above = [
    ...(isKind(type.base ?? undefined, 'class') ? [type.base as ClassValue] : []),
    ...type.mixins,
  ]
  return type === from || above.some((each) => isDerived(each, from))
}

function isInstance(value: Value, type: Value): Value {
  if (isKind(type, 'list')) return type.items.some((item) => isInstance(value, item) === true)
  if (isKind(value, 'unknown')) return UNKNOWN
  if (isKind(type, 'class')) return isKind(value, 'instance') && isDerived(value.class, type)
  if (!isKind(type, 'global')) return UNKNOWN
  const name = type.path.split('.').at(-1) ?? ''
  if (name === 'int' || name === 'Integral') return Number.isInteger(value) || typeof value === 'boolean'
  // Whether a whole number was written as a float is not kept.
  if (name === 'float' || name === 'Number' || name === 'Real') return typeof value === 'number'
  if (name === 'str') return typeof value === 'string'
  if (name === 'bool') return typeof value === 'boolean'
  if (name === 'FunctionType') return isKind(value, 'function')
  if (name === 'list') return isKind(value, 'list') && !value.tuple
  if (name === 'tuple') return isKind(value, 'list') && value.tuple
  if (name === 'dict') return isKind(value, 'dict')
  if (name === 'Tensor')
    return ['tensor', 'parameter', 'example'].some((kind) => isKind(value, kind as 'tensor'))
  if (name === 'Iterable' || name === 'Sequence' || name === 'Collection')
    return (
      isKind(value, 'list') ||
      isKind(value, 'container') ||
      isKind(value, 'dict') ||
      typeof value === 'string'
    )
  if (name === 'Callable')
    return (
      isKind(value, 'function') || isKind(value, 'class') || isKind(value, 'global') || isModuleValue(value)
    )
  if (isKind(value, 'container') && name !== 'Module') return FORMS[name] === value.form
  if (isKind(value, 'instance') && name !== 'Module') {
    const root = rootOf(value.class)
    return isKind(root ?? undefined, 'global') && (root as { path: string }).path.endsWith(`.${name}`)
  }
  if (isKind(value, 'layer')) return value.type === name || name === 'Module'
  return name === 'Module' ? isModuleValue(value) : false
}
