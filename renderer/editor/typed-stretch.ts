import type { Transaction } from 'prosemirror-state'
import type { UndoManager } from 'yjs'
import { lastStep, type HistoryStep } from './history-steps.ts'

/**
 * The stretch of a line in which this person has last typed, and the step of the history in which that stands. What is
 * pasted, composed or comes from others is no part of it, and ends it where it comes in between.
 */
export class TypedStretch {
  #range: { readonly from: number; readonly to: number } | undefined
  #coming: { readonly from: number; readonly text: string } | undefined
  #step: HistoryStep | undefined
  #grew = false

  /** The step of the history that was typed last. */
  get step(): HistoryStep | undefined {
    return this.#step
  }

  /** Whether all between these positions was typed. */
  holds(from: number, to: number): boolean {
    return this.#range !== undefined && from >= this.#range.from && to <= this.#range.to
  }

  /** This is about to be put in at this position: the next change is that. */
  expect(from: number, text: string): void {
    this.#coming = { from, text }
  }

  /** A change is made; one that only corrects what was typed is part of it. */
  follow(tr: Transaction, isCorrection: boolean): void {
    if (!tr.docChanged) return
    const coming = this.#coming
    this.#coming = undefined
    if (coming && isPutIn(tr, coming)) this.#grow(tr, coming.from, coming.from + coming.text.length)
    else for (const map of tr.mapping.maps) this.#map(map, isCorrection)
  }

  /** After the change has reached the shared document. */
  remember(history: UndoManager): void {
    if (this.#grew) this.#step = lastStep(history)
    this.#grew = false
  }

  #grow(tr: Transaction, from: number, to: number): void {
    const { from: start, to: end } = this.#range ?? { from: -1, to: -1 }
    const isWithin = from >= start && from <= end
    this.#range = isWithin ? { from: start, to: Math.max(to, tr.mapping.map(end)) } : { from, to }
    this.#grew = true
  }

  #map(map: Transaction['mapping']['maps'][number], isCorrection: boolean): void {
    if (!this.#range) return
    let from = map.map(this.#range.from, 1)
    const to = map.map(this.#range.to, -1)
    const { from: start, to: end } = this.#range
    map.forEach((oldStart, oldEnd, newStart, newEnd) => {
      if (!isCorrection && newEnd > newStart && oldStart < end && oldEnd > start) from = newEnd
    })
    this.#range = from < to ? { from, to } : undefined
  }
}

function isPutIn(tr: Transaction, { from, text }: { readonly from: number; readonly text: string }): boolean {
  const to = from + text.length
  return to <= tr.doc.content.size && tr.doc.textBetween(from, to) === text
}
