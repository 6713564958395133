/** Reads a file of weights, whichever program wrote it: safetensors, or PyTorch's own format. */
import type { Finding } from '../document/finding'
import { readSafetensors, SafetensorsError } from '../formats/safetensors'
import type { SafeTensor, SafeTensors } from '../formats/safetensors'
import type { ImportNote } from './result/imported'
import { PickleError } from './pickle/values'
import { conversionNote, isPyTorchFile, readPyTorch } from './pytorch-file/read-pytorch'
import { ZipError } from './pytorch-file/zip'
import { unforeseen } from './result/unforeseen'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

export type WeightsRead =
  | { kind: 'weights'; weights: SafeTensors; notes: readonly ImportNote[] }
  | { kind: 'refused'; findings: readonly Finding[] }

/** Endings of file names, for dialogs. */
export const weightsEndings: readonly string[] = ['safetensors', 'pt', 'pth', 'bin', 'ckpt', 'tar']

/** Whether the bytes begin as those of a file of weights do; it is quick. */
export function isWeights(bytes: Uint8Array): boolean {
  return isPyTorchFile(bytes) || isTar(bytes) || (bytes.length > 10 && bytes[7] === 0 && bytes[8] === 0x7b)
}

/** Never throws, whatever the bytes are. */
export function readWeights(bytes: Uint8Array): WeightsRead {
  try {
    if (isPyTorchFile(bytes)) return { kind: 'weights', ...readPyTorch(bytes) }
    if (isTar(bytes))
      throw new PickleError(
        told('weights.old_format', 'It is in the format of PyTorch before 0.1.10.'),
        tell(
          'import.load_it_with_old_pytorch',
          'Load it with an old PyTorch, and save its state_dict with a newer one.',
        ),
      )
    const converted = new Map<string, number>()
    const weights = readSafetensors(bytes, (_name, dtype) =>
      converted.set(dtype, (converted.get(dtype) ?? 0) + 1),
    )
    const notes = [...converted].map(([dtype, count]): ImportNote => ({
      severity: 'info',
      ...conversionNote(dtype, count),
    }))
    return { kind: 'weights', ...ownResult({ weights, notes }) }
  } catch (error) {
    return {
      kind: 'refused',
      findings: [problem(error, bytes)],
    }
  }
}

interface Read {
  weights: SafeTensors
  notes: readonly ImportNote[]
}

/** What `gradwire train --out` puts before the keys of the weights. */
const FINAL = 'final/'
/** What `gradwire run --out` puts before the names of what flowed; no key of a state_dict has a slash. */
const flowed = (key: string): boolean => /^(act|grad|param_grad|hook|metric)\//.test(key)

/** The weights of a file that `gradwire train --out` wrote, by their plain keys; any other file as it is. Errors: a file of `gradwire run`. */
function ownResult({ weights, notes }: Read): Read {
  const keys = [...weights.keys()]
  if (!keys.some((key) => key.startsWith(FINAL))) {
    if (keys.some(flowed) && keys.every((key) => flowed(key) || key === 'loss')) throw new PassError()
    return { weights, notes }
  }
  const final = new Map<string, SafeTensor>()
  const left: string[] = []
  for (const [key, tensor] of weights) {
    if (key.startsWith(FINAL)) final.set(key.slice(FINAL.length), tensor)
    else left.push(key)
  }
  const path = FINAL
  const others = left.length > 5 ? [...left.slice(0, 5), '…'] : left
  const taken =
    others.length === 0
      ? told('weights.inside', "The weights are those in '{{path}}'.", { path })
      : told('weights.inside_among_others', "The weights are those in '{{path}}'. Left out: {{others}}.", {
          path,
          others: others.join(', '),
        })
  return { weights: final, notes: [...notes, { severity: 'info', ...taken }] }
}

/** A file of activations and gradients, given as weights. */
class PassError extends Error {
  override readonly name = 'PassError'
}

function problem(error: unknown, bytes: Uint8Array): Finding {
  const said = knownProblem(error, bytes)
  return said === undefined ? unforeseen(error) : { severity: 'error', ...said }
}

function knownProblem(error: unknown, bytes: Uint8Array): (Told & { remedy: string }) | undefined {
  if (error instanceof SafetensorsError)
    return {
      ...(isWeights(bytes)
        ? error.told
        : told(
            'weights.unknown_format',
            'This is neither a safetensors file nor one that torch.save wrote, or it is cut short.',
          )),
      remedy: tell(
        'import.give_file_of_weights_safetensors',
        'Give a file of weights: safetensors, or what torch.save(net.state_dict(), …) wrote.',
      ),
    }
  if (error instanceof PassError)
    return {
      ...told('weights.of_a_pass', 'This is what gradwire run wrote of one pass; it holds no weights.'),
      remedy: tell(
        'import.give_what_train_wrote',
        'Give a file of weights, such as what gradwire train --out or --weights-out wrote.',
      ),
    }
  if (error instanceof PickleError) return { ...error.told, remedy: error.remedy }
  if (error instanceof ZipError)
    return {
      ...error.told,
      remedy: tell('import.get_file_again_or_save', 'Get the file again, or save it again: it is damaged.'),
    }
  return undefined
}

/** The oldest files were archives of another kind. */
function isTar(bytes: Uint8Array): boolean {
  return bytes.length > 262 && String.fromCharCode(...bytes.subarray(257, 262)) === 'ustar'
}
