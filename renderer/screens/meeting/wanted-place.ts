import type { ReviewPlace } from '../../../shared/minutes/review.ts'
import type { MeetingId } from '../../../shared/model/identifiers.ts'
import { go } from '../../app/route.ts'

/** Where somebody wants to be in a meeting that is about to be shown. */
export type WantedPlace = ReviewPlace | { readonly area: 'history' }

type PlaceIn<Area extends WantedPlace['area']> = Extract<WantedPlace, { readonly area: Area }>

let wanted: { readonly meeting: MeetingId; readonly place: WantedPlace } | undefined

/** Shows a meeting, with the focus where something is to be put right. */
export function openMeetingAt(meeting: MeetingId, place: WantedPlace): void {
  wanted = { meeting, place }
  go({ screen: 'meeting', meeting })
}

export function placeWanted(meeting: MeetingId): WantedPlace | undefined {
  return wanted?.meeting === meeting ? wanted.place : undefined
}

/** The place, if it lies in this area, once: whoever comes back later begins as always. */
export function takePlace<Area extends WantedPlace['area']>(meeting: MeetingId, area: Area): PlaceIn<Area> | undefined {
  const place = placeWanted(meeting)
  if (place?.area !== area) return undefined
  wanted = undefined
  return place as PlaceIn<Area>
}

export function forgetPlace(): void {
  wanted = undefined
}
