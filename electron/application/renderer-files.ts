import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { rendererPath } from '../guards/renderer-path.ts'
import { PAGE_HEADERS } from './page-headers.ts'

export interface RendererAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Answers the requests of the renderer's origin from its built files. Both hosts serve with it. */
export interface RendererFiles {
  answer(method: string, url: string): Promise<RendererAnswer>
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

/** @param folder the built renderer, `out/renderer`. What is not there, or not of a known type, is a 404. */
export function createRendererFiles(folder: string): RendererFiles {
  return {
    async answer(method, url) {
      if (method !== 'GET' && method !== 'HEAD') return refusal(405)
      const path = rendererPath(folder, url)
      const type = path && CONTENT_TYPES[extname(path).toLowerCase()]
      if (!path || !type) return refusal(404)
      try {
        const body = await readFile(path)
        return { status: 200, headers: { ...PAGE_HEADERS, 'Content-Type': type }, body: method === 'HEAD' ? Buffer.alloc(0) : body }
      } catch {
        return refusal(404)
      }
    },
  }
}

function refusal(status: number): RendererAnswer {
  return { status, headers: { ...PAGE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }, body: Buffer.alloc(0) }
}
