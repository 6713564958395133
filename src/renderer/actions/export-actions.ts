/** The document for other programs; menus show these in this order. */
import { FolderOutput, Weight } from 'lucide-react'
import { exportFile, exportFolder } from '../files/export-flow'
import { useEditorStore } from '../state/editor-store'
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
    id: 'file.exportSafetensors',
    label: 'action.exportSafetensors',
    short: 'export.safetensors',
    icon: Weight,
    enabled: hasNodes,
    perform: () => exportFile('safetensors'),
  },
]
