/** English, which every other language falls back to: one file an area, merged into one tree of keys. */
import { actions } from './actions'
import { editor } from './editor'
import { files } from './files'
import { live } from './live'
import { palette } from './palette'

export const english = { ...actions, ...palette, ...files, ...editor, live } as const
