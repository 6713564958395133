/** English, which every other language falls back to: one file an area, merged into one tree of keys. */
import { actions } from './actions'
import { changes } from './changes'
import { debug } from './debug'
import { code } from './code'
import { dropped } from './dropped'
import { edits } from './edits'
import { editor } from './editor'
import { explain } from './explain'
import { feed } from './feed'
import { ranked } from './ranked'
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
  ...dropped,
  ...editor,
  ...training,
  ...hooks,
  ...debug,
  code,
  explain,
  feed,
  ranked,
  ...changes,
  live,
} as const
