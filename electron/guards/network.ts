import type { Session } from 'electron'
import { isOwnAddress } from './navigation.ts'

/**
 * Threat: the page, or a service of the browser itself (spelling, predictions), talks to the network, and what stands
 * in minutes leaves the machine.
 *
 * Defence: every request but those for the renderer's own files, and for what the page itself holds, is cancelled
 * before it is sent. The content security policy says the same to the page; this holds where it does not reach.
 */
const HELD_BY_THE_PAGE = /^(blob|data|devtools):/

export function guardNetwork(session: { readonly webRequest: Pick<Session['webRequest'], 'onBeforeRequest'> }, origin: string): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayRequest(url, origin) }))
}

export function mayRequest(url: string, origin: string): boolean {
  return HELD_BY_THE_PAGE.test(url) || isOwnAddress(url, origin)
}
