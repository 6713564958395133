/** What is said between the bench and the programs that it times, a line of JSON each; child.ts and child.py answer alike. */
import type { Case, Pass } from './cases'

/** The argument that a program is started with. */
export interface Order {
  readonly case: Case
  readonly pass: Pass
  readonly seed: number
  readonly threads: number
  /** PyTorch: through torch.compile. */
  readonly compile: boolean
  /** Gradwire: `tensorflow` or `wasm`. */
  readonly backend: string | null
  /** Gradwire: each step as one graph. */
  readonly graph: boolean
}

export type Request =
  { readonly kind: 'check' | 'memory' } | { readonly kind: 'steps'; readonly count: number }

/** What a program says of itself. */
export interface About {
  readonly version: string
  /** The version of oneDNN, or whether it is on. */
  readonly oneDnn: string | boolean | null
  readonly instructions: string | readonly string[] | null
  readonly threads: number
  /** What the process held before it made a net. */
  readonly loadedBytes: number | null
  readonly backend?: string
  readonly blas?: string
}

export type Reply =
  | { readonly kind: 'ready'; readonly about: About }
  /** Numbers that only the same work gives. */
  | { readonly kind: 'checked'; readonly values: readonly number[] }
  | { readonly kind: 'timed'; readonly ms: readonly number[] }
  /** `peak` in bytes, where the system tells; `leaked` tensors since the first timed step. */
  | { readonly kind: 'memory'; readonly peak: number | null; readonly leaked: number }
  | { readonly kind: 'failed'; readonly message: string }
