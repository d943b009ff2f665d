import type { Verdict } from './oracle-comparison.ts'

const citedText =
  'The text of the answer stands in citationsContent.content. AWS’s client reads text blocks only and shows an empty answer; the second client shows the text that the wire has.'
const hostedTool =
  'The wire calls it server_tool_use: Bedrock ran the tool itself, and its result is in the answer. It is no call of the caller’s, as AWS’s client says; the second client lists it among them.'

/** Where the clients disagree about a recorded answer of Bedrock, decided by hand. */
export const bedrockVerdicts: Readonly<Record<string, Verdict>> = {
  'bedrock-chat-citations-with-bedrock-claude-haiku-4-5-cit-58d78470': {
    reason: citedText,
    expected: { text: 'Ruby was created by Yukihiro Matsumoto in 1993.' },
  },
  'bedrock-chat-citations-with-bedrock-claude-haiku-4-5-cit-adc3f42d': {
    reason: citedText,
    expected: { text: 'The Ruby programming language was created by Yukihiro Matsumoto in 1993.' },
  },
  'bedrock-chat-web-search-with-bedrock-amazon-nova-2-lite-8eba45c5': { reason: hostedTool, expected: {} },
  'bedrock-test-bedrock-model-with-code-execution-tool-3d4c0a8b': { reason: hostedTool, expected: {} },
  'bedrock-test-bedrock-model-with-code-execution-tool-f125555f': { reason: hostedTool, expected: {} },
}
