import type { Bridge, NewsItem } from '../../shared/bridge.ts'

/** How long to wait before asking again, where asking failed, in milliseconds. */
const ASK_AGAIN = 1_000

interface Desk {
  readonly listeners: Set<(item: NewsItem) => void>
}

const desks = new WeakMap<object, Desk>()

/**
 * Tells a listener what has happened in the main process from now on. All listeners share one question that is asked
 * again and again: it is asked as long as somebody listens.
 * @returns ends the listening
 */
export function listenToNews(bridge: Pick<Bridge, 'news'>, listener: (item: NewsItem) => void): () => void {
  const desk = desks.get(bridge) ?? openDesk(bridge)
  // A listener of its own for each call, even if the same function listens twice.
  const tell = (item: NewsItem) => listener(item)
  desk.listeners.add(tell)
  return () => desk.listeners.delete(tell)
}

function openDesk(bridge: Pick<Bridge, 'news'>): Desk {
  const desk: Desk = { listeners: new Set() }
  desks.set(bridge, desk)
  void ask(bridge, desk)
  return desk
}

async function ask(bridge: Pick<Bridge, 'news'>, { listeners }: Desk): Promise<void> {
  let number = 0
  // The first turn of the loop ends when the one who opened the desk listens.
  await Promise.resolve()
  while (listeners.size > 0) {
    try {
      const news = await bridge.news(number)
      for (const item of news.items) for (const listener of listeners) tell(listener, item)
      number = news.number
    } catch {
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN))
    }
  }
  desks.delete(bridge)
}

/** What one cannot do with it must not keep it from the others. */
function tell(listener: (item: NewsItem) => void, item: NewsItem): void {
  try {
    listener(item)
  } catch (error) {
    // oxlint-disable-next-line no-console -- a fault of ours: it must be seen by who looks for it.
    console.error(error)
  }
}
