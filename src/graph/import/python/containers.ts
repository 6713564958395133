/** Sequential, ModuleList and ModuleDict. */
import type { Arguments } from './arguments'
import { OWN_LAYER, ownLayer, registered, setAttribute, textOf } from './attributes'
import { isLearnable } from './layer-attributes'
import { isKind, isModuleValue, list } from './values'
import type { ContainerValue, InstanceValue, ModuleValue, Value } from './values'

export const FORMS: Readonly<Record<string, ContainerValue['form']>> = {
  Sequential: 'sequential',
  ModuleList: 'list',
  ModuleDict: 'dict',
  ParameterList: 'list',
  ParameterDict: 'dict',
}

type Items = (value: Value) => Value[]

/** undefined where `nn.<name>` is no container. */
export function makeContainer(
  name: string,
  { positional, line }: Arguments,
  items: Items,
): ContainerValue | undefined {
  const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined
  if (form === undefined) return undefined
  const container: ContainerValue = { kind: 'container', form, children: new Map(), line }
  const [first] = positional
  if (isKind(first, 'dict')) for (const [key, child] of first.entries) put(container, String(key), child)
  else if (form === 'sequential') positional.forEach((child, index) => put(container, String(index), child))
  else if (first !== undefined)
    items(first).forEach((item, index) => {
      const pair = form === 'dict' && isKind(item, 'list') ? item.items : undefined
      if (pair === undefined) put(container, String(index), item)
      else put(container, textOf(pair[0] ?? ''), pair[1] ?? null)
    })
  return container
}

/** `super().__init__(…)` of a class that is derived from a container. → whether it is */
export function becomeContainer(self: InstanceValue, path: string, args: Arguments, items: Items): boolean {
  const [, name] = /\.(Sequential|ModuleList|ModuleDict)$/.exec(path) ?? []
  if (name === undefined) return false
  const made = makeContainer(name, args, items)
  for (const [key, child] of made?.children ?? []) {
    if (isModuleValue(child)) delete child.owner
    setAttribute(self, key, child)
  }
  return true
}

/** What a container's own methods give; undefined for those of every module. */
export function containerMethod(
  self: ContainerValue,
  name: string,
  { positional }: Arguments,
  items: Items,
): Value | undefined {
  const [first = null, second = null] = positional
  if (name === 'append') put(self, String(self.children.size), first)
  else if (name === 'extend') for (const item of items(first)) put(self, String(self.children.size), item)
  else if (name === 'add_module' || name === 'register_parameter') put(self, textOf(first), second)
  else if (name === 'insert') {
    const children = [...self.children.values()]
    children.splice(Number(first), 0, second)
    self.children.clear()
    children.forEach((child, index) => {
      if (isModuleValue(child)) delete child.owner
      put(self, String(index), child)
    })
  } else if (name === 'items' || name === 'named_children')
    return list([...self.children].map(([key, child]) => list([key, child], true)))
  else if (name === 'keys') return list([...self.children.keys()])
  else if (name === 'values' || name === 'children') return list([...self.children.values()])
  else return undefined
  return self
}

/** Adds a child; an activation that is given as a class or as None is no module. */
export function put(container: ContainerValue, key: string, child: Value): void {
  // A list keeps the place of None; a chain has nothing to call there.
  if (child === null && container.form !== 'list') return
  container.children.set(key, child)
  if (isModuleValue(child)) registered(child)
  if (isModuleValue(child) || isKind(child, 'parameter')) child.owner ??= { module: container, key }
}

/**
 * Where each module and parameter hangs in the end: a constructor may put what it made into another container under the same
 * name, as `self.model = nn.Sequential(self.model, …)` does. Of several places the first counts, as in a state_dict.
 */
export function settleOwners(module: ModuleValue, seen = new Set<Value>([module])): void {
  if (isKind(module, 'layer')) return
  for (const [key, child] of modulesOf(module)) {
    if (seen.has(child) || !(isModuleValue(child) || isKind(child, 'parameter'))) continue
    seen.add(child)
    child.owner = { module, key }
    const own = ownLayer(child)
    if (own !== undefined) own.owner = child.owner
    if (isModuleValue(child)) settleOwners(child, seen)
  }
}

/** `net[1:]`: those of a Sequential keep their keys, those of a list are counted anew. */
export function partOf({ form, children, line }: ContainerValue, items: readonly Value[]): ContainerValue {
  const keys = new Map([...children].map(([key, child]) => [child, key]))
  const named = items.map((item, place): [string, Value] => [
    form === 'sequential' ? (keys.get(item) ?? String(place)) : String(place),
    item,
  ])
  return { kind: 'container', form, children: new Map(named), line, part: true }
}

/** `layers[0] = child`, `parts['a'] = child`: in the place of another one, or as a new one. */
export function replace(container: ContainerValue, key: string | number, child: Value): void {
  const keys = [...container.children.keys()]
  put(container, typeof key === 'string' ? key : (keys.at(key) ?? String(key)), child)
}

/** What hangs under a dotted path (`layers.0.weight`) below a module; undefined where nothing does. */
export function heldUnder(module: ModuleValue, path: string): Value | undefined {
  let found: Value | undefined = module
  for (const key of path === '' ? [] : path.split('.')) {
    if (isKind(found, 'instance')) found = found.attributes.get(key)
    else if (isKind(found, 'container')) found = found.children.get(key)
    else if (isKind(found, 'layer') && isLearnable(found, key))
      found = { kind: 'layer-parameter', module: found, name: key }
    else return undefined
  }
  return found
}

/** What an instance or a container holds: modules and tensors of its own, by their names. */
export function modulesOf(module: InstanceValue | ContainerValue): [string, Value][] {
  const held = module.kind === 'instance' ? module.attributes : module.children
  return [...held].filter(
    ([key, value]) => key !== OWN_LAYER && (isModuleValue(value) || isKind(value, 'parameter')),
  )
}

/** `named_modules()`: the module itself, and all that it holds. */
export function allModules(
  module: ModuleValue,
  path = '',
  seen = new Set<ModuleValue>(),
): [string, ModuleValue][] {
  if (seen.has(module)) return []
  seen.add(module)
  const inner = isKind(module, 'layer') ? [] : modulesOf(module)
  const own = ownLayer(module)
  return [
    [path, module],
    ...(own === undefined ? [] : [[path, own] as [string, ModuleValue]]),
    ...inner.flatMap(([key, child]) =>
      isModuleValue(child) ? allModules(child, path === '' ? key : `${path}.${key}`, seen) : [],
    ),
  ]
}
