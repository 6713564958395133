import { backend } from '../backend'
import type { Handle } from '../backend/types'
import { RuntimeError } from '../errors'
import { countUnscoped } from './pressure'

/**
 * The values of one or more tensors. It belongs to the scope it was made in and is freed when that ends; kept ones (and those
 * made outside every scope) live until nothing refers to them.
 */
export class Storage {
  /** Counts changes in place: what autograd saved must not have changed when it is used. */
  version = 0
  /** A hook has seen the values, so that the backward pass must not free them early. */
  held = false
  private cell: Cell
  private owner: Scope | null = null

  constructor(handle: Handle) {
    this.cell = { handle }
    if (current) {
      this.join(current)
      return
    }
    registry.register(this, this.cell, this.cell)
    countUnscoped(byteSize(handle), registry)
  }

  get handle(): Handle {
    const { handle } = this.cell
    if (!handle)
      throw new RuntimeError('This tensor was freed when its scope ended; use keep(tensor) to hold on to it')
    return handle
  }

  get freed(): boolean {
    return this.cell.handle === null
  }

  /** A second storage with the same values: changing one in place leaves the other as it was. Nothing is copied. */
  share(): Storage {
    const { handle } = this
    handle.refs++
    return new Storage(handle)
  }

  /** The same where this one will be changed in place: it stays the only one that has its handle. */
  snapshot(): Storage {
    const another = backend.another?.(this.handle)
    return another ? new Storage(another) : this.share()
  }

  /** Changes the values in place; the old ones are freed at once. */
  replace(handle: Handle): void {
    release(this.handle)
    this.cell.handle = handle
    this.version++
  }

  /** The values as they are now, for {@link putBack}: nothing is copied. Whoever holds them releases the handle in the end. */
  hold(): HeldValues {
    const { handle, version } = this
    handle.refs++
    return { handle, version }
  }

  /** The same without a hold on them: good while nothing frees them, or where who does can undo it. */
  peek(): HeldValues {
    return { handle: this.handle, version: this.version }
  }

  /** Undoes every change in place since the values were held. */
  putBack({ handle, version }: HeldValues): void {
    if (this.cell.handle !== handle) {
      handle.refs++
      release(this.handle)
      this.cell.handle = handle
    }
    this.version = version
  }

  /** The handle for a change in place: no other storage holds it. */
  own(): Handle {
    const { handle } = this
    if (handle.refs > 1) this.replace(backend.another?.(handle) ?? backend.reshape(handle, handle.shape))
    else this.version++
    return this.handle
  }

  free(): void {
    const { handle } = this.cell
    if (!handle) return
    this.cell.handle = null
    if (this.owner === null) registry.unregister(this.cell)
    release(handle)
  }

  /** Takes the storage out of its scope. */
  keep(): void {
    if (this.owner === null) return
    this.owner = null
    registry.register(this, this.cell, this.cell)
  }

  /** Hands a kept storage to the current scope, which frees it when it ends. */
  letGo(): void {
    if (this.owner !== null || !current || this.freed) return
    registry.unregister(this.cell)
    this.join(current)
  }

  /** Gives the storage the same lifetime as another's. */
  follow(other: Storage): void {
    if (other.owner) this.join(other.owner)
    else this.keep()
  }

  belongsTo(scope: Scope): boolean {
    return this.owner === scope
  }

  join(scope: Scope): void {
    this.owner = scope
    scope.storages.push(this)
  }
}

/** Values of a storage, and which of its versions they are. */
export interface HeldValues {
  readonly handle: Handle
  readonly version: number
}

interface Cell {
  handle: Handle | null
}

/** What was made since a scope began. */
export class Scope {
  readonly storages: Storage[] = []

  constructor(readonly parent: Scope | null) {}
}

let current: Scope | null = null

const registry = new FinalizationRegistry<Cell>((cell) => {
  if (cell.handle) release(cell.handle)
  cell.handle = null
})

function byteSize({ shape, type }: Handle): number {
  let size = type === 'bool' ? 1 : 4
  for (const length of shape) size *= length
  return size
}

/** Lets go of one hold on a handle; the last one frees it. */
export function release(handle: Handle): void {
  if (--handle.refs === 0) backend.free(handle)
}

/** Begins a scope inside the current one. */
export function openScope(): Scope {
  const scope = new Scope(current)
  current = scope
  return scope
}

/** Ends a scope: frees what is still its own, but for `survivors`, which go to the scope around it. */
export function closeScope(scope: Scope, survivors: Iterable<Storage>): void {
  current = scope.parent
  for (const storage of survivors) {
    if (!storage.belongsTo(scope)) continue
    if (current) storage.join(current)
    else storage.keep()
  }
  for (const storage of scope.storages) if (storage.belongsTo(scope)) storage.free()
}

/** Makes another scope (null: none) the current one without ending any; returns the one before. */
export function exchangeScope(scope: Scope | null): Scope | null {
  const before = current
  current = scope
  return before
}

/** Live blocks of memory and their bytes, for leak checks. */
export function memory(): { tensors: number; bytes: number } {
  return { tensors: backend.live.handles, bytes: backend.live.bytes }
}
