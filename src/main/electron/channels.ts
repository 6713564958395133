/** Names of the channels between the preload and the main process. */
export const REQUEST = 'gradwire:request'
/** An answer or an event. */
export const MESSAGE = 'gradwire:message'
export const FRAME = 'gradwire:frame'
/** How many messages and frames the page has taken since it said so last: what it owes is bounded by that. */
export const TAKEN = 'gradwire:taken'
/** The page has missed events, and is to listen anew. */
export const MISSED = 'gradwire:missed'
/** A loaded page that listens, with a name by which it knows what is for it. */
export const LISTENING = 'gradwire:listening'
