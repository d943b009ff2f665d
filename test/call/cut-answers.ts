import { chatEnd, chatEvent, textChunk, type Step } from '../scripted-chat.ts'

/** An answer of openai-chat in one piece a word, ended by the output limit. */
export function cut(words: readonly string[], output = 10): Step {
  return { raw: [...words.map((word) => textChunk(word)), chatEnd({ input: 7, output }, 'length')] }
}

/** Thinking alone, ended by the output limit. */
export function cutThought(...words: readonly string[]): Step {
  const pieces = words.map((reasoning_content) =>
    chatEvent({ id: 'chatcmpl-1', choices: [{ index: 0, delta: { reasoning_content }, finish_reason: null }] }),
  )
  return { raw: [...pieces, chatEnd({ input: 7, output: 10 }, 'length')] }
}

/** Text and then a tool call whose arguments are these, ended for the reason. */
export function callAfter(text: string, rawArgs: string, reason: 'length' | 'tool_calls'): Step {
  const call = { index: 0, id: 'c1', type: 'function', function: { name: 'write', arguments: rawArgs } }
  return {
    raw: [
      ...(text === '' ? [] : [textChunk(text)]),
      chatEvent({ id: 'chatcmpl-1', choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: null }] }),
      chatEnd({ input: 7, output: 10 }, reason),
    ],
  }
}
