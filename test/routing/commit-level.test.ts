import { expect, it } from 'vitest'
import { decideRecovery } from '../../src/routing/commit-level.ts'

it.each([
  ['nothing was given', { visible: false, toolCall: false, appendOnly: true }, 'restart'],
  ['only reasoning or an open tool call was given', { visible: false, toolCall: false, appendOnly: true }, 'restart'],
  ['text was given to someone who cannot forget it', { visible: true, toolCall: false, appendOnly: true }, 'resume'],
  ['text arrived but nobody was given it', { visible: false, toolCall: false, appendOnly: false }, 'restart'],
  ['text was given to those who accept a restart', { visible: true, toolCall: false, appendOnly: false }, 'restart'],
  ['a complete tool call was given', { visible: false, toolCall: true, appendOnly: true }, 'end'],
  ['a complete tool call was given after text', { visible: true, toolCall: true, appendOnly: true }, 'end'],
  [
    'a complete tool call was given to those who accept a restart',
    { visible: true, toolCall: true, appendOnly: false },
    'end',
  ],
] as const)('when %s: %j -> %s', (_, given, expected) => {
  expect(decideRecovery(given)).toBe(expected)
})
