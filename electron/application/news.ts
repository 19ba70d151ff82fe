import { NEWS_WAIT, type News, type NewsItem } from '../../shared/bridge.ts'

/** What has happened in the main process, for the page that asks for it (`Bridge.news`). */
export interface NewsDesk {
  tell(item: NewsItem): void
  /** See `Bridge.news`. */
  after(number: number): Promise<News>
  /** Lets go of whoever waits. */
  close(): void
}

/** More than a page that answers at all can leave unread; one that has missed some is told everything is new. */
const MOST_KEPT = 500

/**
 * News is a list of what to look at again, not of what happened: the same twice in a row is told once, and a page that
 * comes late, or anew after a crash, misses nothing that a look does not show.
 */
export function createNewsDesk(wait = NEWS_WAIT): NewsDesk {
  const kept: { readonly number: number; readonly item: NewsItem }[] = []
  const waiting = new Set<() => void>()
  let latest = 0

  const unread = (number: number): News => {
    const items = kept.filter((entry) => entry.number > number).map(({ item }) => item)
    return { number: latest, items: items.filter((item, index) => items.findIndex((other) => sameItem(other, item)) === index) }
  }

  return {
    tell(item) {
      latest += 1
      kept.push({ number: latest, item })
      if (kept.length > MOST_KEPT) kept.shift()
      for (const wake of waiting) wake()
    },
    async after(number) {
      // A number from an earlier run of the main process: everything of this run is new to that page.
      const from = number > latest ? 0 : number
      if (latest === from) await nextOrLate(waiting, wait)
      return unread(from)
    },
    close() {
      for (const wake of waiting) wake()
    },
  }
}

function nextOrLate(waiting: Set<() => void>, wait: number): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer)
      waiting.delete(settle)
      resolve()
    }
    const timer = setTimeout(settle, wait)
    waiting.add(settle)
  })
}

function sameItem(left: NewsItem, right: NewsItem): boolean {
  return left.kind === right.kind && (left.kind === 'backups' || right.kind === 'backups' || left.workspace === right.workspace)
}
