/** The page's export: its document as files for another program, with the weights of its engine. */
import { basename } from 'node:path'
import { parseDocument } from '../../graph/parse'
import type { Finding } from '../../graph/finding'
import type { ExportedFolder } from '../contract'
import { fullPath } from './files'
import { fileError, HostError } from './host-error'
import type { PageSession } from './page-session'
import { pytorchFolder, writePyTorchFolder } from './pytorch-folder'

export interface ExportRequest {
  document: unknown
  path: string
  withWeights: boolean
  overwrite: boolean
}

/** Errors: what is wrong with the graph; the engine's refusals; those of the disk; `exists` unless `overwrite`. */
export async function exportGraph(
  { document: value, path, withWeights, overwrite }: ExportRequest,
  session: PageSession,
): Promise<ExportedFolder> {
  const { document, findings } = parseDocument(JSON.stringify(value) ?? '')
  if (document === null) throw refusal(findings)
  const engine = {
    weights: () => session.engine.request({ kind: 'weights' }),
    samples: () => session.engine.request({ kind: 'samples' }),
  }
  const folder = await pytorchFolder(document, withWeights ? engine : null)
  if (folder.kind === 'refused') throw refusal(folder.findings)
  const full = fullPath(path)
  try {
    await writePyTorchFolder(full, folder.files, overwrite)
  } catch (error) {
    throw fileError(error, 'write', full)
  }
  return { path: full, name: basename(full), missing: folder.missing }
}

function refusal(findings: readonly Finding[]): HostError {
  const first = findings.find(({ severity }) => severity === 'error')
  const { message = 'This is not a graph.', remedy, module, node, name, handle, param } = first ?? {}
  return new HostError({ message, remedy, module, node, name, handle, param, code: 'invalid' })
}
