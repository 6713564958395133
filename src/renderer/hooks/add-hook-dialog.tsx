/** Adds a hook: first where, where what is selected has several places, then which; types that do not fit say why. */
import { useState } from 'react'
import type { HookOffer } from '../../graph/check/hook-offers'
import type { ModuleDefinition } from '../../graph/document/document'
import { placeText } from '../../graph/document/hook-place'
import type { HookPlace } from '../../graph/document/hook-place'
import { editedDefinition, editedInference } from '../editing/editor-store'
import { addHook } from '../editing/hook-edits'
import { placeHint, placeName } from '../editing/hook-names'
import { useSession } from '../session/session-provider'
import { useCanvas, useEditor } from '../session/use-stores'
import { t } from '../texts/index'
import { PickDialog } from '../ui/pick-dialog'
import type { PickItem } from '../ui/pick-list'
import { glyphOf } from './hook-marks'
import { placesOf, useOffers } from './place'

const NOWHERE: HookPlace = { kind: 'node', node: '' }

export function AddHookDialog({ onClose }: { onClose: () => void }) {
  const session = useSession()
  const given = useCanvas((state) => state.hookPlace)
  const selection = useEditor((state) => state.selection)
  const definition = useEditor(editedDefinition)
  const places = placesOf(useEditor(editedInference), selection)
  const [chosen, setChosen] = useState<HookPlace | null>(
    given ?? (places.length === 1 ? (places[0] ?? null) : null),
  )
  const offers = useOffers(chosen ?? NOWHERE)
  if (chosen === null)
    return (
      <PickDialog
        title={t('hookPanel.choosePlace')}
        heading={t('hookPanel.choosePlace')}
        stage="place"
        items={places.map((place) => placeItem(definition, place))}
        onPick={(id) => setChosen(places.find((place) => placeText(place) === id) ?? null)}
        onClose={onClose}
        placeholder={t('hookPanel.searchPlace')}
        empty={t('hookPanel.empty')}
      />
    )
  const pick = (id: string) => {
    const { definition: picked, pass, reason } = offers[Number(id)] ?? {}
    if (picked === undefined || pass === undefined || reason !== undefined) return
    onClose()
    // The window gives the focus back first, in a timer of its own.
    requestAnimationFrame(() => setTimeout(() => addHook(session, chosen, { type: picked.type, pass })))
  }
  const title = t('hookPanel.addTitle', { place: placeName(definition, chosen) })
  return (
    <PickDialog
      title={title}
      heading={title}
      stage="type"
      items={offers.map(typeItem)}
      onPick={pick}
      onClose={onClose}
      placeholder={t('hookPanel.search')}
      empty={t('hookPanel.empty')}
    />
  )
}

function placeItem(definition: ModuleDefinition, place: HookPlace): PickItem {
  return {
    id: placeText(place),
    label: placeName(definition, place),
    detail: placeHint(definition, place),
    aside: <span className="text-xs text-faint">{t(`hookPanel.kind.${place.kind}`)}</span>,
  }
}

function typeItem({ definition: { type, doc }, pass, reason }: HookOffer, index: number): PickItem {
  const fits = reason === undefined
  return {
    id: String(index),
    label: type,
    keywords: fits ? [`${type} ${pass} ${t(`hookPanel.pass.${pass}`)} ${t(`hookPanel.found.${pass}`)}`] : [],
    detail: reason ?? doc,
    group: fits ? t(`hookPanel.passLong.${pass}`) : t('hookPanel.doesNotFit'),
    faint: !fits,
    icon: (
      <svg width={14} height={14} viewBox="0 0 14 14" aria-hidden className={`hook-mark-${pass} shrink-0`}>
        {fits && <path d={glyphOf(pass)} className="hook-mark-glyph" />}
      </svg>
    ),
    aside: fits && <span className="text-xs text-faint">{t(`hookPanel.pass.${pass}`)}</span>,
  }
}
