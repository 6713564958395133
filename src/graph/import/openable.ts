/** What was imported, where it can be opened too. */
import { tooManyItems } from '../file/item-limit'
import type { Imported } from './result/imported'

export function openable(imported: Imported): Imported {
  if (imported.kind === 'refused') return imported
  const tooMany = tooManyItems(imported.document.modules)
  if (tooMany === undefined) return imported
  return { kind: 'refused', findings: [{ severity: 'error', ...tooMany, fatal: true }] }
}
