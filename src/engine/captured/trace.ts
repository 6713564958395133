/** What a step asked of TensorFlow, call by call, without the values. */
import type { Attribute, OutputInfo } from '../backend/binding'
import { FIRST_TOKEN } from '../backend/interposer'
import type { KernelType } from '../backend/types'
import type { Usual } from '../backend/usual'

/**
 * How operands are named in a trace. What a call made: {@link FIRST_TOKEN} and downwards, counted over all calls. What came from
 * outside: {@link FIRST_SLOT} and downwards, in the order in which it was used.
 */
export const FIRST_SLOT = -(2 ** 29)

export function isSlot(token: number): boolean {
  return token <= FIRST_SLOT
}

/** The place of a token among its kind, from 0. */
export function placeOf(token: number): number {
  return isSlot(token) ? FIRST_SLOT - token : FIRST_TOKEN - token
}

export function valueToken(place: number): number {
  return FIRST_TOKEN - place
}

export function slotToken(place: number): number {
  return FIRST_SLOT - place
}

/** What came from outside: a tensor, whose values are given to each step; a number; or a shape, axes and the like. */
export type Slot =
  | { readonly kind: 'tensor'; readonly shape: readonly number[]; readonly dtype: number }
  | ScalarSlot
  | {
      readonly kind: 'constant'
      readonly key: string
      readonly shape: readonly number[]
      readonly values: Float32Array | Int32Array
    }

export interface ScalarSlot {
  readonly kind: 'scalar'
  readonly type: KernelType
  readonly value: number
  /** Whether it was seen to differ from step to step, so that it is given to each. */
  varies: boolean
}

export interface TraceCall {
  readonly name: string
  readonly attributes: readonly Attribute[]
  /** Tokens. */
  readonly inputs: readonly number[]
  /** With tokens as ids. */
  readonly outputs: OutputInfo[]
  /** Of a kernel that changes variables, TensorFlow's ids of those: the first inputs are what they held, the outputs what they hold then. */
  readonly variables: readonly number[]
}

/** A number that was taken to be as it is almost always. */
export interface Expectation {
  readonly token: number
  readonly usual: Usual
}

/** A tensor from outside that the step gives other values: what was at the slot is the value at that place when it ends. */
export interface Change {
  readonly slot: number
  readonly value: number
}

export interface Trace {
  readonly calls: readonly TraceCall[]
  readonly slots: readonly Slot[]
  /** How many of both belong to the step itself; the others only look at what it computes, and are done in steps that are looked at. */
  readonly own: { readonly calls: number; readonly slots: number }
  readonly expectations: readonly Expectation[]
  readonly changes: readonly Change[]
}

/** The step without the look at it. */
export function withoutLook(trace: Trace): Trace {
  const { calls, slots, own } = trace
  if (calls.length === own.calls && slots.length === own.slots) return trace
  return { ...trace, calls: calls.slice(0, own.calls), slots: slots.slice(0, own.slots) }
}

/** Form of an operand. */
export interface Form {
  readonly shape: readonly number[]
  readonly dtype: number
}

export function sameAttributes(a: readonly Attribute[], b: readonly Attribute[]): boolean {
  if (a === b) return true
  return a.length === b.length && a.every((attribute, i) => sameAttribute(attribute, b[i]!))
}

function sameAttribute(a: Attribute, b: Attribute): boolean {
  if (a.name !== b.name || a.type !== b.type) return false
  if (typeof a.value === 'object' && typeof b.value === 'object') return sameNumbers(a.value, b.value)
  return a.value === b.value
}

export function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
