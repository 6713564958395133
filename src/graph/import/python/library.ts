/** What the interpreter asks the library that nets are written with. */
import type { Arguments } from './arguments'
import type { Value } from './values'
import type { Told } from '../../../words/tell'

/** Tells what could not be read, or was read in another way than it is written, at a line. */
export type Note = (said: Told, line: number, severity?: 'info' | 'warning') => void

/** What the interpreter does not know itself: PyTorch. */
export interface Library {
  /** A call of a library's function or class. */
  callGlobal(path: string, args: Arguments): Value
  /** A call of a module as a function. */
  callModule(module: Value, args: Arguments): Value
  callMethod(self: Value, name: string, args: Arguments): Value
  /** A tensor is changed in place, under all of its names. → whether it is a tensor that can be */
  changed(tensor: Value, value: Value): boolean
  /** `x[index] = value` of a tensor. → whether it could be read */
  setItem(tensor: Value, index: readonly Value[], value: Value, line: number): boolean
  /** `requires_grad` of a module or parameter is set. */
  freeze(what: Value, given: Value): void
  /** What stands for a class or function that our own export writes; undefined for everything else. */
  ownDefinition(source: string): Value | undefined
  /** Reads what is no attribute of an instance; undefined where there is none. */
  attribute(self: Value, name: string, line: number): Value | undefined
  subscript(self: Value, index: readonly Value[], line: number): Value
  /** `object.name = value`, where the object is no instance of a class of the file. */
  setMember(object: Value, name: string, value: Value, line: number): void
  /** Whether PyTorch has something of that name. */
  has(path: string): boolean
  /** The shapes that the inputs are taken to have do not go with the source. */
  unlikely(): void
  /** Whether a `forward` is being followed. */
  isFollowing(): boolean
  /** What `field(default_factory=list)` gives; any other value as it is. */
  defaultOf(value: Value, line: number): Value
  /** What `with value as name` gives the name. Errors: nothing that is known → Unreadable. */
  enter(value: Value, line: number): Value
  binary(operator: string, left: Value, right: Value, line: number): Value
  /** The values that a loop or an assignment to several names takes; `count` where that is known. */
  items(value: Value, line: number, count?: number, starred?: boolean): Value[]
}
