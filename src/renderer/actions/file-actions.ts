/** New, open, save, samples. */
import { FileDown, FileInput, FilePlus2, FolderOpen, Save, SaveAll, Shapes } from 'lucide-react'
import {
  importDocument,
  importWeights,
  newDocument,
  openDocument,
  saveDocument,
  saveDocumentAs,
} from '../files/file-flow'
import { openDialog } from '../window/layout-store'
import type { Action } from './action'

export const fileActions: readonly Action[] = [
  { id: 'file.new', label: 'action.new', icon: FilePlus2, shortcuts: ['Mod+Alt+N'], perform: newDocument },
  {
    id: 'file.open',
    label: 'action.open',
    icon: FolderOpen,
    shortcuts: ['Mod+O'],
    inFields: true,
    perform: openDocument,
  },
  {
    id: 'file.samples',
    label: 'action.samples',
    icon: Shapes,
    shortcuts: ['Mod+Shift+O'],
    perform: () => openDialog('samples'),
  },
  { id: 'file.import', label: 'action.import', icon: FileInput, perform: importDocument },
  { id: 'file.importWeights', label: 'action.importWeights', icon: FileDown, perform: importWeights },
  {
    id: 'file.save',
    label: 'action.save',
    icon: Save,
    shortcuts: ['Mod+S'],
    inFields: true,
    perform: async (session) => {
      await saveDocument(session)
    },
  },
  {
    id: 'file.saveAs',
    label: 'action.saveAs',
    icon: SaveAll,
    shortcuts: ['Mod+Shift+S'],
    inFields: true,
    perform: async (session) => {
      await saveDocumentAs(session)
    },
  },
]
