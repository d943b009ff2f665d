import { chatEnd, textChunk } from '../scripted-chat.ts'

/** How a model goes on with an answer that was cut. */
export type Manner = 'exact' | 'overlapping' | 'restarting' | 'prefacing' | 'prefacing and overlapping' | 'reopening'

/** What it says before it does. */
const preface = "Sure, here's the rest of the answer:\n\n"

/** The tokens of a story; a word with the space before it is one, as in most vocabularies. */
export function tokensOf(text: string): readonly string[] {
  return text.match(/\s?[^\s]+|\s+/g) ?? []
}

/**
 * A provider of openai-chat that answers every question with one story, and stops after as many tokens as `limitOf` says for
 * the request. Asked for the rest, it reads from the conversation how far it had come, and goes on in its manner.
 */
export function cuttingFetch(
  story: readonly string[],
  manner: Manner,
  limitOf: (request: number) => number,
): { readonly fetch: typeof globalThis.fetch; readonly count: () => number } {
  let count = 0
  return {
    count: () => count,
    fetch: async (_input, init) => {
      const { messages } = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as {
        readonly messages: readonly { readonly role: string; readonly content: string }[]
      }
      const given = messages.findLast(({ role }) => role === 'assistant')?.content
      const limit = limitOf(count++)
      const wanted = given === undefined ? story : continued(story, given, manner)
      const said = wanted.slice(0, limit)
      const reason = said.length < wanted.length ? 'length' : 'stop'
      const body = [...said.map((token) => textChunk(token)), chatEnd({ input: 5, output: said.length }, reason)].join(
        '',
      )
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    },
  }
}

function continued(story: readonly string[], given: string, manner: Manner): readonly string[] {
  const said = tokensHeld(story, given)
  const overlap = Math.max(0, said - 8)
  switch (manner) {
    case 'exact':
      return story.slice(said)
    case 'overlapping':
      return story.slice(overlap)
    case 'restarting':
      return story
    case 'prefacing':
      return [...tokensOf(preface), ...story.slice(said)]
    case 'prefacing and overlapping':
      return [...tokensOf(preface), ...story.slice(overlap)]
    case 'reopening':
      return ['```js\n', ...story.slice(said)]
  }
}

/** How many tokens of the story make up a text. */
function tokensHeld(story: readonly string[], text: string): number {
  let length = 0
  let held = 0
  while (length < text.length && held < story.length) length += story[held++]?.length ?? 0
  return held
}
