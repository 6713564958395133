/** Settings of a training script that stand in objects: options of a command line with their defaults, dictionaries, classes. */
import { constant, placeOf } from './constants'
import type { Constant, Constants } from './constants'
import { callsOf, everyStatement, nameOf } from './script'
import type { Call } from './script'
import type { Expression, Statement } from './syntax'

/** By `object.name`, as `opt.lr` and `cfg['lr']` are written. */
export function settingsOf(statements: readonly Statement[], names: Constants): Constants {
  const all = [...everyStatement(statements)]
  const options = new Map(
    all
      .flatMap(callsOf)
      .filter(({ callee }) => nameOf(callee) === 'add_argument')
      .flatMap((call) => optionOf(call, names)),
  )
  const classes = new Map(
    all.flatMap((each) => (each.kind === 'class' ? [[each.name, fieldsOf(each.body, names)] as const] : [])),
  )
  const found = new Map<string, Constant>()
  const put = (object: string, values: Constants): void => {
    for (const [name, value] of values) found.set(`${object}.${name}`, value)
  }
  for (const [name, fields] of classes) put(name, fields)
  for (const statement of all) {
    if (statement.kind !== 'assign') continue
    const { value } = statement
    const held = valuesOf(value, names, options, classes)
    for (const target of statement.targets) {
      if (held !== undefined && target.kind === 'name') put(target.name, held)
      // What is set afterwards counts where it is plain.
      const place = placeOf(target)
      const set = constant(value, names)
      if (place !== undefined && set !== undefined) found.set(place, set)
      else if (place !== undefined) found.delete(place)
    }
  }
  return found
}

function valuesOf(
  value: Expression,
  names: Constants,
  options: Constants,
  classes: ReadonlyMap<string, Constants>,
): Constants | undefined {
  if (value.kind === 'dict')
    return new Map(
      value.entries.flatMap(([key, item]) => {
        const held = constant(item, names)
        return key?.kind === 'constant' && held !== undefined ? [[String(key.value), held] as const] : []
      }),
    )
  if (value.kind !== 'call') return undefined
  const callee = nameOf(value.callee)
  if (callee === 'parse_args') return options
  const given = value.args.flatMap(({ name, value: item }) => {
    const held = constant(item, names)
    return name === undefined || held === undefined ? [] : [[name, held] as const]
  })
  if (callee === 'dict' || callee === 'SimpleNamespace' || callee === 'Namespace') return new Map(given)
  const fields = classes.get(callee)
  return fields && new Map([...fields, ...given])
}

/** `add_argument('-l', '--lr', type=float, default=0.1)` */
function optionOf({ args }: Call, names: Constants): [string, Constant][] {
  const given = (name: string): Constant | undefined => {
    const arg = args.find((each) => each.name === name)
    return arg && constant(arg.value, names)
  }
  const written = args.flatMap(({ name, value }) =>
    name === undefined && value.kind === 'constant' && typeof value.value === 'string' ? [value.value] : [],
  )
  const long = written.find((each) => each.startsWith('--')) ?? written[0]
  const dest = given('dest')
  const name = typeof dest === 'string' ? dest : long?.replace(/^-+/, '').replaceAll('-', '_')
  const usual = given('default') ?? (given('action') === 'store_true' ? false : undefined)
  return name === undefined || usual === undefined ? [] : [[name, usual]]
}

function fieldsOf(body: readonly Statement[], names: Constants): Constants {
  return new Map(
    body.flatMap((statement) => {
      const value = statement.kind === 'assign' ? constant(statement.value, names) : undefined
      if (statement.kind !== 'assign' || value === undefined) return []
      return statement.targets.flatMap((target) =>
        target.kind === 'name' ? [[target.name, value] as const] : [],
      )
    }),
  )
}
