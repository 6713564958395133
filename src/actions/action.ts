/** What is known of an action apart from what it does: page, native menu, palette and help read it. */
import type { Shortcut } from './shortcut'

/** When an action can be run; the page says whether it holds now. */
export type Condition =
  | 'somethingToUndo'
  | 'somethingToRedo'
  | 'somethingSelected'
  | 'nodesSelected'
  | 'oneNodeSelected'
  | 'twoNodesSelected'
  | 'threeNodesSelected'
  | 'selectionCanBeGrouped'
  | 'instanceSelected'
  | 'sharedInstanceSelected'
  | 'insideModule'
  | 'nodeOrWireSelected'
  | 'hooksSelected'
  | 'someToFreeze'
  | 'someFrozen'
  | 'unusedModules'
  | 'severalNodesShown'
  | 'documentHasNodes'
  | 'canTrainOrPause'
  | 'canStep'
  | 'canStop'
  | 'canReset'
  | 'canAdvance'
  | 'stepStandsStill'
  | 'stepInHand'
  | 'placeChosen'
  | 'canRunToPlace'
  | 'someBreakpoints'
  | 'somePagesPlaced'
  | 'scaleCanGrow'
  | 'scaleCanShrink'

export interface Action {
  /** The desktop app does it, without a page; left out: the page. */
  by?: 'host'
  /** Left out: always. */
  when?: Condition
  /** The first is shown. */
  shortcuts?: readonly Shortcut[]
  /** The shortcut works while a text field has the keyboard, too. */
  inFields?: true
  /** It opens a window, for which one that waits for an answer leaves no room. */
  opens?: true
  /** The shortcut works only while the canvas, or nothing, has the keyboard: elsewhere it would take away what nobody looks at. */
  onCanvas?: true
  /** The browser has the shortcut, such as that of reloading, but while a run is under way. */
  yields?: true
  /** The browser's own event does it; the shortcut is only shown. */
  byEvent?: true
  /** While a text field has the keyboard it means the text: the browser's editing command of that name. */
  ofText?: 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'selectAll'
  /** On or off; a choice is on where none of the others is. */
  kind?: 'switch' | 'choice'
  /** The page can say more of it, such as what Undo would take back. */
  detailed?: true
  /** In a submenu whose name says the rest, it is called `short.<id>`. */
  short?: true
  /** It is found by other words too, which are `found.<id>`: those of PyTorch, and what people call it. */
  found?: true
  /** Takes something away. */
  danger?: true
  /** The command palette does not offer it. */
  inPalette?: false
}
