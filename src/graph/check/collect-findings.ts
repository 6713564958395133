/** Everything that is wrong with a document, for the page, `gradwire check`, planning and export alike. */
import { distinctFindings } from '../document/finding'
import type { Finding } from '../document/finding'
import { inferenceFindings } from '../infer/infer'
import type { Inference } from '../infer/inference'
import { checkBreakpoints } from './breakpoints'
import { checkFrozen } from './frozen'
import { checkHooked } from './hooks'
import { checkNoGradient } from './no-gradient'
import { checkOptimizerFits } from './optimizer-fits'
import { checkStructure } from './structure'

/**
 * What is wrong with names, wires and settings, then what was `also` found, e.g. in the file, then what inference finds:
 * each code once at each place.
 */
export function collectFindings(inference: Inference, also: readonly Finding[] = []): Finding[] {
  return distinctFindings([
    ...checkStructure(inference.document),
    ...also,
    ...inferenceFindings(inference),
    ...checkHooked(inference),
    ...checkFrozen(inference),
    ...checkNoGradient(inference),
    ...checkOptimizerFits(inference),
    ...checkBreakpoints(inference.document),
  ])
}
