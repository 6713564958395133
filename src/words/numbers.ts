/** Numbers that people read, as the language that is set writes them. */
import { translator } from './translator'

const formats = new Map<string, Intl.NumberFormat>()

/** `813,802`; with places after the point: `8.26`. */
export function numberIn(value: number, places = 0): string {
  const key = `${translator.language} ${places}`
  const known = formats.get(key)
  if (known !== undefined) return known.format(value)
  const format = new Intl.NumberFormat(translator.language, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  })
  formats.set(key, format)
  return format.format(value)
}
