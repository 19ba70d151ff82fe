import { isAbsolute, relative, resolve } from 'node:path'

/**
 * Threat: a page asks its own origin for `../../etc/passwd`, in one of its spellings, and reads the disk.
 *
 * Defences:
 * 1. The path is decoded once; what does not decode, or decodes to a NUL, a backslash or a drive letter, is refused.
 * 2. The path is resolved, and must then still stand inside the renderer's folder.
 * 3. Query and fragment are dropped; the origin is not looked at: the host only asks for its own.
 */
export function rendererPath(folder: string, url: string): string | undefined {
  const path = decodedPath(url)
  if (path === undefined || /[\0\\:]/.test(path)) return undefined
  const root = resolve(folder)
  const wanted = resolve(root, `.${path.endsWith('/') ? `${path}index.html` : path}`)
  const inside = relative(root, wanted)
  return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside) ? wanted : undefined
}

/** The path of an address as it is written: `URL` would resolve `..` before it can be seen. */
function decodedPath(url: string): string | undefined {
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(\/[^?#]*)?/i.exec(url)
  if (!path) return undefined
  try {
    return decodeURIComponent(path[1] ?? '/')
  } catch {
    return undefined
  }
}
