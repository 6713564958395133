/** What a page says to a person, for the test in the language that marks every message (`⟦Sávé⟧`). */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { hookDefinitions } from '../src/graph/hooks/index'
import { initialiserDefinitions } from '../src/graph/changes/initialisers'
import { nodeDefinitions } from '../src/graph/nodes/index'
import { paramFields } from '../src/graph/params/param-types'
import { optimizerDefinitions } from '../src/graph/training/optimizers'
import { schedulerDefinitions } from '../src/graph/training/schedulers'
import { plainProse, unmarked } from '../src/words/plain-prose'
import { ROOT } from './host'

declare global {
  /** What was written on canvases since the page was opened. */
  var drawnTexts: Set<string> | undefined
}

/** Lets {@link readable} know what is written on canvases, which no element holds; before the page is opened. */
export async function watchCanvases(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const drawn = (globalThis.drawnTexts = new Set<string>())
    const { prototype } = CanvasRenderingContext2D
    for (const name of ['fillText', 'strokeText'] as const) {
      const draw = prototype[name]
      prototype[name] = function (text, ...place) {
        drawn.add(text)
        return draw.call(this, text, ...place)
      }
    }
  })
}

/** Every text that can be seen, on canvases too, and every name, hint and description that is read out or shown at the pointer. */
export function readable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const attributes = [
      'aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt',
    ] // prettier-ignore
    const said = new Set<string>([document.title])
    const walk = (element: Element): void => {
      // What is code, or a quotation, says so itself.
      if (element.matches('script, style, [aria-hidden=true], [translate=no]')) return
      for (const name of attributes) said.add(element.getAttribute(name) ?? '')
      const description = element.getAttribute('aria-describedby')
      if (description !== null) said.add(document.getElementById(description)?.textContent ?? '')
      if (element.checkVisibility())
        for (const { nodeType, textContent } of element.childNodes)
          if (nodeType === Node.TEXT_NODE) said.add(textContent ?? '')
      for (const child of element.children) walk(child)
    }
    walk(document.body)
    for (const text of globalThis.drawnTexts ?? []) said.add(text)
    return [...said].map((text) => text.trim()).filter((text) => text !== '')
  })
}

/** What of a text has no key: words outside of every mark that are no data, and plain prose that fills a place of a message. */
export function unkeyed(text: string): string[] {
  const rest = TEXTS.reduce<string>((left, known) => left.replaceAll(known, ' '), text)
  return [
    ...unmarked(rest)
      .split(/[^\p{L}\d.'’_-]+/u)
      .filter((word) => !isData(word)),
    ...plainProse(rest),
  ]
}

/** Names, numbers, letters of dimensions and of keys, and what is written as in code: `conv1.weight`. */
function isData(word: string): boolean {
  return !/\p{L}/u.test(word) || NAMES.has(word) || /^-?\d|^[A-Z\d-]+$|\w[._]\w/.test(word)
}

interface Sample {
  meta: { title: string; lesson: string }
  modules: Record<string, { nodes: { name: string; params: object }[]; edges: Wire[] }>
}

interface Wire {
  sourceHandle: string
  targetHandle: string
}

const SAMPLES = join(ROOT, 'resources/samples')
const samples = readdirSync(SAMPLES).map(
  (name) => JSON.parse(readFileSync(join(SAMPLES, name), 'utf8')) as Sample,
)

/** Whole texts that are nobody's messages: those of the samples, which are documents; React Flow's mark; PyTorch's sentences. */
const TEXTS: readonly (string | RegExp)[] = [
  ...samples.flatMap(({ meta: { title, lesson } }) => [
    lesson,
    /^.*?[.?!](?= |$)/s.exec(lesson)?.[0] ?? lesson,
    title,
  ]),
  'React Flow attribution',
  'React Flow',
  'Gradwire',
  /(Missing|Unexpected) key\(s\) in state_dict: .*/g,
  /size mismatch for .*/g,
  /Given groups=1, weight of size .* instead/g,
  /net(\.forward)?\(x\)/g,
  // What hooks print is what the same hooks print in PyTorch.
  /^Inside \w+ (forward|backward)\n[^]*/g,
  /^\S+ → \S+ (forward|backward): min .*/g,
  // The norm of an activation and of a gradient, as it stands under a picture on a wire.
  /‖[ag]‖/g,
]

/** Names of documents and of PyTorch; of what runs where, as the report about Gradwire has them. */
const NAMES = new Set([
  ...samples.flatMap(({ modules }) => Object.entries(modules).flatMap(namesIn)),
  ...[...nodeDefinitions, ...hookDefinitions, ...optimizerDefinitions, ...schedulerDefinitions].flatMap(
    ({ type, params }) => [
      type,
      ...paramFields(params).flatMap(({ name, ...field }) => [
        name,
        ...(field.kind === 'choice' ? field.options : 'words' in field ? field.words : []),
      ]),
    ],
  ),
  ...initialiserDefinitions.map(({ type }) => `${type}_`),
  ...'F. Net Block pad slope smoothing kernel out float32 int64 NaN lr'.split(' '),
  // Of conditions and formulas.
  ...'absmax norm zeros isnan isinf always every mean'.split(' '),
  ...'tensorflow wasm web linux darwin win32'.split(' '),
])

function namesIn([module, { nodes, edges }]: [string, Sample['modules'][string]]): string[] {
  return [
    module,
    ...nodes.flatMap(({ name, params }) => [
      name,
      ...Object.values(params).filter((value) => typeof value === 'string'),
    ]),
    ...edges.flatMap(({ sourceHandle, targetHandle }) => [sourceHandle, targetHandle]),
  ]
}
