/** What a node type's rule throws when its inputs or parameters do not fit. */
import type { Params } from '../document/document'
import type { DType } from '../types/dims'
import { pytorchSays } from '../../words/tell'
import type { Told } from '../../words/tell'

/** A remedy in the words of one node; `infer` tries it, and turns it into a command on the document where it holds. */
export type RuleFix =
  /** Give the node these parameters. */
  | { kind: 'set'; label: string; params: Params }
  /** Leave these parameters out, so that they are inferred. */
  | { kind: 'unset'; label: string; names: string[] }
  /** Put a node of that type on the wire into `handle`, and then set parameters of this node. */
  | {
      kind: 'insert'
      label: string
      type: string
      handle: string
      insertParams?: Params
      params?: Params
      unset?: string[]
    }
  /** Make the node another type with what params fit; lists of sizes get that many entries. Without such a type, none. */
  | { kind: 'replace'; type: string; params?: Params; sizes?: number }
  /** Let the Input that feeds `handle` hold that. */
  | { kind: 'set-dtype'; handle: string; dtype: DType }
  /** Exchange the wires of two inputs. */
  | { kind: 'swap'; handles: readonly [string, string] }
  /** Take out the wire into `handle`, which may be without one. */
  | { kind: 'disconnect'; label: string; handle: string }
  /** Put a Flatten in front of the first Linear upstream that takes the wide input, else on the wire itself. */
  | { kind: 'flatten-upstream'; handle: string }

export interface RuleDetails {
  remedy?: string
  handle?: string
  param?: string
  /** The best first; those that do not hold here are not offered. */
  fixes?: RuleFix[]
}

/**
 * What does not fit at a node, with the place, the remedy in words, and solved remedies as data: PyTorch's own sentence as a
 * text, or one of Gradwire's as `told`.
 */
export class RuleError extends Error {
  override readonly name = 'RuleError'
  readonly details: RuleDetails
  readonly #told: Told | undefined

  constructor(sentence: string | Told, details: RuleDetails = {}) {
    super(typeof sentence === 'string' ? sentence : sentence.message)
    this.details = details
    this.#told = typeof sentence === 'string' ? undefined : sentence
  }

  /** As what a finding about a node of that type says; PyTorch's sentences have one code, `pytorch`. */
  told(type: string): Told {
    return this.#told ?? pytorchSays('pytorch', this.message, { type })
  }
}
