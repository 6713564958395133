/** Text inside of XML. */

/** Characters that XML 1.0 does not have at all, and halves of pairs. */
const FOREIGN = /(?![\t\n\r])\p{Control}|[\ufffe\uffff]|\p{Surrogate}/gu
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Any text as the text or an attribute of an element; what XML cannot hold becomes `�`. */
export function xmlText(text: string): string {
  return text
    .replace(FOREIGN, '�')
    .replace(/\s/g, ' ')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** A length with at most two places behind the point. */
export function xmlNumber(value: number): string {
  return String(Math.round(value * 100) / 100)
}
