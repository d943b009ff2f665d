import { describe, expect, it } from 'vitest'
import { isWrongModel } from '../../src/routing/wrong-model.ts'

describe('names of the same model', () => {
  it.each([
    ['gpt-5.4', 'gpt-5.4-2026-03-05'],
    ['gpt-5.4', 'openai/GPT-5.4'],
    ['claude-opus-4-0', 'claude-opus-4-20250514'],
    ['claude-3-7-sonnet@20250219', 'claude-3-7-sonnet-20250219'],
    ['anthropic/claude-sonnet-4.6', 'anthropic/claude-4.6-sonnet-20260217'],
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5-20251001'],
    ['anthropic.claude-v2', 'claude-2.0'],
    ['gemini-2.5-flash', 'gemini-2.5-flash-preview-05-20'],
    ['gemini-2.5-flash-preview-09-2025', 'gemini-2.5-flash'],
    ['gemini-flash-latest', 'gemini-3.6-flash'],
    ['mistral-small-latest', 'mistral-small-2506'],
    ['meta-llama/Llama-3.1-8B-Instruct', 'llama3.1-8b'],
    ['kimi-k2-0905', 'kimi-k2-instruct-0905'],
    ['grok-4-fast', 'grok-4-fast-reasoning'],
    ['Qwen/Qwen3-4B', 'Qwen3-4B-FP8'],
    ['openrouter/auto', 'whatever/answers'],
    ['gpt-5.4', undefined],
    ['gpt-5.4', ''],
  ])('%s is answered by %s', (asked, answered) => {
    expect(isWrongModel(asked, answered)).toBe(false)
  })
})

describe('names of another model', () => {
  it.each([
    ['gpt-5.4', 'gpt-5.4-mini'],
    ['gpt-5.4-mini-2026-03-05', 'gpt-5.4'],
    ['gpt-4', 'gpt-4o'],
    ['gpt-4', 'gpt-4.1'],
    ['o3', 'o3-mini'],
    ['claude-opus-4', 'claude-opus-4-1-20250805'],
    ['claude-opus-4-6', 'claude-sonnet-4-6'],
    ['anthropic/claude-sonnet-4.6', 'anthropic/claude-4.5-sonnet'],
    ['gemini-2.5-flash', 'gemini-2.5-flash-lite-preview-06-17'],
    ['gemini-flash-latest', 'gemini-2.5-flash-lite'],
    ['glm-4.5v', 'glm-4.5'],
    ['kimi-k2', 'kimi-k2.5'],
    ['grok-4-0709', 'grok-4.3'],
    ['meta-llama/Llama-3.3-70B-Instruct', 'meta-llama/Llama-3.3-70B-Instruct-Turbo'],
    ['deepseek-chat', 'deepseek-v4-flash'],
  ])('%s is answered by %s', (asked, answered) => {
    expect(isWrongModel(asked, answered)).toBe(true)
  })
})
