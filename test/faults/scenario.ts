import { expect } from 'vitest'
import { canonicalAnswer } from '../fault-wall/canonical-answer.ts'
import type { WallProtocol } from '../fault-wall/dialect.ts'
import type { FaultWall, Script, WallOptions } from '../fault-wall/fault-wall.ts'
import type { CompletionResult, Router, RouterConfig } from '../../src/index.ts'
import { readText, resultOf, wallAndRouter, type WallAndRouter } from './wall-and-router.ts'

/** One of the sixteen public scenarios. */
export interface Scenario {
  readonly id: string
  readonly fault: string
  /** The protocols that the primary is tried with; the fallback speaks the other one. Default: both. */
  readonly protocols?: readonly WallProtocol[]
  /** Plays it with default options and checks the pass condition. Gives what was measured, in words. */
  readonly run: (open: OpenScene) => Promise<string>
}

/** What a primary and a fallback play. */
export interface Scene {
  readonly primary: Script
  /** Default: a healthy one. */
  readonly fallback?: Script
}

/** How fast, and what is configured beside the targets. */
export type SceneOptions = Omit<WallOptions, 'script'> & { readonly config?: RouterConfig }

/** Puts a scene on: a wall with a primary and a fallback that speak different protocols, and a router with default options. */
export type OpenScene = (scene: Scene, options?: SceneOptions) => Promise<WallAndRouter>

/** A wall with a primary and a fallback that speak different protocols, and a router with default options. */
export function primaryAndFallback(
  primary: WallProtocol,
  scene: Scene,
  options: SceneOptions = {},
): Promise<WallAndRouter> {
  const other = primary === 'openai-chat' ? 'anthropic-messages' : 'openai-chat'
  return wallAndRouter(
    { primary: scene.primary, fallback: scene.fallback ?? ['healthy'] },
    { ...options, protocols: { primary, fallback: other } },
  )
}

/** One call, read by a consumer that cannot unsay what it was given. */
export interface PlayedCall {
  readonly result: CompletionResult
  /** On the wall's clock, from the call to its end. */
  readonly durationMs: number
}

/** Makes a call and checks what every scenario asks for: the exact answer, nothing twice, nothing missing. */
export async function callInFull(
  router: Router,
  wall: FaultWall,
  consumer: 'text' | 'await' = 'text',
): Promise<PlayedCall> {
  const startedAt = wall.clock.now()
  const completion = router.complete({ messages: 'Tell me of the lighthouse.' })
  if (consumer === 'text') {
    const { text, error } = await readText(completion)
    expect(error).toBeUndefined()
    expect(text).toBe(canonicalAnswer)
  }
  const result = resultOf(await completion.settled())
  const durationMs = wall.clock.now() - startedAt
  expect(result.text).toBe(canonicalAnswer)
  expect(result.finishReason).toBe('stop')
  return { result, durationMs }
}

/** Whole seconds and tenths. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
