/** The graph document, version 1: one JSON file that people save, diff and review. */
import { z } from 'zod'
import { freshIds } from './identifiers'
import { MAX_LENGTH, PATH } from './pytorch-path'

// The page's content security policy forbids compiling code at run time, which zod would otherwise try.
z.config({ jitless: true })

export const FORMAT = 'gradwire.graph'
export const VERSION = 1

/** Keeps unknown keys on a round trip, but types only the known ones. */
function open<S extends z.ZodRawShape>(shape: S): z.ZodObject<S> {
  return z.looseObject(shape)
}

/** Of an id, and of a key of weights. */
export const LONGEST_NAME = 200
/** Of a tensor that no node has. */
export const MOST_SIZES = 8

/** Ids and names become keys of objects, where this one word is not a key. */
const id = z
  .string()
  .max(LONGEST_NAME)
  .regex(/^(?!__proto__$)./s)
const anyParams = z.record(z.string(), z.unknown())

/** The canvas reaches so far in every direction: ten thousand nodes in a row take a third of that. */
export const FARTHEST = 10_000_000

/** In pixels of the canvas. Where nobody can see anything, adding one to a place no longer changes it. */
const coordinate = z
  .number()
  .overwrite((value) => Math.min(FARTHEST, Math.max(-FARTHEST, value)))
  .meta({ minimum: -FARTHEST, maximum: FARTHEST })

export const positionSchema = open({ x: coordinate, y: coordinate })

export const nodeSchema = open({
  id: id.meta({ description: 'Never changes; edges, probes and weights refer to it.' }),
  type: z.string().min(1).meta({ description: 'A node type, e.g. Conv2d.' }),
  name: z
    .string()
    .regex(/^(?!__proto__$)/)
    .meta({ description: 'Attribute name in the nn.Module tree: a Python identifier, unique here.' }),
  params: anyParams.default({}).meta({ description: "PyTorch's keyword arguments." }),
  call: z.enum(['module', 'functional']).optional(),
  loss_weight: z.number().optional().meta({ description: 'Factor of this loss in the total (default 1).' }),
  requires_grad: z
    .union([z.boolean(), z.record(z.string(), z.boolean())])
    .optional()
    .meta({ description: 'False: its parameters are frozen; or for each of them by its name.' }),
  pytorch_name: z.string().max(MAX_LENGTH).regex(PATH).optional().meta({
    description: "Path of the module in PyTorch's state_dict where it is not the name: 0, layers.0.",
  }),
  shared_with: id.optional().meta({ description: 'Id of the node whose parameters this one uses.' }),
  position: positionSchema.default({ x: 0, y: 0 }),
}).meta({ id: 'node' })

export const edgeSchema = open({
  id,
  source: id,
  sourceHandle: id,
  target: id,
  targetHandle: id,
})

/** A wire that is worth a look, in the list “Look here”; a file has them as `probes`. */
export const lookHereSchema = open({ edge: id })

/** One of `edge`, `port`, `parameter` and `node` says where it sits. */
export const hookSchema = open({
  id: id.optional().meta({ description: 'Made where it is left out.' }),
  edge: id.optional().meta({ description: 'The value at the end of that wire.' }),
  port: open({ node: id, handle: id }).optional().meta({ description: 'An output of a node.' }),
  parameter: open({ node: id, name: z.string().max(200).default('') })
    .optional()
    .meta({ description: 'A parameter of a node, by its name in state_dict.' }),
  node: id.optional().meta({ description: "The call of a node's module." }),
  pass: z.enum(['forward', 'backward', 'after_step']),
  type: z.string().min(1).meta({ description: 'What it does, e.g. clip_norm.' }),
  params: anyParams.default({}),
  enabled: z.boolean().optional().meta({ description: 'False: as if it were not there (default true).' }),
}).meta({ id: 'hook' })

/** Stops a training step; one of `edge`, `port`, `parameter` and `node` says where. Stands in the document's `view`. */
export const breakpointSchema = open({
  id: id.optional().meta({ description: 'Made where it is left out.' }),
  module: z.string().meta({ description: 'The definition that the place is in: all its instances.' }),
  path: z.array(id).optional().meta({ description: 'Ids of the instances around: of one instance alone.' }),
  edge: id.optional(),
  port: open({ node: id, handle: id }).optional(),
  parameter: open({ node: id, name: z.string().max(200).default('') }).optional(),
  node: id.optional().meta({ description: 'All outputs of a node.' }),
  pass: z.enum(['forward', 'backward', 'after_step']),
  condition: z.string().max(2000).default('always'),
  enabled: z.boolean().optional().meta({ description: 'False: as if it were not there (default true).' }),
}).meta({ id: 'breakpoint' })

