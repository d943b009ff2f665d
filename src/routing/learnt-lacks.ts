import type { Capability } from '../vocabulary/model.ts'
import { keepRecent } from '../vocabulary/keep-recent.ts'

/** Something that a target has refused as a kind: a capability, or a choice of tools that is forced. */
export type Lack = Capability | 'tool-choice'

/** A lack, and until when it is believed, in milliseconds since the epoch. */
export interface KnownLack {
  readonly what: Lack
  readonly until: number
}

/** What targets have turned out not to be able to do, for all calls of one router. */
export interface LearntLacks {
  /** Whether nothing is known of any target. */
  readonly isEmpty: boolean
  /** What is known of a target now; `name` tells it apart. */
  of(name: string): readonly KnownLack[]
  remember(name: string, what: Lack): void
}

/** Gateways find other hosts, and servers are given other models: an hour, in milliseconds. */
const rememberMs = 60 * 60 * 1000

/** Targets that are remembered; the oldest go first. */
const mostTargets = 1_000

/** An empty memory. */
export function createLearntLacks({ now }: { readonly now: () => number }): LearntLacks {
  const known = new Map<string, readonly KnownLack[]>()
  const of = (name: string): readonly KnownLack[] => (known.get(name) ?? []).filter(({ until }) => until > now())
  return {
    get isEmpty() {
      return known.size === 0
    },
    of,
    remember(name, what) {
      const others = of(name).filter((lack) => lack.what !== what)
      keepRecent(known, name, [...others, { what, until: now() + rememberMs }], mostTargets)
    },
  }
}
