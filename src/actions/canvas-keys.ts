/** Keys that mean what has the focus on the canvas or in the palette, rather than an action of the whole page. */
import type { TextKey } from '../words/words'
import type { Shortcut } from './shortcut'

/** As the help shows them. */
export const canvasKeys = [
  { text: 'shortcuts.tab', keys: ['Tab'] },
  { text: 'shortcuts.inspect', keys: ['Enter'] },
  { text: 'shortcuts.select', keys: ['Space'] },
  { text: 'shortcuts.move', keys: ['ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowRight'] },
  { text: 'shortcuts.moveFar', keys: ['Shift+ArrowRight'] },
  { text: 'shortcuts.palette', keys: ['ArrowUp', 'ArrowDown'] },
] as const satisfies readonly { text: TextKey; keys: readonly Shortcut[] }[]

/** What the mouse does on the canvas, as the help shows it beside the keys. */
export const mouseGestures = [
  'pan',
  'panDrag',
  'zoom',
  'several',
  'more',
  'wire',
  'add',
  'addWired',
  'onWire',
  'open',
  'menu',
] as const
