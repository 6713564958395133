/** What the page's policy asks of the page itself: texts that become HTML or a script's address pass here, or not at all. */

/** The lists of Radix's `Select` bring it as HTML; `src/main/service/page-policy.ts` knows its hash. */
export const LIST_STYLE =
  '[data-radix-select-viewport]{scrollbar-width:none;-ms-overflow-style:none;-webkit-overflow-scrolling:touch;}[data-radix-select-viewport]::-webkit-scrollbar{display:none}'

/** As browsers have it that know trusted types; the compiler's library does not name them yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: Record<'createHTML' | 'createScriptURL', Rule>): unknown
}
type Rule = (text: string) => string | null

/** Of HTML one text passes, of addresses those of the page's own threads; what becomes a script's text never does. */
export const RULES = {
  createHTML: (text) => (text === LIST_STYLE ? text : null),
  createScriptURL: (text) => (isOwn(text) ? text : null),
} as const satisfies Record<string, Rule>

/** Beside this file, which the build puts with all scripts of the page. */
function isOwn(text: string): boolean {
  return URL.canParse(text, location.href) && new URL(text, location.href).href.startsWith(ASSETS)
}
const ASSETS = new URL('.', import.meta.url).href

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
// Of this name is the one that a browser asks where a library gives it a plain text.
trustedTypes?.createPolicy('default', RULES)
