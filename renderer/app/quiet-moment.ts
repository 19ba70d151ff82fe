/** How long a moment without a key is looked for before the work is done all the same, in milliseconds. */
const LONGEST_SEARCH = 1_000

/**
 * Does what nobody waits for when the thread on which somebody types has nothing else to do: right after a frame rather
 * than in the way of the next key.
 * @param rest how long it waits in any case, in milliseconds
 * @returns takes it back, if it has not been done
 */
export function inQuietMoment(work: () => void, rest: number): () => void {
  let idle: number | undefined
  const timer = setTimeout(() => {
    // Tests without a browser have no such moments.
    if (typeof requestIdleCallback === 'undefined') work()
    else idle = requestIdleCallback(work, { timeout: LONGEST_SEARCH })
  }, rest)
  return () => {
    clearTimeout(timer)
    if (idle !== undefined) cancelIdleCallback(idle)
  }
}
