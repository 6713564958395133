/** Keys of a shortcut, e.g. `Ctrl+Z`. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className="shrink-0 rounded-sm bg-sunken px-1 font-sans text-xs text-muted tabular ring-1 ring-line ring-inset">
      {keys}
    </kbd>
  )
}
