/** Functions of the standard library, NumPy and torch that only work out values. */
import { power } from '../../basics/power'
import { textOf } from './attributes'
import { copied } from './copying'
import { MAX_RANGE } from './running'
import type { Builtin, Running } from './running'
import { isKind, list, Scope, UNKNOWN } from './values'
import type { Value } from './values'

/** A function of numbers; of anything else its value is not known. */
function onNumbers(compute: (...numbers: number[]) => number): Builtin {
  return (args) =>
    args.every((value) => typeof value === 'number') ? compute(...(args as number[])) : UNKNOWN
}

function product([value = null]: readonly Value[], running: Running, line: number): Value {
  const items = running.items(value, line)
  return items.every((item) => typeof item === 'number')
    ? items.reduce((all, item) => all * item, 1)
    : UNKNOWN
}

/** Functions of the standard library, by their whole name. */
export const STANDARD: Readonly<Record<string, Builtin>> = {
  'collections.namedtuple': namedTuple,
  'collections.defaultdict': () => ({ kind: 'dict', entries: new Map() }),
  'typing.cast': ([, value = null]) => value,
  'dataclasses.replace': ([value = null], _running, _line, named) =>
    isKind(value, 'instance') ? { ...value, attributes: new Map([...value.attributes, ...named]) } : UNKNOWN,
  'dataclasses.asdict': ([value = null]) =>
    isKind(value, 'instance') ? { kind: 'dict', entries: new Map(value.attributes) } : UNKNOWN,
  'copy.deepcopy': ([value = null]) => copied(value),
  'copy.copy': ([value = null]) => copied(value),
  'itertools.chain': (args, running, line) => list(args.flatMap((value) => running.items(value, line))),
  'itertools.product': (args, running, line) =>
    list(
      args
        .map((value) => running.items(value, line))
        .reduce<Value[][]>((all, items) => all.flatMap((each) => items.map((item) => [...each, item])), [[]])
        .map((items) => list(items, true)),
    ),
  'itertools.repeat': ([value = null, count = 0]) =>
    list(Array.from({ length: Math.min(Number(count), MAX_RANGE) }, () => value)),
  'functools.reduce': ([callee = null, value = null, first], running, line) => {
    const items = running.items(value, line)
    const start = first === undefined ? items.slice(1) : items
    return start.reduce<Value>(
      (sum, item) => running.apply(callee, [sum, item], line),
      first ?? items[0] ?? null,
    )
  },
  'torch.jit.is_scripting': () => false,
  'torch.jit.is_tracing': () => false,
  'torch.jit.annotate': ([, value = null]) => value,
  'torch.onnx.is_in_onnx_export': () => false,
  'torch.cuda.is_available': () => false,
  'torch.compiler.is_compiling': () => false,
  'torch.is_grad_enabled': () => false,
  'torch.is_tensor': ([value = null]) => (isKind(value, 'unknown') ? UNKNOWN : isKind(value, 'tensor')),
  'torch._assert': () => null,
  'torch._C._log_api_usage_once': () => null,
  'torch.finfo': () => ({ kind: 'global', path: 'torch.finfo' }),
  'torch.device': () => UNKNOWN,
  'warnings.warn': () => null,
  'math.sqrt': onNumbers(Math.sqrt),
  'math.log2': onNumbers(Math.log2),
  'math.exp': onNumbers(Math.exp),
  'math.gcd': onNumbers(function gcd(a, b = 0): number {
    return b === 0 ? Math.abs(a) : gcd(b, a % b)
  }),
  'math.isqrt': onNumbers((value) => Math.floor(Math.sqrt(value))),
  'numpy.log2': onNumbers(Math.log2),
  'numpy.linspace': ([start = 0, stop = 0, count = 50]) =>
    [start, stop, count].every((value) => typeof value === 'number')
      ? list(evenly(Number(start), Number(stop), Number(count)))
      : UNKNOWN,
  'numpy.arange': (args, running, line) => ({
    ...list(running.items(running.apply({ kind: 'global', path: 'range' }, args, line), line)),
  }),
  'numpy.cumsum': ([value = null], running, line) => {
    let sum = 0
    return list(running.items(value, line).map((item) => (sum += Number(item))))
  },
  'math.ceil': onNumbers(Math.ceil),
  'math.floor': onNumbers(Math.floor),
  'math.pow': onNumbers((value, exponent = 1) => power(value, exponent)),
  'math.log': onNumbers((value, base) =>
    base === undefined ? Math.log(value) : Math.log(value) / Math.log(base),
  ),
  'math.prod': product,
  'numpy.prod': product,
  'numpy.sqrt': onNumbers(Math.sqrt),
  'functools.partial': ([callee = null, ...given], _running, line, named) => ({
    kind: 'function',
    name: 'partial',
    parameters: [
      { name: 'args', star: '*' },
      { name: 'kwargs', star: '**' },
    ],
    ...partial(callee, given, named, line),
  }),
}

