import { AnswerAssembly } from '../adapters/answer-assembly.ts'
import type { AssemblyOptions } from '../adapters/assembly-options.ts'
import { isWithinDepth } from '../adapters/within-depth.ts'
import type { WireFailure } from '../vocabulary/failure.ts'
import type { FinishReason } from '../vocabulary/finish-reason.ts'
import type { Redact } from '../vocabulary/known-values.ts'
import type { Citation, NativePart } from '../vocabulary/message.ts'
import { redactData } from '../vocabulary/redact-data.ts'
import { redactSecrets } from '../vocabulary/redact-secrets.ts'
import { RouterError } from '../vocabulary/router-error.ts'

/** Of what a provider says about its answer no more is kept, in UTF-16 units: as much as of an error body. */
const longestText = 64 * 1024

/** So much more is looked at: a secret at the place of the cut is still whole. */
const longestSecret = 4096

/** So many tool calls, and so many citations, end an attempt as `malformed-stream`: what they cost grows with the square of their number. */
const mostOfAKind = 10_000

/**
 * An assembly for a provider that nobody vouches for. It may repeat what it was sent: whatever it says about its answer is redacted
 * before anything is cut or told. The answer itself, text, reasoning, tool calls and files, is the model's and stays as it is. And it
 * may never stop: there is an end to what an answer can be made of.
 */
export class GuardedAnswer extends AnswerAssembly {
  #toolCallCount = 0
  #citationCount = 0
  /** What was said last of who serves, as it came. */
  #wireModel: string | undefined
  #responseId: string | undefined
  #service: unknown
  readonly #redact: Redact

  constructor(options: AssemblyOptions, redact: Redact) {
    super(options)
    this.#redact = (text) =>
      text.length <= longestText
        ? redact(text)
        : redact(text.slice(0, longestText + longestSecret)).slice(0, longestText)
  }

  override served(wireModel: string | undefined, responseId?: string): void {
    // Said with every event.
    if (wireModel === this.#wireModel && responseId === this.#responseId) return
    this.#wireModel = wireModel
    this.#responseId = responseId
    super.served(this.#clean(wireModel), this.#clean(responseId))
  }

  override servedAs(service: unknown): void {
    if (service === this.#service) return
    this.#service = service
    if (typeof service === 'string') super.servedAs(this.#clean(service))
  }

  override finish(reason: FinishReason, rawReason: string | undefined): void {
    super.finish(reason, this.#clean(rawReason))
  }

  override fail(failure: WireFailure): void {
    super.fail({ ...failure, body: redactData(failure.body, this.#redact) })
  }

  override toolCallStart(key: string | number, id: string, name: string): void {
    this.#toolCallCount++
    if (this.#toolCallCount > mostOfAKind) throw tooMany('tool calls')
    super.toolCallStart(key, id, name)
  }

  override citation(citation: Citation): void {
    this.#citationCount++
    if (this.#citationCount > mostOfAKind) throw tooMany('citations')
    super.citation(citation)
  }

  override native(part: NativePart): void {
    if (isWithinDepth(part)) super.native(part)
    else this.malformed(`${part.kind} nests too deep.`)
  }

  override malformed(text: string, isToolCall?: boolean): void {
    super.malformed(redactSecrets(this.#redact(text)), isToolCall)
  }

  override warn(code: string, message: string): void {
    super.warn(code, redactSecrets(this.#redact(message)))
  }

  #clean(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.#redact(text)
  }
}

function tooMany(what: string): RouterError {
  return new RouterError('malformed-stream', `The answer holds more than ${mostOfAKind} ${what}.`)
}
