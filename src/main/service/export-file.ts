/** A graph as one file for another program. */
import type { GraphDocument } from '../../graph/document'
import type { FileTargetName } from '../../graph/export/targets'
import type { Finding } from '../../graph/finding'
import type { ExportEngine } from './pytorch-folder'

export interface FileRequest {
  document: GraphDocument
  /** Has the graph open; null where there is none, or its weights are not wanted. */
  engine: ExportEngine | null
}

export type ExportedFile =
  { kind: 'file'; content: string | Uint8Array } | { kind: 'refused'; findings: Finding[] }

type MakeFile = (request: FileRequest) => ExportedFile | Promise<ExportedFile>

const MAKERS: Readonly<Record<FileTargetName, MakeFile>> = {
  safetensors: async ({ engine }) => {
    if (engine === null) return refused('The weights are in the engine, and it is not ready.')
    return { kind: 'file', content: await engine.weights() }
  },
}

/** The content of the file. Errors: what the target cannot show (`refused`); the engine's own refusals. */
export async function exportFile(target: FileTargetName, request: FileRequest): Promise<ExportedFile> {
  return MAKERS[target](request)
}

function refused(message: string): ExportedFile {
  return {
    kind: 'refused',
    findings: [{ severity: 'error', message, remedy: 'Wait until it is, then try again.' }],
  }
}
