import { describe, expect, it, vi } from 'vitest'
import { createNewsDesk } from '../../electron/application/news.ts'
import { listenToNews } from '../../renderer/app/news.ts'
import { newIdentifier, type WorkspaceId } from '../../shared/model/identifiers.ts'

const workspace = newIdentifier<WorkspaceId>()

describe('news for the page', () => {
  it('is handed over at once when there is some, and waited for when there is none', async () => {
    const desk = createNewsDesk(5_000)
    desk.tell({ kind: 'logs', workspace })
    const first = await desk.after(0)
    expect(first.items).toEqual([{ kind: 'logs', workspace }])
    const later = desk.after(first.number)
    desk.tell({ kind: 'backups' })
    expect((await later).items).toEqual([{ kind: 'backups' }])
  })

  it('tells the same thing once, however often it happened', async () => {
    const desk = createNewsDesk(5_000)
    for (let time = 0; time < 50; time += 1) desk.tell({ kind: 'sharing', workspace })
    expect((await desk.after(0)).items).toEqual([{ kind: 'sharing', workspace }])
  })

  it('loses nothing, however many workspaces have some and however late the page comes', async () => {
    const desk = createNewsDesk(5_000)
    const workspaces = Array.from({ length: 1_200 }, () => newIdentifier<WorkspaceId>())
    for (let time = 0; time < 3; time += 1) for (const each of workspaces) desk.tell({ kind: 'logs', workspace: each })
    const all = await desk.after(0)
    expect(all.items).toEqual(workspaces.map((each) => ({ kind: 'logs', workspace: each })))
    desk.tell({ kind: 'logs', workspace: workspaces[0]! })
    expect((await desk.after(all.number)).items).toEqual([{ kind: 'logs', workspace: workspaces[0] }])
  })

  it('answers with nothing after a while, so that a page whose call was lost asks again', async () => {
    const desk = createNewsDesk(20)
    expect(await desk.after(0)).toEqual({ number: 0, items: [] })
  })

  it('tells everything to a page that counts from an earlier run', async () => {
    const desk = createNewsDesk(5_000)
    desk.tell({ kind: 'logs', workspace })
    expect((await desk.after(900)).items).toEqual([{ kind: 'logs', workspace }])
  })

  it('lets go of who waits when the application closes', async () => {
    const desk = createNewsDesk(60_000)
    const waiting = desk.after(0)
    desk.close()
    expect((await waiting).items).toEqual([])
  })
})

describe('the page that listens', () => {
  it('hears everything, though one listener cannot do anything with it', async () => {
    const desk = createNewsDesk(50)
    const fault = vi.spyOn(console, 'error').mockReturnValue(undefined)
    const bridge = { news: desk.after }
    const heard: string[] = []
    const stops = [
      listenToNews(bridge, () => {
        throw new Error('a screen at fault')
      }),
      listenToNews(bridge, ({ kind }) => heard.push(kind)),
    ]
    desk.tell({ kind: 'logs', workspace })
    desk.tell({ kind: 'sharing', workspace })
    await vi.waitFor(() => expect(heard).toEqual(['logs', 'sharing']))
    desk.tell({ kind: 'backups' })
    await vi.waitFor(() => expect(heard).toEqual(['logs', 'sharing', 'backups']))
    expect(fault).toHaveBeenCalledTimes(3)
    for (const stop of stops) stop()
    fault.mockRestore()
  })
})
