/** What the browser keeps for this window alone, also when its page is loaded again; there is none where a document is used without a window. */
export function windowStorage(): Storage | undefined {
  return (globalThis as { sessionStorage?: Storage }).sessionStorage
}
