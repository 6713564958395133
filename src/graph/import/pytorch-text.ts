/** Text about a PyTorch net, whichever kind it is: source, or what `print(net)` writes. */
import { decodeUtf8 } from '../formats/utf8'
import type { ImportFile } from './result/imported'
import type { Imported } from './result/imported'
import { isKeras, plainText } from './pasted'
import { openable } from './openable'
import { isPrinted } from './print/parse-print'
import { isTable } from './print/parse-table'
import { readPrint } from './print/read-print'
import { readPython } from './python/read-python'
import type { PythonSource } from './python/read-python'
import { tell, told } from '../../words/tell'

/** Whether a text may describe a net; it is quick. */
export function isPyTorchText(given: string): boolean {
  const text = plainText(given.slice(0, 2_000_000))
  return (
    isPrinted(text) ||
    isTable(text) ||
    (isKeras(text) && /\bkeras\.|\(None, /.test(text)) ||
    /\bnn\.[A-Z]\w*\(|\(nn\.Module\)|\bSequential\(/.test(text.slice(0, 200_000))
  )
}

/** Never throws. */
export function readPyTorchText(given: string, source: PythonSource = {}): Imported {
  const text = plainText(given)
  if (isKeras(text)) return refusedKeras()
  return openable(
    isPrinted(text) || isTable(text) ? readPrint(text, source.title ?? '') : readPython(text, source),
  )
}

function refusedKeras(): Imported {
  const said = told('python.no_keras', 'This is a net of Keras, which is not read as source.')
  const remedy = tell(
    'remedy.keras_onnx',
    'Export it to ONNX (tf2onnx, or model.export), and import that file.',
  )
  return { kind: 'refused', findings: [{ severity: 'error', ...said, remedy, fatal: true }] }
}

export function isPyTorchTextFile(bytes: Uint8Array): boolean {
  const text = textOf(bytes)
  return text !== undefined && isPyTorchText(text)
}

export function readPyTorchTextFile({ bytes, script, project, net }: ImportFile): Imported {
  const text = textOf(bytes)
  if (text !== undefined) return readPyTorchText(text, { script, project, net })
  return {
    kind: 'refused',
    findings: [
      {
        severity: 'error',
        ...told('import.no_text', 'This file is no text.'),
        remedy: tell('remedy.save_utf8', 'Save it as UTF-8.'),
        fatal: true,
      },
    ],
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = decodeUtf8(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}
