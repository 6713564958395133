/** English, which every other language falls back to: one file an area, merged into one tree of keys. */
import { actions } from './actions'
import { debug } from './debug'
import { edits } from './edits'
import { editor } from './editor'
import { files } from './files'
import { hooks } from './hooks'
import { live } from './live'
import { palette } from './palette'
import { training } from './training'

export const english = {
  ...actions,
  ...edits,
  ...palette,
  ...files,
  ...editor,
  ...training,
  ...hooks,
  ...debug,
  live,
} as const
