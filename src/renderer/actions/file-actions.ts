/** New, open, save, samples, import. */
import {
  importDocument,
  importWeights,
  newDocument,
  openDocument,
  saveDocument,
  saveDocumentAs,
} from '../files/file-flow'
import { openDialog } from '../window/layout-store'
import { saveWeightsToo, useSavingStore } from '../window/saving-store'
import type { Performed } from './performed'

export const fileActions: Performed<'file'> = {
  'file.new': newDocument,
  'file.open': openDocument,
  'file.samples': () => openDialog('samples'),
  'file.import': importDocument,
  'file.importWeights': importWeights,
  'file.save': async (session) => void (await saveDocument(session)),
  'file.saveWeights': () => saveWeightsToo(useSavingStore.getState().weights !== true),
  'file.saveAs': async (session) => void (await saveDocumentAs(session)),
}
