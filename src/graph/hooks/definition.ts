/** What a type of hook is: everything that checks, forms, plan, engine and exports know of it. */
import { z } from 'zod'
import type { Params } from '../document/document'
import type { HookPass, PlaceKind } from '../document/hook-place'
import type { OnnxNode } from '../onnx/writing/onnx-node'
import type { Value } from '../onnx/writing/value'
import type { ParamProblem } from '../params/param-findings'
import { withWords } from '../params/type-words'
import type { PythonSupport } from '../pytorch/rule'

/** What can be hooked at each place. */
export const PASSES_AT: Readonly<Record<PlaceKind, readonly HookPass[]>> = {
  edge: ['forward', 'backward'],
  port: ['forward', 'backward'],
  parameter: ['backward', 'after_step'],
  node: ['forward', 'backward'],
}

/** How a hook is written in an exported `model.py`: `name(arguments)` makes a function of a tensor. */
export interface PythonHook extends PythonSupport {
  /** Other functions that its source calls. */
  needs?: readonly PythonSupport[]
}

/** The same of a hook that is registered on a module as it is, and sees tuples. */
export interface PythonModuleHook {
  forward: PythonSupport
  backward: PythonSupport
}

export interface HookSpec<S extends z.ZodRawShape, P = z.output<z.ZodObject<S>>> {
  /** The `type` in the file. */
  type: string
  /** One line; x is what passes. */
  doc: string
  params?: S
  /** Default: every place and pass that there is. */
  places?: readonly PlaceKind[]
  passes?: readonly HookPass[]
  /** Leaves what passes as it is, and only looks. */
  looks?: true
  /** Draws random numbers: it has a generator of its own. */
  draws?: true
  /** What is wrong with params that the schema takes. */
  problem?: (params: P) => ParamProblem | undefined
  pytorch: {
    /** Makes the function of a tensor; it may differ from pass to pass. */
    hook?: (pass: HookPass) => PythonHook
    /** For one on a node alone. */
    onModule?: PythonModuleHook
    /** Arguments as Python source (default: the params as they are, without defaults). */
    arguments?: (params: P) => readonly string[]
  }
  /** The value as ONNX operators make it, in evaluation; or why it cannot. */
  onnx: ((node: OnnxNode<unknown>, value: Value, params: P) => Value) | { unsupported: () => string }
}

/** A type of hook with every default filled in. */
export interface HookDefinition {
  readonly type: string
  readonly doc: string
  readonly params: z.ZodObject
  readonly places: readonly PlaceKind[]
  readonly passes: readonly HookPass[]
  readonly looks: boolean
  readonly draws: boolean
  readonly problem: (params: Params) => ParamProblem | undefined
  readonly pytorch: HookSpec<z.ZodRawShape, Params>['pytorch']
  readonly onnx: HookSpec<z.ZodRawShape, Params>['onnx']
}

/** Makes a type of hook from its spec. */
export function defineHook<S extends z.ZodRawShape>(spec: HookSpec<S>): HookDefinition {
  // As with node types: outside, params are records that `params` has parsed.
  const rules = spec as unknown as HookSpec<z.ZodRawShape, Params>
  return withWords('hooks', {
    type: spec.type,
    doc: spec.doc,
    params: z.strictObject(spec.params ?? {}),
    places: spec.places ?? ['edge', 'port', 'parameter', 'node'],
    passes: spec.passes ?? ['forward', 'backward', 'after_step'],
    looks: spec.looks ?? false,
    draws: spec.draws ?? false,
    problem: rules.problem ?? (() => undefined),
    pytorch: rules.pytorch,
    onnx: rules.onnx,
  })
}

/** The passes in which a type works at a place; empty where it does not work there at all. */
export function passesOf(definition: HookDefinition, place: PlaceKind): HookPass[] {
  if (!definition.places.includes(place)) return []
  return PASSES_AT[place].filter((pass) => definition.passes.includes(pass))
}
