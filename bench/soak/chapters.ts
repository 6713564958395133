/** The nets that a soak trains one after another: samples with few data, so that epochs end often, and what is edited in them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export interface Chapter {
  readonly sample: string
  /** The node that hooks act on, that steps stop at, and that is frozen. */
  readonly node: string
  /** Takes that node's values. */
  readonly parameter: string
  /** Samples, and those of them that are held out. The last batch of an epoch is smaller. */
  readonly data: { count: number; held_out: number }
  /** An argument that an edit changes. */
  readonly edit: { node: string; params: Record<string, unknown> }
}

/** Convolutions, normalisation, a recurrent net, attention with a Parameter node, and nets of few operations. */
export const CHAPTERS: readonly Chapter[] = [
  {
    sample: 'mnist-cnn',
    node: 'n7',
    parameter: 'weight',
    data: { count: 150, held_out: 40 },
    edit: { node: 'n7', params: { out_features: 96 } },
  },
  {
    sample: 'resnet-small',
    node: 'n1',
    parameter: 'weight',
    data: { count: 170, held_out: 35 },
    edit: { node: 'n1', params: { bias: true } },
  },
  {
    sample: 'char-lstm',
    node: 'n3',
    parameter: 'weight',
    data: { count: 150, held_out: 35 },
    edit: { node: 'n2', params: { hidden_size: 48 } },
  },
  {
    sample: 'autoencoder',
    node: 'n4',
    parameter: 'bias',
    data: { count: 320, held_out: 60 },
    edit: { node: 'n4', params: { out_features: 24 } },
  },
  {
    sample: 'transformer-encoder',
    node: 'n1',
    parameter: 'weight',
    data: { count: 250, held_out: 45 },
    edit: { node: 'n5', params: { bias: false } },
  },
  {
    sample: 'xor-mlp',
    node: 'n1',
    parameter: 'weight',
    data: { count: 150, held_out: 30 },
    edit: { node: 'n1', params: { out_features: 12 } },
  },
]

const node = z.looseObject({ id: z.string(), type: z.string(), params: z.record(z.string(), z.unknown()) })
const sampleFile = z.looseObject({
  main: z.string(),
  modules: z.record(
    z.string(),
    z.looseObject({ nodes: z.array(node), edges: z.array(z.looseObject({ id: z.string() })) }),
  ),
  training: z.looseObject({}),
})
export type SoakDocument = z.infer<typeof sampleFile>
type Node = z.infer<typeof node>

/** The document of a chapter. */
export function documentOf({ sample, data }: Chapter): SoakDocument {
  const file = fileURLToPath(new URL(`../../resources/samples/${sample}.json`, import.meta.url))
  const document = sampleFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  document.training = { ...document.training, epochs: 1e6 }
  return withNodes(document, (each) => each.type === 'Dataset', { params: data })
}

/** With these arguments of a node besides. */
export function edited(document: SoakDocument, { edit }: Chapter): SoakDocument {
  return withNodes(document, ({ id }) => id === edit.node, { params: edit.params })
}

/** With what a node learns frozen. */
export function frozen(document: SoakDocument, { node: place }: Chapter): SoakDocument {
  return withNodes(document, ({ id }) => id === place, { requires_grad: false })
}

export function hooked(document: SoakDocument, hooks: readonly object[]): SoakDocument {
  const { main, modules } = document
  return { ...document, modules: { ...modules, [main]: { ...modules[main]!, hooks } } }
}

/** The wires of the main definition. */
export function wiresOf({ main, modules }: SoakDocument): string[] {
  return modules[main]!.edges.map(({ id }) => id)
}

function withNodes(
  document: SoakDocument,
  which: (node: Node) => boolean,
  { params = {}, ...more }: { params?: Record<string, unknown>; requires_grad?: boolean },
): SoakDocument {
  const { main, modules } = document
  const nodes = modules[main]!.nodes.map((each) =>
    which(each) ? { ...each, ...more, params: { ...each.params, ...params } } : each,
  )
  return { ...document, modules: { ...modules, [main]: { ...modules[main]!, nodes } } }
}
