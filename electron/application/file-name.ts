/** Longest stem in bytes: most file systems hold 255 bytes a name, and a number, a suffix and a sync tool's mark must fit. */
const LONGEST_STEM = 120

/** Names that Windows keeps for devices, with or without a suffix. */
const RESERVED_NAME = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

/**
 * A file name that every system can keep, made from a text that a person wrote: without separators, characters that
 * are forbidden or cannot be seen, a leading or trailing dot or space, a device's name; composed (NFC), and of limited length.
 * Emoji and all scripts stay. Empty if nothing remains.
 */
export function fileStem(text: string): string {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\ufffd]/gu, '')
    .replace(/[/\\|]/g, '-')
    .replace(/[<>:"?*]/g, ' ')
    .replace(/ +/g, ' ')
  const stem = trimmedName(shortened(trimmedName(plain)))
  return RESERVED_NAME.test(stem) ? `_${stem}` : stem
}

/** `stem.suffix`, then `stem (2).suffix`, … */
export function numberedName(stem: string, suffix: string, attempt: number): string {
  return attempt < 2 ? `${stem}.${suffix}` : `${stem} (${attempt}).${suffix}`
}

function trimmedName(name: string): string {
  return name.replace(/^[\s.~-]+|[\s.-]+$/gu, '')
}

/** Cut between graphemes, so that neither an emoji nor an accented letter is halved. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_STEM) return name
  let kept = ''
  let bytes = 0
  for (const { segment } of new Intl.Segmenter('fr', { granularity: 'grapheme' }).segment(name)) {
    bytes += Buffer.byteLength(segment)
    if (bytes > LONGEST_STEM) break
    kept += segment
  }
  return kept
}
