import type { Verdict } from './oracle-comparison.ts'

const refusal = (reason: string): Verdict => ({ reason, expected: { finishReason: 'content-filter' } })

const openaiRefusal = refusal(
  'The wire says `stop` beside a refusal. One client reports stop, the other content-filter; design.md 4 makes a refusal inside a 200 a result with the finish reason content-filter, and the wire word stays in rawFinishReason.',
)
const openrouterRefusal = refusal(
  'One client loses the text of the refusal. The text counts (recordings/README.md), and design.md 4 makes it a content-filter.',
)
const textOnly: Verdict = {
  reason: 'One client loses the text of the refusal, which counts; the wire itself says content_filter.',
  expected: {},
}
const firstChoice: Verdict = {
  reason:
    'Several choices were asked for: the first client reads the first one, the other mixes them. Only the first counts.',
  expected: {},
}

/** Verdicts on the recordings of openai-chat, by id: on every one where the clients disagree, and where both are wrong. */
export const openaiChatVerdicts: Readonly<Record<string, Verdict>> = {
  'openai-async-c90c80b2': openaiRefusal,
  'openai-chat-blocking-raw-model-surfaces-refusal-44922d66': openaiRefusal,
  'openai-chat-refusal-turn-survives-into-history-a354b013': openaiRefusal,
  'openai-chat-streaming-and-blocking-each-deliver-their-r-495cafb7': openaiRefusal,
  'openai-stream-80e2953a': openaiRefusal,
  'openai-test-async-parsed-refused-completion-2c00d2d2': openaiRefusal,
  'openai-test-async-parsed-refused-completion-2e38a098': openaiRefusal,
  'openai-test-async-parsed-refused-completion-671fd908': openaiRefusal,
  'openrouter-blocking-azure-routed-refusal-c2baa140': openrouterRefusal,
  'openrouter-blocking-gpt-4-1-refusal-be93ccc6': textOnly,
  'openrouter-blocking-raw-and-normalized-agree-1c18eb2e': openrouterRefusal,
  'openrouter-blocking-raw-model-surfaces-refusal-cc26aeb3': openrouterRefusal,
  'openrouter-blocking-refusal-survives-into-history-2cc10ba7': openrouterRefusal,
  'openrouter-blocking-refusal-with-tools-in-request-ce482d3c': openrouterRefusal,
  'openrouter-streaming-azure-routed-refusal-04b0b421': openrouterRefusal,
  'openrouter-streaming-raw-model-surfaces-refusal-b6e77453': openrouterRefusal,
  'openrouter-streaming-refusal-emits-no-tool-calls-7522c86a': openrouterRefusal,
  'openrouter-streaming-terminal-carries-usage-and-reason-409e9700': openrouterRefusal,
  'openrouter-transports-agree-on-the-refusal-text-8fa2f9fd': openrouterRefusal,
  'llamacpp-two-candidates-streaming-58595710': firstChoice,
  'openai-completion-stream-multiple-choices-006b1be0': firstChoice,
  'openai-streaming-gpt-4-1-mini-roomy-plain-two-a943c61f': firstChoice,
  'openai-streaming-gpt-4-1-mini-tiny-plain-two-42e5a9f9': firstChoice,
  'openai-streaming-gpt-4o-mini-roomy-plain-two-e248a8b4': firstChoice,
  'openai-test-async-chat-completion-multiple-choices-stre-1cd303dd': firstChoice,
  'azure-azure-deepseek-reasoning-1-ef4451ae': {
    reason: 'One client does not know reasoning_content at Azure; the wire has it.',
    expected: {},
  },
  'xai-complex-object-streaming-e27602a4': {
    reason:
      'One client drops a delta that repeats the one before ("R." twice in "J.R.R."); the deltas joined are the text.',
    expected: {},
  },
  'openai-chat-completion-audio-output-e1794f35': {
    reason:
      'A spoken answer: its transcript is the visible text, as the second client has it; the sound is a file part.',
    expected: { text: 'Hello! How can I help you today?' },
  },
  'perplexity-testtool-integration-51932b45': {
    reason:
      "Each chunk has the delta and the whole message so far; one client adds the last delta twice. The provider's own message ends once.",
    expected: {
      text: 'The largest country in the world by total area is Russia, with a total area of approximately 17,098,242 square kilometers (6,601,665 square miles) [2][4].',
    },
  },
  'cloudflare-test-cloudflare-data-extraction-42be131b': {
    reason:
      'JSON mode sends the content as an object. One client failed on it (oracle-failure), the other has no text; the object written as JSON is the answer.',
    expected: { text: '{"name":"Emily Wilson","age":32}' },
  },
  'cloudflare-test-cloudflare-respects-turns-interface-713043ce': {
    reason:
      'The wire has no cached and no reasoning tokens; the only client that could read it fills in zeros. Unknown is absent.',
    expected: { usage: { inputTokens: 64, outputTokens: 6 } },
  },
}

