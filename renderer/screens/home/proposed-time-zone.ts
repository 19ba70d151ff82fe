import type { Language } from '../../../shared/model/bilingual.ts'
import { parseTimeZone } from '../../../shared/model/wall-time.ts'

const LIKELY: Readonly<Record<Language, string>> = { fr: 'Europe/Paris', en: 'Europe/London' }

/**
 * The time zone a new series starts from: that of the computer. One that is set to universal time (a virtual machine,
 * a computer nobody set up) does not say where people meet: the language then says more.
 */
export function proposedTimeZone(language: Language, computerZone = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  const zone = parseTimeZone(computerZone)
  return zone === undefined || /^(UTC|UCT|GMT|Etc\/.*)$/.test(zone) ? LIKELY[language] : zone
}
