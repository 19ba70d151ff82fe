/** How the name of a backup ends. Names are for the eye: what a file is stands in it. */
export const BACKUP_EXTENSION = '.minutier-backup'

/** "Minutier 2026-11-22 14.32.minutier-backup", by the wall clock; with a number from the second attempt on. */
export function backupName(at: Date, attempt: number): string {
  const time = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join('.')
  return `Minutier ${wallDate(at)} ${time}${attempt > 1 ? ` (${attempt})` : ''}${BACKUP_EXTENSION}`
}

/** Automatic backups are counted: a clock that jumps must not decide which of them is the oldest. */
export function automaticName(number: number, at: Date): string {
  return `minutier-${String(number).padStart(6, '0')}-${wallDate(at)}${BACKUP_EXTENSION}`
}

/** The number of an automatic backup; undefined for the name of any other file. */
export function automaticNumber(name: string): number | undefined {
  const number = /^minutier-(\d{6,12})-\d{4}-\d{2}-\d{2}\.minutier-backup$/u.exec(name)?.[1]
  return number === undefined ? undefined : Number(number)
}

/** A day by the wall clock, "2026-11-22". */
export function wallDate(at: Date): string {
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part, index) => String(part).padStart(index === 0 ? 4 : 2, '0')).join('-')
}
