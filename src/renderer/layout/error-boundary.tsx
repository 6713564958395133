import { Component } from 'react'
import type { ReactNode } from 'react'
import { t } from '../texts/index'
import { Button } from '../ui/button'

interface Props {
  /** What the person works on, to be taken away. */
  documentText: () => string
  children: ReactNode
}

interface State {
  message: string | null
}

/** When drawing the page fails: the document is still in memory, so it can be shown again or taken away. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { message: null }

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { message } = this.state
    const { documentText, children } = this.props
    if (message === null) return children
    return (
      <main role="alert" className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center">
        <h1 className="text-lg font-semibold">{t('failure.title')}</h1>
        <p className="max-w-120 text-muted">{t('failure.text')}</p>
        <p className="max-w-120 font-mono text-sm text-danger" data-selectable>
          {message}
        </p>
        <div className="flex gap-2">
          <Button onClick={() => void navigator.clipboard.writeText(documentText())}>
            {t('failure.copy')}
          </Button>
          <Button tone="primary" onClick={() => this.setState({ message: null })}>
            {t('failure.again')}
          </Button>
        </div>
      </main>
    )
  }
}
