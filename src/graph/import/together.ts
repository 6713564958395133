/** Files that are given together: which of them a net is in, what it imports, and which weights are its. */
import { decodeUtf8 } from '../formats/utf8'
import type { ImportFile } from './result/imported'
import { isWeightsFile } from './import-file'
import { importedNames, reachable } from './python/project'
import { isPyTorchText } from './pytorch-text'

export interface FilesTogether {
  /** Sources of a net that no other one imports; those of parts where all are imported. */
  nets: readonly ImportFile[]
  weights: readonly ImportFile[]
  others: readonly ImportFile[]
}

const SCRIPT = /(^|\/)train\.py$/

/**
 * - `folder`: what the folder is called that all lie in, where one was given
 *
 * Names are paths in that folder, with `/`.
 */
export function filesTogether(files: readonly ImportFile[], folder?: string): FilesTogether {
  const sources = new Map(
    files
      .filter(({ name }) => name.toLowerCase().endsWith('.py'))
      .map(({ name, bytes }) => [name, textOf(bytes)]),
  )
  const reached = (path: string) => reachable(path, (file) => sources.get(file), folder)
  const holding = [...sources]
    .filter(([path, text]) => definesNet(text) || (reached(path).size > 1 && derives(text)))
    .map(([path]) => path)
  const imported = new Set(
    holding.flatMap((path) => [...reached(path).keys()].filter((file) => file !== path)),
  )
  const roots = holding.filter((path) => !imported.has(path))
  const mains = roots.length > 0 ? roots : holding.length > 0 ? holding : [...sources.keys()]
  const script = [...sources].find(([path]) => SCRIPT.test(path) && !mains.includes(path))?.[1]
  const weights = files.filter((file) => !sources.has(file.name) && isWeightsFile(file))
  return {
    nets: mains.map((path) => ({
      name: path.split('/').at(-1) ?? path,
      bytes: files.find(({ name }) => name === path)?.bytes ?? new Uint8Array(),
      project: { path, files: sources, ...(folder === undefined ? {} : { name: folder }) },
      ...(script === undefined ? {} : { script }),
    })),
    weights,
    others: files.filter((file) => !sources.has(file.name) && !weights.includes(file)),
  }
}

/** A script that only trains a net may make a loss of `torch.nn`, but no module that holds others. */
export function definesNet(text: string): boolean {
  return isPyTorchText(text) && /\bModule\)|\bSequential\(/.test(text)
}

/** Empty for what is no text, which its reader then says. */
function textOf(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes)
  } catch {
    return ''
  }
}

/** Whether a class of it is derived from one that it imports. */
function derives(text: string): boolean {
  const imported = new Set(importedNames(text).map((name) => name.split('.').at(-1)))
  return [...text.matchAll(/^class\s+\w+\(([^)]*)\)/gm)].some(([, bases = '']) =>
    bases.split(',').some((base) => imported.has(base.trim().split('.').at(-1))),
  )
}
