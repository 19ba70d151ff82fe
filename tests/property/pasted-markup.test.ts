import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../../electron/hosts/chromium/find-browser.ts'
import { LONGEST_PASTE, LONGEST_PASTED_MARKUP } from '../../renderer/editor/clipboard.ts'
import { boundedMarkup } from '../../renderer/editor/pasted-markup.ts'
import { safeLink } from '../../shared/model/links.ts'
import type { Pasted } from '../fixtures/clipboard/pasting-page.ts'

const folder = new URL('../fixtures/clipboard/', import.meta.url)

interface Inline {
  readonly type: string
  readonly text?: string
  readonly marks?: readonly { readonly type: string; readonly attrs?: { readonly href: string } }[]
}

interface PastedEntry {
  readonly type: string
  readonly attrs: { readonly list: string; readonly level: number; readonly kind: string }
  readonly content?: readonly Inline[]
}

let browser: Browser | undefined
let page: Page

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry: fileURLToPath(new URL('pasting-page.ts', folder)), formats: ['iife'], name: 'pasting' } },
  })
  const executablePath = await findBrowser()
  if (!executablePath) throw new Error('no Chromium, Chrome or Edge on this machine')
  browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  page = await browser.newPage()
  await page.setContent('<!doctype html><title>Coller</title>')
  const [output] = [built].flat()
  await page.addScriptTag({ content: (output as { readonly output: readonly { readonly code: string }[] }).output[0]!.code })
})

afterAll(() => browser?.close())

const paste = (html: string): Promise<Pasted> => page.evaluate((markup) => window.pasteHtml(markup), html)
const entriesOf = ({ body }: Pasted) => (body as { readonly content: readonly PastedEntry[] }).content

/** One line an entry: "•" and "1." with their level before, **bold**, _italic_, [link](address), "⏎" for a line break. */
function shown(pasted: Pasted): string {
  return entriesOf(pasted)
    .map(({ attrs: { list, level }, content = [] }) => (list === 'none' ? '' : `${'  '.repeat(level)}${list === 'bullet' ? '•' : '1.'} `) + content.map(shownInline).join(''))
    .join('\n')
    .replaceAll('\u00a0', '~')
}

function shownInline({ type, text, marks = [] }: Inline): string {
  return marks.toReversed().reduce((inner, mark) => (mark.type === 'bold' ? `**${inner}**` : mark.type === 'italic' ? `_${inner}_` : `[${inner}](${mark.attrs!.href})`), type === 'text' ? text! : '⏎')
}

describe('what other programs put on the clipboard', () => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.html')))('%s', async (name) => {
    const pasted = await paste(readFileSync(new URL(name, folder), 'utf8'))
    expect(`${shown(pasted)}\n`).toBe(readFileSync(new URL(name.replace('.html', '.txt'), folder), 'utf8'))
  })
})

const tag = fc.constantFrom(...'p div li ul ol table tr td th h1 b i a span br pre del img style script svg math o:p template blockquote section select textarea iframe'.split(' '))
const value = fc.oneof(
  fc.constantFrom('mso-list:l0 level9 lfo1', 'mso-list:Ignore', 'font-weight:bold', 'display:none', 'javascript:alert(1)', 'https://exemple.fr/', 'mailto:a@b.fr', '99', '-1', 'decision', 'MsoListParagraph', '{"x":1}'),
  fc.string({ maxLength: 12 }),
)
const attribute = fc.tuple(fc.constantFrom('style', 'class', 'href', 'data-entry', 'data-kind', 'data-list', 'data-level', 'data-speakers', 'data-action', 'data-vote', 'data-translation-of', 'aria-level', 'alt', 'onclick', 'data-pm-slice', 'colspan'), value)
const words = fc.oneof(fc.constantFrom('mot', '•\u00a0 x', ' ', '&nbsp;&nbsp;', '\u200b', '\u202e', '\u0000', '<!--[if gte mso 9]>x<![endif]-->', '<![if !vml]>', '&amp;', '\n', '😀'), fc.string({ unit: 'binary', maxLength: 8 }))
const { markup } = fc.letrec<{ markup: string; node: string }>((tie) => ({
  node: fc.tuple(tag, fc.array(attribute, { maxLength: 3 }), fc.boolean(), tie('markup')).map(([name, attributes, isClosed, inner]) => `<${name}${attributes.map(([key, text]) => ` ${key}="${text}"`).join('')}>${inner}${isClosed ? `</${name}>` : ''}`),
  markup: fc.array(fc.oneof({ depthSize: 'small', withCrossShrink: true }, words, tie('node')), { maxLength: 5 }).map((parts) => parts.join('')),
}))

it('comes without scripts and style sheets, and with its styles and handlers as data', () => {
  const markup = '<style>p { color: red }</style><p style="color: red" onclick="alert(1)" ONLOAD = alert(2)>mot<script>alert(3)</script></p><script>alert(4)'
  expect(boundedMarkup(markup)).toBe('<p data-style="color: red" data-on="alert(1)" data-on= alert(2)>mot</p>')
})

describe('whatever the markup', () => {
  it('gives entries of ours and safe links, and nothing invisible', async () => {
    await fc.assert(
      fc.asyncProperty(markup, async (html) => {
        for (const entry of entriesOf(await paste(html))) {
          expect(entry.type).toBe('entry')
          expect(entry.attrs.level).toBeLessThanOrEqual(3)
          expect(['none', 'bullet', 'ordered']).toContain(entry.attrs.list)
          for (const { type, text = '', marks = [] } of entry.content ?? []) {
            expect(['text', 'line_break']).toContain(type)
            expect(text).not.toMatch(/[\u0000-\u001f\u00ad\u200b\u202a-\u202e\u2060\ufeff]/)
            for (const mark of marks) expect(mark.type === 'link' ? safeLink(mark.attrs!.href) : ['bold', 'italic'].includes(mark.type)).toBeTruthy()
          }
        }
      }),
      { numRuns: 400 },
    )
  })

  it('takes time in proportion to its length, however deep or broken', async () => {
    for (const html of ['<div>'.repeat(100_000), '<ul><li>'.repeat(50_000), '<table><tr><td>a<td>'.repeat(5_000), '<p style="mso-list:l0 level1">x'.repeat(5_000), '<b><i>'.repeat(50_000), `<p>${'&nbsp; '.repeat(100_000)}x`, '<table>'.repeat(2_000) + '<tr><td>a<td>b'.repeat(5_000)]) {
      const { milliseconds } = await paste(html)
      expect([html.slice(0, 30), milliseconds < 5_000]).toEqual([html.slice(0, 30), true])
    }
  })

  it('is refused, and leaves everything as it was, where it is too long', async () => {
    const long = await paste(`<p>${'mot '.repeat(LONGEST_PASTE / 4 + 1)}</p>`)
    expect([long.isRefused, entriesOf(long).length, entriesOf(long)[0]!.content]).toEqual([true, 1, undefined])
    const heavy = await paste(`<p>mot</p>${'<span></span>'.repeat(LONGEST_PASTED_MARKUP / 13 + 1)}`)
    expect([heavy.isRefused, entriesOf(heavy)[0]!.content]).toEqual([true, undefined])
    expect((await paste('<p>mot</p>')).isRefused).toBe(false)
  })
})
