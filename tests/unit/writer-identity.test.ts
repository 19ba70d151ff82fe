import { describe, expect, it } from 'vitest'
import { fingerprintOf, machineId, outputOf } from '../../electron/journal/writer-identity.ts'

/** A machine of another kind than the one that runs this: what its files and programs say. */
function machine(platform: NodeJS.Platform, says: Readonly<Record<string, string>>, failing = 'ENOENT') {
  const asked: string[] = []
  const answer = async (question: string) => {
    asked.push(question)
    const said = says[question]
    if (said === undefined) throw Object.assign(new Error(failing), { code: failing })
    return said
  }
  return { asked, system: { platform, read: answer, run: (program: string, options: readonly string[]) => answer([program.replace(/^.*[\\/]/u, ''), ...options].join(' ')) } }
}

const IOREG = 'ioreg -rd1 -c IOPlatformExpertDevice'
const REG = 'reg.exe query HKLM\\SOFTWARE\\Microsoft\\Cryptography /v MachineGuid'

describe('what the system calls this machine', () => {
  it('is its machine-id on Linux, or that of D-Bus where there is no other', async () => {
    expect(await machineId(machine('linux', { '/etc/machine-id': 'abc\n', '/var/lib/dbus/machine-id': 'other' }).system)).toBe('abc')
    expect(await machineId(machine('linux', { '/var/lib/dbus/machine-id': 'other\n' }).system)).toBe('other')
    expect(await machineId(machine('linux', { '/etc/machine-id': '\n', '/var/lib/dbus/machine-id': 'other\n' }).system)).toBe('other')
  })

  it('is the number of its board on macOS', async () => {
    const said = `+-o J314sAP  <class IOPlatformExpertDevice, id 0x100000223, registered>\n    {\n      "IOPlatformSerialNumber" = "C02XX"\n      "IOPlatformUUID" = "1E3C0F00-0000-5000-8000-ABCDEF012345"\n    }\n`
    expect(await machineId(machine('darwin', { [IOREG]: said }).system)).toBe('1E3C0F00-0000-5000-8000-ABCDEF012345')
  })

  it('is what Windows was given when it was installed', async () => {
    const said = '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    0c0ffee0-0000-4000-8000-000000000001\r\n\r\n'
    expect(await machineId(machine('win32', { [REG]: said }).system)).toBe('0c0ffee0-0000-4000-8000-000000000001')
  })

  it('is nothing where the system does not say, and never a name that changes with the network', async () => {
    for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const) expect(await machineId(machine(platform, {}).system)).toBe('')
    expect(await machineId(machine('linux', { '/etc/machine-id': 'uninitialized\n' }).system)).toBe('')
    expect(await machineId(machine('darwin', { [IOREG]: 'something else' }).system)).toBe('')
    expect(await machineId(machine('win32', { [REG]: '' }).system)).toBe('')
  })

  it('is nothing, rather than another name, where its file could not be read', async () => {
    const { system, asked } = machine('linux', {}, 'EIO')
    expect(await machineId(system)).toBe('')
    expect(asked).toEqual(['/etc/machine-id'])
  })

  it('is not waited for long', async () => {
    const begun = performance.now()
    await expect(outputOf(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], 200)).rejects.toThrow()
    expect(performance.now() - begun).toBeLessThan(5_000)
    expect(await outputOf(process.execPath, ['-p', '6 * 7'], 20_000)).toBe(`42\n`)
  })

  it('is the same each time, as is the rest of the place', async () => {
    expect(await fingerprintOf('.')).toEqual(await fingerprintOf('.'))
  })
})
