/** Somebody else's file as a document: one row for each format, chosen by what the bytes are and what the name ends in. */
import type { Imported, ImportFile } from './result/imported'
import { ImportRefusal } from './result/import-refusal'
import { isOnnx, readOnnx } from './onnx/read-onnx'
import { unforeseen } from './result/unforeseen'
import { isPyTorchTextFile, readPyTorchTextFile } from './pytorch-text'
import { openable } from './openable'
import { isWeights, weightsEndings } from './weights-file'
import { tell, told } from '../../words/tell'

export type { ImportFile }

export interface ImportFormat {
  /** As people call it. */
  name: string
  /** Without the dot, in lower case. */
  extensions: readonly string[]
  /** True when the bytes look like this format; it is quick and never throws. */
  sniff: (bytes: Uint8Array) => boolean
  /** Reads the whole file. Errors: {@link ImportRefusal} with a remedy. */
  read: (file: ImportFile) => Imported
}

/** Every format, the surest first. */
export const importFormats: readonly ImportFormat[] = [
  { name: 'ONNX', extensions: ['onnx'], sniff: isOnnx, read: readOnnx },
  { name: 'weights', extensions: weightsEndings, sniff: isWeights, read: refuseWeights },
  {
    name: 'PyTorch text',
    extensions: ['py', 'txt', 'ipynb'],
    sniff: isPyTorchTextFile,
    read: readPyTorchTextFile,
  },
]

/** What the names of files that can be imported end in, without the dot. */
export const importExtensions: readonly string[] = [
  ...new Set(importFormats.flatMap(({ extensions }) => extensions)),
]

/** True for a name that ends as those of an importable format do. */
export function isImportable(name: string): boolean {
  return importExtensions.includes(extensionOf(name))
}

/** True for a file of weights alone: it goes into the graph that is open. */
export function isWeightsFile({ name, bytes }: ImportFile): boolean {
  return formatOf({ name, bytes })?.read === refuseWeights
}

/** Weights say what is in a net, not how it is connected. */
function refuseWeights({ name }: ImportFile): Imported {
  throw new ImportRefusal(
    told('import.only_weights', "'{{file}}' holds weights, which do not say how a net is connected.", {
      file: name,
    }),
    {
      remedy: tell(
        'remedy.import_graph_first',
        'Open or import its graph first, and give it these weights: File ▸ Import… in the app, --weights on the command line.',
      ),
    },
  )
}

/** Reads a file of any known format. It never throws: what cannot be read comes back as findings. */
export function importFile(file: ImportFile): Imported {
  try {
    const format = formatOf(file)
    if (format !== undefined) return openable(format.read(file))
    const names = importFormats.map(({ name, extensions }) => `${name} (.${extensions.join(', .')})`)
    throw new ImportRefusal(
      told('import.unknown_kind', "'{{file}}' is of no kind that Gradwire imports.", { file: file.name }),
      {
        remedy: tell('remedy.imports', 'It imports {{kinds}}.', { kinds: names.join(', ') }),
      },
    )
  } catch (error) {
    return { kind: 'refused', findings: [error instanceof ImportRefusal ? error.finding : unforeseen(error)] }
  }
}

/** By name and bytes; else by the bytes; else by the name, whose reader then says what is wrong with the bytes. */
function formatOf({ name, bytes }: ImportFile): ImportFormat | undefined {
  const extension = extensionOf(name)
  const named = importFormats.filter(({ extensions }) => extensions.includes(extension))
  return (
    named.find((format) => format.sniff(bytes)) ??
    importFormats.find((format) => format.sniff(bytes)) ??
    named[0]
  )
}

function extensionOf(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
}
