/** What a script says of parameters that do not learn, in a constructor and after the net was made. */
import { nodeNameOf } from './attributes'
import { modulesOf } from './containers'
import { isLearnable } from './layer-attributes'
import { isKind, isModuleValue, list } from './values'
import type {
  ContainerValue,
  InstanceValue,
  LayerParameter,
  Mark,
  ModuleValue,
  ParameterValue,
  Value,
} from './values'

/** `requires_grad_(False)` of a module or a parameter, and what is assigned to `requires_grad`. */
export function freeze(what: Value, given: Value): void {
  if (given !== true && given !== false) return
  if (isKind(what, 'layer-parameter')) {
    const { module, name } = fromOutside(what)
    set(module, name, given)
  } else if (isKind(what, 'parameter')) set(what, null, given)
  else if (isModuleValue(what)) freezeModule(what, given)
}

/** `parameters()`: of the whole net its modules, which stand for all of theirs; of one of them that one. */
export function parametersOf(module: ModuleValue): Value {
  return list(partsOf(module))
}

/** `named_parameters()`: those of layers by their names; a module of several stands for all of its own. */
export function namedParametersOf(module: ModuleValue): Value {
  return list(named(module, '').map(([name, part]) => list([name, part], true)))
}

/** `self.block.fc.weight` in the constructor of what holds the block says something of that block alone: of its `fc.weight`. */
export function fromOutside({ module, name }: LayerParameter): { module: ModuleValue; name: string } {
  let place: { module: ModuleValue; name: string } = { module, name }
  let keys: string[] = []
  for (let owner = module.owner; owner?.module.owner !== undefined; owner = owner.module.owner) {
    keys.unshift(owner.key)
    // Lists and dictionaries are no nodes.
    if (isKind(owner.module, 'container') && owner.module.form !== 'sequential') continue
    place = { module: owner.module, name: `${nodeNameOf(keys)}.${place.name}` }
    keys = []
  }
  return place
}

/** The net itself and lists are no nodes: what is said of them is said of what they hold. */
function freezeModule(module: ModuleValue, learns: boolean): void {
  const parts = partsOf(module)
  if (parts.length === 1 && parts[0] === module) {
    if (learns) thawAround(module)
    set(module, null, learns)
  } else for (const part of parts) freeze(part, learns)
}

/** Of a module that is frozen as a whole, all but this part stay so. */
function thawAround(module: ModuleValue): void {
  const owner = module.owner?.module
  if (owner === undefined) return
  thawAround(owner)
  if (!(owner.marks ?? []).some((mark) => mark.kind === 'frozen' && mark.name === null)) return
  set(owner, null, true)
  for (const part of childrenOf(owner)) if (part !== module) freeze(part, false)
}

function partsOf(module: ModuleValue): Value[] {
  const isList = isKind(module, 'container') && module.form !== 'sequential'
  return module.owner === undefined || isList ? childrenOf(module) : [module]
}

/** The modules that one holds, and its own parameters. */
function childrenOf(module: ModuleValue): Value[] {
  return isKind(module, 'layer') ? [] : held(module).map(([, child]) => child)
}

function held(module: InstanceValue | ContainerValue): [string, Value][] {
  return modulesOf(module).filter(([, child]) => !isKind(child, 'parameter') || child.learnable)
}

function named(module: ModuleValue, prefix: string): [string, Value][] {
  if (isKind(module, 'layer')) {
    const names = ['weight', 'bias'].filter((name) => isLearnable(module, name))
    if (names.length === 0) return [[prefix, module]]
    return names.map((name) => [`${prefix}.${name}`, { kind: 'layer-parameter', module, name }])
  }
  if (isKind(module, 'instance') && module.owner !== undefined) return [[prefix, module]]
  return held(module).flatMap(([key, child]): [string, Value][] => {
    const path = prefix === '' ? key : `${prefix}.${key}`
    return isModuleValue(child) ? named(child, path) : [[path, child]]
  })
}

/** Says of a module, or of one of its parameters, whether it learns. */
function set(what: ModuleValue | ParameterValue, name: string | null, learns: boolean): void {
  const others = (what.marks ?? []).filter(
    (mark) => mark.kind !== 'frozen' || (mark.name !== name && (!learns || name !== null)),
  )
  const mark: Mark = { kind: 'frozen', name }
  what.marks = learns ? others : [...others, mark]
}
