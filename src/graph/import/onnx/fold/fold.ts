/** Works out what does not depend on the values of a batch: sizes, and whatever is made of constants alone. */
import { itemsOf, valueOf } from '../items'
import type { Items } from '../items'
import type { Site } from '../site'
import { Unsupported } from '../values'
import type { Value } from '../values'
import { arithmeticFolds } from './arithmetic'
import { elementwiseFolds } from './elementwise'
import type { Fold } from './fold-definition'
import { joiningFolds } from './joining'
import { layoutFolds } from './layouts'
import { pickingFolds } from './picking'
import { placesFold } from './places'
import { productFolds } from './products'
import { reductionFolds } from './reductions'
import { sources } from './sources'

const FOLDS: Readonly<Record<string, Fold>> = {
  ...arithmeticFolds,
  ...elementwiseFolds,
  ...joiningFolds,
  ...layoutFolds,
  ...pickingFolds,
  ...productFolds,
  ...reductionFolds,
}

/** The operators that are worked out where all they read is known. */
export const foldedOperators: readonly string[] = [
  ...new Set([...Object.keys(FOLDS), ...Object.keys(sources)]),
].sort()

/** Takes the node in as a constant, where everything it reads is one. → whether it did */
export function foldRule(site: Site): boolean {
  if (site.node.domain !== '') return false
  try {
    const values = folded(site)
    if (values === undefined || values.includes(undefined)) return false
    values.forEach((value, index) => value && site.give(value, index))
    return true
  } catch (error) {
    if (error instanceof Unsupported) return false
    throw error
  }
}

/** One value for each output. */
function folded(site: Site): (Value | undefined)[] | undefined {
  const { op } = site.node
  const source = Object.hasOwn(sources, op) ? sources[op] : undefined
  if (source !== undefined) {
    const value = source(site)
    if (value !== undefined) return [value]
  }
  const places = placesFold(site, FOLDS)
  if (places !== undefined) return [places]
  const fold = Object.hasOwn(FOLDS, op) ? FOLDS[op] : undefined
  const items = fold && knownInputs(site)
  const result = fold && items && fold(site, items)
  if (result === undefined) return undefined
  return ('items' in result ? [result] : result).map(valueOf)
}

/** Undefined where one of them is computed, or there is none. */
function knownInputs(site: Site): (Items | undefined)[] | undefined {
  const { inputs } = site.node
  const items = inputs.map((name) => (name === '' ? undefined : itemsOf(site.reading.value(name))))
  const known = items.filter((each) => each !== undefined)
  if (known.length === 0 || known.length < inputs.filter((name) => name !== '').length) return undefined
  return site.reading.spend(known.reduce((sum, each) => sum + each.items.length, 1)) ? items : undefined
}
