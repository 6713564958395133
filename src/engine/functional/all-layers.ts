/** The functions of layers that have theirs beside their module. Written by `npm run generate`; not to be edited. */
export { channelShuffle } from '../nn/layers/channel-shuffle'
