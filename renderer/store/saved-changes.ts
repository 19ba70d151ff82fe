import { inQuietMoment } from '../app/quiet-moment.ts'
import type { Holding } from './holding.ts'
import type { Appended } from './space.ts'

/** How long what has been saved waits for the view while somebody goes on typing, in milliseconds. */
const REST = 2_000

interface View {
  /** Never rejects: what cannot be taken is read from the log later. */
  take(appended: Appended): Promise<void>
  /** Documents may be let go that had to stay until now. */
  onTaken(): void
}

/**
 * What stands in the own log and not yet in the view. Writing the view takes several milliseconds of the thread on which
 * somebody types, and nothing waits for it: the log is the truth, and a view that lags behind is caught up at the next
 * start. So it is written some changes at a time, in a moment without a key, or at once where somebody asks.
 */
export class SavedChanges {
  readonly #view: View
  #waiting: Appended[] = []
  #written: readonly Appended[] = []
  #writing: Promise<void> = Promise.resolve()
  #cancel: (() => void) | undefined

  constructor(view: View) {
    this.#view = view
  }

  add(appended: Appended): void {
    const last = this.#waiting.at(-1)
    if (last && follows(last, appended)) this.#waiting[this.#waiting.length - 1] = { ...last, changes: [...last.changes, ...appended.changes], last: appended.last }
    else this.#waiting.push(appended)
    this.#cancel ??= inQuietMoment(() => void this.drain(), REST)
  }

  /** A document of which something is on its way must stay: whoever opened it from the view would not see that. */
  holds(holding: Holding): boolean {
    return [...this.#written, ...this.#waiting].some(({ changes }) => changes.some((change) => change.holding === holding))
  }

  /** Resolves when all that was added until now is in the view, or has failed to get there. */
  drain(): Promise<void> {
    this.stop()
    const writing = this.#writing.then(async () => {
      this.#written = this.#waiting
      this.#waiting = []
      try {
        for (const appended of this.#written) await this.#view.take(appended)
      } finally {
        this.#written = []
      }
      this.#view.onTaken()
    })
    // A fault of ours in one round must not keep the next from being written.
    this.#writing = writing.catch(() => undefined)
    return writing
  }

  /** Nothing is written by itself until more is added. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}

function follows(earlier: Appended, later: Appended): boolean {
  return earlier.space === later.space && earlier.log === later.log && earlier.last === later.first - 1
}