/** What the names of numbers stand for. */
const NUMBERS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI, inf: Infinity }

/** Of float32. */
const FLOATS: Readonly<Record<string, number>> = {
  max: 3.4028234663852886e38,
  min: -3.4028234663852886e38,
  eps: 1.1920928955078125e-7,
  tiny: 1.1754943508222875e-38,
  smallest_normal: 1.1754943508222875e-38,
}

/** `math.pi`, `torch.inf`, `torch.finfo(x.dtype).max`; undefined for other names. */
export function namedNumber(path: string): number | undefined {
  const [, limit = ''] = /^torch\.finfo\.(\w+)$/.exec(path) ?? []
  if (Object.hasOwn(FLOATS, limit)) return FLOATS[limit]
  const [, name = ''] = /^(?:math|torch|numpy|np)\.(\w+)$/.exec(path) ?? []
  return Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined
}

/** NumPy's `linspace`, in double. */
function evenly(start: number, stop: number, count: number): number[] {
  const step = (stop - start) / Math.max(1, count - 1)
  return Array.from({ length: Math.min(count, MAX_RANGE) }, (_, index) =>
    index === count - 1 && count > 1 ? stop : start + index * step,
  )
}

/** `namedtuple('Name', ['a', 'b'], defaults=(1,))`: a class of its fields. */
function namedTuple(
  [name = '', fields = null, ...rest]: readonly Value[],
  running: Running,
  line: number,
  named: ReadonlyMap<string, Value>,
): Value {
  const names = typeof fields === 'string' ? fields.split(/[\s,]+/) : running.items(fields, line).map(textOf)
  const defaults = named.get('defaults') ?? rest[1]
  const usual = defaults === undefined || defaults === null ? [] : running.items(defaults, line)
  const members = new Map(usual.map((value, at) => [names[names.length - usual.length + at] ?? '', value]))
  return {
    kind: 'class',
    name: textOf(name),
    line,
    base: { kind: 'global', path: 'typing.NamedTuple' },
    mixins: [],
    members,
    fields: names.filter((each) => each !== ''),
  }
}

/** `partial(f, a, k=b)` as the function `lambda *args, **kwargs: f(a, *args, k=b, **kwargs)`. */
function partial(callee: Value, given: readonly Value[], named: ReadonlyMap<string, Value>, line: number) {
  const scope = new Scope()
  scope.names.set('callee', callee)
  given.forEach((value, index) => scope.names.set(`given${index}`, value))
  for (const [name, value] of named) scope.names.set(`named ${name}`, value)
  const name = (text: string) => ({ kind: 'name', name: text, line }) as const
  const body = {
    kind: 'call',
    line,
    callee: name('callee'),
    args: [
      ...given.map((_, index) => ({ value: name(`given${index}`) })),
      { value: name('args'), star: '*' as const },
      ...[...named.keys()].map((key) => ({ name: key, value: name(`named ${key}`) })),
      { value: name('kwargs'), star: '**' as const },
    ],
  } as const
  return { body, scope, line }
}
