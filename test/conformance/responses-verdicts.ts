import type { Verdict } from './oracle-comparison.ts'

const reasoningText: Verdict = {
  reason: 'One client does not know reasoning_text; the wire has it, and the other client reads it.',
  expected: {},
}
const refusal: Verdict = {
  reason:
    'The wire says `completed` over a refusal part. One client reports stop, the other content-filter; design.md 4 makes a refusal inside a 200 a result with the finish reason content-filter, and the wire word stays in rawFinishReason.',
  expected: { finishReason: 'content-filter' },
}
const clientItem: Verdict = {
  reason:
    'One client reports tool_search and local_shell as calls of tools. They are item types of their own, which only OpenAI understands: a native part that goes back unchanged, no call of a tool that the caller named.',
  expected: {},
}
const shortened: Verdict = {
  reason:
    'The source shortened the deltas by hand; one client shows only them. The events that end a text have it whole (all start with the deltas).',
  expected: {},
}

/** Verdicts on the recordings of openai-responses, by id: on every one where the clients disagree. */
export const openaiResponsesVerdicts: Readonly<Record<string, Verdict>> = {
  'bedrock-mantle-providers-bedrock-mantle-responses-chat-calls-to-c7a85211': reasoningText,
  'deepseek-chat-responses-protocol-dialects-with-deepseek-d-1ba94f9b': reasoningText,
  'deepseek-chat-responses-protocol-dialects-with-deepseek-d-9a0e6d09': reasoningText,
  'deepseek-chat-web-search-with-deepseek-deepseek-v4-flash-bb6f74e9': reasoningText,
  'deepseek-test-deepseek-responses-function-tool-decae029': reasoningText,
  'deepseek-test-deepseek-responses-function-tool-stream-6bb3cda1': reasoningText,
  'deepseek-test-deepseek-responses-reasoning-effort-5887ceb7': reasoningText,
  'deepseek-test-deepseek-responses-replay-interleaved-settl-7f671b1b': reasoningText,
  'deepseek-test-deepseek-responses-replay-own-reasoning-his-a4628172': reasoningText,
  'deepseek-test-deepseek-responses-replay-unsent-item-ids-b5a2e90a': reasoningText,
  'deepseek-test-deepseek-responses-structured-output-c9d389b4': reasoningText,
  'deepseek-test-deepseek-responses-text-multi-turn-c28eedd5': reasoningText,
  'deepseek-test-deepseek-responses-text-stream-ec6d2941': reasoningText,
  'lmstudio-lmstudio-tool-call-1-b67546e0': reasoningText,
  'lmstudio-lmstudio-tool-call-2-4e05f672': reasoningText,
  'openrouter-test-openai-responses-raw-cot-stream-openrouter-cdd2c12a': reasoningText,
  'openai-async-d215e69a': refusal,
  'openai-cross-surface-refusal-parity-8c914669': refusal,
  'openai-responses-streaming-refusal-delta-surfaces-3b2e1a38': refusal,
  'openai-openai-client-tool-search-1-4814a2db': clientItem,
  'openai-openai-client-tool-search-1-9644b698': clientItem,
  'openai-openai-local-shell-tool-1-a70a0876': clientItem,
  'openai-openai-local-shell-tool-1-a847634c': clientItem,
  'openai-test-openai-client-tool-search-streaming-8e3419db': clientItem,
  'openai-test-openai-execution-client-round-trip-f5903d7c': clientItem,
  'openai-openai-phase-1-cdff2633': shortened,
}
