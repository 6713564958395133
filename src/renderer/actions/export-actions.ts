/** The document for other programs; menus show these in this order. */
import { Boxes, FileImage, FileText, FileType, FolderOutput, Terminal, Weight, Workflow } from 'lucide-react'
import { exportFile, exportFolder } from '../files/export-flow'
import { copyMarkdown, copyMermaid, copyPrint } from '../files/copy-flow'
import type { Action } from './action'
import type { DocumentSession } from '../session/document-session'

function hasNodes(session: DocumentSession): boolean {
  return Object.values(session.editor.getState().document.modules).some(({ nodes }) => nodes.length > 0)
}

export const exportActions: readonly Action[] = [
  {
    id: 'file.exportPyTorch',
    label: 'action.exportPyTorch',
    short: 'export.pytorch',
    icon: FolderOutput,
    enabled: hasNodes,
    perform: (session) => exportFolder(session, 'pytorch'),
  },
  {
    id: 'file.exportOnnx',
    label: 'action.exportOnnx',
    short: 'export.onnx',
    icon: Boxes,
    enabled: hasNodes,
    perform: (session) => exportFile(session, 'onnx'),
  },
  {
    id: 'file.exportSafetensors',
    label: 'action.exportSafetensors',
    short: 'export.safetensors',
    icon: Weight,
    enabled: hasNodes,
    perform: (session) => exportFile(session, 'safetensors'),
  },
  {
    id: 'file.exportSvg',
    label: 'action.exportSvg',
    short: 'export.svg',
    icon: FileType,
    enabled: hasNodes,
    perform: (session) => exportFile(session, 'svg'),
  },
  {
    id: 'file.exportPng',
    label: 'action.exportPng',
    short: 'export.png',
    icon: FileImage,
    enabled: hasNodes,
    perform: (session) => exportFile(session, 'png'),
  },
  {
    id: 'file.exportMermaid',
    label: 'action.exportMermaid',
    short: 'export.mermaid',
    icon: Workflow,
    enabled: hasNodes,
    perform: (session) => exportFile(session, 'mermaid'),
  },
  {
    id: 'file.exportMarkdown',
    label: 'action.exportMarkdown',
    short: 'export.markdown',
    icon: FileText,
    enabled: hasNodes,
    perform: (session) => exportFile(session, 'markdown'),
  },
  {
    id: 'file.copyMermaid',
    label: 'action.copyMermaid',
    icon: Workflow,
    enabled: hasNodes,
    perform: copyMermaid,
  },
  {
    id: 'file.copyMarkdown',
    label: 'action.copyMarkdown',
    icon: FileText,
    enabled: hasNodes,
    perform: copyMarkdown,
  },
  {
    id: 'file.copyPrint',
    label: 'action.copyPrint',
    icon: Terminal,
    enabled: hasNodes,
    perform: copyPrint,
  },
]
