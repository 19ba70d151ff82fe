import { NEWS_WAIT, type News, type NewsItem } from '../../shared/bridge.ts'

/** What has happened in the main process, for the page that asks for it (`Bridge.news`). */
export interface NewsDesk {
  tell(item: NewsItem): void
  /** See `Bridge.news`. */
  after(number: number): Promise<News>
  /** Lets go of whoever waits. */
  close(): void
}

/**
 * News is a list of what to look at again, not of what happened: only the latest of each kind and workspace is kept, so
 * that there is never more than that to keep, and a page that comes late, or anew after a crash, misses nothing.
 */
export function createNewsDesk(wait = NEWS_WAIT): NewsDesk {
  /** In the order of their numbers. */
  const kept = new Map<string, { readonly number: number; readonly item: NewsItem }>()
  const waiting = new Set<() => void>()
  let latest = 0

  const unread = (number: number): News => ({ number: latest, items: [...kept.values()].filter((entry) => entry.number > number).map(({ item }) => item) })

  return {
    tell(item) {
      latest += 1
      const subject = subjectOf(item)
      kept.delete(subject)
      kept.set(subject, { number: latest, item })
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

function subjectOf(item: NewsItem): string {
  return item.kind === 'backups' ? item.kind : `${item.kind} ${item.workspace}`
}
