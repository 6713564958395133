/** Which types of hooks a place takes, and of the others why it does not. */
import type { GraphDocument, Hook, ModuleDefinition } from '../document/document'
import { keysOfPlace } from '../document/hook-place'
import type { HookPass, HookPlace } from '../document/hook-place'
import { PASSES_AT } from '../hooks/definition'
import type { HookDefinition } from '../hooks/definition'
import { hookDefinitions } from '../hooks/index'
import type { ModuleInference } from '../infer/inference'
import { hookedProblem, hookProblem } from './hooks'

export interface HookOffer {
  definition: HookDefinition
  pass: HookPass
  /** Why it does not work there; undefined: it does. */
  reason?: string
}

export interface HookScene {
  document: GraphDocument
  module: string
  definition: ModuleDefinition
  /** What inference knows of the definition. */
  inferred?: ModuleInference
}

/** Every type once for each pass in which it works there, by pass; then those that do not, with the reason. */
export function hookOffers(scene: HookScene, place: HookPlace): HookOffer[] {
  const offers = PASSES_AT[place.kind].flatMap((pass) =>
    hookDefinitions.map((definition) => ({ definition, pass, reason: reasonAgainst(scene, place, definition, pass) })),
  ) // prettier-ignore
  const fitting = offers.filter(({ reason }) => reason === undefined)
  const types = new Set(fitting.map(({ definition }) => definition.type))
  const refused = new Map<string, HookOffer>()
  for (const offer of offers) {
    const { type } = offer.definition
    if (!types.has(type) && !refused.has(type)) refused.set(type, offer)
  }
  return [...fitting, ...refused.values()]
}

/** The passes in which a type works at a place. */
export function passesAt(scene: HookScene, place: HookPlace, type: string): HookPass[] {
  return hookOffers(scene, place).flatMap(({ definition, pass, reason }) =>
    definition.type === type && reason === undefined ? [pass] : [],
  )
}

function reasonAgainst(
  { document, module, definition, inferred }: HookScene,
  place: HookPlace,
  { type }: HookDefinition,
  pass: HookPass,
): string | undefined {
  const hook: Hook = { id: '', ...keysOfPlace(place), pass, type, params: {} }
  const problem =
    hookProblem(document, module, definition, hook) ?? (inferred && hookedProblem(hook, place, inferred))
  return problem && [problem.message, problem.remedy].filter(Boolean).join(' ')
}
