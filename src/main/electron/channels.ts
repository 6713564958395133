/** Names of the channels between the preload and the main process. */
export const REQUEST = 'gradwire:request'
export const EVENT = 'gradwire:event'
export const FRAME = 'gradwire:frame'
/** A loaded page that listens. */
export const LISTENING = 'gradwire:listening'
