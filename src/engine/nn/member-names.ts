/** Names of a module's members: which may be given, dotted paths of them, and what is found under one. */
import { AttributeError, KeyError } from '../errors'

/**
 * Whether a member of the module may have that name.
 *
 * Errors: it is empty, has a dot, or is that of an attribute that is no member → KeyError, as in PyTorch.
 */
export function checkName(
  module: object,
  name: string,
  kind: 'module' | 'parameter' | 'buffer',
  members: readonly string[],
): void {
  if (name === '') throw new KeyError(`${kind} name can't be empty string ""`)
  if (name.includes('.'))
    throw new KeyError(`${kind} name can't contain "."${kind === 'module' ? `, got: ${name}` : ''}`)
  if (name in module && !members.includes(name)) throw new KeyError(`attribute '${name}' already exists`)
}

/** The member of that name. Errors: there is none, or it is of another kind → AttributeError. */
export function memberOf<T>(
  module: object,
  name: string,
  kind: new (...args: never[]) => T,
  what: string,
): T {
  if (!(name in module)) throw new AttributeError(`${module.constructor.name} has no attribute \`${name}\``)
  const value = (module as Readonly<Record<string, unknown>>)[name]
  if (!(value instanceof kind)) throw new AttributeError(`\`${name}\` is not ${what}`)
  return value
}

/** `block.conv` and `weight` of `block.conv.weight`; the owner of what has no dot is ''. */
export function split(path: string): { owner: string; name: string } {
  const cut = path.lastIndexOf('.')
  return { owner: path.slice(0, Math.max(cut, 0)), name: path.slice(cut + 1) }
}

export function joined(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`
}

/** Those whose value comes for the first time. */
export function unique<T>(entries: readonly [string, T][]): [string, T][] {
  const seen = new Set<T>()
  return entries.filter(([, value]) => !seen.has(value) && seen.add(value))
}
