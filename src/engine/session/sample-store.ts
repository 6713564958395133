/** The samples that a graph trains on: its Dataset node's, or tensors from a file. */
import type { InputSlot } from '../../graph/plan/input-slots'
import type { Dataset, Scaling } from '../data/dataset'
import { loadDataset } from '../data/index'
import { dequal } from 'dequal'
import { BatchSource } from './batch-source'
import type { Column } from './batch-source'
import { ProblemError, problemOf } from '../executor/problem'
import { dtypeOf, readTensors } from '../executor/named-tensors'
import type { NamedTensors } from '../executor/named-tensors'
import { tell } from '../../words/tell'

export interface Samples {
  train: BatchSource
  /** Null where nothing is held out. */
  heldOut: BatchSource | null
  /** Names of the classes, where the data has some. */
  classes?: readonly string[] | undefined
  /** How the data's x was scaled; left out: not at all. */
  scaling?: Scaling | undefined
}

/** Loads samples once and gives the same ones until the graph's data node, or the file, is another. */
export class SampleStore {
  private inputs: NamedTensors | null = null
  private known: { slots: InputSlot[]; samples: Samples } | null = null

  /** From now on these tensors are the data set. Errors: bytes that are no safetensors. */
  useInputs(bytes: Uint8Array): void {
    this.inputs = readTensors(bytes)
    this.known = null
  }

  /** Errors: no data source, a data set that cannot be read, tensors that do not fit the graph's inputs. */
  async for(slots: InputSlot[]): Promise<Samples> {
    if (this.known && dequal(slots, this.known.slots)) return this.known.samples
    const samples = this.inputs
      ? { train: sourceOf(this.inputs, slots), heldOut: null }
      : await fromDataset(slots)
    this.known = { slots, samples }
    return samples
  }
}

async function fromDataset(slots: InputSlot[]): Promise<Samples> {
  const sources = new Map(slots.filter(({ role }) => role === 'data').map((slot) => [slot.node, slot]))
  const [source] = sources.values()
  if (!source || sources.size > 1 || slots.some(({ role }) => role !== 'data')) throw noSource(sources.size)
  try {
    const dataset = await loadDataset(source.params)
    const all = new BatchSource(
      slots.map((slot) => columnOf(dataset, slot)),
      dataset.count,
    )
    const boundary = dataset.count - dataset.heldOut
    return {
      train: all.part(0, boundary),
      heldOut: dataset.heldOut > 0 ? all.part(boundary, dataset.count) : null,
      classes: dataset.classes,
      scaling: dataset.scaling,
    }
  } catch (error) {
    const { node, name } = source
    throw new ProblemError({ ...problemOf(error), node, name })
  }
}

function columnOf(dataset: Dataset, { node, handle }: InputSlot): Column {
  return handle === 'x'
    ? { node, handle, dtype: dataset.xDtype, shape: dataset.xShape, values: dataset.x }
    : { node, handle, dtype: dataset.yDtype, shape: dataset.yShape, values: dataset.y }
}

/** The tensors of a file as samples: one for each input of the graph, all with equally many samples. */
export function sourceOf(file: NamedTensors, slots: InputSlot[]): BatchSource {
  const columns = slots.map((slot) => fileColumn(file, slot))
  const [first] = columns
  if (!first) throw noSource(0)
  const odd = columns.find((column) => column.count !== first.count)
  if (odd)
    throw new ProblemError({
      message: tell(
        'engine.has_samples_but_has',
        "'{{first}}' has {{samples}} samples, but '{{other}}' has {{found}}.",
        { first: first.label, samples: first.count, other: odd.label, found: odd.count },
      ),
      remedy: tell('engine.every_tensor_needs_same_first', 'Every tensor needs the same first dimension.'),
      node: odd.column.node,
      name: odd.label,
    })
  return new BatchSource(
    columns.map(({ column }) => column),
    first.count,
  )
}

function fileColumn(file: NamedTensors, slot: InputSlot): { column: Column; count: number; label: string } {
  const { node, name, handle } = slot
  const labels = slot.role === 'data' ? [`${name}.${handle}`, handle] : [name]
  const label = labels.find((candidate) => file.has(candidate))
  const found = label === undefined ? undefined : file.get(label)
  if (label === undefined || !found)
    throw new ProblemError({
      message: tell(
        'engine.inputs_hold_no_tensor_they',
        "The inputs hold no tensor '{{label}}'; they hold {{names}}.",
        {
          label: labels[0] ?? '',
          names: [...file.keys()].join(', ') || tell('expectation.nothing', 'nothing'),
        },
      ),
      remedy: tell('engine.name_one_tensor_after_each', 'Name one tensor after each Input node.'),
      node,
      name,
    })
  const [count, ...shape] = found.shape
  const wanted = slot.params['shape'] as number[] | undefined
  if (count === undefined || (slot.role === 'input' && wanted && !dequal(wanted, shape)))
    throw new ProblemError({
      message: tell(
        'engine.other_shape',
        "'{{label}}' has the shape [{{shape}}], but the graph needs [{{wanted}}].",
        {
          label,
          shape: found.shape.join(', '),
          wanted: ['N', ...(wanted ?? [])].join(', '),
        },
      ),
      remedy: tell(
        'engine.first_dimension_is_batch_others',
        'The first dimension is the batch; the others are the shape of the Input node.',
      ),
      node,
      name,
    })
  const { values } = found
  const dtype = dtypeOf(found)
  const expected = slot.role === 'input' ? slot.params['dtype'] : dtype
  if (expected !== dtype)
    throw new ProblemError({
      message: tell(
        'engine.holds_values_but_graph_needs',
        "'{{label}}' holds {{dtype}} values, but the graph needs {{expected}}.",
        { label, dtype, expected: String(expected) },
      ),
      remedy: tell('engine.write_it_with_dtype_of', 'Write it with the dtype of the Input node.'),
      node,
      name,
    })
  return { column: { node, handle, dtype, shape, values }, count, label }
}

function noSource(datasets: number): ProblemError {
  return new ProblemError(
    datasets > 1
      ? {
          message: tell('engine.graph_has_more_than_one', 'The graph has more than one Dataset node.'),
          remedy: tell('engine.keep_one_of_them', 'Keep one of them.'),
        }
      : {
          message: tell('engine.graph_has_no_data_to', 'The graph has no data to run on.'),
          remedy: tell(
            'engine.add_dataset_node_or_give',
            'To train, add a Dataset node. An Input takes one sample by hand in the window, or a file of tensors on the command line.',
          ),
        },
  )
}
