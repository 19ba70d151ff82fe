import { LIVE } from './live.ts'
import type { Mutation } from './mutation.ts'

const LOG_ON_DISK = 'electron/journal/log-on-disk.ts'
const LOG_FOLDER = 'electron/journal/log-folder.ts'
const LOG_FILE = 'electron/journal/log-file.ts'
const SPACE_JOURNAL = 'electron/journal/space-journal.ts'
const SEGMENT = 'shared/log/segment.ts'
const DURABLE_FILE = 'electron/disk/durable-file.ts'
const PUBLISHING = 'electron/folder/publishing.ts'
const RECEIVING = 'electron/folder/receiving.ts'
const REPLICATION = 'electron/folder/replication.ts'
const CATALOGUE = 'electron/folder/catalogue.ts'

const JOURNAL_TESTS = ['tests/unit/journal.test.ts']
const JOURNAL_RUNS = ['tests/property/journal.test.ts']
const SHARING_RUNS = ['tests/property/sharing.test.ts']
const TIDY_TESTS = ['tests/unit/folder-tidy.test.ts']
const FUZZ = ['tests/property/segment.test.ts']
const STORE_TESTS = ['tests/unit/store.test.ts', 'tests/unit/store-view.test.ts']
const GUARD_TESTS = ['tests/unit/folder-guards.test.ts']
const BACKUP_TESTS = ['tests/unit/backup.test.ts']

