/** What lets this page in at the web host: a secret of its own, which it gets for a ticket and keeps as long as its tab lives. */

const SECRET_KEY = 'gradwire.secret'
const CHANNEL = 'gradwire.door'
/** How long other pages may take to answer, in milliseconds. */
const ANSWER_MS = 1500

export interface PageSecret {
  /** The secret; null where nobody gives this page one. */
  find(): Promise<string | null>
  /** Forgets a secret that the host no longer knows: it was started anew. */
  check(): Promise<void>
}

/** Pages of one host speak over a channel; those of another port have another, so that no other server hears of it. */
type Said = { kind: 'ask'; page: string } | { kind: 'give'; page: string; ticket: string }

/**
 * The secret of this tab. It is that of before a reload; else the address has a ticket, which is taken out of it at once;
 * else another page of this browser that has a secret asks the host for one.
 */
export function browserSecret(): PageSecret {
  const page = crypto.randomUUID()
  let ticket = takeTicket()
  const channel = new BroadcastChannel(CHANNEL)
  channel.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (data.kind === 'ask') void give(data.page)
  })

  const say = (said: Said): void =>
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A channel has none but its own.
    channel.postMessage(said)

  const give = async (other: string): Promise<void> => {
    const secret = sessionStorage.getItem(SECRET_KEY)
    const given = secret === null ? null : await ask('/ticket', { 'x-gradwire-secret': secret })
    if (given?.text !== undefined) say({ kind: 'give', page: other, ticket: given.text })
  }

  const fromOthers = (): Promise<string | null> =>
    new Promise((done) => {
      const end = (found: string | null): void => {
        clearTimeout(timer)
        channel.removeEventListener('message', listen)
        done(found)
      }
      const listen = ({ data }: MessageEvent<Said>): void => {
        if (data.kind === 'give' && data.page === page) end(data.ticket)
      }
      const timer = setTimeout(() => end(null), ANSWER_MS)
      channel.addEventListener('message', listen)
      say({ kind: 'ask', page })
    })

  const exchange = async (given: string | null): Promise<string | null> => {
    const answer = given === null ? null : await ask('/secret', { 'x-gradwire-ticket': given })
    if (answer?.text === undefined) return null
    sessionStorage.setItem(SECRET_KEY, answer.text)
    return answer.text
  }

  return {
    async find() {
      const own = ticket
      ticket = null
      return (
        (await exchange(own)) ?? sessionStorage.getItem(SECRET_KEY) ?? (await exchange(await fromOthers()))
      )
    },
    async check() {
      const secret = sessionStorage.getItem(SECRET_KEY)
      const answer = secret === null ? null : await ask('/ticket', { 'x-gradwire-secret': secret })
      if (answer !== null && answer.text === undefined) sessionStorage.removeItem(SECRET_KEY)
    },
  }
}

/** The ticket of the address, which is then no longer there, nor in the history. */
function takeTicket(): string | null {
  const [, ticket] = /^#open=([\w-]+)$/.exec(location.hash) ?? []
  if (ticket !== undefined) history.replaceState(history.state, '', location.pathname + location.search)
  return ticket ?? null
}

/** What the host gives, nothing where it refuses; null where it is away. */
async function ask(path: string, headers: Record<string, string>): Promise<{ text?: string } | null> {
  try {
    const answer = await fetch(path, { method: 'POST', headers })
    return answer.ok ? { text: await answer.text() } : {}
  } catch {
    return null
  }
}
