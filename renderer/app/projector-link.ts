import { useSyncExternalStore } from 'react'
import { GONE_AFTER, parseReply, PROJECTOR_CHANNEL, type Announcement } from '../../shared/projector/channel.ts'
import { passingMeeting } from '../../shared/projector/passing.ts'
import type { ProjectorMeeting, ProjectorPicture } from '../../shared/projector/picture.ts'
import { preferences, subscribePreferences } from './preferences.ts'

/** The least time between two pictures, and the longest that one waits for a moment of rest, in milliseconds. */
const PACE = 500
const PATIENCE = 500

export interface ProjectorState {
  /** A second screen is there. */
  readonly isListening: boolean
  /** It shows what it showed when it was held, whatever happens here. */
  readonly isHeld: boolean
}

/** What makes the picture of the meeting that is open. */
export type ProjectorSource = () => ProjectorMeeting

/** The main window's end of the line to the second screen. Nothing is made or sent while nobody is at the other end. */
export interface ProjectorLink {
  readonly state: ProjectorState
  subscribe(listener: () => void): () => void
  /** From now on this meeting is shown. Returns what ends it: who looks something up elsewhere leaves it on the wall as it was. */
  show(source: ProjectorSource): () => void
  /** Something that is shown may have changed: a picture follows when there is a moment. Costs nothing at a key. */
  touch(): void
  hold(isHeld: boolean): void
}

export interface ProjectorLinkSources {
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>
  readonly surroundings: () => Pick<ProjectorPicture, 'language' | 'theme'>
  readonly whenIdle: (run: () => void) => void
}

export function createProjectorLink({ channel, surroundings, whenIdle }: ProjectorLinkSources): ProjectorLink {
  let state: ProjectorState = { isListening: false, isHeld: false }
  let source: ProjectorSource | undefined
  let held: ProjectorMeeting | null = null
  // What is on the wall, once something is.
  let last: ProjectorMeeting | null = null
  let hasSent = false
  let sent = ''
  let sentAt = -Infinity
  let isPending = false
  let silence: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()

  const setState = (patch: Partial<ProjectorState>) => {
    state = { ...state, ...patch }
    for (const listener of listeners) listener()
  }
  const say = (announcement: Announcement) => channel.postMessage(announcement)

  const pictured = (): ProjectorMeeting | null => (source ? passingMeeting(source()) : last)
  const publish = () => {
    isPending = false
    if (!state.isListening) return
    sentAt = performance.now()
    last = state.isHeld ? held : pictured()
    hasSent = true
    const picture: ProjectorPicture = { formatVersion: 1, ...surroundings(), isHeld: state.isHeld, meeting: last }
    const text = JSON.stringify(picture)
    if (text === sent) return
    sent = text
    say({ kind: 'picture', picture })
  }
  const touch = () => {
    if (!state.isListening || isPending) return
    isPending = true
    setTimeout(() => whenIdle(publish), Math.max(0, sentAt + PACE - performance.now()))
  }
  const gone = () => {
    clearTimeout(silence)
    last = null
    hasSent = false
    if (state.isListening) setState({ isListening: false })
  }

  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const reply = parseReply(data)
    if (reply?.kind === 'gone') gone()
    if (reply?.kind !== 'listening') return
    clearTimeout(silence)
    silence = setTimeout(gone, GONE_AFTER)
    if (!state.isListening) setState({ isListening: true })
    // It may be a new one, which has seen nothing yet.
    sent = ''
    touch()
  })
  say({ kind: 'who-listens' })

  return {
    get state() {
      return state
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    show(wanted) {
      source = wanted
      touch()
      return () => {
        if (source === wanted) source = undefined
      }
    },
    touch,
    hold(isHeld) {
      // Nothing comes to the wall by being held: what was typed a moment ago has not been shown.
      held = isHeld ? (hasSent ? last : pictured()) : null
      setState({ isHeld })
      touch()
    },
  }
}

export const projectorLink = createProjectorLink({
  channel: new BroadcastChannel(PROJECTOR_CHANNEL),
  surroundings: () => ({ language: preferences().language, theme: document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light' }),
  whenIdle: (run) => void requestIdleCallback(run, { timeout: PATIENCE }),
})

subscribePreferences(() => projectorLink.touch())

export function useProjectorState(): ProjectorState {
  return useSyncExternalStore(
    (listener) => projectorLink.subscribe(listener),
    () => projectorLink.state,
  )
}
