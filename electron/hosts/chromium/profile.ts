import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../../disk/durable-file.ts'

/**
 * What no flag of the browser says: it must not offer to translate minutes, to keep passwords, or to fill in the
 * addresses of people. Spelling is checked in the languages of minutes, by the system or with dictionaries that are in
 * the profile; none is fetched, because no name resolves (`launch-flags.ts`), and no text is sent to a spelling service.
 */
const PREFERENCES = {
  translate: { enabled: false },
  credentials_enable_service: false,
  credentials_enable_autosignin: false,
  autofill: { profile_enabled: false, credit_card_enabled: false },
  search: { suggest_enabled: false },
  spellcheck: { dictionaries: ['fr', 'en-GB'], dictionary: '', use_spelling_service: false },
}

/** Makes the profile in which this browser keeps the renderer's data, and sets its preferences again at each start. */
export async function prepareProfile(profile: string): Promise<void> {
  const folder = join(profile, 'Default')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'Preferences')
  await replaceFile(file, Buffer.from(JSON.stringify({ ...(await known(file)), ...PREFERENCES })))
}

async function known(file: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
