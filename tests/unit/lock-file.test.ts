import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { absentFrom, type LockFile } from '../lock-file.ts'

describe('the lock file', () => {
  it('names every optional package, so that "npm ci" works on each platform (else: npm run lockfile)', async () => {
    const lock = JSON.parse(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8')) as LockFile
    expect(absentFrom(lock)).toEqual([])
  })

  it('is looked through as npm does: a package in the folder of its user counts', () => {
    const packages = { '': {}, 'node_modules/a': { optionalDependencies: { 'b-linux-x64': '1.0.0', 'b-win32-x64': '1.0.0' } }, 'node_modules/a/node_modules/b-linux-x64': { version: '1.0.0' } }
    expect(absentFrom({ packages })).toEqual([{ name: 'b-win32-x64', version: '1.0.0' }])
  })
})
