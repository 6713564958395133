import { useTranslation } from '../texts/use-translation'
import { ActionButton } from '../actions/action-button'
import { Tooltip } from '../ui/tooltip'
import { useEditor } from '../session/use-stores'

/** The file's name with a mark while it is not saved, and undo and redo. */
export function DocumentTitle() {
  const { t } = useTranslation()
  const file = useEditor((state) => state.file)
  const dirty = useEditor((state) => state.dirty)
  return (
    <div className="flex min-w-0 shrink items-center gap-1">
      <Tooltip label={file.path ?? t('file.notSaved')}>
        <h1
          tabIndex={-1}
          className="flex max-w-24 min-w-12 items-center gap-1.5 px-1 text-base font-medium @min-[56.25rem]/top:max-w-40"
        >
          <span className="truncate">{file.name}</span>
          {dirty && (
            <span className="size-1.5 shrink-0 rounded-full bg-accent-text">
              <span className="sr-only">{t('file.dirty')}</span>
            </span>
          )}
        </h1>
      </Tooltip>
      <div className="hidden items-center @min-[48rem]/top:flex">
        <ActionButton id="edit.undo" />
        <ActionButton id="edit.redo" />
      </div>
      <span className="mx-1 hidden h-5 w-px bg-line @min-[48rem]/top:block" aria-hidden />
    </div>
  )
}
