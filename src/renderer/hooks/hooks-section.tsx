/** The inspector's section on hooks: of a wire, or of a node with its call, its outputs and its parameters. */
import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { placeText } from '../../graph/document/hook-place'
import type { HookPlace } from '../../graph/document/hook-place'
import { editedDefinition } from '../editing/editor-store'
import { hookedPlaces } from '../editing/hook-edits'
import { selectionOf } from '../editing/selection'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { IconButton } from '../ui/icon-button'
import { Section } from '../ui/panel'
import { openDialog } from '../window/layout-store'
import { keysOf } from '../window/keys'
import { HookList } from './hook-list'
import { useHooksAt } from './place'

export function WireHooks({ edge }: { edge: string }) {
  const place: HookPlace = { kind: 'edge', edge }
  const { length } = useHooksAt(place)
  return (
    <HooksSection place={place} count={length}>
      <HookList place={place} />
    </HooksSection>
  )
}

export function NodeHooks({ node }: { node: string }) {
  const { t } = useTranslation()
  const definition = useEditor(editedDefinition)
  const places = hookedPlaces(definition, selectionOf([node]))
  const count = (definition.hooks ?? []).filter((hook) =>
    [hook.node, hook.port?.node, hook.parameter?.node].includes(node),
  ).length
  return (
    <HooksSection place={null} count={count}>
      <div className="flex flex-col gap-2">
        {places.map((place) => (
          <div key={placeText(place)}>
            <h4 className="pb-1 text-xs text-muted">
              {t(`hookPanel.kind.${place.kind}`)}{' '}
              <span className="font-mono">
                {place.kind === 'port' ? place.handle : place.kind === 'parameter' ? place.name : ''}
              </span>
            </h4>
            <HookList place={place} />
          </div>
        ))}
      </div>
    </HooksSection>
  )
}

/** Hooks on one parameter, without a section around: for a list of parameters. */
export function ParameterHooks({ title, node, name }: { title: string; node: string; name: string }) {
  const place: HookPlace = { kind: 'parameter', node, name }
  return (
    <div data-hooks>
      <div className="flex h-7 items-center justify-between">
        <h4 className="text-sm font-medium">{title}</h4>
        <AddButton place={place} />
      </div>
      <HookList place={place} />
    </div>
  )
}

interface HooksSectionProps {
  /** Where its button adds a hook; null: the person chooses. */
  place: HookPlace | null
  count: number
  children: ReactNode
}

function HooksSection({ place, count, children }: HooksSectionProps) {
  const { t } = useTranslation()
  return (
    <div data-hooks className="border-b border-line last:border-b-0">
      <Section
        title={count === 0 ? t('hookPanel.title') : t('hookPanel.titleCount', { count })}
        defaultOpen={count > 0}
        aside={<AddButton place={place} />}
      >
        {count === 0 ? <p className="text-sm text-muted">{t('hookPanel.none')}</p> : children}
      </Section>
    </div>
  )
}

function AddButton({ place }: { place: HookPlace | null }) {
  const { t } = useTranslation()
  const { canvas } = useSession()
  return (
    <IconButton
      icon={Plus}
      size="sm"
      data-add-hook
      label={t('hookPanel.add')}
      shortcut={keysOf('hook.add')}
      onClick={() => {
        canvas.setState({ hookPlace: place })
        openDialog('addHook')
      }}
    />
  )
}