const outsideCount = (outputTokens: number, usage: Record<string, number>): Verdict => ({
  reason:
    'Vercel AI Gateway leaves the reasoning of Google models out of completion and total; its cost proves it (recordings/README.md, Known wrong).',
  expected: { usage: { ...usage, outputTokens } },
})
/** Where both clients agree and we differ: each a decision for safety or a correction that facts prove. */
export const corrections: Readonly<Record<string, Verdict>> = {
  'vercel-gateway-multi-tool-streaming-0a00d659': outsideCount(299, {
    inputTokens: 219,
    cachedInputTokens: 0,
    reasoningTokens: 280,
  }),
  'vercel-gateway-multi-tool-streaming-a4083ca0': outsideCount(113, {
    inputTokens: 57,
    cachedInputTokens: 0,
    reasoningTokens: 95,
  }),
  'vercel-gateway-thinking-dc4cb977': outsideCount(78, { inputTokens: 28, cachedInputTokens: 0, reasoningTokens: 69 }),
  'vercel-gateway-thinking-streaming-0e19afbc': outsideCount(70, {
    inputTokens: 28,
    cachedInputTokens: 0,
    reasoningTokens: 61,
  }),
  'togetherai-test-together-chat-legacy-1b867866': {
    reason: '`eos` is a finished answer (facts, protocols.md 8); neither client knows the word.',
    expected: { finishReason: 'stop' },
  },
}

const mistralFirstChoice = (text: string): Verdict => ({
  reason: 'Two choices were asked for and the client joins both; only the first counts.',
  expected: { text },
})

/** Verdicts on the recordings of mistral, by id. */
export const mistralVerdicts: Readonly<Record<string, Verdict>> = {
  'mistral-streaming-ministral-3b-roomy-plain-two-ee61b613': mistralFirstChoice('Cobalt.'),
  'mistral-streaming-ministral-3b-tiny-plain-two-43b711ac': mistralFirstChoice('Here'),
  'mistral-streaming-mistral-small-roomy-plain-two-ef97c833': mistralFirstChoice('cobalt'),
  'mistral-streaming-mistral-small-tiny-plain-two-a2cfcbaa': mistralFirstChoice('c'),
  'mistral-streaming-with-two-candidates-answers-from-the-f-35dede51': mistralFirstChoice('Aardvark'),
}

/** What no client could read, read by hand. */
export const readByHand: Readonly<Record<string, Verdict>> = {
  'azure-test-chat-content-filtering-9d39ff29': {
    reason: 'A choice without a message: the content filter took all of it.',
    expected: {
      finishReason: 'content-filter',
      finishReasonRaw: 'content_filter',
      usage: { inputTokens: 15, outputTokens: 19 },
    },
  },
  'openai-compatible-test-tools-streaming-variant-b-b60c4f62': {
    reason: 'No finish reason, only [DONE]: complete, for a reason that nobody gave.',
    expected: {
      toolCalls: [{ name: 'llm_version', arguments: {} }],
      finishReason: 'other',
      usage: { inputTokens: 57, outputTokens: 17, cachedInputTokens: 0, reasoningTokens: 0 },
    },
  },
  'snowflake-test-snowflake-model-streaming-eda1ed6b': {
    reason: 'No finish reason, only [DONE].',
    expected: {
      text: '4',
      finishReason: 'other',
      usage: { inputTokens: 22, outputTokens: 5, cachedInputTokens: 0, reasoningTokens: 0 },
    },
  },
  'snowflake-test-snowflake-thinking-streaming-bbfd620d': {
    reason: 'No finish reason, only [DONE]; reasoning in reasoning_details only.',
    expected: {
      text: "15 × 27 = **405**\n\nHere's the breakdown:\n- 15 × 20 = 300\n- 15 × 7 = 105\n- 300 + 105 = **405**",
      reasoning: '15 * 27 = 405',
      finishReason: 'other',
      usage: { inputTokens: 45, outputTokens: 73, cachedInputTokens: 0, reasoningTokens: 0 },
    },
  },
}
