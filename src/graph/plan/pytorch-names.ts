/** By which names the modules of a plan go in PyTorch's `state_dict`: their own, or those of the source that they come from. */
import type { ModulePlan, PlanCall } from './plan'
import { clashOf } from '../document/pytorch-path'
import { isSlot, roleOf } from './questions'

/**
 * The path of each module below the one that holds it (`conv1`, `0` in a Sequential, `layers.0` in a ModuleList), by node id.
 *
 * Where two of them cannot both be in one module tree, as `layers` and `layers.0`, all nodes go by their own names.
 */
export function pytorchNames({ calls }: ModulePlan): Map<string, string> {
  // What flows in and out has no place in the tree.
  const owners = calls.filter(
    (call) => call.sharedWith === undefined && !isSlot(call) && roleOf(call) !== 'output',
  )
  const given = owners.map(({ node, name, pytorchName = name }) => [node, pytorchName] as const)
  return new Map(
    clashOf(given.map(([, name]) => name)) === undefined
      ? given
      : owners.map(({ node, name }) => [node, name]),
  )
}

/**
 * Keys of the plan's `state_dict` as PyTorch's own module has them: `features.0.weight` for `features.n0.weight`. Those that
 * are no key of the plan stay as they are.
 */
export function pytorchKeys(plan: ModulePlan, keys: Iterable<string>): Map<string, string> {
  const names = new Map<ModulePlan, ReadonlyMap<string, readonly [PlanCall, string]>>()
  const namesOf = (of: ModulePlan): ReadonlyMap<string, readonly [PlanCall, string]> => {
    const known = names.get(of)
    if (known !== undefined) return known
    const written = pytorchNames(of)
    const made = new Map(
      of.calls.flatMap((call) => {
        const name = written.get(call.node)
        return name === undefined ? [] : [[call.name, [call, name]] as const]
      }),
    )
    names.set(of, made)
    return made
  }
  const keyOf = (of: ModulePlan, [first = '', ...rest]: readonly string[]): string => {
    const known = namesOf(of).get(first)
    if (known === undefined) return [first, ...rest].join('.')
    const [call, name] = known
    if (rest.length === 0) return name
    return `${name}.${call.kind === 'instance' ? keyOf(call.plan, rest) : rest.join('.')}`
  }
  return new Map([...keys].map((key) => [key, keyOf(plan, key.split('.'))]))
}
