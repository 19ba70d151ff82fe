/** Longest address that is kept: what browsers and Word accept without trouble. */
export const LONGEST_LINK = 2_000

/**
 * The address if it may stand in minutes and be opened outside: http, https or mailto, absolute. Else undefined.
 * Nothing invisible may stand in it: what is shown must be what is opened. Everything else (`javascript:`, `file:`,
 * `data:`, the scheme of an application) could run or read something.
 */
export function safeLink(address: string): string | undefined {
  const trimmed = address.trim()
  if (trimmed.length > LONGEST_LINK || /[\s<>"\\^`{|}]|\p{Cc}|\p{Cf}|\p{Cs}/u.test(trimmed)) return undefined
  return /^(https?:\/\/[^/?#]|mailto:[^?#]+@[^?#]+)/i.test(trimmed) ? trimmed : undefined
}
