import { keepRecent } from '../vocabulary/keep-recent.ts'

/** The cached contents that a router has made, by a name of what they hold. */
export interface KeptContents {
  /** The one that can be asked with now. */
  find(key: string): string | undefined
  /**
   * Whether one is to be made: what it would hold has come before, none is being made, and none was refused within the last hour.
   * Takes note of it.
   */
  begin(key: string): boolean
  /** It was made for a target, and is there until then, in milliseconds since the epoch. */
  made(key: string, content: { readonly name: string; readonly owner: string; readonly until: number }): void
  /** It could not be made. */
  failed(key: string): void
  /** Those of a target are of no use any more. Whether there were any. */
  forget(owner: string): boolean
}

type Kept =
  | { readonly state: 'seen' | 'making' }
  | { readonly state: 'refused'; readonly until: number }
  | { readonly state: 'there'; readonly name: string; readonly owner: string; readonly until: number }

/** Prompts that are remembered; the oldest go first. */
const mostPrompts = 1_000

/** How long nothing is made of what was refused once, in milliseconds. */
const refusedMs = 60 * 60_000

/** A request takes its time to arrive, in milliseconds. */
const marginMs = 10_000

/** An empty memory. */
export function createKeptContents({ now }: { readonly now: () => number }): KeptContents {
  const known = new Map<string, Kept>()
  const keep = (key: string, kept: Kept): void => {
    keepRecent(known, key, kept, mostPrompts)
  }
  return {
    find(key) {
      const kept = known.get(key)
      return kept?.state === 'there' && now() < kept.until - marginMs ? kept.name : undefined
    },
    begin(key) {
      const kept = known.get(key)
      const isDue = kept !== undefined && kept.state !== 'making' && !(kept.state === 'refused' && now() < kept.until)
      if (isDue) keep(key, { state: 'making' })
      else if (kept === undefined) keep(key, { state: 'seen' })
      return isDue
    },
    made: (key, content) => keep(key, { state: 'there', ...content }),
    failed: (key) => keep(key, { state: 'refused', until: now() + refusedMs }),
    forget(owner) {
      const gone = [...known].filter(([, kept]) => kept.state === 'there' && kept.owner === owner)
      for (const [key] of gone) keep(key, { state: 'seen' })
      return gone.length > 0
    },
  }
}
