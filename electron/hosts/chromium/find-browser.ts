import { access, constants, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/** Set to a browser's program to use that one and no other. */
const OVERRIDE = 'MINUTIER_CHROMIUM'

const LINUX_COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge-stable', 'microsoft-edge', 'brave-browser']
const MAC_PROGRAMS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
]
const WINDOWS_PROGRAMS = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']

/** The program of a Chromium, Chrome or Edge on this machine; undefined if there is none. */
export async function findBrowser(): Promise<string | undefined> {
  const given = process.env[OVERRIDE]
  for (const program of given ? [given] : candidates()) {
    if (await isProgram(program)) return program
  }
  return undefined
}

function candidates(): readonly string[] {
  if (process.platform === 'darwin') return MAC_PROGRAMS
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter((root) => root !== undefined)
    return WINDOWS_PROGRAMS.flatMap((program) => roots.map((root) => join(root, program)))
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute)
  return LINUX_COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)))
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
