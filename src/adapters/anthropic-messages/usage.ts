import type { Json, JsonObject } from '../../vocabulary/message.ts'
import type { Usage } from '../../vocabulary/usage.ts'
import { isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'

/** The wire's own counters as far as they are known: cumulative, and exclusive of each other. */
export interface TokenCounts {
  input: number | undefined
  cacheWrite: number | undefined
  cacheWrite1h: number | undefined
  cacheRead: number | undefined
  output: number | undefined
  thinking: number | undefined
  /** What compaction passes took beside the counters above. */
  compaction: {
    readonly input: number
    readonly cacheWrite: number
    readonly cacheRead: number
    readonly output: number
  }
}

/** Nothing is known yet. */
export function unknownTokens(): TokenCounts {
  return {
    input: undefined,
    cacheWrite: undefined,
    cacheWrite1h: undefined,
    cacheRead: undefined,
    output: undefined,
    thinking: undefined,
    compaction: { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 },
  }
}

/**
 * Takes in one of the wire's usage objects and emits the sums. `message_delta` repeats counters of `message_start` or leaves
 * them out; what it gives replaces what was. It may have grown (hosted tools) or shrunk (a compaction pass stood there before).
 */
export function readUsage(usage: Json | undefined, tokens: TokenCounts, emit: Emit): void {
  if (!isJsonObject(usage)) return
  const input = count(usage['input_tokens'])
  const cacheWrite = count(usage['cache_creation_input_tokens'])
  const cacheRead = count(usage['cache_read_input_tokens'])
  // Some compatible hosts count the input in message_start and send zeros later (pi-ai, 2026-11): zeros do not undo a count.
  const known = (tokens.input ?? 0) + (tokens.cacheWrite ?? 0) + (tokens.cacheRead ?? 0)
  if ((input ?? 0) + (cacheWrite ?? 0) + (cacheRead ?? 0) > 0 || known === 0) {
    tokens.input = input ?? tokens.input
    tokens.cacheWrite = cacheWrite ?? tokens.cacheWrite
    tokens.cacheRead = cacheRead ?? tokens.cacheRead
  }
  tokens.output = count(usage['output_tokens']) ?? tokens.output
  tokens.cacheWrite1h = count(member(usage['cache_creation'], 'ephemeral_1h_input_tokens')) ?? tokens.cacheWrite1h
  tokens.thinking = count(member(usage['output_tokens_details'], 'thinking_tokens')) ?? tokens.thinking
  if (Array.isArray(usage['iterations'])) tokens.compaction = compactionTokens(usage['iterations'])
  emit.usage(sumOf(tokens))
  emit.servedAs(usage['service_tier'])
}

/** Both sides inclusive, as `Usage` counts; a sum with an unknown first member is unknown. */
function sumOf({ input, cacheWrite, cacheWrite1h, cacheRead, output, thinking, compaction }: TokenCounts): Usage {
  const passInput = compaction.input + compaction.cacheWrite + compaction.cacheRead
  return {
    inputTokens: input === undefined ? undefined : input + (cacheWrite ?? 0) + (cacheRead ?? 0) + passInput,
    outputTokens: output === undefined ? undefined : output + compaction.output,
    cachedTokens: cacheRead === undefined ? undefined : cacheRead + compaction.cacheRead,
    cacheWriteTokens: cacheWrite === undefined ? undefined : cacheWrite + compaction.cacheWrite,
    cacheWrite1hTokens: cacheWrite1h,
    reasoningTokens: thinking,
  }
}

/** The counters of an answer leave its compaction passes out, which are billed all the same (Anthropic, compact-2026-01-12). */
function compactionTokens(iterations: readonly Json[]): TokenCounts['compaction'] {
  const passes = iterations.filter((pass): pass is JsonObject => isJsonObject(pass) && pass['type'] === 'compaction')
  const sum = (name: string): number => passes.reduce((total, pass) => total + (count(pass[name]) ?? 0), 0)
  return {
    input: sum('input_tokens'),
    cacheWrite: sum('cache_creation_input_tokens'),
    cacheRead: sum('cache_read_input_tokens'),
    output: sum('output_tokens'),
  }
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value[name] : undefined
}

function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
