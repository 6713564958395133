import type { Tensor } from '../core/tensor'
import { IndexError, KeyError } from '../errors'
import { Module } from './module'

/** A module of one tensor in and one out, as `Sequential` chains them. */
interface Step {
  call(x: Tensor): unknown
}

/** A container whose modules stand in a row. */
abstract class ModuleRow extends Module {
  get length(): number {
    return this.namedAll().length
  }

  /** The module at a place; negative ones count from the end. Errors: `index 3 is out of range`. */
  at(index: number): Module {
    return this.namedAll()[this.place(index)]![1]
  }

  /** Puts another module at a place that is taken. */
  set(index: number, module: Module): void {
    this.addModule(this.namedAll()[this.place(index)]![0], module)
  }

  append(module: Module): this {
    this.addModule(String(this.length), module)
    return this
  }

  extend(modules: Iterable<Module>): this {
    for (const module of modules) this.append(module)
    return this
  }

  /** Puts a module before the one at a place; those after it are numbered anew. */
  insert(index: number, module: Module): this {
    const { length } = this
    if (index < -length || index > length) throw new IndexError(`Index out of range: ${index}`)
    const modules = [...this]
    modules.splice(index, 0, module)
    return this.refill(modules)
  }

  /** Takes a module out (the last one unless told) and hands it back; those after it are numbered anew. */
  pop(index = -1): Module {
    const place = this.place(index)
    const modules = [...this]
    const [taken] = modules.splice(place, 1)
    this.refill(modules)
    return taken!
  }

  [Symbol.iterator](): IterableIterator<Module> {
    const modules = this.namedAll().map(([, module]) => module)
    return modules.values()
  }

  private refill(modules: readonly Module[]): this {
    for (const [name] of this.namedAll()) removeField(this, name)
    modules.forEach((module, i) => this.addModule(String(i), module))
    return this
  }

  private place(index: number): number {
    const { length } = this
    if (!(index >= -length && index < length)) throw new IndexError(`index ${index} is out of range`)
    return index < 0 ? index + length : index
  }
}

/** Runs modules one after another, each on the result of the one before. */
export class Sequential extends ModuleRow {
  /** @param modules Modules, named "0", "1", …; or one object of named modules. */
  constructor(...modules: Module[] | [Record<string, Module>]) {
    super()
    for (const [name, module] of named(modules)) this.addModule(name, module)
  }

  /** The modules from one place up to another, under their names. */
  slice(start?: number, end?: number): Sequential {
    const part = new Sequential()
    for (const [name, module] of this.namedAll().slice(start, end)) part.addModule(name, module)
    return part
  }

  override forward(x: Tensor): Tensor {
    let result = x
    for (const [, module] of this.namedAll()) result = (module as unknown as Step).call(result) as Tensor
    return result
  }
}

/** A list of modules that registers each of them. */
export class ModuleList extends ModuleRow {
  constructor(modules: Iterable<Module> = []) {
    super()
    this.extend(modules)
  }

  /** The modules from one place up to another, numbered anew. */
  slice(start?: number, end?: number): ModuleList {
    return new ModuleList([...this].slice(start, end))
  }

  /** Neighbours that print alike are folded: `(0-2): 3 x Linear(…)`. */
  protected override printedChildren(): [string, { toString(): string }][] {
    const folded: { first: number; last: number; text: string }[] = []
    this.namedAll().forEach(([, module], i) => {
      const text = module.toString()
      const before = folded.at(-1)
      if (before?.text === text) before.last = i
      else folded.push({ first: i, last: i, text })
    })
    return folded.map(({ first, last, text }) =>
      first === last ? [String(first), text] : [`${first}-${last}`, `${last - first + 1} x ${text}`],
    )
  }
}

/** Named modules, each registered under its name; iterating gives the names. */
export class ModuleDict extends Module {
  constructor(modules: NamedModules = {}) {
    super()
    this.update(modules)
  }

  /** Errors: a name that it does not have. */
  get(name: string): Module {
    const found = this.namedAll().find(([own]) => own === name)
    if (!found) throw new KeyError(`'${name}'`)
    return found[1]
  }

  set(name: string, module: Module): void {
    this.addModule(name, module)
  }

  has(name: string): boolean {
    return this.namedAll().some(([own]) => own === name)
  }

  /** Adds modules; one whose name is taken replaces what was there. */
  update(modules: NamedModules): void {
    const entries = modules instanceof ModuleDict ? modules.entries() : pairsOf(modules)
    for (const [name, module] of entries) this.addModule(name, module)
  }

  /** Takes a module out and hands it back. Errors: a name that it does not have. */
  pop(name: string): Module {
    const module = this.get(name)
    removeField(this, name)
    return module
  }

  clear(): void {
    for (const name of this.keys()) removeField(this, name)
  }

  keys(): string[] {
    return this.namedAll().map(([name]) => name)
  }

  values(): Module[] {
    return this.namedAll().map(([, module]) => module)
  }

  entries(): [string, Module][] {
    return this.namedAll()
  }

  get length(): number {
    return this.namedAll().length
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.keys().values()
  }
}

/** Modules by name, as an object or as pairs. */
type NamedModules = Readonly<Record<string, Module>> | Iterable<readonly [string, Module]> | ModuleDict

function pairsOf(modules: Exclude<NamedModules, ModuleDict>): (readonly [string, Module])[] {
  if (Symbol.iterator in modules) return [...(modules as Iterable<readonly [string, Module]>)]
  return Object.entries(modules)
}

function named(modules: Module[] | [Record<string, Module>]): [string, Module][] {
  const [first] = modules
  if (modules.length === 1 && first && !(first instanceof Module)) return Object.entries(first)
  return (modules as Module[]).map((module, i) => [String(i), module])
}

/** Takes a member out of a module. */
export function removeField(module: Module, name: string): void {
  delete (module as unknown as Record<string, unknown>)[name]
}
