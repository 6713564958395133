/** Weights as safetensors, and from files of other programs. */
import { scope } from '../core/scope'
import { isWhole, matchTexts, matchWeights } from '../../graph/import/match-weights'
import { readWeights } from '../../graph/import/weights-file'
import { pytorchKeys } from '../../graph/plan/pytorch-names'
import type { SafeTensors } from '../../graph/formats/safetensors'
import type { WeightsReport } from '../protocol'
import type { Model } from './model'
import { ProblemError } from '../executor/problem'
import { toTensor } from './tensor-file'
import { TensorSnapshot } from './tensor-snapshot'
import { tell } from '../../words/tell'

/** The net's `state_dict` as it is now, each key behind a prefix. */
export function weightsOf(model: Model, prefix = ''): TensorSnapshot {
  const snapshot = new TensorSnapshot()
  const own = model.compiled.net.stateDict()
  for (const [key, value] of own) snapshot.add(prefix + key, value)
  for (const [key, { dtype, shape, values }] of model.unused)
    snapshot.addValues(prefix + key, dtype, [...shape], values)
  const source = sourceKeys(model, own.keys())
  // A second name of a tensor has what that has by now.
  for (const [key, of] of Object.entries(model.document.unused_weights ?? {})) {
    const same = typeof of === 'string' ? own.get(source.get(of) ?? of) : undefined
    if (same !== undefined) snapshot.add(prefix + key, same)
  }
  return snapshot
}

/** The net's own keys by those of the source that it comes from. */
function sourceKeys({ plan }: Model, keys: Iterable<string>): Map<string, string> {
  return new Map([...pytorchKeys(plan, keys)].map(([key, written]) => [written, key]))
}

/** The net's `state_dict` as a safetensors file. */
export function packWeights(model: Model): Uint8Array {
  return weightsOf(model).bytes()
}

/**
 * Loads the tensors of a file, whichever program wrote it.
 *
 * Errors: a file that cannot be read; with `strict`, PyTorch's sentences for keys and sizes that do not fit.
 */
export function takeWeights(model: Model, bytes: Uint8Array, mode: LoadMode = 'strict'): WeightsReport {
  const read = readWeights(bytes)
  if (read.kind === 'refused') {
    const { message = tell('engine.weights_cannot_be_read', 'The weights cannot be read.'), remedy } =
      read.findings[0] ?? {}
    throw new ProblemError({ message, ...(remedy === undefined ? {} : { remedy }) })
  }
  const { compiled, document } = model
  const own = compiled.net.stateDict()
  const shapes = new Map([...own].map(([key, { shape }]) => [key, shape]))
  const match = matchWeights(shapes, read.weights, sourceKeys(model, own.keys()), document.unused_weights)
  const whole = isWhole(match)
  const loaded = whole || mode !== 'whole'
  if (mode === 'strict' && !whole) load(compiled.net, match.all, true)
  else if (loaded) load(compiled.net, match.fitting, false)
  if (loaded) model.unused = match.unused
  return {
    fitting: match.fitting.size,
    loaded,
    total: own.size,
    problems: matchTexts(match),
    notes: [
      ...read.notes.map(({ message }) => message),
      ...renamedNote(match.renamed),
      ...holderNote(match.holder),
    ],
  }
}

type LoadMode = 'strict' | 'whole' | 'fitting'

function load(net: Model['compiled']['net'], weights: SafeTensors, strict: boolean): void {
  scope(() => {
    net.loadStateDict(new Map([...weights].map(([key, value]) => [key, toTensor(value)])), { strict })
  })
}

function holderNote(prefix: string | undefined): string[] {
  return prefix === undefined
    ? []
    : [
        tell(
          'engine.holder',
          "Every key began with '{{prefix}}', which the net does not have; it was taken off.",
          {
            prefix,
          },
        ),
      ]
}

function renamedNote(count: number): string[] {
  return count === 0
    ? []
    : [
        tell(
          'engine.renamed_keys',
          {
            one: '{{count}} key is written otherwise in the file, as PyTorch numbers the modules of a Sequential or a ModuleList.',
            other:
              '{{count}} keys are written otherwise in the file, as PyTorch numbers the modules of a Sequential or a ModuleList.',
          },
          { count },
        ),
      ]
}
