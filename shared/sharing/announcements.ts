/** What is said while somebody writes: one thing at a time, and not often. Old news gives way to new. */
export class Announcements {
  readonly #every: number
  readonly #most: number
  readonly #waiting: string[] = []
  #saidAt = Number.NEGATIVE_INFINITY

  /** @param every milliseconds from one to the next. @param most so many wait at most. */
  constructor(every: number, most: number) {
    this.#every = every
    this.#most = most
  }

  add(words: string): void {
    if (this.#waiting.includes(words)) return
    this.#waiting.push(words)
    if (this.#waiting.length > this.#most) this.#waiting.shift()
  }

  /** What is to be said now; how long to wait, in milliseconds, where it is too early; undefined where nothing waits. */
  next(now: number): { readonly words: string } | { readonly wait: number } | undefined {
    const [words] = this.#waiting
    if (words === undefined) return undefined
    const wait = this.#saidAt + this.#every - now
    if (wait > 0) return { wait }
    this.#waiting.shift()
    this.#saidAt = now
    return { words }
  }
}

/** Who is somewhere, and who of them is newly come. */
export class Company {
  readonly #awayFor: number
  readonly #leftAt = new Map<string, number>()
  #present: ReadonlySet<string> = new Set()

  /** @param awayFor who was away for less, in milliseconds, has not come anew. */
  constructor(awayFor: number) {
    this.#awayFor = awayFor
  }

  /** Takes who is there now, and gives those who were not. */
  meet(names: readonly string[], now: number): readonly string[] {
    const before = this.#present
    this.#present = new Set(names)
    for (const name of before) if (!this.#present.has(name)) this.#leftAt.set(name, now)
    return [...this.#present].filter((name) => !before.has(name) && now - (this.#leftAt.get(name) ?? Number.NEGATIVE_INFINITY) >= this.#awayFor)
  }
}
