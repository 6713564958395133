/** The document for other programs: as files, and on the clipboard. */
import type { ExportTargetName } from '../../graph/export/targets'
import { copyMarkdown, copyMermaid, copyPrint } from '../files/copy-flow'
import { exportFile, exportFolder } from '../files/export-flow'
import type { Perform, Performed } from './performed'

/** Of every target in the table of targets; one that no action leads to does not compile. */
const toFiles: Readonly<Record<`export.${ExportTargetName}`, Perform>> = {
  'export.pytorch': (session) => exportFolder(session, 'pytorch'),
  'export.onnx': (session) => exportFile(session, 'onnx'),
  'export.safetensors': (session) => exportFile(session, 'safetensors'),
  'export.svg': (session) => exportFile(session, 'svg'),
  'export.png': (session) => exportFile(session, 'png'),
  'export.mermaid': (session) => exportFile(session, 'mermaid'),
  'export.markdown': (session) => exportFile(session, 'markdown'),
}

export const exportActions: Performed<'export'> = {
  ...toFiles,
  'export.copyMermaid': copyMermaid,
  'export.copyMarkdown': copyMarkdown,
  'export.copyPrint': copyPrint,
}
