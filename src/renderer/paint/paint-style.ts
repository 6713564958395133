/** The page's colours for canvases, read from the design's CSS variables and read again when the theme or the text size changes. */
import { CATEGORIES } from '../../graph/registry/definition'
import type { Category } from '../../graph/registry/definition'
import type { Theme } from './color-map'

export interface PaintStyle {
  theme: Theme
  forward: string
  backward: string
  danger: string
  text: string
  muted: string
  faint: string
  line: string
  lineStrong: string
  surface: string
  sunken: string
  accent: string
  accentText: string
  canvas: string
  wire: string
  /** Nodes seen from afar, by their category. */
  blocks: Record<Category, string>
  /** CSS pixels for each at the usual text size. */
  scale: number
  sans: string
  mono: string
}

let current: PaintStyle | null = null
const listeners = new Set<() => void>()

/** The colours of now. Reading them is cheap: they are kept until the theme or the text size changes. */
export function paintStyle(): PaintStyle {
  current ??= readStyle()
  return current
}

/** Calls the listener when the theme or the text size has changed. → the way to stop it */
export function onPaintStyle(listener: () => void): () => void {
  if (listeners.size === 0) watch()
  listeners.add(listener)
  return () => listeners.delete(listener)
}

let watching = false

function watch(): void {
  if (watching) return
  watching = true
  new MutationObserver(() => {
    current = null
    for (const listener of listeners) listener()
  }).observe(document.documentElement, { attributeFilter: ['data-theme', 'class', 'style'] })
}

function readStyle(): PaintStyle {
  const computed = getComputedStyle(document.documentElement)
  const read = (name: string): string => computed.getPropertyValue(name).trim()
  return {
    theme: document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light',
    forward: read('--forward'),
    backward: read('--backward'),
    danger: read('--danger'),
    text: read('--text'),
    muted: read('--text-muted'),
    faint: read('--text-faint'),
    line: read('--line'),
    lineStrong: read('--line-strong'),
    surface: read('--surface'),
    sunken: read('--surface-sunken'),
    accent: read('--accent'),
    accentText: read('--accent-text'),
    canvas: read('--canvas'),
    wire: read('--wire'),
    blocks: blocksOf(read),
    scale: parseFloat(computed.fontSize) / 16,
    sans: "'Inter Variable', system-ui, sans-serif",
    mono: "'JetBrains Mono Variable', ui-monospace, monospace",
  }
}

function blocksOf(read: (name: string) => string): Record<Category, string> {
  const surface = read('--surface')
  const block = (category: Category) =>
    `color-mix(in srgb, ${read(`--category-${category}`)} 55%, ${surface})`
  return Object.fromEntries(
    [...CATEGORIES, 'opaque' as const].map((category) => [category, block(category)]),
  ) as Record<Category, string>
}
