/** What may stand between the backend and TensorFlow for a while, and see every call. */
import type { Binding } from './binding'
import type { Handle, KernelData } from './handle'
import type { Usual } from './usual'

/** Ids up to this one are an interposer's own names; those between it and 0 say that a handle has no tensor. */
export const FIRST_TOKEN = -10
/** The id of a handle that was freed. */
export const FREED = -2
/** The id of a handle whose values a {@link Keeper} has. */
export const KEPT = -3
/** The id of a handle whose values were never computed, of a step that was taken back. */
export const NEVER = -4
/** Where an interposer keeps nothing about an operand yet. */
export const NOT_SEEN = 0

/** How the backend on TensorFlow keeps what a {@link Handle} stands for. */
export interface NativeHandle extends Handle, Seen {
  /** The addon's id, -1 while the values are only in `host`, -2 when it was freed; or an interposer's own. */
  id: number
  /** Values not handed over yet: many small tensors are read back before a kernel ever needs them. */
  host: KernelData | null
  /** Of a number as an operand, its value; null for every other tensor. */
  readonly number: number | null
  /** Who has the same values; they have no tensor where the id is {@link KEPT}. */
  keeper: Keeper | null
}

/** Has the values of a handle where it can change them in place. */
export interface Keeper {
  /** Makes a tensor of the values. → its id */
  read(): number
  /** The handle was freed or given other values. */
  letGo(): void
  /** The handle has these values, and no tensor. */
  hold(handle: NativeHandle): void
  /** Another has the values from now on, and nobody reads them here. */
  moved(): void
}

/** A constant operand that the addon holds: a shape, axes, zeros. */
export interface Constant extends Seen {
  readonly id: number
  readonly bytes: number
  /** The same for the same values. */
  readonly key: string
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array
}

/** Where an interposer keeps an operand, and in which of its passes that was. */
interface Seen {
  slot: number
  pass: number
}

/** Takes every call to TensorFlow. The ids that it gives are its own, from {@link FIRST_TOKEN} downwards. */
export interface Interposer extends Pick<Binding, 'executeOp' | 'deleteTensor' | 'tensorDataSync'> {
  /** How an operand is called in `executeOp`. */
  operand(x: NativeHandle): number
  constant(constant: Constant): number
  /** A handle was given an id. */
  named(x: NativeHandle): void
  /** Answers whether a number is as it is almost always. */
  expect(x: Handle, usual: Usual): boolean
  /** From now on kernels are to run when they are called. */
  computeNow(): void
}

/** A backend between whose calls and TensorFlow an interposer can stand. */
export interface Interposable {
  /** TensorFlow itself. */
  readonly native: Binding
  interpose(interposer: Interposer | null): void
  /** TensorFlow's own id of a handle; the values are handed over first where they are not yet. */
  realId(x: NativeHandle): number
  free(x: Handle): void
  /** A freed handle that nobody refers to holds the values of a tensor again. */
  revive(x: NativeHandle, id: number): void
}
