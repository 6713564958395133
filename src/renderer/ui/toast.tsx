import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { useTranslation } from '../texts/use-translation'
import { useRef } from 'react'
import type { MouseEvent } from 'react'
import { create } from 'zustand'
import { Button } from './button'
import { IconButton } from './icon-button'

export interface ToastMessage {
  tone: 'info' | 'success' | 'warning' | 'error'
  title: string
  /** The remedy, or more about it. */
  text?: string
  action?: { label: string; perform: () => void }
  /** Stays until it is closed, as errors do. */
  keep?: boolean
  /** What it is about, with which it goes ({@link closeToastsAbout}). */
  about?: object
}

interface ToastState {
  toasts: readonly (ToastMessage & { id: number })[]
}

const useToastStore = create<ToastState>(() => ({ toasts: [] }))
let lastId = 0

/** Says something for a few seconds; errors stay until they are closed. The same words do not pile up. → takes it back */
export function showToast(message: ToastMessage): () => void {
  const id = ++lastId
  useToastStore.setState(({ toasts }) => ({
    toasts: [
      ...toasts.filter((toast) => toast.title !== message.title || toast.text !== message.text),
      { ...message, id },
    ].slice(-4),
  }))
  return () => closeToast(id)
}

function closeToast(id: number): void {
  useToastStore.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }))
}

/** Takes back what was said of something that is no longer there, or no longer so. */
export function closeToastsAbout(about: object): void {
  useToastStore.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.about !== about) }))
}

/** In milliseconds; more than a browser's timer holds would end at once. */
const FOREVER = 2 ** 31 - 1

/** What is said in passing stays as long as one reads it, with an action a little longer. */
export function timeToRead({ title, text = '', action }: ToastMessage): number {
  const words = `${title} ${text}`.split(/\s+/).length
  return Math.max(5000, 300 * words + (action === undefined ? 2000 : 5000))
}

const ICONS = { info: Info, success: CircleCheck, warning: TriangleAlert, error: CircleAlert }
const COLORS = {
  info: 'text-accent-text',
  success: 'text-success',
  warning: 'text-warning',
  error: 'text-danger',
}

/** Where toasts appear; mounted once. */
export function Toaster() {
  const { t } = useTranslation()
  const toasts = useToastStore((state) => state.toasts)
  const viewport = useRef<HTMLOListElement>(null)
  const close = (id: number) => {
    if (viewport.current !== null && toasts.length === 1) viewport.current.blur()
    // Time stands still while the pointer is on a toast; that it is on none, as that toast has gone, no event says.
    viewport.current?.parentElement?.dispatchEvent(new Event('pointerleave'))
    closeToast(id)
  }
  return (
    <Radix.Provider label={t('common.notification')} swipeDirection="right">
      {toasts.map((toast) => {
        const Icon = ICONS[toast.tone]
        return (
          <Radix.Root
            key={toast.id}
            type={toast.tone === 'error' ? 'foreground' : 'background'}
            duration={toast.tone === 'error' || toast.keep === true ? FOREVER : timeToRead(toast)}
            onOpenChange={(open) => !open && close(toast.id)}
            className="animate-pop flex items-start gap-2 rounded-lg bg-raised p-3 shadow-pop [@media(max-height:30rem)]:p-2"
          >
            <Icon size={16} className={`mt-0.5 shrink-0 ${COLORS[toast.tone]}`} aria-hidden />
            <div className="min-w-0 flex-1" data-selectable>
              <Radix.Title className="text-base font-medium break-words [@media(max-height:30rem)]:text-sm">
                {toast.title}
              </Radix.Title>
              {toast.text !== undefined && (
                <Radix.Description className="mt-0.5 text-sm break-words text-muted [@media(max-height:30rem)]:text-xs">
                  {toast.text}
                </Radix.Description>
              )}
              {toast.action !== undefined && (
                <Radix.Action asChild altText={toast.action.label}>
                  <Button size="sm" className="mt-2" onMouseDown={leaveFocus} onClick={toast.action.perform}>
                    {toast.action.label}
                  </Button>
                </Radix.Action>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton
                icon={X}
                size="sm"
                label={t('common.close')}
                className="-m-0.5"
                onMouseDown={leaveFocus}
              />
            </Radix.Close>
          </Radix.Root>
        )
      })}
      <Radix.Viewport
        ref={viewport}
        label={t('common.notifications', { hotkey: '{hotkey}' })}
        // F8, which Radix would take, goes on inside a step.
        hotkey={['altKey', 'KeyT']}
        className="fixed right-3 bottom-3 z-50 flex w-88 max-w-[calc(100vw-1.5rem)] flex-col gap-2 outline-none [@media(max-height:30rem)]:w-72"
      />
    </Radix.Provider>
  )
}

/** The keyboard stays with what one is at. */
function leaveFocus(event: MouseEvent): void {
  event.preventDefault()
}