const hooksSchema = z.array(hookSchema).transform(withHookIds)

export const moduleSchema = open({
  nodes: z.array(nodeSchema),
  edges: z.array(edgeSchema),
  probes: z.array(lookHereSchema).optional(),
  hooks: hooksSchema.optional(),
})

export const optimizerSchema = open({ type: z.string().min(1), params: anyParams.default({}) })

export const schedulerSchema = open({ type: z.string().min(1), params: anyParams.default({}) })

export const trainingSchema = open({
  optimizer: optimizerSchema.default({ type: 'SGD', params: { lr: 0.01 } }),
  scheduler: schedulerSchema
    .optional()
    .meta({ description: 'Changes the learning rate as training goes on.' }),
  batch_size: z.int().min(1).max(1_000_000).default(64),
  epochs: z.int().min(1).max(1_000_000).default(1),
  seed: z.int().min(0).default(0),
  zero_grad: z
    .boolean()
    .optional()
    .meta({ description: 'False: gradients add up from step to step (default true).' }),
  accumulate: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .meta({ description: 'The optimiser steps after so many batches, whose gradients add up (default 1).' }),
})

const metaSchema = open({ title: z.string().optional(), lesson: z.string().optional() })

export const documentSchema = open({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  meta: metaSchema.optional(),
  main: z.string().min(1).meta({ description: 'Name of the root definition.' }),
  modules: z.record(z.string(), moduleSchema),
  training: trainingSchema.prefault({}),
  weights: z
    .string()
    .max(255)
    .regex(/^[^/\\]+$/)
    .optional()
    .meta({ description: 'Name of a file of trained weights (safetensors) beside this one.' }),
  unused_weights: z
    .record(id, z.union([z.array(z.int().min(0)).max(MOST_SIZES), z.string()]))
    .optional()
    .meta({
      description:
        "Tensors of PyTorch's state_dict that no node has, as those of layers that are never called: their sizes by key, or the key of the same tensor.",
    }),
  view: anyParams
    .optional()
    .meta({ description: 'View state that a reader may drop; `breakpoints` is a list of breakpoints.' }),
})

/** Read-only at every depth: a document changes only by a command that makes a new one. */
type Immutable<T> = T extends (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T

export type GraphDocument = Immutable<z.output<typeof documentSchema>>
export type ModuleDefinition = Immutable<z.output<typeof moduleSchema>>
export type GraphNode = Immutable<z.output<typeof nodeSchema>>
export type GraphEdge = Immutable<z.output<typeof edgeSchema>>
/** A breakpoint as it is read: each has an id. */
export type Breakpoint = Immutable<z.output<typeof breakpointSchema> & { id: string }>
export type LookHere = Immutable<z.output<typeof lookHereSchema>>
export type Hook = NonNullable<ModuleDefinition['hooks']>[number]
export type Training = Immutable<z.output<typeof trainingSchema>>
export type Position = Immutable<z.output<typeof positionSchema>>
export type Params = Readonly<Record<string, unknown>>
export type CallMode = 'module' | 'functional'

/** The definition of that name; names such as `constructor` never reach into JavaScript's own objects. */
export function definitionOf(document: GraphDocument, name: string): ModuleDefinition | undefined {
  return Object.hasOwn(document.modules, name) ? document.modules[name] : undefined
}

/** Hooks of a file that has no ids for them get some that stay as long as the list does. */
function withHookIds<H extends { id?: string | undefined }>(hooks: H[]): (H & { id: string })[] {
  const next = freshIds('h', hooks.flatMap((hook) => hook.id ?? [])) // prettier-ignore
  return hooks.map((hook) => ({ ...hook, id: hook.id ?? next() }))
}

/** An empty graph, as File ▸ New makes it. */
export function emptyDocument(): GraphDocument {
  return documentSchema.parse({
    format: FORMAT,
    version: VERSION,
    main: 'Net',
    modules: { Net: { nodes: [], edges: [] } },
  })
}
