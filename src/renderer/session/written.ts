/** What is written into the page straight from the document, as one edit may change it in many places: React does not come to those. */
import { useLayoutEffect } from 'react'
import type { EditorState } from '../editing/editor-store'
import { useSession } from './session-provider'

/**
 * Calls `write` after the component has rendered, and from then on whenever what `select` gives has changed, at once and without a render.
 *
 * - `write`: puts it into elements that the component has made and leaves alone otherwise
 */
export function useWritten<T>(select: (state: EditorState) => T, write: (value: T) => void): void {
  const { editor } = useSession()
  useLayoutEffect(() => {
    let written = select(editor.getState())
    write(written)
    return editor.subscribe((state) => {
      const value = select(state)
      if (Object.is(value, written)) return
      written = value
      write(value)
    })
  })
}

/** Puts a text where it is the only thing in an element; a text that is there is changed, which costs less than another one in its place. */
export function writeText(element: Element, text: string): void {
  const { firstChild } = element
  if (firstChild === null) element.textContent = text
  else if (firstChild.nodeValue !== text) firstChild.nodeValue = text
}

/** Sets an attribute where it is another one: also the same one anew would be laid out again. */
export function writeAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}
