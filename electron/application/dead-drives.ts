import { setTimeout as wait } from 'node:timers/promises'

/**
 * Of the threads on which a process reads and writes, the system makes four. Each call to a drive that is dead holds one for
 * ever; the gates let through a few at a time (`folder-gate.ts`), and there must be more threads than those.
 */
const THREADS = 16

/** To be called before the first file is opened: the threads are made then. */
export function makeRoomForDeadDrives(): void {
  process.env.UV_THREADPOOL_SIZE ??= String(THREADS)
}

/** What is still under way on a drive that is alive has come to its end by then, in milliseconds. */
const GRACE = 500

/**
 * To be called when everything is closed and said. An operation on a drive that is dead never returns, and the system
 * waits for it before it lets a process end: an application whose window is long gone would keep its data folder for
 * ever. Such a process ends itself by force; nothing of it is unwritten.
 */
export async function leaveDeadDrives(): Promise<void> {
  if (!isHeld()) return
  await wait(GRACE)
  if (isHeld()) process.kill(process.pid, 'SIGKILL')
}

function isHeld(): boolean {
  return process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'))
}
