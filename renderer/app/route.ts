import { useSyncExternalStore } from 'react'
import type { MeetingId, SeriesId } from '../../shared/model/identifiers.ts'

/** Which screen is shown. It stands in the address, so that a reload or a restart finds it again. */
export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'directory' }
  | { readonly screen: 'series'; readonly series: SeriesId }
  | { readonly screen: 'meeting'; readonly meeting: MeetingId }
  | { readonly screen: 'export'; readonly meeting: MeetingId }

export function addressOf(route: Route): string {
  switch (route.screen) {
    case 'home':
      return '#/'
    case 'directory':
      return '#/directory'
    case 'series':
      return `#/series/${encodeURIComponent(route.series)}`
    case 'meeting':
      return `#/meeting/${encodeURIComponent(route.meeting)}`
    case 'export':
      return `#/meeting/${encodeURIComponent(route.meeting)}/export`
  }
}

export function routeAt(hash: string): Route {
  const [screen, id, part] = hash.replace(/^#\/?/, '').split('/').map(decodePart)
  if (screen === 'directory') return { screen }
  if (screen === 'series' && id) return { screen, series: id as SeriesId }
  if (screen === 'meeting' && id) return { screen: part === 'export' ? 'export' : 'meeting', meeting: id as MeetingId }
  return { screen: 'home' }
}

export function go(route: Route): void {
  window.location.hash = addressOf(route)
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  return routeAt(hash)
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
