/** The document for other programs; menus show these in this order. */
import { Boxes, FileImage, FileText, FileType, FolderOutput, Terminal, Weight, Workflow } from 'lucide-react'
import { exportFile, exportFolder } from '../files/export-flow'
import { copyMarkdown, copyMermaid, copyPrint } from '../files/copy-flow'
import { useEditorStore } from '../editing/editor-store'
import type { Action } from './action'

function hasNodes(): boolean {
  return Object.values(useEditorStore.getState().document.modules).some(({ nodes }) => nodes.length > 0)
}

export const exportActions: readonly Action[] = [
  {
    id: 'file.exportPyTorch',
    label: 'action.exportPyTorch',
    short: 'export.pytorch',
    icon: FolderOutput,
    enabled: hasNodes,
    perform: () => exportFolder('pytorch'),
  },
  {
    id: 'file.exportOnnx',
    label: 'action.exportOnnx',
    short: 'export.onnx',
    icon: Boxes,
    enabled: hasNodes,
    perform: () => exportFile('onnx'),
  },
  {
    id: 'file.exportSafetensors',
    label: 'action.exportSafetensors',
    short: 'export.safetensors',
    icon: Weight,
    enabled: hasNodes,
    perform: () => exportFile('safetensors'),
  },
  {
    id: 'file.exportSvg',
    label: 'action.exportSvg',
    short: 'export.svg',
    icon: FileType,
    enabled: hasNodes,
    perform: () => exportFile('svg'),
  },
  {
    id: 'file.exportPng',
    label: 'action.exportPng',
    short: 'export.png',
    icon: FileImage,
    enabled: hasNodes,
    perform: () => exportFile('png'),
  },
  {
    id: 'file.exportMermaid',
    label: 'action.exportMermaid',
    short: 'export.mermaid',
    icon: Workflow,
    enabled: hasNodes,
    perform: () => exportFile('mermaid'),
  },
  {
    id: 'file.exportMarkdown',
    label: 'action.exportMarkdown',
    short: 'export.markdown',
    icon: FileText,
    enabled: hasNodes,
    perform: () => exportFile('markdown'),
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
