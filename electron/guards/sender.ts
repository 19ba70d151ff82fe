import { isOwnAddress } from './navigation.ts'

/** As much of Electron's `WebFrameMain` as tells who called; null where the frame is gone already. */
export interface SenderFrame {
  readonly url: string
  readonly parent: unknown
}

/**
 * Threat: another frame (an embedded page, a frame that was navigated away) sends messages on the bridge's channel.
 *
 * Defence: a call is only heard from the main frame, while it shows a page of the renderer's own origin.
 */
export function isOwnSender(frame: SenderFrame | null, origin: string): boolean {
  return frame !== null && frame.parent === null && isOwnAddress(frame.url, origin)
}
