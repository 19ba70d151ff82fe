import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

/**
 * `npm ci` refuses a lock file that does not name every optional package, even one for another platform. `npm install`
 * leaves out those that its registry does not have (mirrors lack bindings for other platforms). `npm run lockfile`
 * adds them: name, version, platform; without a checksum, because there is nothing here to check.
 * Run it after each change of dependencies.
 */
export interface LockFile {
  readonly packages: Record<string, LockedPackage>
}

interface LockedPackage {
  readonly version?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly optional?: boolean
}

interface Absent {
  readonly name: string
  readonly version: string
}

/** Optional packages, named with an exact version, that the lock file does not hold. */
export function absentFrom({ packages }: LockFile): readonly Absent[] {
  const absent = new Map<string, Absent>()
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!placesOf(name, path).some((place) => place in packages) && /^\d+\.\d+\.\d+/.test(version)) absent.set(name, { name, version })
    }
  }
  return [...absent.values()]
}

/** Where npm looks for a package that the one at `path` wants: in its own folder, then in each one above. */
function placesOf(name: string, path: string): readonly string[] {
  const folders = path.split('/node_modules/').map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'))
  return ['', ...folders].map((folder) => (folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`))
}

const SYSTEMS: readonly (readonly [RegExp, string])[] = [[/darwin/, 'darwin'], [/win32|windows/, 'win32'], [/android/, 'android'], [/freebsd/, 'freebsd'], [/netbsd/, 'netbsd'], [/openbsd/, 'openbsd'], [/sunos/, 'sunos'], [/aix/, 'aix'], [/openharmony/, 'openharmony'], [/linux/, 'linux']]
const PROCESSORS: readonly (readonly [RegExp, string])[] = [[/arm64/, 'arm64'], [/arm-|armv7|-arm\b/, 'arm'], [/x64/, 'x64'], [/ia32/, 'ia32'], [/ppc64/, 'ppc64'], [/s390x/, 's390x'], [/riscv64/, 'riscv64'], [/loong64/, 'loong64'], [/mips64el/, 'mips64el'], [/wasm32/, 'wasm32']]

function entryFor({ name, version }: Absent): LockedPackage {
  const first = (table: readonly (readonly [RegExp, string])[]) => table.find(([shape]) => shape.test(name))?.[1]
  const [os, cpu] = [first(SYSTEMS), first(PROCESSORS)]
  // Without one of them npm would want it on every machine.
  if (!os && !cpu) throw new Error(`for which platform is ${name}?`)
  return { version, ...(cpu && { cpu: [cpu] }), optional: true, ...(os && { os: [os] }) }
}

async function completeLockFile(path: URL): Promise<readonly Absent[]> {
  const lock = JSON.parse(await readFile(path, 'utf8')) as LockFile
  const absent = absentFrom(lock)
  const added = absent.map((one): readonly [string, LockedPackage] => [`node_modules/${one.name}`, entryFor(one)])
  const packages = Object.fromEntries([...Object.entries(lock.packages), ...added].sort(([left], [right]) => (left < right ? -1 : 1)))
  await writeFile(path, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
  return absent
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const { name, version } of await completeLockFile(new URL('../package-lock.json', import.meta.url))) console.log(`added ${name} ${version}`)
}
