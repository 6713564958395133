import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon: LucideIcon
  title: string
  text?: ReactNode
  children?: ReactNode
}

/** Says why there is nothing yet, and what to do. */
export function EmptyState({ icon: Icon, title, text, children }: EmptyStateProps) {
  return (
    <div className="flex min-h-full flex-col items-center justify-center gap-1 p-4 text-center">
      <Icon size={20} strokeWidth={1.5} className="mb-1 shrink-0 text-faint" aria-hidden />
      <p className="text-base font-medium">{title}</p>
      {text !== undefined && <p className="max-w-96 text-sm text-balance text-muted">{text}</p>}
      {children !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  )
}