/** What was written stays written, and arrives. */
const DURABILITY: readonly Mutation[] = [
  {
    name: 'journal: fsync left out',
    file: LOG_ON_DISK,
    find: '        await handle.sync()\n',
    replace: '',
    tests: JOURNAL_RUNS,
  },
  {
    name: 'journal: told as saved before the fsync is done',
    file: LOG_ON_DISK,
    find: '        await handle.sync()\n',
    replace: '        void handle.sync().catch(() => undefined)\n',
    tests: JOURNAL_RUNS,
  },
  {
    name: 'journal: fsync of the folder left out',
    file: LOG_FOLDER,
    find: '        await disk.syncFolder(folder)\n        if (isFirst) await disk.syncFolder(dirname(folder))\n',
    replace: '',
    tests: JOURNAL_RUNS,
  },
  {
    name: 'journal: torn tail not cut off',
    file: LOG_ON_DISK,
    find: '        file.end = found.offset\n        isUnclean = true\n',
    replace: '',
    tests: JOURNAL_TESTS,
  },
  {
    name: 'journal: what a failed append has written stays',
    file: LOG_FOLDER,
    find: '        await opened.truncate(file.end)\n',
    replace: '',
    tests: [...JOURNAL_TESTS, ...JOURNAL_RUNS],
  },
  {
    name: 'journal: checksum of a record ignored',
    file: LOG_FILE,
    find: "return check === crc32(payload) ? { kind: 'frame', payload, end } : { kind: 'bad' }",
    replace: "return check >= 0 ? { kind: 'frame', payload, end } : { kind: 'bad' }",
    tests: JOURNAL_TESTS,
  },
  {
    name: 'journal: what the writer had seen left out',
    file: SPACE_JOURNAL,
    find: 'seen: saysAll && index === 0 ? new Map(seen) : news',
    replace: 'seen: new Map()',
    tests: JOURNAL_TESTS,
  },
  {
    name: 'journal: gap ignored',
    file: SPACE_JOURNAL,
    find: "if (from > until) return { kind: 'apart' }",
    replace: "if (from > until) return { kind: 'agrees' }",
    tests: JOURNAL_TESTS,
  },
  {
    name: 'journal: chain ignored, so that a fork is taken for the same log',
    file: SPACE_JOURNAL,
    find: 'return ours !== undefined && sameChain(ours, chainOf(sequence))',
    replace: 'return ours !== undefined',
    tests: JOURNAL_TESTS,
  },
  {
    name: 'journal: another’s records under the own name taken in as the own',
    file: SPACE_JOURNAL,
    find: "        if (segment.writer === writer) return 'not-ours'\n        await takeIn",
    replace: '        await takeIn',
    tests: JOURNAL_TESTS,
  },
  {
    name: 'journal: copied data folder not noticed',
    file: 'electron/journal/writer-identity.ts',
    find: 'isMoved: !samePlace(fingerprint, here)',
    replace: 'isMoved: false',
    tests: JOURNAL_TESTS,
  },
  {
    name: 'order: what a record had seen ignored',
    file: 'shared/log/causal-order.ts',
    find: 'if (other?.head && other.reached < Math.min(sequence, other.last)) return false',
    replace: 'if (other === null) return false',
    tests: ['tests/property/causal-order.test.ts'],
  },
  {
    name: 'segment: checksum of the content ignored',
    file: SEGMENT,
    find: "  if (readUint32(file, offset + storedLength) !== primitives.crc32(stored)) return refused('damaged')\n",
    replace: '',
    tests: FUZZ,
  },
  {
    name: 'segment: checksum of the header ignored',
    file: SEGMENT,
    find: "    if (headerCheck !== primitives.crc32(start.subarray(0, headerLength))) return refused('damaged')\n",
    replace: '    void [headerCheck, headerLength]\n',
    tests: FUZZ,
  },
  {
    name: 'segment: chain ignored',
    file: SEGMENT,
    find: 'return sameChain(chain, header.chainAfter) ?',
    replace: 'return sameChain(chain, chain) ?',
    tests: FUZZ,
  },
  {
    name: 'segment: forged length believed',
    file: 'electron/journal/node-primitives.ts',
    find: 'inflateRawSync(content, { maxOutputLength: Math.max(1, limit) })',
    replace: 'inflateRawSync(content)',
    tests: FUZZ,
  },
  {
    name: 'segment: one of a later format read as if it were ours',
    file: SEGMENT,
    find: "    if (format > SEGMENT_FORMAT) return refused('newer-format')\n",
    replace: '',
    tests: FUZZ,
  },
  {
    name: 'record: of a kind that is not known thrown away',
    file: 'shared/log/record.ts',
    find: "    return { kind: 'unknown', ...common, code }\n  } catch",
    replace: '    return undefined\n  } catch',
    tests: ['tests/unit/log-format.test.ts'],
  },
  {
    name: 'file: renamed over one that stands there',
    file: DURABLE_FILE,
    find: 'await disk.link(temporary, path)',
    replace: 'await disk.rename(temporary, path)',
    tests: ['tests/unit/bridge-exports.test.ts', ...SHARING_RUNS],
  },
  {
    name: 'file: fsync left out',
    file: DURABLE_FILE,
    find: '      await file.sync()\n',
    replace: '',
    tests: TIDY_TESTS,
  },
  {
    name: 'file: fsync of the folder left out',
    file: DURABLE_FILE,
    find: '  await disk.syncFolder(folder)\n',
    replace: '',
    tests: TIDY_TESTS,
  },
  {
    name: 'file: written under its own name from the start',
    file: DURABLE_FILE,
    find: '  const temporary = join(folder, `.minutier-${randomUUID()}.tmp`)\n',
    replace: '  const temporary = join(folder, `${randomUUID()}-${basename(path)}`)\n',
    tests: SHARING_RUNS,
  },
  {
    name: 'folder: another’s records written into another’s folder',
    file: PUBLISHING,
    find: '    const owner = journal.writer\n',
    replace: '    const owner = log.writer\n',
    tests: SHARING_RUNS,
  },
  {
    name: 'folder: small segments removed before the large one stands',
    file: PUBLISHING,
    find: '        if (!plan) return\n',
    replace: "        if (!plan) return\n        for (const file of ownFiles()) if (file.place === 'tail' && includes(plan, file.header)) await remove(file)\n",
    tests: TIDY_TESTS,
  },
  {
    name: 'folder: a drive that does not answer is asked again and again',
    file: 'electron/folder/folder-gate.ts',
    find: '      isLate = true\n',
    replace: '      isLate = true\n      release()\n',
    tests: ['tests/unit/folder.test.ts'],
  },
  {
    name: 'folder: what vanished from it is not written again',
    file: CATALOGUE,
    find: '    for (const name of known.keys()) if (!present.has(name)) known.delete(name)\n',
    replace: '',
    tests: GUARD_TESTS,
  },
  {
    name: 'folder: written although it is not ours any more',
    file: REPLICATION,
    find: "    if (found.kind !== 'space' || found.space !== journal.space) throw new FolderTrouble('other-content')\n",
    replace: '',
    tests: SHARING_RUNS,
  },
  {
    name: 'folder: one of a newer format is written',
    file: REPLICATION,
    find: 'if (isNewer || (!isOwnMissing && !carries && hasOwn())) return\n      await confirm()\n      if (isNewer) return\n',
    replace: 'await confirm()\n',
    tests: GUARD_TESTS,
  },
  {
    name: 'folder: a clone is not noticed',
    file: RECEIVING,
    find: '          await startAnew(contiguous)\n',
    replace: '          known.add(file)\n',
    tests: SHARING_RUNS,
  },
  {
    name: 'folder: a segment that waits for another is never looked at again',
    file: RECEIVING,
    find: "        if (verdict === 'gap') wait(file)\n",
    replace: "        if (verdict === 'gap') known.add(file)\n",
    tests: SHARING_RUNS,
  },
  {
    name: 'store: saved is said before the log has it',
    file: 'renderer/store/store.ts',
    find: '    let problem = this.#sealAll()\n',
    replace: "    let problem = this.#sealAll()\n    this.#tell({ kind: 'saved' })\n",
    tests: STORE_TESTS,
  },
  {
    name: 'store: positions advanced before the rows stand',
    file: 'renderer/store/database.ts',
    find: '    for (const change of changes) await writeChange(database, change)\n    for (const position of positions) {',
    replace: '    for (const position of positions) {',
    tests: STORE_TESTS,
  },
  {
    name: 'store: what the log refused is forgotten',
    file: 'renderer/store/space.ts',
    find: "      return result.problem === 'disk-full' ? 'disk-full' : 'storage-failed'\n",
    replace: '      forget(space, changes)\n',
    tests: STORE_TESTS,
  },
  {
    name: 'store: what is saved waits for the view while somebody types',
    file: 'renderer/store/saved-changes.ts',
    find: '    this.#cancel ??= inQuietMoment(() => void this.drain(), REST)\n',
    replace: '    void this.drain()\n',
    tests: STORE_TESTS,
  },
  {
    name: 'store: what was saved is let go before the view has it',
    file: 'renderer/store/saved-changes.ts',
    find: '    return [...this.#written, ...this.#waiting].some(',
    replace: '    return [].some(',
    tests: STORE_TESTS,
  },
  {
    name: 'store: what was saved is read again from the log',
    file: 'renderer/store/store.ts',
    find: '        await this.#saved.drain()\n        await this.#learnAgain(space)\n',
    replace: '        await this.#learnAgain(space)\n',
    tests: STORE_TESTS,
  },
  {
    name: 'store: what only the view holds is thrown away',
    file: 'renderer/store/start-view.ts',
    find: '(await isAhead(database, logs))',
    replace: 'false',
    tests: STORE_TESTS,
  },
  {
    name: 'backup: damage not looked for before it is restored',
    file: 'electron/backup/restore.ts',
    find: '  await backup.check()\n',
    replace: '',
    tests: BACKUP_TESTS,
  },
  {
    name: 'backup: its hash ignored',
    file: 'electron/backup/backup-file.ts',
    find: "  if (!sameChain(new Uint8Array(hash.digest()), end.subarray(END_MAGIC.length + 4))) throw new BackupError('damaged')\n",
    replace: '',
    tests: BACKUP_TESTS,
  },
  {
    name: 'backup: records under the own name passed over',
    file: 'electron/backup/restore.ts',
    find: "  await space.startNewWriter('cloned', await commonBefore(space, segment))\n  return space.receive(segment)\n",
    replace: "  await commonBefore(space, segment)\n  return 'known'\n",
    tests: BACKUP_TESTS,
  },
  {
    name: 'backup: a damaged one counts among those that are kept',
    file: 'electron/backup/backups.ts',
    find: '      if (!backup) continue\n      kept += 1\n',
    replace: '      kept += 1\n      if (!backup) continue\n',
    tests: BACKUP_TESTS,
  },
]

export const MUTATIONS: readonly Mutation[] = [...DURABILITY, ...LIVE]
