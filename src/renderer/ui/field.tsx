import { Label } from 'radix-ui'
import { createContext, useId } from 'react'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names'

interface FieldIds {
  id: string
  describedBy: string | undefined
  invalid: boolean
}

/** Ids with which a control names its label, its hint and its error. */
export const FieldContext = createContext<FieldIds | null>(null)

interface FieldProps extends Pick<ComponentProps<'div'>, 'onKeyUp' | 'onBlur'> {
  label: ReactNode
  /** What the field is for: read out with the control, not shown. */
  doc?: string
  /** One line under the control. */
  hint?: ReactNode
  error?: ReactNode
  /** Beside the label, e.g. a unit or a reset button. */
  aside?: ReactNode
  /** `row`: label left, control right; `stack`: label above. */
  layout?: 'row' | 'stack'
  children: ReactNode
}

/** A labelled control with its hint and its error. */
export function Field({ label, doc, hint, error, aside, layout = 'row', children, ...rest }: FieldProps) {
  const id = useId()
  const hasError = error !== undefined && error !== null && error !== false
  const describedBy = classNames(
    hasError && `${id}-error`,
    hint !== undefined && `${id}-hint`,
    doc !== undefined && `${id}-doc`,
  )
  return (
    <FieldContext
      value={{ id, describedBy: describedBy === '' ? undefined : describedBy, invalid: hasError }}
    >
      <div
        {...rest}
        className={layout === 'row' ? 'grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-start gap-x-2' : ''}
      >
        <div className="flex min-h-7 min-w-0 items-center gap-1">
          <Label.Root htmlFor={id} className="min-w-0 truncate text-sm text-muted">
            {label}
          </Label.Root>
          {aside}
        </div>
        {doc !== undefined && (
          <span id={`${id}-doc`} hidden>
            {doc}
          </span>
        )}
        <div className="min-w-0">
          {children}
          {hint !== undefined && (
            <div id={`${id}-hint`} className="mt-1 text-xs text-faint">
              {hint}
            </div>
          )}
        </div>
        {hasError && (
          <div
            id={`${id}-error`}
            className={classNames('mt-1 text-xs break-words text-danger', layout === 'row' && 'col-span-2')}
          >
            {error}
          </div>
        )}
      </div>
    </FieldContext>
  )
}
