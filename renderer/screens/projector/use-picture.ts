import { useEffect, useState } from 'react'
import { parseAnnouncement, PROJECTOR_CHANNEL, STILL_HERE, type Reply } from '../../../shared/projector/channel.ts'
import type { ProjectorPicture } from '../../../shared/projector/picture.ts'

/** The last picture that the main window sent; undefined until the first is here. What is no picture is not heard. */
export function usePicture(): ProjectorPicture | undefined {
  const [picture, setPicture] = useState<ProjectorPicture>()
  useEffect(() => {
    const channel = new BroadcastChannel(PROJECTOR_CHANNEL)
    const say = (kind: Reply['kind']) => channel.postMessage({ kind } satisfies Reply)
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const announcement = parseAnnouncement(data)
      if (announcement?.kind === 'picture') setPicture(announcement.picture)
      if (announcement?.kind === 'who-listens') say('listening')
    })
    const leave = () => say('gone')
    window.addEventListener('pagehide', leave)
    const timer = setInterval(() => say('listening'), STILL_HERE)
    say('listening')
    return () => {
      clearInterval(timer)
      window.removeEventListener('pagehide', leave)
      leave()
      channel.close()
    }
  }, [])
  return picture
}
