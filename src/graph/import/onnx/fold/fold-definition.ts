/** How one operator is worked out. */
import type { Items } from '../items'
import type { Site } from '../site'

/** From the inputs of a node, undefined where one is left out, its output, or all of several; undefined: not worked out. */
export type Fold = (site: Site, items: readonly (Items | undefined)[]) => Items | readonly Items[] | undefined
