/** The functions of layers that have theirs beside their module. Written by `npm run generate`; not to be edited. */
export { channelShuffle } from '../nn/layers/channel-shuffle'
export { maxUnpool1d, maxUnpool2d, maxUnpool3d } from '../nn/layers/max-unpool'
