/** In place of the package `react-style-singleton`, which puts `<style>` elements into the page: the policy lets none in, but a sheet that a script makes. */
import { useEffect } from 'react'

interface SheetProps {
  styles: string
  /** Whether the sheet changes with `styles`. */
  dynamic?: boolean
}

/** A component whose first `styles` hold as long as one of it is mounted. */
export function styleSingleton(): (props: SheetProps) => null {
  let mounted = 0
  let sheet: CSSStyleSheet | null = null
  const add = (styles: string): void => {
    if (mounted++ > 0) return
    sheet = new CSSStyleSheet()
    sheet.replaceSync(styles)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  }
  const remove = (): void => {
    if (--mounted > 0) return
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet)
    sheet = null
  }
  return function Sheet({ styles, dynamic = false }) {
    const changing = dynamic ? styles : ''
    useEffect(() => {
      add(changing || styles)
      return remove
      // The first one stays, as with that package.
      // oxlint-disable-next-line react-hooks/exhaustive-deps
    }, [changing])
    return null
  }
}
