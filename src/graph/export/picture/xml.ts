/** Text inside of XML. */

/** Characters that XML 1.0 does not have at all, and halves of pairs. */
const FOREIGN =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
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
