import { expect, test } from 'vitest'
import { splitHeading } from '../../renderer/screens/meeting/meeting-heading.ts'

test.each([
  ['Visioconférence des opérations nº\u00a015', 'Visioconférence des opérations', ' nº\u00a015'],
  ['Operations videoconference no.\u00a015', 'Operations videoconference', ' no.\u00a015'],
  ['Comité 8', 'Comité', ' 8'],
  ['Comité n°12', 'Comité', ' n°12'],
])('the number of %s is kept apart', (heading, name, number) => expect(splitHeading(heading)).toEqual({ name, number }))

test.each(['Comité de direction', '2026', 'Plan 2030 et suites', ''])('%s has no number at its end', (heading) => expect(splitHeading(heading)).toEqual({ name: heading, number: '' }))
