/** The mark: a wire with its two lanes between two ports. */
export function Logo() {
  return (
    <svg viewBox="0 0 24 24" fill="none" className="size-5.5" aria-hidden>
      <path d="M5 8.5h3c4 0 4 4.5 8 4.5h3" stroke="var(--forward)" strokeWidth="2.2" strokeLinecap="round" />
      <path
        d="M19 17h-3c-4 0-4-4.5-8-4.5H5"
        stroke="var(--backward)"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
      <circle cx="4" cy="10.5" r="2.6" fill="var(--text)" />
      <circle cx="20" cy="15" r="2.6" fill="var(--text)" />
    </svg>
  )
}
