import type { Lack } from './learnt-lacks.ts'

/** Words for what a target says it cannot take, the narrow ones first. Looked at only in refusals that were classified as `unsupported`. */
const words: readonly (readonly [Lack, RegExp])[] = [
  ['tool-choice', /tool_choice/], // OpenRouter
  ['audio', /\baudio\b|input_audio/],
  ['pdf', /\bpdf\b|`file`|\bdocuments?\b/],
  ['vision', /\bimages?\b|image_url|\bvision\b/], // OpenRouter, DeepSeek, llama.cpp, Ollama
  ['tools', /\btools?\b|function call/], // OpenRouter, Ollama
]

/** Which of the things that a request needs its refusal is about; `undefined` where it does not say. */
export function readLack(message: string, needs: readonly Lack[]): Lack | undefined {
  const text = message.slice(0, 2_000).toLowerCase()
  return words.find(([lack, word]) => needs.includes(lack) && word.test(text))?.[0]
}
