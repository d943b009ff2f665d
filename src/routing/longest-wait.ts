/** Longest wait that a provider may ask for on the last target, in milliseconds; beside others it is shorter. */
export const longestWaitOnLastMs: number = 60_000
