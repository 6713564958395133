import { ExternalLink } from 'lucide-react'

/** A way to a page outside of Gradwire, which opens beside it. */
export function DocsLink({ url, children }: { url: string; children: string }) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className="inline-flex shrink-0 items-center gap-1 rounded-sm text-xs text-accent-text hover:underline"
    >
      {children}
      <ExternalLink size={12} aria-hidden />
    </a>
  )
}
