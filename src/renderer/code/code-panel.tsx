/** Beside the canvas: the network as PyTorch and ONNX say it, live, with the lines of what is selected marked. */
import { Code, Copy, X } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import type { CodeLine } from '../../graph/export/code-line'
import { editedDefinition } from '../editing/editor-store'
import { selectedNodes } from '../editing/selection'
import { ProblemList } from '../problems/problem-list'
import { useSession } from '../session/session-provider'
import type { DocumentSession } from '../session/document-session'
import { useEditor } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { copyText } from '../ui/copy'
import { EmptyState } from '../ui/empty-state'
import { IconButton } from '../ui/icon-button'
import { Tabs } from '../ui/tabs'
import { codeViews, showCode, showSelectedInCode, togglePanel, useLayoutStore } from '../window/layout-store'
import type { CodeView } from '../window/layout-store'
import { CodeLines } from './code-lines'
import { askCode } from './ask-code'
import { isAbout, textOf } from './code-state'
import type { CodeState } from './code-state'
import { useCode } from './use-code'
import type { ShownCode } from './use-code'

export function CodePanel() {
  const { t } = useTranslation()
  const view = useLayoutStore((state) => state.codeView)
  const code = useCode(view)
  const shown = code.before
  useWantedView()
  const aside = (
    <span className="flex items-center">
      <IconButton
        icon={Copy}
        size="sm"
        label={t('code.copy', { what: t(`code.view.${view}`) })}
        disabled={shown === null}
        onClick={() =>
          shown && void copyText(textOf(shown), t('code.copied', { what: t(`code.view.${view}`) }))
        }
      />
      <IconButton icon={X} size="sm" label={t('code.close')} onClick={() => togglePanel('code', false)} />
    </span>
  )
  const content = <Content code={code} view={view} />
  return (
    <section aria-label={t('code.title')} className="h-full min-h-0 bg-surface">
      <Tabs
        label={t('code.views')}
        value={view}
        onChange={(id) => showCode(id as CodeView)}
        tabs={codeViews.map((id) => ({ id, name: t(`code.view.${id}`), content }))}
        aside={aside}
      />
    </section>
  )
}

function Content({ code: { state, before }, view }: { code: ShownCode; view: CodeView }) {
  const { t } = useTranslation()
  if (state?.kind === 'nothing')
    return (
      <EmptyState icon={Code} title={t(`code.none.${state.why}`)} text={t(`code.noneText.${state.why}`)} />
    )
  return (
    <div aria-busy={state === null} className="flex h-full min-h-0 flex-col">
      {state?.kind === 'refused' && (
        <div className="max-h-1/2 shrink-0 overflow-y-auto border-b border-line p-2">
          <p className="px-2 pb-1 text-sm font-medium">
            {t('code.refused', { what: t(`code.view.${view}`) })}
          </p>
          <ProblemList findings={state.findings} />
          {before && <p className="px-2 pt-1 text-sm text-muted">{t('code.before')}</p>}
        </div>
      )}
      {before && <Lines code={before} view={view} />}
      {before && before.note !== null && (
        <p className="shrink-0 border-t border-line px-3 py-1.5 text-sm text-muted">{before.note}</p>
      )}
    </div>
  )
}

function Lines({ code, view }: { code: Extract<CodeState, { kind: 'code' }>; view: CodeView }) {
  const { t } = useTranslation()
  const { lines, marks } = code
  const wanted = useLayoutStore((state) => state.codeWanted)
  const module = useEditor((state) => state.module)
  const trail = useEditor((state) => state.trail)
  const selection = useEditor((state) => state.selection)
  const marked = useMemo(
    () => linesAbout(lines, { module, trail }, new Set(selectedNodes(selection))),
    [lines, module, trail, selection],
  )
  const missing = useEditor((state) =>
    marked.size === 0 && selection.kind === 'node'
      ? editedDefinition(state).nodes.find(({ id }) => id === selection.id)?.name
      : undefined,
  )
  return (
    <>
      <CodeLines
        label={t(`code.view.${view}`)}
        lines={lines}
        colours={marks}
        marked={marked}
        wanted={wanted}
      />
      {missing !== undefined && (
        <div className="flex shrink-0 items-center gap-2 border-t border-line px-3 py-1.5">
          <p className="min-w-0 flex-1 text-sm text-muted">
            {view === 'print'
              ? t('code.noModule', { name: missing })
              : t('code.noLine', { name: missing, what: t(`code.view.${view}`) })}
          </p>
          <Button size="sm" onClick={showSelectedInCode}>
            {t('code.find')}
          </Button>
        </div>
      )}
    </>
  )
}

function linesAbout(
  lines: readonly CodeLine[],
  shown: Parameters<typeof isAbout>[1],
  nodes: ReadonlySet<string>,
): ReadonlySet<number> {
  const found = new Set<number>()
  if (nodes.size === 0) return found
  lines.forEach(({ places }, number) => {
    if (places.some((place) => isAbout(place, shown, nodes))) found.add(number)
  })
  return found
}

/** Where somebody wants to see the selected node's lines and this text has none, the first that has is shown. */
function useWantedView(): void {
  const session = useSession()
  const wanted = useLayoutStore((state) => state.codeWanted)
  useEffect(() => {
    if (wanted === 0) return undefined
    let past = false
    const { codeView } = useLayoutStore.getState()
    void firstWithLines(session, [codeView, ...FALLBACKS]).then((found) => {
      if (found !== undefined && found !== codeView && !past) showCode(found)
    })
    return () => {
      past = true
    }
  }, [session, wanted])
}

const FALLBACKS: readonly CodeView[] = ['model', 'train', 'summary']

async function firstWithLines(
  session: DocumentSession,
  views: readonly CodeView[],
): Promise<CodeView | undefined> {
  const { module, trail, selection } = session.editor.getState()
  const nodes = new Set(selectedNodes(selection))
  // What the engine prints is of the net before as long as it builds this one.
  await session.engine.settled()
  const states = await Promise.all(views.map((view) => askCode(session, view)))
  return views.find((_, at) => {
    const state = states[at]!
    return state.kind === 'code' && linesAbout(state.lines, { module, trail }, nodes).size > 0
  })
}
