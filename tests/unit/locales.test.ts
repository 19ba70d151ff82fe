import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Texts = { readonly [key: string]: string | Texts }

const folder = new URL('../../resources/locales/', import.meta.url)
const namespaces = readdirSync(new URL('fr/', folder)).filter((name) => name.endsWith('.json'))

function textsOf(language: string, namespace: string): ReadonlyMap<string, string> {
  const flat = new Map<string, string>()
  const walk = (texts: Texts, path: string) => {
    for (const [key, value] of Object.entries(texts)) {
      if (typeof value === 'string') flat.set(`${path}${key}`, value)
      else walk(value, `${path}${key}.`)
    }
  }
  walk(JSON.parse(readFileSync(new URL(`${language}/${namespace}`, folder), 'utf8')) as Texts, '')
  return flat
}

/** French has a plural category for millions that English has not. */
const comparable = (texts: ReadonlyMap<string, string>) => [...texts.keys()].filter((key) => !key.endsWith('_many')).sort()

const interpolations = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]).sort()

/** A plain space, or none, before ; : ! ? » or after «; a typewriter's apostrophe or quotes. */
const isBadlySet = (text: string) => /[ \p{L})][;:!?»]|«[ \p{L}]|\p{L}'\p{L}|"/u.test(text)

describe('the texts of the interface and of the documents', () => {
  it('exist in both languages, file by file', () => {
    expect(readdirSync(new URL('en/', folder)).sort()).toEqual([...readdirSync(new URL('fr/', folder))].sort())
  })

  it.each(namespaces)('%s says the same things in both languages', (namespace) => {
    expect(comparable(textsOf('en', namespace))).toEqual(comparable(textsOf('fr', namespace)))
  })

  it.each(namespaces)('%s fills in the same values in both languages', (namespace) => {
    const french = textsOf('fr', namespace)
    for (const [key, english] of textsOf('en', namespace)) expect([key, interpolations(english)]).toEqual([key, interpolations(french.get(key) ?? '')])
  })

  it.each(namespaces)('%s is written with French spaces, quotes and apostrophes', (namespace) => {
    const faults = [...textsOf('fr', namespace)].filter(([, text]) => isBadlySet(text.replaceAll(/\{\{.*?\}\}|https?:\S+/g, 'x')))
    expect(faults).toEqual([])
  })

  it('are checked by a rule that sees bad typography', () => {
    expect(['Vraiment ?', 'Vraiment?', 'dit: oui', '« oui\u00a0»', 'l\'été', '"oui"'].filter((text) => !isBadlySet(text))).toEqual([])
    expect(['Vraiment\u202f?', 'dit\u00a0: oui', '«\u00a0oui\u00a0»', 'l’été à 14:00'].filter(isBadlySet)).toEqual([])
  })

  it.each(namespaces)('%s leaves no text empty', (namespace) => {
    for (const language of ['fr', 'en']) expect([...textsOf(language, namespace)].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it.each(namespaces)('%s spares its readers the words of programmers', (namespace) => {
    for (const language of ['fr', 'en']) {
      expect([...textsOf(language, namespace).values()].filter((text) => /\b(crdt|sync|node|blob|yjs|indexeddb|json|renderer|null|undefined)\b/i.test(text))).toEqual([])
    }
  })
})
