import { homedir } from 'node:os'
import { basename, sep } from 'node:path'

/** For the eye: the folder and what it stands in, without the home folder. No path ever reaches the page. */
export function folderLabel(path: string): string {
  const home = homedir()
  const inHome = path.startsWith(home + sep) ? path.slice(home.length + 1) : path
  const parts = inHome.split(/[\\/]/).filter(Boolean)
  return parts.length > 0 ? parts.slice(-3).join(' › ') : basename(path) || path
}
