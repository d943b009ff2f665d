import type { PlacementQuestion } from '../../src/caching/breakpoint-placement.ts'

/** How marks are placed where nothing is particular: as Anthropic takes them, for five minutes, whatever the size. */
export const plainPlacement: Omit<PlacementQuestion<never>, 'system' | 'tools' | 'messages'> = {
  places: 'anthropic',
  toolMarks: true,
  automatic: false,
  ttl: '5m',
  oneHour: true,
  lateTurn: false,
  markMessages: true,
  otherMarks: 0,
  minimum: undefined,
}
