/** Why work beside was given up: it took too long, took too much memory, ended by itself, or nobody wants it any more. */
export type GivenUp = 'slow' | 'memory' | 'ended' | 'stopped'
