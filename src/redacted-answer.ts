import { AnswerAssembly, type AssemblyOptions } from './adapters/answer-assembly.ts'
import type { WireFailure } from './vocabulary/failure.ts'
import type { FinishReason } from './vocabulary/finish-reason.ts'
import type { Redact } from './vocabulary/known-values.ts'
import { redactData } from './vocabulary/redact-data.ts'
import { redactSecrets } from './vocabulary/redact-secrets.ts'

/** More of an unreadable event than is ever told, in UTF-16 units: a secret at the place of the cut is still whole. */
const longestExcerpt = 16_384

/**
 * An assembly for a provider that may repeat what it was sent: whatever it says about its answer is redacted before anything is cut
 * or told. The answer itself, text, reasoning, tool calls and files, is the model's and stays as it is.
 */
export class RedactedAnswer extends AnswerAssembly {
  readonly #redact: Redact

  constructor(options: AssemblyOptions, redact: Redact) {
    super(options)
    this.#redact = redact
  }

  override served(wireModel: string | undefined, responseId?: string): void {
    super.served(this.#clean(wireModel), this.#clean(responseId))
  }

  override finish(reason: FinishReason, rawReason: string | undefined): void {
    super.finish(reason, this.#clean(rawReason))
  }

  override fail(failure: WireFailure): void {
    super.fail({ ...failure, body: redactData(failure.body, this.#redact) })
  }

  override malformed(text: string, isToolCall?: boolean): void {
    super.malformed(redactSecrets(this.#redact(text.slice(0, longestExcerpt))), isToolCall)
  }

  override warn(code: string, message: string): void {
    super.warn(code, redactSecrets(this.#redact(message)))
  }

  #clean(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.#redact(text)
  }
}
