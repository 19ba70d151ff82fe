import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { screen, type BrowserWindow, type Rectangle } from 'electron'
import * as v from 'valibot'
import { replaceFile } from '../../disk/durable-file.ts'

const number = v.pipe(v.number(), v.integer())
const stateSchema = v.object({ x: v.exactOptional(number), y: v.exactOptional(number), width: number, height: number, maximised: v.boolean() })
type WindowState = v.InferOutput<typeof stateSchema>

const FIRST_STATE: WindowState = { width: 1366, height: 768, maximised: false }
const SMALLEST = { width: 1024, height: 700 }

/** Where the window stood last time; its place is dropped if no screen shows it any more. */
export async function readWindowState(dataFolder: string): Promise<WindowState> {
  try {
    const checked = v.safeParse(stateSchema, JSON.parse(await readFile(stateFile(dataFolder), 'utf8')))
    return checked.success ? onScreen(checked.output) : FIRST_STATE
  } catch {
    return FIRST_STATE
  }
}

export async function keepWindowState(dataFolder: string, window: Pick<BrowserWindow, 'getNormalBounds' | 'isMaximized'>): Promise<void> {
  const state: WindowState = { ...window.getNormalBounds(), maximised: window.isMaximized() }
  try {
    await replaceFile(stateFile(dataFolder), Buffer.from(JSON.stringify(state)))
  } catch {
    // The next window stands where the first one did.
  }
}

function onScreen(state: WindowState): WindowState {
  const width = Math.max(state.width, SMALLEST.width)
  const height = Math.max(state.height, SMALLEST.height)
  const { x, y, maximised } = state
  if (x === undefined || y === undefined) return { width, height, maximised }
  const shown = screen.getAllDisplays().some(({ workArea }) => overlaps(workArea, { x, y, width, height }))
  return shown ? { x, y, width, height, maximised } : { width, height, maximised }
}

/** Enough of the window to take hold of it. */
function overlaps(area: Rectangle, window: Rectangle): boolean {
  const across = Math.min(area.x + area.width, window.x + window.width) - Math.max(area.x, window.x)
  return across >= 100 && window.y >= area.y && window.y < area.y + area.height - 50
}

function stateFile(dataFolder: string): string {
  return join(dataFolder, 'window.json')
}
